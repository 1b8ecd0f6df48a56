/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* link: a symbolic link of the container. */
#pragma once

#include "base/err.h"
#include "sys/path.h"

/* Makes parent->name, which messages call path, a link to target; one that is there already has to be the same. */
int link_make(const struct path_parent *parent, const char *path, const char *target, struct err *err);
