/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kill: `hull kill ID [SIGNAL]`, to one container or to all that match. */
#include <signal.h>

#include "cli/command.h"
#include "cli/fail.h"
#include "cli/match.h"
#include "cli/signal_name.h"

struct sending {
	int signal;
	bool all;
};

static int kill_one(const void *context, struct hull *hull, const char *id,
                    struct hull_error *error)
{
	const struct sending *sending = context;

	return hull_kill(hull, id, sending->signal, sending->all, error);
}

static int kill_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	const char *id = request->args[0], *name = request->args[1];
	struct sending sending = { .signal = SIGTERM, .all = request->all };
	struct match match = {
		.pattern = id, .alive_only = !request->all, .act = kill_one, .context = &sending
	};

	if (name != NULL)
		sending.signal = signal_parse(name);
	if (sending.signal < 0)
		return fail(error, 0, "unknown signal %q", name);
	if (request->regex)
		return match_each(&match, hull, error);
	return kill_one(&sending, hull, id, error);
}

const struct command cmd_kill = {
	.name = "kill",
	.args = "<container-id> [<signal>]",
	.summary = "send a signal, TERM if none is named, to a container's process",
	.stop_at_id = true,
	.options = { OPT_ALL, OPT_REGEX },
	.run = kill_run,
};
