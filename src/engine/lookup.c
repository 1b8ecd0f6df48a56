/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lookup: see lookup.h. */
#include "engine/lookup.h"

#include <unistd.h>

#define ARENA_MAX (8UL << 20)

int lookup_begin(struct hull *hull, const char *id, bool lock, struct lookup *lookup, struct err *err)
{
	int root, ret;

	*lookup = (struct lookup){ .dir = -1 };
	if (state_check_id(id, err) < 0)
		return -1;
	root = handle_root(hull, false, err);
	if (root < 0)
		return state_absent(id, err);
	ret = arena_init(&lookup->arena, ARENA_MAX);
	if (ret < 0)
		return err_call(err, -ret, "read the state of %q", id);
	if (lock) {
		lookup->dir = state_open(root, id, true, err);
		if (lookup->dir < 0)
			return -1;
	}
	return state_read(root, id, &lookup->arena, &lookup->state, err);
}

void lookup_end(struct lookup *lookup)
{
	if (lookup->dir >= 0)
		close(lookup->dir);
	if (lookup->arena.base != NULL)
		arena_release(&lookup->arena);
}
