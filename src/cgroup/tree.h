/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* tree: visits a cgroup and all that is nested in it.
 *
 * Who lives in the tree may have made it: a thousand levels deep, a hundred thousand wide, and
 * changing under our feet. So the walk needs one descriptor whatever the depth, no recursion, reads
 * each directory once, and takes what vanishes as not having been there. */
#pragma once

struct tree_visitor {
	/* Before a child: 1 to go into it, 0 to pass by. May be NULL: into all. */
	int (*enter)(struct tree_visitor *visitor, int parent, const char *name);
	/* In each directory, the top one included. May be NULL. */
	int (*inside)(struct tree_visitor *visitor, int dir);
	/* After a child was left. May be NULL. */
	int (*leave)(struct tree_visitor *visitor, int parent, const char *name);
};

/* Every function of the visitor returns -errno to end the walk with it. Returns 0 or -errno. */
int tree_walk(int top, struct tree_visitor *visitor);
