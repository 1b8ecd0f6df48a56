/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* process: making, joining, ending processes and namespaces. Results: >= 0, or -errno. */
#pragma once

#include <linux/sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/types.h>

#include "sys/call.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif
#ifndef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000ULL
#endif
#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif

static inline int sys_setns(int fd, int type)
{
	return (int)sys_call(SYS_setns, fd, type);
}

static inline int sys_unshare(int flags)
{
	return (int)sys_call(SYS_unshare, flags);
}

static inline int sys_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)
{
	return (int)sys_call(SYS_prctl, option, a, b, c, d);
}

static inline int sys_pidfd_open(pid_t pid)
{
	return (int)sys_call(SYS_pidfd_open, pid, 0);
}

static inline int sys_pidfd_send_signal(int pidfd, int signal)
{
	return (int)sys_call(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

__attribute__((noreturn)) static inline void sys_exit(int status)
{
	for (;;)
		sys_call(SYS_exit_group, status);
}

/* A child that is a copy of this process. flags: CLONE_ of the namespaces, CLONE_PARENT; cgroup: descriptor of the
 * cgroup to be born in, or -1; ret_pidfd may be NULL. The pid, 0 in the child, or -errno. */
pid_t sys_fork(uint64_t flags, int cgroup, int *ret_pidfd);

/* A child that runs child(arg) in the memory of this process, which waits until the child has executed a program or is
 * gone; child must not return. Costs no copy of the page tables, and none is charged to the child's cgroup. */
pid_t sys_vfork(uint64_t flags, int cgroup, int *ret_pidfd, void (*child)(void *), void *arg);

/* A thread of this process for child(arg), which makes system calls only (no libc knows of it) and ends in sys_exit_thread.
 * *tid is its id until it is gone; stack and tid have to last as long. */
int sys_thread(void *stack, size_t stack_size, int *tid, void (*child)(void *), void *arg);
__attribute__((noreturn)) static inline void sys_exit_thread(void)
{
	for (;;)
		sys_call(SYS_exit, 0);
}
/* Waits for the end of it. */
void sys_thread_wait(const int *tid);

/* waitid(P_PIDFD): the exit status as a shell has it (code, or 128 + signal), or -errno. */
int sys_wait(int pidfd);

/* The kernel's own struct sigaction: libc's has another layout. */
int sys_signal_default(int signal);
int sys_signal_mask(int how, uint64_t set);
/* All signals; the former mask in *ret_old if that is not NULL. */
int sys_signal_block_all(uint64_t *ret_old);
