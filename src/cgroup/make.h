/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* make: the directories of one hierarchy. Functions return >= 0 or -errno. */
#pragma once

#include "cgroup/ops.h"

/* For v1: called for each directory on the way, made just now or not. */
typedef int make_hook(int parent, int dir);

/* Makes (or finds) one directory. */
int make_child(int parent, const char *name, struct leaf *ret);

/* Walks from the mount point to the parent of the hierarchy's directory, making what is missing.
 * Returns the parent, open. hook may be NULL. */
int make_parents(const struct cgroup_hierarchy *hierarchy, make_hook *hook);

/* The last component of the directory. */
const char *make_name(const struct cgroup_hierarchy *hierarchy);
