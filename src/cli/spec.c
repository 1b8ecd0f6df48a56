/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* spec: `hull spec` writes a configuration to begin with. A file that exists is never touched, and
 * one that could not be written whole is removed again. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/command.h"
#include "cli/fail.h"
#include "cli/output.h"

static int write_new(int directory, const char *file, const char *text, struct hull_error *error)
{
	auto_close int fd = openat(directory, file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int result;

	if (fd < 0 && errno == EEXIST)
		return fail(error, EEXIST, "write %q: remove it first", file);
	if (fd < 0)
		return fail(error, errno, "write %q", file);
	result = write_all(fd, text, strlen(text));
	if (result == 0)
		return 0;
	unlinkat(directory, file, 0);
	return fail(error, -result, "write %q", file);
}

static int spec_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	const char *bundle = request->bundle != NULL ? request->bundle : ".";
	const char *file = request->spec_file != NULL ? request->spec_file : "config.json";
	auto_close int directory = open(bundle, O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_free char *json = NULL;

	(void)hull;
	if (directory < 0)
		return fail(error, errno, "open the bundle %q", bundle);
	if (hull_spec(request->spec_rootless, &json, error) < 0)
		return -1;
	return write_new(directory, file, json, error);
}

const struct command cmd_spec = {
	.name = "spec",
	.summary = "write a config.json to begin with",
	.without_hull = true,
	.options = { OPT_BUNDLE, OPT_SPEC_FILE, OPT_SPEC_ROOTLESS },
	.run = spec_run,
};
