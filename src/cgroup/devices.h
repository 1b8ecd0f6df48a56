/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices: what linux.resources.devices says, in a form both backends can work with.
 *
 * Access is decided bit by bit: for each of mknod, read and write, the last rule that covers the
 * device and the bit decides; where there is none, it is denied. A request with several bits needs
 * all of them. So "allow rwm, then deny w" can't be got round by opening for reading and writing at
 * once. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;
struct oci_device_rule;
struct oci_resources;

/* The values of BPF_DEVCG_DEV_* and BPF_DEVCG_ACC_*, which are single bits. */
enum device_type { DEVICE_BLOCK = 1, DEVICE_CHAR = 2, DEVICE_ANY_TYPE = 3 };
enum device_access { DEVICE_MKNOD = 1, DEVICE_READ = 2, DEVICE_WRITE = 4, DEVICE_ANY_ACCESS = 7 };

struct device_rule {
	bool allow;
	uint8_t types;  /* bits of enum device_type */
	uint8_t access; /* bits of enum device_access */
	bool any_major, any_minor;
	uint32_t major, minor;
};

struct device_rules {
	struct device_rule *items;
	size_t len;
};

/* One rule of the configuration; index is its place there, for the message. */
int device_rule_read(const struct oci_device_rule *from, size_t index, struct device_rule *ret,
                     struct err *err);

/* The configuration's rules in their order, and after them, so that they can't be denied, the
 * devices every container has. resources may be NULL. */
int device_rules_make(const struct oci_resources *resources, struct arena *arena,
                      struct device_rules *ret, struct err *err);

/* Does the whole come down to "everything is allowed"? */
bool device_rules_allow_all(const struct device_rules *rules);

/* Does one rule cover all devices of the other? Types and numbers only. */
bool device_rule_covers(const struct device_rule *rule, const struct device_rule *other);
