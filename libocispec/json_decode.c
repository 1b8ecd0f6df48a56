/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* json_decode: the half of the decoder that follows the text.
 *
 * yajl calls back for each token. There is a frame for each open object or array that a table
 * knows; what no table knows is skipped by counting its brackets. Places and paths are worked out
 * only when there is something to report: until then a token costs two numbers. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "json_decoder.h"

/* Messages */

/* Where the last token begins: what yajl passes over in silence is space and marks. */
static size_t token_begin(const struct json_decoder *d)
{
	size_t offset = d->begin;

	while (offset < d->end && strchr(" \t\r\n,:", d->reporter.text[offset]))
		offset++;
	return offset;
}

static void append_child(const struct json_frame *frame, char *path, size_t size)
{
	enum json_kind kind = frame->type->kind;
	size_t last = kind == JSON_KIND_OBJECT ? 0 : ((struct json_list *)frame->base)->len - 1;
	const char *key;

	if (frame->skip)
		return;
	if (kind == JSON_KIND_LIST) {
		json_path_index(path, size, last);
		return;
	}
	key = kind == JSON_KIND_OBJECT ? frame->member->name : json_item_key(frame, last);
	json_path_member(path, size, key, strlen(key));
}

/* The path that leads through the outermost n frames and to the child that is read in each. */
static void find_path(const struct json_decoder *d, size_t n, struct json_problem *problem)
{
	for (size_t i = 0; i < n; i++)
		append_child(&d->frames[i], problem->path, sizeof(problem->path));
}

static void report_at(struct json_decoder *d, size_t offset, struct json_problem *problem)
{
	json_position(&d->reporter, offset, &problem->line, &problem->column);
	json_report(&d->reporter, problem);
}

void json_value_error(struct json_decoder *d, const char *format, ...)
{
	struct json_problem problem = { .severity = JSON_ERROR };
	va_list args;

	va_start(args, format);
	vsnprintf(problem.text, sizeof(problem.text), format, args);
	va_end(args);
	find_path(d, d->n_frames, &problem);
	report_at(d, token_begin(d), &problem);
}

/* Something about the innermost object, or about its member of that name. */
static void report_member(struct json_decoder *d, const char *name, size_t len, const char *text)
{
	struct json_problem problem = { .severity = JSON_ERROR };

	snprintf(problem.text, sizeof(problem.text), "%s", text);
	find_path(d, d->n_frames - 1, &problem);
	if (name)
		json_path_member(problem.path, sizeof(problem.path), name, len);
	report_at(d, token_begin(d), &problem);
}

static void warn_unknown(struct json_decoder *d, const char *key, size_t len, const char *known)
{
	struct json_problem problem = { .severity = JSON_WARNING };
	char excerpt[JSON_EXCERPT_SIZE];

	snprintf(problem.text, sizeof(problem.text), "unknown member '%s': did you mean '%s'?",
	         json_excerpt(excerpt, key, len), known);
	find_path(d, d->n_frames - 1, &problem);
	report_at(d, token_begin(d), &problem);
}

/* Following the text */

static void take_token(struct json_decoder *d, enum json_after after)
{
	d->begin = d->end;
	d->end = yajl_get_bytes_consumed(d->yajl);
	d->after = after;
}

static int go_on(const struct json_decoder *d)
{
	return !d->full && !d->stop;
}

/* Absent after all: so it does not count as given, but its name must not come again either. */
static void take_null(struct json_frame *frame)
{
	if (frame->type->kind == JSON_KIND_OBJECT && !frame->skip)
		frame->given &= ~(1ULL << (frame->member - frame->type->object->fields));
}

static bool is_member(const struct json_decoder *d)
{
	return d->n_frames > 0 && d->frames[d->n_frames - 1].type->kind == JSON_KIND_OBJECT;
}

static void take_value(struct json_decoder *d, const struct json_value *value)
{
	struct json_slot slot;

	if (value->event == JSON_EVENT_NULL && is_member(d))
		take_null(&d->frames[d->n_frames - 1]);
	else if (json_find_slot(d, &slot))
		json_store(d, &slot, value);
}

