/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* create_args: what create and run have in common, their options. */
#pragma once

#include "cli/options.h"
#include "hull.h"

/* The request as arguments for hull_create and hull_run; an option whose work hull cannot do is an
 * error. 0, or -1 with *error. */
int create_args(const struct request *request, struct hull_create_args *ret_args,
                struct hull_error *error);
