/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* gate: a created container waits for `start`. See phases.h.
 *
 * `start` connects to the socket, writes down that the container runs, and says so; its connection becomes the channel: it
 * closes when the program is executed, or carries the error. One that could not write it says so, and another may come.
 * The socket is closed behind the one that went through, so a second finds nobody. The first
 * process of a PID namespace ignores every signal it has no handler for: those that would end a program are
 * awaited here, and end this one. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include "init/init.h"
#include "model/channel.h"
#include "model/plan.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/process.h"

#define BIT(signal) (1ULL << ((signal) - 1))

/* Ignored, stopping or continuing by default (signal(7)). */
#define HARMLESS                                                                                                       \
	(BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGWINCH) | BIT(SIGCONT) | BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU))

static int open_signals(void)
{
	uint64_t fatal = ~(uint64_t)HARMLESS;

	return (int)sys_call(SYS_signalfd4, -1, &fatal, sizeof(fatal), SFD_CLOEXEC);
}

__attribute__((noreturn)) static void die_of_signal(int signals)
{
	struct signalfd_siginfo info = { .ssi_signo = SIGTERM };

	sys_read(signals, &info, sizeof(info));
	sys_exit(128 + (int)info.ssi_signo);
}

/* The socket's directory is the caller's alone; that the peer is its user is checked nevertheless. */
static bool is_host_user(int peer, uid_t host_uid)
{
	struct ucred peer_is;
	unsigned size = sizeof(peer_is);

	return sys_call(SYS_getsockopt, peer, SOL_SOCKET, SO_PEERCRED, &peer_is, &size) == 0 && peer_is.uid == host_uid;
}

/* Waits for something to read, while the signals that end a program end this one. 0 or -errno. */
static int await(int fd, int signals)
{
	struct pollfd polls[] = { { .fd = fd, .events = POLLIN }, { .fd = signals, .events = POLLIN } };
	int ret = sys_poll(polls, 2, -1);

	if (ret >= 0 && polls[1].revents != 0)
		die_of_signal(signals);
	return ret < 0 ? ret : 0;
}

/* All but an error means go on: a `start` that was killed may have written the state already. */
static bool may_go(int peer, int signals)
{
	struct message message;

	return await(peer, signals) == 0 && (channel_receive(peer, &message) <= 0 || message.kind != MESSAGE_ERR);
}

/* A descriptor of the connection, or -errno. */
static int await_start(int gate, int signals, uid_t host_uid)
{
	for (;;) {
		int ret = await(gate, signals);
		int peer;

		if (ret < 0)
			return ret;
		peer = (int)sys_call(SYS_accept4, gate, NULL, NULL, SOCK_CLOEXEC);
		if (peer >= 0 && is_host_user(peer, host_uid) && may_go(peer, signals))
			return peer;
		if (peer >= 0)
			sys_close(peer);
		else if (peer != -ECONNABORTED && peer != -EINTR && peer != -EAGAIN)
			return peer;
	}
}

int phase_gate(struct run *run, struct err *err)
{
	int signals = open_signals();
	int peer;

	if (signals < 0)
		return err_call(err, -signals, "make a signal descriptor");
	sys_close(run->channel);
	run->channel = -1;
	peer = await_start(run->plan->gate, signals, run->plan->host_uid);
	if (peer < 0)
		return err_call(err, -peer, "wait for start");
	sys_close(run->plan->gate);
	sys_close(signals);
	run->channel = peer;
	run->plan->traced = false; /* `start` keeps no trace */
	channel_send_done(peer, 0);
	return 0;
}
