/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* exec: the last steps, and the entrypoint. See phases.h. */
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/explain.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/process.h"

static int set_limits(const struct plan *plan, struct err *err)
{
	for (size_t i = 0; i < plan->rlimits.len; i++) {
		const struct plan_rlimit *limit = &plan->rlimits.items[i];
		const struct rlimit64 value = { .rlim_cur = limit->soft, .rlim_max = limit->hard };
		long ret = sys_call(SYS_prlimit64, 0, limit->type, &value, NULL);

		if (ret < 0) {
			err_call(err, (int)-ret, "set %s", limit->name);
			return err_at(err, "process.rlimits[%zu]", limit->index);
		}
	}
	return 0;
}

/* Handlers are gone with an execve, but signals that the caller ignored stay ignored: nohup's SIGHUP would be. */
static void reset_signals(uint64_t ignored)
{
	for (int signal = 1; signal <= 64; signal++) {
		if ((ignored & 1ULL << (signal - 1)) != 0)
			sys_signal_default(signal);
	}
	sys_signal_mask(SIG_SETMASK, 0);
}

int phase_exec(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;
	long ret;

	if (!plan->has_process)
		return err_input(err, "process", "process property must not be empty");
	ret = sys_close_on_exec_from(3 + plan->preserve_fds);
	if (ret < 0)
		return err_call(err, (int)-ret, "close the descriptors above %u", 2 + plan->preserve_fds);
	if (plan->no_new_privileges) {
		ret = sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (ret < 0)
			return err_call(err, (int)-ret, "set no new privileges");
	}
	sys_prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
	if (set_limits(plan, err) < 0)
		return -1;
	reset_signals(run->value_heard);
	ret = sys_call(SYS_execve, run->init->program, plan->args, plan->env);
	err_call(err, (int)-ret, "exec: %q", run->init->program);
	explain_program(run->init->program, err);
	return err_at(err, "process.args[0]");
}
