/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* drop: see init.h. */
#include "init/init.h"
#include "sys/fd.h"

/* Far fewer than the smallest limit of descriptors that anybody sets, and more than a usual container needs. */
#define LEFT_OPEN_MAX 64

void init_drop(struct init *init, int fd)
{
	if (fd < 0)
		return;
	if (init->left_open < LEFT_OPEN_MAX)
		init->left_open++;
	else
		sys_close(fd);
}
