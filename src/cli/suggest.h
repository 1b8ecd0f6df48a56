/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* suggest: which word of several was probably meant. */
#pragma once

#include <stddef.h>

struct suggestion {
	const char *word; /* as the user wrote it */
	size_t len;
	const char *best; /* NULL: nothing comes close */
	size_t distance;  /* of best */
};

#define SUGGESTION_FOR(word_, len_)                                                                \
	{                                                                                          \
		.word = (word_), .len = (len_)                                                     \
	}

/* Makes candidate the best if it comes closer than what was seen before. */
void suggest_consider(struct suggestion *suggestion, const char *candidate);
