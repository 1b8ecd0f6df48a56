/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* plan: which cgroup file systems this host has, and where in them the container goes.
 *
 * The mode is read off the file system at /sys/fs/cgroup: a cgroup2 is pure v2, a tmpfs holds v1's
 * hierarchies (of which /proc/self/cgroup has the list) and perhaps a v2 tree at "unified",
 * anything else is none. A probe takes exactly the answer it expects for a "no"; any other error is
 * one (security.md, K6). The list of mounts is never read: on a busy host it is long. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/fmt.h"
#include "base/log.h"
#include "cgroup/cgroup.h"
#include "cgroup/devices.h"
#include "cgroup/ops.h"
#include "cgroup/place.h"
#include "cgroup/without.h"
#include "ocispec.h"

#define MOUNT_ROOT    "/sys/fs/cgroup"
#define MOUNT_UNIFIED MOUNT_ROOT "/unified"
#define OWN_FILE      "/proc/self/cgroup"

/* Up to 15 lines, each with a path. */
#define OWN_SIZE 16384
#define PAGE     4096

struct planner {
	const struct cgroup_request *request;
	struct arena *arena;
	struct cgroup_plan *plan;
	struct cgroup_hierarchy *hierarchies; /* of plan, still open to changes */
	struct own_cgroups own;
	bool own_read;
};

/* The type of the file system, 0 if there is nothing of the name, or -errno. */
static long file_system(const char *path)
{
	struct statfs fs;

	if (statfs(path, &fs) == 0)
		return (long)fs.f_type;
	return errno == ENOENT ? 0 : -errno;
}

/* A file of procfs that fits into a page comes with the first read. */
static int read_whole(const char *path, char *text, size_t size)
{
	auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		return -errno;
	while (len < size - 1 && (n = read(fd, text + len, size - 1 - len)) != 0) {
		if (n < 0)
			return -errno;
		len += (size_t)n;
		if (len < PAGE)
			break;
	}
	text[len] = '\0';
	return len < size - 1 ? 0 : -EFBIG;
}

static int read_own(struct planner *planner, struct err *err)
{
	char text[OWN_SIZE];
	char *kept;
	int ret = read_whole(OWN_FILE, text, sizeof(text));

	if (ret < 0)
		return err_call(err, -ret, "read %s", OWN_FILE);
	kept = arena_strdup(planner->arena, text);
	if (kept == NULL || place_parse(kept, planner->arena, &planner->own) < 0)
		return err_call(err, ENOMEM, "read %s", OWN_FILE);
	return 0;
}

static const char *own_path(const struct planner *planner, const char *controllers)
{
	for (size_t i = 0; i < planner->own.len; i++) {
		if (strcmp(planner->own.items[i].controllers, controllers) == 0)
			return planner->own.items[i].path;
	}
	return NULL;
}

/* Room for all there can be, in order: v2's first. */
static int add(struct planner *planner, const char *mount, const char *controllers, const char *own,
               struct err *err)
{
	struct cgroup_plan *plan = planner->plan;
	struct cgroup_hierarchy *new = &planner->hierarchies[plan->len];
	bool v2 = controllers[0] == '\0';

	if (plan->len == CGROUP_HIERARCHIES_MAX)
		return err_input(err, NULL, "more than %d cgroup hierarchies",
		                 CGROUP_HIERARCHIES_MAX);
	*new = (struct cgroup_hierarchy){
		.ops = v2 ? &v2_ops : &v1_ops,
		.mount_len = strlen(mount),
		.controllers = controllers,
		.v2 = v2,
	};
	plan->len++;
	return place_make(planner->request, mount, v2, own, planner->arena, &new->dir, err);
}

/* Only a relative place needs to know where hull itself is. */
static int plan_v2(struct planner *planner, const char *mount, struct err *err)
{
	if (place_is_relative(planner->request) && planner->own.items == NULL &&
	    read_own(planner, err) < 0)
		return -1;
	return add(planner, mount, "", own_path(planner, ""), err);
}

/* "cpu,cpuacct" is mounted under its whole name or, with links for each, in another order. */
static long find_mount(const char *controllers, char *ret_mount, size_t size)
{
	const char *name = strncmp(controllers, "name=", 5) == 0 ? controllers + 5 : controllers;
	long type;

	fmt(ret_mount, size, MOUNT_ROOT "/%s", name);
	type = file_system(ret_mount);
	if (type != 0 || strchr(name, ',') == NULL)
		return type;
	fmt(ret_mount, size, MOUNT_ROOT "/%.*s", (int)strcspn(name, ","), name);
	return file_system(ret_mount);
}

/* In a container whose mounts begin at its own cgroup, the path that the list has is not found
 * below them. */
static const char *visible_own(const char *mount, const char *path)
{
	char text[PATH_MAX];

	fmt(text, sizeof(text), "%s%s", mount, path);
	return access(text, F_OK) == 0 ? path : "/";
}

