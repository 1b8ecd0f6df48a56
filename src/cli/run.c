/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* run: `hull run ID`, create and start in one. Not detached, hull ends as the container's program
 * does. */
#include "cli/command.h"
#include "cli/create_args.h"

static int run_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	struct hull_create_args args;
	int status = 0;

	if (create_args(request, &args, error) < 0)
		return -1;
	if (hull_run(hull, &args, &status, error) < 0)
		return -1;
	return status;
}

const struct command cmd_run = {
	.name = "run",
	.args = "<container-id>",
	.summary = "make a container and start it; wait for its end, unless detached",
	.options = { OPT_BUNDLE, OPT_CONFIG, OPT_CONSOLE_SOCKET, OPT_PIDFD_SOCKET, OPT_PID_FILE,
	             OPT_PRESERVE_FDS, OPT_NO_PIVOT, OPT_NO_NEW_KEYRING, OPT_NO_SUBREAPER,
	             OPT_DETACH, OPT_KEEP },
	.run = run_run,
};
