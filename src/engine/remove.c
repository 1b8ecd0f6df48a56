/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* remove: delete, and the end of a foreground run. */
#include "engine/remove.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cgroup/cgroup.h"
#include "model/state.h"
#include "sys/fd.h"
#include "sys/process.h"

#define ARENA_MAX      (8UL << 20)
#define INIT_END_MS    10000 /* from SIGKILL to the end of the container's init */
#define CGROUP_END_MS  5000

/* A process in an uninterruptible wait does not die of SIGKILL: told, not waited for without end. */
static int kill_init(const struct state *state, struct err *err)
{
	auto_close int pidfd = state_open_init(state);
	struct pollfd poll = { .fd = pidfd, .events = POLLIN };
	int ret;

	if (pidfd < 0)
		return 0;
	ret = sys_pidfd_send_signal(pidfd, SIGKILL);
	if (ret < 0 && ret != -ESRCH)
		return err_call(err, -ret, "kill the container's init, process %d", state->pid);
	ret = sys_poll(&poll, 1, INIT_END_MS);
	if (ret == 0)
		return err_input(err, NULL, "container init still running: process %d has not ended %d s after SIGKILL",
				 state->pid, INIT_END_MS / 1000);
	return ret < 0 ? err_call(err, -ret, "wait for the end of process %d", state->pid) : 0;
}

static int end_processes(const struct state *state, struct err *err)
{
	const struct cgroup_dirs dirs = { state->cgroups.items, state->cgroups.len };

	if (dirs.len > 0 && cgroup_kill_all(&dirs, SIGKILL, err) < 0)
		return -1;
	if (kill_init(state, err) < 0)
		return -1;
	return dirs.len > 0 ? cgroup_destroy(&dirs, CGROUP_END_MS, err) : 0;
}

static int remove_locked(struct hull *hull, const char *id, const struct state *state, struct err *err)
{
	if (state != NULL && end_processes(state, err) < 0)
		return -1;
	return state_remove(hull->root_fd, id, err);
}

/* A state that was never written, or is damaged beyond reading, has nothing to say about processes: `force` takes the
 * directory away. */
static int remove_by_state(struct hull *hull, const char *id, bool force, struct arena *arena, struct err *err)
{
	struct state *state = NULL;
	enum oci_status status;

	if (state_read(hull->root_fd, id, arena, &state, err) < 0) {
		struct err ignored = ERR_INIT;

		if (force || err->absent)
			state_remove(hull->root_fd, id, &ignored);
		return force ? 0 : -1;
	}
	status = state_status(state);
	if (!force && status != OCI_STATUS_STOPPED && status != OCI_STATUS_CREATED) {
		err_input(err, NULL, "cannot delete container %q that is not stopped: %s", id,
			  oci_word_name(&oci_statuses, (int)status));
		return err_hint(err, "kill it first, or use --force");
	}
	return remove_locked(hull, id, state, err);
}

int remove_container(struct hull *hull, const char *id, bool force, struct err *err)
{
	struct arena arena;
	int ret;
	auto_close int dir = -1;

	if (state_check_id(id, err) < 0)
		return -1;
	if (handle_root(hull, false, err) < 0)
		return state_absent(id, err);
	dir = state_open(hull->root_fd, id, true, err);
	if (dir < 0)
		return -1;
	ret = arena_init(&arena, ARENA_MAX);
	if (ret < 0)
		return err_call(err, -ret, "read the state of %q", id);
	ret = remove_by_state(hull, id, force, &arena, err);
	arena_release(&arena);
	return ret;
}

int hull_delete(struct hull *hull, const char *id, bool force, struct hull_error *error)
{
	struct err err = ERR_INIT;

	if (remove_container(hull, id, force, &err) == 0)
		return 0;
	return force && err.absent ? 0 : handle_fail(&err, NULL, error);
}
