/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* online, names: the parts of a new network and UTS namespace that are set from inside. See phases.h. */
#include <errno.h>
#include <linux/sched.h>
#include <string.h>

#include "model/plan.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/network.h"
#include "sys/pass_fd.h"
#include "sys/process.h"

/* The helper may still be at it: this is where init waits. */
static int enter_network(int socket, struct err *err)
{
	int code, fd;
	int ret = sys_receive_fd(socket, &code, &fd);

	if (ret < 0)
		return err_call(err, -ret, "hear of the network namespace");
	if (code == 0)
		code = fd >= 0 ? sys_setns(fd, CLONE_NEWNET) : -EPROTO;
	if (fd >= 0)
		sys_close(fd);
	if (code == 0)
		return 0;
	err_call(err, -code, "make the network namespace");
	return code == -ENOSPC || code == -EUSERS ?
		       err_hint(err, "the limit in /proc/sys/user/max_net_namespaces is reached") : -1;
}

int phase_online(struct run *run, struct err *err)
{
	int ret;

	if (run->plan->network >= 0)
		return enter_network(run->plan->network, err);
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
