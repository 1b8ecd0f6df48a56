/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check_process: the program, its environment and its rights. See check.h. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/fmt.h"
#include "phase/host/check.h"
#include "phase/host/environment.h"
#include "sys/caps.h"

#define DEFAULT_UMASK 0022

static char *join_path(struct run *run, const char *dir, size_t dir_len, const char *name, struct err *err)
{
	size_t size = dir_len + strlen(name) + 3;
	char *path = check_alloc(run, size, 1, err);

	/* an empty entry of PATH is the working directory, as execvp(3) has it */
	if (path != NULL && dir_len == 0)
		fmt(path, size, "./%s", name);
	else if (path != NULL)
		fmt(path, size, "%.*s/%s", (int)dir_len, dir, name);
	return path;
}

static size_t count_entries(const char *path)
{
	size_t n = 1;

	for (; *path != '\0'; path++)
		n += *path == ':';
	return n;
}

/* Where the program may be; init tries them in the container. */
static int set_candidates(struct run *run, const char *path, struct err *err)
{
	struct plan *plan = run->plan;
	const char *name = plan->args[0];
	bool searched = strchr(name, '/') == NULL;
	size_t max = searched && path != NULL ? count_entries(path) : 1;
	const char **candidates = check_alloc(run, max + 1, sizeof(*candidates), err);
	size_t n = 0;

	if (candidates == NULL)
		return -1;
	if (!searched)
		candidates[n++] = name;
	while (searched && path != NULL) {
		size_t len = strcspn(path, ":");

		candidates[n] = join_path(run, path, len, name, err);
		if (candidates[n++] == NULL)
			return -1;
		path = path[len] == ':' ? path + len + 1 : NULL;
	}
	plan->candidates = candidates;
	plan->searched = searched;
	return 0;
}

static uint64_t capability_bits(struct run *run, const struct oci_strings *names, const char *set)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < names->len; i++) {
		int cap = sys_caps_from_name(names->items[i]);

		if (cap < 0)
			log_warning(&run->log, "process.capabilities.%s[%zu]: unknown capability %q is left out", set, i,
				    names->items[i]);
		else
			bits |= 1ULL << cap;
	}
	return bits;
}

/* What hull itself does not have it can't give: told, and left out, as the specification wants it. */
static uint64_t limit_to_ours(struct run *run, uint64_t bits, uint64_t ours)
{
	if ((bits & ~ours) != 0)
		log_warning(&run->log, "process.capabilities: hull itself lacks some of them (mask %lx): they are left out",
			    (unsigned long)(bits & ~ours));
	return bits & ours;
}

static int set_capabilities(struct run *run, struct err *err)
{
	const struct oci_capabilities *spec = run->host->config->process->capabilities;
	struct plan_caps *caps = &run->plan->caps;
	uint64_t ours = sys_caps_permitted();

	if (spec == NULL) {
		log_warning(&run->log, "process.capabilities is absent: the program gets none");
		return 0;
	}
	if (!sys_caps_known()) {
		err_input(err, "process.capabilities", "process.capabilities: this hull was built without capabilities");
		return err_hint(err, "configure it without --disable-caps");
	}
	caps->bounding = limit_to_ours(run, capability_bits(run, &spec->bounding, "bounding"), ours);
	caps->effective = capability_bits(run, &spec->effective, "effective") & ours;
	caps->permitted = capability_bits(run, &spec->permitted, "permitted") & ours;
	caps->inheritable = capability_bits(run, &spec->inheritable, "inheritable") & ours;
	caps->ambient = capability_bits(run, &spec->ambient, "ambient") & ours;
	return 0;
}

static int set_limits(struct run *run, struct err *err)
{
	const struct oci_rlimits *spec = &run->host->config->process->rlimits;
	struct plan_rlimit *limits = check_alloc(run, spec->len, sizeof(*limits), err);

	if (limits == NULL)
		return -1;
	for (size_t i = 0; i < spec->len; i++) {
		const struct oci_rlimit *limit = &spec->items[i];
		const char *name = oci_word_name(&oci_rlimit_types, (int)limit->type);

		limits[i] = (struct plan_rlimit){ (int)limit->type, arena_strdup(&run->host->arena, name), limit->soft,
						  limit->hard, i };
		if (limits[i].name == NULL)
			return err_call(err, ENOMEM, "make the plan");
	}
	run->plan->rlimits.items = limits;
	run->plan->rlimits.len = spec->len;
	return 0;
}

static void set_ids(struct run *run, const struct oci_user *user)
{
	struct plan *plan = run->plan;

	plan->umask = user != NULL && user->has_umask ? (mode_t)user->umask : DEFAULT_UMASK;
	if (user == NULL)
		return;
	plan->ids = (struct plan_ids){ user->uid, user->gid, user->additional_gids.items, user->additional_gids.len };
}

static int set_keyring(struct run *run, struct err *err)
{
	const struct hull_create_args *args = run->host->args;
	size_t size = strlen("_ses.") + strlen(args->id) + 1;
	char *name;

	if (args->no_new_keyring)
		return 0;
	name = check_alloc(run, size, 1, err);
	if (name == NULL)
		return -1;
	fmt(name, size, "_ses.%s", args->id);
	run->plan->keyring = name;
	return 0;
}

int check_process(struct run *run, struct err *err)
{
	const struct oci_process *process = run->host->config->process;
	struct plan *plan = run->plan;

	if (process == NULL)
		return 0;
	plan->has_process = true;
	plan->args = process->args.items;
	plan->cwd = process->cwd;
	plan->no_new_privileges = process->no_new_privileges;
	plan->has_oom_score_adj = process->has_oom_score_adj;
	plan->oom_score_adj = process->oom_score_adj;
	set_ids(run, process->user);
	if (environment_set(run, err) < 0 || set_candidates(run, environment_get(plan, "PATH"), err) < 0)
		return -1;
	if (set_capabilities(run, err) < 0 || set_limits(run, err) < 0)
		return -1;
	return set_keyring(run, err);
}
