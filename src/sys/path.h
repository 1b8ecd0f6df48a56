/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* path: the one door to paths of which an image, a volume or a container controls any part (invariants P1-P3, P6).
 *
 * `root` is a descriptor of the directory that the path's "/" means: no "..", link or magic link leads out of
 * it. The result is an O_PATH descriptor; what was checked is what is used. Results: >= 0, or -errno. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum path_kind { PATH_DIRECTORY, PATH_FILE };

/* A directory that is kept from one path to the next, and the last part of the path that it was opened for. */
struct path_parent {
	int fd; /* -1: none */
	const char *path;
	size_t len; /* of the directory's part of path */
	char name[256];
};

/* O_PATH (plus flags such as O_DIRECTORY, O_NOFOLLOW). */
int sys_open_in_root(int root, const char *path, int flags);
/* Like it, but a symbolic link anywhere in the path is -ELOOP (with O_NOFOLLOW the last part may be one). */
int sys_open_in_root_no_links(int root, const char *path, int flags);
/* Like it, and what is missing is made: directories of mode 0755, and the last part as kind says (a file: 0644, empty).
 * A dangling link is never created through: -ENOENT or -EEXIST. */
int sys_make_in_root(int root, const char *path, enum path_kind kind);
/* Whether parent is the directory of path already, as far as their texts say. */
bool sys_is_parent(const struct path_parent *parent, const char *path);
/* Opens the directory of path, made if it is missing, unless parent has it open already, and sets parent->name. What was
 * open before is closed. "/", "." and ".." as last part are -EINVAL. */
int sys_make_parent_in_root(int root, const char *path, struct path_parent *parent);
/* parent->name, which must not be there (-EEXIST). */
int sys_make_new(const struct path_parent *parent, enum path_kind kind);

/* A descriptor of the topmost mount on target, a directory, whoever may have renamed it meanwhile; of target itself if
 * nothing is mounted on it. May change the working directory to "/". */
int sys_open_mounted(int target);

/* Reads a regular file of at most size bytes below root through O_PATH and procfs (a descriptor of a procfs that is
 * hull's own), never waiting on a FIFO or opening a device: bytes read, -ENXIO for another kind, -EFBIG. */
long sys_read_in_root(int root, int proc, const char *path, char *buffer, size_t size);
/* Opens for real what an O_PATH descriptor names: flags as open(2). */
int sys_reopen(int proc, int path_fd, int flags);

/* Where an open descriptor's file is now, absolute, as procfs on /proc shows it. Its length, or -errno. Host only. */
int sys_fd_path(int fd, char *path, size_t size);
