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

/* O_PATH (plus flags such as O_DIRECTORY, O_NOFOLLOW). */
int sys_open_in_root(int root, const char *path, int flags);
/* Like it, but a symbolic link anywhere in the path is -ELOOP. */
int sys_open_in_root_no_links(int root, const char *path, int flags);
/* Like it, and what is missing is made: directories of mode 0755, and the last part as kind says (a file: 0644, empty).
 * A dangling link is never created through: -ENOENT or -EEXIST. */
int sys_make_in_root(int root, const char *path, enum path_kind kind);
/* The directory that holds the last part of path (made if missing), whose name is copied to name. "/" and ".." as last
 * part are -EINVAL. */
int sys_make_parent_in_root(int root, const char *path, char name[256]);

/* Reads a regular file of at most size bytes below root through O_PATH and procfs (a descriptor of a procfs that is
 * hull's own), never waiting on a FIFO or opening a device: bytes read, -ENXIO for another kind, -EFBIG. */
long sys_read_in_root(int root, int proc, const char *path, char *buffer, size_t size);
/* Opens for real what an O_PATH descriptor names: flags as open(2). */
int sys_reopen(int proc, int path_fd, int flags);

/* Where an open descriptor's file is now, absolute, as procfs on /proc shows it. Its length, or -errno. Host only. */
int sys_fd_path(int fd, char *path, size_t size);
