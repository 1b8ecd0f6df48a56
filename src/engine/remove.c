/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* remove: delete, and the end of a foreground run. */
#include "engine/remove.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cgroup/cgroup.h"
#include "engine/lookup.h"
#include "sys/fd.h"
#include "sys/process.h"

#define INIT_END_MS   10000 /* from SIGKILL to the end of the container's init */
#define CGROUP_END_MS 5000

/* A process in an uninterruptible wait does not die of SIGKILL: told, not waited for without end. */
static int kill_init(const struct state *state, struct err *err)
{
	auto_close int pidfd = state_open_init(state);
	struct pollfd poll = { .fd = pidfd, .events = POLLIN };
	int ret;

	if (pidfd == -ESRCH)
		return 0;
	/* killed along with its cgroup, whose removal waits for its end */
	if (pidfd < 0 && state->cgroups.len > 0)
		return 0;
	if (pidfd < 0)
		return err_call(err, -pidfd, "open the container's init, process %d", state->pid);
	ret = sys_pidfd_send_signal(pidfd, SIGKILL);
	if (ret < 0 && ret != -ESRCH)
		return err_call(err, -ret, "kill the container's init, process %d", state->pid);
	ret = sys_poll(&poll, 1, INIT_END_MS);
	if (ret == 0)
		return err_input(err, NULL, "container init still running: process %d has not ended %d s after SIGKILL",
				 state->pid, INIT_END_MS / 1000);
	return ret < 0 ? err_call(err, -ret, "wait for the end of process %d", state->pid) : 0;
}

/* A cgroup that is not empty is killed by its removal. */
static int remove_cgroup(const struct state *state, struct err *err)
{
	const struct cgroup_dirs dirs = { state->cgroups.items, state->cgroups.len };

	return dirs.len > 0 ? cgroup_destroy(&dirs, CGROUP_END_MS, err) : 0;
}

/* The whole cgroup first: while init dies, the others must not do anything about it. */
static int kill_processes(const struct state *state, struct err *err)
{
	const struct cgroup_dirs dirs = { state->cgroups.items, state->cgroups.len };

	if (dirs.len > 0 && cgroup_kill_all(&dirs, SIGKILL, err) < 0)
		return -1;
	return kill_init(state, err);
}

static int remove_state(struct hull *hull, const struct lookup *lookup, const char *id, bool force, struct err *err)
{
	enum oci_status status = state_status(lookup->state);

	if (!force && status != OCI_STATUS_STOPPED && status != OCI_STATUS_CREATED) {
		err_input(err, NULL, "cannot delete container %q that is not stopped: %s", id,
			  oci_word_name(&oci_statuses, (int)status));
		return err_hint(err, "kill it first, or use --force");
	}
	if (status != OCI_STATUS_STOPPED && kill_processes(lookup->state, err) < 0)
		return -1;
	if (remove_cgroup(lookup->state, err) < 0)
		return -1;
	return state_remove(hull->root_fd, lookup->dir, id, err);
}

/* A state that was never written has nothing to say about processes: there are none. One that is damaged can't say it. In
 * both cases the directory is what `force` can take away. */
static int remove_unreadable(struct hull *hull, const struct lookup *lookup, const char *id, bool force, struct err *err)
{
	struct err ignored = ERR_INIT;

	if (lookup->dir < 0 || !(force || err->absent))
		return -1;
	if (force)
		return state_remove(hull->root_fd, lookup->dir, id, err);
	state_remove(hull->root_fd, lookup->dir, id, &ignored);
	return -1;
}

int remove_ended(int root, int dir, const struct state *state, struct err *err)
{
	if (state_lock(dir, state->id, err) < 0 || remove_cgroup(state, err) < 0)
		return -1;
	return state_remove(root, dir, state->id, err);
}

int hull_delete(struct hull *hull, const char *id, bool force, struct hull_error *error)
{
	struct err err = ERR_INIT;
	struct lookup lookup;
	int ret = lookup_begin(hull, id, true, &lookup, &err);

	if (ret == 0)
		ret = remove_state(hull, &lookup, id, force, &err);
	else
		ret = remove_unreadable(hull, &lookup, id, force, &err);
	lookup_end(&lookup);
	return ret == 0 || (force && err.absent) ? 0 : handle_fail(&err, NULL, error);
}
