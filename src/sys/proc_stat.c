/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* proc_stat: see proc_stat.h. Fields are counted from behind the program's name, which may contain anything. */
#include "sys/proc_stat.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fmt.h"
#include "sys/fd.h"

enum { FIELD_STATE = 3, FIELD_START_TIME = 22, FIELD_IGNORED = 33 };

static uint64_t parse_number(const char *text)
{
	uint64_t value = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (uint64_t)(*text - '0');
	return value;
}

int sys_proc_stat_parse(const char *text, struct proc_stat *ret)
{
	const char *p = strrchr(text, ')');

	*ret = (struct proc_stat){ 0 };
	for (int field = FIELD_STATE; p != NULL && field <= FIELD_IGNORED; field++) {
		p = strchr(p + 1, ' ');
		if (p == NULL)
			break;
		if (field == FIELD_STATE && (p[1] == 'Z' || p[1] == 'X'))
			return -ESRCH;
		if (field == FIELD_START_TIME)
			ret->start_time = parse_number(p + 1);
		else if (field == FIELD_IGNORED)
			ret->ignored_signals = parse_number(p + 1);
	}
	return ret->start_time != 0 ? 0 : -ESRCH;
}

int sys_proc_stat(pid_t pid, struct proc_stat *ret)
{
	char path[32], text[1024];
	long n;
	int fd;

	fmt(path, sizeof(path), "/proc/%d/stat", pid);
	fd = sys_open_at(AT_FDCWD, path, O_RDONLY, 0);
	n = fd < 0 ? fd : sys_read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		sys_close(fd);
	if (n <= 0)
		return -ESRCH;
	text[n] = '\0';
	return sys_proc_stat_parse(text, ret);
}
