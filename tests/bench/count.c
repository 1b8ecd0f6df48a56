/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* count: how many system calls does a command make, with everything that it starts?
 *
 *   count COMMAND [ARG…]
 *
 * The command runs as it would without us, its output included. At the end a table goes to
 * descriptor 9 if that is open, else to standard error. Its first line is `total` and the sum. Then
 * comes a line per process or thread, in the order of their birth: its number, its calls up to its
 * last exec, its calls after it, and the name of the program it executed last, `-` if it never did.
 * The second number of the payload's line is thus what its process did before it became the payload.
 *
 * A call counts when it is entered: one that never returns (exit, exec) counts, too. The exec that
 * starts the command is its first call. */

#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_TASKS 256
#define TABLE_FD  9
#define OPTIONS                                                                                    \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |    \
	 PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC)

struct task {
	pid_t pid;
	long calls, calls_at_exec;
	char name[17]; /* of the program it executed last */
	bool started;  /* its first stop, which only says that we trace it, is over */
};

static struct task tasks[MAX_TASKS];
static int n_tasks;

/* The task with that PID; its own first stop makes a new one. (A PID that the kernel gives out twice
 * during one command counts as one task.) */
static struct task *find_task(pid_t pid)
{
	for (int i = 0; i < n_tasks; i++) {
		if (tasks[i].pid == pid)
			return &tasks[i];
	}
	if (n_tasks == MAX_TASKS)
		errx(1, "more than %d processes", MAX_TASKS);
	tasks[n_tasks].pid = pid;
	return &tasks[n_tasks++];
}

static void count_call(struct task *task)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->pid, sizeof(info), &info) >= 0) {
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
			task->calls++;
	} else if (errno != ESRCH) { /* ESRCH: killed meanwhile */
		err(1, "PTRACE_GET_SYSCALL_INFO of %d", task->pid);
	}
}

static void note_exec(struct task *task)
{
	char path[32];
	ssize_t len = -1;
	int fd;

	/* before its first exec the command is still us */
	if (task == &tasks[0] && task->calls_at_exec == 0)
		task->calls = 1;
	task->calls_at_exec = task->calls;

	snprintf(path, sizeof(path), "/proc/%d/comm", task->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		len = read(fd, task->name, sizeof(task->name) - 1);
		close(fd);
	}
	task->name[len > 0 ? len - 1 : 0] = '\0'; /* without the newline */
}

/* Deals with a stop; returns the signal that the task has to get when it goes on. */
static int handle_stop(struct task *task, int status)
{
	int event = status >> 16, signal_nr = WSTOPSIG(status);

	if (signal_nr == (SIGTRAP | 0x80)) {
		count_call(task);
		return 0;
	}
	if (event == PTRACE_EVENT_EXEC)
		note_exec(task);
	if (event)
		return 0;
	if (!task->started && signal_nr == SIGSTOP) {
		task->started = true;
		return 0;
	}
	return signal_nr;
}

static pid_t start_command(char **argv)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		fcntl(TABLE_FD, F_SETFD, FD_CLOEXEC);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(argv[0], argv);
		err(127, "%s", argv[0]);
	}
	if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
		errx(1, "the command did not stop to be traced");
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, OPTIONS) < 0)
		err(1, "PTRACE_SETOPTIONS");
	find_task(pid)->started = true;
	ptrace(PTRACE_SYSCALL, pid, NULL, 0);
	return pid;
}

/* Follows all of them to their end; returns the wait status of the command. */
static int follow(pid_t command)
{
	int status, command_status = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid < 0)
			continue;
		if (WIFSTOPPED(status)) {
			int signal_nr = handle_stop(find_task(pid), status);

			/* ESRCH: killed meanwhile, its end is the next thing we hear of it */
			ptrace(PTRACE_SYSCALL, pid, NULL, signal_nr);
		} else if (pid == command) {
			command_status = status;
		}
	}
	return command_status;
}

static void report(void)
{
	int fd = fcntl(TABLE_FD, F_GETFD) < 0 ? STDERR_FILENO : TABLE_FD;
	long total = 0;

	for (int i = 0; i < n_tasks; i++)
		total += tasks[i].calls;
	dprintf(fd, "total\t%ld\n", total);
	for (int i = 0; i < n_tasks; i++)
		dprintf(fd, "%d\t%ld\t%ld\t%s\n", i + 1, tasks[i].calls_at_exec,
		        tasks[i].calls - tasks[i].calls_at_exec,
		        tasks[i].name[0] ? tasks[i].name : "-");
}

int main(int argc, char **argv)
{
	int status;

	if (argc < 2)
		errx(2, "usage: count COMMAND [ARG...]");
	status = follow(start_command(argv + 1));
	report();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
