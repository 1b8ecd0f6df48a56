/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The phases that HOST carries out, in the order of engine/phases.c; docs/phases.md tells more of each.
 *
 * They run in the process that was called, with its heap and libraries. Undo functions take back what their phase has
 * done, in whatever state it failed, and may be called when it has not begun. */
#pragma once

#include "model/run.h"

/* load: reads the bundle's config.json into host->config; every error of it is found here (order 1). */
phase_fn phase_load;

/* check: turns the configuration into run->plan, on this kernel; what can't be done is refused here (order 1). */
phase_fn phase_check;

/* network: begins to make the network namespace, beside everything that follows. */
phase_fn phase_network;

/* state: claims the id by making its directory, locks it, and records what is about to be made (order 2). */
phase_fn phase_state, undo_state;

/* cgroup: makes the container's cgroup. */
phase_fn phase_cgroup, undo_cgroup;

/* trees: opens the root, every bind source and the null device as detached trees, with their flags set (order 3). */
phase_fn phase_trees;

/* seal: init's program as a sealed copy in memory, and the plan, which nobody may write any more but us. */
phase_fn phase_seal;

/* clone: the container's first process, in its namespaces and its cgroup. Gives host->pid, host->pidfd. */
phase_fn phase_clone, undo_clone;

/* rules: which devices the container may use, in force before anything but our own init runs in it; loaded while that is at
 * work, since it takes the kernel a while. */
phase_fn phase_rules;

/* attach: what only the host may set on that process. */
phase_fn phase_attach;

/* record: the state names the process from here on; it is running as far as everybody else is concerned. */
phase_fn phase_record;

/* ready: init waits at its gate: the pid file, and the state says created. */
phase_fn phase_ready;

/* entered: waits until the program is executed, which closes the channel; the pid file. */
phase_fn phase_entered;
