/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cgroup: the container's cgroup while it is being made or entered. A struct cgroup is a set of
 * open directories; how one of them is made is the matter of its hierarchy's ops.
 *
 * All or nothing (security.md, D2): whichever hierarchy fails, the directories made before are
 * taken back. */
#include "cgroup/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/fmt.h"
#include "cgroup/devices.h"
#include "cgroup/file.h"
#include "cgroup/ops.h"
#include "cgroup/pids.h"
#include "cgroup/place.h"
#include "cgroup/without.h"

#define STATE_SIZE 256

struct place {
	const struct cgroup_ops *ops;
	const char *path;
	struct leaf leaf;
	int procs; /* open for writing where a process can't be born, or was found not to be */
};

struct cgroup {
	size_t len;
	struct place places[];
};

static struct cgroup *new_cgroup(size_t len, struct arena *arena, struct err *err)
{
	struct cgroup *cgroup =
		arena_alloc(arena, sizeof(*cgroup) + len * sizeof(cgroup->places[0]));

	if (cgroup == NULL)
		err_call(err, ENOMEM, "cgroup of %zu hierarchies", len);
	return cgroup;
}

static struct place *new_place(struct cgroup *cgroup, const char *path)
{
	struct place *place = &cgroup->places[cgroup->len++];

	*place = (struct place){ .path = path, .leaf = { .dir = -1, .parent = -1, .reused = true }, .procs = -1 };
	return place;
}

int cgroup_take_fd(struct cgroup *cgroup)
{
	for (; cgroup->len > 0; cgroup->len--) {
		struct place *place = &cgroup->places[cgroup->len - 1];
		int *const fds[] = { &place->procs, &place->leaf.parent, &place->leaf.dir };

		for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
			if (*fds[i] >= 0)
				return take_fd(fds[i]);
		}
	}
	return -1;
}

void cgroup_close(struct cgroup *cgroup)
{
	for (int fd; (fd = cgroup_take_fd(cgroup)) >= 0;)
		cleanup_close(&fd);
}

static void take_back(struct cgroup *cgroup)
{
	for (size_t i = 0; i < cgroup->len; i++) {
		const struct place *place = &cgroup->places[i];
		const struct cgroup_dirs dirs = { .items = &place->path, .len = 1 };
		struct err ignored = ERR_INIT; /* the first failure is the one to report */

		if (!place->leaf.reused)
			cgroup_destroy(&dirs, 0, &ignored);
	}
	cgroup_close(cgroup);
}

static int open_procs(struct place *place, struct err *err)
{
	place->procs = cgroup_file_open(place->leaf.dir, "cgroup.procs", O_WRONLY);
	if (place->procs < 0)
		return err_call(err, -place->procs, "open %s/cgroup.procs", place->path);
	return 0;
}

static int make_one(struct cgroup *cgroup, const struct cgroup_hierarchy *hierarchy,
                    struct err *err)
{
	struct place *place = new_place(cgroup, hierarchy->dir);
	int ret;

	place->ops = hierarchy->ops;
	ret = place->ops->make(hierarchy, &place->leaf);
	if (ret < 0)
		return err_call(err, -ret, "unable to apply cgroup configuration: mkdir %s",
		                place->path);
	if (place->leaf.reused) {
		const struct member member = { .ops = place->ops, .dir = place->leaf.dir };

		if (member_refuse_used(&member, place->path, err) < 0)
			return -1;
	}
	return place->ops == &v1_ops ? open_procs(place, err) : 0;
}

static int make_all(struct cgroup *cgroup, const struct cgroup_plan *plan, struct err *err)
{
	for (size_t i = 0; i < plan->len; i++) {
		if (make_one(cgroup, &plan->hierarchies[i], err) < 0)
			return -1;
	}
	return 0;
}

/* v1's device controller where it is mounted, else v2's programs. NULL: neither. */
static struct place *device_place(struct cgroup *cgroup, const struct cgroup_plan *plan)
{
	for (size_t i = 0; i < plan->len; i++) {
		if (place_has_controller(plan->hierarchies[i].controllers, "devices"))
			return &cgroup->places[i];
	}
	return plan->len > 0 && plan->hierarchies[0].v2 ? &cgroup->places[0] : NULL;
}

int cgroup_restrict(struct cgroup *cgroup, const struct cgroup_plan *plan,
                    const struct oci_resources *resources, struct arena *arena, struct err *err)
{
	const struct place *place = device_place(cgroup, plan);
	struct device_rules rules;

	if (cgroup_is_absent(cgroup))
		return 0;
	if (device_rules_make(resources, arena, &rules, err) < 0)
		return -1;
	if (device_rules_allow_all(&rules) && (place == NULL || !place->leaf.reused))
		return 0;
	if (place == NULL)
		err_input(err, "linux.resources.devices",
		          "no cgroup hierarchy with a device controller");
	else if (place->ops->set_devices(&place->leaf, &rules, arena, plan->log, err) == 0)
		return 0;
	return without_devices(plan, err);
}

