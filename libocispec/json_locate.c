/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json_locate: from a path back to the place in the text.
 *
 * Checks that come after decoding know a value by its path only. Rather than to keep the place of
 * each value for the rare document with an error, the text is walked once more then. It was decoded
 * without error, so the walk need not doubt it; what it can't find (a member that is absent, a name
 * written with escapes, a path that was cut) leaves it at the nearest ancestor. */
#include <stdlib.h>
#include <string.h>

#include "json_text.h"

struct walk {
	const char *at;
	const char *end;
};

static void skip_space(struct walk *w)
{
	while (w->at < w->end && strchr(" \t\r\n", *w->at))
		w->at++;
}

/* Past the mark if it is what comes next. */
static bool accept(struct walk *w, char mark)
{
	skip_space(w);
	if (w->at == w->end || *w->at != mark)
		return false;
	w->at++;
	skip_space(w);
	return true;
}

static void skip_string(struct walk *w)
{
	for (w->at++; w->at < w->end && *w->at != '"'; w->at++)
		if (*w->at == '\\')
			w->at++;
	w->at = w->at < w->end ? w->at + 1 : w->end;
}

static void skip_value(struct walk *w)
{
	unsigned depth = 0;

	for (; w->at < w->end; w->at++) {
		char c = *w->at;

		if (depth == 0 && strchr(",]} \t\r\n", c))
			return;
		if (c == '"') {
			skip_string(w);
			w->at--;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
}

static bool find_member(struct walk *w, const char *name, size_t len)
{
	if (!accept(w, '{'))
		return false;
	while (w->at < w->end && *w->at == '"') {
		const char *key = w->at + 1;

		skip_string(w);
		if ((size_t)(w->at - 1 - key) == len && memcmp(key, name, len) == 0)
			return accept(w, ':');
		accept(w, ':');
		skip_value(w);
		accept(w, ',');
	}
	return false;
}

static bool find_item(struct walk *w, unsigned long index)
{
	if (!accept(w, '['))
		return false;
	for (; index > 0; index--) {
		skip_value(w);
		if (!accept(w, ','))
			return false;
	}
	return w->at < w->end && *w->at != ']';
}

/* One step of the path, which is moved beyond it. */
static bool step(struct walk *w, const char **path)
{
	const char *name = *path;
	char *rest;

	if (name[0] == '[' && name[1] != '"') {
		unsigned long index = strtoul(name + 1, &rest, 10);

		*path = rest + 1;
		return *rest == ']' && find_item(w, index);
	}
	if (name[0] == '[') {
		const char *close = strstr(name + 2, "\"]");

		*path = close ? close + 2 : "";
		return close && find_member(w, name + 2, (size_t)(close - name - 2));
	}
	name += name[0] == '.';
	*path = name + strcspn(name, ".[");
	return *path > name && find_member(w, name, (size_t)(*path - name));
}

void json_locate(const char *text, size_t size, const char *path, unsigned *ret_line,
                 unsigned *ret_column)
{
	struct walk w = { text, text + size };
	struct json_reporter reporter = { .text = text, .size = size };
	const char *found;

	skip_space(&w);
	do
		found = w.at;
	while (*path && step(&w, &path));
	json_position(&reporter, (size_t)(found - text), ret_line, ret_column);
}
