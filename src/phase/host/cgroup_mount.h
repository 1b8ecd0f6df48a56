/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cgroup_mount: what a mount of type cgroup shows on this host. */
#pragma once

#include "model/plan.h"
#include "model/run.h"

/* v2: a cgroup2 file system, or without a cgroup namespace the container's own directory. v1 and hybrid: a tmpfs, and in
 * run->plan->hierarchies what is mounted in it. The mount is changed accordingly. */
int cgroup_mount_open(struct run *run, struct plan_mount *mount, struct err *err);
