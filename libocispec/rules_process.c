/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rules_process: rules for config.json, process, and for the document of `exec --process`.
 *
 * Both need something to execute: a document without args is of no use to either. */
#include <inttypes.h>
#include <string.h>

#include "rules.h"

static void check_args(struct rule_check *c, const struct oci_process *process)
{
	if (process->args.len == 0)
		rule_error(rule_at(c, "args"), "must not be empty");
	else if (process->args.items[0][0] == '\0')
		rule_error(rule_at(c, "args[0]"), "must not be empty");
}

static void check_paths(struct rule_check *c, const struct oci_process *process)
{
	rule_absolute(c, process->cwd, "cwd");
	rule_env(c, &process->env, "env");
}

static void check_rlimits(struct rule_check *c, const struct oci_process *process)
{
	uint32_t seen = 0;

	for (size_t i = 0; i < process->rlimits.len; i++) {
		const struct oci_rlimit *limit = &process->rlimits.items[i];

		if (seen >> limit->type & 1)
			rule_error(rule_at(c, "rlimits[%zu].type", i), "must not be %s again",
			           oci_word_name(&oci_rlimit_types, (int)limit->type));
		if (limit->soft > limit->hard)
			rule_error(rule_at(c, "rlimits[%zu].soft", i),
			           "must not be above hard: %" PRIu64 " > %" PRIu64, limit->soft,
			           limit->hard);
		seen |= 1U << limit->type;
	}
}

static bool is_realtime(enum oci_scheduler_policy policy)
{
	return policy == OCI_SCHED_FIFO || policy == OCI_SCHED_RR;
}

/* sched(7): priority belongs to the real-time policies, the three times to SCHED_DEADLINE. */
static void check_scheduler_policy(struct rule_check *c, const struct oci_scheduler *scheduler)
{
	const char *policy = oci_word_name(&oci_scheduler_policies, (int)scheduler->policy);

	if (is_realtime(scheduler->policy) && scheduler->priority == 0)
		rule_error(rule_at(c, "scheduler.priority"), "has to be from 1 to 99 with %s",
		           policy);
	if (!is_realtime(scheduler->policy) && scheduler->priority != 0)
		rule_error(rule_at(c, "scheduler.priority"), "must not be set with %s", policy);
	if (scheduler->policy != OCI_SCHED_DEADLINE &&
	    (scheduler->runtime || scheduler->deadline || scheduler->period))
		rule_error(rule_at(c, "scheduler.policy"),
		           "has to be SCHED_DEADLINE for runtime, deadline and period, not %s",
		           policy);
}

/* A time that is 0 is the kernel's to choose. */
static void check_scheduler(struct rule_check *c, const struct oci_process *process)
{
	const struct oci_scheduler *scheduler = process->scheduler;

	if (!scheduler)
		return;
	check_scheduler_policy(c, scheduler);
	if (scheduler->deadline && scheduler->runtime > scheduler->deadline)
		rule_error(rule_at(c, "scheduler.runtime"), "must not be above deadline");
	if (scheduler->period && scheduler->deadline > scheduler->period)
		rule_error(rule_at(c, "scheduler.deadline"), "must not be above period");
}

static void check_affinity(struct rule_check *c, const struct oci_process *process)
{
	if (!process->exec_cpu_affinity)
		return;
	rule_number_list(c, process->exec_cpu_affinity->initial, "execCPUAffinity.initial");
	rule_number_list(c, process->exec_cpu_affinity->final, "execCPUAffinity.final");
}

void rule_process(struct rule_check *c, const struct oci_process *process)
{
	static void (*const rules[])(struct rule_check *, const struct oci_process *) = {
		check_args, check_paths, check_rlimits, check_scheduler, check_affinity,
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		rules[i](c, process);
}
