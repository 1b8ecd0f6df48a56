/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* v2: the unified hierarchy, pure or beside v1's ones.
 *
 * This is the way of nearly all starts, hence short: with the parent in place a cgroup is made by
 * four system calls. Waiting is for events of cgroup.events, always up to a deadline. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "cgroup/devices_bpf.h"
#include "cgroup/file.h"
#include "cgroup/make.h"
#include "cgroup/ops.h"

#define EVENTS_SIZE 256

static int v2_make(const struct cgroup_hierarchy *hierarchy, struct leaf *ret)
{
	const char *name = make_name(hierarchy);
	auto_close int parent = -1;
	char text[PATH_MAX];

	fmt(text, sizeof(text), "%.*s", (int)(name - hierarchy->dir), hierarchy->dir);
	parent = open(text, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 && errno != ENOENT)
		return -errno;
	if (parent < 0)
		parent = make_parents(hierarchy, NULL);
	if (parent < 0)
		return parent;
	ret->parent = take_fd(&parent);
	return make_child(ret->parent, name, ret);
}

static int v2_set_devices(const struct leaf *leaf, const struct device_rules *rules,
                          struct arena *arena, const struct log *log, struct err *err)
{
	(void)log;
	return devices_bpf_set(leaf->dir, rules, leaf->reused, arena, err);
}

static int v2_says_frozen(const char *text)
{
	return cgroup_text_number(text, "frozen");
}

static int read_event(int events, const char *key)
{
	char text[EVENTS_SIZE];
	ssize_t len = pread(events, text, sizeof(text) - 1, 0);

	if (len < 0)
		return -errno;
	text[len] = '\0';
	return cgroup_text_number(text, key);
}

/* Reading the file arms the poll: a change between the two is not lost. */
static int wait_event(int dir, const char *key, int value, int64_t deadline)
{
	auto_close int events = cgroup_file_open(dir, "cgroup.events", O_RDONLY);
	struct pollfd poller = { .fd = events, .events = POLLPRI };

	if (events < 0)
		return events;
	for (;;) {
		int now = read_event(events, key);
		int left = deadline_left(deadline);

		if (now < 0 || now == value)
			return now < 0 ? now : 0;
		if (left == 0)
			return -ETIMEDOUT;
		if (poll(&poller, 1, left) < 0 && errno != EINTR)
			return -errno;
	}
}

static int v2_thaw(int dir)
{
	return cgroup_file_write(dir, "cgroup.freeze", "0");
}

static int v2_freeze(int dir, int64_t deadline)
{
	int ret = cgroup_file_write(dir, "cgroup.freeze", "1");

	if (ret < 0)
		return ret;
	ret = wait_event(dir, "frozen", 1, deadline);
	if (ret < 0)
		v2_thaw(dir);
	return ret;
}

/* Since Linux 5.14, and not in a threaded cgroup. */
static int v2_kill(int dir)
{
	int ret = cgroup_file_write(dir, "cgroup.kill", "1");

	return ret == -ENOENT ? -EOPNOTSUPP : ret;
}

static int v2_wait_empty(int dir, int64_t deadline)
{
	int ret = wait_event(dir, "populated", 0, deadline);

	/* removed meanwhile: as empty as can be */
	return ret == -ENOENT || ret == -ENODEV ? 0 : ret;
}

const struct cgroup_ops v2_ops = {
	.name = "cgroup v2",
	.make = v2_make,
	.set_devices = v2_set_devices,
	.frozen_file = "cgroup.events", /* cgroup.freeze knows nothing of a frozen ancestor */
	.says_frozen = v2_says_frozen,
	.freeze = v2_freeze,
	.thaw = v2_thaw,
	.kill = v2_kill,
	.wait_empty = v2_wait_empty,
};
