/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* caps: hull's table of capability names, against libcap's. */
#include "sys/caps.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>

#include "tap.h"

static void compare(int cap)
{
	char *name = cap_to_name(cap);
	char upper[64];

	snprintf(upper, sizeof(upper), "%s", name);
	for (char *p = upper; *p != '\0'; p++)
		*p = (char)toupper((unsigned char)*p);
	is_number(sys_caps_from_name(upper), cap, upper);
	is_number(sys_caps_from_name(name), cap, name);
	cap_free(name);
}

static void count(void *context, const char *name)
{
	int *n = context;
	cap_value_t value;
	char lower[64];

	snprintf(lower, sizeof(lower), "%s", name);
	for (char *p = lower; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	ok(cap_from_name(lower, &value) == 0 && value == *n, "%s", name);
	(*n)++;
}

int main(void)
{
	int last = cap_max_bits() - 1;
	int n = 0;

	/* libcap gives no names to what is newer than itself */
	for (int cap = 0; cap <= last && cap <= CAP_LAST_CAP; cap++)
		compare(cap);
	sys_caps_each(count, &n);
	ok(n > CAP_LAST_CAP || n == last + 1, "all that the kernel has are told");
	is_number(sys_caps_from_name("CAP_"), -1, "no name");
	is_number(sys_caps_from_name("CHOWN"), -1, "a name without its beginning");
	is_number(sys_caps_from_name("CAP_CHOWN "), -1, "a name with more behind it");
	is_number(sys_caps_from_name("0"), -1, "a number");
	return tap_done();
}
