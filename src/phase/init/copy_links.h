/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* copy_links: which files of several names have been copied, and under which name. Results: 0, or -errno. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#define COPY_LINKS_HEADS 1024

struct copy_links {
	char *memory; /* one entry after the other */
	size_t used;
	uint32_t heads[COPY_LINKS_HEADS]; /* offsets into memory; 0: none */
};

int copy_links_init(struct copy_links *links);
void copy_links_release(struct copy_links *links);

/* If the file that st describes has been copied already, makes name in the directory to another name of the copy: 1.
 * root is the directory that paths begin in. */
int copy_links_find(struct copy_links *links, int root, const struct stat *st, int to, const char *name);

/* It has been copied to path now. */
int copy_links_add(struct copy_links *links, const struct stat *st, const char *path);
