/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check_stdio: which of the caller's descriptors the program gets, and in which shape. See check.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "phase/host/check.h"
#include "sys/fd.h"

/* The host's null device would give the container an inode of the host's: it becomes its own. Pipes, sockets and
 * terminals get the container's user as their owner, so that it can open /dev/stdout again; a file of the caller's stays
 * the caller's (H1). */
static void look_at(struct plan *plan, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return;
	if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3))
		plan->null_stdio |= 1U << fd;
	else if ((S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) || (S_ISCHR(st.st_mode) && isatty(fd))) &&
		 st.st_uid != plan->ids.uid)
		plan->owned_stdio |= 1U << fd;
}

/* Field `sigignore` of /proc/self/stat (proc(5)) has the standard signals: nohup, shells and servers ignore some of these.
 * Asking for each by sigaction(2) would take ten times as many calls. Fields are counted from behind the name of the
 * program, which may contain anything. */
static uint64_t parse_ignored(const char *stat)
{
	const char *p = strrchr(stat, ')');
	uint64_t value = 0;

	for (int field = 2; field < 33 && p != NULL; field++)
		p = strchr(p + 1, ' ');
	for (p = p != NULL ? p + 1 : ""; *p >= '0' && *p <= '9'; p++)
		value = value * 10 + (uint64_t)(*p - '0');
	return value;
}

static int set_ignored_signals(struct plan *plan, struct err *err)
{
	auto_close int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
	char text[1024];
	long n = fd < 0 ? -errno : sys_read(fd, text, sizeof(text) - 1);

	if (n < 0)
		return err_call(err, (int)-n, "read \"/proc/self/stat\"");
	text[n] = '\0';
	plan->ignored_signals = parse_ignored(text);
	return 0;
}

int check_stdio(struct run *run, struct err *err)
{
	const struct hull_create_args *args = run->host->args;

	for (int fd = 0; fd < 3; fd++)
		look_at(run->plan, fd);
	run->plan->preserve_fds = args->preserve_fds;
	return set_ignored_signals(run->plan, err);
}
