/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* proc_stat: a process as /proc/<pid>/stat shows it (proc(5)). Host only. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

struct proc_stat {
	uint64_t start_time;      /* field 22: with the pid it names a process for good */
	uint64_t ignored_signals; /* field 33: bit n - 1 for signal n, of the standard signals */
};

/* 0, or -ESRCH if there is no process of that pid, or it is dead already. */
int sys_proc_stat(pid_t pid, struct proc_stat *ret);
/* The same from the file's text. */
int sys_proc_stat_parse(const char *text, struct proc_stat *ret);
