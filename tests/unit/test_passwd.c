/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_passwd: HOME from the container's user database, an untrusted file (contract 6.7, security P6). */
#include <errno.h>

#include "phase/init/passwd.h"
#include "tap.h"

struct passwd_case {
	const char *what, *text;
	unsigned uid;
	int ret;
	const char *home; /* "unchanged" when it is left alone */
};

static const struct passwd_case cases[] = {
	{ "a plain entry", "root:x:0:0:root:/root:/bin/sh\n", 0, 0, "/root" },
	{ "the second line", "root:x:0:0::/root:\nuser:x:1000:1000::/home/u:\n", 1000, 0, "/home/u" },
	{ "no newline at the end", "u:x:7:7::/h:/bin/sh", 7, 0, "/h" },
	{ "no shell field", "u:x:7:7::/h", 7, 0, "/h" },
	{ "the first of two entries", "a:x:7:7::/a:\nb:x:7:7::/b:\n", 7, 0, "/a" },
	{ "empty lines before it", "\n\n\nu:x:7:7::/h:\n", 7, 0, "/h" },
	{ "no password field in another line", "broken\nu:x:7:7::/h:\n", 7, 0, "/h" },
	{ "the largest uid", "u:x:4294967294:7::/h:\n", 4294967294U, 0, "/h" },
	{ "no such user", "root:x:0:0::/root:\n", 1, -ENOENT, "unchanged" },
	{ "an empty file", "", 0, -ENOENT, "unchanged" },
	{ "newlines only", "\n\n", 0, -ENOENT, "unchanged" },
	{ "an empty uid is not 0", "u:x::0::/h:\n", 0, -ENOENT, "unchanged" },
	{ "a uid with a sign", "u:x:+0:0::/h:\n", 0, -ENOENT, "unchanged" },
	{ "a uid with a blank", "u:x: 0:0::/h:\n", 0, -ENOENT, "unchanged" },
	{ "a uid in hexadecimal", "u:x:0x0:0::/h:\n", 0, -ENOENT, "unchanged" },
	{ "2^32 is not 0", "u:x:4294967296:0::/h:\n", 0, -ENOENT, "unchanged" },
	{ "2^64 is not 0", "u:x:18446744073709551616:0::/h:\n", 0, -ENOENT, "unchanged" },
	{ "a line that ends behind the uid", "u:x:7\n", 7, -EINVAL, "unchanged" },
	{ "an empty directory", "u:x:7:7:::/bin/sh\n", 7, -EINVAL, "unchanged" },
	{ "a relative directory", "u:x:7:7::home:/bin/sh\n", 7, -EINVAL, "unchanged" },
	{ "colons only", ":::::::::\n", 0, -ENOENT, "unchanged" },
	{ "NIS entries", "+::0:0::/h:\n", 0, 0, "/h" },
};

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct passwd_case *c = &cases[i];
		char home[PASSWD_HOME_SIZE] = "unchanged";

		is_number(passwd_find_home(c->text, strlen(c->text), c->uid, home), c->ret, c->what);
		is_string(home, c->home, c->what);
	}
}

static void test_long_directory(size_t len, int ret)
{
	static char text[2 * PASSWD_HOME_SIZE];
	char home[PASSWD_HOME_SIZE] = "";
	int prefix = snprintf(text, sizeof(text), "u:x:7:7::/");

	memset(text + prefix, 'd', len - 1);
	snprintf(text + prefix + len - 1, 16, ":/bin/sh\n");
	is_number(passwd_find_home(text, strlen(text), 7, home), ret, "a directory at the limit of its length");
	is_number((long long)strlen(home), ret == 0 ? (long long)len : 0, "and nothing else is in the result");
}

static void test_nul(void)
{
	static const char text[] = "u:x:7:7::/ho\0me:/bin/sh\nu:x:8:8::/h:\n";
	char home[PASSWD_HOME_SIZE] = "unchanged";

	is_number(passwd_find_home(text, sizeof(text) - 1, 7, home), -EINVAL, "a NUL in the directory");
	is_number(passwd_find_home(text, sizeof(text) - 1, 8, home), 0, "a NUL in another line");
}

int main(void)
{
	test_cases();
	test_long_directory(PASSWD_HOME_SIZE - 1, 0);
	test_long_directory(PASSWD_HOME_SIZE, -EINVAL);
	test_nul();
	return tap_done();
}
