/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* handle: what hull_new makes: the caller's settings, and the state root that all its operations share. */
#pragma once

#include <sys/types.h>

#include "base/err.h"
#include "base/log.h"
#include "hull.h"
#include "model/spans.h"

struct hull {
	struct hull_args args;
	char *root; /* path of the state root */
	uid_t uid;   /* whom hull runs as */
	int root_fd; /* opened by the first operation that needs it; -1 */
	struct log log;
	struct trace trace;
};

/* Opens the state root; make: makes it if it is missing. A borrowed descriptor, or -1. */
int handle_root(struct hull *hull, bool make, struct err *err);

/* Turns an err into the caller's error, with `prefix` (may be NULL) before the message. Returns -1. */
int handle_fail(const struct err *err, const char *prefix, struct hull_error *error);
