/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* config: the top level of config.json.
 *
 * Members of other platforms (windows, solaris, vm, ...) have no row and are skipped, as the
 * specification asks. Rows stand in the order in which runc writes members, here and in all other
 * tables: the decoder is fastest then, and what is encoded looks familiar. */
#include "tables.h"

/* clang-format off */
static const struct json_field root_fields[] = {
	FIELD(oci_root, "path",     path,     json_string, REQUIRED),
	FIELD(oci_root, "readonly", readonly, json_bool),
};
const struct json_object oci_root_type = JSON_TABLE(oci_root, root_fields);

static const struct json_field config_fields[] = {
	FIELD(oci_config, "ociVersion",  oci_version, json_string, REQUIRED),
	FIELD(oci_config, "process",     process,     JSON_OBJECT(oci_process_type)),
	FIELD(oci_config, "root",        root,        JSON_OBJECT(oci_root_type)),
	FIELD(oci_config, "hostname",    hostname,    json_string),
	FIELD(oci_config, "domainname",  domainname,  json_string),
	FIELD(oci_config, "mounts",      mounts,      JSON_OBJECTS(oci_mount, oci_mount_type)),
	FIELD(oci_config, "hooks",       hooks,       JSON_OBJECT(oci_hooks_type)),
	FIELD(oci_config, "annotations", annotations, json_map),
	FIELD(oci_config, "linux",       linux_,      JSON_OBJECT(oci_linux_type)),
};
const struct json_object oci_config_type = JSON_TABLE(oci_config, config_fields);
/* clang-format on */
