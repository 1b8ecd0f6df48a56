/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rules_resources: rules for config.json, linux.resources, and for that of `update --resources`.
 *
 * They are about strings that end up in file names or files of the cgroup. Whether a number makes
 * sense is for the kernel to say. */
#include <string.h>

#include "rules.h"

static void check_device_rules(struct rule_check *c, const struct oci_resources *resources)
{
	char excerpt[JSON_EXCERPT_SIZE];

	for (size_t i = 0; i < resources->devices.len; i++) {
		const char *access = resources->devices.items[i].access;

		if (access && access[strspn(access, "rwm")])
			rule_error(rule_at(c, "devices[%zu].access", i),
			           "has to be made of r, w and m, not '%s'",
			           json_excerpt(excerpt, access, strlen(access)));
	}
}

static void check_cpusets(struct rule_check *c, const struct oci_resources *resources)
{
	if (!resources->cpu)
		return;
	rule_number_list(c, resources->cpu->cpus, "cpu.cpus");
	rule_number_list(c, resources->cpu->mems, "cpu.mems");
}

/* As the kernel spells it in the name of the limit's file: 64KB, 2MB, 1GB. */
static bool is_page_size(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || text[0] == '0')
		return false;
	text += digits;
	return (text[0] == 'K' || text[0] == 'M' || text[0] == 'G') && strcmp(text + 1, "B") == 0;
}

static void check_page_sizes(struct rule_check *c, const struct oci_resources *resources)
{
	char excerpt[JSON_EXCERPT_SIZE];

	for (size_t i = 0; i < resources->hugepage_limits.len; i++) {
		const char *size = resources->hugepage_limits.items[i].page_size;

		if (!is_page_size(size))
			rule_error(rule_at(c, "hugepageLimits[%zu].pageSize", i),
			           "has to be a size like 2MB, not '%s'",
			           json_excerpt(excerpt, size, strlen(size)));
	}
}

static void check_rdma(struct rule_check *c, const struct oci_resources *resources)
{
	for (size_t i = 0; i < resources->rdma.len; i++) {
		const struct oci_rdma *rdma = &resources->rdma.items[i];

		if (!rdma->has_hca_handles && !rdma->has_hca_objects)
			rule_error(rule_at_key(c, "rdma", rdma->device),
			           "has to have hcaHandles or hcaObjects");
	}
}

/* Each is the name of a file in the container's own cgroup, and must not lead out of it. */
static void check_unified(struct rule_check *c, const struct oci_resources *resources)
{
	for (size_t i = 0; i < resources->unified.len; i++) {
		const char *name = resources->unified.items[i].key;

		if (name[0] == '\0' || name[0] == '.' || strchr(name, '/'))
			rule_error(rule_at_key(c, "unified", name),
			           "has to be named like a cgroup file, as in memory.high");
	}
}

void rule_resources(struct rule_check *c, const struct oci_resources *resources)
{
	static void (*const rules[])(struct rule_check *, const struct oci_resources *) = {
		check_unified, check_device_rules, check_cpusets, check_page_sizes, check_rdma,
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		rules[i](c, resources);
}
