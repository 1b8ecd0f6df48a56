/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* caps_none: caps.h for a build without capabilities: no name is known, so a configuration that names one is refused. */
#include "sys/caps.h"

bool sys_caps_known(void)
{
	return false;
}

int sys_caps_from_name(const char *name)
{
	(void)name;
	return -1;
}

void sys_caps_each(void (*each)(void *context, const char *name), void *context)
{
	(void)each, (void)context;
}

uint64_t sys_caps_permitted(void)
{
	return 0;
}
