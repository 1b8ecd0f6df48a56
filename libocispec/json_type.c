/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json_type: the types that tables of every kind of document share, and a test of tables.
 *
 * A table is as good as its rows: a row that names a type of another size than its member would
 * have the decoder write beside it. The compiler can't see that; json_table_fault can. */
#include "ocispec.h"

#define INTEGER(noun_, from, to)                                                                   \
	{                                                                                          \
		.kind = JSON_KIND_INTEGER, .noun = noun_, .min = from, .max = to                   \
	}

const struct json_type json_int32 = INTEGER("an integer", INT32_MIN, INT32_MAX);
const struct json_type json_int64 = INTEGER("an integer", INT64_MIN, INT64_MAX);
const struct json_type json_uint16 = INTEGER("an integer >= 0", 0, UINT16_MAX);
const struct json_type json_uint32 = INTEGER("an integer >= 0", 0, UINT32_MAX);
const struct json_type json_uint64 = INTEGER("an integer >= 0", 0, UINT64_MAX);

const struct json_type json_bool = {
	.kind = JSON_KIND_BOOL,
	.noun = "a boolean",
	.size = sizeof(bool),
};

const struct json_type json_string = {
	.kind = JSON_KIND_STRING,
	.noun = "a string",
	.size = sizeof(const char *),
};

const struct json_type json_strings = {
	.kind = JSON_KIND_LIST,
	.noun = "an array of strings",
	.size = sizeof(struct oci_strings),
	.item = &json_string,
	.item_size = sizeof(const char *),
};

const struct json_type json_map = {
	.kind = JSON_KIND_MAP,
	.noun = "an object of strings",
	.size = sizeof(struct oci_map),
	.item = &json_string,
	.item_size = sizeof(struct oci_pair),
	.item_offset = offsetof(struct oci_pair, value),
};

static bool is_integer_size(size_t size)
{
	return size == sizeof(uint16_t) || size == sizeof(uint32_t) || size == sizeof(uint64_t);
}

static bool fits(const struct json_field *field, const struct json_object *object)
{
	const struct json_type *type = field->type;

	if (field->offset + field->size > object->size || field->has >= object->size)
		return false;
	if (type->kind == JSON_KIND_INTEGER)
		return is_integer_size(field->size);
	return type->size == field->size;
}

/* The table that a value of this type leads to, if it does. */
static const struct json_object *table_below(const struct json_type *type)
{
	while (type->item)
		type = type->item;
	return type->object;
}

const char *json_table_fault(const struct json_object *type)
{
	for (size_t i = 0; i < type->len; i++) {
		const struct json_field *field = &type->fields[i];
		const struct json_object *below = table_below(field->type);
		const char *fault;

		if (!fits(field, type))
			return field->name;
		fault = below ? json_table_fault(below) : NULL;
		if (fault)
			return fault;
	}
	return NULL;
}
