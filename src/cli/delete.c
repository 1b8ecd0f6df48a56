/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* delete: `hull delete ID` removes what is left of a container, or of all that match. */
#include "cli/command.h"
#include "cli/match.h"

static int delete_one(const void *context, struct hull *hull, const char *id,
                      struct hull_error *error)
{
	const struct request *request = context;

	return hull_delete(hull, id, request->force, error);
}

static int delete_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	struct match match = { .pattern = request->args[0], .act = delete_one, .context = request };

	if (request->regex)
		return match_each(&match, hull, error);
	return delete_one(request, hull, request->args[0], error);
}

const struct command cmd_delete = {
	.name = "delete",
	.args = "<container-id>",
	.summary = "remove a container that does not run",
	.options = { OPT_FORCE, OPT_REGEX },
	.run = delete_run,
};
