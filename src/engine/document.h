/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* document: what the library makes up itself, the default configuration and the features.
 *
 * Their lists stand in the source as one string each and are split up here: a table of pointers
 * would have to be relocated whenever hull starts, for commands that never look at it. */
#pragma once

#include "arena.h"
#include "hull.h"
#include "ocispec.h"

struct document {
	struct arena arena;
	bool full; /* something did not fit: document_finish reports it */
};

int document_begin(struct document *document, struct hull_error *error);
/* The words of text, of which `separator` parts one from the next. "" is an empty list, not an
 * absent one. */
struct oci_strings document_words(struct document *document, const char *text, char separator);
/* Space for len things of that size, zeroed. NULL: it is full. */
void *document_array(struct document *document, size_t len, size_t size);
/* Encodes value and ends the document. The text is the caller's and ends with a newline. */
int document_finish(struct document *document, const struct json_object *type, const void *value,
                    enum json_indent indent, char **ret_json, struct hull_error *error);
