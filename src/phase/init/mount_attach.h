/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount_attach: puts a detached tree where it belongs, and changes mounts that are in place. */
#pragma once

#include <stdbool.h>

#include "model/run.h"
#include "sys/mount.h"

/* Changes the mount that fd is the root of, a directory or a file. Results: 0, or -errno. */
int mount_change(struct run *run, int fd, bool recursive, const struct sys_mount_attr *attr);

/* Puts tree on target, changed as attr says; before it is in sight if the kernel can do that. Results: 0, or -errno. */
int mount_attach(struct run *run, int tree, int target, bool recursive, const struct sys_mount_attr *attr);
