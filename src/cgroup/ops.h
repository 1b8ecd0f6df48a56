/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ops: what differs between the kinds of hierarchies, one struct cgroup_ops a kind and file.
 *
 * A backend that makes cgroups otherwise (through systemd) is one more of these: its own `make`,
 * and the rest of v1's or v2's. dir is always a descriptor of the cgroup's directory; functions
 * without *err return >= 0 or -errno. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cgroup/cgroup.h"

struct device_rules;

/* The directory a hierarchy's part of the plan has become. */
struct leaf {
	int dir;
	int parent;  /* left open to be closed along with dir; or -1 */
	bool reused; /* it was there before */
};

struct cgroup_ops {
	const char *name;
	/* Makes the directory and its parents. Even when it fails, ret says whether there is a
	 * directory to take back: set it to { -1, true } before. Parents stay. */
	int (*make)(const struct cgroup_hierarchy *hierarchy, struct leaf *ret);
	int (*set_devices)(const struct leaf *leaf, const struct device_rules *rules,
	                   struct arena *arena, const struct log *log, struct err *err);
	/* The file that tells whether the cgroup, or one above it, is frozen: 1, 0, or -errno from
	 * its text. */
	const char *frozen_file;
	int (*says_frozen)(const char *text);
	/* Returns once all is frozen, -ETIMEDOUT if that can't be had; -ENOENT: not the hierarchy
	 * that freezes. */
	int (*freeze)(int dir, int64_t deadline);
	int (*thaw)(int dir);
	/* SIGKILL to all in one step; -EOPNOTSUPP: this kernel or hierarchy has none. */
	int (*kill)(int dir);
	/* 0 once no process is left here and below, or -ETIMEDOUT. */
	int (*wait_empty)(int dir, int64_t deadline);
};

extern const struct cgroup_ops v1_ops;
extern const struct cgroup_ops v2_ops;

/* A cgroup that exists, opened by its recorded directory. */
struct member {
	const struct cgroup_ops *ops;
	int dir;
};

/* Returns 0 or -errno; -EMEDIUMTYPE: a directory, but of no cgroup. */
int member_open(const char *dir, struct member *ret);
/* The same answer without opening it. */
int member_check(const char *dir);

int member_is_frozen(const struct member *member);

/* Refuses a cgroup that a container can't be put into: one that has processes, or is frozen. */
int member_refuse_used(const struct member *member, const char *dir, struct err *err);

/* The error for a recorded directory that can't be opened or removed. */
int member_fail(struct err *err, int code, const char *dir);

/* All that exist of the recorded ones, in their order. */
struct members {
	struct member items[CGROUP_HIERARCHIES_MAX];
	size_t len;
};

#define auto_members __attribute__((cleanup(members_close)))
void members_close(struct members *members);
int members_open(const struct cgroup_dirs *dirs, struct members *ret, struct err *err);

/* In whichever hierarchy can. Returns 0 or -errno, -ENOENT: none can. */
int members_freeze(const struct members *members, int64_t deadline);
int members_thaw(const struct members *members);
