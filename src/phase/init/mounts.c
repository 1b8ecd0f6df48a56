/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mounts: every entry of config.mounts, in its order, below the new root. See phases.h.
 *
 * The place of a mount is a descriptor, resolved once below the root (P1, P2), and what goes there is put on that. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/cgroup_v1.h"
#include "phase/init/copy_up.h"
#include "phase/init/link.h"
#include "phase/init/mount_attach.h"
#include "phase/init/mount_fs.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/mount.h"
#include "sys/path.h"

/* Puts before the message what it is about. */
static int within_mount(const struct plan_mount *mount, struct err *err)
{
	if (mount->kind == PLAN_MOUNT_REMOUNT)
		return err_within(err, "remount %q", mount->destination);
	if (mount->kind == PLAN_MOUNT_BIND)
		return err_within(err, "bind mount %q on %q", mount->source, mount->destination);
	return err_within(err, "mount %s on %q", mount->type, mount->destination);
}

/* What an errno of open_place means there */
static const struct {
	int code;
	const char *hint;
} hints[] = {
	{ EEXIST, "a link there leads to nothing" },
	{ ENOENT, "a link there leads to nothing" },
	{ ENOTDIR, "a part of it is a file, or a link that leads to nothing" },
	{ EBUSY, "it leads to the root of the container itself" },
	{ EACCES, "what is mounted on or below /proc has to be said so by its destination" },
	{ ELOOP, "there is a link of procfs, or too many of them" },
	{ EROFS, "the image or the mount above it is read-only, and has no such mount point" },
};

static int place_error(const struct plan_mount *mount, int code, struct err *err)
{
	const char *hint = NULL;

	if (mount->literal && (code == ELOOP || code == ENOTDIR)) {
		err_input(err, NULL, "mount %s on %q: the mount point of %s must be mounted on ordinary directory",
		          mount->type, mount->destination, mount->type);
		return err_hint(err, "the image has a link or a file there");
	}
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		if (hints[i].code == code && mount->kind != PLAN_MOUNT_REMOUNT)
			hint = hints[i].hint;
	}
	err_call(err, code, mount->kind == PLAN_MOUNT_REMOUNT ? "open it" : "make the mount point");
	within_mount(mount, err);
	return hint != NULL ? err_hint(err, "%s", hint) : -1;
}

