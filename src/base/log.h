/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* log: messages for whoever looks closer, to one sink that the caller chose.
 *
 * The library never prints: a sink is a function of the caller's. The container's init has a sink that
 * sends through its channel. Nothing secret (environment, arguments) below LOG_DEBUG. */
#pragma once

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

struct log {
	enum log_level level; /* messages above this level are not even formatted */
	void (*write)(void *context, enum log_level level, const char *text); /* NULL: no sink */
	void *context;
};

/* Conversions: see fmt.h. log may be NULL. */
void log_write(const struct log *log, enum log_level level, const char *format, ...);

#define log_error(log, ...)   log_write((log), LOG_ERROR, __VA_ARGS__)
#define log_warning(log, ...) log_write((log), LOG_WARNING, __VA_ARGS__)
#define log_info(log, ...)    log_write((log), LOG_INFO, __VA_ARGS__)
#define log_debug(log, ...)   log_write((log), LOG_DEBUG, __VA_ARGS__)
