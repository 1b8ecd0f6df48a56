/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices_v1: device rules on cgroup v1, whose device controller knows no order: a cgroup allows or
 * denies by default, and has a list of exceptions. Rules are folded into that form. What does not
 * fit (a hole in a wildcard, closed again) is an error, for the controller would silently ignore
 * it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct device_rule;
struct device_rules;
struct err;
struct log;

struct device_list {
	bool allow;                     /* what happens to a device that no exception covers */
	struct device_rule *exceptions; /* each of one type */
	size_t len;
};

/* Pure. A list never allows what the rules deny. It may deny a request for several access bits at
 * once that several exceptions with crossing wildcards would have to allow together. */
int device_list_make(const struct device_rules *rules, struct arena *arena, struct device_list *ret,
                     struct err *err);

/* "c 1:3 rwm", as the controller's files take it. */
#define DEVICE_LINE_SIZE 48
void device_line(const struct device_rule *rule, char text[DEVICE_LINE_SIZE]);

/* Puts the rules in force on the cgroup `dir` of the devices hierarchy. */
int devices_v1_set(int dir, const struct device_rules *rules, bool reused, struct arena *arena,
                   const struct log *log, struct err *err);
