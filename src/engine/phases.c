/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* phases: THE ORDER. Start reading here; docs/phases.md is the guided tour.
 *
 * A container is made by walking this table top-down. Each process walks it whole and carries out the rows of its own
 * actor; it waits for another only where a row says `.after`, and a row that the plan does not need is skipped, along
 * with every wait for it. When a row fails, the host's rows before it are undone from the bottom up.
 *
 * Why the order is as it is; code that depends on one of these cites its number:
 *  (1) What can be wrong in the configuration or in the kernel is found in `load` and `check`, before anything exists.
 *  (2) `state` records what is about to be made before `cgroup` makes it: whenever hull is killed, `delete --force`
 *      knows what there may be.
 *  (3) `trees` opens every host path before `clone`: once the container's root is in sight no host path is looked up.
 *  (4) From `clone` on nothing is allocated or parsed; MIDDLE and INIT are a freestanding program without a heap, run
 *      from a sealed copy in memory: the host's hull is never a file that a container could reach.
 *  (5) INIT gets into its cgroup before `join`, since a cgroup namespace shows the cgroup its maker is in.
 *  (6) `pivot` comes before `mounts`: hostile paths are walked only after the host is gone.
 *  (7) `online` comes before `mounts`, since sysfs shows the network of who mounts it, and as late as that, because the
 *      network takes longest to make.
 *  (8) `sysctl` follows `mounts`, whose procfs it writes to, and comes before `paths`, which makes that read-only.
 *  (9) Rights are given up in `caps`; rows above it have them, rows below it do not.
 * (10) `program` finds what can be wrong with the entrypoint while the caller of `create` still listens.
 * (11) INIT dies with its host until the state file names it (`record`, `ready`): nobody is left without an owner. */
#include "engine/phases.h"

#include <string.h>

#include "phase/host/phases.h"
#include "phase/init/phases.h"

/* Each program is linked with the phases of its own actors only. */
#ifdef HULL_INIT
#define ON_HOST(function) NULL
#define ON_INIT(function) function
#else
#define ON_HOST(function) function
#define ON_INIT(function) NULL
#endif

static bool joins_pid_namespace(const struct plan *plan)
{
	return plan->pid_join >= 0;
}

static bool has_rules(const struct plan *plan)
{
	return plan->has_rules;
}

static bool attaches(const struct plan *plan)
{
	return plan->has_oom_score_adj;
}

static bool has_own_mounts(const struct plan *plan)
{
	return plan->own_mounts;
}

static bool has_no_own_mounts(const struct plan *plan)
{
	return !plan->own_mounts;
}

static bool has_new_network(const struct plan *plan)
{
	return plan->new_network;
}

static bool has_names(const struct plan *plan)
{
	return plan->hostname != NULL || plan->domainname != NULL;
}

static bool has_sysctls(const struct plan *plan)
{
	return plan->sysctls.len > 0;
}

static bool has_process(const struct plan *plan)
{
	return plan->has_process;
}

static bool has_gate(const struct plan *plan)
{
	return plan->gate >= 0;
}

static bool has_no_gate(const struct plan *plan)
{
	return plan->gate < 0;
}

/* clang-format off */
const struct phase phases[] = {
	{ HOST,   "load",    ON_HOST(phase_load) },                                     /* config.json → structs */
	{ HOST,   "check",   ON_HOST(phase_check) },                                    /* spec + kernel → plan */
	{ HOST,   "network", ON_HOST(phase_network), .needed = has_new_network, .announces_itself = true }, /* made beside the rest */
	{ HOST,   "state",   ON_HOST(phase_state),   .undo = ON_HOST(undo_state) },     /* id claimed, intent written */
	{ HOST,   "cgroup",  ON_HOST(phase_cgroup),  .undo = ON_HOST(undo_cgroup) },    /* made, empty */
	{ HOST,   "trees",   ON_HOST(phase_trees) },                                    /* root, bind sources: detached */
	{ HOST,   "seal",    ON_HOST(phase_seal) },                                     /* init's image, the plan */
	{ HOST,   "clone",   ON_HOST(phase_clone),   .undo = ON_HOST(undo_clone) },     /* born in its cgroup */
	{ MIDDLE, "fork",    ON_INIT(phase_fork),    .needed = joins_pid_namespace },   /* MIDDLE turns into INIT */
	{ HOST,   "rules",   ON_HOST(phase_rules),   .needed = has_rules },             /* devices, while init is at work */
	{ HOST,   "attach",  ON_HOST(phase_attach),  .needed = attaches },              /* OOM score */
	{ HOST,   "record",  ON_HOST(phase_record),  .needed = has_no_gate },           /* status: running */
	{ INIT,   "enroll",  ON_INIT(phase_enroll) },                                   /* cgroups it was not born in */
	{ INIT,   "join",    ON_INIT(phase_join) },                                     /* setns, unshare */
	{ INIT,   "names",   ON_INIT(phase_names),   .needed = has_names },             /* hostname, domainname */
	{ INIT,   "pivot",   ON_INIT(phase_pivot),   .needed = has_own_mounts },        /* new root, the old one detached */
	{ INIT,   "chroot",  ON_INIT(phase_chroot),  .after = "rules",   .needed = has_no_own_mounts }, /* mounts of others stay as they are */
	{ INIT,   "online",  ON_INIT(phase_online),  .after = "network", .needed = has_new_network }, /* in it, loopback up */
	{ INIT,   "mounts",  ON_INIT(phase_mounts),  .needed = has_own_mounts },        /* config.mounts, in their order */
	{ INIT,   "devices", ON_INIT(phase_devices), .after = "rules",   .needed = has_own_mounts }, /* nodes and links of /dev */
	{ INIT,   "sysctl",  ON_INIT(phase_sysctl),  .needed = has_sysctls },           /* /proc/sys still writable */
	{ INIT,   "paths",   ON_INIT(phase_paths),   .needed = has_own_mounts },        /* read-only, masked, propagation */
	{ INIT,   "process", ON_INIT(phase_process), .needed = has_process },           /* session, stdio, HOME, keyring */
	{ INIT,   "caps",    ON_INIT(phase_caps),    .needed = has_process },           /* groups, ids, capabilities, cwd */
	{ INIT,   "program", ON_INIT(phase_program) },                                  /* can it be executed? */
	{ HOST,   "ready",   ON_HOST(phase_ready),   .after = "program", .needed = has_gate },    /* status: created */
	{ HOST,   "entered", ON_HOST(phase_entered), .after = "program", .needed = has_no_gate }, /* the channel closes */
	{ INIT,   "gate",    ON_INIT(phase_gate),    .after = "ready",   .needed = has_gate },    /* waits for `start` */
	{ INIT,   "exec",    ON_INIT(phase_exec),    .after = "record" },                         /* the entrypoint */
};
/* clang-format on */

const size_t phases_len = sizeof(phases) / sizeof(phases[0]);

size_t phase_find(const char *name)
{
	size_t row = 0;

	while (row < phases_len && strcmp(phases[row].name, name) != 0)
		row++;
	return row;
}

bool phase_needed(const struct phase *phase, const struct plan *plan)
{
	return phase->needed == NULL || phase->needed(plan);
}
