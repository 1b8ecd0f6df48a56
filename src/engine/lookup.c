/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lookup: see lookup.h. */
#include "engine/lookup.h"

#include <unistd.h>

#define ARENA_MAX (8UL << 20)

/* The state root that a command looks in says more to a user than the id alone. */
static int absent(const struct hull *hull, struct err *err)
{
	return err->absent ? err_hint(err, "the state root is %q", hull->root) : -1;
}

int lookup_begin(struct hull *hull, const char *id, bool lock, struct lookup *lookup, struct err *err)
{
	int root, ret;

	arena_init_buffer(&lookup->arena, lookup->memory, sizeof(lookup->memory), ARENA_MAX);
	lookup->dir = -1;
	if (state_check_id(id, err) < 0)
		return -1;
	root = handle_root(hull, false, err);
	if (root < 0) {
		state_absent(id, err);
		return absent(hull, err);
	}
	if (lock) {
		lookup->dir = state_open(root, id, true, err);
		if (lookup->dir < 0)
			return absent(hull, err);
		ret = state_read_locked(root, id, &lookup->arena, &lookup->state, err);
	} else {
		ret = state_read(root, id, &lookup->arena, &lookup->state, err);
	}
	return ret < 0 ? absent(hull, err) : 0;
}

void lookup_end(struct lookup *lookup)
{
	if (lookup->dir >= 0)
		close(lookup->dir);
	arena_release(&lookup->arena);
}
