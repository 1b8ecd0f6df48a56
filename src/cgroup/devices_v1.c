/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices_v1: see devices_v1.h.
 *
 * The kernel's rules that matter here (security/device_cgroup.c): "a" sets the default and empties
 * the list; an entry of the default's own kind removes exceptions with exactly its type and numbers
 * and nothing else; an exception that allows has to cover a request by itself, one that denies has
 * to have one bit of it; a child can't be allowed what its parent is denied (EPERM). */
#include "cgroup/devices_v1.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "base/err.h"
#include "base/fmt.h"
#include "base/log.h"
#include "cgroup/devices.h"
#include "cgroup/file.h"

static bool is_everything(const struct device_rule *rule)
{
	return rule->types == DEVICE_ANY_TYPE && rule->access == DEVICE_ANY_ACCESS &&
	       rule->any_major && rule->any_minor;
}

static bool overlaps(const struct device_rule *a, const struct device_rule *b)
{
	return (a->types & b->types) != 0 && (a->access & b->access) != 0 &&
	       (a->any_major || b->any_major || a->major == b->major) &&
	       (a->any_minor || b->any_minor || a->minor == b->minor);
}

/* An exception has to cover a request alone, so each of two nested ones gets to know the bits of
 * the wider. */
static void add(struct device_list *list, const struct device_rule *rule)
{
	struct device_rule new = *rule;
	bool found = false;

	for (size_t i = 0; i < list->len; i++) {
		struct device_rule *e = &list->exceptions[i];

		if (device_rule_covers(e, &new))
			new.access |= e->access;
	}
	for (size_t i = 0; i < list->len; i++) {
		struct device_rule *e = &list->exceptions[i];

		if (!device_rule_covers(&new, e))
			continue;
		e->access |= new.access;
		found = found || device_rule_covers(e, &new);
	}
	if (!found)
		list->exceptions[list->len++] = new;
}

/* The rule restores the default for what it covers. False: it would only narrow an exception. */
static bool subtract(struct device_list *list, const struct device_rule *rule)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->len; i++) {
		struct device_rule e = list->exceptions[i];

		if (overlaps(rule, &e) && !device_rule_covers(rule, &e))
			return false;
		if (device_rule_covers(rule, &e))
			e.access &= (uint8_t)~rule->access;
		if (e.access != 0)
			list->exceptions[kept++] = e;
	}
	list->len = kept;
	return true;
}

static bool fold(struct device_list *list, const struct device_rule *rule)
{
	static const uint8_t types[] = { DEVICE_BLOCK, DEVICE_CHAR };
	bool ok = true;

	if (is_everything(rule)) {
		list->allow = rule->allow;
		list->len = 0;
		return true;
	}
	for (size_t i = 0; i < sizeof(types); i++) {
		struct device_rule one = *rule;

		one.types &= types[i];
		if (one.types != 0 && one.allow == list->allow)
			ok = subtract(list, &one) && ok;
		else if (one.types != 0)
			add(list, &one);
	}
	return ok;
}

static int refuse(struct err *err, const struct device_rule *rule)
{
	char line[DEVICE_LINE_SIZE];

	device_line(rule, line);
	err_input(err, NULL,
	          "device rule '%s %s': cgroup v1 can't take a part out of an earlier rule",
	          rule->allow ? "allow" : "deny", line);
	err_at(err, "linux.resources.devices");
	return err_hint(err, "on cgroup v2 rules of any order work");
}

int device_list_make(const struct device_rules *rules, struct arena *arena, struct device_list *ret,
                     struct err *err)
{
	*ret = (struct device_list){ .allow = false };
	/* a rule makes at most two exceptions, one for each type */
	ret->exceptions = arena_array(arena, 2 * rules->len, sizeof(*ret->exceptions));
	if (ret->exceptions == NULL)
		return err_call(err, ENOMEM, "fold %zu device rules", rules->len);
	for (size_t i = 0; i < rules->len; i++) {
		if (!fold(ret, &rules->items[i]))
			return refuse(err, &rules->items[i]);
	}
	return 0;
}

static void number(char text[12], bool any, uint32_t value)
{
	if (any)
		fmt(text, 12, "*");
	else
		fmt(text, 12, "%u", value);
}

void device_line(const struct device_rule *rule, char text[DEVICE_LINE_SIZE])
{
	static const char types[] = "?bca"; /* by the bits of enum device_type */
	char major[12], minor[12];

	number(major, rule->any_major, rule->major);
	number(minor, rule->any_minor, rule->minor);
	fmt(text, DEVICE_LINE_SIZE, "%c %s:%s %s%s%s", types[rule->types & DEVICE_ANY_TYPE], major,
	    minor, (rule->access & DEVICE_READ) != 0 ? "r" : "",
	    (rule->access & DEVICE_WRITE) != 0 ? "w" : "",
	    (rule->access & DEVICE_MKNOD) != 0 ? "m" : "");
}

static int fail(struct err *err, int code, const char *file, const char *line)
{
	err_call(err, code, "device rules: write '%s' to %s", line, file);
	return err_at(err, "linux.resources.devices");
}

/* EPERM for an allowing line means that the parent denies it, and nothing else: the default was
 * just set with the same right. The device stays denied, as on v2, where each ancestor has its say
 * too. */
static int write_exceptions(int dir, const struct device_list *list, const struct log *log,
                            struct err *err)
{
	const char *file = list->allow ? "devices.deny" : "devices.allow";

	for (size_t i = 0; i < list->len; i++) {
		char line[DEVICE_LINE_SIZE];
		int ret;

		device_line(&list->exceptions[i], line);
		ret = cgroup_file_write(dir, file, line);
		if (ret == -EPERM && !list->allow)
			log_warning(log, "device rule 'allow %s': denied by a parent of the cgroup",
			            line);
		else if (ret < 0)
			return fail(err, -ret, file, line);
	}
	return 0;
}

int devices_v1_set(int dir, const struct device_rules *rules, bool reused, struct arena *arena,
                   const struct log *log, struct err *err)
{
	bool all = device_rules_allow_all(rules);
	struct device_list list = { .allow = true };
	const char *file;
	int ret;

	if (all && !reused) /* a fresh one has what its parent has */
		return 0;
	if (!all && device_list_make(rules, arena, &list, err) < 0)
		return -1;
	file = list.allow ? "devices.allow" : "devices.deny";
	ret = cgroup_file_write(dir, file, "a");
	if (ret == -EPERM && all) /* the parent does not allow everything: not for us to say more */
		return 0;
	return ret < 0 ? fail(err, -ret, file, "a") : write_exceptions(dir, &list, log, err);
}
