/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* make: see make.h. One component at a time, each below the descriptor of the one before: a name is
 * looked up once (security.md, P2 and P3). */
#include "cgroup/make.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "cgroup/file.h"

#define DIR_MODE 0755

int make_child(int parent, const char *name, struct leaf *ret)
{
	ret->reused = mkdirat(parent, name, DIR_MODE) < 0;
	if (ret->reused && errno != EEXIST)
		return -errno;
	ret->dir = cgroup_file_open(parent, name, O_PATH | O_DIRECTORY);
	return ret->dir < 0 ? ret->dir : 0;
}

const char *make_name(const struct cgroup_hierarchy *hierarchy)
{
	return strrchr(hierarchy->dir, '/') + 1;
}

static int step(int *dir, const char *name, make_hook *hook)
{
	struct leaf child = { .dir = -1, .parent = -1 };
	int ret = make_child(*dir, name, &child);

	if (ret == 0 && hook != NULL)
		ret = hook(*dir, child.dir);
	if (ret < 0) {
		cleanup_close(&child.dir);
		return ret;
	}
	cleanup_close(dir);
	*dir = child.dir;
	return 0;
}

int make_parents(const struct cgroup_hierarchy *hierarchy, make_hook *hook)
{
	const char *path = hierarchy->dir + hierarchy->mount_len;
	char text[PATH_MAX], name[NAME_MAX + 1];
	auto_close int dir = -1;

	fmt(text, sizeof(text), "%.*s", (int)hierarchy->mount_len, hierarchy->dir);
	dir = open(text, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	for (const char *end = strchr(path + 1, '/'); end != NULL; end = strchr(path + 1, '/')) {
		size_t len = (size_t)(end - path - 1);
		int ret;

		if (len >= sizeof(name))
			return -ENAMETOOLONG;
		fmt(name, sizeof(name), "%.*s", (int)len, path + 1);
		ret = step(&dir, name, hook);
		if (ret < 0)
			return ret;
		path = end;
	}
	return take_fd(&dir);
}
