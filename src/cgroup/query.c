/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* query: what later commands ask of, or do to, a cgroup of which they know the directories alone.
 * `state` and `list` come here for every container, so cgroup_is_frozen opens one file by its path
 * and no more on v2. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/fmt.h"
#include "cgroup/cgroup.h"
#include "cgroup/file.h"
#include "cgroup/ops.h"
#include "cgroup/pids.h"

#define STATE_SIZE 256

/* What the kind of hierarchy that has this file says of it; -ENOENT: the directory is none of that
 * kind. */
static int path_is_frozen(const char *dir, const struct cgroup_ops *ops)
{
	char path[PATH_MAX], text[STATE_SIZE];
	auto_close int fd = -1;
	ssize_t len;

	if (strlen(dir) + strlen(ops->frozen_file) + 2 > sizeof(path))
		return -ENAMETOOLONG;
	fmt(path, sizeof(path), "%s/%s", dir, ops->frozen_file);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (len < 0)
		return errno == ENODEV ? -ENOENT : -errno; /* ENODEV: removed after it was opened */
	text[len] = '\0';
	return ops->says_frozen(text);
}

/* On a hybrid host either freezer may have been used, ours or by another program: one "frozen" is
 * enough. */
int cgroup_is_frozen(const struct cgroup_dirs *dirs)
{
	static const struct cgroup_ops *const kinds[] = { &v2_ops, &v1_ops };
	int ret = dirs->len == 0 ? 0 : -ENOENT;

	for (size_t i = 0; i < dirs->len; i++) {
		int now = -ENOENT;

		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]) && now == -ENOENT; k++)
			now = path_is_frozen(dirs->items[i], kinds[k]);
		if (now == 1 || (now < 0 && now != -ENOENT))
			return now;
		if (now == 0)
			ret = 0;
	}
	return ret;
}

int cgroup_freeze(const struct cgroup_dirs *dirs, bool freeze, unsigned timeout_ms, struct err *err)
{
	auto_members struct members members = { .len = 0 };
	int ret;

	if (members_open(dirs, &members, err) < 0)
		return -1;
	ret = freeze ? members_freeze(&members, deadline_after(timeout_ms))
	             : members_thaw(&members);
	if (ret == -ENOENT)
		return err_input(err, NULL, "the container has no cgroup that can be frozen");
	if (ret == -ETIMEDOUT) {
		err_call(err, -ret, "freeze cgroup %q within %u ms", dirs->items[0], timeout_ms);
		return err_hint(err, "a process of it waits in the kernel; all run again");
	}
	if (ret < 0)
		return err_call(err, -ret, "%s cgroup %q", freeze ? "freeze" : "thaw",
		                dirs->items[0]);
	return 0;
}

int cgroup_pids(const struct cgroup_dirs *dirs, struct arena *arena, pid_t **ret, size_t *ret_len,
                struct err *err)
{
	auto_members struct members members = { .len = 0 };
	auto_pids struct pid_list list = { .items = NULL };
	int error = 0;

	if (members_open(dirs, &members, err) < 0)
		return -1;
	if (members.len > 0)
		error = pids_collect(members.items[0].dir, &list);
	if (error < 0)
		return member_fail(err, -error, dirs->items[0]);
	*ret = arena_array(arena, list.len, sizeof(**ret));
	if (*ret == NULL)
		return err_call(err, ENOMEM, "list %zu processes", list.len);
	if (list.len > 0)
		memcpy(*ret, list.items, list.len * sizeof(**ret));
	*ret_len = list.len;
	return 0;
}
