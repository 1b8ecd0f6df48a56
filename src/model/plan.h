/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* plan: what will be done about a configuration on this kernel; the host's last word.
 *
 * The host writes it (check and the host phases after it), the container's init carries it out. It lies in an arena
 * that is a memfd, mapped at the same address in both programs, so its pointers are good in both; init maps it
 * privately and the host seals it, so that nobody changes it under either. Descriptors in it are numbers in init;
 * -1: none. Everything that can be parsed, compiled or looked up has been by then. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PLAN_MAGIC 0x6c6c7568706c616eULL

/* A namespace of somebody else's, to be joined; in the order in which init joins them. */
struct plan_join {
	int fd;
	int type;         /* CLONE_NEW* */
	const char *path; /* for messages */
	size_t index;     /* linux.namespaces[index] */
};

struct plan_sysctl {
	const char *name;  /* as in the configuration */
	const char *path;  /* below /proc/sys */
	const char *value;
};

struct plan_pair {
	const char *key;
	const char *value; /* NULL: a flag */
};

enum plan_mount_kind {
	PLAN_MOUNT_NEW,       /* a file system of its own */
	PLAN_MOUNT_BIND,      /* a tree that the host opened */
	PLAN_MOUNT_LINK,      /* no mount at all: a symbolic link, copied from the host (copy-symlink) */
	PLAN_MOUNT_REMOUNT,   /* changes what is mounted there */
	PLAN_MOUNT_CGROUP_V1, /* a tmpfs with a mount for each hierarchy */
};

/* One hierarchy of cgroup v1 (or the unified one of a hybrid host), below a mount of type cgroup. */
struct plan_hierarchy {
	const char *name;                /* directory: "memory", "cpu,cpuacct" */
	const struct plan_pair *options; /* of the file system; its type is cgroup, or cgroup2 if unified */
	size_t options_len;
	const char *data;        /* the same for mount(2) */
	const char *const *links; /* names that point to the directory: "cpu", "cpuacct" */
	size_t links_len;
	uint64_t attributes;             /* SYS_ATTR_ of its mount */
	int tree; /* the container's own directory, when it has no cgroup namespace; else -1 */
	bool tree_is_set; /* the flags of that tree are */
	bool unified;
};

struct plan_mount {
	enum plan_mount_kind kind;
	size_t index; /* mounts[index] */
	const char *destination;
	const char *type;
	const char *source; /* for messages; the source of a file system that has one; what a link points to */
	int tree;           /* bind: the source. A new file system: what is bound if the kernel does not allow it, or -1 */
	bool tree_is_directory;
	bool recursive;          /* bind: with all that is mounted below the source */
	bool source_nofollow;    /* src-nofollow: a link as source is what is bound */
	bool copy_link;          /* copy-symlink: a link as source is copied */
	bool on_link;            /* dest-nofollow: a link as destination is what is covered */
	bool on_root;            /* the destination is "/" */
	bool read_only_late;     /* made read-only once its content stands */
	bool copy_up;            /* tmpcopyup */
	bool keep_mode;          /* tmpfs without mode=: takes that of the directory it covers */
	bool keep_owner;         /* tmpcopyup without uid= or gid= */
	bool literal;            /* proc and sysfs: no link in the destination (P4) */
	bool winding;            /* the destination has ".." in it: where it leads is looked at */
	bool on_proc;            /* it is one of the places in /proc that may be covered */
	bool bind_remount;       /* remount with bind: the mount alone, never its file system */
	uint64_t attributes;     /* SYS_ATTR_ of a new file system */
	uint64_t set, clear;     /* of the mount, once it is in place */
	uint64_t set_all, clear_all; /* of it and all below (rro, …) */
	uint64_t super_set, super_clear; /* MS_ of the file system: sync, lazytime, … */
	uint64_t propagation;        /* MS_*, to be set once it is in place; 0: as it is */
	bool propagation_recursive;
	const struct plan_pair *options; /* of the file system */
	size_t options_len;
	const char *data; /* the same for mount(2); NULL: more than it takes */
};

struct plan_device {
	const char *path;
	mode_t mode; /* type and permissions */
	dev_t rdev;
	uid_t uid;
	gid_t gid;
	size_t index;    /* linux.devices[index]; SIZE_MAX: a default */
	bool is_default; /* what stands there already is left alone if it is the same */
};

struct plan_link {
	const char *path;
	const char *target;
};

struct plan_rlimit {
	int type;
	const char *name;
	uint64_t soft, hard;
	size_t index;
};

/* Capability sets as bit masks */
struct plan_caps {
	uint64_t bounding, effective, permitted, inheritable, ambient;
};

struct plan_ids {
	uid_t uid;
	gid_t gid;
	const gid_t *groups;
	size_t groups_len;
};

#define PLAN_LIST(type) struct { type *items; size_t len; }

struct plan {
	uint64_t magic;

	int channel;
	int log_level;
	bool traced;

	PLAN_LIST(const int) cgroup_procs; /* cgroup.procs of cgroups that init could not be born in */
	PLAN_LIST(const struct plan_join) joins;
	int pid_join;       /* pid namespace to be joined by a fork, or -1 */
	int unshare_flags;  /* namespaces that init makes itself, once it is in its cgroup */
	int small_mounts;   /* namespace with a single mount to start from, or -1 */
	bool root_is_namespace; /* root below is a mount namespace that holds the tree (OPEN_TREE_NAMESPACE), */
	uint64_t root_first_propagation; /* whose propagation is still to be set */

	int root; /* the root file system: a detached tree; without a mount namespace of its own, a directory */
	const char *root_path; /* for messages */
	bool root_read_only;
	bool own_mounts;  /* has a new mount namespace */
	bool new_network; /* has a new network namespace */
	bool no_pivot;
	uint64_t root_propagation; /* MS_*, set when all mounts are in place; 0: as it is */
	bool root_propagation_recursive;

	const char *hostname, *domainname;
	PLAN_LIST(const struct plan_sysctl) sysctls;
	PLAN_LIST(const struct plan_mount) mounts;
	PLAN_LIST(const struct plan_hierarchy) hierarchies;
	PLAN_LIST(const struct plan_device) devices;
	PLAN_LIST(const struct plan_link) links;
	PLAN_LIST(const char *const) masked;
	PLAN_LIST(const char *const) read_only;
	int null; /* the host's null device, verified: a detached mount, source of all masks of files */
	bool null_shared; /* it is still a peer of the host's mount */

	bool has_rules; /* of devices */
	bool has_process;
	bool has_oom_score_adj;
	int oom_score_adj;
	const char *const *args;
	const char **env; /* one entry is free before the final NULL, for HOME */
	size_t env_len;
	bool env_has_home;
	const char *const *candidates; /* where the program may be: args[0], or its name in each directory of PATH */
	bool searched;                 /* candidates come from PATH */
	const char *cwd;
	struct plan_ids ids;
	mode_t umask;
	struct plan_caps caps;
	bool no_new_privileges;
	const char *keyring; /* name of a new session keyring; NULL: none */
	PLAN_LIST(const struct plan_rlimit) rlimits;
	unsigned null_stdio;  /* bit n: descriptor n is the host's null device and becomes the container's */
	unsigned owned_stdio; /* bit n: descriptor n is given to the container's user */

	unsigned preserve_fds;
	uid_t host_uid;           /* the user that hull runs as, seen from the container */
	int gate; /* listening socket where `start` knocks, or -1 */
};
