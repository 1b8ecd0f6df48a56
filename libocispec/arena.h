/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* arena: memory that lives as long as the command does and is never freed alone.
 *
 * One contiguous piece of address space of a fixed size, into which pages come as they are used;
 * what it holds never moves. It may be backed by a descriptor (a memfd), so that another program
 * can map the same bytes at the same address: then pointers inside it are good in both. Or it
 * begins in a buffer of the caller's, so that what is small costs no system call. */
#pragma once

#include <stddef.h>

struct arena {
	char *base;  /* where the reservation begins */
	size_t used; /* bytes handed out */
	size_t size; /* bytes backed by memory so far */
	size_t max;  /* bytes reserved: the arena is full beyond it */
	int fd;      /* what backs it, borrowed; -1: anonymous memory */
	size_t next; /* base is the caller's buffer: bytes to reserve when that is full; else 0 */
};

/* Reserves max bytes of anonymous memory. 0, or -errno. */
int arena_init(struct arena *arena, size_t max);
/* Reserves max bytes at `address`, backed by fd (empty so far, grown as needed). 0, or -errno. */
int arena_init_fd(struct arena *arena, int fd, void *address, size_t max);
/* Begins in `buffer` (aligned to 16 bytes); what does not fit any more goes to max bytes of
 * anonymous memory, reserved then. A mark taken before that frees none of the buffer. */
void arena_init_buffer(struct arena *arena, void *buffer, size_t size, size_t max);
void arena_release(struct arena *arena);

/* Zeroed, aligned to 16 bytes. NULL when the arena is full. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);
/* count * size, with the overflow checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_strdup(struct arena *arena, const char *text);

/* Frees everything handed out since the mark was taken (and zeroes it for the next user). */
size_t arena_mark(const struct arena *arena);
void arena_reset(struct arena *arena, size_t mark);
