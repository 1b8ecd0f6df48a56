/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* tree: see tree.h. The way back up is "..": a cgroup directory can't be moved to another parent,
 * so that ".." is where the walk came from. (Names are listed on the way down rather than looked
 * for again on the way up: offsets in a cgroup directory are hashes, and siblings that share one
 * could hide behind each other.) */
#include "cgroup/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cgroup/file.h"

#define ENTRIES_SIZE 8192

struct level {
	char *names; /* of the children, one after the other, each with its NUL */
	size_t len, room;
	size_t next;    /* where the next child's name begins */
	size_t current; /* the child the walk is in */
};

struct walk {
	struct tree_visitor *visitor;
	int dir; /* the directory of the deepest level */
	struct level *levels;
	size_t depth, room;
};

static int add_name(struct level *level, const char *name)
{
	size_t size = strlen(name) + 1;

	if (level->names == NULL || level->room - level->len < size) {
		size_t room = 2 * level->room + size + 64;
		char *names = realloc(level->names, room);

		if (names == NULL)
			return -ENOMEM;
		level->names = names;
		level->room = room;
	}
	memcpy(level->names + level->len, name, size);
	level->len += size;
	return 0;
}

static bool is_child(const struct dirent64 *entry)
{
	return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

static int add_entries(struct level *level, const char *entries, size_t len)
{
	for (size_t at = 0; at < len;) {
		const struct dirent64 *entry = (const void *)(entries + at);

		if (is_child(entry) && add_name(level, entry->d_name) < 0)
			return -ENOMEM;
		at += entry->d_reclen;
	}
	return 0;
}

static int list_children(int dir, struct level *level)
{
	_Alignas(struct dirent64) char entries[ENTRIES_SIZE];
	ssize_t len;

	while ((len = getdents64(dir, entries, sizeof(entries))) > 0) {
		if (add_entries(level, entries, (size_t)len) < 0)
			return -ENOMEM;
	}
	return len == 0 || errno == ENOENT ? 0 : -errno; /* ENOENT: removed while we read it */
}

static int push(struct walk *walk, const struct level *level)
{
	if (walk->depth == walk->room) {
		size_t room = 2 * walk->room + 8;
		struct level *levels = realloc(walk->levels, room * sizeof(*levels));

		if (levels == NULL)
			return -ENOMEM;
		walk->levels = levels;
		walk->room = room;
	}
	walk->levels[walk->depth++] = *level;
	return 0;
}

/* Takes over fd, a directory open for reading. */
static int go_into(struct walk *walk, int *fd)
{
	struct level level = { .names = NULL };
	int ret = list_children(*fd, &level);

	if (ret == 0)
		ret = push(walk, &level);
	if (ret < 0) {
		free(level.names);
		return ret;
	}
	cleanup_close(&walk->dir);
	walk->dir = take_fd(fd);
	return walk->visitor->inside != NULL ? walk->visitor->inside(walk->visitor, walk->dir) : 0;
}

static int go_up(struct walk *walk)
{
	auto_close int parent = -1;
	const struct level *level;

	free(walk->levels[--walk->depth].names);
	if (walk->depth == 0)
		return 0;
	parent = openat(walk->dir, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		return -errno;
	cleanup_close(&walk->dir);
	walk->dir = take_fd(&parent);
	if (walk->visitor->leave == NULL)
		return 0;
	level = &walk->levels[walk->depth - 1];
	return walk->visitor->leave(walk->visitor, walk->dir, level->names + level->current);
}

static int step(struct walk *walk)
{
	struct level *level = &walk->levels[walk->depth - 1];
	const char *name = level->names + level->next;
	auto_close int child = -1;
	int ret = 1;

	if (level->next == level->len)
		return go_up(walk);
	level->current = level->next;
	level->next += strlen(name) + 1;
	if (walk->visitor->enter != NULL)
		ret = walk->visitor->enter(walk->visitor, walk->dir, name);
	if (ret <= 0)
		return ret;
	child = cgroup_file_open(walk->dir, name, O_RDONLY | O_DIRECTORY);
	if (child < 0)
		return child == -ENOENT ? 0 : child;
	return go_into(walk, &child);
}

int tree_walk(int top, struct tree_visitor *visitor)
{
	struct walk walk = { .visitor = visitor, .dir = -1 };
	auto_close int fd = openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret = fd < 0 ? -errno : go_into(&walk, &fd);

	while (ret >= 0 && walk.depth > 0)
		ret = step(&walk);
	while (walk.depth > 0)
		free(walk.levels[--walk.depth].names);
	free(walk.levels);
	cleanup_close(&walk.dir);
	return ret;
}
