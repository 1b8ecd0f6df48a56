/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* err: one failure, as a sentence for a person.
 *
 * Flat, without pointers: making one cannot fail, and one send carries it from the container's
 * init to the host. Every err_ function that makes one returns -1, so that
 *
 *	return err_call(err, -fd, "open %q", path);
 *
 * is the usual last line of a failing function. Create it at the lowest place that knows the object,
 * add context with err_within only where that adds a fact, print it once, in the program's main. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define ERR_WHAT_SIZE 768
#define ERR_PATH_SIZE 192
#define ERR_HINT_SIZE 256

struct err {
	int code;                 /* errno, or 0 when the input is at fault */
	int phase;                /* row of the phase table, or -1 */
	bool path_in_text;        /* what names the path already */
	bool absent;              /* the container that was named does not exist */
	char what[ERR_WHAT_SIZE]; /* context chain, outermost first, without the reason */
	char path[ERR_PATH_SIZE]; /* JSON path of the setting concerned, or empty */
	char hint[ERR_HINT_SIZE]; /* what the user can do about it, or empty */
};

#define ERR_INIT { .code = 0, .phase = -1 }

/* A call of the kernel or of a library failed with errno `code` (positive). Conversions: see fmt.h. */
int err_call(struct err *err, int code, const char *format, ...);
/* The input is at fault; `path` is the JSON path of the setting, or NULL. */
int err_input(struct err *err, const char *path, const char *format, ...);
/* Puts "context: " before what stands there. */
int err_within(struct err *err, const char *format, ...);
/* Sets the JSON path or the hint of an error just made. */
int err_at(struct err *err, const char *format, ...);
int err_hint(struct err *err, const char *format, ...);

/* The whole line, without a newline: "what: reason (path); hint". Control characters are escaped
 * (they may come from an image). Returns the length; the text is always terminated. */
size_t err_text(const struct err *err, char *text, size_t size);

/* The errno in words, in lower case as engines match them ("no such file or directory"). */
const char *err_reason(int code);
