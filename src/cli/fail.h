/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fail: errors of the command line itself, in the same form as those of the library, so that there
 * is one way to report either. */
#pragma once

#include "hull.h"

/* Fills *error with the text (conversions: see base/fmt.h) and, unless code is 0, ": " and what
 * that errno means. What comes from the user goes in by %q: it may hold anything. Returns -1. */
int fail(struct hull_error *error, int code, const char *format, ...);
