/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* deny: runs a program for which some system calls fail, as in a sandbox that does not know them.
 *
 *	deny ENOSYS|EPERM CALL[,CALL…] PROGRAM [ARGUMENT…]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_CALLS 32

static const struct {
	const char *name;
	unsigned number;
} calls[] = {
	{ "openat2", SYS_openat2 },
	{ "mount_setattr", 442 },
	{ "fsopen", SYS_fsopen },
	{ "fspick", SYS_fspick },
	{ "open_tree", SYS_open_tree },
	{ "open_tree_attr", 467 },
	{ "move_mount", SYS_move_mount },
	{ "mount", SYS_mount },
	{ "close_range", SYS_close_range },
	{ "clone3", SYS_clone3 },
	{ "memfd_create", SYS_memfd_create },
	{ "statx", SYS_statx },
	{ "pidfd_open", SYS_pidfd_open },
	{ "pidfd_send_signal", SYS_pidfd_send_signal },
	{ "faccessat2", SYS_faccessat2 },
	{ "execveat", SYS_execveat },
	{ "keyctl", SYS_keyctl },
	{ "bpf", SYS_bpf },
};

static void fail(const char *what)
{
	fprintf(stderr, "deny: %s: %s\n", what, strerror(errno));
	exit(125);
}

static unsigned number_of(const char *name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].number;
	}
	fprintf(stderr, "deny: which call is '%s'?\n", name);
	exit(125);
}

/* Each call: one comparison, and behind it one return. */
static size_t write_filter(struct sock_filter *filter, char *names, int code)
{
	size_t n = 0;

	filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (char *name = strtok(names, ","); name != NULL; name = strtok(NULL, ",")) {
		if (n + 3 > 2 * MAX_CALLS) {
			fprintf(stderr, "deny: too many calls\n");
			exit(125);
		}
		filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number_of(name), 0, 1);
		filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)code);
	}
	filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	return n;
}

int main(int argc, char **argv)
{
	struct sock_filter filter[2 * MAX_CALLS + 2];
	struct sock_fprog program = { .filter = filter };

	if (argc < 4) {
		fprintf(stderr, "usage: deny ENOSYS|EPERM CALL[,CALL...] PROGRAM [ARGUMENT...]\n");
		return 125;
	}
	program.len = (unsigned short)write_filter(filter, argv[2], strcmp(argv[1], "EPERM") == 0 ? EPERM : ENOSYS);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		fail("install the filter");
	execvp(argv[3], argv + 3);
	fail(argv[3]);
}
