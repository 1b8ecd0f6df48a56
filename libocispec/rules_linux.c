/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rules_linux: rules for config.json, linux.
 *
 * Most are about namespaces: what belongs to a namespace must not be set for a container that does
 * not have it, or it would change the host. */
#include <string.h>

#include "rules.h"

const struct oci_namespace *rule_find_namespace(const struct oci_linux *linux_,
                                                enum oci_namespace_type type)
{
	for (size_t i = 0; linux_ && i < linux_->namespaces.len; i++)
		if (linux_->namespaces.items[i].type == type)
			return &linux_->namespaces.items[i];
	return NULL;
}

/* An empty path is how some engines say "a new one". */
static bool is_joined(const struct oci_namespace *namespace)
{
	return namespace->path && namespace->path[0] != '\0';
}

static void check_namespaces(struct rule_check *c, const struct oci_linux *linux_)
{
	uint32_t seen = 0;

	for (size_t i = 0; i < linux_->namespaces.len; i++) {
		const struct oci_namespace *namespace = &linux_->namespaces.items[i];

		if (seen >> namespace->type & 1)
			rule_error(rule_at(c, "namespaces[%zu].type", i), "must not be '%s' again",
			           oci_word_name(&oci_namespace_types, (int)namespace->type));
		if (is_joined(namespace) && namespace->path[0] != '/')
			rule_error(rule_at(c, "namespaces[%zu].path", i),
			           "has to be an absolute path");
		seen |= 1U << namespace->type;
	}
}

static void check_user_namespace(struct rule_check *c, const struct oci_linux *linux_)
{
	static const char text[] = "must not be set without a user namespace";

	rule_id_mappings(c, &linux_->uid_mappings, "uidMappings");
	rule_id_mappings(c, &linux_->gid_mappings, "gidMappings");
	if (rule_find_namespace(linux_, OCI_NAMESPACE_USER))
		return;
	if (linux_->uid_mappings.len)
		rule_error(rule_at(c, "uidMappings"), text);
	if (linux_->gid_mappings.len)
		rule_error(rule_at(c, "gidMappings"), text);
}

/* The kernel takes offsets until the first process is inside: not for a namespace that exists. */
static void check_time_offsets(struct rule_check *c, const struct oci_linux *linux_)
{
	const struct oci_time_offsets *offsets = linux_->time_offsets;
	const struct oci_namespace *namespace;

	if (!offsets || (!offsets->boottime && !offsets->monotonic))
		return;
	namespace = rule_find_namespace(linux_, OCI_NAMESPACE_TIME);
	if (!namespace)
		rule_error(rule_at(c, "timeOffsets"), "must not be set without a time namespace");
	else if (is_joined(namespace))
		rule_error(rule_at(c, "timeOffsets"),
		           "must not be set for a time namespace that is joined");
}

static void check_devices(struct rule_check *c, const struct oci_linux *linux_)
{
	for (size_t i = 0; i < linux_->devices.len; i++) {
		const struct oci_device *device = &linux_->devices.items[i];

		if (device->path[0] == '\0')
			rule_error(rule_at(c, "devices[%zu].path", i), "must not be empty");
		if (device->type == OCI_DEVICE_FIFO)
			continue;
		if (!device->has_major)
			rule_error(rule_at(c, "devices[%zu].major", i), "is missing");
		if (!device->has_minor)
			rule_error(rule_at(c, "devices[%zu].minor", i), "is missing");
	}
}

