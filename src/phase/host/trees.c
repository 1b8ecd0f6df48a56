/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* trees: everything of the host that the container will see, opened as detached mounts, with their flags set. See
 * phases.h.
 *
 * A detached mount is nowhere: no path leads to it, and nobody can change what it shows by moving files about on the
 * host afterwards (P5). All of this happens before a process of the container exists. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "model/host.h"
#include "phase/host/cgroup_mount.h"
#include "phase/host/descriptors.h"
#include "phase/host/phases.h"
#include "phase/host/small_mounts.h"
#include "sys/fd.h"
#include "sys/kernel.h"
#include "sys/mount.h"

/* What is set on the root while it is filled: slaves hear of the host's mounts and tell it nothing; a root that shall be
 * private hears nothing either. */
static uint64_t first_propagation(const struct plan *plan)
{
	return plan->root_propagation == MS_PRIVATE || plan->root_propagation == MS_UNBINDABLE ? MS_PRIVATE : MS_SLAVE;
}

static int open_root_tree(struct run *run, struct err *err)
{
	struct plan *plan = run->plan;
	const struct sys_mount_attr attr = { .propagation = first_propagation(plan) };
	bool left;
	int tree = sys_clone_tree_with(AT_FDCWD, plan->root_path, true, &attr, &left);

	if (tree < 0) {
		err_call(err, -tree, "open the root file system %q", plan->root_path);
		return err_at(err, "root.path");
	}
	plan->root_first_propagation = left ? attr.propagation : 0;
	return host_keep(run->host, tree, err);
}

/* The whole of it in one call, where the kernel has it and got it right (7.0 did not yet). Whatever is wrong with the path
 * is told by the other way. */
static int open_root_namespace(struct run *run, struct err *err)
{
	struct plan *plan = run->plan;
	int fd = plan->no_pivot || !sys_kernel_at_least(7, 1) ? -1 : sys_tree_namespace(plan->root_path);

	if (fd < 0)
		return 0;
	plan->root = host_keep(run->host, fd, err);
	plan->root_is_namespace = true;
	plan->root_first_propagation = first_propagation(plan);
	run->host->namespaces &= ~(uint64_t)CLONE_NEWNS;
	return plan->root < 0 ? -1 : 0;
}

/* A mount namespace that was joined has its own idea of the path: init opens it there. */
static int open_root_directory(struct run *run, struct err *err)
{
	int fd;

	for (size_t i = 0; i < run->plan->joins.len; i++) {
		if (run->plan->joins.items[i].type == CLONE_NEWNS)
			return 0;
	}
	fd = open(run->plan->root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		err_call(err, errno, "open the root file system %q", run->plan->root_path);
		return err_at(err, "root.path");
	}
	run->plan->root = host_keep(run->host, fd, err);
	return run->plan->root < 0 ? -1 : 0;
}

/* The source of a mount as a tree of its own, with its flags set; what can't be set on a detached mount is left to init. */
static int clone_source(struct plan_mount *mount, int source)
{
	const struct sys_mount_attr all = {
		.set = mount->set_all,
		.clear = mount->clear_all,
		.propagation = mount->propagation_recursive ? mount->propagation : 0,
	};
	const struct sys_mount_attr one = {
		.set = mount->set,
		.clear = mount->clear,
		.propagation = mount->propagation_recursive ? 0 : mount->propagation,
	};
	bool left;
	int tree = sys_clone_tree_with(source, "", mount->recursive, &all, &left);
	int ret = 0;

	if (tree < 0 || left)
		return tree;
	if ((one.set | one.clear | one.propagation) != 0)
		ret = sys_mount_setattr_only(tree, false, &one);
	if (ret == 0)
		mount->set = mount->clear = mount->set_all = mount->clear_all = mount->propagation = 0;
	if (ret == 0 || sys_is_hidden(ret))
		return tree;
	close(tree);
	return ret;
}

static int look_at_source(struct plan_mount *mount, int source, struct err *err)
{
	bool is_on_proc = strcmp(mount->destination, "/proc") == 0;
	struct statfs fs;
	struct stat st;

	if (fstat(source, &st) < 0)
		return err_call(err, errno, "bind mount %q on %q", mount->source, mount->destination);
	mount->tree_is_directory = S_ISDIR(st.st_mode);
	if (is_on_proc && (fstatfs(source, &fs) < 0 || fs.f_type != PROC_SUPER_MAGIC))
		return err_input(err, NULL, "bind mount %q on \"/proc\": only a procfs may be there", mount->source);
	return 0;
}

static int keep_tree(struct run *run, struct plan_mount *mount, int source, struct err *err)
{
	int tree = clone_source(mount, source);

	if (tree < 0)
		return err_call(err, -tree, "bind mount %q on %q", mount->source, mount->destination);
	mount->tree = host_keep(run->host, tree, err);
	return mount->tree < 0 ? -1 : 0;
}

