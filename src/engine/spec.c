/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* spec: hull_spec (see hull.h), the configuration that a new bundle begins with: a shell in a
 * read-only root, with the mounts, masks and capabilities that all runtimes of the field give it.
 * Nothing in hull depends on what stands here. */
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "engine/document.h"

enum { FOR_BOTH, FOR_ROOT, FOR_ROOTLESS };

struct mount_row {
	char destination[16];
	char type[8];
	char source[8];
	char options[64];
	unsigned char who;
};

/* What a plain user cannot do is mount a sysfs of a network namespace that is not his, and give
 * away a file to the group 5, which his user namespace does not have. */
/* clang-format off */
static const struct mount_row mount_rows[] = {
	{ "/proc",          "proc",   "proc",   "" },
	{ "/dev",           "tmpfs",  "tmpfs",  "nosuid,strictatime,mode=755,size=65536k" },
	{ "/dev/pts",       "devpts", "devpts",
	  "nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5", FOR_ROOT },
	{ "/dev/pts",       "devpts", "devpts",
	  "nosuid,noexec,newinstance,ptmxmode=0666,mode=0620", FOR_ROOTLESS },
	{ "/dev/shm",       "tmpfs",  "shm",    "nosuid,noexec,nodev,mode=1777,size=65536k" },
	{ "/dev/mqueue",    "mqueue", "mqueue", "nosuid,noexec,nodev" },
	{ "/sys",           "sysfs",  "sysfs",  "nosuid,noexec,nodev,ro", FOR_ROOT },
	{ "/sys",           "none",   "/sys",   "rbind,nosuid,noexec,nodev,ro", FOR_ROOTLESS },
	{ "/sys/fs/cgroup", "cgroup", "cgroup", "nosuid,noexec,nodev,relatime,ro" },
};
/* clang-format on */

#define MOUNTS_MAX     (sizeof(mount_rows) / sizeof(mount_rows[0]))
#define NAMESPACES_MAX 6

static const char capability_names[] = "CAP_AUDIT_WRITE CAP_KILL CAP_NET_BIND_SERVICE";

static const char masked_paths[] =
	"/proc/acpi /proc/asound /proc/kcore /proc/keys /proc/latency_stats /proc/timer_list "
	"/proc/timer_stats /proc/sched_debug /sys/firmware /proc/scsi";

static const char readonly_paths[] = "/proc/bus /proc/fs /proc/irq /proc/sys /proc/sysrq-trigger";

/* The objects that a configuration points to. */
struct parts {
	struct oci_process process;
	struct oci_user user;
	struct oci_capabilities capabilities;
	struct oci_rlimit open_files;
	struct oci_root root;
	struct oci_mount mounts[MOUNTS_MAX];
	struct oci_linux linux_;
	struct oci_namespace namespaces[NAMESPACES_MAX];
	struct oci_resources resources;
	struct oci_device_rule no_devices;
	struct oci_id_mapping uid, gid;
};

static void fill_process(struct parts *parts, struct document *document)
{
	struct oci_strings names = document_words(document, capability_names, ' ');

	parts->capabilities = (struct oci_capabilities){ .bounding = names,
		                                         .effective = names,
		                                         .permitted = names };
	parts->open_files =
		(struct oci_rlimit){ .type = OCI_RLIMIT_NOFILE, .soft = 1024, .hard = 1024 };
	parts->process = (struct oci_process){
		.terminal = true,
		.no_new_privileges = true,
		.user = &parts->user,
		.args = document_words(document, "sh", ' '),
		.env = document_words(
			document,
			"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "
			"TERM=xterm",
			' '),
		.cwd = "/",
		.capabilities = &parts->capabilities,
		.rlimits = { .items = &parts->open_files, .len = 1 },
	};
}

static struct oci_mounts fill_mounts(struct parts *parts, struct document *document, bool rootless)
{
	struct oci_mounts mounts = { .items = parts->mounts };

	for (size_t i = 0; i < MOUNTS_MAX; i++) {
		const struct mount_row *row = &mount_rows[i];
		struct oci_mount *mount = &mounts.items[mounts.len];

		if (row->who == (rootless ? FOR_ROOT : FOR_ROOTLESS))
			continue;
		*mount = (struct oci_mount){ .destination = row->destination,
			                     .type = row->type,
			                     .source = row->source };
		if (row->options[0] != '\0')
			mount->options = document_words(document, row->options, ',');
		mounts.len++;
	}
	return mounts;
}

/* A cgroup namespace hides the host's paths only where there is one hierarchy to hide. */
static bool host_has_cgroup2(void)
{
	struct statfs fs;

	return statfs("/sys/fs/cgroup", &fs) == 0 && fs.f_type == CGROUP2_SUPER_MAGIC;
}

static struct oci_namespaces fill_namespaces(struct parts *parts, bool rootless)
{
	struct oci_namespaces namespaces = { .items = parts->namespaces };
	struct oci_namespace *next = namespaces.items;

	(next++)->type = OCI_NAMESPACE_PID;
	(next++)->type = rootless ? OCI_NAMESPACE_USER : OCI_NAMESPACE_NETWORK;
	(next++)->type = OCI_NAMESPACE_IPC;
	(next++)->type = OCI_NAMESPACE_UTS;
	(next++)->type = OCI_NAMESPACE_MOUNT;
	if (host_has_cgroup2())
		(next++)->type = OCI_NAMESPACE_CGROUP;
	namespaces.len = (size_t)(next - namespaces.items);
	return namespaces;
}

static void fill_linux(struct parts *parts, struct document *document, bool rootless)
{
	struct oci_linux *linux_ = &parts->linux_;

	linux_->namespaces = fill_namespaces(parts, rootless);
	linux_->masked_paths = document_words(document, masked_paths, ' ');
	linux_->readonly_paths = document_words(document, readonly_paths, ' ');
	if (rootless) {
		parts->uid = (struct oci_id_mapping){ .host_id = geteuid(), .size = 1 };
		parts->gid = (struct oci_id_mapping){ .host_id = getegid(), .size = 1 };
		linux_->uid_mappings = (struct oci_id_mappings){ .items = &parts->uid, .len = 1 };
		linux_->gid_mappings = (struct oci_id_mappings){ .items = &parts->gid, .len = 1 };
		return;
	}
	parts->no_devices.access = "rwm";
	parts->resources.devices =
		(struct oci_device_rules){ .items = &parts->no_devices, .len = 1 };
	linux_->resources = &parts->resources;
}

int hull_spec(bool rootless, char **ret_json, struct hull_error *error)
{
	struct parts parts = { .root = { .path = "rootfs", .readonly = true } };
	struct document document;
	struct oci_config config;

	if (document_begin(&document, error) < 0)
		return -1;
	fill_process(&parts, &document);
	fill_linux(&parts, &document, rootless);
	config = (struct oci_config){
		.oci_version = hull_spec_version(),
		.process = &parts.process,
		.root = &parts.root,
		.hostname = "hull",
		.mounts = fill_mounts(&parts, &document, rootless),
		.linux_ = &parts.linux_,
	};
	return document_finish(&document, &oci_config_type, &config, JSON_INDENT_TAB, ret_json,
	                       error);
}
