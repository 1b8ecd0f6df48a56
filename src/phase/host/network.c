/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* network: makes the container's network namespace while the other rows of the host run. See phases.h.
 *
 * A network namespace takes the kernel longer than all the others together. A helper makes one on another CPU, brings its
 * loopback interface up and tells init through the channel, as the host does when a row of its own is done; init enters the
 * helper's namespace by its pidfd then, and nobody but init ever waits. Where there is one CPU only, or no helper can be
 * started, the namespace comes with the clone like the others. */
#include "phase/host/network.h"

#include <errno.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <signal.h>
#include <unistd.h>

#include "model/channel.h"
#include "model/host.h"
#include "phase/host/phases.h"
#include "sys/network.h"
#include "sys/process.h"

static long futex(const int *word, int operation, int value)
{
	return sys_call(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

static void tell(const struct network_helper *helper, int code)
{
	struct err err = ERR_INIT;

	if (code == 0) {
		channel_send_done(helper->channel, helper->row);
		return;
	}
	err_call(&err, -code, "make the network namespace");
	if (code == -ENOSPC || code == -EUSERS)
		err_hint(&err, "the limit in /proc/sys/user/max_net_namespaces is reached");
	channel_send_err(helper->channel, &err);
}

/* In the helper: our memory, our descriptors, no libc. It lives until init has entered its namespace. */
static void make_network(void *arg)
{
	const struct network_helper *helper = arg;
	int code;

	/* it shares the lock of the state directory: left behind, it would hold it for ever */
	sys_prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (sys_call(SYS_getppid) != helper->maker)
		sys_exit(1);
	code = sys_unshare(CLONE_NEWNET);
	tell(helper, code == 0 ? sys_loopback_up() : code);
	while (__atomic_load_n(&helper->finished, __ATOMIC_ACQUIRE) == 0)
		futex(&helper->finished, FUTEX_WAIT, 0);
	sys_exit(0);
}

static bool has_two_cpus(void)
{
	unsigned long cpus[128] = { 0 };
	int n = 0;

	sys_call(SYS_sched_getaffinity, 0, sizeof(cpus), cpus);
	for (size_t i = 0; i < sizeof(cpus) / sizeof(cpus[0]) && n < 2; i++)
		n += __builtin_popcountl(cpus[i]);
	return n >= 2;
}

/* Handlers of the caller are none of the helper's: its signals are blocked. */
static int start_helper(struct host *host)
{
	struct network_helper *helper = &host->network;
	uint64_t mask = 0;
	int pidfd = -1;
	pid_t pid;

	if (!host->signals_blocked)
		sys_signal_block_all(&mask);
	pid = sys_spawn(CLONE_VM | CLONE_FILES | CLONE_FS, helper->stack, sizeof(helper->stack), &pidfd, make_network, helper);
	if (!host->signals_blocked)
		sys_signal_mask(SIG_SETMASK, mask);
	return pid < 0 ? -1 : pidfd;
}

int phase_network(struct run *run, struct err *err)
{
	struct host *host = run->host;
	int pidfd;

	run->plan->network = -1;
	if (host_open_channel(run, err) < 0)
		return -1;
	host->network.channel = run->channel;
	host->network.row = run->row;
	host->network.maker = getpid();
	pidfd = has_two_cpus() ? start_helper(host) : -1;
	if (pidfd < 0) {
		log_debug(&run->log, "no helper for the network namespace: it comes with the clone");
		tell(&host->network, 0);
		return 0;
	}
	host->network.running = true;
	host->network.pidfd = run->plan->network = host_keep(host, pidfd, err);
	host->namespaces &= ~(uint64_t)CLONE_NEWNET;
	return run->plan->network < 0 ? -1 : 0;
}

void network_wait(struct run *run)
{
	struct network_helper *helper = &run->host->network;

	if (!helper->running)
		return;
	__atomic_store_n(&helper->finished, 1, __ATOMIC_RELEASE);
	futex(&helper->finished, FUTEX_WAKE, 1);
	sys_wait(helper->pidfd);
	helper->running = false;
}
