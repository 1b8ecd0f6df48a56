/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* clone: the container's first process. See phases.h.
 *
 * It is born in its namespaces and its cgroup, in our memory (nothing of ours is copied or charged to the container), and
 * its first act is to execute the sealed init. We wait just for that. When somebody else's PID namespace is joined, the
 * process that we make is MIDDLE, which forks INIT into it: no process of that namespace ever sees hull itself. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "model/channel.h"
#include "model/hear.h"
#include "model/host.h"
#include "phase/host/phases.h"
#include "phase/host/time_namespace.h"
#include "sys/fd.h"
#include "sys/process.h"

/* What the newborn needs between its birth and its execve; it shares our memory and may not change any other. */
struct newborn {
	const struct host *host;
	unsigned first_foreign; /* the caller's descriptors from here on are none of the container's */
	const char *argv[5];
	char numbers[3][24];
	int error;
};

static void execute_init(void *arg)
{
	struct newborn *newborn = arg;
	const struct host *host = newborn->host;
	static const char *const no_environment[] = { NULL }; /* nothing here is on the stack, which is the parent's */
	long ret = sys_close_on_exec_from(newborn->first_foreign);

	for (size_t i = 0; ret >= 0 && i < host->kept_len; i++)
		ret = sys_keep_on_exec(host->kept[i]);
	if (ret >= 0)
		ret = sys_call(SYS_execveat, host->image, "", newborn->argv, no_environment, AT_EMPTY_PATH);
	newborn->error = (int)-ret;
	sys_exit(1);
}

static int clone_error(const struct host *host, int code, struct err *err)
{
	err_call(err, code, "make the container's first process");
	if (host->cgroup != NULL)
		cgroup_explain(host->cgroup, code, err);
	if (code == ENOSPC || code == EUSERS)
		err_hint(err, "a limit of /proc/sys/user/max_*_namespaces is reached");
	return -1;
}

/* All signals are blocked in the newborn until its own program unblocks them. */
static int give_birth(struct host *host, uint64_t flags, struct newborn *newborn, struct err *err)
{
	int cgroup = host->cgroup != NULL ? cgroup_birth_fd(host->cgroup) : -1;
	uint64_t mask = 0;

	if (!host->signals_blocked)
		sys_signal_block_all(&mask);
	host->pid = sys_vfork(flags | CLONE_CLEAR_SIGHAND, cgroup, &host->pidfd, execute_init, newborn);
	if (!host->signals_blocked)
		sys_signal_mask(SIG_SETMASK, mask);
	if (host->pid < 0) {
		host->pidfd = -1;
		return clone_error(host, -host->pid, err);
	}
	return newborn->error != 0 ? err_call(err, newborn->error, "execute the sealed copy of hull's init") : 0;
}

/* MIDDLE tells us the pid of INIT, which is our child as well, and ends. */
static int adopt_init(struct run *run, struct err *err)
{
	struct host *host = run->host;
	auto_close int middle = host->pidfd;

	host->pidfd = -1;
	if (hear_until_pid(run, err) < 0)
		return -1;
	host->pid = run->pid_heard;
	host->pidfd = sys_pidfd_open(host->pid);
	if (host->pidfd < 0)
		return err_call(err, -host->pidfd, "open the container's first process");
	sys_wait(middle);
	return 0;
}

/* Without a PID namespace of its own the container has no init to adopt its orphans: whoever attends to it does. */
static void adopt_orphans(struct host *host)
{
	int is_subreaper = 1;

	if (!host->attended || host->args->no_subreaper || host->state.own_pids)
		return;
	host->adopts_orphans = prctl(PR_GET_CHILD_SUBREAPER, &is_subreaper, 0, 0, 0) == 0 && !is_subreaper &&
			       prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

/* What init has to know to find the plan (init/start.c). */
static void name_plan(const struct host *host, struct newborn *newborn)
{
	const uint64_t numbers[] = { (uint64_t)host->plan_number, host->arena.size, (uint64_t)(uintptr_t)host->arena.base };

	newborn->argv[0] = "hull-init";
	for (size_t i = 0; i < 3; i++) {
		fmt(newborn->numbers[i], sizeof(newborn->numbers[i]), "%lu", numbers[i]);
		newborn->argv[i + 1] = newborn->numbers[i];
	}
}

int phase_clone(struct run *run, struct err *err)
{
	struct host *host = run->host;
	struct newborn newborn = { .host = host, .first_foreign = 3 + run->plan->preserve_fds };
	uint64_t flags = host->namespaces & ~(uint64_t)CLONE_NEWTIME;
	struct time_namespace time = { .own = -1 };
	int ret;

	if (host_open_channel(run, err) < 0 || time_namespace_enter(run, &time, err) < 0)
		return -1;
	name_plan(host, &newborn);
	adopt_orphans(host);
	ret = give_birth(host, flags, &newborn, err);
	time_namespace_leave(&time);
	host_drop(host, run->plan->channel); /* the end of init has to be seen */
	return ret == 0 && run->plan->pid_join >= 0 ? adopt_init(run, err) : ret;
}

int undo_clone(struct run *run, struct err *err)
{
	struct host *host = run->host;

	(void)err;
	if (host->pidfd < 0)
		return 0;
	sys_pidfd_send_signal(host->pidfd, SIGKILL);
	sys_wait(host->pidfd);
	return 0;
}
