/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* copy_up: see copy_up.h.
 *
 * The source belongs to an image: every entry is opened with O_PATH first, and opened for real only if that shows a
 * regular file or a directory (P6). No path is used twice on that side. The copy is seen by nobody but us until the program
 * runs, so names are good enough there. Levels are kept in a list, not on the stack: an image can be as deep as it likes,
 * and gets an error. */
#include "phase/init/copy_up.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fmt.h"
#include "init/init.h"
#include "phase/init/copy_file.h"
#include "phase/init/copy_links.h"
#include "sys/fd.h"
#include "sys/path.h"

#define MAX_DEPTH 256 /* two descriptors each */

struct level {
	int from, to; /* opened for real */
	struct stat st;
	size_t path_len; /* of the directory in copy->path */
};

struct copy {
	int proc;
	const struct plan_mount *mount;
	struct level levels[MAX_DEPTH];
	unsigned depth;
	struct copy_links links;
	char path[PATH_MAX]; /* of the entry at hand, below the root of the mount */
};

/* Of getdents64(2) */
struct entry {
	uint64_t inode;
	int64_t next;
	uint16_t size;
	uint8_t type;
	char name[];
};

static struct level *top(struct copy *copy)
{
	return &copy->levels[copy->depth - 1];
}

/* Takes both descriptors. */
static int push(struct copy *copy, int from, int to, const struct stat *st)
{
	if (copy->depth == MAX_DEPTH || from < 0 || to < 0) {
		int ret = from < 0 ? from : to < 0 ? to : -ENAMETOOLONG;

		if (from >= 0)
			sys_close(from);
		if (to >= 0)
			sys_close(to);
		return ret;
	}
	copy->levels[copy->depth++] = (struct level){ from, to, *st, strlen(copy->path) };
	return 0;
}

/* Something else that is mounted there is no part of the image. */
static int enter_directory(struct copy *copy, int fd, const char *name, const struct stat *st)
{
	int to = top(copy)->to;
	int ret = (int)sys_call(SYS_mkdirat, to, name, 0700);

	if (ret == 0 && st->st_dev != copy->levels[0].st.st_dev)
		return (int)sys_call(SYS_fchmodat, to, name, st->st_mode & 07777);
	return ret < 0 ? ret
	               : push(copy, sys_open_at(fd, ".", O_RDONLY | O_DIRECTORY, 0),
	                      sys_open_at(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0), st);
}

/* A directory gets its own attributes last: they are changed by filling it, or forbid it. */
static int leave_directory(struct copy *copy)
{
	const struct level *level = top(copy);
	bool is_root = copy->depth == 1;
	unsigned what = COPY_XATTRS | COPY_TIMES;
	int ret;

	if (!is_root)
		what |= COPY_OWNER | COPY_MODE;
	else if (copy->mount->keep_owner)
		what |= COPY_OWNER;
	ret = copy_attributes(level->from, level->to, &level->st, what);
	sys_close(level->from);
	sys_close(level->to);
	copy->depth--;
	return ret;
}

static int copy_entry(struct copy *copy, int fd, const char *name, const struct stat *st)
{
	int to = top(copy)->to;
	int ret;

	if (S_ISDIR(st->st_mode))
		return enter_directory(copy, fd, name, st);
	ret = copy_links_find(&copy->links, copy->levels[0].to, st, to, name);
	if (ret != 0)
		return ret < 0 ? ret : 0;
	if (S_ISREG(st->st_mode))
		ret = copy_regular(copy->proc, fd, to, name, st);
	else
		ret = S_ISLNK(st->st_mode) ? copy_symlink(fd, to, name, st) : copy_node(to, name, st);
	return ret < 0 ? ret : copy_links_add(&copy->links, st, copy->path);
}

static int copy_name(struct copy *copy, const char *name)
{
	size_t len = top(copy)->path_len;
	struct stat st;
	int fd, ret;

	if (len + strlen(name) + 2 > sizeof(copy->path))
		return -ENAMETOOLONG;
	fmt(copy->path + len, sizeof(copy->path) - len, "%s%s", len > 0 ? "/" : "", name);
	fd = sys_open_at(top(copy)->from, name, O_PATH | O_NOFOLLOW, 0);
	ret = fd < 0 ? fd : sys_stat_fd(fd, &st);
	if (ret == 0)
		ret = copy_entry(copy, fd, name, &st);
	if (fd >= 0)
		sys_close(fd);
	return ret;
}

/* One buffer serves all levels: where an entry leads down, its directory is read on from there later. */
static int copy_entries(struct copy *copy)
{
	static char buffer[32768] __attribute__((aligned(8)));
	unsigned depth = copy->depth;
	int from = top(copy)->from;
	long n = sys_call(SYS_getdents64, from, buffer, sizeof(buffer));
	const struct entry *entry;
	int ret;

	if (n == 0)
		return leave_directory(copy);
	for (long at = 0; at < n; at += entry->size) {
		entry = (const struct entry *)(const void *)(buffer + at);
		if (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0)
			continue;
		ret = copy_name(copy, entry->name);
		if (ret < 0)
			return ret;
		if (copy->depth > depth)
			return (int)(sys_call(SYS_lseek, from, entry->next, SEEK_SET) < 0 ? -EIO : 0);
	}
	return n < 0 ? (int)n : 0;
}

static int copy_error(struct copy *copy, int code, struct err *err)
{
	err_call(err, code, "mount %s on %q: copy %q into it", copy->mount->type, copy->mount->destination, copy->path);
	if (code == ENOSPC)
		return err_hint(err, "what it covers is larger than its size=, or has more files than its nr_inodes=");
	return code == ENAMETOOLONG ? err_hint(err, "at most %d directories deep", MAX_DEPTH) : -1;
}

int copy_up(struct run *run, const struct plan_mount *mount, int from, int to, struct err *err)
{
	static struct copy copy; /* too large for the stack */
	struct stat st;
	int ret = sys_stat_fd(from, &st);

	copy.mount = mount;
	copy.depth = 0;
	copy.path[0] = '\0';
	copy.proc = init_proc(run, err);
	if (copy.proc < 0)
		return -1;
	if (ret == 0)
		ret = copy_links_init(&copy.links);
	if (ret == 0)
		ret = push(&copy, sys_open_at(from, ".", O_RDONLY | O_DIRECTORY, 0),
		           sys_open_at(to, ".", O_RDONLY | O_DIRECTORY, 0), &st);
	while (ret == 0 && copy.depth > 0)
		ret = copy_entries(&copy);
	copy_links_release(&copy.links);
	return ret < 0 ? copy_error(&copy, -ret, err) : 0;
}
