/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* killat: runs a command of hull and kills it, or the container's init, at one boundary of a system call.
 *
 *	killat [-c host|init] [-k host|init] [-p PID] [-v] NUMBER COMMAND [ARGUMENT…]
 *
 * A call has two boundaries, its entry and its end; they are counted from 0. -c says whose calls count (host: the command's first process),
 * -k who gets the SIGKILL. The container's init is known by the program it runs, the sealed copy of hull-init; it counts
 * until it executes something else. -p: it is PID, which waits for `start` already.
 *
 * Exit status: 0 killed, and the command failed or was killed itself; 4 killed, but the command succeeded; 3 the command
 * ended before that boundary; 5 nothing moved for 20 s; 1 this program failed. With -v it says where it was. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* glibc's and the kernel's headers don't go together everywhere. */
#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

enum { KILLED = 0, BROKEN = 1, NOT_REACHED = 3, KILLED_IN_VAIN = 4, HUNG = 5 };

#define TRACEES_MAX 64
#define LIMIT_S     20

struct tracee {
	pid_t pid;
	bool is_init;
	bool known; /* its first stop is over */
};

static struct {
	bool count_init, kill_init, verbose;
	pid_t joined; /* -p */
	long boundary;
	char **command;
} options;

static struct tracee tracees[TRACEES_MAX];
static pid_t host, init;
static long reached;
static bool killed;

static void die(const char *what)
{
	fprintf(stderr, "killat: %s: %s\n", what, strerror(errno));
	exit(BROKEN);
}

static void hung(int signal)
{
	(void)signal;
	kill(host, SIGKILL);
	_exit(HUNG);
}

static struct tracee *find(pid_t pid)
{
	struct tracee *free_one = NULL;

	for (size_t i = 0; i < TRACEES_MAX; i++) {
		if (tracees[i].pid == pid)
			return &tracees[i];
		if (tracees[i].pid == 0 && free_one == NULL)
			free_one = &tracees[i];
	}
	if (free_one == NULL) {
		errno = ENOSPC;
		die("follow another process");
	}
	*free_one = (struct tracee){ .pid = pid };
	return free_one;
}

static bool runs_init(pid_t pid)
{
	char path[64], exe[PATH_MAX];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	len = readlink(path, exe, sizeof(exe) - 1);
	return len > 0 && strncmp(exe, "/memfd:hull-init", strlen("/memfd:hull-init")) == 0;
}

static bool counts(const struct tracee *tracee)
{
	return options.count_init ? tracee->is_init : tracee->pid == host;
}

static void strike(pid_t at)
{
	pid_t target = options.kill_init ? init : host;

	if (options.verbose)
		fprintf(stderr, "killat: boundary %ld, in process %d: kill %d\n", reached, (int)at, (int)target);
	killed = true;
	if (target > 0)
		kill(target, SIGKILL);
}

static void let_go(const struct tracee *tracee, int signal)
{
	long request = !killed && counts(tracee) ? PTRACE_SYSCALL : PTRACE_CONT;

	ptrace(request, tracee->pid, NULL, (void *)(long)signal);
}

static void note_program(struct tracee *tracee)
{
	tracee->is_init = runs_init(tracee->pid);
	if (tracee->is_init)
		init = tracee->pid;
}

static void on_stop(pid_t pid, int status)
{
	struct tracee *tracee = find(pid);
	int signal = WSTOPSIG(status), event = status >> 16, pass = 0;

	if (!tracee->known || event == PTRACE_EVENT_EXEC)
		note_program(tracee);
	if (signal == (SIGTRAP | 0x80)) {
		if (counts(tracee) && !killed && reached++ == options.boundary)
			strike(pid);
	} else if (event == 0 && (tracee->known || signal != SIGSTOP)) {
		pass = signal;
	}
	tracee->known = true;
	let_go(tracee, pass);
}

static int trace_options(void)
{
	int flags = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;

	return options.count_init || options.kill_init ?
		       flags | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE : flags;
}

static void run_command(bool traced)
{
	host = fork();
	if (host < 0)
		die("fork");
	if (host > 0)
		return;
	if (traced && (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 || raise(SIGSTOP) != 0))
		die("be traced");
	execvp(options.command[0], options.command);
	die(options.command[0]);
}

/* Nothing is lost between the command's birth and its first stop. */
static void begin(void)
{
	int status;

	if (options.joined > 0) {
		struct tracee *tracee = find(options.joined);

		if (ptrace(PTRACE_SEIZE, options.joined, NULL, (void *)(long)trace_options()) < 0 ||
		    ptrace(PTRACE_INTERRUPT, options.joined, NULL, NULL) < 0 ||
		    waitpid(options.joined, &status, __WALL) < 0)
			die("trace the container's init");
		note_program(tracee);
		tracee->known = true;
		run_command(false);
		let_go(tracee, 0);
		return;
	}
	run_command(true);
	if (waitpid(host, &status, __WALL) != host || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, host, NULL, (void *)(long)trace_options()) < 0)
		die("trace the command");
	find(host)->known = true;
	let_go(find(host), 0);
}

/* The command's status. What else is traced goes on by itself when we end. */
static int follow(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status)) {
			on_stop(pid, status);
			continue;
		}
		if (pid == host)
			return status;
		*find(pid) = (struct tracee){ .pid = 0 };
	}
	die("wait");
	return 0;
}

static bool parse_role(const char *text)
{
	if (strcmp(text, "init") != 0 && strcmp(text, "host") != 0) {
		fprintf(stderr, "killat: %s is neither host nor init\n", text);
		exit(BROKEN);
	}
	return strcmp(text, "init") == 0;
}

static void parse(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "+c:k:p:v")) != -1) {
		if (option == 'c')
			options.count_init = parse_role(optarg);
		else if (option == 'k')
			options.kill_init = parse_role(optarg);
		else if (option == 'p')
			options.joined = (pid_t)atoi(optarg);
		else if (option == 'v')
			options.verbose = true;
		else
			exit(BROKEN);
	}
	if (argc - optind < 2) {
		fputs("usage: killat [-c host|init] [-k host|init] [-p PID] [-v] NUMBER COMMAND [ARGUMENT...]\n", stderr);
		exit(BROKEN);
	}
	options.boundary = atol(argv[optind]);
	options.command = argv + optind + 1;
}

int main(int argc, char **argv)
{
	int status;

	parse(argc, argv);
	signal(SIGALRM, hung);
	alarm(LIMIT_S);
	begin();
	status = follow();
	if (options.verbose && !killed)
		fprintf(stderr, "killat: ended after %ld boundaries\n", reached);
	if (!killed)
		return NOT_REACHED;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? KILLED_IN_VAIN : KILLED;
}
