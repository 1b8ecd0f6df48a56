/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cgroup_mount: see cgroup_mount.h. */
#include "phase/host/cgroup_mount.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/mount.h>

#include "base/fmt.h"
#include "model/host.h"
#include "model/mount_options.h"
#include "phase/host/check.h"
#include "sys/mount.h"

static bool own_namespace(const struct run *run)
{
	return (run->plan->unshare_flags & CLONE_NEWCGROUP) != 0;
}

static char *copy_text(struct run *run, const char *text, struct err *err)
{
	char *copy = arena_strdup(&run->host->arena, text);

	if (copy == NULL)
		err_call(err, ENOMEM, "make the plan");
	return copy;
}

/* The container's own directory of a hierarchy, as a tree of its own: nothing above it is in sight. */
static int open_own_directory(struct run *run, const struct cgroup_hierarchy *hierarchy, uint64_t attributes,
                              bool *ret_left, struct err *err)
{
	const struct sys_mount_attr attr = { .set = attributes, .propagation = MS_PRIVATE };
	int tree = sys_clone_tree_with(AT_FDCWD, hierarchy->dir, false, &attr, ret_left);

	if (tree < 0)
		return err_call(err, -tree, "open the container's cgroup %q", hierarchy->dir);
	return host_keep(run->host, tree, err);
}

static int open_v2(struct run *run, struct plan_mount *mount, const struct cgroup_hierarchy *hierarchy, struct err *err)
{
	bool left;

	if (own_namespace(run)) {
		mount->type = copy_text(run, "cgroup2", err);
		return mount->type == NULL ? -1 : 0;
	}
	mount->kind = PLAN_MOUNT_BIND;
	mount->tree_is_directory = true;
	mount->tree = open_own_directory(run, hierarchy, mount->attributes, &left, err);
	if (left && mount->propagation == 0)
		mount->propagation = MS_PRIVATE;
	if (!left)
		mount->set = mount->clear = 0;
	return mount->tree < 0 ? -1 : 0;
}

static size_t count_controllers(const char *controllers)
{
	size_t n = 1;

	for (; *controllers != '\0'; controllers++)
		n += *controllers == ',';
	return n;
}

/* "cpu,cpuacct" → the mount options cpu and cpuacct; "name=systemd" → none and name=systemd */
static int set_options(struct run *run, const char *controllers, struct plan_hierarchy *ret, struct err *err)
{
	struct plan_pair *pairs = check_alloc(run, count_controllers(controllers) + 1, sizeof(*pairs), err);
	char *rest = copy_text(run, controllers, err);
	size_t n = 0;

	if (pairs == NULL || rest == NULL)
		return -1;
	if (strncmp(rest, "name=", 5) == 0) {
		pairs[n++].key = copy_text(run, "none", err);
		pairs[n++] = (struct plan_pair){ copy_text(run, "name", err), rest + 5 };
		if (pairs[0].key == NULL || pairs[1].key == NULL)
			return -1;
		rest = NULL;
	}
	for (char *comma; rest != NULL; rest = comma != NULL ? comma + 1 : NULL) {
		comma = strchr(rest, ',');
		if (comma != NULL)
			*comma = '\0';
		pairs[n++].key = rest;
	}
	ret->options = pairs;
	ret->options_len = n;
	ret->data = mount_options_join(pairs, n, &run->host->arena);
	return 0;
}

/* A hierarchy of several controllers has a link for each of them. */
static int set_links(struct run *run, struct plan_hierarchy *ret, struct err *err)
{
	const char **links = check_alloc(run, ret->options_len, sizeof(*links), err);

	if (links == NULL)
		return -1;
	for (size_t i = 0; i < ret->options_len; i++)
		links[i] = ret->options[i].key;
	ret->links = links;
	ret->links_len = ret->options_len;
	return 0;
}

/* The directory has the name it has on the host: what stands there below /sys/fs/cgroup. */
static char *directory_name(struct run *run, const struct cgroup_hierarchy *hierarchy, struct err *err)
{
	char *name = arena_strndup(&run->host->arena, hierarchy->dir, hierarchy->mount_len);
	char *slash = name != NULL ? strrchr(name, '/') : NULL;

	if (name == NULL)
		err_call(err, ENOMEM, "make the plan");
	return slash != NULL ? slash + 1 : name;
}

static int open_hierarchy(struct run *run, const struct cgroup_hierarchy *hierarchy, uint64_t attributes,
                          struct plan_hierarchy *ret, struct err *err)
{
	bool left;

	*ret = (struct plan_hierarchy){ .tree = -1, .attributes = attributes, .unified = hierarchy->v2 };
	ret->name = directory_name(run, hierarchy, err);
	if (ret->name == NULL)
		return -1;
	if (!hierarchy->v2 && set_options(run, hierarchy->controllers, ret, err) < 0)
		return -1;
	if (strchr(ret->name, ',') != NULL && set_links(run, ret, err) < 0)
		return -1;
	if (!own_namespace(run)) {
		ret->tree = open_own_directory(run, hierarchy, attributes, &left, err);
		ret->tree_is_set = !left;
		return ret->tree < 0 ? -1 : 0;
	}
	return 0;
}

static int open_v1(struct run *run, struct plan_mount *mount, struct err *err)
{
	const struct cgroup_plan *cgroups = &run->host->cgroup_plan;
	struct plan_hierarchy *list = check_alloc(run, cgroups->len, sizeof(*list), err);
	static const char *const keys[] = { "mode", "size" }, *const values[] = { "755", "64k" };
	struct plan_pair *pairs = check_alloc(run, 2, sizeof(*pairs), err);

	if (list == NULL || pairs == NULL)
		return -1;
	for (size_t i = 0; i < cgroups->len; i++) {
		if (open_hierarchy(run, &cgroups->hierarchies[i], mount->attributes, &list[i], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < 2; i++) {
		pairs[i] = (struct plan_pair){ copy_text(run, keys[i], err), copy_text(run, values[i], err) };
		if (pairs[i].key == NULL || pairs[i].value == NULL)
			return -1;
	}
	run->plan->hierarchies.items = list;
	run->plan->hierarchies.len = cgroups->len;
	mount->kind = PLAN_MOUNT_CGROUP_V1;
	mount->type = copy_text(run, "tmpfs", err);
	mount->options = pairs;
	mount->options_len = 2;
	mount->data = mount_options_join(pairs, 2, &run->host->arena);
	mount->read_only_late = (mount->attributes & SYS_ATTR_RDONLY) != 0;
	mount->attributes &= ~SYS_ATTR_RDONLY;
	mount->super_set &= ~(uint64_t)MS_RDONLY;
	return mount->type == NULL ? -1 : 0;
}

int cgroup_mount_open(struct run *run, struct plan_mount *mount, struct err *err)
{
	const struct cgroup_plan *cgroups = &run->host->cgroup_plan;

	if (cgroups->len == 0)
		return err_input(err, NULL, "mount cgroup on %q: the container has no cgroup", mount->destination);
	if (cgroups->mode == CGROUP_V2)
		return open_v2(run, mount, &cgroups->hierarchies[0], err);
	return open_v1(run, mount, err);
}
