/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* walk: see walk.h.
 *
 * The walk holds the chain of directories that it came through, so that ".." is the step back and never a look-up:
 * a directory that is moved out of the root meanwhile can't take the walk with it. */
#include "sys/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/statfs.h>

#include "sys/fd.h"

#define MAX_DEPTH 64
#define MAX_LINKS 40 /* as the kernel's own limit (path_resolution(7)) */

struct walk {
	int chain[MAX_DEPTH]; /* chain[0] is the root, borrowed */
	unsigned depth;
	unsigned links;
	char rest[PATH_MAX]; /* what is still to go */
};

static void climb_to(struct walk *walk, unsigned depth)
{
	while (walk->depth > depth)
		sys_close(walk->chain[walk->depth--]);
}

/* Takes the first part off walk->rest; the name's length, 0 when nothing is left. */
static size_t take_part(struct walk *walk, char name[NAME_MAX + 1])
{
	size_t skip = strspn(walk->rest, "/");
	size_t len = strcspn(walk->rest + skip, "/");

	if (len > NAME_MAX)
		return len;
	memcpy(name, walk->rest + skip, len);
	name[len] = '\0';
	memmove(walk->rest, walk->rest + skip + len, strlen(walk->rest + skip + len) + 1);
	return len;
}

/* A link of procfs may jump anywhere without a path: it is never followed. */
static int follow_link(struct walk *walk, int link)
{
	char target[PATH_MAX];
	struct statfs fs;
	long len;

	if (++walk->links > MAX_LINKS)
		return -ELOOP;
	if (sys_call(SYS_fstatfs, link, &fs) < 0 || fs.f_type == PROC_SUPER_MAGIC)
		return -ELOOP;
	len = sys_call(SYS_readlinkat, link, "", target, sizeof(target));
	if (len < 0)
		return (int)len;
	if ((size_t)len + strlen(walk->rest) >= sizeof(walk->rest))
		return -ENAMETOOLONG;
	memmove(walk->rest + len, walk->rest, strlen(walk->rest) + 1); /* empty, or begins with a slash */
	memcpy(walk->rest, target, (size_t)len);
	if (target[0] == '/')
		climb_to(walk, 0);
	return 0;
}

/* Goes one part further; 0 when that was a directory or link to go on from, else the final descriptor or -errno. */
static int step(struct walk *walk, const char *name, int flags, bool links)
{
	bool last = walk->rest[strspn(walk->rest, "/")] == '\0';
	bool to_directory =
		(flags & O_DIRECTORY) != 0 || walk->rest[0] == '/'; /* "name/" is a directory, by a link or not */
	struct stat st;
	int fd = sys_open_at(walk->chain[walk->depth], name, O_PATH | O_NOFOLLOW, 0);
	int ret;

	if (fd < 0)
		return fd;
	ret = sys_stat_fd(fd, &st);
	if (ret == 0 && S_ISLNK(st.st_mode) && !((flags & O_NOFOLLOW) != 0 && walk->rest[0] == '\0')) {
		ret = links ? follow_link(walk, fd) : -ELOOP;
	} else if (ret == 0 && last) {
		if (!to_directory || S_ISDIR(st.st_mode))
			return fd;
		ret = -ENOTDIR;
	} else if (ret == 0) {
		ret = !S_ISDIR(st.st_mode) ? -ENOTDIR : walk->depth + 1 == MAX_DEPTH ? -ENAMETOOLONG : 0;
		if (ret == 0) {
			walk->chain[++walk->depth] = fd;
			return 0;
		}
	}
	sys_close(fd);
	return ret;
}

int sys_walk_in_root(int root, const char *path, int flags, bool links)
{
	struct walk walk = { .chain = { root } };
	char name[NAME_MAX + 1];
	size_t len = strlen(path);
	int ret = 0;

	if (len == 0 || len >= sizeof(walk.rest))
		return len == 0 ? -ENOENT : -ENAMETOOLONG;
	memcpy(walk.rest, path, len + 1);
	while (ret == 0) {
		len = take_part(&walk, name);
		if (len > NAME_MAX)
			ret = -ENAMETOOLONG;
		else if (len == 0)
			ret = sys_open_at(walk.chain[walk.depth], ".", flags & ~O_NOFOLLOW, 0);
		else if (strcmp(name, "..") == 0)
			climb_to(&walk, walk.depth > 0 ? walk.depth - 1 : 0);
		else if (strcmp(name, ".") != 0)
			ret = step(&walk, name, flags, links);
	}
	climb_to(&walk, 0);
	return ret;
}
