/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* caps: see caps.h.
 *
 * The names are a table of our own: libcap, whose names they are, asks the kernel several times for what it knows as soon
 * as a program is started that has libcap in it, whatever the program is about to do. A unit test compares the two. Whether
 * the kernel has a capability, the kernel says. */
#include "sys/caps.h"

#include <linux/capability.h>
#include <stddef.h>
#include <strings.h>
#include <sys/prctl.h>

#include "sys/process.h"

/* By number (capabilities(7)) */
static const char *const names[] = {
	"CAP_CHOWN",	      "CAP_DAC_OVERRIDE",    "CAP_DAC_READ_SEARCH", "CAP_FOWNER",	"CAP_FSETID",
	"CAP_KILL",	      "CAP_SETGID",	     "CAP_SETUID",	    "CAP_SETPCAP",	"CAP_LINUX_IMMUTABLE",
	"CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN",	    "CAP_NET_RAW",	"CAP_IPC_LOCK",
	"CAP_IPC_OWNER",      "CAP_SYS_MODULE",	     "CAP_SYS_RAWIO",	    "CAP_SYS_CHROOT",	"CAP_SYS_PTRACE",
	"CAP_SYS_PACCT",      "CAP_SYS_ADMIN",	     "CAP_SYS_BOOT",	    "CAP_SYS_NICE",	"CAP_SYS_RESOURCE",
	"CAP_SYS_TIME",	      "CAP_SYS_TTY_CONFIG",  "CAP_MKNOD",	    "CAP_LEASE",	"CAP_AUDIT_WRITE",
	"CAP_AUDIT_CONTROL",  "CAP_SETFCAP",	     "CAP_MAC_OVERRIDE",    "CAP_MAC_ADMIN",	"CAP_SYSLOG",
	"CAP_WAKE_ALARM",     "CAP_BLOCK_SUSPEND",   "CAP_AUDIT_READ",	    "CAP_PERFMON",	"CAP_BPF",
	"CAP_CHECKPOINT_RESTORE",
};

#define NAMES_LEN ((int)(sizeof(names) / sizeof(names[0])))

bool sys_caps_known(void)
{
	return true;
}

/* Those up to CAP_BLOCK_SUSPEND are older than any kernel that hull runs on. */
static bool kernel_has(int cap)
{
	return cap <= CAP_BLOCK_SUSPEND || sys_prctl(PR_CAPBSET_READ, (unsigned long)cap, 0, 0, 0) >= 0;
}

int sys_caps_from_name(const char *name)
{
	for (int cap = 0; cap < NAMES_LEN; cap++) {
		if (strcasecmp(name, names[cap]) == 0)
			return kernel_has(cap) ? cap : -1;
	}
	return -1;
}

void sys_caps_each(void (*each)(void *context, const char *name), void *context)
{
	for (int cap = 0; cap < NAMES_LEN && kernel_has(cap); cap++)
		each(context, names[cap]);
}

uint64_t sys_caps_permitted(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (sys_call(SYS_capget, &head, data) < 0)
		return 0;
	return data[0].permitted | (uint64_t)data[1].permitted << 32;
}
