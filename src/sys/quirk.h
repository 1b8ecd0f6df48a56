/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* quirk: behaviour of particular kernels that hull works around, a function each. When the oldest supported kernel has the
 * fix, deleting a function deletes the quirk. */
#pragma once

/* Ids of mount namespaces (Linux 6.18).
 *
 * symptom  a bind mount of a younger mount namespace's nsfs file is refused with EINVAL
 * cause    the kernel keeps namespaces from holding each other by comparing their ids, and since 6.18 takes ids from
 *          batches of its own for each CPU: one that was made later on another CPU may have the smaller id
 * way out  make it again on another CPU
 * test     tests/bats/small_mounts.bats */
void quirk_mount_namespace_id_cpu(int cpu); /* -1: anywhere */
int quirk_cpus(void);                       /* so many are worth a try */
