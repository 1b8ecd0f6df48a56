/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mounts: every entry of config.mounts, in its order, below the new root. See phases.h.
 *
 * A mount is first detached and complete, known by a descriptor alone; its target is another descriptor, resolved once
 * below the root (P1, P2); only then are the two put together. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>

#include "base/fmt.h"
#include "init/init.h"
#include "model/plan.h"
#include "phase/init/cgroup_v1.h"
#include "phase/init/mount_fs.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/mount.h"
#include "sys/path.h"

static const char *mount_noun(const struct plan_mount *mount)
{
	return mount->kind == PLAN_MOUNT_BIND ? mount->source : mount->type;
}

static int target_error(const struct plan_mount *mount, int code, struct err *err)
{
	if (mount->literal && (code == ELOOP || code == ENOTDIR)) {
		err_input(err, NULL, "mount %s on %q: the mount point of %s must be mounted on ordinary directory",
			  mount->type, mount->destination, mount->type);
		return err_hint(err, "the image has a link or a file there");
	}
	return err_call(err, code, "mount %s on %q: make the mount point", mount_noun(mount), mount->destination);
}

/* Where it goes: made if it is missing, except for a remount. */
static int open_target(const struct run *run, const struct plan_mount *mount, struct err *err)
{
	int root = run->init->root;
	int fd;

	if (mount->kind == PLAN_MOUNT_REMOUNT)
		fd = sys_open_in_root(root, mount->destination, 0);
	else if (mount->literal)
		fd = sys_open_in_root_no_links(root, mount->destination, O_DIRECTORY);
	else
		fd = sys_make_in_root(root, mount->destination,
				      mount->kind != PLAN_MOUNT_BIND || mount->tree_is_directory ? PATH_DIRECTORY :
												    PATH_FILE);
	if (fd == -ENOENT && mount->literal) {
		fd = sys_make_in_root(root, mount->destination, PATH_DIRECTORY);
		if (fd >= 0) {
			sys_close(fd);
			fd = sys_open_in_root_no_links(root, mount->destination, O_DIRECTORY);
		}
	}
	return fd < 0 ? target_error(mount, -fd, err) : fd;
}

static int attach(const struct plan_mount *mount, int tree, int target, struct err *err)
{
	const struct sys_mount_attr attr = { .set = mount->set_all, .clear = mount->clear_all,
					     .propagation = mount->propagation };
	int ret = sys_move_mount(tree, target);

	if (ret == -ENOTDIR)
		return err_input(err, NULL, "mount %s on %q: one is a directory, the other is not", mount_noun(mount),
				 mount->destination);
	if (ret == 0 && (attr.set | attr.clear | attr.propagation) != 0)
		ret = sys_mount_setattr(tree, mount->propagation_recursive || (attr.set | attr.clear) != 0, &attr);
	return ret < 0 ? err_call(err, -ret, "mount %s on %q", mount_noun(mount), mount->destination) : 0;
}

static int remount(const struct plan_mount *mount, int target, struct err *err)
{
	const struct sys_mount_attr attr = { .set = mount->set, .clear = mount->clear,
					     .propagation = mount->propagation };
	int ret = sys_mount_setattr(target, false, &attr);

	if (ret == -EINVAL)
		return err_input(err, NULL, "remount %q: nothing is mounted there", mount->destination);
	return ret < 0 ? err_call(err, -ret, "remount %q", mount->destination) : 0;
}

/* The descriptor of our own procfs stays: it is the one procfs that we trust (K1). */
static bool is_our_proc(const struct run *run, const struct plan_mount *mount)
{
	return run->init->proc < 0 && mount->kind == PLAN_MOUNT_NEW && strcmp(mount->type, "proc") == 0;
}

static int mount_one(struct run *run, struct plan_mount *mount, struct err *err)
{
	int target = open_target(run, mount, err);
	int tree = mount->tree;
	int ret;

	if (target < 0)
		return -1;
	if (mount->kind == PLAN_MOUNT_REMOUNT) {
		ret = remount(mount, target, err);
	} else {
		if (mount->kind != PLAN_MOUNT_BIND)
			tree = mount_fs_make(mount, target, err);
		ret = tree < 0 ? -1 : attach(mount, tree, target, err);
	}
	sys_close(target);
	if (ret == 0 && mount->kind == PLAN_MOUNT_CGROUP_V1)
		ret = cgroup_v1_fill(run, tree, err);
	if (ret < 0)
		return -1;
	if (is_our_proc(run, mount))
		run->init->proc = tree;
	else if (mount->read_only_late)
		mount->tree = tree; /* for the phase paths */
	else if (tree >= 0)
		sys_close(tree);
	return 0;
}

int phase_mounts(struct run *run, struct err *err)
{
	/* init's map of the plan is its own: what it notes there is seen by nobody else */
	struct plan_mount *mounts = (struct plan_mount *)(size_t)run->plan->mounts.items;

	for (size_t i = 0; i < run->plan->mounts.len; i++) {
		if (mount_one(run, &mounts[i], err) < 0)
			return err_at(err, "mounts[%zu]", mounts[i].index);
	}
	return 0;
}
