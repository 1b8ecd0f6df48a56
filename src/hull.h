/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hull.h: the public library, all of it.
 *
 * A caller makes one `struct hull` and asks it for the operations of the OCI runtime specification
 * (runtime.md, "Operations"), with a few that engines expect besides. The library never prints, never exits,
 * and leaves signal handlers, working directory, umask and environment of its caller alone.
 *
 * Every function returns 0 (or what its comment says) or -1 with *error filled. Texts that a function
 * returns belong to the caller and are freed with free(3). Argument structs begin with their own size, so
 * that members can be added at the end: set it with HULL_ARGS, and what is left out is zero:
 *
 *	struct hull_create_args args = { HULL_ARGS(args), .id = "web1", .bundle = "/srv/web" };
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HULL_API           __attribute__((visibility("default")))
#define HULL_ARGS(of_this) .size = sizeof(of_this)

struct hull;

struct hull_error {
	int code;           /* errno, or 0 when the input is at fault */
	char phase[32];     /* row of the phase table that failed, or empty */
	char message[1536]; /* the whole line: what, why, where, what to do */
	char path[192];     /* JSON path of the setting concerned, or empty */
	char hint[256];     /* what the user can do (also in the message), or empty */
};

enum hull_log_level { HULL_LOG_ERROR, HULL_LOG_WARNING, HULL_LOG_INFO, HULL_LOG_DEBUG };

enum hull_cgroup_manager { HULL_CGROUPFS, HULL_SYSTEMD, HULL_NO_CGROUP };

struct hull_args {
	size_t size;
	const char *root; /* state root; NULL: /run/hull, or $XDG_RUNTIME_DIR/hull when not root */
	enum hull_cgroup_manager cgroup_manager;
	enum hull_log_level log_level;
	void (*log)(void *context, enum hull_log_level level, const char *text);
	void *log_context;
	int trace_fd; /* > 0: spans of all phases are written there as trace JSON */
	bool trace_text; /* as a small waterfall for people instead of JSON */
};

struct hull_create_args {
	size_t size;
	const char *id;
	const char *bundle;      /* NULL: the working directory */
	const char *config;      /* NULL: config.json of the bundle; a relative one starts from the working directory */
	const char *pid_file;    /* NULL: none */
	unsigned preserve_fds;   /* descriptors 3 … 2 + N stay open in the container, at their numbers */
	bool no_pivot;           /* MS_MOVE and chroot instead of pivot_root */
	bool no_new_keyring;
	bool no_subreaper;       /* run: leave the subreaper setting of this process alone */
	bool detach;             /* run: return once the program runs */
	bool keep;               /* run: leave the state in place after the program's end */
};

HULL_API int hull_new(const struct hull_args *args, struct hull **ret_hull, struct hull_error *error);
HULL_API void hull_free(struct hull *hull);

/* Makes the container; its init waits for hull_start. */
HULL_API int hull_create(struct hull *hull, const struct hull_create_args *args, struct hull_error *error);
/* Returns when the program runs (or its execve failed: then -1 with the reason). */
HULL_API int hull_start(struct hull *hull, const char *id, struct hull_error *error);
/* create and start; not detached, waits for the end: *ret_status is the exit code, or 128 + signal. */
HULL_API int hull_run(struct hull *hull, const struct hull_create_args *args, int *ret_status,
		      struct hull_error *error);
/* signal 0 only asks. all: every process of the container's cgroup, and no error when the init is gone. */
HULL_API int hull_kill(struct hull *hull, const char *id, int signal, bool all, struct hull_error *error);
/* force: kills first, and an unknown id is no error. */
HULL_API int hull_delete(struct hull *hull, const char *id, bool force, struct hull_error *error);

/* The state as JSON (runtime.md, "State"), one newline at its end. */
HULL_API int hull_state(struct hull *hull, const char *id, char **ret_json, struct hull_error *error);

struct hull_listed {
	const char *id, *status, *bundle, *created, *owner;
	long pid; /* 0: stopped */
	const char *json; /* the container's state as one line of JSON */
};
/* Calls each(context, container) for every container, sorted by id; a non-zero return ends the listing.
 * Entries that vanish or are broken are logged and passed over. */
HULL_API int hull_list(struct hull *hull, int (*each)(void *context, const struct hull_listed *container),
		       void *context, struct hull_error *error);

/* Calls each(context, problem) for every error of the bundle's configuration. Returns their number. */
HULL_API int hull_validate(struct hull *hull, const char *bundle, const char *config,
			   void (*each)(void *context, const char *problem), void *context,
			   struct hull_error *error);

/* The default config.json (rootless: for a plain user), and the features document. */
HULL_API int hull_spec(bool rootless, char **ret_json, struct hull_error *error);
HULL_API int hull_features(char **ret_json, struct hull_error *error);

/* Version of the program, of the specification, the commit, and what it was built with ("+SECCOMP -SELINUX …"). */
HULL_API const char *hull_version(void);
HULL_API const char *hull_spec_version(void);
HULL_API const char *hull_commit(void);
HULL_API const char *hull_build_options(void);

#ifdef __cplusplus
}
#endif
