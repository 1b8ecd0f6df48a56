/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kernel: the kernel's version, for the few things that can't be found out by trying them. */
#pragma once

#include <stdbool.h>

bool sys_kernel_at_least(unsigned major, unsigned minor);
