/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* features: what `features` prints, as the specification has it, with what runc adds to it.
 *
 * Every boolean is ALWAYS: a reader has to be able to tell "no" from "never heard of it". Lists of
 * words come from the tables that the decoder uses, so a runtime can't announce what it refuses. */
#include "ocispec.h"

/* clang-format off */
static const struct json_field enabled_fields[] = {
	FIELD(oci_enabled, "enabled", enabled, json_bool, ALWAYS),
};
static const struct json_object enabled_type = JSON_TABLE(oci_enabled, enabled_fields);

static const struct json_field cgroup_fields[] = {
	FIELD(oci_features_cgroup, "v1",          v1,           json_bool, ALWAYS),
	FIELD(oci_features_cgroup, "v2",          v2,           json_bool, ALWAYS),
	FIELD(oci_features_cgroup, "systemd",     systemd,      json_bool, ALWAYS),
	FIELD(oci_features_cgroup, "systemdUser", systemd_user, json_bool, ALWAYS),
	FIELD(oci_features_cgroup, "rdma",        rdma,         json_bool, ALWAYS),
};
static const struct json_object cgroup_type = JSON_TABLE(oci_features_cgroup, cgroup_fields);

#define ACTIONS   JSON_WORDS(oci_seccomp_actions)
#define OPERATORS JSON_WORDS(oci_seccomp_operators)
#define ARCHS     JSON_WORDS(oci_seccomp_archs)
#define FLAGS     JSON_WORDS(oci_seccomp_flags)

static const struct json_field seccomp_fields[] = {
	FIELD(oci_features_seccomp, "enabled",        enabled,         json_bool, ALWAYS),
	FIELD(oci_features_seccomp, "actions",        actions,         ACTIONS),
	FIELD(oci_features_seccomp, "operators",      operators,       OPERATORS),
	FIELD(oci_features_seccomp, "archs",          archs,           ARCHS),
	FIELD(oci_features_seccomp, "knownFlags",     known_flags,     FLAGS),
	FIELD(oci_features_seccomp, "supportedFlags", supported_flags, FLAGS),
};
static const struct json_object seccomp_type = JSON_TABLE(oci_features_seccomp, seccomp_fields);

static const struct json_field intel_rdt_fields[] = {
	FIELD(oci_features_intel_rdt, "enabled",    enabled,    json_bool, ALWAYS),
	FIELD(oci_features_intel_rdt, "schemata",   schemata,   json_bool, ALWAYS),
	FIELD(oci_features_intel_rdt, "monitoring", monitoring, json_bool, ALWAYS),
};
static const struct json_object intel_rdt_type =
	JSON_TABLE(oci_features_intel_rdt, intel_rdt_fields);

static const struct json_field memory_policy_fields[] = {
	FIELD(oci_features_memory_policy, "modes", modes, JSON_WORDS(oci_memory_policy_modes)),
	FIELD(oci_features_memory_policy, "flags", flags, JSON_WORDS(oci_memory_policy_flags)),
};
static const struct json_object memory_policy_type =
	JSON_TABLE(oci_features_memory_policy, memory_policy_fields);

static const struct json_field mount_extensions_fields[] = {
	FIELD(oci_features_mount_extensions, "idmap", idmap, JSON_OBJECT(enabled_type)),
};
static const struct json_object mount_extensions_type =
	JSON_TABLE(oci_features_mount_extensions, mount_extensions_fields);

#define NAMESPACES       JSON_WORDS(oci_namespace_types)
#define MEMORY_POLICY    JSON_OBJECT(memory_policy_type)
#define MOUNT_EXTENSIONS JSON_OBJECT(mount_extensions_type)

static const struct json_field linux_fields[] = {
	FIELD(oci_features_linux, "namespaces",      namespaces,       NAMESPACES),
	FIELD(oci_features_linux, "capabilities",    capabilities,     json_strings),
	FIELD(oci_features_linux, "cgroup",          cgroup,           JSON_OBJECT(cgroup_type)),
	FIELD(oci_features_linux, "seccomp",         seccomp,          JSON_OBJECT(seccomp_type)),
	FIELD(oci_features_linux, "apparmor",        apparmor,         JSON_OBJECT(enabled_type)),
	FIELD(oci_features_linux, "selinux",         selinux,          JSON_OBJECT(enabled_type)),
	FIELD(oci_features_linux, "intelRdt",        intel_rdt,        JSON_OBJECT(intel_rdt_type)),
	FIELD(oci_features_linux, "memoryPolicy",    memory_policy,    MEMORY_POLICY),
	FIELD(oci_features_linux, "mountExtensions", mount_extensions, MOUNT_EXTENSIONS),
	FIELD(oci_features_linux, "netDevices",      net_devices,      JSON_OBJECT(enabled_type)),
};
static const struct json_object linux_type = JSON_TABLE(oci_features_linux, linux_fields);

#define UNSAFE potentially_unsafe_config_annotations

static const struct json_field features_fields[] = {
	FIELD(oci_features, "ociVersionMin", oci_version_min, json_string, REQUIRED),
	FIELD(oci_features, "ociVersionMax", oci_version_max, json_string, REQUIRED),
	FIELD(oci_features, "hooks",         hooks,           json_strings),
	FIELD(oci_features, "mountOptions",  mount_options,   json_strings),
	FIELD(oci_features, "linux",         linux_,          JSON_OBJECT(linux_type)),
	FIELD(oci_features, "annotations",   annotations,     json_map),
	FIELD(oci_features, "potentiallyUnsafeConfigAnnotations", UNSAFE, json_strings),
};
const struct json_object oci_features_type = JSON_TABLE(oci_features, features_fields);
/* clang-format on */
