/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount_fs: a new file system, as a detached mount. */
#pragma once

#include "base/err.h"
#include "model/plan.h"

/* Makes what the mount says; target is the directory that it will cover, or -1. A descriptor of the mount, or -1 with the
 * file system's own message in *err where it left one. */
int mount_fs_make(const struct plan_mount *mount, int target, struct err *err);
