/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* time_namespace: see time_namespace.h. */
#include "phase/host/time_namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "model/host.h"
#include "phase/host/network.h"
#include "sys/fd.h"
#include "sys/process.h"

static void append_offset(char *text, size_t size, const char *clock, const struct oci_time_offset *offset)
{
	if (offset != NULL)
		fmt_append(text, size, "%s %ld %u\n", clock, (long)offset->secs, offset->nanosecs);
}

static int write_offsets(const struct oci_time_offsets *offsets, struct err *err)
{
	char text[128] = "";
	auto_close int fd = -1;
	int ret;

	if (offsets == NULL)
		return 0;
	append_offset(text, sizeof(text), "monotonic", offsets->monotonic);
	append_offset(text, sizeof(text), "boottime", offsets->boottime);
	if (text[0] == '\0')
		return 0;
	fd = open("/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC);
	ret = fd < 0 ? -errno : sys_write_value(fd, text);
	if (ret < 0) {
		err_call(err, -ret, "set the clock offsets");
		return err_at(err, "linux.timeOffsets");
	}
	return 0;
}

int time_namespace_enter(struct run *run, struct time_namespace *ret, struct err *err)
{
	struct host *host = run->host;
	bool makes = (host->namespaces & CLONE_NEWTIME) != 0;
	int done;

	if (!makes && host->time_namespace < 0)
		return 0;
	network_wait(run); /* a process with threads can't come back from it */
	ret->own = open("/proc/self/ns/time", O_RDONLY | O_CLOEXEC);
	if (ret->own < 0)
		return err_call(err, errno, "open our own time namespace");
	done = makes ? sys_unshare(CLONE_NEWTIME) : sys_setns(host->time_namespace, CLONE_NEWTIME);
	if (done < 0)
		return err_call(err, -done, makes ? "make a time namespace" : "join the time namespace");
	return makes ? write_offsets(host->config->linux_->time_offsets, err) : 0;
}

void time_namespace_leave(struct time_namespace *time)
{
	if (time->own < 0)
		return;
	sys_setns(time->own, CLONE_NEWTIME);
	close(time->own);
	time->own = -1;
}
