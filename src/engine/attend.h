/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* attend: a foreground run stays with its container: signals go to the program, its end is awaited. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/host.h"

struct attention {
	bool active;
	int signals;         /* signalfd, or -1: no signal comes through */
	uint64_t mask;       /* the caller's */
};

/* Before the container is made: from here on signals are kept, so that none is lost between its birth and attend().
 * Detached, nothing is changed. */
void attend_begin(struct attention *attention, const struct hull_create_args *args);
/* Waits for the end of host->pidfd; *ret_status as a shell has it. */
int attend(struct attention *attention, struct host *host, int *ret_status, struct err *err);
void attend_end(struct attention *attention, const struct host *host);

/* The init died while the container was made: adds to the error how, as far as can be told. */
void explain_end(const struct host *host, struct err *err);
