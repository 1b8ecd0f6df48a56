/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices: nodes and links of /dev. See phases.h.
 *
 * Nothing that stands there is removed or changed: what is there already has to be the same kind and number, else the
 * container does not start (the specification wants an error for a node that differs). */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/path.h"

static char type_letter(mode_t mode)
{
	return S_ISCHR(mode) ? 'c' : S_ISBLK(mode) ? 'b' : S_ISFIFO(mode) ? 'p' : '?';
}

/* O_NOFOLLOW: a link is never the device that was asked for. */
static int check_existing(const struct plan_device *device, int parent, const char *name, struct err *err)
{
	struct stat st;
	int fd = sys_open_at(parent, name, O_PATH | O_NOFOLLOW, 0);
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
static int make_node(const struct plan_device *device, int parent, const char *name, struct err *err)
{
	long ret = sys_call(SYS_mknodat, parent, name, device->mode, device->rdev);

	if (ret == -EEXIST)
		return check_existing(device, parent, name, err);
	if (ret == 0 && (device->uid != 0 || device->gid != 0))
		ret = sys_call(SYS_fchownat, parent, name, device->uid, device->gid, AT_SYMLINK_NOFOLLOW);
	return ret < 0 ? err_call(err, (int)-ret, "make the device %q", device->path) : 0;
}

/* Most nodes are in /dev: its descriptor is kept from one to the next. */
struct parent {
	int fd;
	const char *path;
	size_t len;
};

static int open_parent(const struct run *run, struct parent *parent, const char *path, char name[256], struct err *err)
{
	const char *slash = path;

	for (const char *p = path; *p != '\0'; p++)
		slash = *p == '/' ? p : slash;
	if (parent->fd >= 0 && parent->len == (size_t)(slash - path) && memcmp(parent->path, path, parent->len) == 0 &&
	    strlen(slash + 1) < 256) {
		memcpy(name, slash + 1, strlen(slash + 1) + 1);
		return 0;
	}
	if (parent->fd >= 0)
		sys_close(parent->fd);
	*parent = (struct parent){ sys_make_parent_in_root(run->init->root, path, name), path, (size_t)(slash - path) };
	return parent->fd < 0 ? err_call(err, -parent->fd, "make the directory of %q", path) : 0;
}

static int make_devices(struct run *run, struct parent *parent, struct err *err)
{
	char name[256];

	for (size_t i = 0; i < run->plan->devices.len; i++) {
		const struct plan_device *device = &run->plan->devices.items[i];

		if (open_parent(run, parent, device->path, name, err) == 0 &&
		    make_node(device, parent->fd, name, err) == 0)
			continue;
		return device->index != SIZE_MAX ? err_at(err, "linux.devices[%zu]", device->index) : -1;
	}
	return 0;
}

static int check_link(const struct plan_link *link, int parent, const char *name, struct err *err)
{
	char target[64];
	long len = sys_call(SYS_readlinkat, parent, name, target, sizeof(target));

	if (len < 0 && len != -EINVAL)
		return err_call(err, (int)-len, "look at %q", link->path);
	if (len == (long)strlen(link->target) && memcmp(target, link->target, (size_t)len) == 0)
		return 0;
	return err_input(err, NULL, "make the link %q: something else is there already", link->path);
}

static int make_links(struct run *run, struct parent *parent, struct err *err)
{
	char name[256];

	for (size_t i = 0; i < run->plan->links.len; i++) {
		const struct plan_link *link = &run->plan->links.items[i];
		long ret;

		if (open_parent(run, parent, link->path, name, err) < 0)
			return -1;
		ret = sys_call(SYS_symlinkat, link->target, parent->fd, name);
		if (ret == -EEXIST && check_link(link, parent->fd, name, err) < 0)
			return -1;
		if (ret < 0 && ret != -EEXIST)
			return err_call(err, (int)-ret, "make the link %q", link->path);
	}
	return 0;
}

int phase_devices(struct run *run, struct err *err)
{
	struct parent parent = { .fd = -1 };
	int ret = make_devices(run, &parent, err);

	if (ret == 0)
		ret = make_links(run, &parent, err);
	if (parent.fd >= 0)
		sys_close(parent.fd);
	return ret;
}
