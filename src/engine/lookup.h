/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lookup: one container's state, for a command. */
#pragma once

#include <stdbool.h>

#include "arena.h"
#include "engine/handle.h"
#include "model/state.h"

struct lookup {
	struct arena arena;
	int dir; /* the state directory if it was locked, or -1 */
	struct state *state;
	char memory[8192] __attribute__((aligned(16))); /* enough for most: the arena begins in it */
};

/* Reads the state of a container; lock: for a command that changes it. -1 with "container does not exist" (err->absent).
 * lookup_end is needed in any case. The struct stays where it is meanwhile. */
int lookup_begin(struct hull *hull, const char *id, bool lock, struct lookup *lookup, struct err *err);
void lookup_end(struct lookup *lookup);
