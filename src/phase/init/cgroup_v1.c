/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cgroup_v1: see cgroup_v1.h. With a cgroup namespace each hierarchy is mounted anew and shows the container's own cgroup as
 * its root; without one the container's directory is bound. Either way nothing above it is in sight (G1). */
#include "phase/init/cgroup_v1.h"

#include <fcntl.h>
#include <sys/mount.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/mount_attach.h"
#include "phase/init/mount_fs.h"
#include "sys/fd.h"
#include "sys/mount.h"

static int mount_hierarchy(struct run *run, const struct plan_hierarchy *hierarchy, int target, struct err *err)
{
	const struct plan_mount mount = {
		.kind = PLAN_MOUNT_NEW,
		.destination = hierarchy->name,
		.type = hierarchy->unified ? "cgroup2" : "cgroup",
		.source = "cgroup",
		.attributes = hierarchy->attributes,
		.options = hierarchy->options,
		.options_len = hierarchy->options_len,
		.data = hierarchy->data,
	};
	const struct sys_mount_attr attr = { .set = hierarchy->attributes, .propagation = MS_PRIVATE }, done = { 0 };
	const struct mount_place place = { .fd = target };
	int ret;

	if (hierarchy->tree < 0)
		return mount_fs(&mount, &place, NULL, err);
	ret = mount_attach(run, hierarchy->tree, target, false, hierarchy->tree_is_set ? &done : &attr);
	return ret < 0 ? err_call(err, -ret, "mount the cgroup hierarchy %q", hierarchy->name) : 0;
}

static int make_directory(const struct plan_hierarchy *hierarchy, int tmpfs)
{
	long ret = sys_call(SYS_mkdirat, tmpfs, hierarchy->name, 0755);

	return ret < 0 ? (int)ret : sys_open_at(tmpfs, hierarchy->name, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
}

static int fill_one(struct run *run, const struct plan_hierarchy *hierarchy, int tmpfs, struct err *err)
{
	int target = make_directory(hierarchy, tmpfs);
	long ret;

	if (target < 0)
		return err_call(err, -target, "make the cgroup directory %q", hierarchy->name);
	ret = mount_hierarchy(run, hierarchy, target, err);
	init_drop(run->init, target);
	if (ret < 0)
		return -1;
	for (size_t i = 0; ret == 0 && i < hierarchy->links_len; i++)
		ret = sys_call(SYS_symlinkat, hierarchy->name, tmpfs, hierarchy->links[i]);
	return ret < 0 ? err_call(err, (int)-ret, "make a link to the cgroup hierarchy %q", hierarchy->name) : 0;
}

int cgroup_v1_fill(struct run *run, int tree, struct err *err)
{
	for (size_t i = 0; i < run->plan->hierarchies.len; i++) {
		if (fill_one(run, &run->plan->hierarchies.items[i], tree, err) < 0)
			return -1;
	}
	return 0;
}
