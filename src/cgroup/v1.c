/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* v1: one of the old hierarchies. They have no events, no birth and no kill; instead cpuset refuses
 * processes until a new directory was told its processors and memory nodes, and the freezer is a
 * hierarchy of its own. */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "cgroup/devices_v1.h"
#include "cgroup/file.h"
#include "cgroup/make.h"
#include "cgroup/ops.h"
#include "cgroup/pids.h"
#include "cgroup/place.h"

/* A list of processors is long on large machines: "0,2,4,…". */
#define CPUSET_SIZE 8192
#define STATE_SIZE  32

struct cpuset_file {
	const char *name, *noprefix; /* the second on hierarchies mounted with -o noprefix */
};

static const struct cpuset_file cpuset_files[] = {
	{ "cpuset.cpus", "cpus" },
	{ "cpuset.mems", "mems" },
};

static int inherit_file(int parent, int dir, const char *file)
{
	char text[CPUSET_SIZE];
	int len = cgroup_file_read(dir, file, text, sizeof(text));

	if (len < 0 || (len > 0 && text[0] != '\n'))
		return len < 0 ? len : 0;
	len = cgroup_file_read(parent, file, text, sizeof(text));
	return len < 0 ? len : cgroup_file_write(dir, file, text);
}

static int inherit_cpuset(int parent, int dir)
{
	for (size_t i = 0; i < sizeof(cpuset_files) / sizeof(cpuset_files[0]); i++) {
		int ret = inherit_file(parent, dir, cpuset_files[i].name);

		if (ret == -ENOENT)
			ret = inherit_file(parent, dir, cpuset_files[i].noprefix);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int v1_make(const struct cgroup_hierarchy *hierarchy, struct leaf *ret)
{
	bool cpuset = place_has_controller(hierarchy->controllers, "cpuset");
	make_hook *hook = cpuset ? inherit_cpuset : NULL;
	auto_close int parent = make_parents(hierarchy, hook);
	int error = parent < 0 ? parent : make_child(parent, make_name(hierarchy), ret);

	return error == 0 && hook != NULL ? hook(parent, ret->dir) : error;
}

static int v1_set_devices(const struct leaf *leaf, const struct device_rules *rules,
                          struct arena *arena, const struct log *log, struct err *err)
{
	return devices_v1_set(leaf->dir, rules, leaf->reused, arena, log, err);
}

static int read_state(int dir, char state[STATE_SIZE])
{
	int ret = cgroup_file_read(dir, "freezer.state", state, STATE_SIZE);

	return ret < 0 ? ret : 0;
}

/* FREEZING counts: a process that came in now would not get far. */
static int v1_says_frozen(const char *text)
{
	return strncmp(text, "FR", 2) == 0;
}

static int v1_thaw(int dir)
{
	return cgroup_file_write(dir, "freezer.state", "THAWED");
}

/* A process that forks while FREEZING can slip through; asking again catches it. */
static int v1_freeze(int dir, int64_t deadline)
{
	char state[STATE_SIZE] = "";
	unsigned round = 0;
	int ret;

	do {
		ret = cgroup_file_write(dir, "freezer.state", "FROZEN");
		if (ret == 0)
			ret = read_state(dir, state);
		if (ret == 0 && strncmp(state, "FROZEN", 6) == 0)
			return 0;
	} while (ret == 0 && deadline_pause(deadline, &round));
	if (ret == -ENOENT)
		return ret;
	v1_thaw(dir);
	return ret < 0 ? ret : -ETIMEDOUT;
}

static int v1_kill(int dir)
{
	(void)dir;
	return -EOPNOTSUPP;
}

static int v1_wait_empty(int dir, int64_t deadline)
{
	unsigned round = 0;

	do {
		auto_pids struct pid_list list = { .items = NULL };
		int ret = pids_collect(dir, &list);

		if (ret < 0 || list.len + list.hidden == 0)
			return ret;
	} while (deadline_pause(deadline, &round));
	return -ETIMEDOUT;
}

const struct cgroup_ops v1_ops = {
	.name = "cgroup v1",
	.make = v1_make,
	.set_devices = v1_set_devices,
	.frozen_file = "freezer.state",
	.says_frozen = v1_says_frozen,
	.freeze = v1_freeze,
	.thaw = v1_thaw,
	.kill = v1_kill,
	.wait_empty = v1_wait_empty,
};