static int plan_v1(struct planner *planner, const struct own_cgroup *own, struct err *err)
{
	char mount[PATH_MAX];
	long type = find_mount(own->controllers, mount, sizeof(mount));

	if (type < 0)
		return err_call(err, (int)-type, "ask for the file system of %s", mount);
	if (type != CGROUP_SUPER_MAGIC) {
		log_debug(planner->plan->log, "cgroup hierarchy %q is not mounted",
		          own->controllers);
		return 0;
	}
	return add(planner, mount, own->controllers, visible_own(mount, own->path), err);
}

static int plan_mixed(struct planner *planner, struct err *err)
{
	struct cgroup_plan *plan = planner->plan;
	long unified = file_system(MOUNT_UNIFIED);
	size_t first;

	if (unified < 0)
		return err_call(err, (int)-unified, "ask for the file system of %s", MOUNT_UNIFIED);
	if (read_own(planner, err) < 0)
		return -1;
	if (unified == CGROUP2_SUPER_MAGIC && plan_v2(planner, MOUNT_UNIFIED, err) < 0)
		return -1;
	first = plan->len;
	for (size_t i = 0; i < planner->own.len; i++) {
		const struct own_cgroup *own = &planner->own.items[i];

		if (own->controllers[0] != '\0' && plan_v1(planner, own, err) < 0)
			return -1;
	}
	if (plan->len > 0)
		plan->mode = plan->len == first ? CGROUP_V2 : first > 0 ? CGROUP_HYBRID : CGROUP_V1;
	return 0;
}

static int find_hierarchies(struct planner *planner, struct err *err)
{
	long type = file_system(MOUNT_ROOT);

	if (type < 0)
		return err_call(err, (int)-type, "ask for the file system of %s", MOUNT_ROOT);
	if (type == TMPFS_MAGIC)
		return plan_mixed(planner, err);
	if (type != CGROUP2_SUPER_MAGIC)
		return 0;
	planner->plan->mode = CGROUP_V2;
	return plan_v2(planner, MOUNT_ROOT, err);
}

/* Mostly there is nothing of the name yet, and nothing to refuse. */
static int refuse_used(const struct cgroup_plan *plan, struct err *err)
{
	for (size_t i = 0; i < plan->len; i++) {
		const char *dir = plan->hierarchies[i].dir;
		struct member member;
		int ret = member_open(dir, &member);

		if (ret == -ENOENT)
			continue;
		if (ret < 0)
			return member_fail(err, -ret, dir);
		ret = member_refuse_used(&member, dir, err);
		cleanup_close(&member.dir);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* Sets what the request asks for, beyond a place to be in. */
static int read_wishes(struct planner *planner, struct err *err)
{
	const struct cgroup_request *request = planner->request;
	struct device_rules rules;

	planner->plan->asks_path = request->path != NULL && request->path[0] != '\0';
	if (request->resources == NULL || request->resources->devices.len == 0)
		return 0;
	if (device_rules_make(request->resources, planner->arena, &rules, err) < 0)
		return -1;
	planner->plan->asks_devices = !device_rules_allow_all(&rules);
	return 0;
}

static int plan_with(struct planner *planner, struct err *err)
{
	struct cgroup_plan *plan = planner->plan;

	planner->hierarchies =
		arena_array(planner->arena, CGROUP_HIERARCHIES_MAX, sizeof(*planner->hierarchies));
	if (planner->hierarchies == NULL)
		return err_call(err, ENOMEM, "plan the cgroup");
	plan->hierarchies = planner->hierarchies;
	if (place_check(planner->request, err) < 0 || find_hierarchies(planner, err) < 0)
		return -1;
	if (plan->len > 0)
		return refuse_used(plan, err);
	err_input(err, NULL, "no cgroup file system at %s", MOUNT_ROOT);
	return without_cgroup(plan, err);
}

int cgroup_plan(const struct cgroup_request *request, struct arena *arena, const struct log *log,
                struct cgroup_plan *ret, struct err *err)
{
	struct planner planner = { .request = request, .arena = arena, .plan = ret };

	*ret = (struct cgroup_plan){ .mode = CGROUP_NONE, .log = log };
	if (cgroup_check(request->resources, err) < 0 || read_wishes(&planner, err) < 0)
		return -1;
	if (!request->disabled)
		return plan_with(&planner, err);
	if (ret->asks_devices)
		log_warning(log, "no cgroup is wanted: the device rules are not in force");
	return 0;
}

int cgroup_plan_dirs(const struct cgroup_plan *plan, struct arena *arena, struct cgroup_dirs *ret,
                     struct err *err)
{
	const char **items = arena_array(arena, plan->len, sizeof(*items));

	if (items == NULL)
		return err_call(err, ENOMEM, "list the directories of the cgroup");
	for (size_t i = 0; i < plan->len; i++)
		items[i] = plan->hierarchies[i].dir;
	*ret = (struct cgroup_dirs){ .items = items, .len = plan->len };
	return 0;
}
