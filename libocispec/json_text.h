/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json_text: what decoder, encoder and rules share about JSON as text.
 *
 * Characters, places, and the parts messages are made of. Not for users of the library. */
#pragma once

#include "json.h"

/* Bytes of the UTF-8 character at text, which ends before end; 0: there is none (overlong forms,
 * surrogates and what lies beyond U+10FFFF are none). */
size_t json_character(const char *text, const char *end);

/* Offset of the first byte that must not come before yajl, and why, in *ret_why; size: there is
 * none. yajl lets overlong UTF-8 pass, makes "?" of half a surrogate pair, and has read beyond its
 * end. */
size_t json_fence(const char *text, size_t size, const char **ret_why);

/* What the parser stands after. */
enum json_after {
	JSON_AFTER_NOTHING,
	JSON_AFTER_OPEN,
	JSON_AFTER_KEY,
	JSON_AFTER_VALUE,
};

/* Where the parser gave up. */
struct json_stop {
	const char *text;
	size_t size;
	size_t offset; /* the end of the last good token */
	char inside;   /* the bracket that opened where we are, 0 at the top */
	enum json_after after;
};

/* Explains in one line why the text can't go on like that, and moves the offset to the culprit. */
void json_explain(struct json_stop *stop, char *message, size_t size);

/* Text of the document as part of a message: printable, and not too long. Returns out. */
enum { JSON_EXCERPT_SIZE = 64 };
char *json_excerpt(char out[JSON_EXCERPT_SIZE], const char *text, size_t len);

/* A path: .member or ["member"], [index]. If it gets too long, "..." is all that follows. */
void json_path_member(char *path, size_t size, const char *name, size_t len);
void json_path_index(char *path, size_t size, size_t index);

/* Is `name` so like `known` that it may be meant? Other case, or two letters off. */
bool json_is_near(const char *name, size_t len, const char *known);

/* Reports problems of one text, and counts them. */
struct json_reporter {
	const char *text;
	size_t size;
	json_report_fn *report;
	void *context;
	int count[2];      /* by severity */
	size_t offset;     /* places are looked up in order, mostly: where the last one was, */
	size_t line_begin; /* where its line begins, */
	unsigned line;     /* and which line that is, from 0 */
};

void json_position(struct json_reporter *reporter, size_t offset, unsigned *ret_line,
                   unsigned *ret_column);
void json_report(struct json_reporter *reporter, const struct json_problem *problem);
