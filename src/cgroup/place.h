/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* place: by which rule a container's cgroup gets its directory (contract.md 5.1). Pure: from texts
 * to texts.
 *
 *	cgroupsPath      v2                                  v1, each hierarchy
 *	absent           beside hull's own cgroup: id        below hull's own: id
 *	relative         beside hull's own cgroup: path      below hull's own: path
 *	absolute         from the mount point                from the mount point
 *
 * No result leaves the mount point: ".." is refused, and so is what comes down to the mount point
 * itself. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct cgroup_request;
struct err;

/* One line of /proc/<pid>/cgroup. */
struct own_cgroup {
	const char *controllers; /* "cpu,cpuacct", "name=systemd"; empty for v2 */
	const char *path;
};

struct own_cgroups {
	struct own_cgroup *items;
	size_t len;
};

/* Cuts the text, which is changed and kept. 0 or -ENOMEM. Lines of another form are passed by. */
int place_parse(char *text, struct arena *arena, struct own_cgroups *ret);

/* "cpu,cpuacct" has "cpu", and not "cpua". */
bool place_has_controller(const char *controllers, const char *name);

/* Refuses a cgroupsPath that can't be a place, and the form of the other manager. */
int place_check(const struct cgroup_request *request, struct err *err);

/* Does the place depend on hull's own cgroup? */
bool place_is_relative(const struct cgroup_request *request);

/* own: hull's own cgroup in the hierarchy, or NULL if the place does not depend on it. */
int place_make(const struct cgroup_request *request, const char *mount, bool v2, const char *own,
               struct arena *arena, const char **ret, struct err *err);
