/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* channel: see channel.h. */
#include "model/channel.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/fmt.h"
#include "sys/call.h"

#define HEAD_SIZE offsetof(struct message, err)

/* What follows the head, by kind; a log message is as long as its text. */
static const size_t body_size[] = {
	[MESSAGE_DONE] = sizeof(uint64_t),
	[MESSAGE_ERR] = sizeof(struct err),
	[MESSAGE_LOG] = sizeof(int32_t) + 1,
	[MESSAGE_SPAN] = 2 * sizeof(uint64_t),
	[MESSAGE_PID] = sizeof(int32_t),
};

/* Room for one descriptor (unix(7), SCM_RIGHTS) */
union control {
	char space[CMSG_SPACE(sizeof(int))];
	struct cmsghdr head;
};

static int send_message_with(int channel, const struct message *message, size_t body, int fd)
{
	union control control = { .head = { .cmsg_len = CMSG_LEN(sizeof(int)),
					    .cmsg_level = SOL_SOCKET,
					    .cmsg_type = SCM_RIGHTS } };
	struct iovec data = { (void *)(size_t)message, HEAD_SIZE + body };
	const struct msghdr head = { .msg_iov = &data,
				     .msg_iovlen = 1,
				     .msg_control = fd >= 0 ? &control : NULL,
				     .msg_controllen = fd >= 0 ? sizeof(control) : 0 };
	long ret;

	memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
	do
		ret = sys_call(SYS_sendmsg, channel, &head, MSG_NOSIGNAL);
	while (ret == -EINTR);
	return ret < 0 ? (int)ret : 0;
}

static int send_message(int channel, const struct message *message, size_t body)
{
	return send_message_with(channel, message, body, -1);
}

int channel_send_done_with(int channel, unsigned row, uint64_t value, int fd)
{
	struct message message = { .kind = MESSAGE_DONE, .row = row };

	message.value = value;
	return send_message_with(channel, &message, body_size[MESSAGE_DONE], fd);
}

int channel_send_done(int channel, unsigned row)
{
	return channel_send_done_with(channel, row, 0, -1);
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
		message->log.text[sizeof(message->log.text) - 1] = '\0';
	}
}

static int control_fd(const struct msghdr *head, const union control *control)
{
	int fd;

	if (head->msg_controllen < sizeof(control->head) || control->head.cmsg_level != SOL_SOCKET ||
	    control->head.cmsg_type != SCM_RIGHTS || control->head.cmsg_len != CMSG_LEN(sizeof(int)))
		return -1;
	memcpy(&fd, CMSG_DATA(&control->head), sizeof(fd));
	return fd;
}

/* ECONNRESET tells once that the peer is gone and has not read all of ours; what it said before is still to come. Without
 * room for them the kernel drops descriptors by itself. */
static long receive(int channel, struct message *message, int *ret_fd)
{
	union control control;
	struct iovec data = { message, sizeof(*message) };
	struct msghdr head = { .msg_iov = &data, .msg_iovlen = 1 };
	long len;

	do {
		head.msg_control = ret_fd != NULL ? &control : NULL;
		head.msg_controllen = ret_fd != NULL ? sizeof(control) : 0;
		len = sys_call(SYS_recvmsg, channel, &head, MSG_CMSG_CLOEXEC);
	} while (len == -EINTR || len == -ECONNRESET);
	if (ret_fd != NULL)
		*ret_fd = len > 0 ? control_fd(&head, &control) : -1;
	return len;
}

int channel_receive_with(int channel, struct message *message, int *ret_fd)
{
	long len = receive(channel, message, ret_fd);

	if (len <= 0)
		return (int)len;
	if ((size_t)len < HEAD_SIZE || message->kind < MESSAGE_DONE || message->kind > MESSAGE_PID ||
	    (size_t)len - HEAD_SIZE < body_size[message->kind])
		return -EPROTO;
	terminate(message, (size_t)len);
	return 1;
}

int channel_receive(int channel, struct message *message)
{
	return channel_receive_with(channel, message, NULL);
}
