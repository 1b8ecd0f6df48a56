/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cgroup_v1: what stands below a mount of type cgroup on a v1 or hybrid host. */
#pragma once

#include "model/run.h"

/* Fills the tmpfs `tree`, attached already, with a mount for each hierarchy of the plan and the links to them. */
int cgroup_v1_fill(struct run *run, int tree, struct err *err);
