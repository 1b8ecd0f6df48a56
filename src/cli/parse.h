/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* parse: the command line → struct request, in one pass and without any effect.
 *
 *	--name value   --name=value     a whole name of the table, no abbreviations
 *	-name value    -name=value      the same with one dash
 *	-n value  -n=value  -nvalue     a letter; switches may stand together: -abn value
 *	--switch  --switch=BOOL         true false 1 0 t f yes no
 *
 * Options may come before, between and after the arguments, and `--` ends them. Where a command
 * hands its further arguments on (stop_at_id), the first one ends them too, and a `--` after it is
 * dropped. The last value given counts. Options of the command hide general ones of that name. */
#pragma once

#include "cli/options.h"
#include "hull.h"

/* Fills *request (which begins as REQUEST_INIT), and moves the arguments together in argv. Returns
 * 0, or -1 with *error; then *request has what was read before the mistake, so that it can be
 * reported where the caller wants errors to go. */
int parse_command_line(struct request *request, char *argv[], struct hull_error *error);

/* Gives the member of `values` that the row fills the value that text stands for. */
int option_set(void *values, const struct option_row *row, const char *text,
               struct hull_error *error);
