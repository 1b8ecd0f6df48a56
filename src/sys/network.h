/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* network: interfaces of the network namespace that the calling task is in. */
#pragma once

/* Brings the loopback interface up. 0, or -errno. */
int sys_loopback_up(void);
