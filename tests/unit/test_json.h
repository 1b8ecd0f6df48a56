/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_json: what the tests of libocispec share: reading their data, and catching what is
 * reported. */
#pragma once

#include "ocispec.h"
#include "tap.h"

enum { TEST_ARENA_SIZE = 64 << 20, MAX_CAUGHT = 8 };

/* The problems that were reported, the first few of them with their text. */
struct caught {
	size_t errors, warnings;
	struct json_problem problems[MAX_CAUGHT];
};

static inline void catch_problem(void *context, const struct json_problem *problem)
{
	struct caught *caught = context;
	size_t n = caught->errors + caught->warnings;

	if (n < MAX_CAUGHT)
		caught->problems[n] = *problem;
	if (problem->severity == JSON_ERROR)
		caught->errors++;
	else
		caught->warnings++;
}

/* The same as a line: "3:7: process.args: has to be ..." */
static inline const char *format_problem(const struct json_problem *problem, char *out, size_t size)
{
	snprintf(out, size, "%u:%u: %s%s%s", problem->line, problem->column, problem->path,
	         problem->path[0] ? ": " : "", problem->text);
	return out;
}

/* JSON from a C string where ' stands for ", freed by the caller. It has the exact size, without a
 * 0 at its end, so that a sanitizer sees who reads beyond it. */
static inline char *unquote(const char *text, size_t size)
{
	char *json = malloc(size ? size : 1);

	if (!json)
		abort();
	for (size_t i = 0; i < size; i++)
		json[i] = text[i] == '\'' ? '"' : text[i];
	return json;
}

/* A file of tests/data, freed by the caller. The test can't go on without it. */
static inline char *read_data(const char *name, size_t *ret_size)
{
	const char *directory = getenv("HULL_TEST_DATA");
	char path[4096];
	char *text = NULL;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory ? directory : "tests/data", name);
	file = fopen(path, "re");
	*ret_size = 0;
	if (file && getdelim(&text, ret_size, EOF, file) > 0)
		*ret_size = strlen(text);
	if (file)
		fclose(file);
	if (!text) {
		printf("Bail out! can't read %s\n", path);
		exit(EXIT_FAILURE);
	}
	return text;
}
