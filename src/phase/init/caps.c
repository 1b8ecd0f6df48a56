/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* caps: the program's user, groups, capabilities and working directory. See phases.h.
 *
 * The order is the kernel's: the bounding set needs CAP_SETPCAP, groups and ids need CAP_SETGID and CAP_SETUID, and a
 * change of the user clears the effective set. Five sets, exactly as the plan has them (C1); no group of the caller
 * survives (C3). */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/path.h"
#include "sys/process.h"

/* EINVAL: a number that this kernel has no capability for, and none follows. */
static int drop_bounding(const struct plan_caps *caps, struct err *err)
{
	for (int cap = 0; cap < 64; cap++) {
		int ret = (caps->bounding & 1ULL << cap) != 0 ? 0 : sys_prctl(PR_CAPBSET_DROP, (unsigned long)cap, 0, 0, 0);

		if (ret == -EINVAL && cap > CAP_BLOCK_SUSPEND)
			break;
		if (ret < 0)
			return err_call(err, -ret, "drop capability %d from the bounding set", cap);
	}
	return 0;
}

static int set_ids(const struct plan_ids *ids, struct err *err)
{
	long ret = sys_call(SYS_setgroups, ids->groups_len, ids->groups);

	if (ret < 0) {
		err_call(err, (int)-ret, "set %zu additional groups", ids->groups_len);
		return err_at(err, "process.user.additionalGids");
	}
	ret = sys_call(SYS_setresgid, ids->gid, ids->gid, ids->gid);
	if (ret < 0) {
		err_call(err, (int)-ret, "set the group %u", ids->gid);
		return err_at(err, "process.user.gid");
	}
	ret = sys_call(SYS_setresuid, ids->uid, ids->uid, ids->uid);
	if (ret < 0) {
		err_call(err, (int)-ret, "set the user %u", ids->uid);
		return err_at(err, "process.user.uid");
	}
	return 0;
}

static int set_capabilities(const struct plan_caps *caps, struct err *err)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];
	long ret;

	for (int i = 0; i < 2; i++) {
		data[i].effective = (uint32_t)(caps->effective >> 32 * i);
		data[i].permitted = (uint32_t)(caps->permitted >> 32 * i);
		data[i].inheritable = (uint32_t)(caps->inheritable >> 32 * i);
	}
	ret = sys_call(SYS_capset, &head, data);
	if (ret < 0) {
		err_call(err, (int)-ret, "set the capabilities");
		return err_at(err, "process.capabilities");
	}
	return 0;
}

/* The kernel lets a capability into the ambient set only if it is permitted and inheritable: what is not is told, not
 * fatal, as in every runtime. */
static void raise_ambient(struct run *run)
{
	const struct plan_caps *caps = &run->plan->caps;

	for (int cap = 0; caps->ambient >> cap != 0; cap++) {
		int ret = (caps->ambient & 1ULL << cap) == 0 ?
				  0 : sys_prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (unsigned long)cap, 0, 0);

		if (ret < 0)
			log_warning(&run->log, "can't raise ambient capability %d: %s", cap, err_reason(-ret));
	}
}

static int make_cwd(struct run *run)
{
	int fd = sys_make_in_root(run->init->root, run->plan->cwd, PATH_DIRECTORY);

	if (fd >= 0)
		sys_close(fd);
	return fd;
}

/* Links of procfs are not followed: what our own descriptors lead to, below a mask or outside, is none of the program's
 * business (F2). */
static int change_directory(const struct run *run)
{
	const char *cwd = run->plan->cwd;
	int fd, ret;

	if (strcmp(cwd, "/") == 0)
		return (int)sys_call(SYS_chdir, cwd);
	fd = sys_open_in_root(run->init->root, cwd, O_DIRECTORY);
	ret = fd < 0 ? fd : (int)sys_call(SYS_fchdir, fd);
	if (fd >= 0)
		sys_close(fd);
	return ret;
}

/* With root's rights first: what is missing is made, and a directory that only root may enter counts, too. */
static int enter_cwd_as_root(struct run *run)
{
	int ret = change_directory(run);

	if (ret == -ENOENT && make_cwd(run) >= 0)
		ret = change_directory(run);
	return ret;
}

/* A path that leads out of the root, as through a directory of the host left open, has no name inside (F2). "/" leads
 * nowhere. */
static int verify_cwd(struct run *run, struct err *err)
{
	char path[4096];
	long ret;

	if (strcmp(run->plan->cwd, "/") == 0)
		return 0;
	ret = sys_call(SYS_getcwd, path, sizeof(path));
	if (ret == -ENOENT || (ret > 0 && path[0] != '/')) {
		err_input(err, "process.cwd", "chdir to cwd (%q) set in config.json failed: it is outside of the container's root",
			  run->plan->cwd);
		return -1;
	}
	/* ERANGE: so deep that its name is longer; it has one, and it begins with "/" */
	return ret < 0 && ret != -ERANGE ? err_call(err, (int)-ret, "look at the working directory") : 0;
}

static int enter_cwd(struct run *run, int as_root, struct err *err)
{
	int ret = run->plan->ids.uid == 0 ? as_root : change_directory(run);

	if (ret == -EACCES && as_root == 0)
		ret = 0; /* stays where root has put it */
	if (ret < 0) {
		err_call(err, -ret, "chdir to cwd (%q) set in config.json failed", run->plan->cwd);
		return err_at(err, "process.cwd");
	}
	return verify_cwd(run, err);
}

int phase_caps(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;
	bool changes_user = plan->ids.uid != 0;
	int as_root;

	if (drop_bounding(&plan->caps, err) < 0)
		return -1;
	as_root = enter_cwd_as_root(run);
	if (changes_user)
		sys_prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	if (set_ids(&plan->ids, err) < 0 || set_capabilities(&plan->caps, err) < 0)
		return -1;
	raise_ambient(run);
	if (changes_user) {
		/* a change of the user undid both (prctl(2)) */
		sys_prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
		sys_prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	}
	return enter_cwd(run, as_root, err);
}
