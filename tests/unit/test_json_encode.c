/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_json_encode: the text that comes out, byte by byte, and the tables of a caller of its
 * own. */
#include "test_json.h"

struct shelf {
	const char *name;
	int16_t unused_here;
	uint16_t boards;
	int32_t height;
	int64_t offset;
	bool has_offset;
	bool oak;
	struct oci_strings books;
	struct oci_map labels;
	struct shelf *below;
};

extern const struct json_object shelf_type;

/* clang-format off */
static const struct json_field shelf_fields[] = {
	FIELD(shelf, "name",       name,   json_string, REQUIRED),
	FIELD(shelf, "boards",     boards, json_uint16),
	FIELD(shelf, "height",     height, json_int32, ALWAYS),
	FIELD_HAS(shelf, "offset", offset, json_int64),
	FIELD(shelf, "oak",        oak,    json_bool),
	FIELD(shelf, "books",      books,  json_strings),
	FIELD(shelf, "labels",     labels, json_map),
	FIELD(shelf, "below",      below,  JSON_OBJECT(shelf_type)),
};
/* clang-format on */
const struct json_object shelf_type = JSON_TABLE(shelf, shelf_fields);

static struct arena arena;

static const char *encode(const struct shelf *shelf, enum json_indent indent)
{
	size_t len;
	char *text = json_encode(&arena, &shelf_type, shelf, indent, &len);

	return text && strlen(text) == len ? text : NULL;
}

static void test_members(void)
{
	struct shelf below = { .name = "b", .has_offset = true };
	struct shelf shelf = {
		.name = "a",
		.boards = UINT16_MAX,
		.height = INT32_MIN,
		.offset = INT64_MIN,
		.has_offset = true,
		.oak = true,
		.below = &below,
	};

	is_string(encode(&(struct shelf){ .name = "" }, JSON_COMPACT),
	          "{\"name\":\"\",\"height\":0}", "what is absent is left out, but for ALWAYS");
	is_string(encode(&(struct shelf){ .boards = 1 }, JSON_COMPACT),
	          "{\"boards\":1,\"height\":0}", "a required string that is NULL does no harm");
	is_string(encode(&shelf, JSON_COMPACT),
	          "{\"name\":\"a\",\"boards\":65535,\"height\":-2147483648,"
	          "\"offset\":-9223372036854775808,\"oak\":true,"
	          "\"below\":{\"name\":\"b\",\"height\":0,\"offset\":0}}",
	          "numbers at their borders, and an object in an object");
}

static void test_indent(void)
{
	const char *books[] = { "x", "y", NULL };
	struct oci_pair labels[] = { { "k", "v" } };
	struct shelf shelf = { .name = "a", .books = { books, 2 }, .labels = { labels, 1 } };

	is_string(encode(&shelf, JSON_INDENT_2),
	          "{\n  \"name\": \"a\",\n  \"height\": 0,\n"
	          "  \"books\": [\n    \"x\",\n    \"y\"\n  ],"
	          "\n  \"labels\": {\n    \"k\": \"v\"\n  }\n}",
	          "two spaces a level");
	shelf.books.len = shelf.labels.len = 0;
	is_string(encode(&shelf, JSON_INDENT_4),
	          "{\n    \"name\": \"a\",\n    \"height\": 0,\n"
	          "    \"books\": [],\n    \"labels\": {}\n}",
	          "four spaces; what is empty stays on its line");
	is_string(encode(&shelf, JSON_INDENT_TAB),
	          "{\n\t\"name\": \"a\",\n\t\"height\": 0,\n\t\"books\": [],\n\t\"labels\": {}\n}",
	          "a tab");
	is_string(encode(&shelf, JSON_COMPACT),
	          "{\"name\":\"a\",\"height\":0,\"books\":[],\"labels\":{}}", "all on one line");
}

static const struct {
	const char *name, *written;
} strings[] = {
	{ "plain/text", "plain/text" },
	{ "\"\\", "\\\"\\\\" },
	{ "\b\f\n\r\t", "\\b\\f\\n\\r\\t" },
	{ "\x01\x1f\x7f", "\\u0001\\u001f\x7f" },
	{ "\u00e9\u20ac\U0001f9a6", "\u00e9\u20ac\U0001f9a6" },
	{ "a\xff"
	  "b",
	  "a\\ufffdb" },
	{ "\xc0\xaf", "\\ufffd\\ufffd" },
	{ "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd" },
	{ "\xe2\x82", "\\ufffd\\ufffd" },
};

static void test_strings(void)
{
	char expected[128];

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		struct shelf shelf = { .name = strings[i].name };

		snprintf(expected, sizeof(expected), "{\"name\":\"%s\",\"height\":0}",
		         strings[i].written);
		is_string(encode(&shelf, JSON_COMPACT), expected, expected);
	}
}

/* A table that leads back to itself nests as deep as there are frames, and no deeper. */
static void test_recursive_table(void)
{
	enum { LEVELS = 40 };
	static const char level[] = "{\"name\":\"\",\"below\":";
	char text[LEVELS * (sizeof(level) - 1)];
	struct caught caught = { 0 };
	void *value;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = level[i % (sizeof(level) - 1)];
	json_decode(&arena, &shelf_type, text, sizeof(text), &value, catch_problem, &caught);
	ok(caught.errors == 1 && !value, "40 levels of one table are refused");
	is_string(caught.problems[0].text, "is nested more than 32 levels deep", "and why");
	ok(strlen(caught.problems[0].path) < sizeof(caught.problems[0].path) &&
	           strstr(caught.problems[0].path, "below.below"),
	   "the path is cut where there is no more room");
}

static void test_full_arena(void)
{
	struct arena small;
	size_t len;
	char *text;

	if (arena_init(&small, 4096) < 0)
		return;
	small.used = 4096 - 16;
	text = json_encode(&small, &shelf_type, &(struct shelf){ .name = "long enough" },
	                   JSON_COMPACT, &len);
	ok(!text, "no room: NULL");
	arena_release(&small);
}

int main(void)
{
	if (arena_init(&arena, TEST_ARENA_SIZE) < 0)
		return EXIT_FAILURE;
	test_members();
	test_indent();
	test_strings();
	test_recursive_table();
	test_full_arena();
	arena_release(&arena);
	return tap_done();
}
