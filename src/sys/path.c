/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* path: see path.h.
 *
 * openat2 (Linux 5.6) does the walk in the kernel. Where a sandbox hides it, walk_in_root does the same by hand, a
 * component at a time on O_PATH descriptors; only there can a rename outside race with "..", so it never follows
 * "..": it goes back along the descriptors that it came by. */
#include "sys/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <string.h>

#include "base/fmt.h"
#include "sys/fd.h"
#include "sys/walk.h"

#define RENAME_RACES 128 /* openat2 says EAGAIN when a rename anywhere raced with "..": ask again so often */

static int try_openat2(int root, const char *path, int flags, uint64_t resolve)
{
	struct open_how how = { .flags = (uint64_t)(flags | O_PATH | O_CLOEXEC), .resolve = resolve };
	long fd;

	for (int i = 0; i < RENAME_RACES; i++) {
		fd = sys_call(SYS_openat2, root, path, &how, sizeof(how));
		if (fd != -EAGAIN && fd != -EINTR)
			break;
	}
	return (int)fd;
}

/* EPERM is how old system call filters hide a call that they do not know; openat2 itself has no other use for it here. */
static bool hidden(int fd)
{
	return fd == -ENOSYS || fd == -EPERM;
}

int sys_open_in_root(int root, const char *path, int flags)
{
	int fd = try_openat2(root, path, flags, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);

	return hidden(fd) ? sys_walk_in_root(root, path, flags | O_PATH | O_CLOEXEC, true) : fd;
}

int sys_open_in_root_no_links(int root, const char *path, int flags)
{
	int fd = try_openat2(root, path, flags, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);

	return hidden(fd) ? sys_walk_in_root(root, path, flags | O_PATH | O_CLOEXEC, false) : fd;
}

/* The next part of a path: its length, with *path moved to it; 0 at the end. */
static size_t next_part(const char **path)
{
	while (**path == '/')
		(*path)++;
	return strcspn(*path, "/");
}

static int open_or_make_directory(int parent, const char *name)
{
	int ret = (int)sys_call(SYS_mkdirat, parent, name, 0755);

	if (ret < 0 && ret != -EEXIST)
		return ret;
	return sys_open_at(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
}

/* Opens the longest part of path that exists; *rest is what is left of it. A prefix is resolved from the root each time,
 * so that links in it mean what they mean inside. */
static int open_existing_prefix(int root, const char *path, const char **rest)
{
	char prefix[PATH_MAX];
	size_t len = strlen(path);
	int fd;

	if (len >= sizeof(prefix))
		return -ENAMETOOLONG;
	memcpy(prefix, path, len + 1);
	for (;;) {
		fd = sys_open_in_root(root, len > 0 ? prefix : ".", 0);
		if (fd != -ENOENT || len == 0)
			break;
		while (len > 0 && prefix[len - 1] == '/')
			len--;
		while (len > 0 && prefix[len - 1] != '/')
			len--;
		prefix[len] = '\0';
	}
	*rest = path + len;
	return fd;
}

/* A part that is missing for openat2 but there for mkdirat is a dangling link: O_NOFOLLOW refuses it. */
static int make_directories(int fd, const char *rest, const char *end)
{
	char name[256];

	for (size_t len = next_part(&rest); fd >= 0 && len > 0 && rest < end; len = next_part(&rest)) {
		int parent = fd;

		if (len >= sizeof(name) || (len == 2 && rest[0] == '.' && rest[1] == '.')) {
			fd = len >= sizeof(name) ? -ENAMETOOLONG : -ENOENT;
		} else {
			memcpy(name, rest, len);
			name[len] = '\0';
			fd = open_or_make_directory(parent, name);
		}
		sys_close(parent);
		rest += len;
	}
	return fd;
}

static const char *last_part(const char *path, size_t *ret_len)
{
	size_t len = strlen(path);
	size_t end;

	while (len > 0 && path[len - 1] == '/')
		len--;
	end = len;
	while (len > 0 && path[len - 1] != '/')
		len--;
	*ret_len = end - len;
	return path + len;
}

int sys_make_parent_in_root(int root, const char *path, char name[256])
{
	size_t len;
	const char *last = last_part(path, &len);
	const char *rest;
	char parent[PATH_MAX];
	int fd;

	if (len == 0 || (len <= 2 && strspn(last, ".") == len))
		return -EINVAL;
	if (len >= 256 || (size_t)(last - path) >= sizeof(parent))
		return -ENAMETOOLONG;
	memcpy(name, last, len);
	name[len] = '\0';
	memcpy(parent, path, (size_t)(last - path));
	parent[last - path] = '\0';
	fd = open_existing_prefix(root, parent, &rest);
	return make_directories(fd, rest, parent + (last - path));
}

static int make_file(int root, const char *path)
{
	char name[256];
	int parent = sys_make_parent_in_root(root, path, name);
	int made, fd;

	if (parent < 0)
		return parent;
	made = sys_open_at(parent, name, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644);
	if (made >= 0)
		sys_close(made);
	fd = made < 0 && made != -EEXIST ? made : sys_open_at(parent, name, O_PATH | O_NOFOLLOW, 0);
	sys_close(parent);
	return fd;
}

int sys_make_in_root(int root, const char *path, enum path_kind kind)
{
	int fd = sys_open_in_root(root, path, 0);
	const char *rest;

	if (fd != -ENOENT)
		return fd;
	if (kind == PATH_FILE)
		return make_file(root, path);
	fd = open_existing_prefix(root, path, &rest);
	return make_directories(fd, rest, path + strlen(path));
}

int sys_reopen(int proc, int path_fd, int flags)
{
	char path[32];

	fmt(path, sizeof(path), "self/fd/%d", path_fd);
	return sys_open_at(proc, path, flags, 0);
}

long sys_read_in_root(int root, int proc, const char *path, char *buffer, size_t size)
{
	struct stat st;
	long n;
	int fd = sys_open_in_root(root, path, 0);
	int open_fd;

	if (fd < 0)
		return fd;
	n = sys_stat_fd(fd, &st);
	if (n == 0 && !S_ISREG(st.st_mode))
		n = -ENXIO;
	else if (n == 0 && st.st_size > (off_t)size)
		n = -EFBIG;
	if (n == 0) {
		open_fd = sys_reopen(proc, fd, O_RDONLY | O_NONBLOCK | O_NOCTTY);
		n = open_fd < 0 ? open_fd : sys_read_all(open_fd, buffer, size);
		if (open_fd >= 0)
			sys_close(open_fd);
	}
	sys_close(fd);
	return n;
}

int sys_fd_path(int fd, char *path, size_t size)
{
	char link[32];
	long len;

	fmt(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = sys_call(SYS_readlinkat, AT_FDCWD, link, path, size);
	if (len == (long)size)
		return -ENAMETOOLONG;
	if (len >= 0)
		path[len] = '\0';
	return (int)len;
}
