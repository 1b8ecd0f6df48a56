/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* riscv64: how a system call is made, how a program begins (syscall(2), "Architecture calling conventions"). */
#pragma once

static inline long sys_call6(long number, long a, long b, long c, long d, long e, long f)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;
	register long a4 __asm__("a4") = e;
	register long a5 __asm__("a5") = f;

	__asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5) : "memory");
	return a0;
}

/* See x86_64.h. */
static inline long sys_arch_clone_call(void *args, unsigned long size, void (*child)(void *), void *arg)
{
	register long a7 __asm__("a7") = 435;
	register long a0 __asm__("a0") = (long)args;
	register long a1 __asm__("a1") = (long)size;
	register long s2 __asm__("s2") = (long)child;
	register long s3 __asm__("s3") = (long)arg;

	__asm__ volatile("ecall\n\t"
			 "bnez a0, 1f\n\t"
			 "mv s0, zero\n\t"
			 "mv a0, s3\n\t"
			 "jalr s2\n\t"
			 "ebreak\n"
			 "1:"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(s2), "r"(s3)
			 : "memory", "ra");
	return a0;
}

#define SYS_ARCH_START(entry)                                                                                          \
	__asm__(".text\n.global _start\n.type _start,%function\n_start:\n\t"                                           \
		".option push\n\t.option norelax\n\tlla gp, __global_pointer$\n\t.option pop\n\t"                      \
		"mv s0, zero\n\tmv a0, sp\n\tandi sp, sp, -16\n\tcall " #entry "\n\tebreak\n")

#define SYS_ARCH_ARENA_BASE 0x1000000000UL
#define SYS_ARCH_ARENA_BITS 24
