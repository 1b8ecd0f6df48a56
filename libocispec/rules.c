/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rules: reporting, and the rules that hold at several places of the document.
 *
 * Rules for one place are in rules_process.c, rules_linux.c, rules_resources.c, rules_seccomp.c and
 * ocispec_check.c, each a small function in a list that is gone through from top to bottom. */
#include "rules.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rule_check *rule_at(struct rule_check *c, const char *format, ...)
{
	va_list args;
	int len = snprintf(c->path, sizeof(c->path), "%s%s", c->base, c->base[0] ? "." : "");

	va_start(args, format);
	vsnprintf(c->path + len, sizeof(c->path) - (size_t)len, format, args);
	va_end(args);
	return c;
}

struct rule_check *rule_at_key(struct rule_check *c, const char *map, const char *key)
{
	rule_at(c, "%s", map);
	json_path_member(c->path, sizeof(c->path), key, strlen(key));
	return c;
}

__attribute__((format(printf, 3, 0))) static void
report(struct rule_check *c, enum json_severity severity, const char *format, va_list args)
{
	struct json_problem problem = { .severity = severity };

	if (++c->count[severity] > JSON_MAX_REPORTS || !c->report)
		return;
	memcpy(problem.path, c->path, sizeof(problem.path));
	vsnprintf(problem.text, sizeof(problem.text), format, args);
	if (c->text)
		json_locate(c->text, c->size, problem.path, &problem.line, &problem.column);
	c->report(c->context, &problem);
}

void rule_error(struct rule_check *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(c, JSON_ERROR, format, args);
	va_end(args);
}

void rule_warning(struct rule_check *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(c, JSON_WARNING, format, args);
	va_end(args);
}

void rule_absolute(struct rule_check *c, const char *path, const char *where)
{
	char excerpt[JSON_EXCERPT_SIZE];

	if (path && path[0] != '/')
		rule_error(rule_at(c, "%s", where), "has to be an absolute path, not '%s'",
		           json_excerpt(excerpt, path, strlen(path)));
}

void rule_all_absolute(struct rule_check *c, const struct oci_strings *paths, const char *where)
{
	char excerpt[JSON_EXCERPT_SIZE];

	for (size_t i = 0; i < paths->len; i++)
		if (paths->items[i][0] != '/')
			rule_error(rule_at(c, "%s[%zu]", where, i),
			           "has to be an absolute path, not '%s'",
			           json_excerpt(excerpt, paths->items[i], strlen(paths->items[i])));
}

/* These texts are written into files of the kernel, where a newline begins another entry. */
void rule_one_line(struct rule_check *c, const char *text, const char *where)
{
	if (text && strchr(text, '\n'))
		rule_error(rule_at(c, "%s", where), "must not contain a newline");
}

void rule_env(struct rule_check *c, const struct oci_strings *env, const char *where)
{
	char excerpt[JSON_EXCERPT_SIZE];

	for (size_t i = 0; i < env->len; i++) {
		const char *entry = env->items[i];
		const char *equals = strchr(entry, '=');

		if (!equals || equals == entry)
			rule_error(rule_at(c, "%s[%zu]", where, i),
			           "has to be NAME=VALUE, not '%s'",
			           json_excerpt(excerpt, entry, strlen(entry)));
	}
}

void rule_keys(struct rule_check *c, const struct oci_map *map, const char *where)
{
	for (size_t i = 0; i < map->len; i++)
		if (map->items[i].key[0] == '\0')
			rule_error(rule_at_key(c, where, ""), "must not have an empty name");
}

/* Past a decimal number, to *ret; NULL: there is none. */
static const char *take_number(const char *c, unsigned long *ret)
{
	char *end;

	if (!isdigit((unsigned char)*c))
		return NULL;
	*ret = strtoul(c, &end, 10);
	return end;
}

/* One item of a list: 3, 0-3, or 0-15:2/4 (two out of four). NULL: it is none. */
static const char *take_range(const char *c)
{
	unsigned long first, last, used, group;

	c = take_number(c, &first);
	if (!c || *c != '-')
		return c;
	c = take_number(c + 1, &last);
	if (!c || last < first)
		return NULL;
	if (*c != ':')
		return c;
	c = take_number(c + 1, &used);
	if (!c || *c != '/')
		return NULL;
	return take_number(c + 1, &group);
}

static bool is_number_list(const char *list)
{
	static const char between[] = ", \n";

	for (list += strspn(list, between); *list; list += strspn(list, between)) {
		list = take_range(list);
		if (!list || (*list && !strchr(between, *list)))
			return false;
	}
	return true;
}

void rule_number_list(struct rule_check *c, const char *list, const char *where)
{
	char excerpt[JSON_EXCERPT_SIZE];

	if (list && !is_number_list(list))
		rule_error(rule_at(c, "%s", where), "has to be a list like 0-3,7, not '%s'",
		           json_excerpt(excerpt, list, strlen(list)));
}

/* ID mappings: user_namespaces(7) has the rules. */

static bool overlap(uint32_t a, uint32_t a_size, uint32_t b, uint32_t b_size)
{
	return a < (uint64_t)b + b_size && b < (uint64_t)a + a_size;
}

static void check_overlaps(struct rule_check *c, const struct oci_id_mappings *maps, size_t i,
                           const char *where)
{
	const struct oci_id_mapping *map = &maps->items[i];

	for (size_t j = 0; j < i; j++) {
		const struct oci_id_mapping *other = &maps->items[j];

		if (overlap(map->container_id, map->size, other->container_id, other->size))
			rule_error(rule_at(c, "%s[%zu].containerID", where, i),
			           "must not overlap with %s[%zu]", where, j);
		else if (overlap(map->host_id, map->size, other->host_id, other->size))
			rule_error(rule_at(c, "%s[%zu].hostID", where, i),
			           "must not overlap with %s[%zu]", where, j);
	}
}

void rule_id_mappings(struct rule_check *c, const struct oci_id_mappings *maps, const char *where)
{
	enum { MAX_LINES = 340 };

	if (maps->len > MAX_LINES) {
		rule_error(rule_at(c, "%s", where), "has to have at most %d mappings, not %zu",
		           MAX_LINES, maps->len);
		return;
	}
	for (size_t i = 0; i < maps->len; i++) {
		const struct oci_id_mapping *map = &maps->items[i];

		if (map->size > UINT32_MAX - map->container_id ||
		    map->size > UINT32_MAX - map->host_id)
			rule_error(rule_at(c, "%s[%zu].size", where, i),
			           "leads beyond the last ID, 4294967294: %u", map->size);
		check_overlaps(c, maps, i, where);
	}
}
