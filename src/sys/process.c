/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* process: see process.h. */
#include "sys/process.h"

#include <errno.h>
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

pid_t sys_spawn(uint64_t flags, void *stack, size_t stack_size, int *ret_pidfd, void (*child)(void *), void *arg)
{
	struct clone_args args = clone_args(flags | CLONE_VM, -1, ret_pidfd);

	args.exit_signal = 0;
	args.stack = (uint64_t)(uintptr_t)stack;
	args.stack_size = stack_size;
	return (pid_t)sys_arch_clone_call(&args, sizeof(args), child, arg);
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
