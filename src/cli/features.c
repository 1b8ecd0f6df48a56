/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* features: `hull features`, what this hull can do, as JSON. Engines run it when they start, so it
 * needs neither privileges nor a state root. */
#include <string.h>

#include "base/cleanup.h"
#include "cli/command.h"
#include "cli/output.h"

static int features_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	auto_free char *json = NULL;

	(void)request;
	(void)hull;
	if (hull_features(&json, error) < 0)
		return -1;
	return print(json, strlen(json), error);
}

const struct command cmd_features = {
	.name = "features",
	.summary = "show what this hull can do, as JSON",
	.without_hull = true,
	.run = features_run,
};
