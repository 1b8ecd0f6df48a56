/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json: structs from JSON text and back, by tables.
 *
 * A table has a row for each member of an object: its name, where it goes in the struct, and what
 * it has to be. One decoder and one encoder carry out all tables:
 *
 *	static const struct json_field point_fields[] = {
 *		FIELD(point, "label", label, json_string, REQUIRED),
 *		FIELD(point, "x",     x,     json_int32),
 *		FIELD_HAS(point, "y", y,     json_int32),           (and has_y)
 *	};
 *	const struct json_object point_type = JSON_TABLE(point, point_fields);
 *
 * The decoder fails closed: a wrong type, a duplicate or missing member, a number out of range, a
 * NUL in a string or an unknown word is an error, and all errors of a document are found in one
 * pass. Unknown members are skipped. A member that is null counts as absent. */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "words.h"

enum {
	JSON_MAX_SIZE = 16 << 20, /* bytes of a document */
	JSON_MAX_DEPTH = 128,     /* levels of objects and arrays */
	JSON_MAX_FIELDS = 64,     /* rows of a table: the decoder notes in 64 bits which it saw */
	JSON_MAX_REPORTS = 100,   /* errors that are reported, and warnings; more are counted */
};

enum json_kind {
	JSON_KIND_BOOL,
	JSON_KIND_INTEGER,
	JSON_KIND_STRING,
	JSON_KIND_WORD,
	JSON_KIND_OBJECT,
	JSON_KIND_LIST,
	JSON_KIND_MAP,
};

/* What a value has to be, and what it looks like in memory. */
struct json_type {
	enum json_kind kind;
	const char *noun; /* for messages: "a string", "an array of objects" */
	size_t size;      /* bytes in a struct; integers go by the row instead */
	int64_t min;      /* integers: the range, both ends included */
	uint64_t max;
	const struct oci_words *words;    /* words: which */
	const struct json_object *object; /* objects: the table */
	const struct json_type *item;     /* lists and maps: what each value is */
	size_t item_size;                 /* lists and maps: bytes of an item, */
	size_t item_offset; /* and where in it a value goes; a map's begin with the key */
};

struct json_field {
	const char *name;
	const struct json_type *type;
	size_t offset;
	size_t size; /* of the member */
	size_t has;  /* where its has_ flag is; 0: it has none (so one never comes first) */
	bool required;
	bool always; /* the encoder writes it even if it is 0 or false, as if required */
};

struct json_object {
	const struct json_field *fields;
	size_t len;
	size_t size; /* of the struct */
};

/* What every { items, len } looks like to the tables. */
struct json_list {
	void *items;
	size_t len;
} __attribute__((may_alias));

/* Rows and tables. FIELD_HAS is for members that have a has_ flag beside them. */
#define REQUIRED .required = true
#define ALWAYS   .always = true
#define FIELD(tag, name_, member, type_, ...)                                                      \
	{                                                                                          \
		.name = name_, .type = &type_, .offset = offsetof(struct tag, member),             \
		.size = sizeof(((struct tag *)0)->member), __VA_ARGS__                             \
	}
