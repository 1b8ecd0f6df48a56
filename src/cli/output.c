/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* output: see output.h. */
#include "cli/output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/fail.h"

#define TEXT_FIRST_SIZE 4096

static bool make_room(struct text *text, size_t len)
{
	size_t size = text->size > 0 ? text->size : TEXT_FIRST_SIZE;
	char *data;

	if (text->failed || len <= text->size - text->len)
		return !text->failed;
	while (size - text->len < len)
		size *= 2;
	data = realloc(text->data, size);
	text->failed = data == NULL;
	if (data == NULL)
		return false;
	text->data = data;
	text->size = size;
	return true;
}

void text_add_bytes(struct text *text, const char *bytes, size_t len)
{
	if (len == 0 || !make_room(text, len))
		return;
	memcpy(text->data + text->len, bytes, len);
	text->len += len;
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

/* Characters, not bytes: what continues a UTF-8 sequence takes no column of its own. */
static size_t columns(const char *bytes, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return count;
}

void text_pad(struct text *text, size_t from, size_t width)
{
	size_t used;

	if (text->failed || text->data == NULL)
		return;
	for (used = columns(text->data + from, text->len - from); used < width; used++)
		text_add_bytes(text, " ", 1);
}

void text_free(struct text *text)
{
	free(text->data);
}

int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, bytes, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		bytes += written;
		len -= (size_t)written;
	}
	return 0;
}

int print(const char *bytes, size_t len, struct hull_error *error)
{
	int result;

	/* A reader that went away has to be an error with a text. Commands that print start no
	 * container, so no program inherits this. */
	signal(SIGPIPE, SIG_IGN);
	result = write_all(STDOUT_FILENO, bytes, len);
	return result < 0 ? fail(error, -result, "write to stdout") : 0;
}

int text_print(const struct text *text, struct hull_error *error)
{
	if (text->failed)
		return fail(error, ENOMEM, "gather %zu bytes of output", text->len);
	return print(text->data, text->len, error);
}
