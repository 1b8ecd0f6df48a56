/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pids: the processes of a cgroup directory and all below it.
 *
 * A number is only a number: by the time it is read, the process may be gone and another may have
 * it. Nothing is ever signalled by one (security.md, F5): pids_signal goes through pidfds, and
 * confirms after a pidfd was opened that the cgroup still lists the number. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct pid_list {
	pid_t *items; /* sorted, each once; on the heap */
	size_t len, room;
	size_t hidden; /* processes of other pid namespaces: there, but without a number for us */
};

#define auto_pids __attribute__((cleanup(pids_release)))
void pids_release(struct pid_list *list);

/* Returns 0 or -errno. A directory that vanished is empty. */
int pids_collect(int dir, struct pid_list *ret);

/* Sends the signal once to each. Returns how many there were (hidden ones too), or -errno. */
int pids_signal(int dir, int signal);
