/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cgroup: the container's control group, from the decision where it is to its removal.
 *
 * A run goes check → plan → (record plan's directories) → create → born or joined. Later commands
 * know nothing but the recorded directories (struct cgroup_dirs, v2's first) and ask the kernel for
 * the rest.
 *
 * Everything here runs on the host, before or beside the container, never in its init. Nothing is
 * touched outside the directories of the plan and the parents that had to be made for them
 * (security.md, G1). Functions return 0 or -1 with *err filled, unless their comment says
 * otherwise. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;
struct cgroup;
struct cgroup_ops;
struct err;
struct log;
struct oci_resources;

enum cgroup_mode { CGROUP_NONE, CGROUP_V1, CGROUP_V2, CGROUP_HYBRID };

/* More hierarchies than this no kernel has: an array of this size holds one descriptor for each. */
#define CGROUP_HIERARCHIES_MAX 32

struct cgroup_request {
	const char *id;
	const char *path; /* linux.cgroupsPath, or NULL */
	bool disabled;    /* no cgroup wanted, whatever the configuration says */
	const struct oci_resources *resources; /* or NULL */
	bool own_namespace;                    /* the container has a new cgroup namespace */
};

struct cgroup_hierarchy {
	const struct cgroup_ops *ops;
	const char *dir;         /* the container's cgroup, absolute */
	size_t mount_len;        /* so many bytes of dir are the mount point */
	const char *controllers; /* "cpu,cpuacct", "name=systemd"; empty for v2 */
	bool v2;
};

struct cgroup_plan {
	enum cgroup_mode mode;
	const struct cgroup_hierarchy *hierarchies; /* v2's first */
	size_t len;
	bool asks_path;    /* linux.cgroupsPath was given */
	bool asks_devices; /* linux.resources.devices forbids something */
	const struct log *log;
};

/* Refuses what hull can't enforce, with its JSON path. Pure: may be asked as soon as the spec is
 * read. */
int cgroup_check(const struct oci_resources *resources, struct err *err);

/* Where the container's cgroup will be; includes cgroup_check. Makes nothing, so that the
 * directories can be recorded before the first of them exists. Refuses a cgroup that has processes,
 * for what is recorded here is what `delete --force` will kill. Everything in *ret lives in the
 * arena; the request's texts are not kept. */
int cgroup_plan(const struct cgroup_request *request, struct arena *arena, const struct log *log,
                struct cgroup_plan *ret, struct err *err);

/* For later commands, and for the state file: directories alone. */
struct cgroup_dirs {
	const char *const *items;
	size_t len;
};

int cgroup_plan_dirs(const struct cgroup_plan *plan, struct arena *arena, struct cgroup_dirs *ret,
                     struct err *err);

/* Makes the directories, with parents. A failure takes back what it made. *ret has no hierarchy when there
 * is no cgroup to be had and none was asked for. Close it with cgroup_close. */
int cgroup_create(const struct cgroup_plan *plan, struct arena *arena, struct cgroup **ret,
                  struct err *err);

/* Puts the device rules in force: those of resources (or NULL), and the defaults. Loading a program takes the kernel a while, so a run does it while the
 * container's init is at work: before anything but hull's own code runs there, not before it is born. */
int cgroup_restrict(struct cgroup *cgroup, const struct cgroup_plan *plan,
                    const struct oci_resources *resources, struct arena *arena, struct err *err);

/* The same handle on a container's cgroup that exists: for exec. Refuses one that is frozen. */
int cgroup_open(const struct cgroup_dirs *dirs, struct arena *arena, struct cgroup **ret,
                struct err *err);

void cgroup_close(struct cgroup *cgroup);
/* In place of it, for who closes many at once: one after the other the descriptors that it would close; -1 at the end. */
int cgroup_take_fd(struct cgroup *cgroup);

/* True: the container runs without a cgroup of its own, and there is no directory to remember. */
bool cgroup_is_absent(const struct cgroup *cgroup);

/* The v2 directory for clone3(CLONE_INTO_CGROUP), borrowed; -1 if there is none. Mind the order
 * with a new cgroup namespace: the kernel takes the namespace's root from the *caller's* cgroup
 * when both are asked of one clone3, so the newborn has to unshare(CLONE_NEWCGROUP) itself, after
 * the joins below. */
int cgroup_birth_fd(const struct cgroup *cgroup);

/* cgroup.procs, open for writing and borrowed, of each hierarchy that a process can't be born into
 * (v1): the container's init writes "0" into each. Returns how many; max should be
 * CGROUP_HIERARCHIES_MAX. */
size_t cgroup_procs_fds(const struct cgroup *cgroup, int *ret_fds, size_t max);

/* The same with v2's, for when the birth there turned out impossible (clone3 hidden by a sandbox).
 * Returns how many, or -1 with *err filled. */
int cgroup_procs_fds_all(struct cgroup *cgroup, int *ret_fds, size_t max, struct err *err);

/* Adds to the error of a clone3 or of a write to cgroup.procs what the cgroup itself tells of the
 * cause: a threaded parent, controllers in use. `code` is that error's errno. */
void cgroup_explain(const struct cgroup *cgroup, int code, struct err *err);

/* SIGKILL kills whatever is in the cgroup and below it, forks in flight included; any other signal
 * is sent to each process once. A cgroup that is gone holds nothing to kill: success. */
int cgroup_kill_all(const struct cgroup_dirs *dirs, int signal, struct err *err);

/* 1, 0, or -errno: one small read. Frozen by an ancestor counts as well. */
int cgroup_is_frozen(const struct cgroup_dirs *dirs);

/* Freezes or thaws all processes. Returns when they are; after timeout_ms a freeze is taken back
 * and fails. */
int cgroup_freeze(const struct cgroup_dirs *dirs, bool freeze, unsigned timeout_ms,
                  struct err *err);

/* Kills what is left, waits for the end of it and removes the cgroup with all that was nested in
 * it. Already gone is success. Parents stay. The whole takes at most about timeout_ms; then the
 * error says what is left. */
int cgroup_destroy(const struct cgroup_dirs *dirs, unsigned timeout_ms, struct err *err);

/* All processes of the cgroup and below, as the caller's pid namespace numbers them: sorted, each
 * once. */
int cgroup_pids(const struct cgroup_dirs *dirs, struct arena *arena, pid_t **ret, size_t *ret_len,
                struct err *err);