/* What the kernel takes (dev_valid_name). */
static bool is_interface_name(const char *name)
{
	enum { MAX_LEN = 15 };
	size_t len = strlen(name);

	return len > 0 && len <= MAX_LEN && !strpbrk(name, "/: \t\n\v\f\r") &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static void check_interface_name(struct rule_check *c, const char *host_name, const char *name)
{
	char excerpt[JSON_EXCERPT_SIZE];

	if (!is_interface_name(name))
		rule_error(rule_at_key(c, "netDevices", host_name),
		           "has to name an interface (1 to 15 characters, no '/', ':' or space), "
		           "not '%s'",
		           json_excerpt(excerpt, name, strlen(name)));
}

static void check_net_devices(struct rule_check *c, const struct oci_linux *linux_)
{
	for (size_t i = 0; i < linux_->net_devices.len; i++) {
		const struct oci_net_device *device = &linux_->net_devices.items[i];

		check_interface_name(c, device->host_name, device->host_name);
		if (device->name && device->name[0] != '\0')
			check_interface_name(c, device->host_name, device->name);
	}
	if (linux_->net_devices.len && !rule_find_namespace(linux_, OCI_NAMESPACE_NETWORK))
		rule_error(rule_at(c, "netDevices"), "must not be set without a network namespace");
}

static void check_strings(struct rule_check *c, const struct oci_linux *linux_)
{
	rule_all_absolute(c, &linux_->masked_paths, "maskedPaths");
	rule_all_absolute(c, &linux_->readonly_paths, "readonlyPaths");
	rule_one_line(c, linux_->cgroups_path, "cgroupsPath");
	rule_keys(c, &linux_->sysctl, "sysctl");
}

/* closID names a directory below /sys/fs/resctrl. */
static void check_intel_rdt(struct rule_check *c, const struct oci_linux *linux_)
{
	const struct oci_intel_rdt *rdt = linux_->intel_rdt;

	if (!rdt)
		return;
	if (rdt->clos_id && (strchr(rdt->clos_id, '/') || strcmp(rdt->clos_id, ".") == 0 ||
	                     strcmp(rdt->clos_id, "..") == 0))
		rule_error(rule_at(c, "intelRdt.closID"), "has to be the name of a directory");
	if (rdt->mem_bw_schema && strncmp(rdt->mem_bw_schema, "MB:", 3) != 0)
		rule_error(rule_at(c, "intelRdt.memBwSchema"), "has to begin with 'MB:'");
	rule_one_line(c, rdt->mem_bw_schema, "intelRdt.memBwSchema");
	for (size_t i = 0; i < rdt->schemata.len; i++)
		if (strchr(rdt->schemata.items[i], '\n'))
			rule_error(rule_at(c, "intelRdt.schemata[%zu]", i),
			           "must not contain a newline");
}

enum need { NONE, ANY, SOME };

/* set_mempolicy(2): which modes take nodes. */
static const enum need node_needs[] = {
	[OCI_MPOL_DEFAULT] = NONE,
	[OCI_MPOL_PREFERRED] = ANY,
	[OCI_MPOL_BIND] = SOME,
	[OCI_MPOL_INTERLEAVE] = SOME,
	[OCI_MPOL_LOCAL] = NONE,
	[OCI_MPOL_PREFERRED_MANY] = SOME,
	[OCI_MPOL_WEIGHTED_INTERLEAVE] = SOME,
};

static void check_memory_nodes(struct rule_check *c, const struct oci_memory_policy *policy)
{
	const char *mode = oci_word_name(&oci_memory_policy_modes, (int)policy->mode);
	bool given = policy->nodes && policy->nodes[0] != '\0';

	rule_number_list(c, policy->nodes, "memoryPolicy.nodes");
	if (given && node_needs[policy->mode] == NONE)
		rule_error(rule_at(c, "memoryPolicy.nodes"), "must not be set with %s", mode);
	if (!given && node_needs[policy->mode] == SOME)
		rule_error(rule_at(c, "memoryPolicy.nodes"), "must not be empty with %s", mode);
}

static void check_memory_policy(struct rule_check *c, const struct oci_linux *linux_)
{
	enum { BOTH = OCI_MPOL_F_STATIC_NODES | OCI_MPOL_F_RELATIVE_NODES };
	const struct oci_memory_policy *policy = linux_->memory_policy;
	int flags = 0;

	if (!policy)
		return;
	if (!policy->has_mode) {
		rule_error(rule_at(c, "memoryPolicy.mode"), "is missing");
		return;
	}
	check_memory_nodes(c, policy);
	for (size_t i = 0; i < policy->flags.len; i++)
		flags |= policy->flags.items[i];
	if ((flags & BOTH) == BOTH)
		rule_error(rule_at(c, "memoryPolicy.flags"),
		           "must not have both MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES");
}

void rule_linux(struct rule_check *c, const struct oci_linux *linux_)
{
	static void (*const rules[])(struct rule_check *, const struct oci_linux *) = {
		check_namespaces,  check_user_namespace, check_time_offsets, check_devices,
		check_net_devices, check_strings,        check_intel_rdt,    check_memory_policy,
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		rules[i](c, linux_);
}
