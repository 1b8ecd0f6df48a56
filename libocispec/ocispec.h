/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ocispec: the documents of the OCI runtime specification 1.3, for Linux, as plain structs.
 *
 * Names are those of the specification in snake_case (`linux_`, because gnu11 has a macro of that
 * name). Rules that hold for all of them:
 *   - an absent object is a NULL pointer, an absent string is NULL;
 *   - a number or boolean for which absent is not the same as 0 or false has a `has_` flag beside
 *     it;
 *   - a list is { items, len }: absent is items == NULL, an empty list has items and len 0. The
 *     element after the last is zero, so that the items of struct oci_strings can be used as argv
 *     or envp;
 *   - a map is a list as well, whose items begin with their key, in the order of the text;
 *   - words of a closed set are numbers, where it fits those of the kernel; lists of them are
 *     struct oci_ints.
 * Everything lies in the arena it was decoded into and is not changed afterwards. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json.h"
#include "words.h"

#define OCI_SPEC_VERSION "1.3.0" /* what these structs follow */

/* Lists and maps of plain things */

struct oci_strings {
	const char **items;
	size_t len;
};

struct oci_ints {
	int *items;
	size_t len;
};

struct oci_ids {
	uint32_t *items;
	size_t len;
};

struct oci_pair {
	const char *key;
	const char *value;
};

struct oci_map {
	struct oci_pair *items;
	size_t len;
};

/* Words. Each enum has its table: enum oci_namespace_type and oci_namespace_types, and so on. */

enum oci_namespace_type {
	OCI_NAMESPACE_MOUNT,
	OCI_NAMESPACE_PID,
	OCI_NAMESPACE_NETWORK,
	OCI_NAMESPACE_UTS,
	OCI_NAMESPACE_IPC,
	OCI_NAMESPACE_USER,
	OCI_NAMESPACE_CGROUP,
	OCI_NAMESPACE_TIME,
};
extern const struct oci_words oci_namespace_types;

/* The r words are no part of the specification; containerd sends them. */
enum oci_propagation {
	OCI_PROPAGATION_PRIVATE,
	OCI_PROPAGATION_SHARED,
	OCI_PROPAGATION_SLAVE,
	OCI_PROPAGATION_UNBINDABLE,
	OCI_PROPAGATION_RPRIVATE,
	OCI_PROPAGATION_RSHARED,
	OCI_PROPAGATION_RSLAVE,
	OCI_PROPAGATION_RUNBINDABLE,
};
extern const struct oci_words oci_propagations;

enum oci_device_type {
	OCI_DEVICE_BLOCK = 'b',
	OCI_DEVICE_CHAR = 'c',
	OCI_DEVICE_FIFO = 'p',
	OCI_DEVICE_UNBUFFERED = 'u', /* the same as c */
};
extern const struct oci_words oci_device_types;

enum oci_device_rule_type {
	OCI_DEVICE_RULE_ALL = 'a',
	OCI_DEVICE_RULE_BLOCK = 'b',
	OCI_DEVICE_RULE_CHAR = 'c',
};
extern const struct oci_words oci_device_rule_types;

/* RLIMIT_ numbers of the kernel (asm-generic: all architectures hull is built for but MIPS and
 * SPARC). */
enum oci_rlimit_type {
	OCI_RLIMIT_CPU = 0,
	OCI_RLIMIT_FSIZE = 1,
	OCI_RLIMIT_DATA = 2,
	OCI_RLIMIT_STACK = 3,
	OCI_RLIMIT_CORE = 4,
	OCI_RLIMIT_RSS = 5,
	OCI_RLIMIT_NPROC = 6,
	OCI_RLIMIT_NOFILE = 7,
	OCI_RLIMIT_MEMLOCK = 8,
	OCI_RLIMIT_AS = 9,
	OCI_RLIMIT_LOCKS = 10,
	OCI_RLIMIT_SIGPENDING = 11,
	OCI_RLIMIT_MSGQUEUE = 12,
	OCI_RLIMIT_NICE = 13,
	OCI_RLIMIT_RTPRIO = 14,
	OCI_RLIMIT_RTTIME = 15,
};
extern const struct oci_words oci_rlimit_types;

