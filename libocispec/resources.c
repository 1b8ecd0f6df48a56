/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* resources: config.json, linux.resources.
 *
 * `update --resources` reads a document of this type of its own, in which an absent number means
 * "leave it as it is". So all of them have a has_ flag. */
#include "tables.h"

/* -1 stands for "no limit", and for "all" in device rules; below it no value has a meaning. */
#define LIMIT JSON_RANGE(-1, INT64_MAX)

/* clang-format off */
static const struct json_field device_rule_fields[] = {
	FIELD(oci_device_rule, "allow",     allow,  json_bool, REQUIRED),
	FIELD_HAS(oci_device_rule, "type",  type,   JSON_WORD(oci_device_rule_types)),
	FIELD_HAS(oci_device_rule, "major", major,  LIMIT),
	FIELD_HAS(oci_device_rule, "minor", minor,  LIMIT),
	FIELD(oci_device_rule, "access",    access, json_string),
};
static const struct json_object device_rule_type = JSON_TABLE(oci_device_rule, device_rule_fields);

static const struct json_field memory_fields[] = {
	FIELD_HAS(oci_memory, "limit",             limit,               LIMIT),
	FIELD_HAS(oci_memory, "reservation",       reservation,         LIMIT),
	FIELD_HAS(oci_memory, "swap",              swap,                LIMIT),
	FIELD_HAS(oci_memory, "kernel",            kernel,              LIMIT),
	FIELD_HAS(oci_memory, "kernelTCP",         kernel_tcp,          LIMIT),
	FIELD_HAS(oci_memory, "swappiness",        swappiness,          json_uint64),
	FIELD_HAS(oci_memory, "disableOOMKiller",  disable_oom_killer,  json_bool),
	FIELD_HAS(oci_memory, "useHierarchy",      use_hierarchy,       json_bool),
	FIELD_HAS(oci_memory, "checkBeforeUpdate", check_before_update, json_bool),
};
static const struct json_object memory_type = JSON_TABLE(oci_memory, memory_fields);

static const struct json_field cpu_fields[] = {
	FIELD_HAS(oci_cpu, "shares",          shares,           json_uint64),
	FIELD_HAS(oci_cpu, "quota",           quota,            json_int64),
	FIELD_HAS(oci_cpu, "burst",           burst,            json_uint64),
	FIELD_HAS(oci_cpu, "period",          period,           json_uint64),
	FIELD_HAS(oci_cpu, "realtimeRuntime", realtime_runtime, json_int64),
	FIELD_HAS(oci_cpu, "realtimePeriod",  realtime_period,  json_uint64),
	FIELD(oci_cpu, "cpus",                cpus,             json_string),
	FIELD(oci_cpu, "mems",                mems,             json_string),
	FIELD_HAS(oci_cpu, "idle",            idle,             json_int64),
};
static const struct json_object cpu_type = JSON_TABLE(oci_cpu, cpu_fields);

/* The schema requires the limit; newer engines leave it out when there is none. */
static const struct json_field pids_fields[] = {
	FIELD_HAS(oci_pids, "limit", limit, LIMIT),
};
static const struct json_object pids_type = JSON_TABLE(oci_pids, pids_fields);

static const struct json_field weight_device_fields[] = {
	FIELD(oci_weight_device, "major",          major,       json_int64, REQUIRED),
	FIELD(oci_weight_device, "minor",          minor,       json_int64, REQUIRED),
	FIELD_HAS(oci_weight_device, "weight",     weight,      json_uint16),
	FIELD_HAS(oci_weight_device, "leafWeight", leaf_weight, json_uint16),
};
static const struct json_object weight_device_type =
	JSON_TABLE(oci_weight_device, weight_device_fields);

static const struct json_field throttle_device_fields[] = {
	FIELD(oci_throttle_device, "major", major, json_int64, REQUIRED),
	FIELD(oci_throttle_device, "minor", minor, json_int64, REQUIRED),
	FIELD(oci_throttle_device, "rate",  rate,  json_uint64, ALWAYS),
};
static const struct json_object throttle_device_type =
	JSON_TABLE(oci_throttle_device, throttle_device_fields);

