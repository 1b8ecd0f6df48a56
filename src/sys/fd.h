/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fd: descriptors. Every one is born close-on-exec. Results: >= 0, or -errno. */
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "sys/call.h"

static inline int sys_open_at(int dir, const char *path, int flags, mode_t mode)
{
	return (int)sys_call(SYS_openat, dir, path, flags | O_CLOEXEC, mode);
}

static inline int sys_close(int fd)
{
	return (int)sys_call(SYS_close, fd);
}

static inline int sys_dup_to(int fd, int to)
{
	return (int)sys_call(SYS_dup3, fd, to, 0);
}

/* Keeps fd across an execve. */
static inline int sys_keep_on_exec(int fd)
{
	return (int)sys_call(SYS_fcntl, fd, F_SETFD, 0);
}

static inline long sys_ioctl(int fd, unsigned long request, void *argument)
{
	return sys_call(SYS_ioctl, fd, request, argument);
}

/* The descriptor stays open but the next execve closes it, and all above it. */
int sys_close_on_exec_from(unsigned first);

/* Closes them, neighbours by one call; sorts the list. -1 is passed over, and no other may be there twice. */
void sys_close_list(int *fds, size_t len);

/* Once, as the call is; EINTR is retried. */
long sys_read(int fd, void *buffer, size_t size);
long sys_write(int fd, const void *data, size_t size);
/* Until the buffer is full or the end: bytes read. */
long sys_read_all(int fd, void *buffer, size_t size);
/* All of it, or -errno. */
int sys_write_all(int fd, const void *data, size_t size);
/* One write of one value into a kernel file (cgroup, procfs); a short one is -EIO. */
int sys_write_value(int fd, const char *value);

int sys_stat_fd(int fd, struct stat *st);
/* The mount that path below fd is on (STATX_MNT_ID, Linux 5.8; an empty path: fd itself), or -errno. */
long long sys_mount_id(int fd, const char *path);

/* poll(2) with a time limit in milliseconds (-1: none); EINTR is retried with what is left of it. */
int sys_poll(struct pollfd *fds, unsigned n, int timeout_ms);
