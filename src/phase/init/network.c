/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* online, names: the parts of a new network and UTS namespace that are set from inside. See phases.h. */
#include <linux/sched.h>
#include <string.h>

#include "model/plan.h"
#include "phase/init/phases.h"
#include "sys/network.h"
#include "sys/process.h"

int phase_online(struct run *run, struct err *err)
{
	int ret;

	if (run->fd_heard >= 0) {
		ret = sys_setns(run->fd_heard, CLONE_NEWNET);
		return ret < 0 ? err_call(err, -ret, "enter the network namespace") : 0;
	}
	ret = sys_loopback_up();
	return ret < 0 ? err_call(err, -ret, "bring the loopback interface up") : 0;
}

int phase_names(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;
	long ret;

	if (plan->hostname != NULL) {
		ret = sys_call(SYS_sethostname, plan->hostname, strlen(plan->hostname));
		if (ret < 0) {
			err_call(err, (int)-ret, "set the hostname %q", plan->hostname);
			return err_at(err, "hostname");
		}
	}
	if (plan->domainname != NULL) {
		ret = sys_call(SYS_setdomainname, plan->domainname, strlen(plan->domainname));
		if (ret < 0) {
			err_call(err, (int)-ret, "set the domainname %q", plan->domainname);
			return err_at(err, "domainname");
		}
	}
	return 0;
}
