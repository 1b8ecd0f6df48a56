/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pivot, chroot: the container's root becomes "/". See phases.h.
 *
 * Whatever way was taken, afterwards "/" is the tree that the host opened, and that is verified by mount id. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mount.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/mount.h"

/* The copy of the host's mounts must not tell the host what happens to it: detaching the old root would otherwise unmount
 * the host's own. The small namespace has been private since it was made. */
static int make_private(const struct plan *plan)
{
	const struct sys_mount_attr private = { .propagation = MS_PRIVATE };
	long ret = 0;

	if (plan->small_mounts < 0)
		ret = sys_call(SYS_mount, NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	if (sys_is_hidden((int)ret))
		ret = sys_call(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &private, sizeof(private));
	return (int)ret;
}

/* pivot_root(".", ".") puts the old root over the new one at the same place; "." is then the old one, and detaching it
 * leaves the new one (pivot_root(2), NOTES). */
static int swap_roots(void)
{
	long ret = sys_call(SYS_pivot_root, ".", ".");

	return (int)(ret < 0 ? ret : sys_call(SYS_umount2, ".", MNT_DETACH));
}

/* Without pivot_root the host's mounts stay beneath, out of reach of path look-ups: procfs and sysfs are taken away, so
 * that a container's own can't be made from them. */
static int move_root(void)
{
	sys_call(SYS_umount2, "/proc", MNT_DETACH);
	sys_call(SYS_umount2, "/sys", MNT_DETACH);
	return (int)sys_call(SYS_chroot, ".");
}

static int verify_root(struct run *run, struct err *err)
{
	long long want = sys_mount_id(run->plan->root, "");
	long long got = sys_mount_id(AT_FDCWD, "/");

	if (want < 0 || got < 0)
		return err_call(err, (int)-(want < 0 ? want : got), "look at the new root");
	if (want != got)
		return err_input(err, NULL, "the new root is not the tree of %q", run->plan->root_path);
	run->init->root = run->plan->root;
	return 0;
}

/* The kernel has put us at the namespace's root, a copy of the tree that is still what the original was to its peers. */
static int enter_namespace_root(struct run *run, struct err *err)
{
	const struct sys_mount_attr attr = { .propagation = run->plan->root_first_propagation };
	int root = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, 0);
	int ret = root < 0 ? root : sys_mount_setattr(root, true, &attr);

	run->init->root = root;
	return ret < 0 ? err_call(err, -ret, "enter the root file system %q", run->plan->root_path) : 0;
}

/* Over whatever "/" is in this mount namespace: a copy of the host's root, or the small one's tmpfs. */
static int attach_root(const struct plan *plan)
{
	int ret = make_private(plan);

	return ret < 0 ? ret : sys_move_mount_to_root(plan->root);
}

int phase_pivot(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;
	const struct sys_mount_attr propagation = { .propagation = plan->root_first_propagation };
	int ret;

	if (plan->root_is_namespace)
		return enter_namespace_root(run, err);
	ret = attach_root(plan);
	if (ret < 0)
		return err_call(err, -ret, "attach the root file system %q", plan->root_path);
	ret = (int)sys_call(SYS_fchdir, plan->root);
	if (ret == 0 && plan->root_first_propagation != 0)
		ret = sys_mount_setattr(plan->root, true, &propagation);
	if (ret == 0)
		ret = plan->no_pivot ? move_root() : swap_roots();
	if (ret < 0)
		return err_call(err, -ret, "make %q the root", plan->root_path);
	return verify_root(run, err);
}

int phase_chroot(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;
	int root = plan->root;
	long ret;

	/* In a mount namespace that was joined, the path means what it means there. */
	if (root < 0)
		root = sys_open_at(AT_FDCWD, plan->root_path, O_PATH | O_DIRECTORY, 0);
	ret = root < 0 ? root : sys_call(SYS_fchdir, root);
	if (ret == 0)
		ret = sys_call(SYS_chroot, ".");
	if (ret < 0)
		return err_call(err, (int)-ret, "change the root to %q", plan->root_path);
	run->init->root = root;
	return 0;
}
