/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pid_file: see pid_file.h. */
#include "phase/host/pid_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "sys/fd.h"

/* Beside the file, so that the rename stays on one file system: /run/x.pid → /run/.x.pid */
static int temporary_name(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/');
	size_t dir = slash != NULL ? (size_t)(slash + 1 - path) : 0;

	if (strlen(path) + 2 > size)
		return -1;
	fmt(name, size, "%.*s.%s", (int)dir, path, path + dir);
	return 0;
}

static int write_temporary(const char *name, pid_t pid)
{
	char text[16];
	size_t len = fmt(text, sizeof(text), "%d", pid);
	auto_close int fd = -1;

	/* what a killed command left there is not worth keeping */
	unlink(name);
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	return fd < 0 ? -errno : sys_write_all(fd, text, len);
}

int pid_file_write(const char *path, pid_t pid, struct err *err)
{
	char name[PATH_MAX];
	int ret;

	if (temporary_name(path, name, sizeof(name)) < 0)
		return err_call(err, ENAMETOOLONG, "write the pid file %q", path);
	ret = write_temporary(name, pid);
	if (ret == 0 && rename(name, path) < 0)
		ret = -errno;
	if (ret < 0)
		unlink(name);
	return ret < 0 ? err_call(err, -ret, "write the pid file %q", path) : 0;
}

int pid_file_check(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];
	struct stat st;

	if (strlen(path) >= sizeof(dir))
		return err_call(err, ENAMETOOLONG, "write the pid file %q", path);
	fmt(dir, sizeof(dir), "%.*s", slash != NULL ? (int)(slash + 1 - path) : 1, slash != NULL ? path : ".");
	if (access(dir, W_OK | X_OK) < 0)
		return err_call(err, errno, "write the pid file %q", path);
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return err_call(err, EISDIR, "write the pid file %q", path);
	return 0;
}

int pid_file_remove(const char *path, struct err *err)
{
	if (unlink(path) < 0 && errno != ENOENT)
		return err_call(err, errno, "remove the pid file %q", path);
	return 0;
}
