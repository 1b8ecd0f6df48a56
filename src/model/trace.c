/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* trace: the host's half of trace.h; what it keeps is printed by engine/trace_text.c and engine/trace_json.c. */
#include "model/trace.h"

#include <time.h>

#include "model/spans.h"

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t trace_now(const struct run *run)
{
	return run->trace != NULL ? now() : 0;
}

void trace_span(struct run *run, unsigned row, uint64_t begin_ns)
{
	if (run->trace != NULL)
		trace_add(run->trace, run->actor, row, begin_ns, now());
}

void trace_add(struct trace *trace, enum actor actor, unsigned row, uint64_t begin_ns, uint64_t end_ns)
{
	if (trace != NULL && trace->len < TRACE_SPANS_MAX)
		trace->spans[trace->len++] = (struct span){ actor, row, begin_ns, end_ns };
}
