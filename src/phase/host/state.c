/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* state, record, ready: what everybody else knows of the container, and when. See phases.h.
 *
 * The directory is the claim to the id; the first state.json names the cgroups that are about to be made (order 2); the
 * second one names the process. */
#include <errno.h>
#include <signal.h>
#include <time.h>

#include "base/timestamp.h"
#include "model/hear.h"
#include "model/host.h"
#include "phase/host/phases.h"
#include "phase/host/pid_file.h"
#include "sys/proc_stat.h"
#include "sys/process.h"

static char *created_now(struct arena *arena)
{
	char *text = arena_alloc(arena, TIMESTAMP_SIZE);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (text != NULL)
		timestamp(text, now);
	return text;
}

static int fill_state(struct host *host, struct err *err)
{
	struct state *state = &host->state;
	struct cgroup_dirs dirs;

	if (cgroup_plan_dirs(&host->cgroup_plan, &host->arena, &dirs, err) < 0)
		return -1;
	state->version = STATE_VERSION;
	state->id = host->args->id;
	state->status = OCI_STATUS_CREATING;
	state->bundle = host->bundle;
	state->rootfs = host->rootfs;
	state->created = created_now(&host->arena);
	state->has_process = host->config->process != NULL;
	state->annotations = host->config->annotations;
	state->cgroups.items = (const char **)(size_t)dirs.items;
	state->cgroups.len = dirs.len;
	return state->created == NULL ? err_call(err, ENOMEM, "make the plan") : 0;
}

static int open_gate(struct run *run, struct err *err)
{
	int gate = state_listen(run->host->state_dir, err);

	run->plan->gate = gate < 0 ? -1 : host_keep(run->host, gate, err);
	return run->plan->gate < 0 ? -1 : 0;
}

/* With the id its pid file is ours: one that was there is of a container that is gone, and would be taken for ours. */
int phase_state(struct run *run, struct err *err)
{
	struct host *host = run->host;

	if (fill_state(host, err) < 0)
		return -1;
	host->state.owner = run->plan->host_uid;
	host->state_dir = state_claim(host->state_root, &host->state, err);
	if (host->state_dir < 0)
		return -1;
	if (host->args->pid_file != NULL && pid_file_remove(host->args->pid_file, err) < 0)
		return -1;
	return host->has_gate ? open_gate(run, err) : 0;
}

/* Without a directory of ours id and pid file are somebody else's. */
int undo_state(struct run *run, struct err *err)
{
	struct host *host = run->host;

	if (host->state_dir < 0)
		return 0;
	if (host->args->pid_file != NULL && pid_file_remove(host->args->pid_file, err) < 0)
		return -1;
	return state_remove(host->state_root, host->state_dir, host->args->id, err);
}

/* Signals that our caller ignores, init ignores as well; what they are is seen along with its start time, and told to it, so
 * that the program does not ignore them. */
static int name_process(struct run *run, enum oci_status status, struct err *err)
{
	struct host *host = run->host;
	struct proc_stat stat = { 0 };

	/* a process that is gone shows when it is heard of no more */
	if (sys_proc_stat(host->pid, &stat) == 0)
		run->value = stat.ignored_signals;
	host->state.pid = host->pid;
	host->state.start_time = stat.start_time;
	host->state.status = status;
	return state_write(host->state_dir, &host->state, err);
}

/* Where SIGCHLD is ignored, as our caller may have left it, the kernel would throw away the exit status that `run` waits
 * for. Init can't end well before it has heard of this phase. */
static void heed_sigchld(struct host *host, uint64_t ignored)
{
	if (host->attended && (ignored & 1ULL << (SIGCHLD - 1)) != 0)
		host->heeds_sigchld = sys_signal_default(SIGCHLD) == 0;
}

int phase_record(struct run *run, struct err *err)
{
	int ret = name_process(run, OCI_STATUS_RUNNING, err);

	heed_sigchld(run->host, run->value);
	return ret;
}

static int write_pid_file(const struct host *host, struct err *err)
{
	return host->args->pid_file == NULL ? 0 : pid_file_write(host->args->pid_file, host->pid, err);
}

int phase_ready(struct run *run, struct err *err)
{
	if (name_process(run, OCI_STATUS_CREATED, err) < 0 || write_pid_file(run->host, err) < 0)
		return -1;
	return 0;
}

int phase_entered(struct run *run, struct err *err)
{
	if (hear_until_closed(run, err) < 0)
		return -1;
	return write_pid_file(run->host, err);
}
