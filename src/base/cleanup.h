/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cleanup: ownership declared at birth.
 *
 *	auto_close int fd = sys_open(...);      closed when fd leaves its scope
 *	auto_free char *s = strdup(...);        freed when s leaves its scope
 *	*ret_fd = take_fd(&fd);                 handed over: nothing left to close
 *
 * A plain `int fd` parameter borrows, an `int *fd` takes. A closed or absent descriptor is -1. */
#pragma once

void cleanup_close(int *fd);
void cleanup_free(void *pointer_to_pointer);

#define auto_close __attribute__((cleanup(cleanup_close)))
#define auto_free  __attribute__((cleanup(cleanup_free)))

static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}
