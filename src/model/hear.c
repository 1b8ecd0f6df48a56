/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hear: see hear.h. */
#include "model/hear.h"

#include "model/channel.h"
#include "model/trace.h"

/* 1: go on; 0: the other side has closed; -1: error. */
static int hear_one(struct run *run, struct err *err)
{
	struct message message;
	int fd;
	int ret = channel_receive_with(run->channel, &message, &fd);

	if (ret < 0)
		return err_call(err, -ret, "read from the %s", run->actor == HOST ? "container's init" : "host");
	if (ret == 0)
		return 0;
	if (fd >= 0)
		run->fd_heard = fd;
	switch ((enum message_kind)message.kind) {
	case MESSAGE_DONE:
		run->heard |= message.row < 64 ? 1ULL << message.row : 0;
		run->value_heard |= message.value;
		break;
	case MESSAGE_ERR:
		*err = message.err;
		return -1;
	case MESSAGE_LOG:
		log_write(&run->log, (enum log_level)message.log.level, "%s", message.log.text);
		break;
	case MESSAGE_SPAN:
		trace_add(run->trace, INIT, message.row, message.span.begin_ns, message.span.end_ns);
		break;
	case MESSAGE_PID:
		run->pid_heard = message.pid;
		break;
	}
	return 1;
}

/* One more message is needed: that the other side closes is an error. */
static int hear_more(struct run *run, struct err *err)
{
	int ret = hear_one(run, err);

	if (ret == 0)
		return err_input(err, NULL, "the %s ended while the container was made",
				 run->actor == HOST ? "container's init" : "host's hull");
	return ret < 0 ? -1 : 0;
}

int hear_until_done(struct run *run, unsigned row, struct err *err)
{
	while ((run->heard & 1ULL << row) == 0) {
		if (hear_more(run, err) < 0)
			return -1;
	}
	return 0;
}

int hear_until_pid(struct run *run, struct err *err)
{
	while (run->pid_heard == 0) {
		if (hear_more(run, err) < 0)
			return -1;
	}
	return 0;
}

int hear_until_closed(struct run *run, struct err *err)
{
	int ret = 1;

	while (ret > 0)
		ret = hear_one(run, err);
	return ret;
}
