/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* runner: walks the phase table for one actor. */
#pragma once

#include "model/run.h"

/* Carries out the rows of run->actor, from the top to the end of the table; waits for the other program where a row says
 * so, and tells it where its rows wait for ours. On failure err->phase is the row, and nothing is undone yet. */
int runner_walk(struct run *run, struct err *err);

/* The rows of HOST up to err->phase, undone from the bottom up. */
void runner_undo(struct run *run, const struct err *err);