static int take_scalar(struct json_decoder *d, enum json_event event, const char *text, size_t len)
{
	take_token(d, JSON_AFTER_VALUE);
	if (!d->skipping)
		take_value(d, &(struct json_value){ event, text, len });
	return go_on(d);
}

static int take_open(struct json_decoder *d, enum json_event event, char bracket)
{
	size_t n_frames = d->n_frames;

	take_token(d, JSON_AFTER_OPEN);
	if (d->depth == JSON_MAX_DEPTH) {
		json_value_error(d, "is nested more than %d levels deep", JSON_MAX_DEPTH);
		return 0;
	}
	d->inside[d->depth++] = bracket;
	if (!d->skipping)
		take_value(d, &(struct json_value){ event });
	if (d->n_frames == n_frames)
		d->skipping++;
	return go_on(d);
}

static void check_required(struct json_decoder *d, const struct json_frame *frame)
{
	const struct json_object *object = frame->type->object;

	for (size_t i = 0; i < object->len; i++) {
		const struct json_field *field = &object->fields[i];

		if (field->required && !(frame->given >> i & 1))
			report_member(d, field->name, strlen(field->name), "is missing");
	}
}

static int take_close(struct json_decoder *d)
{
	struct json_frame *frame;

	take_token(d, JSON_AFTER_VALUE);
	d->depth--;
	if (d->skipping) {
		d->skipping--;
		return 1;
	}
	frame = &d->frames[d->n_frames - 1];
	if (frame->type->kind == JSON_KIND_OBJECT)
		check_required(d, frame);
	d->n_frames--;
	return go_on(d);
}

/* Names of members */

static const struct json_field *find_field(const struct json_object *object, size_t first,
                                           const char *key, size_t len)
{
	for (size_t n = 0; n < object->len; n++) {
		const struct json_field *field = &object->fields[(first + n) % object->len];

		if (strncmp(field->name, key, len) == 0 && field->name[len] == '\0')
			return field;
	}
	return NULL;
}

static void suggest(struct json_decoder *d, const struct json_object *object, const char *key,
                    size_t len)
{
	for (size_t i = 0; i < object->len; i++) {
		if (json_is_near(key, len, object->fields[i].name)) {
			warn_unknown(d, key, len, object->fields[i].name);
			return;
		}
	}
}

/* Programs write members in an order of their own, but always in the same: the one that follows in
 * the table is the best guess. */
static void take_member(struct json_decoder *d, struct json_frame *frame, const char *key,
                        size_t len)
{
	const struct json_object *object = frame->type->object;
	size_t next = frame->member ? (size_t)(frame->member - object->fields) + 1 : 0;
	const struct json_field *field = find_field(object, next, key, len);
	uint64_t bit;

	frame->skip = true;
	if (!field) {
		suggest(d, object, key, len);
		return;
	}
	bit = 1ULL << (field - object->fields);
	if (frame->seen & bit) {
		report_member(d, key, len, "is given twice");
		return;
	}
	frame->seen |= bit;
	frame->given |= bit;
	frame->member = field;
	frame->skip = false;
}

static void take_map_key(struct json_decoder *d, struct json_frame *frame, const char *key,
                         size_t len)
{
	frame->skip = !json_add_key(d, key, len);
	if (frame->skip && !d->full)
		report_member(d, key, len, "is given twice");
}

static int take_key(struct json_decoder *d, const char *key, size_t len)
{
	struct json_frame *frame;

	take_token(d, JSON_AFTER_KEY);
	if (d->skipping) /* perhaps the whole document: then there is no frame */
		return 1;
	frame = &d->frames[d->n_frames - 1];
	if (memchr(key, '\0', len)) {
		frame->skip = true;
		report_member(d, NULL, 0, "has a member whose name contains a NUL character");
	} else if (frame->type->kind == JSON_KIND_OBJECT) {
		take_member(d, frame, key, len);
	} else {
		take_map_key(d, frame, key, len);
	}
	return go_on(d);
}

/* yajl */

