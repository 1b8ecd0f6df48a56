/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check_supported: what a configuration may ask for and this hull can't do is refused here, by name: nothing is accepted
 * and ignored. A row goes away when the feature comes. */
#include <stdbool.h>
#include <string.h>

#include "phase/host/check.h"

struct unsupported {
	const char *path;
	bool (*asked)(const struct oci_config *config);
};

static bool asks_terminal(const struct oci_config *config)
{
	return config->process != NULL && config->process->terminal;
}

/* "unconfined" is what there is without a profile. */
static bool asks_apparmor(const struct oci_config *config)
{
	const char *profile = config->process != NULL ? config->process->apparmor_profile : NULL;

	return profile != NULL && profile[0] != '\0' && strcmp(profile, "unconfined") != 0;
}

static bool is_text(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static bool asks_selinux(const struct oci_config *config)
{
	return config->process != NULL && is_text(config->process->selinux_label);
}

static bool asks_scheduler(const struct oci_config *config)
{
	return config->process != NULL && config->process->scheduler != NULL;
}

static bool asks_io_priority(const struct oci_config *config)
{
	return config->process != NULL && config->process->io_priority != NULL;
}

static bool asks_hooks(const struct oci_config *config)
{
	const struct oci_hooks *hooks = config->hooks;

	return hooks != NULL && hooks->prestart.len + hooks->create_runtime.len + hooks->create_container.len +
						hooks->start_container.len + hooks->poststart.len + hooks->poststop.len >
					0;
}

static bool asks_mappings(const struct oci_config *config)
{
	return config->linux_->uid_mappings.len + config->linux_->gid_mappings.len > 0;
}

static bool asks_net_devices(const struct oci_config *config)
{
	return config->linux_->net_devices.len > 0;
}

static bool asks_seccomp(const struct oci_config *config)
{
	return config->linux_->seccomp != NULL;
}

static bool asks_mount_label(const struct oci_config *config)
{
	return is_text(config->linux_->mount_label);
}

static bool asks_intel_rdt(const struct oci_config *config)
{
	return config->linux_->intel_rdt != NULL;
}

static bool asks_memory_policy(const struct oci_config *config)
{
	return config->linux_->memory_policy != NULL;
}

static bool asks_personality(const struct oci_config *config)
{
	return config->linux_->personality != NULL;
}

static const struct unsupported unsupported[] = {
	{ "process.terminal", asks_terminal },
	{ "process.apparmorProfile", asks_apparmor },
	{ "process.selinuxLabel", asks_selinux },
	{ "process.scheduler", asks_scheduler },
	{ "process.ioPriority", asks_io_priority },
	{ "hooks", asks_hooks },
	{ "linux.uidMappings", asks_mappings },
	{ "linux.netDevices", asks_net_devices },
	{ "linux.seccomp", asks_seccomp },
	{ "linux.mountLabel", asks_mount_label },
	{ "linux.intelRdt", asks_intel_rdt },
	{ "linux.memoryPolicy", asks_memory_policy },
	{ "linux.personality", asks_personality },
};

int check_supported(struct run *run, struct err *err)
{
	const struct oci_config *config = run->host->config;

	if (config->linux_ == NULL)
		return err_input(err, "linux", "the configuration has no object linux: it is not for Linux containers");
	if (config->root == NULL)
		return err_input(err, "root", "the configuration has no object root: it names no root file system");
	for (size_t i = 0; i < sizeof(unsupported) / sizeof(unsupported[0]); i++) {
		if (unsupported[i].asked(config))
			return err_input(err, unsupported[i].path, "%s: this version of hull can't do that yet",
					 unsupported[i].path);
	}
	return cgroup_check(config->linux_->resources, err);
}
