/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* start: lets the init of a created container go on, and hears whether its program could be executed. */
#include <errno.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "engine/handle.h"
#include "engine/lookup.h"
#include "model/channel.h"
#include "model/run.h"
#include "model/state.h"

static int wrong_status(const char *id, enum oci_status status, struct err *err)
{
	switch (status) {
	case OCI_STATUS_RUNNING:
		return err_input(err, NULL, "cannot start an already running container: %q", id);
	case OCI_STATUS_PAUSED:
		return err_input(err, NULL, "cannot start a container in the paused state: %q", id);
	case OCI_STATUS_STOPPED:
		return err_input(err, NULL, "cannot start a container that has stopped: %q", id);
	case OCI_STATUS_CREATING:
		return err_input(err, NULL, "cannot start a container that is still being created: %q", id);
	case OCI_STATUS_CREATED:
		break;
	}
	return 0;
}

/* The end of the connection is the execve; an error comes before it. */
static int hear_start(const char *id, int channel, const struct log *log, struct err *err)
{
	bool accepted = false;
	struct message message;
	int ret;

	while ((ret = channel_receive(channel, &message)) > 0) {
		if (message.kind == MESSAGE_ERR) {
			*err = message.err;
			return -1;
		}
		if (message.kind == MESSAGE_LOG)
			log_write(log, (enum log_level)message.log.level, "%s", message.log.text);
		accepted = accepted || message.kind == MESSAGE_DONE;
	}
	if (ret < 0)
		return err_call(err, -ret, "hear from the container's init");
	/* killed before it came to us */
	return accepted ? 0 : wrong_status(id, OCI_STATUS_STOPPED, err);
}

/* Written before the program can run, so that nobody sees it run in a created container. */
static int record_running(int dir, struct state *state, struct err *err)
{
	state->status = OCI_STATUS_RUNNING;
	return state_write(dir, state, err);
}

static int start_locked(const char *id, int dir, struct state *state, const struct log *log, struct err *err)
{
	auto_close int channel = -1;

	if (wrong_status(id, state_status(state), err) < 0)
		return -1;
	if (!state->has_process)
		return err_input(err, "process", "process property must not be empty");
	channel = state_connect(dir);
	if (channel == -ECONNREFUSED) /* it died since we looked */
		return wrong_status(id, OCI_STATUS_STOPPED, err);
	if (channel < 0)
		return err_call(err, -channel, "reach the init of container %q", id);
	if (record_running(dir, state, err) < 0) {
		channel_send_err(channel, err); /* so that the program does not run */
		return -1;
	}
	channel_send_done(channel, 0); /* should nobody hear it, that shows in what comes back */
	unlinkat(dir, STATE_START_NAME, 0);
	return hear_start(id, channel, log, err);
}

int hull_start(struct hull *hull, const char *id, struct hull_error *error)
{
	struct err err = ERR_INIT;
	struct lookup lookup;
	int ret = lookup_begin(hull, id, true, &lookup, &err);

	if (ret == 0)
		ret = start_locked(id, lookup.dir, lookup.state, &hull->log, &err);
	lookup_end(&lookup);
	return ret < 0 ? handle_fail(&err, err.absent ? NULL : "start", error) : 0;
}
