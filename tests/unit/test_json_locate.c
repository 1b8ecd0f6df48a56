/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_json_locate: from a path to its line and column. */
#include "test_json.h"

static const char text[] = "{ \"a\": 1,\n"
			   "  \"b\" : [ 10, {\"c\":\"]}\\\"\"}, [ ],\n"
			   "    true ],\n"
			   "  \"m\": { \"x.y\": \"1\", \"\": \"2\",\n"
			   "\t\"\\u0078\": \"3\" }\n"
			   "}";

static const struct {
	const char *path;
	unsigned line, column;
} cases[] = {
	{ "", 1, 1 },
	{ "a", 1, 8 },
	{ "b", 2, 9 },
	{ "b[0]", 2, 11 },
	{ "b[1]", 2, 15 },
	{ "b[1].c", 2, 20 },
	{ "b[2]", 2, 29 },
	{ "b[3]", 3, 5 },
	{ "m[\"x.y\"]", 4, 17 },
	{ "m[\"\"]", 4, 26 },
	/* what is not there is where it would be */
	{ "z", 1, 1 },
	{ "a.b", 1, 8 },
	{ "a[0]", 1, 8 },
	{ "b[2][0]", 2, 29 },
	{ "b[4]", 2, 9 },
	{ "b[18446744073709551616]", 2, 9 },
	{ "b[1].d.e", 2, 15 },
	{ "m.x", 4, 8 },
	{ "m...", 4, 8 },
	{ "m[\"x.y", 4, 8 },
	{ "b[", 2, 9 },
	{ "b[1", 2, 9 },
	{ "..", 1, 1 },
};

/* Not a promise, but no reason to crash: text that is cut. */
static bool survives_cuts(const char *path)
{
	for (size_t size = 0; size < sizeof(text); size++) {
		char *copy = malloc(size ? size : 1);
		unsigned line, column;

		if (!copy)
			return false;
		memcpy(copy, text, size);
		json_locate(copy, size, path, &line, &column);
		free(copy);
		if (line < 1 || line > 6)
			return false;
	}
	return true;
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned line, column;

		json_locate(text, sizeof(text) - 1, cases[i].path, &line, &column);
		if (!ok(line == cases[i].line && column == cases[i].column, "'%s'", cases[i].path))
			printf("# got %u:%u, expected %u:%u\n", line, column, cases[i].line,
			       cases[i].column);
	}
	ok(survives_cuts("b[1].c") && survives_cuts("m[\"\"]") && survives_cuts("b[9]"),
	   "cut texts");
	return tap_done();
}
