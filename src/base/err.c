/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* err: see err.h. The words for an errno are hull's own: engines match them in lower case. */
#include "base/err.h"

#include <errno.h>
#include <string.h>

#include "base/fmt.h"

struct reason {
	int code;
	const char *text;
};

static const struct reason reasons[] = {
	{ EPERM, "operation not permitted" },
	{ ENOENT, "no such file or directory" },
	{ ESRCH, "no such process" },
	{ EINTR, "interrupted system call" },
	{ EIO, "input/output error" },
	{ ENXIO, "no such device or address" },
	{ E2BIG, "argument list too long" },
	{ ENOEXEC, "exec format error" },
	{ EBADF, "bad file descriptor" },
	{ ECHILD, "no child processes" },
	{ EAGAIN, "resource temporarily unavailable" },
	{ ENOMEM, "cannot allocate memory" },
	{ EACCES, "permission denied" },
	{ EFAULT, "bad address" },
	{ EBUSY, "device or resource busy" },
	{ EEXIST, "file exists" },
	{ EXDEV, "invalid cross-device link" },
	{ ENODEV, "no such device" },
	{ ENOTDIR, "not a directory" },
	{ EISDIR, "is a directory" },
	{ EINVAL, "invalid argument" },
	{ ENFILE, "too many open files in system" },
	{ EMFILE, "too many open files" },
	{ ENOTTY, "inappropriate ioctl for device" },
	{ ETXTBSY, "text file busy" },
	{ EFBIG, "file too large" },
	{ ENOSPC, "no space left on device" },
	{ ESPIPE, "illegal seek" },
	{ EROFS, "read-only file system" },
	{ EMLINK, "too many links" },
	{ EPIPE, "broken pipe" },
	{ ERANGE, "numerical result out of range" },
	{ ENAMETOOLONG, "file name too long" },
	{ ENOSYS, "function not implemented" },
	{ ENOTEMPTY, "directory not empty" },
	{ ELOOP, "too many levels of symbolic links" },
	{ EPROTO, "protocol error" },
	{ EOVERFLOW, "value too large for defined data type" },
	{ ELIBBAD, "accessing a corrupted shared library" },
	{ EUSERS, "too many users" },
	{ ENOTSOCK, "socket operation on non-socket" },
	{ EMSGSIZE, "message too long" },
	{ EOPNOTSUPP, "operation not supported" },
	{ EADDRINUSE, "address already in use" },
	{ ENETDOWN, "network is down" },
	{ ECONNRESET, "connection reset by peer" },
	{ ENOBUFS, "no buffer space available" },
	{ ETIMEDOUT, "connection timed out" },
	{ ECONNREFUSED, "connection refused" },
	{ EDQUOT, "disk quota exceeded" },
	{ ECANCELED, "operation canceled" },
	{ ENOKEY, "required key not available" },
};

const char *err_reason(int code)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].code == code)
			return reasons[i].text;
	}
	return NULL;
}

int err_call(struct err *err, int code, const char *format, ...)
{
	va_list args;

	err->code = code;
	err->path_in_text = false;
	err->absent = false;
	err->path[0] = '\0';
	err->hint[0] = '\0';
	va_start(args, format);
	fmt_v(err->what, sizeof(err->what), format, args);
	va_end(args);
	return -1;
}

int err_input(struct err *err, const char *path, const char *format, ...)
{
	va_list args;

	err->code = 0;
	err->path_in_text = false;
	err->absent = false;
	err->hint[0] = '\0';
	fmt(err->path, sizeof(err->path), "%s", path != NULL ? path : "");
	va_start(args, format);
	fmt_v(err->what, sizeof(err->what), format, args);
	va_end(args);
	return -1;
}

int err_within(struct err *err, const char *format, ...)
{
	char context[ERR_WHAT_SIZE];
	size_t room = sizeof(err->what);
	va_list args;
	size_t len;

	va_start(args, format);
	len = fmt_v(context, room / 2, format, args);
	va_end(args);
	len += fmt(context + len, room - len, ": %s", err->what);
	memcpy(err->what, context, len + 1);
	return -1;
}

int err_at(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fmt_v(err->path, sizeof(err->path), format, args);
	va_end(args);
	return -1;
}

int err_hint(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fmt_v(err->hint, sizeof(err->hint), format, args);
	va_end(args);
	return -1;
}

static void escape_controls(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p != '\0'; p++) {
		if (*p < 0x20 || *p == 0x7f)
			*p = '?';
	}
}

size_t err_text(const struct err *err, char *text, size_t size)
{
	const char *reason = err->code != 0 ? err_reason(err->code) : NULL;
	size_t len = fmt(text, size, "%s", err->what);

	if (reason != NULL)
		len = fmt_append(text, size, ": %s", reason);
	else if (err->code != 0)
		len = fmt_append(text, size, ": error %d", err->code);
	if (err->path[0] != '\0' && !err->path_in_text)
		len = fmt_append(text, size, " (%s)", err->path);
	if (err->hint[0] != '\0')
		len = fmt_append(text, size, "; %s", err->hint);
	escape_controls(text);
	return len;
}