#define FIELD_HAS(tag, name_, member, type_)                                                       \
	FIELD(tag, name_, member, type_, .has = offsetof(struct tag, has_##member))
#define JSON_TABLE(tag, fields_)                                                                   \
	{                                                                                          \
		.fields = fields_, .len = JSON_TABLE_LEN(fields_), .size = sizeof(struct tag)      \
	}
/* The number of rows. Does not compile if there are too many for the decoder. */
#define JSON_TABLE_LEN(fields_)                                                                    \
	(sizeof(fields_) / sizeof((fields_)[0]) +                                                  \
	 0 * sizeof(char[sizeof(fields_) <= JSON_MAX_FIELDS * sizeof((fields_)[0]) ? 1 : -1]))

/* Types that exist, and the member they are for */
extern const struct json_type json_bool;                /* bool */
extern const struct json_type json_string;              /* const char * */
extern const struct json_type json_strings;             /* struct oci_strings */
extern const struct json_type json_map;                 /* struct oci_map */
extern const struct json_type json_int32, json_int64;   /* intN_t */
extern const struct json_type json_uint16, json_uint32; /* uintN_t */
extern const struct json_type json_uint64;

/* Types made on the spot, in the row that needs them */

/* an integer of any size, from and to included */
#define JSON_RANGE(from, to)                                                                       \
	((const struct json_type){ .kind = JSON_KIND_INTEGER, .min = from, .max = to })
/* an enum; its words are a struct oci_words */
#define JSON_WORD(table)                                                                           \
	((const struct json_type){ .kind = JSON_KIND_WORD, .size = sizeof(int), .words = &table })
/* struct oci_ints, of such words */
#define JSON_WORDS(table)                                                                          \
	((const struct json_type){ .kind = JSON_KIND_LIST,                                         \
	                           .noun = "an array of strings",                                  \
	                           .size = sizeof(struct json_list),                               \
	                           .item = &JSON_WORD(table),                                      \
	                           .item_size = sizeof(int) })
/* a pointer to a struct; its table is a struct json_object */
#define JSON_OBJECT(table)                                                                         \
	((const struct json_type){ .kind = JSON_KIND_OBJECT,                                       \
	                           .noun = "an object",                                            \
	                           .size = sizeof(void *),                                         \
	                           .object = &table })
/* { items, len } of structs `tag` */
#define JSON_OBJECTS(tag, table)                                                                   \
	((const struct json_type){ .kind = JSON_KIND_LIST,                                         \
	                           .noun = "an array of objects",                                  \
	                           .size = sizeof(struct json_list),                               \
	                           .item = &JSON_OBJECT(table),                                    \
	                           .item_size = sizeof(struct tag) })
/* the same from an object of objects: the first member of `tag` is the key */
#define JSON_OBJECT_MAP(tag, table)                                                                \
	((const struct json_type){ .kind = JSON_KIND_MAP,                                          \
	                           .noun = "an object",                                            \
	                           .size = sizeof(struct json_list),                               \
	                           .item = &JSON_OBJECT(table),                                    \
	                           .item_size = sizeof(struct tag) })

enum json_severity { JSON_ERROR, JSON_WARNING };

struct json_problem {
	enum json_severity severity;
	unsigned line, column; /* of the first byte concerned, from 1; 0: unknown */
	char path[192];        /* as in process.rlimits[0].soft, annotations["a.b"] */
	char text[256];        /* one line, without the path */
};

typedef void json_report_fn(void *context, const struct json_problem *problem);

/* Decodes text as an object of `type` into *ret (allocated in the arena; NULL unless 0 is returned).
 * Returns the number of errors (0: good), each reported in order of the text, up to
 * JSON_MAX_REPORTS; or -ENOMEM when the arena is full. */
int json_decode(struct arena *arena, const struct json_object *type, const char *text, size_t size,
                void **ret, json_report_fn *report, void *context);

/* Where the value with that path is in a well-formed document: its line and column, or those of its
 * nearest ancestor that exists. */
void json_locate(const char *text, size_t size, const char *path, unsigned *ret_line,
                 unsigned *ret_column);

enum json_indent {
	JSON_COMPACT,
	JSON_INDENT_2,
	JSON_INDENT_4,
	JSON_INDENT_TAB,
};

/* For tests of tables: the name of a member whose type and struct member have not the same size, or
 * that lies outside of the struct, here or in a table below; NULL: there is none. */
const char *json_table_fault(const struct json_object *type);

/* The value as JSON text, members in the order of the table, absent ones left out; no newline at
 * the end. It lies in the arena, with a 0 byte after it. NULL when the arena is full. */
char *json_encode(struct arena *arena, const struct json_object *type, const void *value,
                  enum json_indent indent, size_t *ret_len);
