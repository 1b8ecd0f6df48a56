/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* log_json: see log_json.h. */
#include "cli/log_json.h"

#include <string.h>

#include "base/fmt.h"

#define ESCAPE_MAX 6 /* bytes that one character may take: \u0000 */
#define END_MAX    4 /* the closing quote, the brace and a final 0 */

/* The well-formed sequences of UTF-8 by their first byte (The Unicode Standard, table 3-7). */
struct sequence {
	unsigned char first_min, first_max;
	unsigned char second_min, second_max; /* all bytes after it are 0x80 to 0xbf */
	unsigned char len;
};

static const struct sequence sequences[] = {
	{ 0x00, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

/* Bytes of the character at s, or 0: none begins there. The string's end is no continuation. */
static size_t character_len(const unsigned char *s)
{
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		const struct sequence *form = &sequences[i];

		if (s[0] < form->first_min || s[0] > form->first_max)
			continue;
		if (form->len > 1 && (s[1] < form->second_min || s[1] > form->second_max))
			return 0;
		for (size_t j = 2; j < form->len; j++) {
			if ((s[j] & 0xc0) != 0x80)
				return 0;
		}
		return form->len;
	}
	return 0;
}

static void add(struct log_json *json, const char *bytes, size_t len)
{
	if (len > json->size - json->len)
		return;
	memcpy(json->text + json->len, bytes, len);
	json->len += len;
}

static void add_escaped(struct log_json *json, const char *value)
{
	const unsigned char *s = (const unsigned char *)value;
	char escape[ESCAPE_MAX + 1];

	while (*s != '\0' && json->len + ESCAPE_MAX + END_MAX <= json->size) {
		size_t len = character_len(s);

		if (len == 0)
			add(json, "\\ufffd", ESCAPE_MAX);
		else if (*s < ' ')
			add(json, escape, fmt(escape, sizeof(escape), "\\u%04x", *s));
		else if (*s == '"' || *s == '\\')
			add(json, escape, fmt(escape, sizeof(escape), "\\%c", *s));
		else
			add(json, (const char *)s, len);
		s += len > 0 ? len : 1;
	}
}

static void add_name(struct log_json *json, const char *name)
{
	add(json, json->len == 0 ? "{\"" : ",\"", 2);
	add(json, name, strlen(name));
	add(json, "\":", 2);
}

void log_json_string(struct log_json *json, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	add_name(json, name);
	add(json, "\"", 1);
	add_escaped(json, value);
	add(json, "\"", 1);
}

void log_json_number(struct log_json *json, const char *name, int value)
{
	char digits[12];

	if (value == 0)
		return;
	add_name(json, name);
	add(json, digits, fmt(digits, sizeof(digits), "%d", value));
}

void log_json_end(struct log_json *json)
{
	add(json, "}", 1);
}
