/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* signal_name: the signals of Linux by name, as `kill` takes them. */
#pragma once

/* A number from 0 to 64, or a name in any case, with or without SIG: TERM, sigterm, RTMIN+3,
 * RTMAX-2. -1: it is neither. */
int signal_parse(const char *text);
