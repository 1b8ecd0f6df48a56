/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_config: config.json is read once, wholly checked, and an error of it says where (features B1 to B31). */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fmt.h"
#include "model/config.h"
#include "tap.h"

static char dir_path[] = "/tmp/hull-test-config-XXXXXX";
static int dir;
static struct err err = ERR_INIT;

static void put(const char *name, const char *text)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		perror(name);
	close(fd);
}

static void count(void *context, const struct json_problem *problem)
{
	unsigned *errors = context;

	*errors += problem->severity == JSON_ERROR;
}

/* The text of the error, or "". */
static const char *decode(const char *text, unsigned *errors)
{
	static char said[2048];
	const struct oci_config *config;
	struct config_text read;
	struct arena arena;

	said[0] = '\0';
	*errors = 0;
	put("config.json", text);
	if (config_read(dir, "config.json", "/b", &read, &err) < 0 || arena_init(&arena, 64 << 20) < 0)
		return "not read";
	if (config_decode(&read, &arena, NULL, count, errors, &config, &err) < 0)
		err_text(&err, said, sizeof(said));
	arena_release(&arena);
	config_free(&read);
	return said;
}

#define GOOD                                                                                              \
	"{\"ociVersion\": \"1.2.0\",\n"                                                                   \
	" \"process\": {\"cwd\": \"/\", \"args\": [\"sh\"]},\n"                                           \
	" \"root\": {\"path\": \"rootfs\"},\n"                                                            \
	" \"linux\": {}%s}\n"

static void test_good(void)
{
	char text[512];
	unsigned errors;

	fmt(text, sizeof(text), GOOD, "");
	is_string(decode(text, &errors), "", "a small configuration is good");
	fmt(text, sizeof(text), GOOD, ", \"unknown\": {\"x\": [1]}");
	is_string(decode(text, &errors), "", "with unknown members as well");
}

static const struct {
	const char *text, *said;
} broken[] = {
	{ "{\"ociVersion\": \"1.2.0\",\n \"root\": {\"path\": 7}}", "config.json:2:19: root.path: " },
	{ "{\"ociVersion\": \"1.2.0\",\n \"root\": {\"path\": \"x\"},}", "config.json:2:24: " },
	{ "", "config.json:1:1: " },
	{ "{", "config.json:1:" },
	{ "nonsense", "config.json:1:1: " },
	{ "{\"root\": {\"path\": \"x\"}}", "ociVersion" },
	{ "{\"ociVersion\": \"1.2.0\", \"process\": {\"cwd\": \"rel\", \"args\": [\"x\"]}, "
	  "\"root\": {\"path\": \"x\"}, \"linux\": {}}",
	  "config.json:1:44: process.cwd: " },
};

static void test_broken(void)
{
	unsigned errors;

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		const char *said = decode(broken[i].text, &errors);

		ok(strstr(said, broken[i].said) != NULL && strchr(said, '\n') == NULL, "%s: %s", broken[i].text, said);
		ok(errors > 0, "and is reported as well");
		ok(err.code == 0, "the input is at fault, no call");
	}
}

static void test_several(void)
{
	unsigned errors;
	const char *said = decode("{\"ociVersion\": 1, \"hostname\": 2, \"root\": {\"path\": true}}", &errors);

	is_number(errors, 3, "all errors are found in one pass");
	ok(strstr(said, "config.json:1:16: ociVersion: ") == said, "the first one is told: %s", said);
	ok(strstr(said, "and 2 more: 'hull validate' shows them all") != NULL, "with the number of the others");
	is_string(err.path, "ociVersion", "its path is a member of the error");
}

static const char *huge_file(void)
{
	int fd;

	put("huge.json", "{}");
	fd = openat(dir, "huge.json", O_WRONLY);
	if (ftruncate(fd, (16 << 20) + 1) < 0)
		perror("huge.json");
	close(fd);
	return "huge.json";
}

static void test_files(void)
{
	struct config_text read;

	ok(config_read(dir, "missing.json", "/b", &read, &err) < 0, "a missing file");
	is_string(err.what, "JSON specification file missing.json not found in \"/b\"", "in runc's words");
	mkfifoat(dir, "fifo.json", 0600);
	ok(config_read(dir, "fifo.json", "/b", &read, &err) < 0 && strstr(err.what, "not a regular file") != NULL,
	   "a FIFO does not hold us");
	mkdirat(dir, "dir.json", 0700);
	ok(config_read(dir, "dir.json", "/b", &read, &err) < 0 && strstr(err.what, "not a regular file") != NULL, "a directory");
	ok(config_read(dir, huge_file(), "/b", &read, &err) < 0 && strstr(err.what, "larger than 16 MiB") != NULL,
	   "a huge file is refused by its size");
}

int main(void)
{
	char command[100];

	if (mkdtemp(dir_path) == NULL || (dir = open(dir_path, O_RDONLY | O_DIRECTORY)) < 0) {
		perror(dir_path);
		return EXIT_FAILURE;
	}
	test_good();
	test_broken();
	test_several();
	test_files();
	snprintf(command, sizeof(command), "rm -rf '%s'", dir_path);
	return system(command) == 0 ? tap_done() : EXIT_FAILURE;
}
