/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* paths: the container's file system gets its last shape: read-only and masked paths, late read-only mounts, the root's
 * own flag and propagation. See phases.h.
 *
 * A path is resolved once; what was looked at is what is covered (P2). One empty file system and one null device serve
 * all masks: the first use attaches it, the others are copies (a superblock for each would cost more than all else). */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/mount_attach.h"
#include "phase/init/mount_fs.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/mount.h"
#include "sys/path.h"

/* What is missing needs no protection. ENOTDIR: a part of the path is a file. */
static bool is_missing(int fd)
{
	return fd == -ENOENT || fd == -ENOTDIR;
}

/* In procfs nothing is mounted but what the configuration says. */
static bool has_mounts_below(const struct plan *plan, const char *path)
{
	size_t len = strlen(path);

	if (strncmp(path, "/proc/", 6) != 0)
		return true;
	for (size_t i = 0; i < plan->mounts.len; i++) {
		if (strncmp(plan->mounts.items[i].destination, path, len) == 0)
			return true;
	}
	return false;
}

/* What is mounted below keeps its own flags. Where nothing is, the copy can be made read-only in the call that makes it. */
static int cover_read_only(struct run *run, const char *path, int target)
{
	const struct sys_mount_attr read_only = { .set = SYS_ATTR_RDONLY }, done = { 0 };
	bool left = true;
	int tree = has_mounts_below(run->plan, path) ? sys_clone_tree(target, "", true)
	                                             : sys_clone_tree_with(target, "", true, &read_only, &left);
	int ret = tree < 0 ? tree : mount_attach(run, tree, target, false, left ? &read_only : &done);

	init_drop(run->init, tree);
	return ret;
}

/* An empty file system that has room for nothing. */
static int cover_with_empty(struct init *init, int target, struct err *err)
{
	static const struct plan_pair options[] = { { "nr_blocks", "1" }, { "nr_inodes", "1" }, { "mode", "0555" } };
	const struct plan_mount mount = {
		.type = "tmpfs",
		.destination = "a masked directory",
		.source = "hull-mask",
		.attributes = SYS_ATTR_RDONLY | SYS_ATTR_NOSUID | SYS_ATTR_NODEV | SYS_ATTR_NOEXEC,
		.options = options,
		.options_len = sizeof(options) / sizeof(options[0]),
		.data = "nr_blocks=1,nr_inodes=1,mode=0555",
		.super_set = MS_RDONLY,
	};
	const struct mount_place place = { .fd = target };

	return mount_fs(&mount, &place, &init->mask_empty, err);
}

static int cover_with_copy(struct init *init, int mask, int target)
{
	int tree = sys_clone_tree(mask, "", false);
	int ret = tree < 0 ? tree : sys_move_mount(tree, target);

	init_drop(init, tree);
	return ret;
}

/* Most are directories, or missing: so one call tells the kind as well. */
static int open_masked(const struct init *init, const char *path, bool *ret_is_dir)
{
	int target = sys_open_in_root(init->root, path, O_DIRECTORY);

	*ret_is_dir = target >= 0;
	return target == -ENOTDIR ? sys_open_in_root(init->root, path, 0) : target;
}

static int cover_masked(struct run *run, int target, bool is_dir, struct err *err)
{
	const struct sys_mount_attr private = { .propagation = run->plan->null_shared ? MS_PRIVATE : 0 };
	struct init *init = run->init;
	int ret;

	if (is_dir && init->mask_empty < 0)
		return cover_with_empty(init, target, err);
	if (is_dir) {
		ret = cover_with_copy(init, init->mask_empty, target);
	} else if (init->mask_null >= 0) {
		ret = cover_with_copy(init, init->mask_null, target);
	} else {
		init->mask_null = run->plan->null;
		ret = mount_attach(run, init->mask_null, target, false, &private);
	}
	return ret < 0 ? err_call(err, -ret, "cover it") : 0;
}

static int protect_paths(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;

	for (size_t i = 0; i < plan->read_only.len; i++) {
		int target = sys_open_in_root(run->init->root, plan->read_only.items[i], 0);
		int ret = target < 0 ? target : cover_read_only(run, plan->read_only.items[i], target);

		init_drop(run->init, target);
		if (ret < 0 && !is_missing(target)) {
			err_call(err, -ret, "make %q read-only", plan->read_only.items[i]);
			return err_at(err, "linux.readonlyPaths[%zu]", i);
		}
	}
	return 0;
}

static int mask_paths(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;

	for (size_t i = 0; i < plan->masked.len; i++) {
		bool is_dir;
		int target = open_masked(run->init, plan->masked.items[i], &is_dir);
		int ret;

		if (is_missing(target))
			continue;
		ret = target < 0 ? err_call(err, -target, "open it") : cover_masked(run, target, is_dir, err);
		init_drop(run->init, target);
		if (ret < 0) {
			err_within(err, "mask %q", plan->masked.items[i]);
			return err_at(err, "linux.maskedPaths[%zu]", i);
		}
	}
	return 0;
}

static int seal_late_mounts(struct run *run, struct err *err)
{
	const struct sys_mount_attr read_only = { .set = SYS_ATTR_RDONLY };

	for (size_t i = 0; i < run->plan->mounts.len; i++) {
		const struct plan_mount *mount = &run->plan->mounts.items[i];
		int ret = mount->read_only_late ? mount_change(run, mount->tree, false, &read_only) : 0;

		if (ret < 0) {
			err_call(err, -ret, "make the mount on %q read-only", mount->destination);
			return err_at(err, "mounts[%zu]", mount->index);
		}
	}
	return 0;
}

static int seal_root(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;
	const struct sys_mount_attr flag = { .set = plan->root_read_only ? SYS_ATTR_RDONLY : 0 };
	const struct sys_mount_attr propagation = { .propagation = plan->root_propagation };
	int ret = flag.set != 0 ? sys_mount_setattr(run->init->root, false, &flag) : 0;

	if (ret < 0) {
		err_call(err, -ret, "make the root read-only");
		return err_at(err, "root.readonly");
	}
	if (plan->root_propagation != 0)
		ret = sys_mount_setattr(run->init->root, plan->root_propagation_recursive, &propagation);
	if (ret < 0) {
		err_call(err, -ret, "set the propagation of the root");
		return err_at(err, "linux.rootfsPropagation");
	}
	return 0;
}

int phase_paths(struct run *run, struct err *err)
{
	if (protect_paths(run, err) < 0 || mask_paths(run, err) < 0 || seal_late_mounts(run, err) < 0)
		return -1;
	return seal_root(run, err);
}
