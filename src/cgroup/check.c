/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check: what linux.resources asks for that hull can't give.
 *
 * A limit that is not set is worse than an error, so whatever no code here enforces is refused, by
 * name. Engines write many members with values that ask for nothing; those pass. One row a member:
 * supporting it means taking its row out. */
#include <stddef.h>

#include "base/err.h"
#include "cgroup/cgroup.h"
#include "cgroup/devices.h"
#include "ocispec.h"

/* When does a member ask for something? */
enum asks {
	IF_POSITIVE, /* int64_t: 0 stands for "leave it", a negative number for "no limit" */
	IF_NOT_ZERO_64,
	IF_NOT_ZERO_32,
	IF_NOT_ZERO_16,
	IF_TRUE,
	IF_TEXT,
	IF_ITEMS, /* the len of a list */
};

#define NO_OBJECT ((size_t)-1)

struct refused_member {
	const char *path;
	size_t object; /* offset of the pointer to its object in oci_resources */
	size_t value;  /* offset in that object; without one, in oci_resources */
	enum asks asks;
};

/* clang-format off */
#define MEMORY(name, value, asks)  { "memory." name,  offsetof(struct oci_resources, memory),   offsetof(struct oci_memory, value),   asks }
#define CPU(name, value, asks)     { "cpu." name,     offsetof(struct oci_resources, cpu),      offsetof(struct oci_cpu, value),      asks }
#define PIDS(name, value, asks)    { "pids." name,    offsetof(struct oci_resources, pids),     offsetof(struct oci_pids, value),     asks }
#define BLOCK(name, value, asks)   { "blockIO." name, offsetof(struct oci_resources, block_io), offsetof(struct oci_block_io, value), asks }
#define NETWORK(name, value, asks) { "network." name, offsetof(struct oci_resources, network),  offsetof(struct oci_network, value),  asks }
#define LIST(name, value)          { name,            NO_OBJECT,                                offsetof(struct oci_resources, value), IF_ITEMS }

static const struct refused_member refused[] = {
	MEMORY("limit",            limit,              IF_POSITIVE),
	MEMORY("reservation",      reservation,        IF_POSITIVE),
	MEMORY("swap",             swap,               IF_POSITIVE),
	MEMORY("kernel",           kernel,             IF_POSITIVE),
	MEMORY("kernelTCP",        kernel_tcp,         IF_POSITIVE),
	MEMORY("swappiness",       has_swappiness,     IF_TRUE), /* 0 is a wish, too */
	MEMORY("disableOOMKiller", disable_oom_killer, IF_TRUE),
	MEMORY("useHierarchy",     use_hierarchy,      IF_TRUE),
	CPU("shares",          shares,           IF_NOT_ZERO_64),
	CPU("quota",           quota,            IF_POSITIVE),
	CPU("burst",           burst,            IF_NOT_ZERO_64),
	CPU("period",          period,           IF_NOT_ZERO_64),
	CPU("realtimeRuntime", realtime_runtime, IF_POSITIVE),
	CPU("realtimePeriod",  realtime_period,  IF_NOT_ZERO_64),
	CPU("idle",            idle,             IF_POSITIVE),
	CPU("cpus",            cpus,             IF_TEXT),
	CPU("mems",            mems,             IF_TEXT),
	PIDS("limit", limit, IF_POSITIVE),
	BLOCK("weight",                  weight,                             IF_NOT_ZERO_16),
	BLOCK("leafWeight",              leaf_weight,                        IF_NOT_ZERO_16),
	BLOCK("weightDevice",            weight_device.len,                  IF_ITEMS),
	BLOCK("throttleReadBpsDevice",   throttle_read_bps_device.len,       IF_ITEMS),
	BLOCK("throttleWriteBpsDevice",  throttle_write_bps_device.len,      IF_ITEMS),
	BLOCK("throttleReadIOPSDevice",  throttle_read_iops_device.len,      IF_ITEMS),
	BLOCK("throttleWriteIOPSDevice", throttle_write_iops_device.len,     IF_ITEMS),
	NETWORK("classID",    class_id,       IF_NOT_ZERO_32),
	NETWORK("priorities", priorities.len, IF_ITEMS),
	LIST("hugepageLimits", hugepage_limits.len),
	LIST("rdma",           rdma.len),
	LIST("unified",        unified.len),
};
/* clang-format on */

static bool asks_for_something(enum asks asks, const void *value)
{
	switch (asks) {
	case IF_POSITIVE:
		return *(const int64_t *)value > 0;
	case IF_NOT_ZERO_64:
		return *(const uint64_t *)value != 0;
	case IF_NOT_ZERO_32:
		return *(const uint32_t *)value != 0;
	case IF_NOT_ZERO_16:
		return *(const uint16_t *)value != 0;
	case IF_TRUE:
		return *(const bool *)value;
	case IF_TEXT:
		return *(const char *const *)value != NULL && **(const char *const *)value != '\0';
	case IF_ITEMS:
		return *(const size_t *)value != 0;
	}
	return true;
}

static bool is_asked(const struct oci_resources *resources, const struct refused_member *member)
{
	const char *base = (const char *)resources;

	if (member->object != NO_OBJECT)
		base = *(const char *const *)(const void *)(base + member->object);
	return base != NULL && asks_for_something(member->asks, base + member->value);
}

int cgroup_check(const struct oci_resources *resources, struct err *err)
{
	struct device_rule rule;

	if (resources == NULL)
		return 0;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (is_asked(resources, &refused[i])) {
			err_input(err, NULL, "%s: this version of hull can't set it",
			          refused[i].path);
			return err_at(err, "linux.resources.%s", refused[i].path);
		}
	}
	for (size_t i = 0; i < resources->devices.len; i++) {
		if (device_rule_read(&resources->devices.items[i], i, &rule, err) < 0)
			return -1;
	}
	return 0;
}
