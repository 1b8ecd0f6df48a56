/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* arena: see arena.h.
 *
 * Address space is reserved at once and never moves. Anonymous pages come when they are touched;
 * those of a descriptor come when the file grows, and are asked for together, because one call for
 * 16 pages is much cheaper than 16 page faults. Bytes beyond `used` are always zero: that is what
 * arena_alloc relies on, and what arena_reset restores. */
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14 */
#endif

enum {
	ALIGNMENT = 16,
	FIRST_STEP = 64 << 10,
};

static int reserve(struct arena *arena, void *address, size_t max, int flags, int fd)
{
	void *base = mmap(address, max, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (base == MAP_FAILED)
		return -errno;
	/* A kernel that does not know MAP_FIXED_NOREPLACE takes the address as a mere wish. */
	if (address && base != address) {
		munmap(base, max);
		return -EEXIST;
	}
	*arena = (struct arena){ .base = base, .max = max, .fd = fd };
	return 0;
}

int arena_init(struct arena *arena, size_t max)
{
	int r = reserve(arena, NULL, max, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);

	if (r == 0)
		arena->size = max;
	return r;
}

int arena_init_fd(struct arena *arena, int fd, void *address, size_t max)
{
	return reserve(arena, address, max, MAP_SHARED | MAP_FIXED_NOREPLACE, fd);
}

void arena_init_buffer(struct arena *arena, void *buffer, size_t size, size_t max)
{
	memset(buffer, 0, size);
	*arena = (struct arena){
		.base = buffer, .size = size, .max = size, .fd = -1, .next = max
	};
}

void arena_release(struct arena *arena)
{
	if (arena->base && arena->next == 0)
		munmap(arena->base, arena->max);
	*arena = (struct arena){ .fd = -1 };
}

/* Touching a page of the mapping that lies beyond the end of the file is SIGBUS: the file grows
 * first. */
static int grow(struct arena *arena, size_t needed)
{
	size_t size = arena->size ? arena->size : FIRST_STEP;

	while (size < needed)
		size *= 2;
	if (size > arena->max)
		size = arena->max;
	if (ftruncate(arena->fd, (off_t)size) < 0)
		return -errno;
	madvise(arena->base + arena->size, size - arena->size, MADV_POPULATE_WRITE);
	arena->size = size;
	return 0;
}

static void *alloc_here(struct arena *arena, size_t size)
{
	size_t begin = arena->used;
	size_t end;

	if (size > arena->max - begin)
		return NULL;
	end = (begin + size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (end > arena->max)
		return NULL;
	if (end > arena->size && grow(arena, end) < 0)
		return NULL;
	arena->used = end;
	return arena->base + begin;
}

/* What is in the buffer stays there, and is the caller's to keep. */
static int leave_buffer(struct arena *arena)
{
	struct arena larger;
	int r = arena->next > 0 ? arena_init(&larger, arena->next) : -ENOMEM;

	if (r == 0)
		*arena = larger;
	return r;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory = alloc_here(arena, size);

	if (!memory && leave_buffer(arena) == 0)
		memory = alloc_here(arena, size);
	return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		return NULL;
	return arena_alloc(arena, total);
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy = len < SIZE_MAX ? arena_alloc(arena, len + 1) : NULL;

	if (copy)
		memcpy(copy, text, len);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

size_t arena_mark(const struct arena *arena)
{
	return arena->used;
}

void arena_reset(struct arena *arena, size_t mark)
{
	if (mark >= arena->used)
		return;
	memset(arena->base + mark, 0, arena->used - mark);
	arena->used = mark;
}
