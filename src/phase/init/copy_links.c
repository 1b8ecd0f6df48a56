/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* copy_links: see copy_links.h. A hash table in address space of its own: init has no heap. */
#include "phase/init/copy_links.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "sys/call.h"

#define MEMORY_SIZE (256UL << 20) /* address space; pages come as they are used */

struct entry {
	uint64_t device, inode;
	uint32_t next; /* of the same head; 0: the last */
	char path[];
};

int copy_links_init(struct copy_links *links)
{
	long at = sys_call(SYS_mmap, NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE,
	                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	*links = (struct copy_links){ .used = sizeof(struct entry) }; /* offset 0 is no entry */
	if (at < 0 && at > -4096)
		return (int)at;
	links->memory = (char *)at;
	return 0;
}

void copy_links_release(struct copy_links *links)
{
	if (links->memory != NULL)
		sys_call(SYS_munmap, links->memory, MEMORY_SIZE);
	links->memory = NULL;
}

static size_t head_of(const struct stat *st)
{
	return (st->st_ino ^ st->st_dev) % COPY_LINKS_HEADS;
}

int copy_links_find(struct copy_links *links, int root, const struct stat *st, int to, const char *name)
{
	uint32_t at = st->st_nlink > 1 ? links->heads[head_of(st)] : 0;

	while (at != 0) {
		const struct entry *entry = (const struct entry *)(const void *)(links->memory + at);
		long ret;

		if (entry->device == st->st_dev && entry->inode == st->st_ino) {
			ret = sys_call(SYS_linkat, root, entry->path, to, name, 0);
			return ret < 0 ? (int)ret : 1;
		}
		at = entry->next;
	}
	return 0;
}

int copy_links_add(struct copy_links *links, const struct stat *st, const char *path)
{
	size_t size = (sizeof(struct entry) + strlen(path) + 1 + 7) / 8 * 8;
	struct entry *entry = (struct entry *)(void *)(links->memory + links->used);

	if (st->st_nlink <= 1)
		return 0;
	if (links->used + size > MEMORY_SIZE)
		return -ENOMEM;
	*entry = (struct entry){ .device = st->st_dev, .inode = st->st_ino, .next = links->heads[head_of(st)] };
	memcpy(entry->path, path, strlen(path) + 1);
	links->heads[head_of(st)] = (uint32_t)links->used;
	links->used += size;
	return 0;
}
