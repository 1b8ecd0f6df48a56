/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* features: hull_features (see hull.h), the features document of the specification. It says what
 * this program can do, not what the host has, and is the same for every caller; only capabilities
 * that the kernel does not know are left out. Engines believe it when they decide what to put into
 * a configuration, so nothing is listed that does not work. */
#include <stdlib.h>
#include <string.h>

#include "engine/document.h"
#include "model/mount_options.h"
#include "sys/caps.h"

#define CAPABILITIES_MAX 64 /* bits of a set */

/* What hull does today. Work that brings something sets it here, and nowhere else. */
static const struct {
	bool hooks;
	bool cgroup_v1, cgroup_v2, cgroup_systemd, cgroup_systemd_user, cgroup_rdma;
	bool seccomp;
	bool apparmor;
	bool selinux;
	bool intel_rdt, intel_rdt_schemata, intel_rdt_monitoring;
	bool memory_policy;
	bool idmapped_mounts;
	bool net_devices;
	bool checkpoint;
} does = {
	.cgroup_v1 = true,
	.cgroup_v2 = true,
};

static const char hook_names[] =
	"prestart createRuntime createContainer startContainer poststart poststop";

/* Annotations that make a runtime do things: an engine should not pass on those of strangers. */
static const char unsafe_annotations[] = "org.systemd.property. org.criu. run.oci. org.hull.";

struct parts {
	struct oci_features_linux linux_;
	struct oci_features_cgroup cgroup;
	struct oci_features_seccomp seccomp;
	struct oci_enabled apparmor, selinux, net_devices, idmap;
	struct oci_features_intel_rdt intel_rdt;
	struct oci_features_memory_policy memory_policy;
	struct oci_features_mount_extensions mount_extensions;
	struct oci_pair annotations[3];
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct oci_word *)a)->name, ((const struct oci_word *)b)->name);
}

/* All words of a set, in the order of their names. */
static struct oci_ints all_of(struct document *document, const struct oci_words *words)
{
	struct oci_word *sorted = document_array(document, words->len, sizeof(*sorted));
	int *values = document_array(document, words->len, sizeof(*values));

	if (sorted == NULL || values == NULL)
		return (struct oci_ints){ .len = 0 };
	memcpy(sorted, words->items, words->len * sizeof(*sorted));
	qsort(sorted, words->len, sizeof(*sorted), by_name);
	for (size_t i = 0; i < words->len; i++)
		values[i] = sorted[i].value;
	return (struct oci_ints){ .items = values, .len = words->len };
}

static struct oci_strings all_mount_options(struct document *document)
{
	const char **names = document_array(document, mount_options_len + 1, sizeof(*names));

	if (names == NULL)
		return (struct oci_strings){ .len = 0 };
	for (size_t i = 0; i < mount_options_len; i++)
		names[i] = mount_options[i].name;
	qsort(names, mount_options_len, sizeof(*names), by_text);
	return (struct oci_strings){ .items = names, .len = mount_options_len };
}

struct names {
	struct document *document;
	const char **items;
	size_t len;
};

static void add_name(void *context, const char *name)
{
	struct names *names = context;
	const char *copy = arena_strdup(&names->document->arena, name);

	names->document->full |= copy == NULL;
	if (copy != NULL && names->len < CAPABILITIES_MAX)
		names->items[names->len++] = copy;
}

static struct oci_strings all_capabilities(struct document *document)
{
	struct names names = { .document = document };

	names.items = document_array(document, CAPABILITIES_MAX + 1, sizeof(*names.items));
	if (names.items == NULL)
		return (struct oci_strings){ .len = 0 };
	sys_caps_each(add_name, &names);
	qsort(names.items, names.len, sizeof(*names.items), by_text);
	return (struct oci_strings){ .items = names.items, .len = names.len };
}

static void fill_seccomp(struct oci_features_seccomp *seccomp, struct document *document)
{
	seccomp->enabled = does.seccomp;
	if (!does.seccomp)
		return;
	seccomp->actions = all_of(document, &oci_seccomp_actions);
	seccomp->operators = all_of(document, &oci_seccomp_operators);
	seccomp->archs = all_of(document, &oci_seccomp_archs);
	seccomp->known_flags = all_of(document, &oci_seccomp_flags);
}

static void fill_memory_policy(struct parts *parts, struct document *document)
{
	if (!does.memory_policy)
		return;
	parts->memory_policy.modes = all_of(document, &oci_memory_policy_modes);
	parts->memory_policy.flags = all_of(document, &oci_memory_policy_flags);
	parts->linux_.memory_policy = &parts->memory_policy;
}

static void fill_linux(struct parts *parts, struct document *document)
{
	parts->cgroup = (struct oci_features_cgroup){
		.v1 = does.cgroup_v1,
		.v2 = does.cgroup_v2,
		.systemd = does.cgroup_systemd,
		.systemd_user = does.cgroup_systemd_user,
		.rdma = does.cgroup_rdma,
	};
	parts->intel_rdt = (struct oci_features_intel_rdt){
		.enabled = does.intel_rdt,
		.schemata = does.intel_rdt_schemata,
		.monitoring = does.intel_rdt_monitoring,
	};
	parts->apparmor.enabled = does.apparmor;
	parts->selinux.enabled = does.selinux;
	parts->net_devices.enabled = does.net_devices;
	parts->idmap.enabled = does.idmapped_mounts;
	parts->mount_extensions.idmap = &parts->idmap;
	fill_seccomp(&parts->seccomp, document);
	parts->linux_ = (struct oci_features_linux){
		.namespaces = all_of(document, &oci_namespace_types),
		.capabilities = all_capabilities(document),
		.cgroup = &parts->cgroup,
		.seccomp = &parts->seccomp,
		.apparmor = &parts->apparmor,
		.selinux = &parts->selinux,
		.intel_rdt = &parts->intel_rdt,
		.mount_extensions = &parts->mount_extensions,
		.net_devices = &parts->net_devices,
	};
	fill_memory_policy(parts, document);
}

static struct oci_map fill_annotations(struct parts *parts)
{
	struct oci_pair *pairs = parts->annotations;

	pairs[0] = (struct oci_pair){ "org.hull.version", hull_version() };
	pairs[1] = (struct oci_pair){ "org.hull.commit", hull_commit() };
	pairs[2] = (struct oci_pair){ "org.opencontainers.runc.checkpoint.enabled",
		                      does.checkpoint ? "true" : "false" };
	return (struct oci_map){ .items = pairs, .len = 3 };
}

int hull_features(char **ret_json, struct hull_error *error)
{
	struct parts parts = { .apparmor.enabled = false };
	struct document document;
	struct oci_features features;

	if (document_begin(&document, error) < 0)
		return -1;
	fill_linux(&parts, &document);
	features = (struct oci_features){
		.oci_version_min = "1.0.0",
		.oci_version_max = hull_spec_version(),
		.hooks = document_words(&document, does.hooks ? hook_names : "", ' '),
		.mount_options = all_mount_options(&document),
		.linux_ = &parts.linux_,
		.annotations = fill_annotations(&parts),
		.potentially_unsafe_config_annotations =
			document_words(&document, unsafe_annotations, ' '),
	};
	return document_finish(&document, &oci_features_type, &features, JSON_INDENT_4, ret_json,
	                       error);
}
