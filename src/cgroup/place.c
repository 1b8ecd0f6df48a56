/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* place: see place.h. A path is taken apart into its components and put together anew; nothing of it
 * is copied as it came. */
#include "cgroup/place.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "arena.h"
#include "base/err.h"
#include "base/fmt.h"
#include "cgroup/cgroup.h"

#define PATH_MEMBER "linux.cgroupsPath"

static bool parse_line(char *line, struct own_cgroup *ret)
{
	char *controllers = strchr(line, ':');
	char *path = controllers != NULL ? strchr(controllers + 1, ':') : NULL;

	if (path == NULL || path[1] != '/')
		return false;
	*path = '\0';
	ret->controllers = controllers + 1;
	ret->path = path + 1;
	return true;
}

int place_parse(char *text, struct arena *arena, struct own_cgroups *ret)
{
	size_t lines = 1;

	for (const char *c = text; *c != '\0'; c++)
		lines += *c == '\n';
	ret->len = 0;
	ret->items = arena_array(arena, lines, sizeof(*ret->items));
	if (ret->items == NULL)
		return -ENOMEM;
	for (char *line = text; line != NULL;) {
		char *end = strchr(line, '\n');

		if (end != NULL)
			*end++ = '\0';
		if (parse_line(line, &ret->items[ret->len]))
			ret->len++;
		line = end;
	}
	return 0;
}

bool place_has_controller(const char *controllers, const char *name)
{
	size_t len = strlen(name);

	for (const char *c = controllers; c != NULL; c = strchr(c, ',')) {
		c += *c == ',';
		if (strncmp(c, name, len) == 0 && (c[len] == ',' || c[len] == '\0'))
			return true;
	}
	return false;
}

/* The next component of a path: its length, and *path at its end. 0: no more. */
static size_t next_component(const char **path, const char **ret_name)
{
	size_t len;

	*ret_name = *path + strspn(*path, "/");
	len = strcspn(*ret_name, "/");
	*path = *ret_name + len;
	return len;
}

/* Appends the components of path, each with its slash. -1: one of them is "..". */
static int append(char *text, size_t size, const char *path)
{
	const char *name;
	size_t len;

	while ((len = next_component(&path, &name)) > 0) {
		if (len == 2 && memcmp(name, "..", 2) == 0)
			return -1;
		if (len != 1 || name[0] != '.')
			fmt_append(text, size, "/%.*s", (int)len, name);
	}
	return 0;
}

/* On v2 beside hull's own cgroup, not below: a cgroup with processes can't give controllers to
 * children. If our own is out of sight ("/../x": outside of the cgroup namespace), the mount point
 * stands in for it. */
static void append_own(char *text, size_t size, const char *own, bool v2)
{
	size_t len = strlen(text);

	if (append(text, size, own) < 0)
		text[len] = '\0';
	else if (v2 && strlen(text) > len)
		*strrchr(text, '/') = '\0';
}

static const char *wanted(const struct cgroup_request *request)
{
	return request->path != NULL && request->path[0] != '\0' ? request->path : request->id;
}

bool place_is_relative(const struct cgroup_request *request)
{
	return wanted(request)[0] != '/';
}

/* An engine that takes the cgroup manager to be systemd; it would get a directory of that strange
 * name. */
static bool is_systemd_form(const char *path)
{
	const char *colon = strchr(path, ':');

	return strchr(path, '/') == NULL && colon != NULL && strchr(colon + 1, ':') != NULL;
}

int place_check(const struct cgroup_request *request, struct err *err)
{
	const char *path = wanted(request);
	char text[PATH_MAX] = "";

	if (is_systemd_form(path)) {
		err_input(err, PATH_MEMBER, "cgroupsPath %q is of the form \"%s\" for systemd",
		          path, "slice:prefix:name");
		return err_hint(err, "for cgroupfs give a path, such as /machine/%s", request->id);
	}
	if (strlen(path) + 2 > sizeof(text))
		return err_input(err, PATH_MEMBER, "cgroupsPath of %zu bytes: too long",
		                 strlen(path));
	if (append(text, sizeof(text), path) < 0)
		return err_input(err, PATH_MEMBER, "cgroupsPath %q contains \"..\"", path);
	if (text[0] == '\0')
		return err_input(err, PATH_MEMBER, "cgroupsPath %q is no cgroup of its own", path);
	if (strchr(path, '\n') != NULL)
		return err_input(err, PATH_MEMBER, "cgroupsPath %q contains a line break", path);
	return 0;
}

int place_make(const struct cgroup_request *request, const char *mount, bool v2, const char *own,
               struct arena *arena, const char **ret, struct err *err)
{
	size_t len = strlen(mount) + strlen(wanted(request)) + (own != NULL ? strlen(own) : 0);
	char text[PATH_MAX];

	if (len + 3 > sizeof(text)) /* each of the two appended may gain a slash */
		return err_input(err, PATH_MEMBER, "cgroup path of %zu bytes: too long", len);
	fmt(text, sizeof(text), "%s", mount);
	if (place_is_relative(request) && own != NULL)
		append_own(text, sizeof(text), own, v2);
	append(text, sizeof(text), wanted(request)); /* place_check has seen to ".." */
	*ret = arena_strdup(arena, text);
	return *ret == NULL ? err_call(err, ENOMEM, "cgroup path %q", text) : 0;
}
