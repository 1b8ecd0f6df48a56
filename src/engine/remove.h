/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* remove: a container's end, whoever asks for it. */
#pragma once

#include "engine/handle.h"
#include "model/state.h"

/* Takes the lock of the state directory `dir`, kills what is left of a container whose init is gone, removes its cgroup and
 * then its state; the order lets a removal that was interrupted be taken up again. -1 with err->absent set if somebody
 * else has removed it. */
int remove_ended(int root, int dir, const struct state *state, struct err *err);
