/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* file: see file.h. Also home of the clock that bounds every wait on a control file. */
#include "cgroup/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"

/* For sandboxes that hide openat2. Unlike it, this can't tell two mounts of one cgroup file system
 * apart; but nobody in a container can make one in the host's mount namespace. */
static int open_same_device(int dir, const char *name, int flags)
{
	auto_close int fd = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC);
	struct stat above, here;

	if (fd < 0 || fstat(dir, &above) < 0 || fstat(fd, &here) < 0)
		return -errno;
	return above.st_dev == here.st_dev ? take_fd(&fd) : -EXDEV;
}

int cgroup_file_open(int dir, const char *name, int flags)
{
	struct open_how how = {
		.flags = (uint64_t)(unsigned)(flags | O_CLOEXEC),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	long fd = syscall(SYS_openat2, dir, name, &how, sizeof(how));

	if (fd >= 0)
		return (int)fd;
	if (errno != ENOSYS && errno != EPERM)
		return -errno;
	return open_same_device(dir, name, flags);
}

int cgroup_file_read(int dir, const char *name, char *text, size_t size)
{
	auto_close int fd = cgroup_file_open(dir, name, O_RDONLY);
	ssize_t len;

	if (fd < 0)
		return fd;
	len = read(fd, text, size - 1); /* a small control file comes whole in the first read */
	if (len < 0)
		return -errno;
	text[len] = '\0';
	return (int)len;
}

int cgroup_file_write(int dir, const char *name, const char *text)
{
	auto_close int fd = cgroup_file_open(dir, name, O_WRONLY);

	if (fd < 0)
		return fd;
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

int cgroup_text_number(const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, len) == 0 && line[len] == ' ')
			return line[len + 1] - '0';
	}
	return -ENOENT;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t deadline_after(unsigned timeout_ms)
{
	return now_ms() + timeout_ms;
}

int deadline_left(int64_t deadline)
{
	int64_t left = deadline - now_ms();

	if (left < 0)
		return 0;
	return left > INT32_MAX ? INT32_MAX : (int)left;
}

bool deadline_pause(int64_t deadline, unsigned *round)
{
	int left = deadline_left(deadline);
	int nap = *round < 6 ? 1 << *round : 50;

	if (left == 0)
		return false;
	(*round)++;
	poll(NULL, 0, nap < left ? nap : left);
	return true;
}
