/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* words: look-ups in word tables, and the tables of the specification.
 *
 * Tables have at most 23 rows and are read a few times a document: a linear search is the fastest
 * there is. Rows stand in the order of the specification, which is the order in which `features`
 * lists them. */
#include "words.h"

#include <string.h>

#include "ocispec.h"

const char *oci_word_name(const struct oci_words *words, int value)
{
	for (size_t i = 0; i < words->len; i++)
		if (words->items[i].value == value)
			return words->items[i].name;
	return NULL;
}

int oci_word_value(const struct oci_words *words, const char *name, size_t len, int *ret_value)
{
	for (size_t i = 0; i < words->len; i++) {
		const struct oci_word *word = &words->items[i];

		if (strncmp(word->name, name, len) == 0 && word->name[len] == '\0') {
			*ret_value = word->value;
			return 0;
		}
	}
	return -1;
}

#define TABLE(noun_, ...)                                                                          \
	{                                                                                          \
		.noun = noun_, .items = (const struct oci_word[]){ __VA_ARGS__ },                  \
		.len = sizeof((const struct oci_word[]){ __VA_ARGS__ }) / sizeof(struct oci_word), \
	}

/* clang-format off */
const struct oci_words oci_namespace_types = TABLE("a namespace type",
	{ "mount",   OCI_NAMESPACE_MOUNT },
	{ "pid",     OCI_NAMESPACE_PID },
	{ "network", OCI_NAMESPACE_NETWORK },
	{ "uts",     OCI_NAMESPACE_UTS },
	{ "ipc",     OCI_NAMESPACE_IPC },
	{ "user",    OCI_NAMESPACE_USER },
	{ "cgroup",  OCI_NAMESPACE_CGROUP },
	{ "time",    OCI_NAMESPACE_TIME });

const struct oci_words oci_propagations = TABLE("a mount propagation",
	{ "private",     OCI_PROPAGATION_PRIVATE },
	{ "shared",      OCI_PROPAGATION_SHARED },
	{ "slave",       OCI_PROPAGATION_SLAVE },
	{ "unbindable",  OCI_PROPAGATION_UNBINDABLE },
	{ "rprivate",    OCI_PROPAGATION_RPRIVATE },
	{ "rshared",     OCI_PROPAGATION_RSHARED },
	{ "rslave",      OCI_PROPAGATION_RSLAVE },
	{ "runbindable", OCI_PROPAGATION_RUNBINDABLE });

const struct oci_words oci_device_types = TABLE("a device type",
	{ "b", OCI_DEVICE_BLOCK },
	{ "c", OCI_DEVICE_CHAR },
	{ "p", OCI_DEVICE_FIFO },
	{ "u", OCI_DEVICE_UNBUFFERED });

const struct oci_words oci_device_rule_types = TABLE("a device rule type",
	{ "a", OCI_DEVICE_RULE_ALL },
	{ "b", OCI_DEVICE_RULE_BLOCK },
	{ "c", OCI_DEVICE_RULE_CHAR });

const struct oci_words oci_rlimit_types = TABLE("a resource limit",
	{ "RLIMIT_AS",         OCI_RLIMIT_AS },
	{ "RLIMIT_CORE",       OCI_RLIMIT_CORE },
	{ "RLIMIT_CPU",        OCI_RLIMIT_CPU },
	{ "RLIMIT_DATA",       OCI_RLIMIT_DATA },
	{ "RLIMIT_FSIZE",      OCI_RLIMIT_FSIZE },
	{ "RLIMIT_LOCKS",      OCI_RLIMIT_LOCKS },
	{ "RLIMIT_MEMLOCK",    OCI_RLIMIT_MEMLOCK },
	{ "RLIMIT_MSGQUEUE",   OCI_RLIMIT_MSGQUEUE },
	{ "RLIMIT_NICE",       OCI_RLIMIT_NICE },
	{ "RLIMIT_NOFILE",     OCI_RLIMIT_NOFILE },
	{ "RLIMIT_NPROC",      OCI_RLIMIT_NPROC },
	{ "RLIMIT_RSS",        OCI_RLIMIT_RSS },
	{ "RLIMIT_RTPRIO",     OCI_RLIMIT_RTPRIO },
	{ "RLIMIT_RTTIME",     OCI_RLIMIT_RTTIME },
	{ "RLIMIT_SIGPENDING", OCI_RLIMIT_SIGPENDING },
	{ "RLIMIT_STACK",      OCI_RLIMIT_STACK });

