/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* start: `hull start ID` lets the process of a created container go on to its program. */
#include "cli/command.h"

static int start_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	return hull_start(hull, request->args[0], error);
}

const struct command cmd_start = {
	.name = "start",
	.args = "<container-id>",
	.summary = "start the program of a created container",
	.run = start_run,
};