/* SCHED_ numbers of the kernel */
enum oci_scheduler_policy {
	OCI_SCHED_OTHER = 0,
	OCI_SCHED_FIFO = 1,
	OCI_SCHED_RR = 2,
	OCI_SCHED_BATCH = 3,
	OCI_SCHED_ISO = 4,
	OCI_SCHED_IDLE = 5,
	OCI_SCHED_DEADLINE = 6,
};
extern const struct oci_words oci_scheduler_policies;

/* SCHED_FLAG_ bits of the kernel */
enum oci_scheduler_flag {
	OCI_SCHED_FLAG_RESET_ON_FORK = 0x01,
	OCI_SCHED_FLAG_RECLAIM = 0x02,
	OCI_SCHED_FLAG_DL_OVERRUN = 0x04,
	OCI_SCHED_FLAG_KEEP_POLICY = 0x08,
	OCI_SCHED_FLAG_KEEP_PARAMS = 0x10,
	OCI_SCHED_FLAG_UTIL_CLAMP_MIN = 0x20,
	OCI_SCHED_FLAG_UTIL_CLAMP_MAX = 0x40,
};
extern const struct oci_words oci_scheduler_flags;

/* IOPRIO_CLASS_ numbers of the kernel */
enum oci_io_class {
	OCI_IO_CLASS_RT = 1,
	OCI_IO_CLASS_BE = 2,
	OCI_IO_CLASS_IDLE = 3,
};
extern const struct oci_words oci_io_classes;

/* MPOL_ numbers of the kernel */
enum oci_memory_policy_mode {
	OCI_MPOL_DEFAULT = 0,
	OCI_MPOL_PREFERRED = 1,
	OCI_MPOL_BIND = 2,
	OCI_MPOL_INTERLEAVE = 3,
	OCI_MPOL_LOCAL = 4,
	OCI_MPOL_PREFERRED_MANY = 5,
	OCI_MPOL_WEIGHTED_INTERLEAVE = 6,
};
extern const struct oci_words oci_memory_policy_modes;

/* MPOL_F_ bits of the kernel */
enum oci_memory_policy_flag {
	OCI_MPOL_F_NUMA_BALANCING = 1 << 13,
	OCI_MPOL_F_RELATIVE_NODES = 1 << 14,
	OCI_MPOL_F_STATIC_NODES = 1 << 15,
};
extern const struct oci_words oci_memory_policy_flags;

/* PER_ numbers of the kernel */
enum oci_personality_domain {
	OCI_PERSONALITY_LINUX = 0x0,
	OCI_PERSONALITY_LINUX32 = 0x8,
};
extern const struct oci_words oci_personality_domains;

enum oci_seccomp_action {
	OCI_SECCOMP_KILL,
	OCI_SECCOMP_KILL_PROCESS,
	OCI_SECCOMP_KILL_THREAD,
	OCI_SECCOMP_TRAP,
	OCI_SECCOMP_ERRNO,
	OCI_SECCOMP_TRACE,
	OCI_SECCOMP_ALLOW,
	OCI_SECCOMP_LOG,
	OCI_SECCOMP_NOTIFY,
};
extern const struct oci_words oci_seccomp_actions;

/* Numbers of libseccomp's enum scmp_compare */
enum oci_seccomp_operator {
	OCI_SECCOMP_NE = 1,
	OCI_SECCOMP_LT = 2,
	OCI_SECCOMP_LE = 3,
	OCI_SECCOMP_EQ = 4,
	OCI_SECCOMP_GE = 5,
	OCI_SECCOMP_GT = 6,
	OCI_SECCOMP_MASKED_EQ = 7,
};
extern const struct oci_words oci_seccomp_operators;

enum oci_seccomp_arch {
	OCI_ARCH_X86,
	OCI_ARCH_X86_64,
	OCI_ARCH_X32,
	OCI_ARCH_ARM,
	OCI_ARCH_AARCH64,
	OCI_ARCH_LOONGARCH64,
	OCI_ARCH_M68K,
	OCI_ARCH_MIPS,
	OCI_ARCH_MIPS64,
	OCI_ARCH_MIPS64N32,
	OCI_ARCH_MIPSEL,
	OCI_ARCH_MIPSEL64,
	OCI_ARCH_MIPSEL64N32,
	OCI_ARCH_PPC,
	OCI_ARCH_PPC64,
	OCI_ARCH_PPC64LE,
	OCI_ARCH_S390,
	OCI_ARCH_S390X,
	OCI_ARCH_SH,
	OCI_ARCH_SHEB,
	OCI_ARCH_PARISC,
	OCI_ARCH_PARISC64,
	OCI_ARCH_RISCV64,
};
extern const struct oci_words oci_seccomp_archs;