#define WEIGHTS   JSON_OBJECTS(oci_weight_device, weight_device_type)
#define THROTTLES JSON_OBJECTS(oci_throttle_device, throttle_device_type)

static const struct json_field block_io_fields[] = {
	FIELD_HAS(oci_block_io, "weight",          weight,                     json_uint16),
	FIELD_HAS(oci_block_io, "leafWeight",      leaf_weight,                json_uint16),
	FIELD(oci_block_io, "weightDevice",            weight_device,              WEIGHTS),
	FIELD(oci_block_io, "throttleReadBpsDevice",   throttle_read_bps_device,   THROTTLES),
	FIELD(oci_block_io, "throttleWriteBpsDevice",  throttle_write_bps_device,  THROTTLES),
	FIELD(oci_block_io, "throttleReadIOPSDevice",  throttle_read_iops_device,  THROTTLES),
	FIELD(oci_block_io, "throttleWriteIOPSDevice", throttle_write_iops_device, THROTTLES),
};
static const struct json_object block_io_type = JSON_TABLE(oci_block_io, block_io_fields);

static const struct json_field hugepage_limit_fields[] = {
	FIELD(oci_hugepage_limit, "pageSize", page_size, json_string, REQUIRED),
	FIELD(oci_hugepage_limit, "limit",    limit,     json_uint64, REQUIRED),
};
static const struct json_object hugepage_limit_type =
	JSON_TABLE(oci_hugepage_limit, hugepage_limit_fields);

static const struct json_field interface_priority_fields[] = {
	FIELD(oci_interface_priority, "name",     name,     json_string, REQUIRED),
	FIELD(oci_interface_priority, "priority", priority, json_uint32, REQUIRED),
};
static const struct json_object interface_priority_type =
	JSON_TABLE(oci_interface_priority, interface_priority_fields);

#define PRIORITIES JSON_OBJECTS(oci_interface_priority, interface_priority_type)

static const struct json_field network_fields[] = {
	FIELD_HAS(oci_network, "classID", class_id,   json_uint32),
	FIELD(oci_network, "priorities",  priorities, PRIORITIES),
};
static const struct json_object network_type = JSON_TABLE(oci_network, network_fields);

static const struct json_field rdma_fields[] = {
	FIELD_HAS(oci_rdma, "hcaHandles", hca_handles, json_uint32),
	FIELD_HAS(oci_rdma, "hcaObjects", hca_objects, json_uint32),
};
static const struct json_object rdma_type = JSON_TABLE(oci_rdma, rdma_fields);

#define RDMA            JSON_OBJECT_MAP(oci_rdma, rdma_type)
#define DEVICE_RULES    JSON_OBJECTS(oci_device_rule, device_rule_type)
#define HUGEPAGE_LIMITS JSON_OBJECTS(oci_hugepage_limit, hugepage_limit_type)

static const struct json_field resources_fields[] = {
	FIELD(oci_resources, "devices",        devices,         DEVICE_RULES),
	FIELD(oci_resources, "memory",         memory,          JSON_OBJECT(memory_type)),
	FIELD(oci_resources, "cpu",            cpu,             JSON_OBJECT(cpu_type)),
	FIELD(oci_resources, "pids",           pids,            JSON_OBJECT(pids_type)),
	FIELD(oci_resources, "blockIO",        block_io,        JSON_OBJECT(block_io_type)),
	FIELD(oci_resources, "hugepageLimits", hugepage_limits, HUGEPAGE_LIMITS),
	FIELD(oci_resources, "network",        network,         JSON_OBJECT(network_type)),
	FIELD(oci_resources, "rdma",           rdma,            RDMA),
	FIELD(oci_resources, "unified",        unified,         json_map),
};
const struct json_object oci_resources_type = JSON_TABLE(oci_resources, resources_fields);
/* clang-format on */
