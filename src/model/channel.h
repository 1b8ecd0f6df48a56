/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* channel: the one protocol between the actors of a run, over a pair of SOCK_SEQPACKET sockets.
 *
 *	HOST                                   MIDDLE / INIT
 *	  ── DONE row ──────────────────────▶    a row of HOST that a row of INIT waits for
 *	  ◀────────────────────── DONE row ──    a row of INIT that a row of HOST waits for
 *	  ◀──────────────── LOG, SPAN, PID ──    messages, trace, the pid that MIDDLE forked
 *	  ◀──────────────────────────── ERR ──   a row failed; nothing follows
 *	  ◀──────────────────────────── end ──   the program was executed, or init is dead
 *
 * The same messages go from a created container's init to `start`. Lengths are checked (H3): a message that is
 * short or of an unknown kind is an error. */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "base/log.h"

enum message_kind { MESSAGE_DONE = 1, MESSAGE_ERR, MESSAGE_LOG, MESSAGE_SPAN, MESSAGE_PID };

struct message {
	uint32_t kind;
	uint32_t row;
	union {
		struct err err;
		struct {
			int32_t level;
			char text[1020];
		} log;
		struct {
			uint64_t begin_ns, end_ns;
		} span;
		int32_t pid;
		uint64_t value; /* DONE: what the row has found out for the other program, or 0 */
	};
};

int channel_send_done(int channel, unsigned row);
/* The same with a value, and a descriptor unless it is -1. */
int channel_send_done_with(int channel, unsigned row, uint64_t value, int fd);
int channel_send_err(int channel, const struct err *err);
int channel_send_log(int channel, enum log_level level, const char *text);
int channel_send_span(int channel, unsigned row, uint64_t begin_ns, uint64_t end_ns);
int channel_send_pid(int channel, int32_t pid);

/* Waits for the next message. 1: one is there; 0: the other side has closed; -errno (-EPROTO: a malformed one). */
int channel_receive(int channel, struct message *message);
/* The same, and a descriptor that came with it (close-on-exec), or -1, in *ret_fd. */
int channel_receive_with(int channel, struct message *message, int *ret_fd);