/* SECCOMP_FILTER_FLAG_ bits of the kernel */
enum oci_seccomp_flag {
	OCI_SECCOMP_FLAG_TSYNC = 0x01,
	OCI_SECCOMP_FLAG_LOG = 0x02,
	OCI_SECCOMP_FLAG_SPEC_ALLOW = 0x04,
	OCI_SECCOMP_FLAG_WAIT_KILLABLE_RECV = 0x20,
};
extern const struct oci_words oci_seccomp_flags;

/* `paused` is no part of the specification, but of every runtime. */
enum oci_status {
	OCI_STATUS_CREATING,
	OCI_STATUS_CREATED,
	OCI_STATUS_RUNNING,
	OCI_STATUS_PAUSED,
	OCI_STATUS_STOPPED,
};
extern const struct oci_words oci_statuses;

/* config.json: process */

struct oci_console_size {
	uint64_t height, width;
};

struct oci_user {
	uint32_t uid, gid;
	uint32_t umask;
	bool has_umask;
	struct oci_ids additional_gids;
	const char *username;
};

/* Names as they stand there: an engine may know capabilities that we do not. */
struct oci_capabilities {
	struct oci_strings bounding, effective, inheritable, permitted, ambient;
};

struct oci_rlimit {
	enum oci_rlimit_type type;
	uint64_t soft, hard;
};

struct oci_rlimits {
	struct oci_rlimit *items;
	size_t len;
};

struct oci_scheduler {
	enum oci_scheduler_policy policy;
	int32_t nice;
	bool has_nice;
	int32_t priority;
	bool has_priority;
	struct oci_ints flags;              /* enum oci_scheduler_flag */
	uint64_t runtime, deadline, period; /* nanoseconds */
};

struct oci_io_priority {
	enum oci_io_class class;
	int32_t priority;
	bool has_priority;
};

struct oci_cpu_affinity {
	const char *initial, *final;
};

struct oci_process {
	bool terminal;
	bool no_new_privileges;
	struct oci_console_size *console_size;
	struct oci_user *user;
	struct oci_strings args;
	struct oci_strings env;
	const char *cwd;
	struct oci_capabilities *capabilities;
	struct oci_rlimits rlimits;
	const char *apparmor_profile;
	const char *selinux_label;
	int32_t oom_score_adj;
	bool has_oom_score_adj;
	struct oci_scheduler *scheduler;
	struct oci_io_priority *io_priority;
	struct oci_cpu_affinity *exec_cpu_affinity;
};

/* config.json: root, mounts, hooks */

struct oci_root {
	const char *path;
	bool readonly;
};

struct oci_id_mapping {
	uint32_t container_id, host_id, size;
};

struct oci_id_mappings {
	struct oci_id_mapping *items;
	size_t len;
};

struct oci_mount {
	const char *destination, *type, *source;
	struct oci_strings options;
	struct oci_id_mappings uid_mappings, gid_mappings;
};

struct oci_mounts {
	struct oci_mount *items;
	size_t len;
};

struct oci_hook {
	const char *path;
	struct oci_strings args;
	struct oci_strings env;
	int32_t timeout; /* seconds */
	bool has_timeout;
};

struct oci_hook_list {
	struct oci_hook *items;
	size_t len;
};

struct oci_hooks {
	struct oci_hook_list prestart, create_runtime, create_container;
	struct oci_hook_list start_container, poststart, poststop;
};

/* config.json: linux.resources */

struct oci_device_rule {
	bool allow;
	bool has_type;
	enum oci_device_rule_type type;
	int64_t major;
	bool has_major;
	int64_t minor;
	bool has_minor;
	const char *access;
};

struct oci_device_rules {
	struct oci_device_rule *items;
	size_t len;
};

struct oci_memory {
	int64_t limit, reservation, swap, kernel, kernel_tcp;
	uint64_t swappiness;
	bool has_limit, has_reservation, has_swap, has_kernel, has_kernel_tcp, has_swappiness;
	bool disable_oom_killer, has_disable_oom_killer;
	bool use_hierarchy, has_use_hierarchy;
	bool check_before_update, has_check_before_update;
};

