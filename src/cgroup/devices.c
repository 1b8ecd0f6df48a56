/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices: reading the rules and reasoning about them. Pure: how they are put in force is
 * devices_v1.c's and devices_bpf.c's matter. */
#include "cgroup/devices.h"

#include <string.h>

#include "arena.h"
#include "base/err.h"
#include "ocispec.h"

#define DEFAULT(type_, major_, minor_, access_)                                                    \
	{                                                                                          \
		.allow = true, .types = (type_), .access = (access_), .any_major = (major_) < 0,   \
		.any_minor = (minor_) < 0, .major = (major_) < 0 ? 0 : (major_),                   \
		.minor = (minor_) < 0 ? 0 : (minor_),                                              \
	}

/* contract.md 5.5. Nodes may be made freely: a node without the right to open it is only a name. */
static const struct device_rule defaults[] = {
	DEFAULT(DEVICE_ANY_TYPE, -1, -1, DEVICE_MKNOD),
	DEFAULT(DEVICE_CHAR, 1, 3, DEVICE_ANY_ACCESS),    /* null */
	DEFAULT(DEVICE_CHAR, 1, 5, DEVICE_ANY_ACCESS),    /* zero */
	DEFAULT(DEVICE_CHAR, 1, 7, DEVICE_ANY_ACCESS),    /* full */
	DEFAULT(DEVICE_CHAR, 1, 8, DEVICE_ANY_ACCESS),    /* random */
	DEFAULT(DEVICE_CHAR, 1, 9, DEVICE_ANY_ACCESS),    /* urandom */
	DEFAULT(DEVICE_CHAR, 5, 0, DEVICE_ANY_ACCESS),    /* tty */
	DEFAULT(DEVICE_CHAR, 5, 2, DEVICE_ANY_ACCESS),    /* ptmx */
	DEFAULT(DEVICE_CHAR, 136, -1, DEVICE_ANY_ACCESS), /* pts/N, the console */
	DEFAULT(DEVICE_CHAR, 10, 200, DEVICE_ANY_ACCESS), /* net/tun */
};

#define DEFAULTS_LEN (sizeof(defaults) / sizeof(defaults[0]))

/* What holds before the first rule. */
static const struct device_rule deny_all = {
	.types = DEVICE_ANY_TYPE,
	.access = DEVICE_ANY_ACCESS,
	.any_major = true,
	.any_minor = true,
};

static int read_access(const char *text, size_t index, uint8_t *ret, struct err *err)
{
	static const char letters[] = "mrw"; /* in the order of the bits */

	if (text == NULL || text[0] == '\0') {
		err_input(err, NULL, "device rule without access");
		err_at(err, "linux.resources.devices[%zu].access", index);
		return err_hint(err, "write which of r, w and m the rule is for");
	}
	*ret = 0;
	for (const char *c = text; *c != '\0'; c++) {
		const char *letter = strchr(letters, *c);

		if (letter == NULL) {
			err_input(err, NULL, "device access %q: has to be made of r, w and m",
			          text);
			return err_at(err, "linux.resources.devices[%zu].access", index);
		}
		*ret |= (uint8_t)(1 << (letter - letters));
	}
	return 0;
}

/* Absent and -1 stand for all numbers. */
static int read_number(bool has, int64_t number, uint32_t *ret, bool *ret_any, struct err *err)
{
	*ret_any = !has || number == -1;
	*ret = *ret_any ? 0 : (uint32_t)number;
	if (*ret_any || (number >= 0 && number < UINT32_MAX))
		return 0;
	return err_input(err, NULL, "device number %lld: has to be -1 or 0 to 4294967294",
	                 (long long)number);
}

static uint8_t read_type(const struct oci_device_rule *from)
{
	if (!from->has_type || from->type == OCI_DEVICE_RULE_ALL)
		return DEVICE_ANY_TYPE;
	return from->type == OCI_DEVICE_RULE_BLOCK ? DEVICE_BLOCK : DEVICE_CHAR;
}

int device_rule_read(const struct oci_device_rule *from, size_t index, struct device_rule *ret,
                     struct err *err)
{
	*ret = (struct device_rule){ .allow = from->allow, .types = read_type(from) };
	if (read_number(from->has_major, from->major, &ret->major, &ret->any_major, err) < 0)
		return err_at(err, "linux.resources.devices[%zu].major", index);
	if (read_number(from->has_minor, from->minor, &ret->minor, &ret->any_minor, err) < 0)
		return err_at(err, "linux.resources.devices[%zu].minor", index);
	return read_access(from->access, index, &ret->access, err);
}

int device_rules_make(const struct oci_resources *resources, struct arena *arena,
                      struct device_rules *ret, struct err *err)
{
	size_t own = resources != NULL ? resources->devices.len : 0;

	ret->len = own + DEFAULTS_LEN;
	ret->items = arena_array(arena, ret->len, sizeof(*ret->items));
	if (ret->items == NULL)
		return err_input(err, "linux.resources.devices", "no memory for %zu device rules",
		                 ret->len);
	for (size_t i = 0; i < own; i++) {
		if (device_rule_read(&resources->devices.items[i], i, &ret->items[i], err) < 0)
			return -1;
	}
	memcpy(ret->items + own, defaults, sizeof(defaults));
	return 0;
}

bool device_rule_covers(const struct device_rule *rule, const struct device_rule *other)
{
	return (other->types & ~rule->types) == 0 &&
	       (rule->any_major || (!other->any_major && rule->major == other->major)) &&
	       (rule->any_minor || (!other->any_minor && rule->minor == other->minor));
}

/* Do the rules from `first` on give back, for one type, all that `deny` takes? Several of them may
 * share the access bits, but not the numbers: no list of single numbers makes up for "all". */
static bool is_given_back(const struct device_rules *rules, size_t first,
                          const struct device_rule *deny, uint8_t type)
{
	struct device_rule one = *deny;
	uint8_t left = deny->access;

	one.types = type;
	for (size_t i = first; i < rules->len && left != 0; i++) {
		if (rules->items[i].allow && device_rule_covers(&rules->items[i], &one))
			left &= (uint8_t)~rules->items[i].access;
	}
	return left == 0;
}

static bool is_undone(const struct device_rules *rules, size_t first,
                      const struct device_rule *deny)
{
	static const uint8_t types[] = { DEVICE_BLOCK, DEVICE_CHAR };

	for (size_t i = 0; i < sizeof(types); i++) {
		if ((deny->types & types[i]) != 0 && !is_given_back(rules, first, deny, types[i]))
			return false;
	}
	return true;
}

bool device_rules_allow_all(const struct device_rules *rules)
{
	if (!is_undone(rules, 0, &deny_all))
		return false;
	for (size_t i = 0; i < rules->len; i++) {
		if (!rules->items[i].allow && !is_undone(rules, i + 1, &rules->items[i]))
			return false;
	}
	return true;
}
