/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* seccomp: config.json, linux.seccomp.
 *
 * Names of system calls stay strings: only libseccomp knows which there are, and it learns new
 * ones. An absent list of flags is not the same as an empty one, which asks for none at all. */
#include "tables.h"

/* A system call has six arguments. errnoRet goes into 16 bits of the filter's return value, of
 * which the kernel cuts errno to MAX_ERRNO itself. */
#define ARG_INDEX JSON_RANGE(0, 5)
#define ERRNO_RET JSON_RANGE(0, UINT16_MAX)

/* clang-format off */
static const struct json_field arg_fields[] = {
	FIELD(oci_syscall_arg, "index",    index,     ARG_INDEX, REQUIRED),
	FIELD(oci_syscall_arg, "value",    value,     json_uint64, REQUIRED),
	FIELD(oci_syscall_arg, "valueTwo", value_two, json_uint64),
	FIELD(oci_syscall_arg, "op",       op,        JSON_WORD(oci_seccomp_operators), REQUIRED),
};
static const struct json_object arg_type = JSON_TABLE(oci_syscall_arg, arg_fields);

static const struct json_field syscall_fields[] = {
	FIELD(oci_syscall, "names",        names,     json_strings, REQUIRED),
	FIELD(oci_syscall, "action",       action,    JSON_WORD(oci_seccomp_actions), REQUIRED),
	FIELD_HAS(oci_syscall, "errnoRet", errno_ret, ERRNO_RET),
	FIELD(oci_syscall, "args",         args,      JSON_OBJECTS(oci_syscall_arg, arg_type)),
};
static const struct json_object syscall_type = JSON_TABLE(oci_syscall, syscall_fields);

#define ACTION   JSON_WORD(oci_seccomp_actions)
#define SYSCALLS JSON_OBJECTS(oci_syscall, syscall_type)

static const struct json_field seccomp_fields[] = {
	FIELD(oci_seccomp, "defaultAction",       default_action,    ACTION, REQUIRED),
	FIELD_HAS(oci_seccomp, "defaultErrnoRet", default_errno_ret, ERRNO_RET),
	FIELD(oci_seccomp, "architectures",       architectures,     JSON_WORDS(oci_seccomp_archs)),
	FIELD(oci_seccomp, "flags",               flags,             JSON_WORDS(oci_seccomp_flags)),
	FIELD(oci_seccomp, "listenerPath",        listener_path,     json_string),
	FIELD(oci_seccomp, "listenerMetadata",    listener_metadata, json_string),
	FIELD(oci_seccomp, "syscalls",            syscalls,          SYSCALLS),
};
const struct json_object oci_seccomp_type = JSON_TABLE(oci_seccomp, seccomp_fields);
/* clang-format on */
