/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* descriptors: room for the trees of a container with many mounts. */
#pragma once

#include "model/run.h"

/* Raises the soft limit of open files, if `trees` more would not fit. The limit of the caller is back when the run is over
 * (host_release), and the program gets it, unless the configuration sets another. */
int descriptors_make_room(struct run *run, size_t trees, struct err *err);
