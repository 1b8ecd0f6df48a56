/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pid_file: the file in which a caller finds the pid of what it asked for. */
#pragma once

#include <sys/types.h>

#include "base/err.h"

/* The pid in decimal, without a newline; appears complete (temporary file and rename), replaces an older one. */
int pid_file_write(const char *path, pid_t pid, struct err *err);

/* Sees that one can be written there, before anything is made. */
int pid_file_check(const char *path, struct err *err);

/* One that is not there is success. */
int pid_file_remove(const char *path, struct err *err);
