/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_err: errors as sentences, in one line and in the words that engines match (contract 3.3). */
#include <errno.h>
#include <strings.h>

#include "base/err.h"
#include "tap.h"

static struct err err = ERR_INIT;

static void is_text(const char *expected)
{
	char text[2048];
	size_t len = err_text(&err, text, sizeof(text));

	is_string(text, expected, expected);
	is_number((long long)len, (long long)strlen(expected), "its length");
}

static void test_sentences(void)
{
	is_number(err_call(&err, ENOENT, "open %q", "/x"), -1, "making an error gives -1");
	is_text("open \"/x\": no such file or directory");
	err_at(&err, "mounts[%zu]", (size_t)4);
	is_text("open \"/x\": no such file or directory (mounts[4])");
	err_hint(&err, "make it");
	is_text("open \"/x\": no such file or directory (mounts[4]); make it");
	err_within(&err, "mount %q", "/data");
	is_text("mount \"/data\": open \"/x\": no such file or directory (mounts[4]); make it");
	err.path_in_text = true;
	is_text("mount \"/data\": open \"/x\": no such file or directory; make it");
	err_input(&err, "process.cwd", "has to be absolute");
	is_text("has to be absolute (process.cwd)");
	err_input(&err, NULL, "nothing");
	is_text("nothing");
	err_call(&err, 4095, "call");
	is_text("call: error 4095");
}

static void test_one_line(void)
{
	err_input(&err, "a\nb", "x\ny\033[31mz");
	is_text("x?y?[31mz (a?b)");
	err_call(&err, ENOENT, "open %q", "a\nb");
	is_text("open \"a\\nb\": no such file or directory");
}

static void test_bounds(void)
{
	static char large[4096];
	char text[64];

	memset(large, 'x', sizeof(large) - 1);
	err_call(&err, EIO, "%s", large);
	ok(strlen(err.what) == ERR_WHAT_SIZE - 1, "a text that is too long is cut");
	err_within(&err, "%s", large);
	ok(strlen(err.what) < ERR_WHAT_SIZE, "context does not overflow it");
	ok(strstr(err.what, ": x") != NULL, "and leaves room for what went wrong");
	err_at(&err, "%s", large);
	err_hint(&err, "%s", large);
	ok(strlen(err.path) == ERR_PATH_SIZE - 1 && strlen(err.hint) == ERR_HINT_SIZE - 1, "nor do path and hint");
	is_number((long long)err_text(&err, text, sizeof(text)), sizeof(text) - 1, "the line fits where it is put");
}

static void test_reasons(void)
{
	static const struct {
		int code;
		const char *reason;
	} matched[] = {
		{ ENOENT, "no such file or directory" }, { EACCES, "permission denied" },
		{ EPERM, "operation not permitted" },	 { EISDIR, "is a directory" },
		{ ENOTDIR, "not a directory" },		 { ENOEXEC, "exec format error" },
		{ ESRCH, "no such process" },
	};

	for (size_t i = 0; i < sizeof(matched) / sizeof(matched[0]); i++)
		is_string(err_reason(matched[i].code), matched[i].reason, "as engines match it");
	ok(err_reason(0) == NULL && err_reason(-1) == NULL && err_reason(100000) == NULL, "no words for what is no errno");
	for (int code = 1; code < 134; code++) {
		const char *reason = err_reason(code);

		if (reason != NULL)
			ok(strncasecmp(reason, strerror(code), 4) == 0 || code == EPERM, "%d: %s", code, reason);
	}
}

int main(void)
{
	test_sentences();
	test_one_line();
	test_bounds();
	test_reasons();
	return tap_done();
}
