/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rules: what the rules of ocispec_check.c have in common. Not for users of the library.
 *
 * A rule looks at its part of the document and speaks up for each violation:
 *
 *	rule_error(rule_at(c, "rlimits[%zu].soft", i), "must not be above hard");
 *
 * Nothing is formatted or located before there is something to say. */
#pragma once

#include "json_text.h"
#include "ocispec.h"

struct rule_check {
	const char *text; /* the document; NULL: places are unknown */
	size_t size;
	json_report_fn *report;
	void *context;
	int count[2];     /* problems by severity */
	const char *base; /* path of the part that is being checked, which paths begin with */
	char path[sizeof(((struct json_problem *)0)->path)];
};

/* Sets the path, which is relative to the base, and returns its argument. */
struct rule_check *rule_at(struct rule_check *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same for the member of a map. */
struct rule_check *rule_at_key(struct rule_check *c, const char *map, const char *key);
void rule_error(struct rule_check *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void rule_warning(struct rule_check *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Rules for values that occur at several places. where: the path of the value; NULL passes. */
void rule_absolute(struct rule_check *c, const char *path, const char *where);
void rule_all_absolute(struct rule_check *c, const struct oci_strings *paths, const char *where);
void rule_one_line(struct rule_check *c, const char *text, const char *where);
void rule_env(struct rule_check *c, const struct oci_strings *env, const char *where);
void rule_keys(struct rule_check *c, const struct oci_map *map, const char *where);
/* A list of CPUs or memory nodes, as in cpuset(7). */
void rule_number_list(struct rule_check *c, const char *list, const char *where);
void rule_id_mappings(struct rule_check *c, const struct oci_id_mappings *maps, const char *where);

/* Parts of the document, for which c->base is set */
void rule_process(struct rule_check *c, const struct oci_process *process);
void rule_resources(struct rule_check *c, const struct oci_resources *resources);
void rule_seccomp(struct rule_check *c, const struct oci_seccomp *seccomp);
void rule_linux(struct rule_check *c, const struct oci_linux *linux_);

/* NULL, if it is not in the list. */
const struct oci_namespace *rule_find_namespace(const struct oci_linux *linux_,
                                                enum oci_namespace_type type);
