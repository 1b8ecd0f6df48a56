/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* passwd: see passwd.h. The file is read once into memory of the program's own and walked there; nothing in it is
 * believed, neither that lines end nor that fields are there. */
#include "phase/init/passwd.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "sys/path.h"

#define PASSWD_SIZE (1 << 20)

struct slice {
	const char *at;
	size_t len;
};

/* Cuts the next piece off rest, up to the separator or the end. */
static struct slice cut(struct slice *rest, char separator)
{
	struct slice piece = { rest->at, 0 };

	while (piece.len < rest->len && rest->at[piece.len] != separator)
		piece.len++;
	rest->at += piece.len < rest->len ? piece.len + 1 : piece.len;
	rest->len -= piece.len < rest->len ? piece.len + 1 : piece.len;
	return piece;
}

static bool is_number(struct slice text, uint32_t want)
{
	uint64_t value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9' || value > UINT32_MAX)
			return false;
		value = value * 10 + (uint64_t)(text.at[i] - '0');
	}
	return text.len > 0 && value == want;
}

/* name:password:uid:gid:comment:home:shell */
static bool matches(struct slice line, uint32_t uid, struct slice *ret_home)
{
	struct slice field = { NULL, 0 };

	cut(&line, ':');
	cut(&line, ':');
	if (!is_number(cut(&line, ':'), uid))
		return false;
	for (int i = 0; i < 3; i++)
		field = cut(&line, ':');
	*ret_home = field;
	return true;
}

int passwd_find_home(const char *text, size_t size, uint32_t uid, char *home)
{
	struct slice rest = { text, size };
	struct slice found;

	while (rest.len > 0) {
		if (!matches(cut(&rest, '\n'), uid, &found))
			continue;
		if (found.len == 0 || found.len >= PASSWD_HOME_SIZE || found.at[0] != '/' ||
		    memchr(found.at, '\0', found.len) != NULL)
			return -EINVAL;
		memcpy(home, found.at, found.len);
		home[found.len] = '\0';
		return 0;
	}
	return -ENOENT;
}

int passwd_home(int root, int proc, uint32_t uid, char *home)
{
	static char text[PASSWD_SIZE]; /* untouched pages cost nothing */
	long n = sys_read_in_root(root, proc, "/etc/passwd", text, sizeof(text));

	return n < 0 ? (int)n : passwd_find_home(text, (size_t)n, uid, home);
}
