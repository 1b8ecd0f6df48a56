/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* x86_64: how a system call is made, how a program begins (syscall(2), "Architecture calling conventions"). */
#pragma once

static inline long sys_call6(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

/* clone3 for a child that shares our memory: it can't return through our stack, so it calls child(arg) on the
 * stack that args names, and that never returns. */
static inline long sys_arch_clone_call(void *args, unsigned long size, void (*child)(void *), void *arg)
{
	long ret;

	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "mov %[arg], %%rdi\n\t"
			 "call *%[child]\n\t"
			 "hlt\n"
			 "1:"
			 : "=a"(ret)
			 : "0"(435L), "D"(args), "S"(size), [child] "r"(child), [arg] "r"(arg)
			 : "rcx", "r11", "memory");
	return ret;
}

/* The kernel enters with the stack pointer at argc; the ABI wants it aligned to 16 before a call. */
#define SYS_ARCH_START(entry)                                                                                          \
	__asm__(".text\n.global _start\n.type _start,@function\n_start:\n\t"                                           \
		"xor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall " #entry "\n\thlt\n")

#define SYS_ARCH_ARENA_BASE 0x200000000000UL /* between the program and the kernel's mmap area */
#define SYS_ARCH_ARENA_BITS 30               /* random bits, in pages */
