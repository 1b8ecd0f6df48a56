/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* call: a system call, without libc.
 *
 * hull's host program and its freestanding init (src/init) share the wrappers of src/sys, so these may
 * neither use errno nor anything else that a C library provides. Results are the kernel's own: >= 0, or
 * -errno. A new architecture needs one file in sys/arch. */
#pragma once

#include <sys/syscall.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#include "sys/arch/x86_64.h"
#elif defined(__aarch64__)
#include "sys/arch/aarch64.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "sys/arch/riscv64.h"
#else
#error "hull does not know this architecture yet: add a file to src/sys/arch"
#endif

#define SYS_CALL_(n, a, b, c, d, e, f, ...)                                                                            \
	sys_call6((n), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
/* sys_call(number, up to six arguments) */
#define sys_call(...) SYS_CALL_(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* Numbers that the oldest supported headers lack; they are the same on every architecture. */
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef SYS_listmount
#define SYS_listmount 458
#endif
#ifndef SYS_statmount
#define SYS_statmount 457
#endif
#ifndef SYS_open_tree_attr
#define SYS_open_tree_attr 467
#endif
