/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* network: makes the container's network namespace while the other rows of the host run. See phases.h.
 *
 * A network namespace takes the kernel longer than all the others together. A thread makes one on another CPU, brings its
 * loopback interface up and sends it to init through the channel, as the host says that a row of its own is done: nobody but
 * init ever waits for it. A thread, since that can't outlive us. Where there is one CPU only, or none can be started, the
 * namespace comes with the clone like the others. */
#include "phase/host/network.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>

#include "base/cleanup.h"
#include "model/channel.h"
#include "model/host.h"
#include "phase/host/phases.h"
#include "sys/fd.h"
#include "sys/network.h"
#include "sys/process.h"

static void tell(const struct network_helper *helper, int fd)
{
	struct err err = ERR_INIT;

	if (fd >= 0) {
		channel_send_done_with(helper->channel, helper->row, 0, fd);
		return;
	}
	err_call(&err, -fd, "make the network namespace");
	if (fd == -ENOSPC || fd == -EUSERS)
		err_hint(&err, "the limit in /proc/sys/user/max_net_namespaces is reached");
	channel_send_err(helper->channel, &err);
}

/* The namespace of the thread alone: those of its process are per thread. */
static int make_namespace(void)
{
	int ret = sys_unshare(CLONE_NEWNET);

	if (ret == 0)
		ret = sys_loopback_up();
	return ret < 0 ? ret : sys_open_at(AT_FDCWD, "/proc/thread-self/ns/net", O_RDONLY, 0);
}

static void thread_main(void *arg)
{
	struct network_helper *helper = arg;

	helper->namespace = make_namespace();
	tell(helper, helper->namespace);
	sys_exit_thread();
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

/* Handlers of the caller are none of the thread's: its signals are blocked. */
static int start_thread(struct host *host)
{
	struct network_helper *helper = &host->network;
	uint64_t mask = 0;
	int ret;

	if (!host->signals_blocked)
		sys_signal_block_all(&mask);
	ret = sys_thread(helper->stack, sizeof(helper->stack), &helper->tid, thread_main, helper);
	if (!host->signals_blocked)
		sys_signal_mask(SIG_SETMASK, mask);
	return ret;
}

int phase_network(struct run *run, struct err *err)
{
	struct host *host = run->host;

	if (host_open_channel(run, err) < 0)
		return -1;
	host->network.channel = run->channel;
	host->network.row = run->row;
	if (has_two_cpus() && start_thread(host) == 0) {
		host->namespaces &= ~(uint64_t)CLONE_NEWNET;
		return 0;
	}
	log_debug(&run->log, "no thread for the network namespace: it comes with the clone");
	channel_send_done(run->channel, run->row);
	return 0;
}

void network_wait(struct run *run)
{
	struct network_helper *helper = &run->host->network;

	sys_thread_wait(&helper->tid);
	host_close_later(run->host, take_fd(&helper->namespace));
}
