/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* state: `hull state ID`, the container's state as JSON. Engines read stdout and stderr together,
 * so nothing else is said. */
#include <string.h>

#include "base/cleanup.h"
#include "cli/command.h"
#include "cli/output.h"

static int state_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	auto_free char *json = NULL;

	if (hull_state(hull, request->args[0], &json, error) < 0)
		return -1;
	return print(json, strlen(json), error);
}

const struct command cmd_state = {
	.name = "state",
	.args = "<container-id>",
	.summary = "show the state of a container, as JSON",
	.run = state_run,
};
