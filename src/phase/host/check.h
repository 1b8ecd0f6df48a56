/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check: the parts that phase_check is made of. Each turns one part of the configuration into its part of the plan, or
 * refuses it with the JSON path; none changes anything outside of hull's own memory. */
#pragma once

#include "model/host.h"
#include "model/plan.h"
#include "model/run.h"

/* What this hull can't do yet, or was built without. */
int check_supported(struct run *run, struct err *err);
/* linux.namespaces, linux.timeOffsets, hostname, domainname */
int check_namespaces(struct run *run, struct err *err);
/* root, linux.rootfsPropagation */
int check_root(struct run *run, struct err *err);
/* mounts */
int check_mounts(struct run *run, struct err *err);
/* linux.devices, and the links of /dev */
int check_devices(struct run *run, struct err *err);
/* linux.maskedPaths, linux.readonlyPaths, linux.sysctl */
int check_paths(struct run *run, struct err *err);
/* process */
int check_process(struct run *run, struct err *err);
/* linux.cgroupsPath, linux.resources */
int check_cgroup(struct run *run, struct err *err);
/* the standard streams and preserved descriptors of the caller */
int check_stdio(struct run *run, struct err *err);

/* Memory of the plan; NULL with *err filled when it is full. */
void *check_alloc(struct run *run, size_t count, size_t size, struct err *err);
