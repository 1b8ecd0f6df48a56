/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* attach: what only the host may set on the container's first process. See phases.h. */
#include <errno.h>
#include <fcntl.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "model/host.h"
#include "phase/host/phases.h"
#include "sys/fd.h"

int phase_attach(struct run *run, struct err *err)
{
	char path[40], value[16];
	auto_close int fd = -1;
	int ret;

	fmt(path, sizeof(path), "/proc/%d/oom_score_adj", run->host->pid);
	fmt(value, sizeof(value), "%d", run->plan->oom_score_adj);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	ret = fd < 0 ? -errno : sys_write_value(fd, value);
	if (ret < 0) {
		err_call(err, -ret, "set the OOM score adjustment %s", value);
		err_at(err, "process.oomScoreAdj");
		return ret != -EACCES ? -1 : err_hint(err, "a value below that of hull itself takes CAP_SYS_RESOURCE");
	}
	return 0;
}
