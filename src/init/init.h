/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* init: what MIDDLE and INIT keep for themselves during a run.
 *
 * This program is freestanding: no libc, no heap, no second thread. It is run from a sealed copy in memory, with no
 * environment and one argument, the descriptor of the plan. Its working directory is anywhere until `caps` sets it. */
#pragma once

#include <stdbool.h>

#include "model/run.h"
#include "sys/path.h"

struct init {
	int root;         /* the container's "/", O_PATH */
	struct path_parent parent; /* the directory that something was made in last, mostly /dev */
	int left_open;    /* descriptors that are done with and not closed */
	int proc;         /* a procfs of our own PID namespace, mounted by us and nobody else (K1); -1: not needed so far */
	int mask_null;    /* the mount over the first masked file: the others are its copies; -1: none so far */
	int mask_empty;   /* the same for directories */
	bool cwd_entered; /* chdir to the cwd worked with root's rights */
	const char *program; /* what will be executed */
};

/* fd is not needed any more. All of init's descriptors close with the execve, if not before: a close each is saved as long
 * as they are few. */
void init_drop(struct init *init, int fd);

/* A procfs handle for /proc/self and, with `whole`, everything else (K2: only around the sysctl writes). */
int init_proc(struct run *run, struct err *err);
