/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cgroup_v1: see cgroup_v1.h. With a cgroup namespace each hierarchy is mounted anew and shows the container's own cgroup as
 * its root; without one the container's directory is bound. Either way nothing above it is in sight (G1). */
#include "phase/init/cgroup_v1.h"

#include <fcntl.h>

#include "model/plan.h"
#include "phase/init/mount_fs.h"
#include "sys/fd.h"
#include "sys/mount.h"

static int hierarchy_tree(const struct plan_hierarchy *hierarchy, struct err *err)
{
	const struct plan_mount mount = {
		.kind = PLAN_MOUNT_NEW,
		.destination = hierarchy->name,
		.type = hierarchy->unified ? "cgroup2" : "cgroup",
		.source = "cgroup",
		.attributes = hierarchy->attributes,
		.options = hierarchy->options,
		.options_len = hierarchy->options_len,
	};

	return hierarchy->tree >= 0 ? hierarchy->tree : mount_fs_make(&mount, -1, err);
}

static int fill_one(const struct plan_hierarchy *hierarchy, int tmpfs, struct err *err)
{
	long ret = sys_call(SYS_mkdirat, tmpfs, hierarchy->name, 0755);
	int target = ret < 0 ? (int)ret : sys_open_at(tmpfs, hierarchy->name, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
	int tree;

	if (target < 0)
		return err_call(err, -target, "make the cgroup directory %q", hierarchy->name);
	tree = hierarchy_tree(hierarchy, err);
	if (tree < 0)
		return -1;
	ret = sys_move_mount(tree, target);
	sys_close(target);
	sys_close(tree);
	if (ret < 0)
		return err_call(err, (int)-ret, "mount the cgroup hierarchy %q", hierarchy->name);
	for (size_t i = 0; ret == 0 && i < hierarchy->links_len; i++)
		ret = sys_call(SYS_symlinkat, hierarchy->name, tmpfs, hierarchy->links[i]);
	return ret < 0 ? err_call(err, (int)-ret, "make a link to the cgroup hierarchy %q", hierarchy->name) : 0;
}

int cgroup_v1_fill(struct run *run, int tree, struct err *err)
{
	for (size_t i = 0; i < run->plan->hierarchies.len; i++) {
		if (fill_one(&run->plan->hierarchies.items[i], tree, err) < 0)
			return -1;
	}
	return 0;
}
