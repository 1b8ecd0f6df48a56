/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* copy_file: see copy_file.h. */
#include "phase/init/copy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/limits.h>
#include <string.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/path.h"

#define SEND_MAX 0x7ffff000 /* what the kernel moves at most in one call (sendfile(2)) */

static int copy_xattr(int from, int to, const char *name)
{
	static char value[XATTR_SIZE_MAX];
	long size = sys_call(SYS_fgetxattr, from, name, value, sizeof(value));
	long ret = size < 0 ? size : sys_call(SYS_fsetxattr, to, name, value, size, 0);

	/* a tmpfs takes attributes of users since Linux 6.6 */
	return ret == -EOPNOTSUPP || ret == -ENODATA ? 0 : (int)ret;
}

static int copy_xattrs(int from, int to)
{
	static char names[XATTR_LIST_MAX];
	long size = sys_call(SYS_flistxattr, from, names, sizeof(names));
	int ret = 0;

	if (size < 0)
		return size == -EOPNOTSUPP ? 0 : (int)size;
	for (const char *name = names; ret == 0 && name < names + size; name += strlen(name) + 1)
		ret = copy_xattr(from, to, name);
	return ret;
}

/* The owner first: a change of it takes set-id bits and file capabilities away. */
int copy_attributes(int from, int to, const struct stat *st, unsigned what)
{
	const struct timespec times[] = { st->st_atim, st->st_mtim };
	long ret = 0;

	if ((what & COPY_OWNER) != 0)
		ret = sys_call(SYS_fchown, to, st->st_uid, st->st_gid);
	if (ret == 0 && (what & COPY_MODE) != 0)
		ret = sys_call(SYS_fchmod, to, st->st_mode & 07777);
	if (ret == 0 && (what & COPY_XATTRS) != 0)
		ret = copy_xattrs(from, to);
	if (ret == 0 && (what & COPY_TIMES) != 0)
		ret = sys_call(SYS_utimensat, to, NULL, times, 0);
	return (int)ret;
}

static int send(int from, int to, long long begin, long long end)
{
	long ret = sys_call(SYS_lseek, to, begin, SEEK_SET);

	while (ret >= 0 && begin < end) {
		long long left = end - begin;

		ret = sys_call(SYS_sendfile, to, from, &begin, left < SEND_MAX ? left : SEND_MAX);
		if (ret == 0)
			break; /* somebody made it shorter */
	}
	return ret < 0 ? (int)ret : 0;
}

/* Holes stay holes: an image may have a file of terabytes that takes no room. */
static int copy_data(int from, int to, long long size)
{
	long long begin = 0, end;
	int ret = (int)sys_call(SYS_ftruncate, to, size);

	while (ret == 0 && begin < size) {
		begin = sys_call(SYS_lseek, from, begin, SEEK_DATA);
		if (begin < 0)
			return begin == -ENXIO ? 0 : (int)begin;
		end = sys_call(SYS_lseek, from, begin, SEEK_HOLE);
		if (end < 0 || end > size)
			end = size;
		ret = send(from, to, begin, end);
		begin = end;
	}
	return ret;
}

int copy_regular(int proc, int fd, int to, const char *name, const struct stat *st)
{
	int from = sys_reopen(proc, fd, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	int copy = from < 0 ? from : sys_open_at(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
	int ret = copy < 0 ? copy : copy_data(from, copy, st->st_size);

	if (ret == 0)
		ret = copy_attributes(from, copy, st, COPY_ALL);
	if (from >= 0)
		sys_close(from);
	if (copy >= 0)
		sys_close(copy);
	return ret;
}

static int own_by_name(int to, const char *name, const struct stat *st)
{
	const struct timespec times[] = { st->st_atim, st->st_mtim };
	long ret = sys_call(SYS_fchownat, to, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW);

	return (int)(ret < 0 ? ret : sys_call(SYS_utimensat, to, name, times, AT_SYMLINK_NOFOLLOW));
}

int copy_symlink(int fd, int to, const char *name, const struct stat *st)
{
	char target[PATH_MAX];
	long ret = sys_call(SYS_readlinkat, fd, "", target, sizeof(target) - 1);

	if (ret < 0)
		return (int)ret;
	target[ret] = '\0';
	ret = sys_call(SYS_symlinkat, target, to, name);
	return ret < 0 ? (int)ret : own_by_name(to, name, st);
}

int copy_node(int to, const char *name, const struct stat *st)
{
	long ret = sys_call(SYS_mknodat, to, name, st->st_mode, st->st_rdev);

	return ret < 0 ? (int)ret : own_by_name(to, name, st);
}
