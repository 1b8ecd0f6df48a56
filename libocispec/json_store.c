/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json_store: the half of the decoder that puts values into memory.
 *
 * Each kind of type has one row in `kinds`: what JSON value it takes, and the function that stores
 * it. A value of another type is reported once and nothing is stored. Lists grow by doubling; a
 * copy that became too small stays in the arena unused, which costs less than to read each array
 * twice. */
#include <stdio.h>
#include <string.h>

#include "json_decoder.h"

/* Members are pointers to all kinds of structs; the tables know them as one. */
typedef void *__attribute__((may_alias)) any_pointer;

static struct json_frame *top(struct json_decoder *d)
{
	return &d->frames[d->n_frames - 1];
}

/* Room for one item more and for the zero that follows the last. */
static bool make_room(struct json_decoder *d, struct json_frame *frame, struct json_list *list)
{
	enum { FIRST = 4 };
	size_t capacity = frame->capacity ? frame->capacity * 2 : FIRST;
	size_t item_size = frame->type->item_size;
	void *items;

	if (frame->capacity > list->len + 1)
		return true;
	items = arena_array(d->arena, capacity, item_size);
	if (!items) {
		d->full = true;
		return false;
	}
	if (list->len)
		memcpy(items, list->items, list->len * item_size);
	list->items = items;
	frame->capacity = capacity;
	return true;
}

static char *copy_string(struct json_decoder *d, const char *text, size_t len)
{
	char *copy = arena_strndup(d->arena, text, len);

	if (!copy)
		d->full = true;
	return copy;
}

/* The keys of a map. An index makes a map with a million members as cheap a member as one with
 * ten. */

/* FNV-1a, from an address that is another in each process: nobody can write down keys that
 * collide. */
static uint32_t hash(const struct json_frame *frame, const char *text, size_t len)
{
	uint32_t h = 2166136261 ^ (uint32_t)((uintptr_t)frame->base >> 4);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619;
	return h;
}

/* The place in the index where the key is, or where it would go. There are twice as many as items
 * fit. */
static uint32_t *look_up(const struct json_frame *frame, const char *key, size_t len)
{
	size_t mask = 2 * frame->capacity - 1;
	size_t i = hash(frame, key, len) & mask;

	while (frame->index[i]) {
		const char *other = json_item_key(frame, frame->index[i] - 1);

		if (strncmp(other, key, len) == 0 && other[len] == '\0')
			break;
		i = (i + 1) & mask;
	}
	return &frame->index[i];
}

static bool build_index(struct json_decoder *d, struct json_frame *frame, size_t len)
{
	frame->index = arena_array(d->arena, 2 * frame->capacity, sizeof(*frame->index));
	if (!frame->index) {
		d->full = true;
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		const char *key = json_item_key(frame, i);

		*look_up(frame, key, strlen(key)) = (uint32_t)i + 1;
	}
	return true;
}

bool json_add_key(struct json_decoder *d, const char *key, size_t len)
{
	struct json_frame *frame = top(d);
	struct json_list *list = (struct json_list *)frame->base;
	size_t capacity = frame->capacity;
	uint32_t *place;
	char *copy;

	if (!make_room(d, frame, list))
		return false;
	if ((capacity != frame->capacity || !frame->index) && !build_index(d, frame, list->len))
		return false;
	place = look_up(frame, key, len);
	if (*place)
		return false;
	copy = copy_string(d, key, len);
	if (!copy)
		return false;
	*(const char **)json_item(frame, list->len) = copy;
	*place = (uint32_t)++list->len;
	return true;
}

/* Slots */

static void find_member_slot(struct json_frame *frame, struct json_slot *ret_slot)
{
	const struct json_field *member = frame->member;

	*ret_slot = (struct json_slot){
		.type = member->type,
		.where = frame->base + member->offset,
		.size = member->size,
		.has = member->has ? (bool *)(frame->base + member->has) : NULL,
	};
}

/* A list gets one item more; that of a map is there since its key was read. */
static bool find_item_slot(struct json_decoder *d, struct json_frame *frame,
                           struct json_slot *ret_slot)
{
	struct json_list *list = (struct json_list *)frame->base;

	if (frame->type->kind == JSON_KIND_LIST) {
		if (!make_room(d, frame, list))
			return false;
		list->len++;
	}
	*ret_slot = (struct json_slot){
		.type = frame->type->item,
		.where = json_item(frame, list->len - 1) + frame->type->item_offset,
		.size = frame->type->item_size,
		.in_place = true,
	};
	return true;
}

