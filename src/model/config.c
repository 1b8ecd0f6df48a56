/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* config: see config.h. */
#include "model/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "json.h"
#include "sys/fd.h"

/* Collects what both the decoder and the checks say. */
struct collector {
	const char *name;
	const struct log *log;
	json_report_fn *report;
	void *context;
	struct err *err;
	unsigned errors;
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static int not_opened(int dir, const char *path, const char *bundle, int code, struct err *err)
{
	if (dir == AT_FDCWD || code != ENOENT)
		return err_call(err, code, "open the configuration %q", path);
	err_input(err, NULL, "JSON specification file %s not found in %q", path, bundle);
	return err_hint(err, "a bundle is a directory with a %s: 'hull spec' makes one", path);
}

/* O_NONBLOCK: a FIFO in its place must not hold us. */
static int open_config(int dir, const char *path, const char *bundle, struct stat *st, struct err *err)
{
	auto_close int fd = openat(dir, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return not_opened(dir, path, bundle, errno, err);
	if (fstat(fd, st) < 0)
		return err_call(err, errno, "look at the configuration %q", path);
	if (!S_ISREG(st->st_mode))
		return err_input(err, NULL, "open the configuration %q: not a regular file", path);
	if (st->st_size > JSON_MAX_SIZE)
		return err_input(err, NULL, "open the configuration %q: larger than %d MiB", path, JSON_MAX_SIZE >> 20);
	return take_fd(&fd);
}

int config_read(int dir, const char *path, const char *bundle, struct config_text *ret, struct err *err)
{
	struct stat st;
	long n;
	auto_close int fd = open_config(dir, path, bundle, &st, err);

	if (fd < 0)
		return -1;
	*ret = (struct config_text){ .name = base_name(path), .text = malloc((size_t)st.st_size + 1), .fd = -1 };
	if (ret->text == NULL)
		return err_call(err, ENOMEM, "read %q", path);
	n = sys_read_all(fd, ret->text, (size_t)st.st_size);
	if (n < 0) {
		config_free(ret);
		return err_call(err, (int)-n, "read %q", path);
	}
	ret->text[n] = '\0';
	ret->size = (size_t)n;
	ret->fd = take_fd(&fd);
	return 0;
}

void config_free(struct config_text *text)
{
	cleanup_close(&text->fd);
	free(text->text);
	text->text = NULL;
}

/* "config.json:43:15: process.rlimits[0].soft: has to be …" */
size_t config_problem_text(const char *name, const struct json_problem *problem, char *text, size_t size)
{
	fmt(text, size, "%s", name);
	if (problem->line != 0)
		fmt_append(text, size, ":%u:%u", problem->line, problem->column);
	if (problem->path[0] != '\0')
		fmt_append(text, size, ": %s", problem->path);
	return fmt_append(text, size, ": %s", problem->text);
}

static void collect(void *context, const struct json_problem *problem)
{
	struct collector *collector = context;
	char text[512];

	if (collector->report != NULL)
		collector->report(collector->context, problem);
	config_problem_text(collector->name, problem, text, sizeof(text));
	if (problem->severity == JSON_WARNING) {
		log_warning(collector->log, "%s", text);
		return;
	}
	if (collector->errors++ == 0) {
		err_input(collector->err, NULL, "%s", text);
		fmt(collector->err->path, sizeof(collector->err->path), "%s", problem->path);
	}
}

int config_decode(const struct config_text *text, struct arena *arena, const struct log *log, json_report_fn *report,
		  void *context, const struct oci_config **ret, struct err *err)
{
	struct collector collector = { text->name, log, report, context, err, 0 };
	void *decoded = NULL;
	int errors = json_decode(arena, &oci_config_type, text->text, text->size, &decoded, collect, &collector);

	if (errors == 0)
		errors = oci_config_check(decoded, text->text, text->size, collect, &collector);
	if (errors < 0)
		return err_call(err, ENOMEM, "decode %q", text->name);
	if (errors > 0) {
		err->path_in_text = true;
		return errors > 1 ? err_hint(err, "and %d more: 'hull validate' shows them all", errors - 1) : -1;
	}
	*ret = decoded;
	return 0;
}
