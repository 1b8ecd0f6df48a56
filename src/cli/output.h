/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* output: what a command prints. It is gathered in memory and written in as few calls as the
 * descriptor takes it in; that it did not arrive (full disk, closed pipe) is an error. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "hull.h"

/* A text that grows. Adding never fails: text_print reports that there was no memory. */
struct text {
	char *data;
	size_t len;
	size_t size;
	bool failed;
};

void text_add_bytes(struct text *text, const char *bytes, size_t len);
void text_add(struct text *text, const char *string);
/* Blanks, until the line that began at byte `from` is `width` characters wide. */
void text_pad(struct text *text, size_t from, size_t width);
void text_free(struct text *text);

#define auto_text __attribute__((cleanup(text_free)))

/* Writes to stdout. 0, or -1 with *error. */
int text_print(const struct text *text, struct hull_error *error);
int print(const char *bytes, size_t len, struct hull_error *error);

/* Writes all of it to fd. 0, or -errno. */
int write_all(int fd, const char *bytes, size_t len);
