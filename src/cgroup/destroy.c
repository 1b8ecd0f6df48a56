/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* destroy: removes a container's cgroup, whatever its processes left in it.
 *
 * Mostly the cgroup is empty and one rmdir is all. Else: kill, wait, remove the nested ones from
 * the bottom, and begin again while the kernel says EBUSY, up to the deadline. Every name is one
 * component below a descriptor that came from the recorded directory; another mount in the way is
 * an error, not a way out. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/fmt.h"
#include "cgroup/cgroup.h"
#include "cgroup/file.h"
#include "cgroup/ops.h"
#include "cgroup/pids.h"
#include "cgroup/tree.h"

/* Returns 0 when it is gone, -EBUSY when there is something in it. A read-only mount refuses to
 * remove even what is not there. */
static int remove_child(int parent, const char *name)
{
	int error;

	if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT || errno == ENODEV)
		return 0;
	error = errno == ENOTEMPTY ? EBUSY : errno;
	if (error == EROFS && faccessat(parent, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 &&
	    errno == ENOENT)
		return 0;
	return -error;
}

static int enter(struct tree_visitor *visitor, int parent, const char *name)
{
	int ret = remove_child(parent, name);

	(void)visitor;
	return ret == -EBUSY ? 1 : ret;
}

static int leave(struct tree_visitor *visitor, int parent, const char *name)
{
	int ret = remove_child(parent, name);

	(void)visitor;
	return ret == -EBUSY ? 0 : ret; /* whoever is in it: the next round's matter */
}

static int remove_empty(const char *dir)
{
	int ret = dir[0] != '/' ? -EINVAL : member_check(dir);

	if (ret < 0)
		return ret == -ENOENT ? 0 : ret;
	return remove_child(AT_FDCWD, dir);
}

static int remove_nested(int dir)
{
	struct tree_visitor remover = { .enter = enter, .leave = leave };
	int ret = tree_walk(dir, &remover);

	return ret == -ENOENT || ret == -ENODEV ? 0 : ret;
}

/* One attempt; -EBUSY: worth another. */
static int remove_round(const char *dir, const struct member *member, int64_t deadline)
{
	int ret = member->ops->wait_empty(member->dir, deadline);

	if (ret == 0)
		ret = remove_nested(member->dir);
	return ret == 0 ? remove_empty(dir) : ret;
}

static int remove_patiently(const char *dir, const struct member *member, int64_t deadline)
{
	unsigned round = 0;
	int ret;

	do {
		ret = remove_round(dir, member, deadline);
		if (ret == -EBUSY) /* somebody moved in: the next round tells whether that helped */
			pids_signal(member->dir, SIGKILL);
	} while (ret == -EBUSY && deadline_pause(deadline, &round));
	return ret;
}

static int fail(struct err *err, int code, const char *dir, const struct member *member)
{
	auto_pids struct pid_list list = { .items = NULL };

	if ((code != EBUSY && code != ETIMEDOUT) || pids_collect(member->dir, &list) < 0 ||
	    list.len == 0)
		return member_fail(err, code, dir);
	err_call(err, EBUSY, "remove cgroup %q: %zu process(es) do not end, the first is %d", dir,
	         list.len, (int)list.items[0]);
	return err_hint(err, "a process that waits for a disk or a network can't be killed");
}

static int destroy_busy(const char *dir, int64_t deadline, struct err *err)
{
	struct member member;
	int ret = member_open(dir, &member);

	if (ret < 0)
		return ret == -ENOENT ? 0 : member_fail(err, -ret, dir);
	ret = remove_patiently(dir, &member, deadline);
	if (ret < 0)
		fail(err, -ret, dir, &member);
	cleanup_close(&member.dir);
	return ret < 0 ? -1 : 0;
}

/* Removes those that are empty, and counts the others. */
static int destroy_empty(const struct cgroup_dirs *dirs, size_t *ret_busy, struct err *err)
{
	int ret = 0;

	*ret_busy = 0;
	for (size_t i = 0; i < dirs->len; i++) {
		int error = remove_empty(dirs->items[i]);

		if (error == -EBUSY)
			(*ret_busy)++;
		else if (error < 0)
			ret = member_fail(err, -error, dirs->items[i]);
	}
	return ret;
}

int cgroup_destroy(const struct cgroup_dirs *dirs, unsigned timeout_ms, struct err *err)
{
	int64_t deadline;
	size_t busy;
	int ret = destroy_empty(dirs, &busy, err);

	if (busy == 0)
		return ret;
	deadline = deadline_after(timeout_ms);
	if (cgroup_kill_all(dirs, SIGKILL, err) < 0)
		return -1;
	for (size_t i = 0; i < dirs->len; i++) {
		if (destroy_busy(dirs->items[i], deadline, err) < 0)
			ret = -1; /* the other hierarchies go all the same */
	}
	return ret;
}
