/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* trace_out: a finished trace for people and for tools. */
#pragma once

#include <stdbool.h>

#include "base/log.h"
#include "model/spans.h"

void trace_start(struct trace *trace, const char *command);
/* Ends the trace and writes it to fd: as a waterfall (text), or as trace event JSON that Chrome and Perfetto read. That it
 * can't be written takes nothing from the container: a warning in the log. */
void trace_write(struct trace *trace, int fd, bool text, const struct log *log);