bool json_find_slot(struct json_decoder *d, struct json_slot *ret_slot)
{
	struct json_frame *frame;

	if (d->n_frames == 0) {
		*ret_slot = (struct json_slot){ .type = &d->root_type, .where = &d->root };
		return true;
	}
	frame = top(d);
	if (frame->skip)
		return false;
	if (frame->type->kind != JSON_KIND_OBJECT)
		return find_item_slot(d, frame, ret_slot);
	find_member_slot(frame, ret_slot);
	return true;
}

/* Stores: true, or false with an error reported or the arena full. */

static bool store_bool(struct json_decoder *d, const struct json_slot *slot,
                       const struct json_value *value)
{
	(void)d;
	*(bool *)slot->where = value->len;
	return true;
}

/* Does the document mean the text it has, or would it be cut off where C ends a string? */
static bool has_nul(struct json_decoder *d, const struct json_value *value)
{
	if (!memchr(value->text, '\0', value->len))
		return false;
	json_value_error(d, "must not contain a NUL character");
	return true;
}

static bool store_string(struct json_decoder *d, const struct json_slot *slot,
                         const struct json_value *value)
{
	if (has_nul(d, value))
		return false;
	*(const char **)slot->where = copy_string(d, value->text, value->len);
	return !d->full;
}

/* The words of a table, as many as fit: "'a', 'b' or 'c'". false: it is not all of them. */
static bool list_words(const struct oci_words *words, char *out, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < words->len; i++) {
		const char *name = words->items[i].name;
		const char *mark = i == 0 ? "" : i + 1 < words->len ? ", " : " or ";

		if (used + strlen(name) + sizeof(" or '', ...") > size) {
			snprintf(out + used, size - used, ", ...");
			return false;
		}
		used += (size_t)snprintf(out + used, size - used, "%s'%s'", mark, name);
	}
	return true;
}

static const char *near_word(const struct oci_words *words, const struct json_value *value)
{
	for (size_t i = 0; i < words->len; i++)
		if (json_is_near(value->text, value->len, words->items[i].name))
			return words->items[i].name;
	return NULL;
}

static void report_word(struct json_decoder *d, const struct oci_words *words,
                        const struct json_value *value)
{
	char all[160];
	char excerpt[JSON_EXCERPT_SIZE];
	bool complete = list_words(words, all, sizeof(all));
	const char *near = complete ? NULL : near_word(words, value);

	json_excerpt(excerpt, value->text, value->len);
	if (near)
		json_value_error(d, "has to be %s, not '%s': did you mean '%s'?", words->noun,
		                 excerpt, near);
	else
		json_value_error(d, "has to be %s, not '%s'", all, excerpt);
}

static bool store_word(struct json_decoder *d, const struct json_slot *slot,
                       const struct json_value *value)
{
	int number;

	if (oci_word_value(slot->type->words, value->text, value->len, &number) < 0) {
		report_word(d, slot->type->words, value);
		return false;
	}
	memcpy(slot->where, &number, sizeof(number));
	return true;
}

/* Integers */

struct integer {
	bool negative;
	bool too_large; /* for 64 bits */
	uint64_t magnitude;
};

/* The text is a number by JSON's grammar. false: not an integer. 1.0 and 1e3 are none either: who
 * writes that has computed with floating point, and may have lost digits. */
static bool parse_integer(const struct json_value *value, struct integer *ret)
{
	const char *c = value->text;
	const char *end = c + value->len;

	*ret = (struct integer){ .negative = *c == '-' };
	for (c += ret->negative; c < end; c++) {
		if (*c < '0' || *c > '9')
			return false;
		if (__builtin_mul_overflow(ret->magnitude, 10, &ret->magnitude) ||
		    __builtin_add_overflow(ret->magnitude, (unsigned)(*c - '0'), &ret->magnitude))
			ret->too_large = true;
	}
	return true;
}

static bool is_in_range(const struct integer *integer, const struct json_type *type)
{
	if (integer->too_large)
		return false;
	if (integer->negative && integer->magnitude > 0)
		return type->min < 0 && integer->magnitude <= 0 - (uint64_t)type->min;
	return integer->magnitude <= type->max &&
	       (type->min <= 0 || integer->magnitude >= (uint64_t)type->min);
}

/* What a type wants, in words: for a range of its own always the range, else only when it was
 * left. */
