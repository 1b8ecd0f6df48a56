/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* trace: when each phase began and ended, in every actor.
 *
 * Off (run->trace NULL on the host, plan->traced false in init) it costs a branch a row. Times are CLOCK_REALTIME in
 * nanoseconds: the monotonic clock shows something else inside a time namespace. */
#pragma once

#include <stdint.h>

#include "model/run.h"

struct trace;

/* 0 when the trace is off. */
uint64_t trace_now(const struct run *run);
/* A row of ours that began then and ends now. */
void trace_span(struct run *run, unsigned row, uint64_t begin_ns);
/* Keeps a span on the host. */
void trace_add(struct trace *trace, enum actor actor, unsigned row, uint64_t begin_ns, uint64_t end_ns);
