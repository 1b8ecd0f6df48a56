/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json_encode: JSON text from structs, by the tables they were decoded with.
 *
 * The tables are walked twice: once to count, once to write, so that the text takes exactly the
 * bytes it needs from the arena. What is written is always well-formed: a byte of a string that is
 * no UTF-8 (file names need not be) becomes U+FFFD. Recursion is as deep as tables nest. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json_text.h"

typedef const void *const __attribute__((may_alias)) any_pointer;

struct output {
	char *text; /* NULL: only count */
	size_t len;
	const char *indent; /* of one level; NULL: all on one line */
	unsigned depth;
};

static void put(struct output *out, const char *text, size_t len)
{
	if (out->text)
		memcpy(out->text + out->len, text, len);
	out->len += len;
}

static void put_text(struct output *out, const char *text)
{
	put(out, text, strlen(text));
}

static void put_newline(struct output *out)
{
	if (!out->indent)
		return;
	put_text(out, "\n");
	for (unsigned i = 0; i < out->depth; i++)
		put_text(out, out->indent);
}

/* Strings */

/* The letter after the backslash for those characters that have one. */
static const char short_escapes[128] = {
	['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
	['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
};

static void put_escape(struct output *out, unsigned char c)
{
	char escape[sizeof("\\u00ff")];

	if (c < 128 && short_escapes[c])
		snprintf(escape, sizeof(escape), "\\%c", short_escapes[c]);
	else if (c < 0x20)
		snprintf(escape, sizeof(escape), "\\u%04x", c);
	else
		snprintf(escape, sizeof(escape), "\\ufffd");
	put_text(out, escape);
}

/* Bytes of the character if it can be written as it is. */
static size_t plain_len(const char *c, const char *end)
{
	unsigned char first = (unsigned char)*c;

	if (first < 0x80)
		return first >= 0x20 && !short_escapes[first];
	return json_character(c, end);
}

static void put_string(struct output *out, const char *text)
{
	const char *end = text + strlen(text);
	const char *plain = text;

	put_text(out, "\"");
	for (const char *c = text; c < end;) {
		size_t len = plain_len(c, end);

		if (len > 0) {
			c += len;
			continue;
		}
		put(out, plain, (size_t)(c - plain));
		put_escape(out, (unsigned char)*c);
		plain = ++c;
	}
	put(out, plain, (size_t)(end - plain));
	put_text(out, "\"");
}

/* Values by kind. size: of the member or item */

static void put_value(struct output *out, const struct json_type *type, const void *where,
                      size_t size);

static void put_bool(struct output *out, const struct json_type *type, const void *where,
                     size_t size)
{
	(void)type;
	(void)size;
	put_text(out, *(const bool *)where ? "true" : "false");
}

static uint64_t load_unsigned(const void *where, size_t size)
{
	if (size == sizeof(uint16_t))
		return *(const uint16_t *)where;
	if (size == sizeof(uint32_t))
		return *(const uint32_t *)where;
	return *(const uint64_t *)where;
}

static int64_t load_signed(const void *where, size_t size)
{
	if (size == sizeof(int16_t))
		return *(const int16_t *)where;
	if (size == sizeof(int32_t))
		return *(const int32_t *)where;
	return *(const int64_t *)where;
}

static void put_integer(struct output *out, const struct json_type *type, const void *where,
                        size_t size)
{
	char digits[sizeof("-9223372036854775808")];

	if (type->min < 0)
		snprintf(digits, sizeof(digits), "%" PRId64, load_signed(where, size));
	else
		snprintf(digits, sizeof(digits), "%" PRIu64, load_unsigned(where, size));
	put_text(out, digits);
}

static void put_string_value(struct output *out, const struct json_type *type, const void *where,
                             size_t size)
{
	const char *text = *(const char *const *)where;

	(void)type;
	(void)size;
	put_string(out, text ? text : "");
}

static int load_word(const void *where)
{
	int number;

	memcpy(&number, where, sizeof(number));
	return number;
}

static void put_word(struct output *out, const struct json_type *type, const void *where,
                     size_t size)
{
	const char *name = oci_word_name(type->words, load_word(where));

	(void)size;
	put_string(out, name ? name : "");
}

/* Is there something to write? */
static bool is_present(const struct json_field *field, const char *object)
{
	const char *where = object + field->offset;

	if (field->has)
		return *(const bool *)(object + field->has);
	switch (field->type->kind) {
	case JSON_KIND_BOOL:
		return field->required || field->always || *(const bool *)where;
	case JSON_KIND_INTEGER:
		return field->required || field->always || load_unsigned(where, field->size) != 0;
	case JSON_KIND_WORD:
		return field->required || field->always || load_word(where) != 0;
	case JSON_KIND_STRING:
	case JSON_KIND_OBJECT:
	case JSON_KIND_LIST:
	case JSON_KIND_MAP:
		break;
	}
	return *(any_pointer *)where;
}

static void put_key(struct output *out, const char *key, bool first)
{
	if (!first)
		put_text(out, ",");
	put_newline(out);
	put_string(out, key);
	put_text(out, out->indent ? ": " : ":");
}

static void open_bracket(struct output *out, const char *bracket)
{
	put_text(out, bracket);
	out->depth++;
}

static void close_bracket(struct output *out, const char *bracket, bool empty)
{
	out->depth--;
	if (!empty)
		put_newline(out);
	put_text(out, bracket);
}

static void put_members(struct output *out, const struct json_object *type, const char *object)
{
	bool empty = true;

	open_bracket(out, "{");
	for (size_t i = 0; i < type->len; i++) {
		const struct json_field *field = &type->fields[i];

		if (!is_present(field, object))
			continue;
		put_key(out, field->name, empty);
		if (field->type->kind == JSON_KIND_OBJECT)
			put_members(out, field->type->object,
			            *(any_pointer *)(object + field->offset));
		else
			put_value(out, field->type, object + field->offset, field->size);
		empty = false;
	}
	close_bracket(out, "}", empty);
}

/* Items are the objects themselves; only members are pointers to them. */
static void put_item_object(struct output *out, const struct json_type *type, const void *where,
                            size_t size)
{
	(void)size;
	put_members(out, type->object, where);
}

static void put_list(struct output *out, const struct json_type *type, const void *where,
                     size_t size)
{
	const struct json_list *list = where;
	const char *item = list->items;

	(void)size;
	open_bracket(out, "[");
	for (size_t i = 0; i < list->len; i++, item += type->item_size) {
		if (i > 0)
			put_text(out, ",");
		put_newline(out);
		put_value(out, type->item, item + type->item_offset, type->item_size);
	}
	close_bracket(out, "]", list->len == 0);
}

static void put_map(struct output *out, const struct json_type *type, const void *where,
                    size_t size)
{
	const struct json_list *list = where;
	const char *item = list->items;

	(void)size;
	open_bracket(out, "{");
	for (size_t i = 0; i < list->len; i++, item += type->item_size) {
		put_key(out, *(const char *const *)item, i == 0);
		put_value(out, type->item, item + type->item_offset, type->item_size);
	}
	close_bracket(out, "}", list->len == 0);
}

typedef void put_fn(struct output *out, const struct json_type *type, const void *where,
                    size_t size);

static put_fn *const kinds[] = {
	[JSON_KIND_BOOL] = put_bool,
	[JSON_KIND_INTEGER] = put_integer,
	[JSON_KIND_STRING] = put_string_value,
	[JSON_KIND_WORD] = put_word,
	[JSON_KIND_OBJECT] = put_item_object,
	[JSON_KIND_LIST] = put_list,
	[JSON_KIND_MAP] = put_map,
};

static void put_value(struct output *out, const struct json_type *type, const void *where,
                      size_t size)
{
	kinds[type->kind](out, type, where, size);
}

char *json_encode(struct arena *arena, const struct json_object *type, const void *value,
                  enum json_indent indent, size_t *ret_len)
{
	static const char *const indents[] = {
		[JSON_COMPACT] = NULL,
		[JSON_INDENT_2] = "  ",
		[JSON_INDENT_4] = "    ",
		[JSON_INDENT_TAB] = "\t",
	};
	struct output out = { .indent = indents[indent] };

	put_members(&out, type, value);
	out.text = arena_alloc(arena, out.len + 1);
	if (!out.text)
		return NULL;
	out.len = 0;
	put_members(&out, type, value);
	*ret_len = out.len;
	return out.text;
}
