/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* channel: see channel.h. */
#include "model/channel.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "base/fmt.h"
#include "sys/call.h"

#define HEAD_SIZE offsetof(struct message, err)

/* What follows the head, by kind; a log message is as long as its text. */
static const size_t body_size[] = {
	[MESSAGE_DONE] = 0,
	[MESSAGE_ERR] = sizeof(struct err),
	[MESSAGE_LOG] = sizeof(int32_t) + 1,
	[MESSAGE_SPAN] = 2 * sizeof(uint64_t),
	[MESSAGE_PID] = sizeof(int32_t),
};

static int send_message(int channel, const struct message *message, size_t body)
{
	long ret;

	do
		ret = sys_call(SYS_sendto, channel, message, HEAD_SIZE + body, MSG_NOSIGNAL, NULL, 0);
	while (ret == -EINTR);
	return ret < 0 ? (int)ret : 0;
}

int channel_send_done(int channel, unsigned row)
{
	struct message message = { .kind = MESSAGE_DONE, .row = row };

	return send_message(channel, &message, 0);
}

int channel_send_err(int channel, const struct err *err)
{
	struct message message = { .kind = MESSAGE_ERR };

	message.err = *err;
	return send_message(channel, &message, sizeof(*err));
}

int channel_send_log(int channel, enum log_level level, const char *text)
{
	struct message message = { .kind = MESSAGE_LOG };
	size_t len;

	message.log.level = (int32_t)level;
	len = fmt(message.log.text, sizeof(message.log.text), "%s", text);
	return send_message(channel, &message, sizeof(int32_t) + len + 1);
}

int channel_send_span(int channel, unsigned row, uint64_t begin_ns, uint64_t end_ns)
{
	struct message message = { .kind = MESSAGE_SPAN, .row = row };

	message.span.begin_ns = begin_ns;
	message.span.end_ns = end_ns;
	return send_message(channel, &message, body_size[MESSAGE_SPAN]);
}

int channel_send_pid(int channel, int32_t pid)
{
	struct message message = { .kind = MESSAGE_PID };

	message.pid = pid;
	return send_message(channel, &message, body_size[MESSAGE_PID]);
}

/* Texts come from a process that shares memory with nobody, but may have been fed by an image: they end where we say. */
static void terminate(struct message *message, size_t len)
{
	if (message->kind == MESSAGE_ERR) {
		message->err.what[sizeof(message->err.what) - 1] = '\0';
		message->err.path[sizeof(message->err.path) - 1] = '\0';
		message->err.hint[sizeof(message->err.hint) - 1] = '\0';
	} else if (message->kind == MESSAGE_LOG) {
		((char *)message)[len - 1] = '\0';
	}
}

int channel_receive(int channel, struct message *message)
{
	long len;

	/* ECONNRESET tells once that the peer is gone and has not read all of ours; what it said before is still to come */
	do
		len = sys_call(SYS_recvfrom, channel, message, sizeof(*message), 0, NULL, NULL);
	while (len == -EINTR || len == -ECONNRESET);
	if (len <= 0)
		return (int)len;
	if ((size_t)len < HEAD_SIZE || message->kind < MESSAGE_DONE || message->kind > MESSAGE_PID ||
	    (size_t)len - HEAD_SIZE < body_size[message->kind])
		return -EPROTO;
	terminate(message, (size_t)len);
	return 1;
}
