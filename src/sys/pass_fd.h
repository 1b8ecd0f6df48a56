/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pass_fd: one descriptor over a unix socket (unix(7), SCM_RIGHTS). */
#pragma once

/* Sends `code`, and fd unless it is -1. 0, or -errno. */
int sys_send_fd(int socket, int code, int fd);

/* Receives what sys_send_fd sends: *ret_code, and the descriptor (close-on-exec) or -1 in *ret_fd. 0, or -errno: -ECONNRESET
 * if the other side has gone, -EPROTO for any other message. */
int sys_receive_fd(int socket, int *ret_code, int *ret_fd);
