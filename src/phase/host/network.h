/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* network: the helper that makes a network namespace beside everything else. */
#pragma once

#include "model/run.h"

/* Waits for the end of the helper, whose stack is in run->host. */
void network_wait(struct run *run);
