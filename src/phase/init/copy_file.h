/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* copy_file: copies of single files, for copy_up. Results: 0, or -errno. */
#pragma once

#include <sys/stat.h>

enum { COPY_OWNER = 1, COPY_MODE = 2, COPY_XATTRS = 4, COPY_TIMES = 8, COPY_ALL = 15 };

/* from and to are opened for real; what: COPY_. */
int copy_attributes(int from, int to, const struct stat *st, unsigned what);

/* fd: O_PATH of the file that st describes; the copy is called name in the directory to, and must not be there. */
int copy_regular(int proc, int fd, int to, const char *name, const struct stat *st);
int copy_symlink(int fd, int to, const char *name, const struct stat *st);
/* Devices, FIFOs, sockets */
int copy_node(int to, const char *name, const struct stat *st);
