/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aarch64: how a system call is made, how a program begins (syscall(2), "Architecture calling conventions"). */
#pragma once

static inline long sys_call6(long number, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return x0;
}

/* See x86_64.h. */
static inline long sys_arch_clone_call(void *args, unsigned long size, void (*child)(void *), void *arg)
{
	register long x8 __asm__("x8") = 435;
	register long x0 __asm__("x0") = (long)args;
	register long x1 __asm__("x1") = (long)size;
	register long x9 __asm__("x9") = (long)child;
	register long x10 __asm__("x10") = (long)arg;

	__asm__ volatile("svc #0\n\t"
			 "cbnz x0, 1f\n\t"
			 "mov x29, xzr\n\t"
			 "mov x0, x10\n\t"
			 "blr x9\n\t"
			 "brk #1\n"
			 "1:"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x9), "r"(x10)
			 : "memory", "x30");
	return x0;
}

#define SYS_ARCH_START(entry)                                                                                          \
	__asm__(".text\n.global _start\n.type _start,%function\n_start:\n\t"                                           \
		"mov x29, xzr\n\tmov x0, sp\n\tbl " #entry "\n\tbrk #1\n")

#define SYS_ARCH_ARENA_BASE 0x1000000000UL /* good for 39 bits of address space, too */
#define SYS_ARCH_ARENA_BITS 24