static int on_null(void *d)
{
	return take_scalar(d, JSON_EVENT_NULL, NULL, 0);
}

static int on_boolean(void *d, int value)
{
	return take_scalar(d, JSON_EVENT_BOOL, NULL, value != 0);
}

static int on_number(void *d, const char *text, size_t len)
{
	return take_scalar(d, JSON_EVENT_NUMBER, text, len);
}

static int on_string(void *d, const unsigned char *text, size_t len)
{
	return take_scalar(d, JSON_EVENT_STRING, (const char *)text, len);
}

static int on_key(void *d, const unsigned char *key, size_t len)
{
	return take_key(d, (const char *)key, len);
}

static int on_open_object(void *d)
{
	return take_open(d, JSON_EVENT_OBJECT, '{');
}

static int on_open_array(void *d)
{
	return take_open(d, JSON_EVENT_ARRAY, '[');
}

static int on_close(void *d)
{
	return take_close(d);
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_map_key = on_key,
	.yajl_start_map = on_open_object,
	.yajl_end_map = on_close,
	.yajl_start_array = on_open_array,
	.yajl_end_array = on_close,
};

/* An error outside of any value; the path is that of the innermost object or array. */
static void report_broken(struct json_decoder *d, size_t offset, const char *text)
{
	struct json_problem problem = { .severity = JSON_ERROR };

	snprintf(problem.text, sizeof(problem.text), "%s", text);
	find_path(d, d->n_frames ? d->n_frames - 1 : 0, &problem);
	report_at(d, offset, &problem);
}

static void report_refused(struct json_decoder *d)
{
	char text[sizeof(((struct json_problem *)0)->text)];
	struct json_stop stop = {
		.text = d->reporter.text,
		.size = d->reporter.size,
		.offset = d->end,
		.inside = d->depth ? d->inside[d->depth - 1] : '\0',
		.after = d->after,
	};

	json_explain(&stop, text, sizeof(text));
	report_broken(d, stop.offset, text);
}

static void report_fence(struct json_decoder *d, size_t fence, const char *why)
{
	char text[64];

	snprintf(text, sizeof(text), "broken JSON: %s", why);
	report_broken(d, fence, text);
}

/* yajl gets what comes before the fence. Our own check of UTF-8 is stricter than yajl's, which is
 * off. */
static void parse(struct json_decoder *d)
{
	const unsigned char *text = (const unsigned char *)d->reporter.text;
	size_t size = d->reporter.size;
	const char *why;
	size_t fence = json_fence(d->reporter.text, size, &why);
	yajl_status status;

	yajl_config(d->yajl, yajl_dont_validate_strings, 1);
	status = yajl_parse(d->yajl, text, fence);
	if (status == yajl_status_ok && fence == size)
		status = yajl_complete_parse(d->yajl);
	if (status == yajl_status_error)
		report_refused(d);
	else if (status == yajl_status_ok && fence < size)
		report_fence(d, fence, why);
}

static int refuse_size(struct json_decoder *d)
{
	char message[64];

	snprintf(message, sizeof(message), "has to be at most %d bytes, not %zu", JSON_MAX_SIZE,
	         d->reporter.size);
	report_broken(d, 0, message);
	return d->reporter.count[JSON_ERROR];
}

int json_decode(struct arena *arena, const struct json_object *type, const char *text, size_t size,
                void **ret, json_report_fn *report, void *context)
{
	struct json_decoder d = {
		.arena = arena,
		.reporter = { .text = text, .size = size, .report = report, .context = context },
		.root_type = JSON_OBJECT(*type),
	};

	*ret = NULL;
	if (size > JSON_MAX_SIZE)
		return refuse_size(&d);
	d.yajl = yajl_alloc(&callbacks, NULL, &d);
	if (!d.yajl)
		return -ENOMEM;
	parse(&d);
	yajl_free(d.yajl);
	if (d.full)
		return -ENOMEM;
	if (d.reporter.count[JSON_ERROR] == 0)
		*ret = d.root;
	return d.reporter.count[JSON_ERROR];
}
