/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fork, enroll, join: how init gets to where it belongs. See phases.h. */
#include <errno.h>
#include <linux/sched.h>

#include "init/init.h"
#include "model/channel.h"
#include "model/plan.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/process.h"

int phase_fork(struct run *run, struct err *err)
{
	int ret = sys_setns(run->plan->pid_join, CLONE_NEWPID);
	pid_t pid;

	if (ret < 0)
		return err_call(err, -ret, "join the pid namespace");
	pid = sys_fork(CLONE_PARENT, -1, NULL);
	if (pid < 0)
		return err_call(err, -pid, "fork into the pid namespace");
	if (pid > 0)
		sys_exit(channel_send_pid(run->channel, pid) < 0);
	run->actor = INIT;
	sys_prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); /* a fork does not inherit it */
	return 0;
}

int phase_enroll(struct run *run, struct err *err)
{
	for (size_t i = 0; i < run->plan->cgroup_procs.len; i++) {
		int ret = sys_write_value(run->plan->cgroup_procs.items[i], "0");

		if (ret < 0)
			return err_call(err, -ret, "enter the container's cgroup");
	}
	return 0;
}

int phase_join(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;
	int ret = 0;

	for (size_t i = 0; i < plan->joins.len; i++) {
		const struct plan_join *join = &plan->joins.items[i];

		ret = sys_setns(join->fd, join->type);
		if (ret < 0) {
			err_call(err, -ret, "join the namespace %q", join->path);
			return err_at(err, "linux.namespaces[%zu]", join->index);
		}
	}
	if (plan->small_mounts >= 0)
		ret = sys_setns(plan->small_mounts, CLONE_NEWNS);
	if (ret < 0)
		return err_call(err, -ret, "enter the small mount namespace");
	if (plan->root_is_namespace)
		ret = sys_setns(plan->root, CLONE_NEWNS);
	if (ret < 0)
		return err_call(err, -ret, "enter the mount namespace of %q", plan->root_path);
	if (plan->unshare_flags != 0)
		ret = sys_unshare(plan->unshare_flags);
	return ret < 0 ? err_call(err, -ret, "make the container's namespaces") : 0;
}
