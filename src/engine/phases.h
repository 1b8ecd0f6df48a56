/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* phases: the fixed order in which a container is made. The order itself is in phases.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/plan.h"
#include "model/run.h"

struct phase {
	enum actor actor;   /* the process that carries it out */
	const char *name;   /* as in messages, traces and docs/phases.md; the file's name has _ for - */
	phase_fn *enter;    /* NULL in the program that is not this actor's */
	phase_fn *undo;     /* takes it back when a later row fails */
	const char *after;  /* row of the other program that has to be finished first */
	bool (*needed)(const struct plan *plan); /* NULL: always */
	bool announces_itself; /* goes on beside the rows that follow, and tells the other program when it is done */
};

extern const struct phase phases[];
extern const size_t phases_len;

/* The row's index; phases_len if there is none of that name. */
size_t phase_find(const char *name);
bool phase_needed(const struct phase *phase, const struct plan *plan);
