/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rules_seccomp: rules for config.json, linux.seccomp.
 *
 * A filter that is not what its author meant is a hole, so whatever has no meaning is an error. */
#include <string.h>

#include "rules.h"

/* "When the action does not support an errno, the runtime MUST" fail (config-linux.md). */
static bool takes_errno(enum oci_seccomp_action action)
{
	return action == OCI_SECCOMP_ERRNO || action == OCI_SECCOMP_TRACE;
}

static const char *action_name(enum oci_seccomp_action action)
{
	return oci_word_name(&oci_seccomp_actions, (int)action);
}

/* The process that would have to hand over the listener could not make a single call any more. */
static void check_default_action(struct rule_check *c, const struct oci_seccomp *seccomp)
{
	if (seccomp->default_action == OCI_SECCOMP_NOTIFY)
		rule_error(rule_at(c, "defaultAction"), "must not be SCMP_ACT_NOTIFY");
	if (seccomp->has_default_errno_ret && !takes_errno(seccomp->default_action))
		rule_error(rule_at(c, "defaultErrnoRet"), "must not be set with %s",
		           action_name(seccomp->default_action));
}

static void check_listener(struct rule_check *c, const struct oci_seccomp *seccomp)
{
	if (seccomp->listener_metadata && !seccomp->listener_path)
		rule_error(rule_at(c, "listenerMetadata"), "must not be set without listenerPath");
}

static void check_syscalls(struct rule_check *c, const struct oci_seccomp *seccomp)
{
	for (size_t i = 0; i < seccomp->syscalls.len; i++) {
		const struct oci_syscall *syscall = &seccomp->syscalls.items[i];

		if (syscall->names.len == 0)
			rule_error(rule_at(c, "syscalls[%zu].names", i), "must not be empty");
		if (syscall->has_errno_ret && !takes_errno(syscall->action))
			rule_error(rule_at(c, "syscalls[%zu].errnoRet", i),
			           "must not be set with %s", action_name(syscall->action));
	}
}

void rule_seccomp(struct rule_check *c, const struct oci_seccomp *seccomp)
{
	check_default_action(c, seccomp);
	check_listener(c, seccomp);
	check_syscalls(c, seccomp);
}
