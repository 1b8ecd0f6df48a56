/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* words: closed sets of words and the numbers they stand for.
 *
 * Wherever the specification lists the strings a member may have ("pid", "SCMP_ACT_ERRNO", ...),
 * there is one table, used by decoder, encoder, `features` and documentation alike. No value occurs
 * under two names, so that both directions are functions. */
#pragma once

#include <stddef.h>

struct oci_word {
	const char *name;
	int value;
};

struct oci_words {
	const char *noun; /* what each of them is, with its article: "a namespace type" */
	const struct oci_word *items;
	size_t len;
};

/* NULL, if no word has the value. */
const char *oci_word_name(const struct oci_words *words, int value);
/* 0 and the value of the word in *ret_value, or -1: not a word of the table. */
int oci_word_value(const struct oci_words *words, const char *name, size_t len, int *ret_value);
