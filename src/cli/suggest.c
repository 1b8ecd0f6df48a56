/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* suggest: see suggest.h.
 *
 * Near is what a slip of the fingers makes: letters that were left out, doubled, mistaken or
 * swapped with their neighbour; and what was cut off, as the beginning of a word. */
#include "cli/suggest.h"

#include <string.h>

#define WORD_MAX     24 /* no name of hull's is longer */
#define DISTANCE_MAX 2

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* One more row of the matrix of distances between the beginnings of both words. */
static void next_row(size_t rows[3][WORD_MAX + 1], const char *a, size_t i, const char *b,
                     size_t len_b)
{
	memcpy(rows[0], rows[1], sizeof(rows[0]));
	memcpy(rows[1], rows[2], sizeof(rows[1]));
	rows[2][0] = i;
	for (size_t j = 1; j <= len_b; j++) {
		size_t changed = rows[1][j - 1] + (a[i - 1] != b[j - 1]);

		rows[2][j] = least(changed, least(rows[1][j], rows[2][j - 1]) + 1);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			rows[2][j] = least(rows[2][j], rows[0][j - 2] + 1);
	}
}

static size_t distance(const char *a, size_t len_a, const char *b, size_t len_b)
{
	size_t rows[3][WORD_MAX + 1] = { 0 };

	for (size_t j = 0; j <= len_b; j++)
		rows[2][j] = j;
	for (size_t i = 1; i <= len_a; i++)
		next_row(rows, a, i, b, len_b);
	return rows[2][len_b];
}

void suggest_consider(struct suggestion *suggestion, const char *candidate)
{
	size_t len = strlen(candidate), far;

	if (suggestion->len < 2 || suggestion->len > WORD_MAX || len > WORD_MAX)
		return;
	far = distance(suggestion->word, suggestion->len, candidate, len);
	if (len > suggestion->len && memcmp(candidate, suggestion->word, suggestion->len) == 0)
		far = 0;
	/* a word of three letters is not two letters away from everything */
	if (far > DISTANCE_MAX || far >= suggestion->len || far >= len)
		return;
	if (suggestion->best == NULL || far < suggestion->distance) {
		suggestion->best = candidate;
		suggestion->distance = far;
	}
}
