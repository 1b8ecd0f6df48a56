/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check_root: the root file system, and what its mounts tell the host's and hear from them. See check.h. */
#include <errno.h>
#include <string.h>
#include <sys/mount.h>

#include "base/fmt.h"
#include "phase/host/check.h"

/* What is set on the root at the very end; while it is filled it is a slave or private, so that nothing of it shows on
 * the host. Unset means rslave: the container hears of the host's mounts, the host not of the container's. */
static const struct {
	uint64_t flags;
	bool recursive;
} final_propagation[] = {
	[OCI_PROPAGATION_PRIVATE] = { MS_PRIVATE, false },	   [OCI_PROPAGATION_RPRIVATE] = { MS_PRIVATE, true },
	[OCI_PROPAGATION_SLAVE] = { 0, false },			   [OCI_PROPAGATION_RSLAVE] = { 0, true },
	[OCI_PROPAGATION_SHARED] = { MS_SHARED, false },	   [OCI_PROPAGATION_RSHARED] = { MS_SHARED, true },
	[OCI_PROPAGATION_UNBINDABLE] = { MS_UNBINDABLE, false },   [OCI_PROPAGATION_RUNBINDABLE] = { MS_UNBINDABLE, true },
};

static char *absolute_root(struct run *run, struct err *err)
{
	const struct host *host = run->host;
	const char *path = host->config->root->path;
	size_t size = strlen(host->bundle) + strlen(path) + 2;
	char *absolute = check_alloc(run, size, 1, err);

	if (absolute == NULL)
		return NULL;
	while (path[0] == '.' && path[1] == '/')
		path += 2;
	if (path[0] == '/')
		fmt(absolute, size, "%s", path);
	else
		fmt(absolute, size, "%s/%s", host->bundle, path);
	return absolute;
}

int check_root(struct run *run, struct err *err)
{
	const struct oci_config *config = run->host->config;
	struct plan *plan = run->plan;
	const char *path = absolute_root(run, err);

	if (path == NULL)
		return -1;
	run->host->rootfs = path;
	plan->root_path = path;
	plan->root_read_only = config->root->readonly;
	plan->no_pivot = run->host->args->no_pivot;
	if (config->linux_->has_rootfs_propagation) {
		plan->root_propagation = final_propagation[config->linux_->rootfs_propagation].flags;
		plan->root_propagation_recursive = final_propagation[config->linux_->rootfs_propagation].recursive;
	}
	if (plan->own_mounts)
		return 0;
	if (config->root->readonly)
		return err_input(err, "root.readonly", "a read-only root needs a mount namespace of the container's own");
	return plan->root_propagation == 0 ?
		       0 :
		       err_input(err, "linux.rootfsPropagation",
				 "the propagation of the root needs a mount namespace of the container's own");
}
