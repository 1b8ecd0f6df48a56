/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* validate: `hull validate` finds everything that is wrong with a bundle's configuration, one
 * problem a line. Nothing is printed, and the exit status is 0, when it is good. */
#include "cli/command.h"
#include "cli/output.h"

static void add_problem(void *context, const char *problem)
{
	struct text *text = context;

	text_add(text, problem);
	text_add(text, "\n");
}

static int validate_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	auto_text struct text problems = { 0 };
	int count = hull_validate(hull, request->bundle, request->config, add_problem, &problems,
	                          error);

	if (count < 0 || text_print(&problems, error) < 0)
		return -1;
	return count > 0 ? 1 : 0;
}

const struct command cmd_validate = {
	.name = "validate",
	.summary = "check the configuration of a bundle, without running anything",
	.options = { OPT_BUNDLE, OPT_CONFIG },
	.run = validate_run,
};
