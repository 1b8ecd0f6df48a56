/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* log_json: one flat JSON object in a buffer of fixed size, for the log.
 *
 * What comes out is valid JSON whatever goes in: control characters are escaped, bytes that are no
 * UTF-8 become U+FFFD, and what does not fit is cut between characters. */
#pragma once

#include <stddef.h>

struct log_json {
	char *text;
	size_t len;
	size_t size; /* may be raised between members, to keep room for the later ones */
};

#define LOG_JSON(text_, size_)                                                                     \
	{                                                                                          \
		.text = (text_), .size = (size_)                                                   \
	}

/* Adds a member; one that is empty or 0 is left out. */
void log_json_string(struct log_json *json, const char *name, const char *value);
void log_json_number(struct log_json *json, const char *name, int value);
/* Ends the object. */
void log_json_end(struct log_json *json);