/* copy-symlink: the link itself goes into the container, whatever it leads to. 1 if it is one. */
static int copy_link(struct run *run, struct plan_mount *mount, struct err *err)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(run->host->bundle_fd, mount->source, target, sizeof(target));

	if (len < 0)
		return 0; /* what else is wrong with it shows when it is opened */
	mount->source = arena_strndup(&run->host->arena, target, (size_t)len);
	mount->kind = PLAN_MOUNT_LINK;
	return mount->source == NULL ? err_call(err, ENOMEM, "make the plan") : 1;
}

static int open_bind(struct run *run, struct plan_mount *mount, struct err *err)
{
	int flags = O_PATH | O_CLOEXEC | (mount->source_nofollow ? O_NOFOLLOW : 0);
	int is_link = mount->copy_link ? copy_link(run, mount, err) : 0;
	auto_close int source = is_link != 0 ? -1 : openat(run->host->bundle_fd, mount->source, flags);

	if (is_link != 0)
		return is_link < 0 ? -1 : 0;
	if (source < 0)
		return err_call(err, errno, "bind mount %q on %q: open the source", mount->source, mount->destination);
	if (look_at_source(mount, source, err) < 0)
		return -1;
	/* without a word about it a bind follows the root: the host's mounts below it show, and nothing goes back */
	if (mount->propagation == 0) {
		mount->propagation = MS_SLAVE;
		mount->propagation_recursive = true;
	}
	return keep_tree(run, mount, source, err);
}

/* A user namespace may not mount a sysfs for a network namespace that is not its own: it gets the host's, then. */
static int open_spare_sysfs(struct run *run, struct plan_mount *mount, struct err *err)
{
	bool own_users = (run->host->namespaces & CLONE_NEWUSER) != 0;
	auto_close int source = -1;

	if (!own_users || run->plan->new_network)
		return 0;
	source = open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (source < 0)
		return 0;
	mount->recursive = true;
	mount->propagation = MS_SLAVE;
	mount->propagation_recursive = true;
	return keep_tree(run, mount, source, err);
}

static int open_mounts(struct run *run, struct err *err)
{
	if (descriptors_make_room(run, run->plan->mounts.len, err) < 0)
		return -1;
	for (size_t i = 0; i < run->plan->mounts.len; i++) {
		struct plan_mount *mount = &run->host->mounts[i];
		int ret = 0;

		if (mount->kind == PLAN_MOUNT_NEW && strcmp(mount->type, "cgroup") == 0)
			ret = cgroup_mount_open(run, mount, err);
		else if (mount->kind == PLAN_MOUNT_NEW && strcmp(mount->type, "sysfs") == 0)
			ret = open_spare_sysfs(run, mount, err);
		else if (mount->kind == PLAN_MOUNT_BIND)
			ret = open_bind(run, mount, err);
		if (ret < 0)
			return err_at(err, "mounts[%zu]", mount->index);
	}
	return 0;
}

/* The source of all masks: a null device that we have looked at ourselves (K5), not the container's. */
static int open_null(struct run *run, struct err *err)
{
	struct stat st;
	int fd = open("/dev/null", O_PATH | O_NOFOLLOW | O_CLOEXEC);
	const struct sys_mount_attr private = { .propagation = MS_PRIVATE };
	int tree;

	host_close_later(run->host, fd);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_call(err, errno, "open \"/dev/null\"");
	if (!S_ISCHR(st.st_mode) || st.st_rdev != makedev(1, 3))
		return err_input(err, NULL, "the host's \"/dev/null\" is not the null device (character device 1:3)");
	tree = sys_clone_tree_with(fd, "", false, &private, &run->plan->null_shared);
	if (tree < 0)
		return err_call(err, -tree, "open \"/dev/null\" for masks");
	run->plan->null = host_keep(run->host, tree, err);
	return run->plan->null < 0 ? -1 : 0;
}

/* The copy of the mount namespace is then made by init, of the small one. */
static int use_small_mounts(struct run *run, struct err *err)
{
	int fd = small_mounts_open(run);

	if (fd < 0)
		return 0;
	run->plan->small_mounts = host_keep(run->host, fd, err);
	run->plan->unshare_flags |= CLONE_NEWNS;
	run->host->namespaces &= ~(uint64_t)CLONE_NEWNS;
	return run->plan->small_mounts < 0 ? -1 : 0;
}

static int open_root(struct run *run, struct err *err)
{
	if (open_root_namespace(run, err) < 0)
		return -1;
	if (run->plan->root_is_namespace)
		return 0;
	run->plan->root = open_root_tree(run, err);
	return run->plan->root < 0 ? -1 : use_small_mounts(run, err);
}

int phase_trees(struct run *run, struct err *err)
{
	if (!run->plan->own_mounts)
		return open_root_directory(run, err);
	if (open_root(run, err) < 0 || open_mounts(run, err) < 0)
		return -1;
	return run->plan->masked.len == 0 ? 0 : open_null(run, err);
}