static const char *describe_integer(const struct json_type *type, bool left_range, char *out,
                                    size_t size)
{
	if (type->noun && !left_range)
		return type->noun;
	snprintf(out, size, "an integer from %lld to %llu", (long long)type->min,
	         (unsigned long long)type->max);
	return out;
}

static void report_integer(struct json_decoder *d, const struct json_type *type,
                           const struct json_value *value, bool left_range)
{
	char noun[64];
	char excerpt[JSON_EXCERPT_SIZE];

	json_value_error(d, "has to be %s, not %s",
	                 describe_integer(type, left_range, noun, sizeof(noun)),
	                 json_excerpt(excerpt, value->text, value->len));
}

static bool store_integer(struct json_decoder *d, const struct json_slot *slot,
                          const struct json_value *value)
{
	struct integer integer;
	bool whole = parse_integer(value, &integer);
	bool unexpected_sign = integer.negative && slot->type->min == 0;
	uint64_t bits;

	if (!whole || !is_in_range(&integer, slot->type)) {
		report_integer(d, slot->type, value, whole && !unexpected_sign);
		return false;
	}
	bits = integer.negative ? -integer.magnitude : integer.magnitude;
	if (slot->size == sizeof(uint16_t))
		*(uint16_t *)slot->where = (uint16_t)bits;
	else if (slot->size == sizeof(uint32_t))
		*(uint32_t *)slot->where = (uint32_t)bits;
	else
		*(uint64_t *)slot->where = bits;
	return true;
}

/* Objects and arrays */

static struct json_frame *open_frame(struct json_decoder *d, const struct json_slot *slot,
                                     void *base)
{
	struct json_frame *frame;

	if (d->n_frames == JSON_MAX_FRAMES) {
		json_value_error(d, "is nested more than %d levels deep", JSON_MAX_FRAMES);
		d->stop = true;
		return NULL;
	}
	frame = &d->frames[d->n_frames++];
	*frame = (struct json_frame){ .type = slot->type, .base = base };
	return frame;
}

static bool open_object(struct json_decoder *d, const struct json_slot *slot,
                        const struct json_value *value)
{
	void *object = slot->where;

	(void)value;
	if (!slot->in_place) {
		object = arena_alloc(d->arena, slot->type->object->size);
		if (!object) {
			d->full = true;
			return false;
		}
		*(any_pointer *)slot->where = object;
	}
	return open_frame(d, slot, object);
}

/* An empty list has items, too: that is how it differs from an absent one. */
static bool open_list(struct json_decoder *d, const struct json_slot *slot,
                      const struct json_value *value)
{
	struct json_frame *frame = open_frame(d, slot, slot->where);

	(void)value;
	return frame && make_room(d, frame, slot->where);
}

static const struct {
	enum json_event event;
	bool (*store)(struct json_decoder *d, const struct json_slot *slot,
	              const struct json_value *value);
} kinds[] = {
	[JSON_KIND_BOOL] = { JSON_EVENT_BOOL, store_bool },
	[JSON_KIND_INTEGER] = { JSON_EVENT_NUMBER, store_integer },
	[JSON_KIND_STRING] = { JSON_EVENT_STRING, store_string },
	[JSON_KIND_WORD] = { JSON_EVENT_STRING, store_word },
	[JSON_KIND_OBJECT] = { JSON_EVENT_OBJECT, open_object },
	[JSON_KIND_LIST] = { JSON_EVENT_ARRAY, open_list },
	[JSON_KIND_MAP] = { JSON_EVENT_OBJECT, open_list },
};

static const char *const event_nouns[] = {
	[JSON_EVENT_NULL] = "null",        [JSON_EVENT_BOOL] = "a boolean",
	[JSON_EVENT_NUMBER] = "a number",  [JSON_EVENT_STRING] = "a string",
	[JSON_EVENT_OBJECT] = "an object", [JSON_EVENT_ARRAY] = "an array",
};

static void report_type(struct json_decoder *d, const struct json_type *type, enum json_event event)
{
	char noun[64];
	const char *expected = type->noun;

	if (type->kind == JSON_KIND_INTEGER)
		expected = describe_integer(type, false, noun, sizeof(noun));
	if (type->kind == JSON_KIND_WORD)
		expected = "a string";
	json_value_error(d, "has to be %s, not %s", expected, event_nouns[event]);
}

void json_store(struct json_decoder *d, const struct json_slot *slot,
                const struct json_value *value)
{
	if (kinds[slot->type->kind].event != value->event)
		report_type(d, slot->type, value->event);
	else if (kinds[slot->type->kind].store(d, slot, value) && slot->has)
		*slot->has = true;
}
