/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* log: see log.h. From the bottom: where a record goes, and how each kind is made. */
#include "cli/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "cli/fail.h"
#include "cli/log_json.h"

#define RECORD_SIZE   16384
#define PARTS_SIZE    4096 /* of it for what follows the message, at its longest */
#define TIME_SIZE     sizeof("2026-08-19T21:24:10.683404Z")
#define JOURNALD_PATH "/run/systemd/journal/socket"
#define SYSLOG_PATH   "/dev/log"
#define SYSLOG_DAEMON (3 << 3) /* the facility, beside which the priority stands */

static const char level_names[][8] = {
	[HULL_LOG_ERROR] = "error",
	[HULL_LOG_WARNING] = "warning",
	[HULL_LOG_INFO] = "info",
	[HULL_LOG_DEBUG] = "debug",
};

/* syslog(3) */
static const int priorities[] = {
	[HULL_LOG_ERROR] = 3,
	[HULL_LOG_WARNING] = 4,
	[HULL_LOG_INFO] = 6,
	[HULL_LOG_DEBUG] = 7,
};

static bool is_leap_year(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* RFC 3339 in UTC. The C library's gmtime would first read the host's time zone. */
static void write_time(char text[TIME_SIZE], struct timespec now)
{
	static const unsigned char month_days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	int days = (int)(now.tv_sec / 86400), second = (int)(now.tv_sec % 86400);
	int year = 1970, month = 0;

	for (; days >= 365 + is_leap_year(year); year++)
		days -= 365 + is_leap_year(year);
	for (; days >= month_days[month] + (month == 1 && is_leap_year(year)); month++)
		days -= month_days[month] + (month == 1 && is_leap_year(year));
	fmt(text, TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%06ldZ", year, month + 1, days + 1,
	    second / 3600, second / 60 % 60, second % 60, now.tv_nsec / 1000);
}

/* A record is a line: what would break it in two, or drive a terminal, becomes a blank. */
static void blank_controls(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			text[i] = ' ';
	}
}

static size_t make_line(char record[RECORD_SIZE], enum hull_log_level level, const char *text)
{
	struct timespec now;
	char time[TIME_SIZE];
	size_t len;

	clock_gettime(CLOCK_REALTIME, &now);
	write_time(time, now);
	len = fmt(record, RECORD_SIZE - 1, "%s %s %s", time, level_names[level], text);
	blank_controls(record, len);
	record[len] = '\n';
	return len + 1;
}

/* error: for its parts, or NULL. */
static size_t make_json(char record[RECORD_SIZE], enum hull_log_level level, const char *text,
                        const struct hull_error *error)
{
	struct log_json json = LOG_JSON(record, RECORD_SIZE - PARTS_SIZE);
	struct timespec now;
	char time[TIME_SIZE];

	clock_gettime(CLOCK_REALTIME, &now);
	write_time(time, now);
	log_json_string(&json, "level", level_names[level]);
	log_json_string(&json, "msg", text);
	json.size = RECORD_SIZE - 1;
	log_json_string(&json, "time", time);
	if (error != NULL) {
		log_json_number(&json, "code", error->code);
		log_json_string(&json, "phase", error->phase);
		log_json_string(&json, "path", error->path);
		log_json_string(&json, "hint", error->hint);
	}
	log_json_end(&json);
	record[json.len] = '\n';
	return json.len + 1;
}

/* The form in which a value may hold anything: name, newline, length in 8 bytes, value, newline. */
static size_t add_journald_field(char *record, size_t len, const char *name, const char *value)
{
	size_t value_len = strnlen(value, RECORD_SIZE / 2 - 64);

	len += fmt(record + len, RECORD_SIZE - len, "%s\n", name);
	for (size_t i = 0; i < 8; i++)
		record[len++] = (char)((uint64_t)value_len >> 8 * i & 0xff);
	memcpy(record + len, value, value_len);
	len += value_len;
	record[len++] = '\n';
	return len;
}

static size_t make_journald(char record[RECORD_SIZE], const char *id, enum hull_log_level level,
                            const char *text)
{
	size_t len = fmt(record, RECORD_SIZE, "PRIORITY=%d\n", priorities[level]);

	len = add_journald_field(record, len, "SYSLOG_IDENTIFIER", id);
	return add_journald_field(record, len, "MESSAGE", text);
}

/* Without a time stamp: the daemon takes its own, and no time zone is needed. */
static size_t make_syslog(char record[RECORD_SIZE], const char *id, enum hull_log_level level,
                          const char *text)
{
	size_t len = fmt(record, RECORD_SIZE, "<%d>%s[%d]: %s", SYSLOG_DAEMON | priorities[level],
	                 id, (int)getpid(), text);

	blank_controls(record, len);
	return len;
}

/* Unconnected, so that the daemon may come and go; without waiting for one that does not read. */
static void send_to(const char *path, const char *record, size_t len)
{
	auto_close int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	fmt(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd >= 0)
		(void)sendto(fd, record, len, MSG_DONTWAIT | MSG_NOSIGNAL, (void *)&address,
		             sizeof(address));
}

static void write_record(const struct log_sink *sink, enum hull_log_level level, const char *text,
                         const struct hull_error *error)
{
	char record[RECORD_SIZE];
	ssize_t written;
	size_t len;

	switch (sink->kind) {
	case LOG_NOWHERE:
		break;
	case LOG_FILE:
		len = sink->json ? make_json(record, level, text, error)
		                 : make_line(record, level, text);
		written = write(sink->fd, record, len);
		(void)written;
		break;
	case LOG_JOURNALD:
		send_to(JOURNALD_PATH, record, make_journald(record, sink->id, level, text));
		break;
	case LOG_SYSLOG:
		send_to(SYSLOG_PATH, record, make_syslog(record, sink->id, level, text));
		break;
	}
}

void log_message(void *sink, enum hull_log_level level, const char *text)
{
	write_record(sink, level, text, NULL);
}

void log_failure(const struct log_sink *sink, const struct hull_error *error)
{
	write_record(sink, HULL_LOG_ERROR, error->message, error);
}

struct backend {
	char prefix[12];
	enum log_kind kind;
};

static const struct backend backends[] = {
	{ "file:", LOG_FILE },
	{ "journald:", LOG_JOURNALD },
	{ "syslog:", LOG_SYSLOG },
};

int log_open(struct log_sink *sink, const char *destination, bool json, struct hull_error *error)
{
	enum log_kind kind = LOG_FILE;

	if (destination[0] == '\0')
		return 0;
	for (size_t i = 0; i < sizeof(backends) / sizeof(backends[0]); i++) {
		size_t len = strlen(backends[i].prefix);

		if (strncmp(destination, backends[i].prefix, len) != 0)
			continue;
		kind = backends[i].kind;
		destination += len;
		break;
	}
	*sink = (struct log_sink){ .kind = kind, .json = json, .fd = -1, .id = destination };
	if (kind != LOG_FILE)
		return 0;
	/* Opened at once: a relative path is seen from where the caller stands. */
	sink->fd = open(destination, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);
	if (sink->fd >= 0)
		return 0;
	sink->kind = LOG_NOWHERE;
	return fail(error, errno, "open the log %q", destination);
}

void log_open_stderr(struct log_sink *sink)
{
	*sink = (struct log_sink){ .kind = LOG_FILE, .fd = STDERR_FILENO };
}

void log_close(struct log_sink *sink)
{
	if (sink->fd > STDERR_FILENO)
		close(sink->fd);
	*sink = (struct log_sink)LOG_SINK_INIT;
}
