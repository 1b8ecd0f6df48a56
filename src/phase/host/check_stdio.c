/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check_stdio: which of the caller's descriptors the program gets, and in which shape. See check.h. */
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "phase/host/check.h"

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

int check_stdio(struct run *run, struct err *err)
{
	const struct hull_create_args *args = run->host->args;

	for (int fd = 0; fd < 3; fd++)
		look_at(run->plan, fd);
	run->plan->preserve_fds = args->preserve_fds;
	(void)err;
	return 0;
}
