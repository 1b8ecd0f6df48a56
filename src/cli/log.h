/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* log: where messages go that are not for the caller's terminal.
 *
 * A message is one record: a line of text ("TIME LEVEL MESSAGE"), a JSON object on a line of its
 * own, or a datagram for journald or syslog; written by one call, so that hulls that share a file
 * do not mix their lines. Podman reads the whole file as one object and containerd looks for the
 * last error in it: so a command that fails logs one error, by log_failure, and below the default
 * level nothing is written.
 *
 * A message that cannot be written is dropped: the error proper is on stderr as well, and a
 * container is worth more than a line about it. */
#pragma once

#include <stdbool.h>

#include "hull.h"

enum log_kind { LOG_NOWHERE, LOG_FILE, LOG_JOURNALD, LOG_SYSLOG };

struct log_sink {
	enum log_kind kind;
	bool json;      /* a file of JSON lines */
	int fd;         /* of a file; -1 */
	const char *id; /* the program's name for journald and syslog */
};

#define LOG_SINK_INIT                                                                              \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/* Opens what --log names: [file:]PATH, journald:ID, syslog:ID; "" is none. 0, or -1 with *error. */
int log_open(struct log_sink *sink, const char *destination, bool json, struct hull_error *error);
/* Messages go to stderr, as lines of text. */
void log_open_stderr(struct log_sink *sink);
void log_close(struct log_sink *sink);

/* The function for hull_args.log, with the sink as its context. */
void log_message(void *sink, enum hull_log_level level, const char *text);
/* The error that the command ends with. In JSON it has its parts too: code, phase, path, hint. */
void log_failure(const struct log_sink *sink, const struct hull_error *error);
