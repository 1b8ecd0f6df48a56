/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hear: waiting for the other program of a run. */
#pragma once

#include "model/run.h"

/* Reads messages until `row` is said to be done: logs go to run->log, spans to the trace. -1 with the other side's error
 * if it fails first, or "… died" if it closes. */
int hear_until_done(struct run *run, unsigned row, struct err *err);

/* Reads on until the other side closes its end: 0, or -1 with its error. */
int hear_until_closed(struct run *run, struct err *err);

/* Reads until MIDDLE has told the pid of INIT: run->pid_heard. */
int hear_until_pid(struct run *run, struct err *err);
