/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* network: makes the container's network namespace while the other rows of the host run. See phases.h.
 *
 * A network namespace takes the kernel longer than all the others together. A helper makes one on another CPU, brings its
 * loopback interface up and sends it to init, which enters it by the time it needs it: nobody but init ever waits. Where
 * there is one CPU only, or no helper can be started, it comes with the clone like the others. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "model/host.h"
#include "model/trace.h"
#include "phase/host/network.h"
#include "phase/host/phases.h"
#include "sys/fd.h"
#include "sys/network.h"
#include "sys/pass_fd.h"
#include "sys/process.h"

/* In the helper: our memory, our descriptors, no libc. */
static void make_network(void *arg)
{
	const struct network_helper *helper = arg;
	int code = sys_unshare(CLONE_NEWNET);
	int fd = -1;

	if (code == 0)
		code = sys_loopback_up();
	if (code == 0)
		fd = sys_open_at(AT_FDCWD, "/proc/thread-self/ns/net", O_RDONLY, 0);
	code = fd < 0 && code == 0 ? fd : code;
	code = sys_send_fd(helper->socket, code, fd) < 0 ? 1 : 0;
	if (fd >= 0)
		sys_close(fd);
	sys_exit(code);
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

static int start_helper(struct host *host)
{
	struct network_helper *helper = &host->network;
	uint64_t mask;
	pid_t pid;

	sys_signal_block_all(&mask); /* handlers of the caller are none of the helper's */
	pid = sys_spawn(CLONE_VM | CLONE_FILES | CLONE_FS, helper->stack, sizeof(helper->stack), &helper->pidfd, make_network,
			helper);
	sys_signal_mask(SIG_SETMASK, mask);
	if (pid < 0)
		helper->pidfd = -1;
	return pid;
}

int phase_network(struct run *run, struct err *err)
{
	struct host *host = run->host;
	int pair[2];

	run->plan->network = -1;
	if (!has_two_cpus() || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return 0;
	host->network.socket = pair[0];
	run->plan->network = host_keep(host, pair[1], err);
	if (run->plan->network < 0)
		return -1;
	if (start_helper(host) < 0) {
		log_debug(&run->log, "no helper for the network namespace: it comes with the clone");
		host_drop(host, run->plan->network);
		run->plan->network = -1;
		network_wait(run);
		return 0;
	}
	host->namespaces &= ~(uint64_t)CLONE_NEWNET;
	return 0;
}

void network_wait(struct run *run)
{
	struct network_helper *helper = &run->host->network;

	if (helper->pidfd >= 0) {
		sys_wait(helper->pidfd);
		close(helper->pidfd);
	}
	if (helper->socket >= 0)
		close(helper->socket);
	helper->pidfd = helper->socket = -1;
}
