/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* without: may a container run although there is no cgroup to be had, or no device rules in it?
 *
 * Only where nothing was asked of it. What was asked for and can't be had is an error, never left
 * out in silence. *err says what is missing; it is turned into a warning (0), or completed with
 * what to do (-1). */
#pragma once

struct cgroup_plan;
struct err;

int without_cgroup(const struct cgroup_plan *plan, struct err *err);

/* In a user namespace, and for an ordinary user, the kernel itself refuses to make device nodes and
 * to open those of foreign file systems; and it refuses the rules. There they may be missing even
 * if they were asked for: engines send them in any case. */
int without_devices(const struct cgroup_plan *plan, struct err *err);
