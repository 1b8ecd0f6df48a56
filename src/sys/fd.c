/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fd: see fd.h. The one place that decides what an interrupted call means for a descriptor. */
#include "sys/fd.h"

#include <errno.h>
#include <linux/close_range.h>
#include <string.h>
#include <time.h>

#define FD_MAX (1U << 20) /* fs.nr_open, unless somebody has raised it */

/* The limit of open files is no end: it may have been lowered since. */
static void close_on_exec_one_by_one(unsigned first)
{
	for (unsigned fd = first; fd < FD_MAX; fd++)
		sys_call(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
}

/* CLOSE_RANGE_CLOEXEC: Linux 5.11; before that it is EINVAL. */
int sys_close_on_exec_from(unsigned first)
{
	long ret = sys_call(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC);

	if (ret == -ENOSYS || ret == -EINVAL || ret == -EPERM) {
		close_on_exec_one_by_one(first);
		ret = 0;
	}
	return (int)ret;
}

static void sort(int *fds, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		int fd = fds[i];
		size_t k = i;

		for (; k > 0 && fds[k - 1] > fd; k--)
			fds[k] = fds[k - 1];
		fds[k] = fd;
	}
}

void sys_close_list(int *fds, size_t len)
{
	size_t last;

	sort(fds, len);
	for (size_t i = 0; i < len; i = last + 1) {
		last = i;
		if (fds[i] < 0)
			continue;
		while (last + 1 < len && fds[last + 1] == fds[last] + 1)
			last++;
		if (last == i || sys_call(SYS_close_range, fds[i], fds[last], 0) < 0) {
			for (size_t k = i; k <= last; k++)
				sys_close(fds[k]);
		}
	}
}

long sys_read(int fd, void *buffer, size_t size)
{
	long n;

	do
		n = sys_call(SYS_read, fd, buffer, size);
	while (n == -EINTR);
	return n;
}

long sys_write(int fd, const void *data, size_t size)
{
	long n;

	do
		n = sys_call(SYS_write, fd, data, size);
	while (n == -EINTR);
	return n;
}

long sys_read_all(int fd, void *buffer, size_t size)
{
	size_t done = 0;

	while (done < size) {
		long n = sys_read(fd, (char *)buffer + done, size - done);

		if (n < 0)
			return n;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (long)done;
}

int sys_write_all(int fd, const void *data, size_t size)
{
	size_t done = 0;

	while (done < size) {
		long n = sys_write(fd, (const char *)data + done, size - done);

		if (n < 0)
			return (int)n;
		if (n == 0)
			return -EIO;
		done += (size_t)n;
	}
	return 0;
}

int sys_write_value(int fd, const char *value)
{
	size_t len = strlen(value);
	long n = sys_write(fd, value, len);

	if (n < 0)
		return (int)n;
	return (size_t)n == len ? 0 : -EIO;
}

int sys_stat_fd(int fd, struct stat *st)
{
	return (int)sys_call(SYS_newfstatat, fd, "", st, AT_EMPTY_PATH);
}

long long sys_mount_id(int fd, const char *path)
{
	struct statx stx;
	long ret = sys_call(SYS_statx, fd, path, AT_EMPTY_PATH, STATX_MNT_ID, &stx);

	if (ret < 0)
		return ret;
	return (stx.stx_mask & STATX_MNT_ID) != 0 ? (long long)stx.stx_mnt_id : -ENOSYS;
}

static long long now_ms(void)
{
	struct timespec t;

	sys_call(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int sys_poll(struct pollfd *fds, unsigned n, int timeout_ms)
{
	long long end = timeout_ms > 0 ? now_ms() + timeout_ms : 0;
	long long left = timeout_ms;
	long ret;

	for (;;) {
		struct timespec t = { .tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000 };

		ret = sys_call(SYS_ppoll, fds, n, timeout_ms >= 0 ? &t : NULL, NULL, 0);
		if (ret != -EINTR)
			return (int)ret;
		if (timeout_ms > 0) {
			left = end - now_ms();
			left = left > 0 ? left : 0;
		}
	}
}
