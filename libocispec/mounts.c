/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mounts: config.json, mounts, and the ID mappings that mounts and user namespaces have in common.
 *
 * Options stay strings: which of them are flags and which are data for the file system is for the
 * runtime to tell, and depends on the kernel. */
#include "tables.h"

/* clang-format off */
static const struct json_field id_mapping_fields[] = {
	FIELD(oci_id_mapping, "containerID", container_id, json_uint32, REQUIRED),
	FIELD(oci_id_mapping, "hostID",      host_id,      json_uint32, REQUIRED),
	FIELD(oci_id_mapping, "size",        size,         JSON_RANGE(1, UINT32_MAX), REQUIRED),
};
const struct json_object oci_id_mapping_type = JSON_TABLE(oci_id_mapping, id_mapping_fields);

static const struct json_field mount_fields[] = {
	FIELD(oci_mount, "destination", destination,  json_string, REQUIRED),
	FIELD(oci_mount, "type",        type,         json_string),
	FIELD(oci_mount, "source",      source,       json_string),
	FIELD(oci_mount, "options",     options,      json_strings),
	FIELD(oci_mount, "uidMappings", uid_mappings, OCI_ID_MAPS),
	FIELD(oci_mount, "gidMappings", gid_mappings, OCI_ID_MAPS),
};
const struct json_object oci_mount_type = JSON_TABLE(oci_mount, mount_fields);
/* clang-format on */
