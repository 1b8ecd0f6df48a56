/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* load: config.json, read once, straight into the memory that the plan lies in. See phases.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "model/config.h"
#include "model/host.h"
#include "phase/host/phases.h"
#include "sys/call.h"
#include "sys/path.h"

/* Where the plan is mapped, in both programs: a place at random in a stretch of the address space that neither the kernel
 * nor a loader gives out by itself. */
static void *plan_address(unsigned attempt)
{
	const unsigned char *random = (const unsigned char *)getauxval(AT_RANDOM);
	uint64_t pages = 0;

	if (random != NULL)
		memcpy(&pages, random + attempt % 8, sizeof(pages));
	pages &= (1ULL << SYS_ARCH_ARENA_BITS) - 1;
	return (void *)(SYS_ARCH_ARENA_BASE + (pages << 12));
}

static int make_plan_memory(struct host *host, struct err *err)
{
	int ret = -EEXIST;

	host->plan_fd = memfd_create("hull-plan", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (host->plan_fd < 0)
		return err_call(err, errno, "make memory for the plan");
	for (unsigned attempt = 0; ret == -EEXIST && attempt < 8; attempt++)
		ret = arena_init_fd(&host->arena, host->plan_fd, plan_address(attempt), HOST_PLAN_MAX);
	return ret < 0 ? err_call(err, -ret, "map memory for the plan") : 0;
}

static int open_bundle(struct host *host, struct err *err)
{
	const char *bundle = host->args->bundle != NULL ? host->args->bundle : ".";
	char absolute[PATH_MAX];
	int ret;

	host->bundle_fd = open(bundle, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (host->bundle_fd < 0)
		return err_call(err, errno, "open the bundle %q", bundle);
	ret = sys_fd_path(host->bundle_fd, absolute, sizeof(absolute));
	if (ret < 0)
		return err_call(err, -ret, "resolve the bundle %q", bundle);
	host->bundle = arena_strdup(&host->arena, absolute);
	return host->bundle == NULL ? err_call(err, ENOMEM, "resolve the bundle") : 0;
}

int phase_load(struct run *run, struct err *err)
{
	struct host *host = run->host;
	const char *config = host->args->config;
	int ret;

	if (make_plan_memory(host, err) < 0)
		return -1;
	run->plan = arena_alloc(&host->arena, sizeof(*run->plan));
	if (run->plan == NULL)
		return err_call(err, ENOMEM, "make the plan");
	if (open_bundle(host, err) < 0)
		return -1;
	/* a path of the caller's starts from where the caller is, as with crun */
	ret = config_read(config != NULL ? AT_FDCWD : host->bundle_fd, config != NULL ? config : "config.json",
			  host->bundle, &host->text, err);
	if (ret == 0)
		ret = config_decode(&host->text, &host->arena, &run->log, NULL, NULL, &host->config, err);
	host_close_later(host, take_fd(&host->text.fd));
	config_free(&host->text);
	return ret;
}
