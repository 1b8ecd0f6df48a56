/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* run: one pass through a phase table, as one actor sees it.
 *
 * HOST is the process that was called; MIDDLE and INIT are the same program, src/init: MIDDLE turns into INIT at the row
 * `fork` when a PID namespace of somebody else's is to be joined. What all actors share is here; what belongs to one
 * program alone is behind `host` or `init`. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/log.h"

enum actor { HOST, MIDDLE, INIT };

struct run {
	enum actor actor;
	struct plan *plan;
	unsigned row; /* of the phase table, being carried out */
	int channel;  /* to the other actor; -1: nobody there */
	struct log log;
	struct trace *trace; /* NULL: off */
	uint64_t heard; /* rows that the other program has said to be done */
	uint64_t value;       /* what our row has to say to the other program, along with being done */
	uint64_t value_heard; /* what it said */
	int fd_heard;         /* and gave us, or -1 */
	int32_t pid_heard; /* the pid that MIDDLE forked, or 0 */
	union {
		struct host *host; /* model/host.h */
		struct init *init; /* init/init.h */
	};
};

typedef int phase_fn(struct run *run, struct err *err); /* 0, or -1 with *err filled */