static bool is_on_proc(int fd)
{
	struct statfs fs;

	return sys_call(SYS_fstatfs, fd, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

static bool is_same_file(int a, int b)
{
	struct stat x, y;

	return sys_stat_fd(a, &x) == 0 && sys_stat_fd(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The host knows the destination by its text alone; where a link or ".." leads is seen here. A mount over the root itself
 * would be seen by nobody, and one on procfs takes more than a link to be allowed. */
static int open_winding(const struct run *run, const struct plan_mount *mount, int flags)
{
	int fd = sys_open_in_root(run->init->root, mount->destination, flags);
	int refusal = 0;

	if (fd < 0 || mount->kind == PLAN_MOUNT_REMOUNT)
		return fd;
	if (is_same_file(fd, run->init->root))
		refusal = -EBUSY;
	else if (!mount->on_proc && is_on_proc(fd))
		refusal = -EACCES;
	if (refusal != 0)
		sys_close(fd);
	return refusal != 0 ? refusal : fd;
}

static int open_existing(const struct run *run, const struct plan_mount *mount)
{
	int flags = (mount->literal ? O_DIRECTORY : 0) | (mount->on_link ? O_NOFOLLOW : 0);
	int fd = mount->winding ? -ELOOP : sys_open_in_root_no_links(run->init->root, mount->destination, flags);

	return fd == -ELOOP && !mount->literal ? open_winding(run, mount, flags) : fd;
}

static int make_new(const struct run *run, const struct plan_mount *mount, struct path_parent *parent)
{
	bool is_directory = mount->kind != PLAN_MOUNT_BIND || mount->tree_is_directory;
	int ret = sys_make_parent_in_root(run->init->root, mount->destination, parent);

	return ret < 0 ? ret : sys_make_new(parent, is_directory ? PATH_DIRECTORY : PATH_FILE);
}

/* What is missing is made, except for a remount. Most of that is in one directory, /dev, freshly mounted and empty: where
 * the directory is at hand the making comes first. */
static int open_place(const struct run *run, const struct plan_mount *mount, struct path_parent *parent,
                      struct mount_place *place, struct err *err)
{
	bool can_make = mount->kind != PLAN_MOUNT_REMOUNT;

	*place = (struct mount_place){ .fd = -ENOENT };
	if (can_make && sys_is_parent(parent, mount->destination))
		place->fd = make_new(run, mount, parent);
	place->is_new = place->fd >= 0;
	if (place->fd == -ENOENT || place->fd == -EEXIST)
		place->fd = open_existing(run, mount);
	if (place->fd == -ENOENT && can_make) {
		place->fd = make_new(run, mount, parent);
		place->is_new = place->fd >= 0;
		if (place->fd == -EEXIST) /* a container beside us was faster, or a link leads to nothing */
			place->fd = open_existing(run, mount);
	}
	return place->fd < 0 ? place_error(mount, -place->fd, err) : 0;
}

static bool is_directory(int fd)
{
	struct stat st;

	return sys_stat_fd(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

static int attach(struct run *run, const struct plan_mount *mount, int target, struct err *err)
{
	const struct sys_mount_attr all = { .set = mount->set_all,
		                            .clear = mount->clear_all,
		                            .propagation = mount->propagation_recursive ? mount->propagation : 0 };
	const struct sys_mount_attr one = { .set = mount->set,
		                            .clear = mount->clear,
		                            .propagation = mount->propagation_recursive ? 0 : mount->propagation };
	int ret = mount_attach(run, mount->tree, target, true, &all);

	if (ret == 0 && (one.set | one.clear | one.propagation) != 0)
		ret = mount_change(run, mount->tree, false, &one);
	if (ret == 0)
		return 0;
	if (is_directory(target) != is_directory(mount->tree))
		err_input(err, NULL, "one is a directory, the other is not");
	else
		err_call(err, -ret, "attach it");
	return within_mount(mount, err);
}

/* Our own procfs stays open: it is the one that we trust (K1). That it is one is looked at, not assumed. */
static int keep_proc(struct run *run, const struct plan_mount *mount, int tree, struct err *err)
{
	if (!is_on_proc(tree))
		return err_input(err, NULL, "mount proc on %q: it is covered by something else", mount->destination);
	run->init->proc = tree;
	return 0;
}

static bool is_our_proc(const struct run *run, const struct plan_mount *mount)
{
	return run->init->proc < 0 && strcmp(mount->type, "proc") == 0;
}

/* What has to be done to a file system once it is in place */
static int finish_new(struct run *run, struct plan_mount *mount, int place, int tree, struct err *err)
{
	const struct sys_mount_attr propagation = { .propagation = mount->propagation };
	int ret = 0;

	if (propagation.propagation != 0)
		ret = sys_mount_setattr(tree, mount->propagation_recursive, &propagation);
	if (ret < 0)
		return err_call(err, -ret, "mount %s on %q: set its propagation", mount->type, mount->destination);
	if (mount->kind == PLAN_MOUNT_CGROUP_V1 && cgroup_v1_fill(run, tree, err) < 0)
		return -1;
	if (mount->copy_up && copy_up(run, mount, place, tree, err) < 0)
		return -1;
	mount->tree = tree; /* for the phase paths, if it becomes read-only late */
	if (is_our_proc(run, mount))
		return keep_proc(run, mount, tree, err);
	if (!mount->read_only_late && !mount->on_root)
		init_drop(run->init, tree);
	return 0;
}

static int put_new(struct run *run, struct plan_mount *mount, const struct mount_place *place, struct err *err)
{
	bool has_more = mount->kind == PLAN_MOUNT_CGROUP_V1 || mount->copy_up || mount->read_only_late ||
	                mount->on_root || mount->propagation != 0 || is_our_proc(run, mount);
	int spare = mount->tree;
	int tree = -1;

	if (mount_fs(mount, place, has_more ? &tree : NULL, err) == 0)
		return has_more ? finish_new(run, mount, place->fd, tree, err) : 0;
	if (err->code != EPERM || spare < 0)
		return -1;
	log_warning(&run->log, "mount %s on %q is not permitted: the host's is bound there instead", mount->type,
	            mount->destination);
	return attach(run, mount, place->fd, err);
}

static int put_bind(struct run *run, struct plan_mount *mount, const struct mount_place *place, struct err *err)
{
	return attach(run, mount, place->fd, err);
}

static bool is_read_only(int fd)
{
	struct statfs fs;

	return sys_call(SYS_fstatfs, fd, &fs) == 0 && ((unsigned long)fs.f_flags & MS_RDONLY) != 0;
}

/* The mount is changed, and its file system only by words that are about that. "rw" is about both, where the file system
 * itself is read-only; "ro" of the mount is enough. */
static int put_remount(struct run *run, struct plan_mount *mount, const struct mount_place *place, struct err *err)
{
	const struct sys_mount_attr one = { .set = mount->set, .clear = mount->clear };
	const struct sys_mount_attr all = { .set = mount->set_all, .clear = mount->clear_all };
	const struct sys_mount_attr propagation = { .propagation = mount->propagation };
	int ret = mount_change(run, place->fd, false, &one);

	if (ret == 0 && (all.set | all.clear) != 0)
		ret = mount_change(run, place->fd, true, &all);
	if (ret == 0 && propagation.propagation != 0)
		ret = mount_change(run, place->fd, mount->propagation_recursive, &propagation);
	if (ret == -EINVAL)
		return err_input(err, NULL, "remount %q: nothing is mounted there", mount->destination);
	if (ret < 0)
		return err_call(err, -ret, "remount %q", mount->destination);
	if (mount->bind_remount)
		return 0;
	if ((mount->clear & SYS_ATTR_RDONLY) != 0 && is_read_only(place->fd))
		mount->super_clear |= MS_RDONLY;
	return (mount->super_set | mount->super_clear) != 0 || mount->options_len > 0
	               ? mount_fs_reconfigure(mount, place->fd, err)
	               : 0;
}

typedef int put_fn(struct run *run, struct plan_mount *mount, const struct mount_place *place, struct err *err);

static put_fn *const put[] = {
	[PLAN_MOUNT_NEW] = put_new,
	[PLAN_MOUNT_BIND] = put_bind,
	[PLAN_MOUNT_REMOUNT] = put_remount,
	[PLAN_MOUNT_CGROUP_V1] = put_new,
};

static int make_link(struct run *run, const struct plan_mount *mount, struct path_parent *parent, struct err *err)
{
	int ret = sys_make_parent_in_root(run->init->root, mount->destination, parent);

	if (ret < 0)
		return err_call(err, -ret, "make the directory of the link %q", mount->destination);
	return link_make(parent, mount->destination, mount->source, err);
}

/* What is mounted on "/" is the root from now on. */
static int become_root(struct run *run, const struct plan_mount *mount, struct err *err)
{
	long ret = sys_call(SYS_fchdir, mount->tree);

	if (ret == 0)
		ret = sys_call(SYS_chroot, ".");
	run->init->root = mount->tree;
	if (ret == 0)
		return 0;
	err_call(err, (int)-ret, "make it the root");
	return within_mount(mount, err);
}

static int mount_one(struct run *run, struct plan_mount *mount, struct path_parent *parent, struct err *err)
{
	struct mount_place place;
	int ret;

	if (mount->kind == PLAN_MOUNT_LINK)
		return make_link(run, mount, parent, err);
	if (open_place(run, mount, parent, &place, err) < 0)
		return -1;
	ret = put[mount->kind](run, mount, &place, err);
	if (ret == 0 && mount->on_root && mount->kind != PLAN_MOUNT_REMOUNT)
		ret = become_root(run, mount, err);
	init_drop(run->init, place.fd);
	/* a mount on something old may have covered the directory */
	if (!place.is_new) {
		init_drop(run->init, parent->fd);
		parent->fd = -1;
	}
	return ret;
}

int phase_mounts(struct run *run, struct err *err)
{
	/* init's map of the plan is its own: what it notes there is seen by nobody else */
	struct plan_mount *mounts = (struct plan_mount *)(size_t)run->plan->mounts.items;

	for (size_t i = 0; i < run->plan->mounts.len; i++) {
		if (mount_one(run, &mounts[i], &run->init->parent, err) < 0)
			return err_at(err, "mounts[%zu]", mounts[i].index);
	}
	return 0;
}
