/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json_text: the fence in front of yajl, and the reasons why a text is no JSON.
 *
 * yajl says whether a text is well-formed, but not in words a person can use, and it is no longer
 * developed. So texts that hit its known faults do not reach it, and when it refuses one, the
 * reason is found here, from the end of the last token it took. */
#include "json_text.h"

#include <stdio.h>
#include <string.h>

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Well-formed UTF-8 by its first byte; the second has a range of its own after some of them, which
 * is what excludes overlong forms, surrogates and numbers that are too large. (Unicode 15, table
 * 3-7) */
static const struct utf8_row {
	unsigned char first, last;
	unsigned char second_first, second_last;
	size_t len;
} utf8_rows[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static const struct utf8_row *find_utf8_row(unsigned char first)
{
	for (size_t i = 0; i < sizeof(utf8_rows) / sizeof(utf8_rows[0]); i++)
		if (first >= utf8_rows[i].first && first <= utf8_rows[i].last)
			return &utf8_rows[i];
	return NULL;
}

size_t json_character(const char *text, const char *end)
{
	const struct utf8_row *row;
	unsigned char second;

	if (text == end)
		return 0;
	if ((unsigned char)text[0] < 0x80)
		return 1;
	row = find_utf8_row((unsigned char)text[0]);
	if (!row || (size_t)(end - text) < row->len)
		return 0;
	second = (unsigned char)text[1];
	if (second < row->second_first || second > row->second_last)
		return 0;
	for (size_t i = 2; i < row->len; i++)
		if (!is_continuation(text[i]))
			return 0;
	return row->len;
}

/* Nearly every document is ASCII from end to end: eight bytes at a time. */
static size_t skip_ascii(const char *text, size_t offset, size_t size)
{
	uint64_t eight;

	while (size - offset >= sizeof(eight)) {
		memcpy(&eight, text + offset, sizeof(eight));
		if (eight & 0x8080808080808080)
			break;
		offset += sizeof(eight);
	}
	while (offset < size && (unsigned char)text[offset] < 0x80)
		offset++;
	return offset;
}

static size_t find_bad_utf8(const char *text, size_t size)
{
	size_t offset = skip_ascii(text, 0, size);

	while (offset < size) {
		size_t len = json_character(text + offset, text + size);

		if (len == 0)
			return offset;
		offset = skip_ascii(text, offset + len, size);
	}
	return size;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The 16 bits of a \uXXXX at text, or -1. */
static int read_escape(const char *text, const char *end)
{
	int unit = 0;

	if (end - text < 6 || text[0] != '\\' || text[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		int digit = hex_digit(text[i]);

		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

/* Bytes of the escape at text, or 0 for half a pair. Other faults are yajl's to find. */
static size_t escape_len(const char *text, const char *end)
{
	int unit = read_escape(text, end);

	if (unit < 0xd800 || unit > 0xdfff)
		return end - text < 2 ? 1 : 2;
	if (unit > 0xdbff)
		return 0;
	unit = read_escape(text + 6, end);
	return unit >= 0xdc00 && unit <= 0xdfff ? 12 : 0;
}

static size_t find_half_pair(const char *text, size_t size)
{
	const char *end = text + size;

	for (const char *c = text; (c = memchr(c, '\\', (size_t)(end - c)));) {
		size_t len = escape_len(c, end);

		if (len == 0)
			return (size_t)(c - text);
		c += len;
	}
	return size;
}

size_t json_fence(const char *text, size_t size, const char **ret_why)
{
	size_t bad_utf8 = find_bad_utf8(text, size);
	size_t half_pair = find_half_pair(text, bad_utf8);

	*ret_why = half_pair < bad_utf8 ? "half of a surrogate pair" : "a byte that is no UTF-8";
	return half_pair;
}

/* Why it went wrong */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
	       c == '.' || c == '+' || c == '-';
}

static void skip_space(struct json_stop *stop)
{
	while (stop->offset < stop->size && is_space(stop->text[stop->offset]))
		stop->offset++;
}

static const struct expectation {
	char inside;
	enum json_after after;
	const char *what;
	char next;             /* the mark that may come here but that yajl does not tell us of, */
	const char *what_then; /* and what has to follow it */
} expectations[] = {
	{ 0, JSON_AFTER_NOTHING, "an object" },
	{ 0, JSON_AFTER_VALUE, "the end of the text" },
	{ '{', JSON_AFTER_OPEN, "a name in quotes or '}'" },
	{ '{', JSON_AFTER_KEY, "':'", ':', "a value" },
	{ '{', JSON_AFTER_VALUE, "',' or '}'", ',', "a name in quotes" },
	{ '[', JSON_AFTER_OPEN, "a value or ']'" },
	{ '[', JSON_AFTER_VALUE, "',' or ']'", ',', "a value" },
};

static const char *find_expected(struct json_stop *stop)
{
	const struct expectation *row = expectations;

	while (row->inside != stop->inside || row->after != stop->after)
		row++;
	skip_space(stop);
	if (!row->next || stop->offset == stop->size || stop->text[stop->offset] != row->next)
		return row->what;
	stop->offset++;
	skip_space(stop);
	return row->what_then;
}

static bool is_escape(const char *text, const char *end)
{
	if (end - text < 2 || !memchr("\"\\/bfnrtu", text[1], 9))
		return false;
	return text[1] != 'u' || read_escape(text, end) >= 0;
}

/* What is wrong inside the string that begins here, with the offset moved there; NULL: nothing. */
static const char *find_string_fault(struct json_stop *stop)
{
	const char *end = stop->text + stop->size;
	const char *c = stop->text + stop->offset + 1;
	const char *fault = NULL;

	for (; c < end && *c != '"' && !fault; c++) {
		if (*c == '\\' && !is_escape(c, end))
			fault = "an unknown escape in a string";
		else if ((unsigned char)*c < 0x20)
			fault = "a control character in a string";
		else if (*c == '\\')
			c++;
	}
	if (fault)
		stop->offset = (size_t)(c - 1 - stop->text);
	return fault || c < end ? fault : "a string that does not end";
}

static void describe_found(const struct json_stop *stop, char *out, size_t size)
{
	const char *found = stop->text + stop->offset;
	size_t rest = stop->size - stop->offset;
	char excerpt[JSON_EXCERPT_SIZE];
	size_t len = 0;

	while (len < rest && is_word(found[len]))
		len++;
	if (rest == 0)
		snprintf(out, size, "the end of the text");
	else if (*found < 0x20 || *found > 0x7e)
		snprintf(out, size, "byte 0x%02x", (unsigned char)*found);
	else
		snprintf(out, size, "'%s'", json_excerpt(excerpt, found, len ? len : 1));
}

void json_explain(struct json_stop *stop, char *message, size_t size)
{
	const char *expected = find_expected(stop);
	const char *fault = NULL;
	char found[JSON_EXCERPT_SIZE + 2];

	if (stop->offset < stop->size && stop->text[stop->offset] == '"')
		fault = find_string_fault(stop);
	if (fault) {
		snprintf(message, size, "broken JSON: %s", fault);
		return;
	}
	describe_found(stop, found, sizeof(found));
	snprintf(message, size, "broken JSON: expected %s, found %s", expected, found);
}
