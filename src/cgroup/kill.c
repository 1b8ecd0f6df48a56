/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kill: signals to everything in a cgroup.
 *
 * Where the kernel can kill a cgroup, one write does. Elsewhere the processes are frozen first, so
 * that none can fork away, and thawed again whatever happens in between, for a v1 process dies only
 * once it is thawed. A process is in the same place of every hierarchy: the first one speaks for
 * all. */
#include <errno.h>
#include <signal.h>

#include "base/err.h"
#include "cgroup/cgroup.h"
#include "cgroup/file.h"
#include "cgroup/ops.h"
#include "cgroup/pids.h"

/* Freezing takes milliseconds, unless a process waits in the kernel: then it is done without. */
#define FREEZE_MS 200

/* Without a freezer, new ones may appear while the known ones are killed: so long we run after
 * them. */
#define CHASE_MS 2000

/* Returns how many were found alive when none could get away any more, 0 included, or -errno.
 * *ret_all: none can have been missed. */
static int kill_frozen(const struct members *members, bool *ret_all)
{
	int frozen = members_freeze(members, deadline_after(FREEZE_MS));
	int found = pids_signal(members->items[0].dir, SIGKILL);
	int thawed = members_thaw(members);

	*ret_all = frozen == 0 || found == 0;
	if (found < 0 || thawed == -ENOENT)
		return found;
	return thawed < 0 ? thawed : found;
}

static int kill_rounds(const struct members *members)
{
	int64_t deadline = deadline_after(CHASE_MS);
	unsigned round = 0;

	do {
		bool all;
		int ret = kill_frozen(members, &all);

		if (ret < 0 || all)
			return ret;
	} while (deadline_pause(deadline, &round));
	return -ETIMEDOUT;
}

static int kill_members(const struct members *members)
{
	const struct member *first = &members->items[0];
	int ret = first->ops->kill(first->dir);

	if (ret == -EOPNOTSUPP)
		return kill_rounds(members);
	if (ret != 0 || members->len == 1)
		return ret;
	/* hybrid: should one have got into v1's hierarchies without being in v2's tree; and v1's freezer, unlike v2's,
	 * keeps even the killed */
	ret = pids_signal(members->items[1].dir, SIGKILL);
	members_thaw(members);
	return ret;
}

int cgroup_kill_all(const struct cgroup_dirs *dirs, int signal, struct err *err)
{
	auto_members struct members members = { .len = 0 };
	int ret;

	if (members_open(dirs, &members, err) < 0)
		return -1;
	if (members.len == 0)
		return 0;
	ret = signal == SIGKILL ? kill_members(&members)
	                        : pids_signal(members.items[0].dir, signal);
	if (ret >= 0 || ret == -ENOENT || ret == -ENODEV) /* the latter: removed meanwhile */
		return 0;
	return err_call(err, -ret, "send signal %d to all processes of cgroup %q", signal,
	                dirs->items[0]);
}
