/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* environment: process.env as the program will see it. */
#pragma once

#include "model/plan.h"
#include "model/run.h"

/* Fills run->plan->env: of several entries of one name the last one, at the place of the first; no empty HOME, since init
 * looks that up; one entry free before the final NULL. */
int environment_set(struct run *run, struct err *err);

/* The value of a variable in the plan, or NULL. */
const char *environment_get(const struct plan *plan, const char *name);
