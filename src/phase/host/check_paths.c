/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check_paths: masked and read-only paths, and sysctls: which of them a container may set at all (K4). See check.h. */
#include <linux/sched.h>
#include <string.h>

#include "base/fmt.h"
#include "phase/host/check.h"

/* A name, or a prefix that ends in a slash, and the namespace that makes it the container's own. */
struct sysctl_rule {
	const char *path;
	enum oci_namespace_type namespace;
};

static const struct sysctl_rule sysctl_rules[] = {
	{ "kernel/msgmax", OCI_NAMESPACE_IPC },	 { "kernel/msgmnb", OCI_NAMESPACE_IPC },
	{ "kernel/msgmni", OCI_NAMESPACE_IPC },	 { "kernel/sem", OCI_NAMESPACE_IPC },
	{ "kernel/shmall", OCI_NAMESPACE_IPC },	 { "kernel/shmmax", OCI_NAMESPACE_IPC },
	{ "kernel/shmmni", OCI_NAMESPACE_IPC },	 { "kernel/shm_rmid_forced", OCI_NAMESPACE_IPC },
	{ "fs/mqueue/", OCI_NAMESPACE_IPC },	 { "net/", OCI_NAMESPACE_NETWORK },
	{ "kernel/domainname", OCI_NAMESPACE_UTS },
};

static bool matches(const struct sysctl_rule *rule, const char *path)
{
	size_t len = strlen(rule->path);

	return rule->path[len - 1] == '/' ? strncmp(path, rule->path, len) == 0 : strcmp(path, rule->path) == 0;
}

/* New, or joined: a namespace that is listed is not the host's own, as far as the configuration says. */
static bool has_namespace(const struct oci_config *config, enum oci_namespace_type type)
{
	for (size_t i = 0; i < config->linux_->namespaces.len; i++) {
		if (config->linux_->namespaces.items[i].type == type)
			return true;
	}
	return false;
}

/* sysctl.d(5): the first of "." and "/" in a name is its separator; the other one then stands for a plain character. */
static void name_to_path(const char *name, char *path)
{
	bool dots = name[strcspn(name, "./")] != '/';

	for (; *name != '\0'; name++, path++)
		*path = !dots ? *name : *name == '.' ? '/' : *name == '/' ? '.' : *name;
	*path = '\0';
}

static bool is_clean(const char *path)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./@:";

	if (path[0] == '\0' || path[0] == '/' || path[strspn(path, alphabet)] != '\0')
		return false;
	for (const char *p = path; *p != '\0'; p += strcspn(p, "/"), p += *p == '/') {
		size_t len = strcspn(p, "/");

		if (len == 0 || (len <= 2 && strspn(p, ".") >= len))
			return false;
	}
	return path[strlen(path) - 1] != '/';
}

static int check_sysctl(struct run *run, const struct oci_pair *pair, struct plan_sysctl *sysctl, struct err *err)
{
	size_t size = strlen("sys/") + strlen(pair->key) + 1;
	char *path = check_alloc(run, size, 1, err);
	const char *below;

	if (path == NULL)
		return -1;
	fmt(path, size, "sys/");
	name_to_path(pair->key, path + 4);
	below = path + 4;
	*sysctl = (struct plan_sysctl){ pair->key, path, pair->value };
	if (!is_clean(below))
		return err_input(err, NULL, "sysctl %q: not a name of a sysctl", pair->key);
	if (strcmp(below, "kernel/hostname") == 0)
		return err_input(err, NULL, "sysctl %q conflicts with the member hostname: set that instead", pair->key);
	for (size_t i = 0; i < sizeof(sysctl_rules) / sizeof(sysctl_rules[0]); i++) {
		const struct sysctl_rule *rule = &sysctl_rules[i];

		if (!matches(rule, below))
			continue;
		if (has_namespace(run->host->config, rule->namespace))
			return 0;
		err_input(err, NULL, "sysctl %q is not in a separate kernel namespace", pair->key);
		return err_hint(err, "it needs a %s namespace in linux.namespaces",
				oci_word_name(&oci_namespace_types, (int)rule->namespace));
	}
	err_input(err, NULL, "sysctl %q is not in a separate kernel namespace", pair->key);
	return err_hint(err, "it belongs to the whole host");
}

int check_paths(struct run *run, struct err *err)
{
	const struct oci_linux *linux_ = run->host->config->linux_;
	struct plan *plan = run->plan;
	struct plan_sysctl *sysctls = check_alloc(run, linux_->sysctl.len, sizeof(*sysctls), err);

	if (sysctls == NULL)
		return -1;
	if (!plan->own_mounts && linux_->masked_paths.len + linux_->readonly_paths.len > 0)
		return err_input(err, linux_->masked_paths.len > 0 ? "linux.maskedPaths" : "linux.readonlyPaths",
				 "unable to restrict sys entries without a private MNT namespace");
	plan->masked.items = linux_->masked_paths.items;
	plan->masked.len = linux_->masked_paths.len;
	plan->read_only.items = linux_->readonly_paths.items;
	plan->read_only.len = linux_->readonly_paths.len;
	for (size_t i = 0; i < linux_->sysctl.len; i++) {
		if (check_sysctl(run, &linux_->sysctl.items[i], &sysctls[i], err) < 0)
			return err_at(err, "linux.sysctl[\"%s\"]", linux_->sysctl.items[i].key);
	}
	plan->sysctls.items = sysctls;
	plan->sysctls.len = linux_->sysctl.len;
	return 0;
}
