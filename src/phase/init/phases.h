/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The phases that MIDDLE and INIT carry out, in the order of engine/phases.c; docs/phases.md tells more of each.
 *
 * All of them run in the freestanding init: system calls on what the plan says, no heap, no parsing, no library. They
 * need run->plan and give what their comment says; an error ends the run, and the host undoes it. */
#pragma once

#include "model/run.h"

/* fork: MIDDLE joins a PID namespace of somebody else's, which takes effect for children only, and forks INIT as a child
 * of the host (CLONE_PARENT). MIDDLE ends here. */
phase_fn phase_fork;

/* enroll: writes itself into the cgroups it could not be born in (v1), before its first act that costs anything. */
phase_fn phase_enroll;

/* join: enters namespaces of others, then makes those that have to be made from inside: cgroup, which shows the cgroup
 * its maker is in (order 5), and mount, when it starts from the small one. */
phase_fn phase_join;

/* names: hostname and domainname. */
phase_fn phase_names;

/* pivot: the tree that the host opened becomes "/", and the old root with all its mounts is detached. Gives init->root.
 * From here on no host path can be looked up (order 6). */
phase_fn phase_pivot;

/* chroot: the same for a container without mounts of its own. Nothing is mounted or changed: the mount namespace
 * belongs to somebody else. */
phase_fn phase_chroot;

/* online: into the network namespace that the host's helper has made; one that init was born in gets its loopback
 * interface up. */
phase_fn phase_online;

/* mounts: config.mounts in their order, below init->root; missing mount points are made (P1-P4). */
phase_fn phase_mounts;

/* devices: the nodes of linux.devices, the default ones, and the links of /dev. What stands there already has to be the
 * same. */
phase_fn phase_devices;

/* sysctl: writes linux.sysctl through a procfs of its own (K1, K2). */
phase_fn phase_sysctl;

/* paths: read-only paths, masked paths, late read-only mounts, the root's own flag and propagation, in this order; from
 * here on the container's file system is what the program will see. */
phase_fn phase_paths;

/* process: session, keyring, umask, HOME, standard streams, and as much of the resource limits as needs privileges. */
phase_fn phase_process;

/* caps: bounding set, groups, ids, capabilities, cwd, in this order. Gives up every right the program shall not have. */
phase_fn phase_caps;

/* program: finds the file that will be executed, with the rights it will be executed with. Gives init->program. */
phase_fn phase_program;

/* gate: waits for `start`, answering to signals meanwhile. run->channel leads to `start` afterwards. */
phase_fn phase_gate;

/* exec: resource limits, no new privileges, signals, descriptors, then execve: does not return but on failure. */
phase_fn phase_exec;
