/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check: the configuration becomes the plan. See phases.h; the parts are in check_*.c. */
#include "phase/host/check.h"

#include <errno.h>

#include "phase/host/phases.h"

typedef int check_fn(struct run *run, struct err *err);

static check_fn *const checks[] = {
	check_supported, check_namespaces, check_root,	  check_mounts,
	check_devices,	 check_paths,	   check_process, check_cgroup, check_stdio,
};

void *check_alloc(struct run *run, size_t count, size_t size, struct err *err)
{
	void *memory = arena_array(&run->host->arena, count, size);

	if (memory == NULL)
		err_call(err, ENOMEM, "make the plan");
	return memory;
}

int phase_check(struct run *run, struct err *err)
{
	struct plan *plan = run->plan;

	plan->magic = PLAN_MAGIC;
	plan->pid_join = -1;
	plan->small_mounts = -1;
	plan->root = -1;
	plan->null = -1;
	plan->gate = -1;
	plan->host_uid = run->host->uid;
	plan->log_level = (int)run->log.level;
	plan->traced = run->trace != NULL;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (checks[i](run, err) < 0)
			return -1;
	}
	return 0;
}
