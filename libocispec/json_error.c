/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json_error: the parts messages are made of.
 *
 * All of it is paid for by documents with errors only. What a message quotes from the document is
 * made printable first: messages end up on terminals and in logs, and the document may come from
 * somebody else. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "json_text.h"

/* C0, DEL, and C1 as UTF-8, which some terminals obey. */
static bool is_control(const char *c)
{
	unsigned char first = (unsigned char)c[0];

	return first < 0x20 || first == 0x7f || (first == 0xc2 && (unsigned char)c[1] < 0xa0);
}

char *json_excerpt(char out[JSON_EXCERPT_SIZE], const char *text, size_t len)
{
	const char *end = text + len;
	size_t used = 0;

	while (text < end) {
		size_t n = json_character(text, end);

		if (used + 4 + sizeof("...") > JSON_EXCERPT_SIZE) {
			memcpy(out + used, "...", 3);
			used += 3;
			break;
		}
		if (n == 0 || is_control(text))
			out[used++] = '?';
		else
			used = (size_t)((char *)mempcpy(out + used, text, n) - out);
		text += n ? n : 1;
	}
	out[used] = '\0';
	return out;
}

static bool is_plain_name(const char *name, size_t len)
{
	if (len == 0 || (name[0] >= '0' && name[0] <= '9'))
		return false;
	for (size_t i = 0; i < len; i++) {
		char lower = name[i] | 0x20;

		if ((lower < 'a' || lower > 'z') && (name[i] < '0' || name[i] > '9') &&
		    name[i] != '_' && name[i] != '-')
			return false;
	}
	return true;
}

/* A path that was cut ends in "..." and takes nothing more. */
static void append(char *path, size_t size, const char *piece)
{
	size_t len = strlen(path);
	bool cut = len >= 3 && strcmp(path + len - 3, "...") == 0;
	bool fits = len + strlen(piece) + sizeof("...") <= size;

	if (!cut)
		snprintf(path + len, size - len, "%s", fits ? piece : "...");
}

void json_path_member(char *path, size_t size, const char *name, size_t len)
{
	char excerpt[JSON_EXCERPT_SIZE];
	char piece[JSON_EXCERPT_SIZE + sizeof("[\"\"]")];

	json_excerpt(excerpt, name, len);
	if (is_plain_name(name, len))
		snprintf(piece, sizeof(piece), "%s%s", path[0] ? "." : "", excerpt);
	else
		snprintf(piece, sizeof(piece), "[\"%s\"]", excerpt);
	append(path, size, piece);
}

void json_path_index(char *path, size_t size, size_t index)
{
	char piece[sizeof("[18446744073709551615]")];

	snprintf(piece, sizeof(piece), "[%zu]", index);
	append(path, size, piece);
}

enum { NEAR_MAX = 48 };

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to insert, delete or replace to get from a to b (Levenshtein), both at most NEAR_MAX
 * long. */
static unsigned distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned row[NEAR_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		row[j] = (unsigned)j;
	for (size_t i = 0; i < a_len; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i + 1;
		for (size_t j = 0; j < b_len; j++) {
			unsigned above = row[j + 1];

			row[j + 1] = min3(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
			diagonal = above;
		}
	}
	return row[b_len];
}

bool json_is_near(const char *name, size_t len, const char *known)
{
	enum { SHORTEST = 5, FARTHEST = 2 };
	size_t known_len = strlen(known);

	if (len == known_len && strncasecmp(name, known, len) == 0)
		return true;
	if (len < SHORTEST || known_len < SHORTEST || len > NEAR_MAX || known_len > NEAR_MAX)
		return false;
	if (len > known_len + FARTHEST || known_len > len + FARTHEST)
		return false;
	return distance(name, len, known, known_len) <= FARTHEST;
}

void json_position(struct json_reporter *reporter, size_t offset, unsigned *ret_line,
                   unsigned *ret_column)
{
	const char *newline;

	if (offset < reporter->offset)
		reporter->offset = reporter->line_begin = reporter->line = 0;
	while ((newline = memchr(reporter->text + reporter->offset, '\n',
	                         offset - reporter->offset))) {
		reporter->offset = reporter->line_begin = (size_t)(newline + 1 - reporter->text);
		reporter->line++;
	}
	reporter->offset = offset;
	*ret_line = reporter->line + 1;
	*ret_column = (unsigned)(offset - reporter->line_begin) + 1;
}

void json_report(struct json_reporter *reporter, const struct json_problem *problem)
{
	if (++reporter->count[problem->severity] <= JSON_MAX_REPORTS && reporter->report)
		reporter->report(reporter->context, problem);
}
