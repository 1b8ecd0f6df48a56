/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_arena: memory that never moves, is zero, and may be shared by address. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "tap.h"

enum { MAX = 1 << 20 };

static bool is_zero(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

static void test_alloc(void)
{
	struct arena arena;
	char *a, *b;

	is_number(arena_init(&arena, MAX), 0, "init");
	a = arena_alloc(&arena, 0);
	b = arena_alloc(&arena, 1);
	ok(a && b, "a size of 0 gives a pointer");
	ok((uintptr_t)b % 16 == 0 && (uintptr_t)arena_alloc(&arena, 1) % 16 == 0, "aligned to 16");
	is_string(arena_strdup(&arena, "word"), "word", "strdup");
	is_string(arena_strndup(&arena, "word", 2), "wo", "strndup");
	ok(!arena_alloc(&arena, MAX), "more than is left");
	ok(!arena_alloc(&arena, SIZE_MAX) && !arena_alloc(&arena, SIZE_MAX - 8), "sizes that wrap");
	ok(!arena_array(&arena, SIZE_MAX / 2, 3), "a product that wraps");
	ok(!arena_strndup(&arena, "", SIZE_MAX), "a length that wraps");
	ok(arena_array(&arena, 3, 5), "array");
	ok(arena_alloc(&arena, MAX - arena.used), "the last byte");
	ok(!arena_alloc(&arena, 1), "is the last");
	arena_release(&arena);
	arena_release(&arena);
	ok(!arena.base, "released, twice");
}

static void test_reset(void)
{
	struct arena arena;
	char *first, *second;
	size_t mark;

	if (arena_init(&arena, MAX) < 0)
		return;
	arena_strdup(&arena, "stays");
	mark = arena_mark(&arena);
	first = arena_alloc(&arena, 100);
	memset(first, 'x', 100);
	arena_reset(&arena, mark);
	second = arena_alloc(&arena, 100);
	ok(first == second && is_zero(second, 100), "what was handed back is zero again");
	is_string(arena.base, "stays", "what lies before the mark stays");
	arena_reset(&arena, MAX);
	ok(arena.used > mark, "a mark that lies ahead does nothing");
	arena_release(&arena);
}

static off_t file_size(int fd)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? -1 : st.st_size;
}

static void test_shared(void)
{
	/* where no address of ours ever is, on 48-bit machines */
	void *address = (void *)0x200000000000;
	int fd = memfd_create("test_arena", MFD_CLOEXEC);
	struct arena arena, other;
	char *text, *end;

	is_number(arena_init_fd(&arena, fd, address, MAX), 0, "a descriptor at an address");
	ok(arena.base == address, "which it got");
	is_number(arena_init_fd(&other, fd, address, MAX), -EEXIST, "the address is taken");
	is_number(file_size(fd), 0, "the file is empty until something is asked for");
	arena_strdup(&arena, "shared");
	is_number(file_size(fd), 64 << 10, "it begins with 64 KiB");
	arena_alloc(&arena, 65 << 10);
	is_number(file_size(fd), 128 << 10, "and doubles");
	end = arena_alloc(&arena, MAX - arena.used);
	is_number(file_size(fd), MAX, "as far as it may");
	end[0] = 'e';
	ok(!arena_alloc(&arena, 1), "and is full then");
	arena_release(&arena);
	text = mmap(address, MAX, PROT_READ, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);
	is_string(text, "shared", "another mapping at that address reads the same");
	munmap(text, MAX);
	close(fd);
	is_number(arena_init_fd(&arena, -1, address, MAX), -EBADF, "no descriptor");
}

/* The file can't grow: a seal, or a full file system. */
static void test_no_growth(void)
{
	int fd = memfd_create("test_arena", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct arena arena;

	if (arena_init_fd(&arena, fd, (void *)0x200000000000, MAX) < 0)
		return;
	fcntl(fd, F_ADD_SEALS, F_SEAL_GROW);
	ok(!arena_alloc(&arena, 1) && arena.used == 0, "a file that can't grow is a full arena");
	arena_release(&arena);
	close(fd);
}

int main(void)
{
	test_alloc();
	test_reset();
	test_shared();
	test_no_growth();
	return tap_done();
}
