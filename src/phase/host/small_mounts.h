/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* small_mounts: a mount namespace with a single mount, to start containers from. */
#pragma once

#include "model/run.h"

/* The namespace, or -1: this host has few mounts, or it can't be made here; then the plain way is as good, or the only one
 * (the log says which). Never an error. */
int small_mounts_open(struct run *run);
