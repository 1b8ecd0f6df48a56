/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* state: the state of a container.
 *
 * Rows stand in the order in which runc writes them. Hooks get the same document; what is not part
 * of the specification is left out there by leaving it NULL. */
#include "ocispec.h"

/* clang-format off */
static const struct json_field state_fields[] = {
	FIELD(oci_state, "ociVersion",    oci_version,   json_string, REQUIRED),
	FIELD(oci_state, "id",            id,            json_string, REQUIRED),
	FIELD(oci_state, "pid",           pid,           JSON_RANGE(0, INT32_MAX), ALWAYS),
	FIELD(oci_state, "status",        status,        JSON_WORD(oci_statuses), REQUIRED),
	FIELD(oci_state, "bundle",        bundle,        json_string, REQUIRED),
	FIELD(oci_state, "rootfs",        rootfs,        json_string),
	FIELD(oci_state, "created",       created,       json_string),
	FIELD(oci_state, "annotations",   annotations,   json_map),
	FIELD(oci_state, "owner",         owner,         json_string),
	FIELD(oci_state, "systemd-scope", systemd_scope, json_string),
};
const struct json_object oci_state_type = JSON_TABLE(oci_state, state_fields);
/* clang-format on */
