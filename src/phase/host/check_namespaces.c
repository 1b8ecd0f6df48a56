/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check_namespaces: which namespaces are made, which are joined, and by whom. See check.h.
 *
 * New ones come with the container's birth, but two: a cgroup namespace is made by init once it is in its cgroup, and a time
 * namespace by us, for our next child, since its offsets have to be written while nobody is in it. Joined ones are opened
 * here, so that a wrong path or type is found before anything exists. */
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "phase/host/check.h"
#include "sys/process.h"

static const uint64_t clone_flags[] = {
	[OCI_NAMESPACE_MOUNT] = CLONE_NEWNS,	[OCI_NAMESPACE_PID] = CLONE_NEWPID,	  [OCI_NAMESPACE_NETWORK] = CLONE_NEWNET,
	[OCI_NAMESPACE_UTS] = CLONE_NEWUTS,	[OCI_NAMESPACE_IPC] = CLONE_NEWIPC,	  [OCI_NAMESPACE_USER] = CLONE_NEWUSER,
	[OCI_NAMESPACE_CGROUP] = CLONE_NEWCGROUP, [OCI_NAMESPACE_TIME] = CLONE_NEWTIME,
};

static const char *type_name_of_flag(uint64_t flag)
{
	for (size_t i = 0; i < sizeof(clone_flags) / sizeof(clone_flags[0]); i++) {
		if (clone_flags[i] == flag)
			return oci_word_name(&oci_namespace_types, (int)i);
	}
	return "unknown";
}

static int open_namespace(const struct oci_namespace *namespace, size_t index, struct err *err)
{
	const char *want = oci_word_name(&oci_namespace_types, (int)namespace->type);
	auto_close int fd = open(namespace->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int type;

	if (fd < 0) {
		err_call(err, errno, "open the %s namespace %q", want, namespace->path);
		return err_at(err, "linux.namespaces[%zu].path", index);
	}
	type = ioctl(fd, NS_GET_NSTYPE);
	if (type < 0)
		err_input(err, NULL, "join the %s namespace %q: it is not a namespace", want, namespace->path);
	else if ((uint64_t)type != clone_flags[namespace->type])
		err_input(err, NULL, "join the %s namespace %q: it is a %s namespace", want, namespace->path,
			  type_name_of_flag((uint64_t)type));
	else
		return take_fd(&fd);
	return err_at(err, "linux.namespaces[%zu].path", index);
}

static int join_namespace(struct run *run, const struct oci_namespace *namespace, size_t index, struct plan_join *joins,
			  size_t *n, struct err *err)
{
	int fd = open_namespace(namespace, index, err);

	if (fd < 0)
		return -1;
	if (namespace->type == OCI_NAMESPACE_TIME) {
		run->host->time_namespace = fd;
		return 0;
	}
	if (host_keep(run->host, fd, err) < 0)
		return -1;
	if (namespace->type == OCI_NAMESPACE_PID)
		run->plan->pid_join = fd;
	else
		joins[(*n)++] = (struct plan_join){ fd, (int)clone_flags[namespace->type], namespace->path, index };
	return 0;
}

static void make_namespace(struct run *run, enum oci_namespace_type type)
{
	struct plan *plan = run->plan;

	switch (type) {
	case OCI_NAMESPACE_CGROUP:
		plan->unshare_flags |= CLONE_NEWCGROUP;
		return;
	case OCI_NAMESPACE_MOUNT:
		plan->own_mounts = true;
		break;
	case OCI_NAMESPACE_NETWORK:
		plan->new_network = true;
		break;
	case OCI_NAMESPACE_PID:
		run->host->state.own_pids = true;
		break;
	case OCI_NAMESPACE_UTS:
	case OCI_NAMESPACE_IPC:
	case OCI_NAMESPACE_TIME:
	case OCI_NAMESPACE_USER:
		break;
	}
	run->host->namespaces |= clone_flags[type];
}

int check_namespaces(struct run *run, struct err *err)
{
	const struct oci_config *config = run->host->config;
	const struct oci_namespaces *list = &config->linux_->namespaces;
	struct plan_join *joins = check_alloc(run, list->len, sizeof(*joins), err);
	size_t n = 0;

	if (joins == NULL)
		return -1;
	for (size_t i = 0; i < list->len; i++) {
		const struct oci_namespace *namespace = &list->items[i];

		if (namespace->type == OCI_NAMESPACE_USER) {
			err_input(err, NULL, "linux.namespaces[%zu]: this version of hull has no user namespaces yet", i);
			return err_at(err, "linux.namespaces[%zu]", i);
		}
		if (namespace->path == NULL || namespace->path[0] == '\0')
			make_namespace(run, namespace->type);
		else if (join_namespace(run, namespace, i, joins, &n, err) < 0)
			return -1;
	}
	run->plan->joins.items = joins;
	run->plan->joins.len = n;
	run->plan->hostname = config->hostname;
	run->plan->domainname = config->domainname;
	return 0;
}
