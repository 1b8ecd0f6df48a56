/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* copy_up: fills a tmpfs with what it covers (tmpcopyup). */
#pragma once

#include "model/plan.h"
#include "model/run.h"

/* from: O_PATH of the covered directory; to: of the root of the mount, which nobody else has seen so far. Owners, modes,
 * times, extended attributes (of files and directories) and hard links are kept; what is mounted below from is not
 * copied, but for the directory that it is mounted on. */
int copy_up(struct run *run, const struct plan_mount *mount, int from, int to, struct err *err);
