/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* file: the only door to what lies below a cgroup's directory (security.md, G1). Nothing here
 * follows a link, goes up, or enters another mount. Functions return >= 0 or -errno. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* name is one component below dir. Close-on-exec is added to the flags. */
int cgroup_file_open(int dir, const char *name, int flags);

/* Reads a small file whole and terminates the text. Returns its length; what does not fit is cut
 * off. */
int cgroup_file_read(int dir, const char *name, char *text, size_t size);

/* Writes the text in one write, as control files want it. Returns 0. */
int cgroup_file_write(int dir, const char *name, const char *text);

/* The number behind "key " at the beginning of a line ("populated 1"). -ENOENT: no such key. */
int cgroup_text_number(const char *text, const char *key);

/* Waiting is bounded by a point in time, of CLOCK_MONOTONIC in ms. */
int64_t deadline_after(unsigned timeout_ms);
/* What is left until then, never less than 0, as poll(2) takes it. */
int deadline_left(int64_t deadline);
/* Sleeps a little, longer each time (1, 2, 4 … 50 ms), never beyond the deadline. False: it has
 * passed. */
bool deadline_pause(int64_t deadline, unsigned *round);