/* What the kernel answers to somebody who was delegated nothing, or whose cgroup mount is
 * read-only. */
static bool is_refusal(int code)
{
	return code == EACCES || code == EPERM || code == EROFS;
}

int cgroup_create(const struct cgroup_plan *plan, struct arena *arena, struct cgroup **ret,
                  struct err *err)
{
	struct cgroup *cgroup = new_cgroup(plan->len, arena, err);

	if (cgroup == NULL)
		return -1;
	if (make_all(cgroup, plan, err) < 0) {
		take_back(cgroup);
		if (!is_refusal(err->code) || without_cgroup(plan, err) < 0)
			return -1;
	}
	*ret = cgroup;
	return 0;
}

static int open_one(struct cgroup *cgroup, const char *dir, struct err *err)
{
	struct place *place = new_place(cgroup, dir);
	struct member member = { .dir = -1 };
	int ret = member_open(dir, &member);

	if (ret < 0)
		return member_fail(err, -ret, dir);
	place->ops = member.ops;
	place->leaf.dir = member.dir;
	if (member_is_frozen(&member) == 1)
		return err_input(err, NULL, "container's cgroup unexpectedly frozen: %q", dir);
	return place->ops == &v1_ops ? open_procs(place, err) : 0;
}

int cgroup_open(const struct cgroup_dirs *dirs, struct arena *arena, struct cgroup **ret,
                struct err *err)
{
	struct cgroup *cgroup = new_cgroup(dirs->len, arena, err);

	for (size_t i = 0; cgroup != NULL && i < dirs->len; i++) {
		if (open_one(cgroup, dirs->items[i], err) < 0) {
			cgroup_close(cgroup);
			cgroup = NULL;
		}
	}
	if (cgroup == NULL)
		return -1;
	*ret = cgroup;
	return 0;
}

bool cgroup_is_absent(const struct cgroup *cgroup)
{
	return cgroup->len == 0;
}

int cgroup_birth_fd(const struct cgroup *cgroup)
{
	const struct place *first = &cgroup->places[0];

	return cgroup->len > 0 && first->ops != &v1_ops ? first->leaf.dir : -1;
}

size_t cgroup_procs_fds(const struct cgroup *cgroup, int *ret_fds, size_t max)
{
	size_t len = 0;

	for (size_t i = 0; i < cgroup->len && len < max; i++) {
		if (cgroup->places[i].procs >= 0)
			ret_fds[len++] = cgroup->places[i].procs;
	}
	return len;
}

int cgroup_procs_fds_all(struct cgroup *cgroup, int *ret_fds, size_t max, struct err *err)
{
	for (size_t i = 0; i < cgroup->len; i++) {
		if (cgroup->places[i].procs < 0 && open_procs(&cgroup->places[i], err) < 0)
			return -1;
	}
	return (int)cgroup_procs_fds(cgroup, ret_fds, max);
}

struct explanation {
	int code;
	const char *hint;
};

#define DELEGATE                                                                                   \
	"the cgroup above both hull's and the container's has to be delegated to the caller"

static const struct explanation explanations[] = {
	{ EACCES, DELEGATE },
	{ EPERM, DELEGATE },
	{ EBUSY, "the cgroup gives controllers to its children: no process may be in it itself" },
	{ EAGAIN, "pids.max of the cgroup, or of one above it, is reached" },
	{ ENODEV, "the cgroup was removed meanwhile" },
};

/* Below a threaded cgroup a new one is "domain invalid": it takes processes only once made threaded
 * as well. */
static void explain_type(const struct cgroup *cgroup, struct err *err)
{
	char type[STATE_SIZE];

	if (cgroup_birth_fd(cgroup) < 0 ||
	    cgroup_file_read(cgroup_birth_fd(cgroup), "cgroup.type", type, sizeof(type)) < 0)
		return;
	err_hint(err, "cgroup.type of %s is \"%.*s\": a container can't be below a threaded cgroup",
	         cgroup->places[0].path, (int)strcspn(type, "\n"), type);
}

void cgroup_explain(const struct cgroup *cgroup, int code, struct err *err)
{
	if (code == EOPNOTSUPP)
		explain_type(cgroup, err);
	for (size_t i = 0; i < sizeof(explanations) / sizeof(explanations[0]); i++) {
		if (explanations[i].code == code && cgroup->len > 0)
			err_hint(err, "%s", explanations[i].hint);
	}
}
