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

/* Opens the longest part of prefix that exists and cuts prefix to it. A prefix is resolved from the root each time, so that
 * links in it mean what they mean inside. */
static int open_existing_prefix(int root, char *prefix)
{
	size_t len = strlen(prefix);
	int fd;

	for (;;) {
		fd = sys_open_in_root(root, len > 0 ? prefix : ".", 0);
		if (fd != -ENOENT || len == 0)
			return fd;
		while (len > 0 && prefix[len - 1] == '/')
			len--;
		while (len > 0 && prefix[len - 1] != '/')
			len--;
		prefix[len] = '\0';
	}
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

/* Where the last part begins; *ret_len without slashes behind it. */
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

static int make_directory_of(int root, const char *path, size_t len)
{
	char prefix[PATH_MAX];
	int fd;

	if (len >= sizeof(prefix))
		return -ENAMETOOLONG;
	memcpy(prefix, path, len);
	prefix[len] = '\0';
	fd = open_existing_prefix(root, prefix);
	return make_directories(fd, path + strlen(prefix), path + len);
}

bool sys_is_parent(const struct path_parent *parent, const char *path)
{
	size_t len;
	const char *last = last_part(path, &len);

	return parent->fd >= 0 && parent->len == (size_t)(last - path) && memcmp(parent->path, path, parent->len) == 0;
}

int sys_make_parent_in_root(int root, const char *path, struct path_parent *parent)
{
	size_t len;
	const char *last = last_part(path, &len);

	if (len == 0 || (len <= 2 && strspn(last, ".") >= len))
		return -EINVAL;
	if (len >= sizeof(parent->name))
		return -ENAMETOOLONG;
	memcpy(parent->name, last, len);
	parent->name[len] = '\0';
	if (sys_is_parent(parent, path))
		return 0;
	if (parent->fd >= 0)
		sys_close(parent->fd);
	parent->path = path;
	parent->len = (size_t)(last - path);
	parent->fd = make_directory_of(root, path, parent->len);
	return parent->fd < 0 ? parent->fd : 0;
}

int sys_make_new(const struct path_parent *parent, enum path_kind kind)
{
	int fd = (int)(kind == PATH_DIRECTORY ? sys_call(SYS_mkdirat, parent->fd, parent->name, 0755)
	                                      : sys_call(SYS_mknodat, parent->fd, parent->name, S_IFREG | 0644, 0));

	return fd < 0 ? fd : sys_open_at(parent->fd, parent->name, O_PATH | O_NOFOLLOW, 0);
}

int sys_make_in_root(int root, const char *path, enum path_kind kind)
{
	struct path_parent parent = { .fd = -1 };
	int fd = sys_open_in_root(root, path, 0);

	if (fd != -ENOENT)
		return fd;
	fd = sys_make_parent_in_root(root, path, &parent);
	if (fd == 0)
		fd = sys_make_new(&parent, kind);
	if (parent.fd >= 0)
		sys_close(parent.fd);
	/* somebody else has just made it; a dangling link is still -ENOENT */
	return fd == -EEXIST ? sys_open_in_root(root, path, 0) : fd;
}

/* Where openat2 is hidden, chroot makes target a root. */
static int open_mounted_by_chroot(int target)
{
	int root = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, 0);
	int ret = root < 0 ? root : (int)sys_call(SYS_fchdir, target);
	int back;

	if (ret == 0)
		ret = (int)sys_call(SYS_chroot, ".");
	if (ret == 0) {
		ret = sys_open_at(AT_FDCWD, "/..", O_PATH | O_DIRECTORY, 0);
		back = (int)sys_call(SYS_fchdir, root);
		if (back == 0)
			back = (int)sys_call(SYS_chroot, ".");
		ret = back < 0 ? back : ret;
	}
	if (root >= 0)
		sys_close(root);
	return ret;
}

/* ".." of a root is the root itself, and the step onto it crosses what is mounted there: the one look-up that reaches a
 * mount by its place and without a name. */
int sys_open_mounted(int target)
{
	int fd = try_openat2(target, "..", O_DIRECTORY, RESOLVE_IN_ROOT);

	return hidden(fd) || fd == -EAGAIN ? open_mounted_by_chroot(target) : fd;
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
		/* no further than it was long, without asking for the end; files of procfs have no length */
		n = open_fd < 0 ? open_fd : sys_read_all(open_fd, buffer, st.st_size > 0 ? (size_t)st.st_size : size);
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