const struct oci_words oci_scheduler_policies = TABLE("a scheduler policy",
	{ "SCHED_OTHER",    OCI_SCHED_OTHER },
	{ "SCHED_FIFO",     OCI_SCHED_FIFO },
	{ "SCHED_RR",       OCI_SCHED_RR },
	{ "SCHED_BATCH",    OCI_SCHED_BATCH },
	{ "SCHED_ISO",      OCI_SCHED_ISO },
	{ "SCHED_IDLE",     OCI_SCHED_IDLE },
	{ "SCHED_DEADLINE", OCI_SCHED_DEADLINE });

const struct oci_words oci_scheduler_flags = TABLE("a scheduler flag",
	{ "SCHED_FLAG_RESET_ON_FORK",  OCI_SCHED_FLAG_RESET_ON_FORK },
	{ "SCHED_FLAG_RECLAIM",        OCI_SCHED_FLAG_RECLAIM },
	{ "SCHED_FLAG_DL_OVERRUN",     OCI_SCHED_FLAG_DL_OVERRUN },
	{ "SCHED_FLAG_KEEP_POLICY",    OCI_SCHED_FLAG_KEEP_POLICY },
	{ "SCHED_FLAG_KEEP_PARAMS",    OCI_SCHED_FLAG_KEEP_PARAMS },
	{ "SCHED_FLAG_UTIL_CLAMP_MIN", OCI_SCHED_FLAG_UTIL_CLAMP_MIN },
	{ "SCHED_FLAG_UTIL_CLAMP_MAX", OCI_SCHED_FLAG_UTIL_CLAMP_MAX });

const struct oci_words oci_io_classes = TABLE("an I/O scheduling class",
	{ "IOPRIO_CLASS_RT",   OCI_IO_CLASS_RT },
	{ "IOPRIO_CLASS_BE",   OCI_IO_CLASS_BE },
	{ "IOPRIO_CLASS_IDLE", OCI_IO_CLASS_IDLE });

const struct oci_words oci_memory_policy_modes = TABLE("a memory policy mode",
	{ "MPOL_DEFAULT",             OCI_MPOL_DEFAULT },
	{ "MPOL_BIND",                OCI_MPOL_BIND },
	{ "MPOL_INTERLEAVE",          OCI_MPOL_INTERLEAVE },
	{ "MPOL_WEIGHTED_INTERLEAVE", OCI_MPOL_WEIGHTED_INTERLEAVE },
	{ "MPOL_PREFERRED",           OCI_MPOL_PREFERRED },
	{ "MPOL_PREFERRED_MANY",      OCI_MPOL_PREFERRED_MANY },
	{ "MPOL_LOCAL",               OCI_MPOL_LOCAL });

const struct oci_words oci_memory_policy_flags = TABLE("a memory policy flag",
	{ "MPOL_F_NUMA_BALANCING", OCI_MPOL_F_NUMA_BALANCING },
	{ "MPOL_F_RELATIVE_NODES", OCI_MPOL_F_RELATIVE_NODES },
	{ "MPOL_F_STATIC_NODES",   OCI_MPOL_F_STATIC_NODES });

const struct oci_words oci_personality_domains = TABLE("a personality domain",
	{ "LINUX",   OCI_PERSONALITY_LINUX },
	{ "LINUX32", OCI_PERSONALITY_LINUX32 });

const struct oci_words oci_seccomp_actions = TABLE("a seccomp action",
	{ "SCMP_ACT_KILL",         OCI_SECCOMP_KILL },
	{ "SCMP_ACT_KILL_PROCESS", OCI_SECCOMP_KILL_PROCESS },
	{ "SCMP_ACT_KILL_THREAD",  OCI_SECCOMP_KILL_THREAD },
	{ "SCMP_ACT_TRAP",         OCI_SECCOMP_TRAP },
	{ "SCMP_ACT_ERRNO",        OCI_SECCOMP_ERRNO },
	{ "SCMP_ACT_TRACE",        OCI_SECCOMP_TRACE },
	{ "SCMP_ACT_ALLOW",        OCI_SECCOMP_ALLOW },
	{ "SCMP_ACT_LOG",          OCI_SECCOMP_LOG },
	{ "SCMP_ACT_NOTIFY",       OCI_SECCOMP_NOTIFY });

