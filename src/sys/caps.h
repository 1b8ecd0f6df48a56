/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* caps: the names of capabilities, and what this process has of them. Host only; built with or without libcap. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Whether this hull can set capabilities at all: without libcap it knows no names. */
bool sys_caps_known(void);
/* The number of "CAP_…" in any case; -1: libcap or the kernel doesn't know it. */
int sys_caps_from_name(const char *name);
/* Calls each(context, "CAP_…") for every capability that both libcap and the kernel know. */
void sys_caps_each(void (*each)(void *context, const char *name), void *context);
/* No capability of this kernel has a higher number. */
int sys_caps_last(void);
/* The permitted set of this process, or 0. */
uint64_t sys_caps_permitted(void);
