/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* without: see without.h. Nothing here costs anything before something is missing. */
#include "cgroup/without.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/log.h"
#include "cgroup/cgroup.h"

#define MESSAGE_SIZE 1024

/* runc's words, which some look for */
#define ROOTLESS_NEEDS                                                                             \
	"rootless needs no limits + no cgrouppath when no permission is granted for cgroups"
#define DELEGATE "start in a delegated cgroup (systemd-run --user --scope -p Delegate=yes)"

/* The map of the initial user namespace, in the kernel's own form. */
static const char initial_map[] = "         0          0 4294967295\n";

/* When in doubt it is not: the answer loosens a rule. */
static bool in_user_namespace(void)
{
	auto_close int fd = open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
	char text[sizeof(initial_map)];
	ssize_t len = fd >= 0 ? read(fd, text, sizeof(text)) : -1;

	return len > 0 &&
	       (len != sizeof(text) - 1 || memcmp(text, initial_map, sizeof(text) - 1) != 0);
}

static bool is_rootless(void)
{
	return geteuid() != 0 || in_user_namespace();
}

static int go_on(const struct cgroup_plan *plan, const char *what, const struct err *err)
{
	char reason[MESSAGE_SIZE];

	err_text(err, reason, sizeof(reason));
	log_warning(plan->log, "running without %s: %s", what, reason);
	return 0;
}

int without_cgroup(const struct cgroup_plan *plan, struct err *err)
{
	bool rootless = is_rootless();

	if (!plan->asks_path && (!plan->asks_devices || rootless))
		return go_on(plan, "a cgroup", err);
	err_at(err, "%s", plan->asks_path ? "linux.cgroupsPath" : "linux.resources.devices");
	if (!rootless)
		return err_hint(err, "make /sys/fs/cgroup a writable cgroup2 mount, or leave out "
		                     "cgroupsPath, limits and device rules");
	err_within(err, ROOTLESS_NEEDS);
	return err_hint(err, "%s, or leave out cgroupsPath", DELEGATE);
}

int without_devices(const struct cgroup_plan *plan, struct err *err)
{
	if ((!plan->asks_path && !plan->asks_devices) || is_rootless())
		return go_on(plan, "device rules", err);
	return -1;
}
