/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* state: what hull remembers of a container, one directory each below the state root (D1, D2).
 *
 *	<root>/<id>/         0700, locked with flock by whoever changes the container
 *	      state.json     0600, always complete: written beside and renamed
 *	      start          socket where the init of a created container waits for `start`
 *
 * Whether the directory exists decides whether the id is taken. The first state.json names what is about to be made
 * before it is made; it says "creating", which is true for as long as its maker holds the lock. A process is its pid and
 * start time together (F5). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "arena.h"
#include "base/err.h"
#include "ocispec.h"

#define STATE_VERSION    1
#define STATE_START_NAME "start"

struct state {
	uint32_t version;
	const char *id;
	enum oci_status status; /* as of the last change: CREATING, CREATED or RUNNING */
	int32_t pid;            /* 0: not there yet */
	uint64_t start_time;    /* field 22 of /proc/<pid>/stat */
	const char *bundle;     /* absolute */
	const char *rootfs;     /* absolute */
	const char *created;    /* RFC 3339, nanoseconds, Z */
	uint32_t owner;         /* uid of who made it */
	bool own_pids;          /* has a PID namespace of its own: its processes end with its init */
	bool has_process;       /* there is a program to be started */
	struct oci_map annotations;
	struct oci_strings cgroups; /* directories, cgroup v2's first */
};

/* The id's alphabet: [A-Za-z0-9_+.-], neither "." nor "..", at most 255 bytes, no leading "." (such names are hull's
 * own). 0, or -1 with *err filled. */
int state_check_id(const char *id, struct err *err);

/* Opens the root of all state directories; made (0700) if `make`. Has to belong to uid, us, and to be closed to others.
 * A descriptor, or -1 (err->code ENOENT if it is not there). */
int state_open_root(const char *path, uid_t uid, bool make, struct err *err);

/* No state root: no container. Turns that error, and no other, into "container does not exist". Returns -1. */
int state_absent(const char *id, struct err *err);

/* Makes the container's directory with its first state (status CREATING), which claims the id, and locks it. A descriptor,
 * or -1. */
int state_claim(int root, const struct state *state, struct err *err);
/* For an error on the way to that claim: that the id is taken explains it better, a cgroup in use for instance. */
int state_explain_claim(int root, const char *id, struct err *err);
/* Opens it; -1 with "container does not exist" if it is not there. lock: waits up to 10 s for other commands. */
int state_open(int root, const char *id, bool lock, struct err *err);
/* Makes and listens on the socket `start` of it: a descriptor, or -1. */
int state_listen(int dir, struct err *err);

/* Connects to that socket: a descriptor, or -errno (-ENOENT, -ECONNREFUSED: nobody waits there). */
int state_connect(int dir);

int state_write(int dir, const struct state *state, struct err *err);
/* Reads the state.json of <root>/<id> into the arena: 0, or -1 with "container does not exist" if the container, or its
 * state, is not there (yet). For who holds the lock, a container that is still "creating" is one whose maker died: its
 * status becomes STOPPED. */
int state_read_locked(int root, const char *id, struct arena *arena, struct state **ret_state, struct err *err);
/* The same without the lock: "creating" stays, as long as somebody holds it. */
int state_read(int root, const char *id, struct arena *arena, struct state **ret_state, struct err *err);
/* Removes the directory `dir` of the container, with whatever is in it. Already gone is success. */
int state_remove(int root, int dir, const char *id, struct err *err);
/* Takes the lock of a directory that was open all the time: -1 with "container does not exist" if it was removed. */
int state_lock(int dir, const char *id, struct err *err);
void state_unlock(int dir);

/* The start time of a process, or 0 if there is none of that pid or it is dead already. */
uint64_t state_start_time(pid_t pid);
/* A pidfd of the container's init; -ESRCH when it is gone, another -errno when it is there and can't be had. */
int state_open_init(const struct state *state);
/* Its status now: one look at the process, and at the cgroup for PAUSED. */
enum oci_status state_status(const struct state *state);
/* Its state as the specification has it, with what engines expect besides (contract: oci_state). */
void state_to_oci(const struct state *state, enum oci_status status, struct oci_state *ret);
