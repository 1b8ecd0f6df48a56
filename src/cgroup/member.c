/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* member: from recorded directories back to open ones, and what is asked of all hierarchies
 * together. Of which kind a directory is, its file system says: nothing but the name has to be
 * recorded. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "cgroup/file.h"
#include "cgroup/ops.h"
#include "cgroup/pids.h"

#define STATE_SIZE 256

static const struct cgroup_ops *ops_of(const struct statfs *fs)
{
	if (fs->f_type == CGROUP2_SUPER_MAGIC)
		return &v2_ops;
	return fs->f_type == CGROUP_SUPER_MAGIC ? &v1_ops : NULL;
}

int member_check(const char *dir)
{
	struct statfs fs;

	if (statfs(dir, &fs) < 0)
		return -errno;
	return ops_of(&fs) != NULL ? 0 : -EMEDIUMTYPE;
}

int member_open(const char *dir, struct member *ret)
{
	auto_close int fd = open(dir, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct statfs fs;

	if (fd < 0 || fstatfs(fd, &fs) < 0)
		return -errno;
	ret->ops = ops_of(&fs);
	if (ret->ops == NULL)
		return -EMEDIUMTYPE;
	ret->dir = take_fd(&fd);
	return 0;
}

int member_is_frozen(const struct member *member)
{
	char text[STATE_SIZE];
	int ret = cgroup_file_read(member->dir, member->ops->frozen_file, text, sizeof(text));

	return ret < 0 ? ret : member->ops->says_frozen(text);
}

int member_refuse_used(const struct member *member, const char *dir, struct err *err)
{
	auto_pids struct pid_list list = { .items = NULL };
	int ret = pids_collect(member->dir, &list);

	if (ret < 0)
		return member_fail(err, -ret, dir);
	if (list.len + list.hidden > 0) {
		err_input(err, NULL, "container's cgroup is not empty: %zu process(es) found in %q",
		          list.len + list.hidden, dir);
		return err_hint(err, "end them, or set another linux.cgroupsPath");
	}
	ret = member_is_frozen(member);
	if (ret == 1)
		return err_input(err, NULL, "container's cgroup unexpectedly frozen: %q", dir);
	/* ENOENT: not the hierarchy with the freezer */
	return ret < 0 && ret != -ENOENT ? member_fail(err, -ret, dir) : 0;
}

int member_fail(struct err *err, int code, const char *dir)
{
	if (code == EMEDIUMTYPE)
		return err_input(err, NULL, "%q is not in a cgroup file system", dir);
	return err_call(err, code, "cgroup %q", dir);
}

void members_close(struct members *members)
{
	while (members->len > 0)
		cleanup_close(&members->items[--members->len].dir);
}

int members_open(const struct cgroup_dirs *dirs, struct members *ret, struct err *err)
{
	ret->len = 0;
	for (size_t i = 0; i < dirs->len && ret->len < CGROUP_HIERARCHIES_MAX; i++) {
		int error = member_open(dirs->items[i], &ret->items[ret->len]);

		if (error == 0)
			ret->len++;
		else if (error != -ENOENT)
			return member_fail(err, -error, dirs->items[i]);
	}
	return 0;
}

int members_freeze(const struct members *members, int64_t deadline)
{
	for (size_t i = 0; i < members->len; i++) {
		const struct member *member = &members->items[i];
		int ret = member->ops->freeze(member->dir, deadline);

		if (ret != -ENOENT)
			return ret;
	}
	return -ENOENT;
}

/* All of them: another program may have frozen a hierarchy that we would not have chosen. */
int members_thaw(const struct members *members)
{
	int ret = -ENOENT;

	for (size_t i = 0; i < members->len; i++) {
		const struct member *member = &members->items[i];
		int thawed = member->ops->thaw(member->dir);

		if (thawed != -ENOENT && (ret == -ENOENT || ret == 0))
			ret = thawed;
	}
	return ret;
}
