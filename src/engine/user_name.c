/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* user_name: see user_name.h. */
#include "engine/user_name.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "sys/fd.h"

#define PASSWD_MAX (1 << 20)

static char *read_passwd(void)
{
	struct stat st;
	auto_close int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	char *text;
	long n;

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size > PASSWD_MAX)
		return NULL;
	text = malloc((size_t)st.st_size + 1);
	n = text != NULL ? sys_read_all(fd, text, (size_t)st.st_size) : -1;
	if (n >= 0)
		text[n] = '\0';
	return text;
}

/* name:password:uid:… */
static int find_name(const char *text, uint32_t uid, char *name, size_t size)
{
	char want[24];

	fmt(want, sizeof(want), "%u:", uid);
	while (*text != '\0') {
		size_t line = strcspn(text, "\n");
		size_t len = strcspn(text, ":\n");
		const char *number = text + len;

		if (*number == ':')
			number += 1 + strcspn(number + 1, ":\n");
		if (*number == ':' && strncmp(number + 1, want, strlen(want)) == 0 && len < size) {
			fmt(name, size, "%.*s", (int)len, text);
			return 0;
		}
		text += line + (text[line] == '\n');
	}
	return -1;
}

const char *user_name(struct user_names *names, uint32_t uid)
{
	if (names->name[0] != '\0' && names->uid == uid)
		return names->name;
	if (names->text == NULL)
		names->text = read_passwd();
	if (names->text == NULL || find_name(names->text, uid, names->name, sizeof(names->name)) < 0)
		fmt(names->name, sizeof(names->name), "#%u", uid);
	names->uid = uid;
	return names->name;
}

void user_names_free(struct user_names *names)
{
	free(names->text);
	names->text = NULL;
}
