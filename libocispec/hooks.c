/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hooks: config.json, hooks.
 *
 * The six lists are alike; what makes them different (when they run, and in which namespaces) is
 * for the runtime to know. A timeout of 0 would be over before the hook began, so it is none. */
#include "tables.h"

/* clang-format off */
static const struct json_field hook_fields[] = {
	FIELD(oci_hook, "path",        path,    json_string, REQUIRED),
	FIELD(oci_hook, "args",        args,    json_strings),
	FIELD(oci_hook, "env",         env,     json_strings),
	FIELD_HAS(oci_hook, "timeout", timeout, JSON_RANGE(1, INT32_MAX)),
};
static const struct json_object hook_type = JSON_TABLE(oci_hook, hook_fields);

#define HOOKS JSON_OBJECTS(oci_hook, hook_type)

static const struct json_field hooks_fields[] = {
	FIELD(oci_hooks, "prestart",        prestart,         HOOKS),
	FIELD(oci_hooks, "createRuntime",   create_runtime,   HOOKS),
	FIELD(oci_hooks, "createContainer", create_container, HOOKS),
	FIELD(oci_hooks, "startContainer",  start_container,  HOOKS),
	FIELD(oci_hooks, "poststart",       poststart,        HOOKS),
	FIELD(oci_hooks, "poststop",        poststop,         HOOKS),
};
const struct json_object oci_hooks_type = JSON_TABLE(oci_hooks, hooks_fields);
/* clang-format on */
