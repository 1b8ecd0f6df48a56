/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check_devices: the nodes and links that init makes. See check.h.
 *
 * The default devices are there in every container, unless the configuration lists the same path itself, or brings a whole
 * /dev from outside, which is then nobody's but its maker's. */
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "phase/host/check.h"

struct default_device {
	const char *path;
	unsigned major, minor;
};

static const struct default_device default_devices[] = {
	{ "/dev/null", 1, 3 },	 { "/dev/zero", 1, 5 },	   { "/dev/full", 1, 7 },
	{ "/dev/random", 1, 8 }, { "/dev/urandom", 1, 9 }, { "/dev/tty", 5, 0 },
};

static const struct plan_link default_links[] = {
	{ "/dev/fd", "/proc/self/fd" },	      { "/dev/stdin", "/proc/self/fd/0" }, { "/dev/stdout", "/proc/self/fd/1" },
	{ "/dev/stderr", "/proc/self/fd/2" }, { "/dev/ptmx", "pts/ptmx" },	   { "/dev/core", "/proc/kcore" },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool brings_dev(const struct run *run)
{
	for (size_t i = 0; i < run->plan->mounts.len; i++) {
		const struct plan_mount *mount = &run->plan->mounts.items[i];

		if (mount->kind == PLAN_MOUNT_BIND && strcmp(mount->destination, "/dev") == 0)
			return true;
	}
	return false;
}

static bool is_listed(const struct oci_devices *devices, const char *path)
{
	for (size_t i = 0; i < devices->len; i++) {
		if (strcmp(devices->items[i].path, path) == 0)
			return true;
	}
	return false;
}

static mode_t type_bits(enum oci_device_type type)
{
	switch (type) {
	case OCI_DEVICE_BLOCK:
		return S_IFBLK;
	case OCI_DEVICE_FIFO:
		return S_IFIFO;
	case OCI_DEVICE_CHAR:
	case OCI_DEVICE_UNBUFFERED:
		break;
	}
	return S_IFCHR;
}

static struct plan_device listed_device(const struct oci_device *spec, size_t index)
{
	const mode_t permissions = spec->has_file_mode ? (mode_t)spec->file_mode & 0777 : 0666;

	return (struct plan_device){
		.path = spec->path,
		.mode = type_bits(spec->type) | permissions,
		.rdev = spec->type == OCI_DEVICE_FIFO ? 0 : makedev((unsigned)spec->major, (unsigned)spec->minor),
		.uid = spec->uid,
		.gid = spec->gid,
		.index = index,
	};
}

/* Where the host has no kcore, or hides it, the link would lead nowhere. */
static size_t links_len(void)
{
	return access("/proc/kcore", F_OK) == 0 ? COUNT(default_links) : COUNT(default_links) - 1;
}

static int copy_links(struct run *run, struct err *err)
{
	struct plan_link *links = check_alloc(run, COUNT(default_links), sizeof(*links), err);

	if (links == NULL)
		return -1;
	for (size_t i = 0; i < COUNT(default_links); i++) {
		links[i].path = arena_strdup(&run->host->arena, default_links[i].path);
		links[i].target = arena_strdup(&run->host->arena, default_links[i].target);
		if (links[i].path == NULL || links[i].target == NULL)
			return err_input(err, NULL, "the plan is full");
	}
	run->plan->links.items = links;
	run->plan->links.len = links_len();
	return 0;
}

int check_devices(struct run *run, struct err *err)
{
	const struct oci_devices *spec = &run->host->config->linux_->devices;
	struct plan_device *devices = check_alloc(run, spec->len + COUNT(default_devices), sizeof(*devices), err);
	bool defaults = run->plan->own_mounts && !brings_dev(run);
	size_t n = 0;

	if (devices == NULL || (defaults && copy_links(run, err) < 0))
		return -1;
	if (spec->len > 0 && !run->plan->own_mounts)
		return err_input(err, "linux.devices", "devices need a mount namespace of the container's own");
	for (size_t i = 0; defaults && i < COUNT(default_devices); i++) {
		const struct default_device *device = &default_devices[i];

		if (is_listed(spec, device->path))
			continue;
		devices[n].path = arena_strdup(&run->host->arena, device->path);
		devices[n].mode = S_IFCHR | 0666;
		devices[n].rdev = makedev(device->major, device->minor);
		devices[n++].index = SIZE_MAX;
	}
	for (size_t i = 0; i < spec->len; i++)
		devices[n++] = listed_device(&spec->items[i], i);
	run->plan->devices.items = devices;
	run->plan->devices.len = n;
	return 0;
}
