/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* attend: see attend.h. */
#include "engine/attend.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/process.h"

#define EVERY_SIGNAL (~UINT64_C(0))
#define BIT(signal) (UINT64_C(1) << ((signal) - 1))

static int signal_fd(int fd, uint64_t signals)
{
	return (int)sys_call(SYS_signalfd4, fd, &signals, sizeof(signals), SFD_CLOEXEC | SFD_NONBLOCK);
}

void attend_begin(struct attention *attention, const struct hull_create_args *args)
{
	*attention = (struct attention){ .signals = -1 };
	if (args->detach || sys_signal_block_all(&attention->mask) < 0)
		return;
	attention->active = true;
	attention->signals = signal_fd(-1, EVERY_SIGNAL & ~BIT(SIGCHLD)); /* the pidfd tells of the container's end */
}

void attend_end(struct attention *attention, const struct host *host)
{
	if (!attention->active)
		return;
	if (host->adopts_orphans)
		prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
	if (host->heeds_sigchld)
		signal(SIGCHLD, SIG_IGN);
	if (attention->signals >= 0)
		close(attention->signals);
	sys_signal_mask(SIG_SETMASK, attention->mask);
}

/* Orphans of a container without a PID namespace of its own come to us. The container's init is left for its pidfd. */
static void reap_orphans(pid_t init)
{
	siginfo_t info;

	for (;;) {
		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0 || info.si_pid == init)
			return;
		waitid(P_PID, (id_t)info.si_pid, &info, WEXITED | WNOHANG);
	}
}

/* SIGWINCH and SIGURG are about our own terminal and sockets. */
static void forward_signals(const struct attention *attention, const struct host *host)
{
	struct signalfd_siginfo info;

	while (sys_read(attention->signals, &info, sizeof(info)) == (long)sizeof(info)) {
		int signal = (int)info.ssi_signo;

		if (signal == SIGCHLD)
			reap_orphans(host->pid);
		else if (signal != SIGURG && signal != SIGWINCH)
			sys_pidfd_send_signal(host->pidfd, signal);
	}
}

int attend(struct attention *attention, struct host *host, int *ret_status, struct err *err)
{
	struct pollfd polls[] = { { .fd = host->pidfd, .events = POLLIN },
				  { .fd = attention->signals, .events = POLLIN } };
	int ret;

	if (host->adopts_orphans && attention->signals >= 0)
		signal_fd(attention->signals, EVERY_SIGNAL); /* SIGCHLD has been waiting if one ended already */
	do {
		ret = sys_poll(polls, 2, -1);
		if (ret >= 0 && polls[1].revents != 0)
			forward_signals(attention, host);
	} while (ret >= 0 && polls[0].revents == 0);
	if (ret >= 0)
		ret = sys_wait(host->pidfd);
	if (ret < 0)
		return err_call(err, -ret, "wait for the container's program");
	*ret_status = ret;
	return 0;
}

/* The error is the one of a closed channel if nothing better was sent. */
void explain_end(const struct host *host, struct err *err)
{
	siginfo_t info = { 0 };

	if (err->code != 0 || err->hint[0] != '\0')
		return;
	if (waitid(P_PIDFD, (id_t)host->pidfd, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
		return;
	if (info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED)
		err_hint(err, "it was killed by signal %d%s", info.si_status,
			 info.si_status == SIGKILL ? ": out of memory, or by somebody" : "");
}
