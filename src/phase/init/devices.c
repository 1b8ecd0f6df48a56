/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices: nodes and links of /dev. See phases.h.
 *
 * Nothing that stands there is removed or changed: what is there already has to be the same kind and number, else the
 * container does not start (the specification wants an error for a node that differs). */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/link.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/path.h"

static char type_letter(mode_t mode)
{
	return S_ISCHR(mode) ? 'c' : S_ISBLK(mode) ? 'b' : S_ISFIFO(mode) ? 'p' : '?';
}

/* O_NOFOLLOW: a link is never the device that was asked for. */
static int check_existing(const struct plan_device *device, const struct path_parent *parent, struct err *err)
{
	struct stat st;
	int fd = sys_open_at(parent->fd, parent->name, O_PATH | O_NOFOLLOW, 0);
	int ret = fd < 0 ? fd : sys_stat_fd(fd, &st);

	if (fd >= 0)
		sys_close(fd);
	if (ret < 0)
		return err_call(err, -ret, "look at %q", device->path);
	if ((st.st_mode & S_IFMT) == (device->mode & S_IFMT) && (S_ISFIFO(st.st_mode) || st.st_rdev == device->rdev))
		return 0;
	err_input(err, NULL, "make the device %q: something else is there already: not %c %u:%u", device->path,
	          type_letter(device->mode), major(device->rdev), minor(device->rdev));
	return err_hint(err, "the image or a mount brings its own: remove it there, or the device here");
}

/* The umask is 0 here, so the mode is exact; the owner is set on the node itself, never through a link. */
static int make_node(const struct plan_device *device, const struct path_parent *parent, struct err *err)
{
	long ret = sys_call(SYS_mknodat, parent->fd, parent->name, device->mode, device->rdev);

	if (ret == -EEXIST)
		return check_existing(device, parent, err);
	if (ret == 0 && (device->uid != 0 || device->gid != 0))
		ret = sys_call(SYS_fchownat, parent->fd, parent->name, device->uid, device->gid, AT_SYMLINK_NOFOLLOW);
	return ret < 0 ? err_call(err, (int)-ret, "make the device %q", device->path) : 0;
}

static int open_parent(const struct run *run, struct path_parent *parent, const char *path, struct err *err)
{
	int ret = sys_make_parent_in_root(run->init->root, path, parent);

	return ret < 0 ? err_call(err, -ret, "make the directory of %q", path) : 0;
}

static int make_devices(struct run *run, struct path_parent *parent, struct err *err)
{
	for (size_t i = 0; i < run->plan->devices.len; i++) {
		const struct plan_device *device = &run->plan->devices.items[i];

		if (open_parent(run, parent, device->path, err) == 0 && make_node(device, parent, err) == 0)
			continue;
		return device->index != SIZE_MAX ? err_at(err, "linux.devices[%zu]", device->index) : -1;
	}
	return 0;
}

/* Some images have the node instead of the link. It does the same: the kernel opens it in the devpts beside it, on "pts"
 * (Linux 4.7). */
static bool is_ptmx_node(const struct path_parent *parent, const struct plan_link *link)
{
	struct stat st;
	long ret;

	if (strcmp(link->path, "/dev/ptmx") != 0)
		return false;
	ret = sys_call(SYS_newfstatat, parent->fd, parent->name, &st, AT_SYMLINK_NOFOLLOW);
	return ret == 0 && S_ISCHR(st.st_mode) && st.st_rdev == makedev(5, 2);
}

static int make_links(struct run *run, struct path_parent *parent, struct err *err)
{
	for (size_t i = 0; i < run->plan->links.len; i++) {
		const struct plan_link *link = &run->plan->links.items[i];

		if (open_parent(run, parent, link->path, err) < 0)
			return -1;
		if (link_make(parent, link->path, link->target, err) < 0 && !is_ptmx_node(parent, link))
			return -1;
	}
	return 0;
}

int phase_devices(struct run *run, struct err *err)
{
	int ret = make_devices(run, &run->init->parent, err);

	return ret < 0 ? ret : make_links(run, &run->init->parent, err);
}
