/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* descriptors: see descriptors.h. */
#include "phase/host/descriptors.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>

#include "phase/host/check.h"

#define OTHERS 128 /* that a run has open beside its trees, roomily */
#define FEW    8

static bool sets_limit(const struct plan *plan)
{
	for (size_t i = 0; i < plan->rlimits.len; i++) {
		if (plan->rlimits.items[i].type == RLIMIT_NOFILE)
			return true;
	}
	return false;
}

/* What init inherits from us is not what the program shall have. */
static int add_limit(struct run *run, const struct rlimit *limit, struct err *err)
{
	struct plan *plan = run->plan;
	size_t len = plan->rlimits.len;
	struct plan_rlimit *limits = check_alloc(run, len + 1, sizeof(*limits), err);
	char *name = arena_strdup(&run->host->arena, "RLIMIT_NOFILE");

	if (limits == NULL || name == NULL)
		return err_call(err, ENOMEM, "make the plan");
	if (len > 0)
		memcpy(limits, plan->rlimits.items, len * sizeof(*limits));
	limits[len] = (struct plan_rlimit){ RLIMIT_NOFILE, name, limit->rlim_cur, limit->rlim_max, len };
	plan->rlimits.items = limits;
	plan->rlimits.len = len + 1;
	return 0;
}

int descriptors_make_room(struct run *run, size_t trees, struct err *err)
{
	struct host *host = run->host;
	rlim_t needed = (rlim_t)trees + OTHERS + run->plan->preserve_fds;
	struct rlimit limit;

	if (trees <= FEW)
		return 0; /* fits, or shows when one can't be opened */
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return err_call(err, errno, "read the limit of open files");
	if (limit.rlim_cur >= needed || limit.rlim_cur == limit.rlim_max)
		return 0; /* or it shows when one can't be opened */
	host->old_nofile = limit;
	if (!sets_limit(run->plan) && add_limit(run, &limit, err) < 0)
		return -1;
	limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return err_call(err, errno, "raise the limit of open files to %lu", (unsigned long)limit.rlim_cur);
	host->raised_nofile = true;
	return 0;
}
