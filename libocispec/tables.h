/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* tables: what the tables of one part of config.json need from another.
 *
 * Tables that stand for whole documents are in ocispec.h; those that only one file needs are static
 * there. */
#pragma once

#include "ocispec.h"

extern const struct json_object oci_root_type;
extern const struct json_object oci_mount_type;
extern const struct json_object oci_id_mapping_type;
extern const struct json_object oci_hooks_type;
extern const struct json_object oci_linux_type;
extern const struct json_object oci_seccomp_type;

/* A user or group ID: (uint32_t)-1 means "leave it as it is" to the kernel, never an account. */
#define OCI_ID      JSON_RANGE(0, UINT32_MAX - 1)
#define OCI_ID_MAPS JSON_OBJECTS(oci_id_mapping, oci_id_mapping_type)
