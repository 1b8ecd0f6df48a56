/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sysctl: writes linux.sysctl through a procfs of our own; also the place that makes that procfs. See phases.h.
 *
 * Every file is opened beneath it without crossing a mount or following a link, so what an image or a volume puts on
 * /proc is not in the way (K1). */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/mount.h"

int init_proc(struct run *run, struct err *err)
{
	int fs, ret;

	if (run->init->proc >= 0)
		return run->init->proc;
	fs = sys_fsopen("proc");
	ret = fs < 0 ? fs : sys_fsconfig(fs, SYS_FSCONFIG_CMD_CREATE, NULL, NULL);
	if (ret == 0)
		ret = sys_fsmount(fs, SYS_ATTR_NOSUID | SYS_ATTR_NODEV | SYS_ATTR_NOEXEC);
	if (fs >= 0)
		sys_close(fs);
	if (ret < 0) {
		err_call(err, -ret, "mount a procfs for hull's own use");
		return ret != -EPERM ? -1 : err_hint(err, "the host's /proc is masked by other mounts");
	}
	run->init->proc = ret;
	return ret;
}

static int open_sysctl(int proc, const char *path)
{
	const struct open_how how = { .flags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW,
				      .resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS };

	return (int)sys_call(SYS_openat2, proc, path, &how, sizeof(how));
}

static int write_sysctl(int proc, const struct plan_sysctl *sysctl, struct err *err)
{
	int fd = open_sysctl(proc, sysctl->path);
	int ret = fd < 0 ? fd : sys_write_value(fd, sysctl->value);

	if (fd >= 0)
		sys_close(fd);
	if (ret < 0) {
		err_call(err, -ret, "write %q to sysctl %q", sysctl->value, sysctl->name);
		return err_at(err, "linux.sysctl[\"%s\"]", sysctl->name);
	}
	return 0;
}

/* A /proc that the container mounts read-only would refuse the writes: they go through a procfs that nobody else sees. */
int phase_sysctl(struct run *run, struct err *err)
{
	int theirs = run->init->proc;
	int ret = 0;

	run->init->proc = -1;
	if (init_proc(run, err) < 0)
		return -1;
	for (size_t i = 0; ret == 0 && i < run->plan->sysctls.len; i++)
		ret = write_sysctl(run->init->proc, &run->plan->sysctls.items[i], err);
	sys_close(run->init->proc);
	run->init->proc = theirs;
	return ret;
}
