/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cgroup: the container's control group. See phases.h; what a cgroup is on this host is in src/cgroup. */
#include "cgroup/cgroup.h"

#include <linux/sched.h>

#include "model/host.h"
#include "phase/host/check.h"
#include "phase/host/phases.h"

#define REMOVAL_MS 5000
#define RULES_MAX  (16UL << 20)

int check_cgroup(struct run *run, struct err *err)
{
	struct host *host = run->host;
	const struct oci_linux *linux_ = host->config->linux_;
	const struct cgroup_request request = {
		.id = host->args->id,
		.path = linux_->cgroups_path,
		.disabled = host->cgroup_manager == HULL_NO_CGROUP,
		.resources = linux_->resources,
		.own_namespace = (run->plan->unshare_flags & CLONE_NEWCGROUP) != 0,
	};

	if (cgroup_plan(&request, &host->arena, &run->log, &host->cgroup_plan, err) < 0)
		return -1;
	run->plan->has_rules = host->cgroup_plan.len > 0;
	return 0;
}

/* What init could not be born in it enters by itself. */
static int keep_procs(struct run *run, struct err *err)
{
	struct host *host = run->host;
	int fds[CGROUP_HIERARCHIES_MAX];
	size_t n = cgroup_procs_fds(host->cgroup, fds, CGROUP_HIERARCHIES_MAX);
	int *kept = check_alloc(run, n, sizeof(*kept), err);

	if (kept == NULL)
		return -1;
	for (size_t i = 0; i < n; i++) {
		kept[i] = host_lend(host, fds[i], err);
		if (kept[i] < 0)
			return -1;
	}
	run->plan->cgroup_procs.items = kept;
	run->plan->cgroup_procs.len = n;
	return 0;
}

int phase_cgroup(struct run *run, struct err *err)
{
	struct host *host = run->host;

	if (cgroup_create(&host->cgroup_plan, &host->arena, &host->cgroup, err) < 0)
		return -1;
	if (cgroup_is_absent(host->cgroup))
		host->state.cgroups.len = 0; /* nothing was made, nothing is to be removed */
	return keep_procs(run, err);
}

/* The plan is sealed by now: what is needed here is memory of our own. */
int phase_rules(struct run *run, struct err *err)
{
	struct host *host = run->host;
	char memory[4096] __attribute__((aligned(16)));
	struct arena arena;
	int ret;

	arena_init_buffer(&arena, memory, sizeof(memory), RULES_MAX);
	ret = cgroup_restrict(host->cgroup, &host->cgroup_plan, host->config->linux_->resources, &arena, err);
	arena_release(&arena);
	return ret;
}

int undo_cgroup(struct run *run, struct err *err)
{
	struct host *host = run->host;
	const struct cgroup_dirs dirs = { host->state.cgroups.items, host->state.cgroups.len };

	/* not ours until the state is: somebody else's container may be in it */
	if (host->cgroup == NULL)
		return 0;
	return cgroup_destroy(&dirs, REMOVAL_MS, err);
}