struct oci_cpu {
	uint64_t shares;
	int64_t quota;
	uint64_t burst;
	uint64_t period;
	int64_t realtime_runtime;
	uint64_t realtime_period;
	int64_t idle;
	bool has_shares, has_quota, has_burst, has_period;
	bool has_realtime_runtime, has_realtime_period, has_idle;
	const char *cpus, *mems;
};

struct oci_pids {
	int64_t limit;
	bool has_limit;
};

struct oci_weight_device {
	int64_t major, minor;
	uint16_t weight, leaf_weight;
	bool has_weight, has_leaf_weight;
};

struct oci_weight_devices {
	struct oci_weight_device *items;
	size_t len;
};

struct oci_throttle_device {
	int64_t major, minor;
	uint64_t rate;
};

struct oci_throttle_devices {
	struct oci_throttle_device *items;
	size_t len;
};

struct oci_block_io {
	uint16_t weight, leaf_weight;
	bool has_weight, has_leaf_weight;
	struct oci_weight_devices weight_device;
	struct oci_throttle_devices throttle_read_bps_device, throttle_write_bps_device;
	struct oci_throttle_devices throttle_read_iops_device, throttle_write_iops_device;
};

struct oci_hugepage_limit {
	const char *page_size;
	uint64_t limit;
};

struct oci_hugepage_limits {
	struct oci_hugepage_limit *items;
	size_t len;
};

struct oci_interface_priority {
	const char *name;
	uint32_t priority;
};

struct oci_interface_priorities {
	struct oci_interface_priority *items;
	size_t len;
};

struct oci_network {
	uint32_t class_id;
	bool has_class_id;
	struct oci_interface_priorities priorities;
};

struct oci_rdma {
	const char *device; /* the key */
	uint32_t hca_handles, hca_objects;
	bool has_hca_handles, has_hca_objects;
};

struct oci_rdmas {
	struct oci_rdma *items;
	size_t len;
};

struct oci_resources {
	struct oci_map unified;
	struct oci_device_rules devices;
	struct oci_memory *memory;
	struct oci_cpu *cpu;
	struct oci_pids *pids;
	struct oci_block_io *block_io;
	struct oci_hugepage_limits hugepage_limits;
	struct oci_network *network;
	struct oci_rdmas rdma;
};

/* config.json: linux.seccomp */

struct oci_syscall_arg {
	uint32_t index;
	enum oci_seccomp_operator op;
	uint64_t value, value_two;
};

struct oci_syscall_args {
	struct oci_syscall_arg *items;
	size_t len;
};

struct oci_syscall {
	struct oci_strings names;
	enum oci_seccomp_action action;
	uint32_t errno_ret;
	bool has_errno_ret;
	struct oci_syscall_args args;
};

struct oci_syscalls {
	struct oci_syscall *items;
	size_t len;
};

struct oci_seccomp {
	enum oci_seccomp_action default_action;
	uint32_t default_errno_ret;
	bool has_default_errno_ret;
	struct oci_ints flags; /* enum oci_seccomp_flag */
	const char *listener_path, *listener_metadata;
	struct oci_ints architectures; /* enum oci_seccomp_arch */
	struct oci_syscalls syscalls;
};

/* config.json: linux */

struct oci_namespace {
	enum oci_namespace_type type;
	const char *path;
};

struct oci_namespaces {
	struct oci_namespace *items;
	size_t len;
};

struct oci_device {
	enum oci_device_type type;
	const char *path;
	int64_t major, minor;
	uint32_t file_mode, uid, gid;
	bool has_major, has_minor, has_file_mode, has_uid, has_gid;
};

struct oci_devices {
	struct oci_device *items;
	size_t len;
};

struct oci_net_device {
	const char *host_name; /* the key: its name outside */
	const char *name;      /* its name in the container; NULL: the same */
};

struct oci_net_devices {
	struct oci_net_device *items;
	size_t len;
};

struct oci_intel_rdt {
	const char *clos_id;
	struct oci_strings schemata;
	const char *l3_cache_schema, *mem_bw_schema;
	bool enable_monitoring;
};

struct oci_memory_policy {
	enum oci_memory_policy_mode mode;
	bool has_mode;
	const char *nodes;
	struct oci_ints flags; /* enum oci_memory_policy_flag */
};

struct oci_personality {
	enum oci_personality_domain domain;
	bool has_domain;
	struct oci_strings flags;
};

