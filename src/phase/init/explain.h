/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* explain: why the kernel refuses a program, in more than an errno. */
#pragma once

#include "base/err.h"

/* Adds a hint to the error err->code that the program at `path` gave: a missing interpreter or loader, a script with the
 * line ends of another system, another machine's program, a mount that forbids it. Nothing if there is nothing to tell. */
void explain_program(const char *path, struct err *err);
