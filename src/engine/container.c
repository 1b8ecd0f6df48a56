/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* container: create and run, which walk the phase table. */
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "engine/attend.h"
#include "engine/handle.h"
#include "engine/phases.h"
#include "engine/remove.h"
#include "engine/runner.h"
#include "engine/trace_out.h"
#include "model/host.h"
#include "phase/host/network.h"
#include "phase/host/pid_file.h"

static void prepare_run(struct hull *hull, struct host *host, struct run *run, const char *command)
{
	host->cgroup_manager = hull->args.cgroup_manager;
	host->uid = hull->uid;
	*run = (struct run){ .actor = HOST, .channel = -1, .log = hull->log, .host = host };
	if (hull->args.trace_fd > 0) {
		trace_start(&hull->trace, command);
		run->trace = &hull->trace;
	}
}

/* What needs neither configuration nor kernel is looked at first. */
static int check_args(struct hull *hull, const struct hull_create_args *args, struct err *err)
{
	if (state_check_id(args->id, err) < 0)
		return -1;
	if (hull->args.cgroup_manager == HULL_SYSTEMD) {
		err_input(err, NULL, "this version of hull can't manage cgroups through systemd yet");
		return err_hint(err, "leave out --systemd-cgroup to have them made in cgroupfs");
	}
	return args->pid_file != NULL ? pid_file_check(args->pid_file, err) : 0;
}

static int walk(struct hull *hull, struct host *host, struct run *run, struct err *err)
{
	int ret;

	if (check_args(hull, host->args, err) < 0)
		return -1;
	host->state_root = handle_root(hull, true, err);
	if (host->state_root < 0)
		return -1;
	ret = runner_walk(run, err);
	if (ret < 0) {
		if (host->state_dir < 0)
			state_explain_claim(host->state_root, host->args->id, err);
		if (host->pidfd >= 0)
			explain_end(host, err);
		runner_undo(run, err);
	}
	return ret;
}

/* One walk, its trace, and everything that it opened closed again, but for what `run` goes on with. */
static int make_container(struct hull *hull, struct host *host, const char *command, struct err *err)
{
	struct run run;
	int ret;

	prepare_run(hull, host, &run, command);
	ret = walk(hull, host, &run, err);
	network_wait(&run);
	host_close_later(host, run.channel);
	if (run.trace != NULL)
		trace_write(run.trace, hull->args.trace_fd, hull->args.trace_text, &hull->log);
	return ret;
}

static struct hull_create_args full_args(const struct hull_create_args *args)
{
	struct hull_create_args full = { 0 };

	memcpy(&full, args, args->size < sizeof(full) ? args->size : sizeof(full));
	return full;
}

int hull_create(struct hull *hull, const struct hull_create_args *args, struct hull_error *error)
{
	const struct hull_create_args full = full_args(args);
	struct err err = ERR_INIT;
	struct host host;
	int ret;

	host_init(&host, &full);
	host.has_gate = true;
	ret = make_container(hull, &host, "create", &err);
	host_release(&host);
	return ret < 0 ? handle_fail(&err, "create", error) : 0;
}

/* Other commands may have the lock meanwhile, and even delete the container. */
static int attend_to_end(struct host *host, struct attention *attention, int *ret_status, struct err *err)
{
	state_unlock(host->state_dir);
	if (attend(attention, host, ret_status, err) < 0)
		return -1;
	if (host->args->keep || remove_ended(host->state_root, host->state_dir, &host->state, err) == 0 || err->absent)
		return 0;
	return -1;
}

int hull_run(struct hull *hull, const struct hull_create_args *args, int *ret_status, struct hull_error *error)
{
	const struct hull_create_args full = full_args(args);
	struct err err = ERR_INIT;
	struct attention attention;
	struct host host;
	int ret;

	host_init(&host, &full);
	attend_begin(&attention, &full);
	host.signals_blocked = attention.signals >= 0;
	host.attended = !full.detach;
	ret = make_container(hull, &host, "run", &err);
	if (ret == 0 && !full.detach)
		ret = attend_to_end(&host, &attention, ret_status, &err);
	attend_end(&attention, &host);
	host_release(&host);
	return ret < 0 ? handle_fail(&err, "run", error) : 0;
}
