/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* quirk: see quirk.h. */
#include "sys/quirk.h"

#include <limits.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "sys/call.h"

#define CPUS_MAX 64

void quirk_mount_namespace_id_cpu(int cpu)
{
	unsigned long mask[CPUS_MAX / (CHAR_BIT * sizeof(long))] = { 0 };

	if (cpu < 0)
		return;
	mask[(size_t)cpu / (CHAR_BIT * sizeof(long))] = 1UL << (size_t)cpu % (CHAR_BIT * sizeof(long));
	sys_call(SYS_sched_setaffinity, 0, sizeof(mask), mask);
}

int quirk_cpus(void)
{
	unsigned long mask[16] = { 0 };
	int last = 0;

	sys_call(SYS_sched_getaffinity, 0, sizeof(mask), mask);
	for (int cpu = 0; cpu < CPUS_MAX; cpu++) {
		if ((mask[(size_t)cpu / (CHAR_BIT * sizeof(long))] >> (size_t)cpu % (CHAR_BIT * sizeof(long)) & 1) != 0)
			last = cpu + 1;
	}
	return last;
}
