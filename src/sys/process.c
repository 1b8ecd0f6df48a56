/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* process: see process.h. */
#include "sys/process.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/wait.h>

#define KERNEL_SIGSET_SIZE 8

/* What rt_sigaction(2) takes; handler, flags and restorer stay zero: the default. */
struct kernel_sigaction {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

static struct clone_args clone_args(uint64_t flags, int cgroup, int *pidfd)
{
	struct clone_args args = { .flags = flags, .exit_signal = SIGCHLD };

	if ((flags & CLONE_PARENT) != 0)
		args.exit_signal = 0; /* the kernel wants none: it takes the parent's */
	if (cgroup >= 0) {
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)cgroup;
	}
	if (pidfd != NULL) {
		args.flags |= CLONE_PIDFD;
		args.pidfd = (uint64_t)(uintptr_t)pidfd;
	}
	return args;
}

pid_t sys_fork(uint64_t flags, int cgroup, int *ret_pidfd)
{
	struct clone_args args = clone_args(flags, cgroup, ret_pidfd);

	return (pid_t)sys_call(SYS_clone3, &args, sizeof(args));
}

pid_t sys_vfork(uint64_t flags, int cgroup, int *ret_pidfd, void (*child)(void *), void *arg)
{
	char stack[16384] __attribute__((aligned(64)));
	struct clone_args args = clone_args(flags | CLONE_VM | CLONE_VFORK, cgroup, ret_pidfd);

	args.stack = (uint64_t)(uintptr_t)stack;
	args.stack_size = sizeof(stack);
	return (pid_t)sys_arch_clone_call(&args, sizeof(args), child, arg);
}

int sys_thread(void *stack, size_t stack_size, int *tid, void (*child)(void *), void *arg)
{
	struct clone_args args = {
		.flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID |
			 CLONE_CHILD_CLEARTID,
		.parent_tid = (uint64_t)(uintptr_t)tid,
		.child_tid = (uint64_t)(uintptr_t)tid,
		.stack = (uint64_t)(uintptr_t)stack,
		.stack_size = stack_size,
	};
	long ret = sys_arch_clone_call(&args, sizeof(args), child, arg);

	return ret < 0 ? (int)ret : 0;
}

/* The kernel clears the word and wakes who waits for it (CLONE_CHILD_CLEARTID). */
void sys_thread_wait(const int *tid)
{
	int now;

	while ((now = __atomic_load_n(tid, __ATOMIC_ACQUIRE)) != 0)
		sys_call(SYS_futex, tid, FUTEX_WAIT, now, NULL);
}

int sys_wait(int pidfd)
{
	siginfo_t info;
	long ret;

	do
		ret = sys_call(SYS_waitid, P_PIDFD, pidfd, &info, WEXITED | __WALL, NULL);
	while (ret == -EINTR);
	if (ret < 0)
		return (int)ret;
	return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

int sys_signal_default(int signal)
{
	struct kernel_sigaction action = { 0 };

	return (int)sys_call(SYS_rt_sigaction, signal, &action, NULL, KERNEL_SIGSET_SIZE);
}

int sys_signal_mask(int how, uint64_t set)
{
	return (int)sys_call(SYS_rt_sigprocmask, how, &set, NULL, KERNEL_SIGSET_SIZE);
}

int sys_signal_block_all(uint64_t *ret_old)
{
	uint64_t all = ~0ULL;

	return (int)sys_call(SYS_rt_sigprocmask, SIG_SETMASK, &all, ret_old, KERNEL_SIGSET_SIZE);
}
