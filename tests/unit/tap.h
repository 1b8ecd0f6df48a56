/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* tap: the little that a unit test in C needs to speak TAP.
 *
 * Checks print one line each and count; tap_done prints the plan and gives main its exit status. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	unsigned count, failed;
} tap;

/* What is checked, as a format; it comes out as one line. Returns the condition. */
__attribute__((format(printf, 2, 3))) static inline bool ok(bool condition, const char *format, ...)
{
	char what[512];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	for (char *c = what; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	tap.count++;
	tap.failed += !condition;
	printf("%sok %u - %s\n", condition ? "" : "not ", tap.count, what);
	return condition;
}

static inline bool is_string(const char *got, const char *expected, const char *what)
{
	bool same = got && expected ? strcmp(got, expected) == 0 : got == expected;

	if (!ok(same, "%s", what))
		printf("# got:      %s\n# expected: %s\n", got ? got : "(null)",
		       expected ? expected : "(null)");
	return same;
}

static inline bool is_number(long long got, long long expected, const char *what)
{
	if (ok(got == expected, "%s", what))
		return true;
	printf("# got %lld, expected %lld\n", got, expected);
	return false;
}

static inline int tap_done(void)
{
	printf("1..%u\n", tap.count);
	return tap.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
