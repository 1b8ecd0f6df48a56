/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* process: config.json, process.
 *
 * `exec --process` reads a document of this type of its own. Names of capabilities stay strings: an
 * engine may be newer than the kernel, and what neither of them can give is only worth a
 * warning. */
#include "tables.h"

static const struct json_type gids = {
	.kind = JSON_KIND_LIST,
	.noun = "an array of integers",
	.size = sizeof(struct oci_ids),
	.item = &OCI_ID,
	.item_size = sizeof(uint32_t),
};

/* clang-format off */
static const struct json_field console_size_fields[] = {
	FIELD(oci_console_size, "height", height, json_uint64, REQUIRED),
	FIELD(oci_console_size, "width",  width,  json_uint64, REQUIRED),
};
static const struct json_object console_size_type =
	JSON_TABLE(oci_console_size, console_size_fields);

static const struct json_field user_fields[] = {
	FIELD(oci_user, "uid",            uid,             OCI_ID, ALWAYS),
	FIELD(oci_user, "gid",            gid,             OCI_ID, ALWAYS),
	FIELD_HAS(oci_user, "umask",      umask,           JSON_RANGE(0, 0777)),
	FIELD(oci_user, "additionalGids", additional_gids, gids),
	FIELD(oci_user, "username",       username,        json_string),
};
static const struct json_object user_type = JSON_TABLE(oci_user, user_fields);

static const struct json_field capabilities_fields[] = {
	FIELD(oci_capabilities, "bounding",    bounding,    json_strings),
	FIELD(oci_capabilities, "effective",   effective,   json_strings),
	FIELD(oci_capabilities, "inheritable", inheritable, json_strings),
	FIELD(oci_capabilities, "permitted",   permitted,   json_strings),
	FIELD(oci_capabilities, "ambient",     ambient,     json_strings),
};
static const struct json_object capabilities_type =
	JSON_TABLE(oci_capabilities, capabilities_fields);

static const struct json_field rlimit_fields[] = {
	FIELD(oci_rlimit, "type", type, JSON_WORD(oci_rlimit_types), REQUIRED),
	FIELD(oci_rlimit, "hard", hard, json_uint64, REQUIRED),
	FIELD(oci_rlimit, "soft", soft, json_uint64, REQUIRED),
};
static const struct json_object rlimit_type = JSON_TABLE(oci_rlimit, rlimit_fields);

static const struct json_field scheduler_fields[] = {
	FIELD(oci_scheduler, "policy",       policy,   JSON_WORD(oci_scheduler_policies), REQUIRED),
	FIELD_HAS(oci_scheduler, "nice",     nice,     JSON_RANGE(-20, 19)),
	FIELD_HAS(oci_scheduler, "priority", priority, JSON_RANGE(0, 99)),
	FIELD(oci_scheduler, "flags",        flags,    JSON_WORDS(oci_scheduler_flags)),
	FIELD(oci_scheduler, "runtime",      runtime,  json_uint64),
	FIELD(oci_scheduler, "deadline",     deadline, json_uint64),
	FIELD(oci_scheduler, "period",       period,   json_uint64),
};
static const struct json_object scheduler_type = JSON_TABLE(oci_scheduler, scheduler_fields);

static const struct json_field io_priority_fields[] = {
	FIELD(oci_io_priority, "class",        class,    JSON_WORD(oci_io_classes), REQUIRED),
	FIELD_HAS(oci_io_priority, "priority", priority, JSON_RANGE(0, 7)),
};
static const struct json_object io_priority_type = JSON_TABLE(oci_io_priority, io_priority_fields);

static const struct json_field cpu_affinity_fields[] = {
	FIELD(oci_cpu_affinity, "initial", initial, json_string),
	FIELD(oci_cpu_affinity, "final",   final,   json_string),
};
static const struct json_object cpu_affinity_type =
	JSON_TABLE(oci_cpu_affinity, cpu_affinity_fields);

#define RLIMITS JSON_OBJECTS(oci_rlimit, rlimit_type)

static const struct json_field process_fields[] = {
	FIELD(oci_process, "terminal",        terminal,          json_bool),
	FIELD(oci_process, "consoleSize",     console_size,      JSON_OBJECT(console_size_type)),
	FIELD(oci_process, "user",            user,              JSON_OBJECT(user_type)),
	FIELD(oci_process, "args",            args,              json_strings),
	FIELD(oci_process, "env",             env,               json_strings),
	FIELD(oci_process, "cwd",             cwd,               json_string, REQUIRED),
	FIELD(oci_process, "capabilities",    capabilities,      JSON_OBJECT(capabilities_type)),
	FIELD(oci_process, "rlimits",         rlimits,           RLIMITS),
	FIELD(oci_process, "noNewPrivileges", no_new_privileges, json_bool),
	FIELD(oci_process, "apparmorProfile", apparmor_profile,  json_string),
	FIELD_HAS(oci_process, "oomScoreAdj", oom_score_adj,     JSON_RANGE(-1000, 1000)),
	FIELD(oci_process, "scheduler",       scheduler,         JSON_OBJECT(scheduler_type)),
	FIELD(oci_process, "selinuxLabel",    selinux_label,     json_string),
	FIELD(oci_process, "ioPriority",      io_priority,       JSON_OBJECT(io_priority_type)),
	FIELD(oci_process, "execCPUAffinity", exec_cpu_affinity, JSON_OBJECT(cpu_affinity_type)),
};
const struct json_object oci_process_type = JSON_TABLE(oci_process, process_fields);
/* clang-format on */
