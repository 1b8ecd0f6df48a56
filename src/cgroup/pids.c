/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pids: see pids.h. What a container can do about it is bounded: lists are read once each, in pieces,
 * and pidfds are held for a batch of them at a time. */
#include "cgroup/pids.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cgroup/file.h"
#include "cgroup/tree.h"

#define READ_SIZE 4096

/* So many pidfds are held at once: RLIMIT_NOFILE may be small. */
#define BATCH 32

struct collector {
	struct tree_visitor visitor; /* first: the visitor is the collector */
	struct pid_list *list;
};

void pids_release(struct pid_list *list)
{
	free(list->items);
	*list = (struct pid_list){ .items = NULL };
}

static int add(struct pid_list *list, pid_t pid)
{
	if (pid == 0) { /* as which kill(2) would mean our own process group */
		list->hidden++;
		return 0;
	}
	if (list->len == list->room) {
		size_t room = 2 * list->room + 64;
		pid_t *items = realloc(list->items, room * sizeof(*items));

		if (items == NULL)
			return -ENOMEM;
		list->items = items;
		list->room = room;
	}
	list->items[list->len++] = pid;
	return 0;
}

/* Numbers, one a line, where a read may end in the middle of one. */
static int add_text(struct pid_list *list, const char *text, size_t len, pid_t *number)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] >= '0' && text[i] <= '9' && *number < INT_MAX / 10) {
			*number = *number * 10 + (text[i] - '0');
			continue;
		}
		if (add(list, *number) < 0)
			return -ENOMEM;
		*number = 0;
	}
	return 0;
}

static int read_list(int dir, const char *file, struct pid_list *list)
{
	auto_close int fd = cgroup_file_open(dir, file, O_RDONLY);
	char text[READ_SIZE];
	pid_t number = 0;
	ssize_t len;

	if (fd < 0)
		return fd;
	while ((len = read(fd, text, sizeof(text))) > 0) {
		if (add_text(list, text, (size_t)len, &number) < 0)
			return -ENOMEM;
	}
	return len < 0 ? -errno : 0;
}

static bool is_gone(int error)
{
	return error == -ENOENT || error == -ENODEV;
}

/* cgroup.procs can't be read in a threaded cgroup: there the threads stand for their process. */
static int collect_here(struct tree_visitor *visitor, int dir)
{
	struct pid_list *list = ((struct collector *)visitor)->list;
	int ret = read_list(dir, "cgroup.procs", list);

	if (ret == -EOPNOTSUPP)
		ret = read_list(dir, "cgroup.threads", list);
	return is_gone(ret) ? 0 : ret;
}

static int compare(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

static void sort(struct pid_list *list)
{
	size_t kept = 0;

	if (list->len == 0)
		return;
	qsort(list->items, list->len, sizeof(*list->items), compare);
	for (size_t i = 1; i < list->len; i++) {
		if (list->items[i] != list->items[kept])
			list->items[++kept] = list->items[i];
	}
	list->len = kept + 1;
}

int pids_collect(int dir, struct pid_list *ret)
{
	struct collector collector = { .visitor = { .inside = collect_here }, .list = ret };
	int error;

	*ret = (struct pid_list){ .items = NULL };
	error = tree_walk(dir, &collector.visitor);
	if (error < 0 && !is_gone(error)) {
		pids_release(ret);
		return error;
	}
	sort(ret);
	return 0;
}

static bool contains(const struct pid_list *list, pid_t pid)
{
	return list->len > 0 && bsearch(&pid, list->items, list->len, sizeof(pid), compare) != NULL;
}

/* ESRCH: it has ended by itself. EINVAL of pidfd_open: a thread, whose process has a number of its
 * own. */
static int send(const struct pid_list *now, pid_t pid, int pidfd, int signal)
{
	if (pidfd < 0)
		return pidfd == -ESRCH || pidfd == -EINVAL || pidfd == -ENOENT ? 0 : pidfd;
	if (!contains(now, pid) || syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) == 0)
		return 0;
	return errno == ESRCH ? 0 : -errno;
}

/* A pidfd that was opened before the list was read, and whose number is in that list, is either the
 * process the list means or a dead one. */
static int signal_batch(int dir, const pid_t *pids, size_t len, int signal)
{
	auto_pids struct pid_list now = { .items = NULL };
	int pidfds[BATCH];
	int listed, ret = 0;

	for (size_t i = 0; i < len; i++) {
		pidfds[i] = (int)syscall(SYS_pidfd_open, pids[i], 0);
		if (pidfds[i] < 0)
			pidfds[i] = -errno;
	}
	listed = pids_collect(dir, &now);
	for (size_t i = 0; i < len; i++) {
		int sent = listed < 0 ? listed : send(&now, pids[i], pidfds[i], signal);

		ret = sent < 0 ? sent : ret; /* the others get theirs all the same */
		cleanup_close(&pidfds[i]);
	}
	return ret;
}

int pids_signal(int dir, int signal)
{
	auto_pids struct pid_list list = { .items = NULL };
	int ret = pids_collect(dir, &list);

	for (size_t i = 0; i < list.len; i += BATCH) {
		size_t left = list.len - i;
		int sent = signal_batch(dir, list.items + i, left < BATCH ? left : BATCH, signal);

		ret = sent < 0 ? sent : ret;
	}
	return ret < 0 ? ret : (int)(list.len + list.hidden);
}
