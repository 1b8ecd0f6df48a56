/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json_decoder: one run of the decoder, as its two halves share it.
 *
 * json_decode.c follows the text, json_store.c puts values into memory. Not for users of the
 * library. */
#pragma once

#include "json_text.h"

/* Tables of the specification nest 8 levels deep; what lies deeper is unknown and skipped. */
enum { JSON_MAX_FRAMES = 32 };

enum json_event {
	JSON_EVENT_NULL,
	JSON_EVENT_BOOL,
	JSON_EVENT_NUMBER,
	JSON_EVENT_STRING,
	JSON_EVENT_OBJECT,
	JSON_EVENT_ARRAY,
};

/* What the text holds. text and len: of a number or string; len alone: 1 for true. */
struct json_value {
	enum json_event event;
	const char *text;
	size_t len;
};

/* Where a value goes. */
struct json_slot {
	const struct json_type *type;
	void *where;
	size_t size;
	bool *has;
	bool in_place; /* an object lies here itself, not a pointer to it */
};

/* An object or array that is open. */
struct json_frame {
	const struct json_type *type;
	char *base;                      /* the struct, or the struct json_list */
	bool skip;                       /* the next value has no place: its key is no good */
	const struct json_field *member; /* object: where the next value goes */
	uint64_t seen, given;            /* object: rows whose name came; the same but for null */
	size_t capacity;                 /* list, map: items there is room for */
	uint32_t *index;                 /* map: numbers of items, by the hash of their key */
};

struct json_decoder {
	struct arena *arena;
	void *yajl;
	struct json_reporter reporter;
	size_t begin, end; /* the last token is between the two, after marks and space */
	enum json_after after;
	unsigned depth;              /* levels that are open, */
	char inside[JSON_MAX_DEPTH]; /* and the bracket of each */
	unsigned skipping;           /* of these, how many belong to a value without a place */
	bool stop, full;
	size_t n_frames;
	struct json_frame frames[JSON_MAX_FRAMES];
	const struct json_type root_type;
	void *root;
};

/* Item i of a list or map that is open, and the key of a map's. */
static inline char *json_item(const struct json_frame *frame, size_t i)
{
	const struct json_list *list = (const struct json_list *)frame->base;

	return (char *)list->items + i * frame->type->item_size;
}

static inline const char *json_item_key(const struct json_frame *frame, size_t i)
{
	return *(const char **)json_item(frame, i);
}

/* The value that was just read is no good. */
void json_value_error(struct json_decoder *decoder, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Finds the slot of the next value in the innermost frame; false: it has none. */
bool json_find_slot(struct json_decoder *decoder, struct json_slot *ret_slot);
/* Checks and stores. For an object or array a frame is opened. */
void json_store(struct json_decoder *decoder, const struct json_slot *slot,
                const struct json_value *value);
/* Appends an item with that key to the innermost frame, which is a map. false: there is one
 * already, or the arena is full. */
bool json_add_key(struct json_decoder *decoder, const char *key, size_t len);
