/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* spans: what the host keeps of a trace. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "model/run.h"

#define TRACE_SPANS_MAX 128 /* rows of the table, each at most once an actor, and the command itself */

struct span {
	enum actor actor;
	unsigned row; /* of the phase table */
	uint64_t begin_ns, end_ns;
};

struct trace {
	const char *command;
	uint64_t begin_ns;
	size_t len;
	struct span spans[TRACE_SPANS_MAX];
};