const struct oci_words oci_seccomp_operators = TABLE("a seccomp operator",
	{ "SCMP_CMP_NE",        OCI_SECCOMP_NE },
	{ "SCMP_CMP_LT",        OCI_SECCOMP_LT },
	{ "SCMP_CMP_LE",        OCI_SECCOMP_LE },
	{ "SCMP_CMP_EQ",        OCI_SECCOMP_EQ },
	{ "SCMP_CMP_GE",        OCI_SECCOMP_GE },
	{ "SCMP_CMP_GT",        OCI_SECCOMP_GT },
	{ "SCMP_CMP_MASKED_EQ", OCI_SECCOMP_MASKED_EQ });

const struct oci_words oci_seccomp_archs = TABLE("a seccomp architecture",
	{ "SCMP_ARCH_X86",         OCI_ARCH_X86 },
	{ "SCMP_ARCH_X86_64",      OCI_ARCH_X86_64 },
	{ "SCMP_ARCH_X32",         OCI_ARCH_X32 },
	{ "SCMP_ARCH_ARM",         OCI_ARCH_ARM },
	{ "SCMP_ARCH_AARCH64",     OCI_ARCH_AARCH64 },
	{ "SCMP_ARCH_LOONGARCH64", OCI_ARCH_LOONGARCH64 },
	{ "SCMP_ARCH_M68K",        OCI_ARCH_M68K },
	{ "SCMP_ARCH_MIPS",        OCI_ARCH_MIPS },
	{ "SCMP_ARCH_MIPS64",      OCI_ARCH_MIPS64 },
	{ "SCMP_ARCH_MIPS64N32",   OCI_ARCH_MIPS64N32 },
	{ "SCMP_ARCH_MIPSEL",      OCI_ARCH_MIPSEL },
	{ "SCMP_ARCH_MIPSEL64",    OCI_ARCH_MIPSEL64 },
	{ "SCMP_ARCH_MIPSEL64N32", OCI_ARCH_MIPSEL64N32 },
	{ "SCMP_ARCH_PPC",         OCI_ARCH_PPC },
	{ "SCMP_ARCH_PPC64",       OCI_ARCH_PPC64 },
	{ "SCMP_ARCH_PPC64LE",     OCI_ARCH_PPC64LE },
	{ "SCMP_ARCH_S390",        OCI_ARCH_S390 },
	{ "SCMP_ARCH_S390X",       OCI_ARCH_S390X },
	{ "SCMP_ARCH_SH",          OCI_ARCH_SH },
	{ "SCMP_ARCH_SHEB",        OCI_ARCH_SHEB },
	{ "SCMP_ARCH_PARISC",      OCI_ARCH_PARISC },
	{ "SCMP_ARCH_PARISC64",    OCI_ARCH_PARISC64 },
	{ "SCMP_ARCH_RISCV64",     OCI_ARCH_RISCV64 });

const struct oci_words oci_seccomp_flags = TABLE("a seccomp flag",
	{ "SECCOMP_FILTER_FLAG_TSYNC",              OCI_SECCOMP_FLAG_TSYNC },
	{ "SECCOMP_FILTER_FLAG_LOG",                OCI_SECCOMP_FLAG_LOG },
	{ "SECCOMP_FILTER_FLAG_SPEC_ALLOW",         OCI_SECCOMP_FLAG_SPEC_ALLOW },
	{ "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", OCI_SECCOMP_FLAG_WAIT_KILLABLE_RECV });

const struct oci_words oci_statuses = TABLE("a container status",
	{ "creating", OCI_STATUS_CREATING },
	{ "created",  OCI_STATUS_CREATED },
	{ "running",  OCI_STATUS_RUNNING },
	{ "paused",   OCI_STATUS_PAUSED },
	{ "stopped",  OCI_STATUS_STOPPED });
/* clang-format on */
