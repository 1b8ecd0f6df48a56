/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* remove: a container's end, whoever asks for it. */
#pragma once

#include "engine/handle.h"

/* Takes the lock, kills what is left of the container, removes its cgroup and then its state; the order lets a removal that
 * was interrupted be taken up again. Without `force` only a stopped or created one is removed. -1 with err->absent set if
 * there is none. */
int remove_container(struct hull *hull, const char *id, bool force, struct err *err);
