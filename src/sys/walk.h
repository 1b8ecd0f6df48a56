/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* walk: a path below a root without openat2, for sandboxes that hide it. See path.h for what it promises. */
#pragma once

#include <stdbool.h>

/* flags as for openat(2), O_PATH among them; links: follow symbolic links (never magic ones). fd, or -errno. */
int sys_walk_in_root(int root, const char *path, int flags, bool links);
