/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount_attach: see mount_attach.h. Everything goes by descriptor; without mount_setattr (Linux 5.12) a mount can be changed
 * only once it is attached, which nobody sees before the program runs. */
#include "phase/init/mount_attach.h"

#include <errno.h>

#include "init/init.h"

int mount_change(struct run *run, int fd, bool recursive, const struct sys_mount_attr *attr)
{
	int ret = sys_mount_setattr(fd, recursive, attr);
	struct err ignored = ERR_INIT;

	/* mount(2) has to do, and reaches a file only through procfs */
	if (ret == -ENOTDIR && init_proc(run, &ignored) >= 0)
		ret = sys_mount_setattr_classic(run->init->proc, fd, recursive, attr);
	return ret;
}

int mount_attach(struct run *run, int tree, int target, bool recursive, const struct sys_mount_attr *attr)
{
	int change = 0;
	int ret;

	if ((attr->set | attr->clear | attr->propagation) != 0)
		change = sys_mount_setattr_only(tree, recursive, attr);
	if (change < 0 && !sys_is_hidden(change))
		return change;
	ret = sys_move_mount(tree, target);
	if (ret == 0 && change < 0)
		ret = mount_change(run, tree, recursive, attr);
	return ret;
}
