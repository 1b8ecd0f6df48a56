/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kill: signals to a container's init, or to everything in its cgroup. */
#include <errno.h>
#include <signal.h>

#include "base/cleanup.h"
#include "cgroup/cgroup.h"
#include "engine/handle.h"
#include "engine/lookup.h"
#include "model/state.h"
#include "sys/process.h"

#define THAW_MS 1000

/* cgroup v1 keeps frozen what was killed. */
static void thaw_killed(const struct state *state)
{
	const struct cgroup_dirs dirs = { state->cgroups.items, state->cgroups.len };
	struct err ignored = ERR_INIT;

	if (dirs.len > 0 && cgroup_is_frozen(&dirs) > 0)
		cgroup_freeze(&dirs, false, THAW_MS, &ignored);
}

static int signal_init(const char *id, const struct state *state, int signal, struct err *err)
{
	auto_close int pidfd = state_open_init(state);
	int ret = pidfd < 0 ? pidfd : sys_pidfd_send_signal(pidfd, signal);

	if (ret == -ESRCH)
		return err_input(err, NULL, "container not running: %q", id);
	if (ret < 0)
		return err_call(err, -ret, "send signal %d to container %q", signal, id);
	if (signal == SIGKILL)
		thaw_killed(state);
	return 0;
}

/* Without a PID namespace of its own the container does not end with its init: SIGKILL means all of it. */
static bool means_all(const struct state *state, int signal, bool all)
{
	return state->cgroups.len > 0 && (all || (signal == SIGKILL && !state->own_pids));
}

static int kill_container(const char *id, const struct state *state, int signal, bool all, struct err *err)
{
	const struct cgroup_dirs dirs = { state->cgroups.items, state->cgroups.len };

	if (!means_all(state, signal, all)) {
		int ret = signal_init(id, state, signal, err);

		/* --all on a dead container kills what is left of it: nothing */
		return ret < 0 && all && state_status(state) == OCI_STATUS_STOPPED ? 0 : ret;
	}
	if (!all && state_status(state) == OCI_STATUS_STOPPED)
		return err_input(err, NULL, "container not running: %q", id);
	return signal == 0 ? 0 : cgroup_kill_all(&dirs, signal, err);
}

int hull_kill(struct hull *hull, const char *id, int signal, bool all, struct hull_error *error)
{
	struct err err = ERR_INIT;
	struct lookup lookup;
	int ret = lookup_begin(hull, id, false, &lookup, &err);

	if (ret == 0)
		ret = kill_container(id, lookup.state, signal, all, &err);
	lookup_end(&lookup);
	return ret < 0 ? handle_fail(&err, NULL, error) : 0;
}
