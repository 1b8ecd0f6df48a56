/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* document: see document.h. */
#include "engine/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fmt.h"

#define DOCUMENT_MAX (256 << 10) /* of address space; neither document needs a tenth of it */

static int no_memory(struct hull_error *error)
{
	*error = (struct hull_error){ .code = ENOMEM };
	fmt(error->message, sizeof(error->message), "make a JSON document of up to %d bytes: %s",
	    DOCUMENT_MAX, err_reason(ENOMEM));
	return -1;
}

int document_begin(struct document *document, struct hull_error *error)
{
	*document = (struct document){ .full = false };
	return arena_init(&document->arena, DOCUMENT_MAX) < 0 ? no_memory(error) : 0;
}

void *document_array(struct document *document, size_t len, size_t size)
{
	void *array = arena_array(&document->arena, len, size);

	document->full |= array == NULL;
	return array;
}

static size_t count_words(const char *text, char separator)
{
	size_t count = text[0] != '\0';

	for (; *text != '\0'; text++)
		count += *text == separator;
	return count;
}

struct oci_strings document_words(struct document *document, const char *text, char separator)
{
	const char stop[] = { separator, '\0' };
	size_t len = count_words(text, separator);
	const char **items = document_array(document, len + 1, sizeof(*items));

	for (size_t i = 0; items != NULL && i < len; i++) {
		size_t word_len = strcspn(text, stop);

		items[i] = arena_strndup(&document->arena, text, word_len);
		document->full |= items[i] == NULL;
		text += word_len + 1;
	}
	return (struct oci_strings){ .items = items, .len = items != NULL ? len : 0 };
}

/* The arena's text, made the caller's. */
static char *copy_line(const char *text, size_t len)
{
	char *line = malloc(len + 2);

	if (line == NULL)
		return NULL;
	memcpy(line, text, len);
	line[len] = '\n';
	line[len + 1] = '\0';
	return line;
}

int document_finish(struct document *document, const struct json_object *type, const void *value,
                    enum json_indent indent, char **ret_json, struct hull_error *error)
{
	const char *text = NULL;
	char *line = NULL;
	size_t len;

	if (!document->full)
		text = json_encode(&document->arena, type, value, indent, &len);
	if (text != NULL)
		line = copy_line(text, len);
	arena_release(&document->arena);
	if (line == NULL)
		return no_memory(error);
	*ret_json = line;
	return 0;
}
