/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pass_fd: see pass_fd.h. Exactly one message with at most one descriptor is taken; whatever else comes is closed. */
#include "sys/pass_fd.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "sys/fd.h"

union control {
	char space[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

int sys_send_fd(int socket, int code, int fd)
{
	union control control = { .align = { .cmsg_len = CMSG_LEN(sizeof(int)),
					     .cmsg_level = SOL_SOCKET,
					     .cmsg_type = SCM_RIGHTS } };
	struct iovec data = { &code, sizeof(code) };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
	long ret;

	if (fd >= 0) {
		memcpy(CMSG_DATA(&control.align), &fd, sizeof(fd));
		message.msg_control = &control;
		message.msg_controllen = sizeof(control);
	}
	do
		ret = sys_call(SYS_sendmsg, socket, &message, MSG_NOSIGNAL);
	while (ret == -EINTR);
	return ret < 0 ? (int)ret : 0;
}

static int control_fd(const struct msghdr *message, const union control *control)
{
	const struct cmsghdr *head = &control->align;
	int fd;

	if (message->msg_controllen < sizeof(*head) || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS ||
	    head->cmsg_len != CMSG_LEN(sizeof(int)))
		return -1;
	memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}

int sys_receive_fd(int socket, int *ret_code, int *ret_fd)
{
	union control control;
	struct iovec data = { ret_code, sizeof(*ret_code) };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	long len;

	do
		len = sys_call(SYS_recvmsg, socket, &message, MSG_CMSG_CLOEXEC);
	while (len == -EINTR);
	if (len <= 0)
		return len < 0 ? (int)len : -ECONNRESET;
	*ret_fd = control_fd(&message, &control);
	if (len == sizeof(*ret_code) && (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
		return 0;
	if (*ret_fd >= 0)
		sys_close(*ret_fd);
	return -EPROTO;
}
