/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* caps: see caps.h. The names are libcap's; whether the kernel has a capability, the kernel says. */
#include "sys/caps.h"

#include <ctype.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "sys/process.h"

#define NAME_SIZE 64

bool sys_caps_known(void)
{
	return true;
}

static bool kernel_has(int cap)
{
	return cap <= CAP_BLOCK_SUSPEND || sys_prctl(PR_CAPBSET_READ, (unsigned long)cap, 0, 0, 0) >= 0;
}

/* libcap takes lower case only, and also plain numbers, which the specification does not. */
int sys_caps_from_name(const char *name)
{
	char lower[NAME_SIZE];
	cap_value_t cap;
	size_t len = strlen(name);

	if (len >= sizeof(lower) || strncasecmp(name, "cap_", 4) != 0)
		return -1;
	for (size_t i = 0; i <= len; i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	return cap_from_name(lower, &cap) == 0 && kernel_has(cap) ? cap : -1;
}

void sys_caps_each(void (*each)(void *context, const char *name), void *context)
{
	for (int cap = 0; cap < 64 && kernel_has(cap); cap++) {
		char upper[NAME_SIZE];
		char *name = cap_to_name(cap);
		size_t i = 0;

		for (; name != NULL && name[i] != '\0' && i < sizeof(upper) - 1; i++)
			upper[i] = (char)toupper((unsigned char)name[i]);
		upper[i] = '\0';
		if (strncmp(upper, "CAP_", 4) == 0)
			each(context, upper);
		cap_free(name);
	}
}

int sys_caps_last(void)
{
	return (int)cap_max_bits() - 1;
}

uint64_t sys_caps_permitted(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (sys_call(SYS_capget, &head, data) < 0)
		return 0;
	return data[0].permitted | (uint64_t)data[1].permitted << 32;
}
