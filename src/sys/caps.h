/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* caps: the names of capabilities, and what this process has of them. Host only; left out by
 * --disable-caps. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Whether this hull was built with them: else it knows no names. */
bool sys_caps_known(void);
/* The number of "CAP_…" in any case; -1: we or the kernel don't know it. */
int sys_caps_from_name(const char *name);
/* Calls each(context, "CAP_…") for every capability that both we and the kernel know. */
void sys_caps_each(void (*each)(void *context, const char *name), void *context);
/* The permitted set of this process, or 0. */
uint64_t sys_caps_permitted(void);
