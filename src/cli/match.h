/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* match: one operation on every container whose id matches a regular expression. */
#pragma once

#include <stdbool.h>

#include "hull.h"

struct match {
	const char *pattern; /* POSIX extended, matching anywhere in the id */
	bool alive_only;     /* pass over containers without a process */
	int (*act)(const void *context, struct hull *hull, const char *id,
	           struct hull_error *error);
	const void *context;
};

/* A container that fails must not keep the others from their turn: all are tried, and *error tells
 * of the first that failed and how many more did. That nothing matches is no error. Returns 0, or
 * -1. */
int match_each(const struct match *match, struct hull *hull, struct hull_error *error);
