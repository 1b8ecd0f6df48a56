/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* linux: config.json, linux.
 *
 * Its two largest parts, resources and seccomp, have files of their own. What a row can't say
 * (which members need which namespace, say) is in rules_linux.c. */
#include "tables.h"

/* clang-format off */
static const struct json_field namespace_fields[] = {
	FIELD(oci_namespace, "type", type, JSON_WORD(oci_namespace_types), REQUIRED),
	FIELD(oci_namespace, "path", path, json_string),
};
static const struct json_object namespace_type = JSON_TABLE(oci_namespace, namespace_fields);

static const struct json_field device_fields[] = {
	FIELD(oci_device, "type",         type,      JSON_WORD(oci_device_types), REQUIRED),
	FIELD(oci_device, "path",         path,      json_string, REQUIRED),
	FIELD_HAS(oci_device, "major",    major,     json_int64),
	FIELD_HAS(oci_device, "minor",    minor,     json_int64),
	FIELD_HAS(oci_device, "fileMode", file_mode, JSON_RANGE(0, 0777)),
	FIELD_HAS(oci_device, "uid",      uid,       OCI_ID),
	FIELD_HAS(oci_device, "gid",      gid,       OCI_ID),
};
static const struct json_object device_type = JSON_TABLE(oci_device, device_fields);

static const struct json_field net_device_fields[] = {
	FIELD(oci_net_device, "name", name, json_string),
};
static const struct json_object net_device_type = JSON_TABLE(oci_net_device, net_device_fields);

static const struct json_field intel_rdt_fields[] = {
	FIELD(oci_intel_rdt, "closID",           clos_id,           json_string),
	FIELD(oci_intel_rdt, "schemata",         schemata,          json_strings),
	FIELD(oci_intel_rdt, "l3CacheSchema",    l3_cache_schema,   json_string),
	FIELD(oci_intel_rdt, "memBwSchema",      mem_bw_schema,     json_string),
	FIELD(oci_intel_rdt, "enableMonitoring", enable_monitoring, json_bool),
};
static const struct json_object intel_rdt_type = JSON_TABLE(oci_intel_rdt, intel_rdt_fields);

static const struct json_field memory_policy_fields[] = {
	FIELD_HAS(oci_memory_policy, "mode", mode,  JSON_WORD(oci_memory_policy_modes)),
	FIELD(oci_memory_policy, "nodes",    nodes, json_string),
	FIELD(oci_memory_policy, "flags",    flags, JSON_WORDS(oci_memory_policy_flags)),
};
static const struct json_object memory_policy_type =
	JSON_TABLE(oci_memory_policy, memory_policy_fields);

static const struct json_field personality_fields[] = {
	FIELD_HAS(oci_personality, "domain", domain, JSON_WORD(oci_personality_domains)),
	FIELD(oci_personality, "flags",      flags,  json_strings),
};
static const struct json_object personality_type = JSON_TABLE(oci_personality, personality_fields);

static const struct json_field time_offset_fields[] = {
	FIELD(oci_time_offset, "secs",     secs,     json_int64, ALWAYS),
	FIELD(oci_time_offset, "nanosecs", nanosecs, JSON_RANGE(0, 999999999), ALWAYS),
};
static const struct json_object time_offset_type = JSON_TABLE(oci_time_offset, time_offset_fields);

static const struct json_field time_offsets_fields[] = {
	FIELD(oci_time_offsets, "boottime",  boottime,  JSON_OBJECT(time_offset_type)),
	FIELD(oci_time_offsets, "monotonic", monotonic, JSON_OBJECT(time_offset_type)),
};
static const struct json_object time_offsets_type =
	JSON_TABLE(oci_time_offsets, time_offsets_fields);

#define RESOURCES     JSON_OBJECT(oci_resources_type)
#define SECCOMP       JSON_OBJECT(oci_seccomp_type)
#define INTEL_RDT     JSON_OBJECT(intel_rdt_type)
#define MEMORY_POLICY JSON_OBJECT(memory_policy_type)
#define PERSONALITY   JSON_OBJECT(personality_type)
#define TIME_OFFSETS  JSON_OBJECT(time_offsets_type)
#define DEVICES       JSON_OBJECTS(oci_device, device_type)
#define NAMESPACES    JSON_OBJECTS(oci_namespace, namespace_type)
#define NET_DEVICES   JSON_OBJECT_MAP(oci_net_device, net_device_type)
#define PROPAGATION   JSON_WORD(oci_propagations)

static const struct json_field linux_fields[] = {
	FIELD(oci_linux, "uidMappings",           uid_mappings,       OCI_ID_MAPS),
	FIELD(oci_linux, "gidMappings",           gid_mappings,       OCI_ID_MAPS),
	FIELD(oci_linux, "sysctl",                sysctl,             json_map),
	FIELD(oci_linux, "resources",             resources,          RESOURCES),
	FIELD(oci_linux, "cgroupsPath",           cgroups_path,       json_string),
	FIELD(oci_linux, "namespaces",            namespaces,         NAMESPACES),
	FIELD(oci_linux, "devices",               devices,            DEVICES),
	FIELD(oci_linux, "netDevices",            net_devices,        NET_DEVICES),
	FIELD(oci_linux, "seccomp",               seccomp,            SECCOMP),
	FIELD_HAS(oci_linux, "rootfsPropagation", rootfs_propagation, PROPAGATION),
	FIELD(oci_linux, "maskedPaths",           masked_paths,       json_strings),
	FIELD(oci_linux, "readonlyPaths",         readonly_paths,     json_strings),
	FIELD(oci_linux, "mountLabel",            mount_label,        json_string),
	FIELD(oci_linux, "intelRdt",              intel_rdt,          INTEL_RDT),
	FIELD(oci_linux, "memoryPolicy",          memory_policy,      MEMORY_POLICY),
	FIELD(oci_linux, "personality",           personality,        PERSONALITY),
	FIELD(oci_linux, "timeOffsets",           time_offsets,       TIME_OFFSETS),
};
const struct json_object oci_linux_type = JSON_TABLE(oci_linux, linux_fields);
/* clang-format on */
