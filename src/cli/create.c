/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* create: `hull create ID`. When it returns, the container's process waits for `hull start`, and
 * belongs to the caller's subreaper. */
#include "cli/command.h"
#include "cli/create_args.h"

static int create_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	struct hull_create_args args;

	if (create_args(request, &args, error) < 0)
		return -1;
	return hull_create(hull, &args, error);
}

const struct command cmd_create = {
	.name = "create",
	.args = "<container-id>",
	.summary = "make a container, whose process waits for 'hull start'",
	.options = { OPT_BUNDLE, OPT_CONFIG, OPT_CONSOLE_SOCKET, OPT_PIDFD_SOCKET, OPT_PID_FILE,
	             OPT_PRESERVE_FDS, OPT_NO_PIVOT, OPT_NO_NEW_KEYRING, OPT_NO_SUBREAPER },
	.run = create_run,
};
