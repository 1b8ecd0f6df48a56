/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount_fs: a new file system, and a new configuration of one that is there. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "model/plan.h"

/* Where a mount goes */
struct mount_place {
	int fd;      /* O_PATH */
	bool is_new; /* made for it just now */
};

/* Makes the file system that the mount says and puts it on place. ret_tree, if not NULL: a descriptor of the mount. The
 * file system's own message is in *err where it left one. */
int mount_fs(const struct plan_mount *mount, const struct mount_place *place, int *ret_tree, struct err *err);

/* Gives the file system whose root fd is the options and flags of the mount. */
int mount_fs_reconfigure(const struct plan_mount *mount, int fd, struct err *err);
