/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fmt: the few printf conversions that hull's messages need, without stdio and without a heap,
 * so that the container's init (which has no libc) makes its messages with the same code.
 *
 *	%s string    %q string in double quotes, control characters and quotes escaped    %c character
 *	%d %i int    %u unsigned    %x hexadecimal    %o octal    each also with l, ll, z    %% percent
 *	%.*s at most so many bytes    %0Nd, %Nd padded to N places
 *
 * A NULL string prints as "(null)". Any other conversion is a mistake in the program: it prints itself. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

/* Always terminates (if size > 0); returns the length written, cut to size - 1. */
size_t fmt(char *text, size_t size, const char *format, ...);
size_t fmt_v(char *text, size_t size, const char *format, va_list args);
/* Writes after what already stands in text. Returns the new length. */
size_t fmt_append(char *text, size_t size, const char *format, ...);
