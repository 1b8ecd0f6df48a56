/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* process: what the program inherits that has nothing to do with rights. See phases.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/passwd.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/path.h"
#include "sys/process.h"

/* Everything for whoever possesses the keyring; view, read, link and search for its user, so that a process of the
 * container that changes its session keyring finds this one again (keyctl_setperm(3)). */
#define KEYRING_PERMISSIONS 0x3f1b0000UL

/* Outer sandboxes often forbid the call; a container without a keyring of its own has none at all there. */
static int join_keyring(struct run *run, struct err *err)
{
	long key = sys_call(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, run->plan->keyring);
	long ret = key;

	if (key == -ENOSYS || key == -EPERM) {
		log_warning(&run->log, "no session keyring of its own: %s", err_reason((int)-key));
		return 0;
	}
	if (key >= 0)
		ret = sys_call(SYS_keyctl, KEYCTL_SETPERM, key, KEYRING_PERMISSIONS);
	if (ret < 0) {
		err_call(err, (int)-ret, "make the session keyring %q", run->plan->keyring);
		return err_hint(err, "--no-new-keyring goes without one");
	}
	return 0;
}

/* The container's own null device, opened for real; it has to be one (K5). */
static int open_null(struct run *run, struct err *err)
{
	struct stat st;
	int path = sys_open_in_root(run->init->root, "/dev/null", 0);
	int ret = path < 0 ? path : sys_stat_fd(path, &st);
	int proc = -1;

	if (ret == 0 && (!S_ISCHR(st.st_mode) || st.st_rdev != makedev(1, 3)))
		ret = -ENODEV;
	if (ret == 0) {
		proc = init_proc(run, err);
		ret = proc < 0 ? -1 : sys_reopen(proc, path, O_RDWR | O_NOCTTY);
	}
	init_drop(run->init, path);
	if (ret < 0 && (proc >= 0 || path < 0 || ret == -ENODEV))
		return err_call(err, -ret, "open the container's \"/dev/null\" for its standard streams");
	return ret;
}

static int replace_null_stdio(struct run *run, struct err *err)
{
	int null = open_null(run, err);
	int ret = 0;

	if (null < 0)
		return -1;
	for (int fd = 0; ret >= 0 && fd < 3; fd++) {
		if ((run->plan->null_stdio & 1U << fd) != 0)
			ret = sys_dup_to(null, fd);
	}
	init_drop(run->init, null);
	return ret < 0 ? err_call(err, -ret, "replace a standard stream") : 0;
}

/* The program may open /dev/stdout again: the stream has to belong to its user. Some can't change hands. */
static int own_stdio(struct run *run, struct err *err)
{
	for (int fd = 0; fd < 3; fd++) {
		long ret = 0;

		if ((run->plan->owned_stdio & 1U << fd) != 0)
			ret = sys_call(SYS_fchown, fd, run->plan->ids.uid, -1);
		if (ret < 0 && ret != -EPERM && ret != -EINVAL && ret != -EROFS)
			return err_call(err, (int)-ret, "give descriptor %d to user %u", fd, run->plan->ids.uid);
	}
	return 0;
}

/* Raising a hard limit takes a privilege that `caps` gives up; the exact values come last, in `exec`, so that a tight
 * limit does not hit hull itself. */
static int raise_limits(struct run *run, struct err *err)
{
	for (size_t i = 0; i < run->plan->rlimits.len; i++) {
		const struct plan_rlimit *limit = &run->plan->rlimits.items[i];
		struct rlimit64 now;
		long ret = sys_call(SYS_prlimit64, 0, limit->type, NULL, &now);

		if (ret == 0 && limit->hard > now.rlim_max) {
			now.rlim_max = limit->hard;
			ret = sys_call(SYS_prlimit64, 0, limit->type, &now, NULL);
		}
		if (ret < 0) {
			err_call(err, (int)-ret, "raise the hard limit of %s to %lu", limit->name, limit->hard);
			err_at(err, "process.rlimits[%zu].hard", limit->index);
			return ret == -EPERM ? err_hint(err, "that takes CAP_SYS_RESOURCE") : -1;
		}
	}
	return 0;
}

/* HOME comes from the container's own user database, an untrusted file; without an entry it is "/". */
static int set_home(struct run *run, struct err *err)
{
	static char home[PASSWD_HOME_SIZE + 5] = "HOME=/";
	int proc = init_proc(run, err);

	if (proc < 0)
		return -1;
	if (passwd_home(run->init->root, proc, run->plan->ids.uid, home + 5) < 0)
		log_debug(&run->log, "no usable entry for user %u in /etc/passwd: HOME is /", run->plan->ids.uid);
	run->plan->env[run->plan->env_len] = home;
	return 0;
}

int phase_process(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;
	long ret = sys_call(SYS_setsid);

	/* EPERM: already the leader of its session, as the first process of a PID namespace may be */
	if (ret < 0 && ret != -EPERM)
		return err_call(err, (int)-ret, "make a session");
	if (plan->keyring != NULL && join_keyring(run, err) < 0)
		return -1;
	if (plan->null_stdio != 0 && replace_null_stdio(run, err) < 0)
		return -1;
	if (own_stdio(run, err) < 0 || raise_limits(run, err) < 0)
		return -1;
	if (!plan->env_has_home && set_home(run, err) < 0)
		return -1;
	sys_call(SYS_umask, plan->umask);
	return 0;
}
