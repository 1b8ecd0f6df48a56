/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kernel: see kernel.h. */
#include "sys/kernel.h"

#include <sys/utsname.h>

#include "sys/call.h"

static unsigned take_number(const char **text)
{
	unsigned value = 0;

	for (; **text >= '0' && **text <= '9'; (*text)++)
		value = value * 10 + (unsigned)(**text - '0');
	if (**text == '.')
		(*text)++;
	return value;
}

bool sys_kernel_at_least(unsigned major, unsigned minor)
{
	struct utsname name;
	const char *release = name.release;
	unsigned has_major, has_minor;

	if (sys_call(SYS_uname, &name) < 0)
		return false;
	has_major = take_number(&release);
	has_minor = take_number(&release);
	return has_major > major || (has_major == major && has_minor >= minor);
}
