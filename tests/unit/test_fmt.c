/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_fmt: the conversions of base/fmt, which all messages are made with, and the timestamps made of them. */
#include <limits.h>
#include <stdint.h>

#include "base/fmt.h"
#include "base/timestamp.h"
#include "tap.h"

static char text[256];

#define IS(expected, ...)                                        \
	do {                                                     \
		size_t len_ = fmt(text, sizeof(text), __VA_ARGS__); \
		is_string(text, expected, expected);             \
		is_number((long long)len_, (long long)strlen(expected), "its length"); \
	} while (0)

static void test_strings(void)
{
	IS("plain", "plain");
	IS("a b", "%s %s", "a", "b");
	IS("(null) (null)", "%s %q", (char *)NULL, (char *)NULL);
	IS("ab|", "%.*s|", 2, "abc");
	IS("abc|", "%.*s|", -1, "abc");
	IS("\"ab\"", "%.*q", 2, "abc");
	IS("x%", "%c%%", 'x');
	IS("\"\"", "%q", "");
	IS("\"a\\\"b\\\\c\"", "%q", "a\"b\\c");
	IS("\"a\\nb\\x1b\\x7f\\x09\"", "%q", "a\nb\x1b\x7f\t");
	IS("\"\xc3\xa9\"", "%q", "\xc3\xa9");
	IS("%w", "%w");
	IS("%", "%");
}

static void test_numbers(void)
{
	IS("0 -1 2147483647 -2147483648", "%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
	IS("4294967295 ffffffff 377", "%u %x %o", UINT_MAX, UINT_MAX, 255U);
	IS("-9223372036854775808", "%ld", LONG_MIN);
	IS("18446744073709551615", "%lu", ULONG_MAX);
	IS("18446744073709551615", "%zu", SIZE_MAX);
	IS("-9223372036854775808 18446744073709551615", "%lld %llu", LLONG_MIN, ULLONG_MAX);
	IS("007 -07 1234", "%03d %03d %03d", 7, -7, 1234);
	IS("  7  -7", "%3d%4d", 7, -7);
	IS("00ff", "%04x", 255U);
	IS("ffffffffffffffff", "%lx", ULONG_MAX);
}

static void test_bounds(void)
{
	char small[4] = "zzz", one[1] = "z";

	is_number((long long)fmt(small, sizeof(small), "%s", "abcdef"), 3, "what does not fit is cut");
	is_string(small, "abc", "and ended");
	is_number((long long)fmt(one, sizeof(one), "abc"), 0, "a place for the end alone");
	is_string(one, "", "is the end");
	is_number((long long)fmt(NULL, 0, "abc"), 0, "no place at all");
	fmt(small, sizeof(small), "a");
	is_number((long long)fmt_append(small, sizeof(small), "%d", 12345), 3, "appending is cut as well");
	is_string(small, "a12", "behind what stood there");
	is_number((long long)fmt_append(small, sizeof(small), "x"), 3, "a full text stays");
}

static const struct {
	time_t seconds;
	long nanoseconds;
	const char *text;
} moments[] = {
	{ 0, 0, "1970-01-01T00:00:00.000000000Z" },
	{ 951782399, 1, "2000-02-28T23:59:59.000000001Z" },
	{ 951782400, 0, "2000-02-29T00:00:00.000000000Z" },
	{ 951868800, 0, "2000-03-01T00:00:00.000000000Z" },
	{ 1077926400, 0, "2004-02-28T00:00:00.000000000Z" },
	{ 1787174650, 683404750, "2026-08-19T21:24:10.683404750Z" },
	{ 1798761599, 999999999, "2026-12-31T23:59:59.999999999Z" },
	{ 1798761600, 0, "2027-01-01T00:00:00.000000000Z" },
	{ 2147483648, 0, "2038-01-19T03:14:08.000000000Z" },
	{ 4107542400, 0, "2100-03-01T00:00:00.000000000Z" },
	{ 253402300799, 0, "9999-12-31T23:59:59.000000000Z" },
	{ -1, 0, "1970-01-01T00:00:00.000000000Z" },
};

static void test_timestamps(void)
{
	char moment[TIMESTAMP_SIZE];

	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		timestamp(moment, (struct timespec){ moments[i].seconds, moments[i].nanoseconds });
		is_string(moment, moments[i].text, "a moment as RFC 3339 has it");
	}
}

/* Every day of four centuries, against the C library. */
static void test_all_days(void)
{
	char moment[TIMESTAMP_SIZE], expected[64];
	unsigned wrong = 0;

	for (time_t day = 0; day < 146097 + 366; day++) {
		time_t seconds = day * 86400 + 3661;
		struct tm tm;

		timestamp(moment, (struct timespec){ seconds, 0 });
		strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%S.000000000Z", gmtime_r(&seconds, &tm));
		wrong += strcmp(moment, expected) != 0;
	}
	is_number(wrong, 0, "400 years of days as gmtime has them");
}

int main(void)
{
	test_strings();
	test_numbers();
	test_bounds();
	test_timestamps();
	test_all_days();
	return tap_done();
}