struct oci_time_offset {
	int64_t secs;
	uint32_t nanosecs;
};

struct oci_time_offsets {
	struct oci_time_offset *boottime, *monotonic;
};

struct oci_linux {
	struct oci_namespaces namespaces;
	struct oci_id_mappings uid_mappings, gid_mappings;
	struct oci_devices devices;
	struct oci_net_devices net_devices;
	const char *cgroups_path;
	struct oci_resources *resources;
	enum oci_propagation rootfs_propagation;
	bool has_rootfs_propagation;
	struct oci_seccomp *seccomp;
	struct oci_map sysctl;
	struct oci_strings masked_paths, readonly_paths;
	const char *mount_label;
	struct oci_intel_rdt *intel_rdt;
	struct oci_memory_policy *memory_policy;
	struct oci_personality *personality;
	struct oci_time_offsets *time_offsets;
};

struct oci_config {
	const char *oci_version;
	struct oci_process *process;
	struct oci_root *root;
	const char *hostname, *domainname;
	struct oci_mounts mounts;
	struct oci_hooks *hooks;
	struct oci_map annotations;
	struct oci_linux *linux_;
};

/* The state of a container: hooks get it on stdin, `state` and `list` print it. After `annotations`
 * come members that are no part of the specification but that engines read. */

struct oci_state {
	const char *oci_version;
	const char *id;
	enum oci_status status;
	int32_t pid; /* 0: none */
	const char *bundle;
	struct oci_map annotations;
	const char *rootfs;
	const char *created; /* RFC 3339 */
	const char *owner;
	const char *systemd_scope;
};

/* What `features` prints. Booleans of this document are always written, true or false. */

struct oci_enabled {
	bool enabled;
};

struct oci_features_cgroup {
	bool v1, v2, systemd, systemd_user, rdma;
};

struct oci_features_seccomp {
	bool enabled;
	struct oci_ints actions;         /* enum oci_seccomp_action */
	struct oci_ints operators;       /* enum oci_seccomp_operator */
	struct oci_ints archs;           /* enum oci_seccomp_arch */
	struct oci_ints known_flags;     /* enum oci_seccomp_flag */
	struct oci_ints supported_flags; /* enum oci_seccomp_flag */
};

struct oci_features_intel_rdt {
	bool enabled, schemata, monitoring;
};

struct oci_features_memory_policy {
	struct oci_ints modes; /* enum oci_memory_policy_mode */
	struct oci_ints flags; /* enum oci_memory_policy_flag */
};

struct oci_features_mount_extensions {
	struct oci_enabled *idmap;
};

struct oci_features_linux {
	struct oci_ints namespaces; /* enum oci_namespace_type */
	struct oci_strings capabilities;
	struct oci_features_cgroup *cgroup;
	struct oci_features_seccomp *seccomp;
	struct oci_enabled *apparmor, *selinux;
	struct oci_features_intel_rdt *intel_rdt;
	struct oci_features_memory_policy *memory_policy;
	struct oci_features_mount_extensions *mount_extensions;
	struct oci_enabled *net_devices;
};

struct oci_features {
	const char *oci_version_min, *oci_version_max;
	struct oci_strings hooks;
	struct oci_strings mount_options;
	struct oci_features_linux *linux_;
	struct oci_map annotations;
	struct oci_strings potentially_unsafe_config_annotations;
};

/* The tables, for json_decode and json_encode */

extern const struct json_object oci_config_type;    /* struct oci_config */
extern const struct json_object oci_process_type;   /* struct oci_process: exec -p */
extern const struct json_object oci_resources_type; /* struct oci_resources: update -r */
extern const struct json_object oci_state_type;     /* struct oci_state */
extern const struct json_object oci_features_type;  /* struct oci_features */

/* The rules of the specification that no type can say, over a document that was decoded without
 * error. Each violation is reported with its path; line and column come from the text it was
 * decoded from (NULL: they stay 0). Return the number of errors; warnings do not count. */
int oci_config_check(const struct oci_config *config, const char *text, size_t size,
                     json_report_fn *report, void *context);
int oci_process_check(const struct oci_process *process, const char *text, size_t size,
                      json_report_fn *report, void *context);
int oci_resources_check(const struct oci_resources *resources, const char *text, size_t size,
                        json_report_fn *report, void *context);
