/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* link: see link.h. */
#include "phase/init/link.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "sys/call.h"

static int check_link(const struct path_parent *parent, const char *path, const char *target, struct err *err)
{
	char there[PATH_MAX];
	long len = sys_call(SYS_readlinkat, parent->fd, parent->name, there, sizeof(there));

	if (len < 0 && len != -EINVAL)
		return err_call(err, (int)-len, "look at %q", path);
	if (len == (long)strlen(target) && memcmp(there, target, (size_t)len) == 0)
		return 0;
	err_input(err, NULL, "make the link %q to %q: something else is there already", path, target);
	return err_hint(err, "the image or a mount brings its own");
}

int link_make(const struct path_parent *parent, const char *path, const char *target, struct err *err)
{
	long ret = sys_call(SYS_symlinkat, target, parent->fd, parent->name);

	if (ret == -EEXIST)
		return check_link(parent, path, target, err);
	return ret < 0 ? err_call(err, (int)-ret, "make the link %q", path) : 0;
}
