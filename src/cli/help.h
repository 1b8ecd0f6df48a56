/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* help: the texts of `hull help`, made from the tables of commands and options. */
#pragma once

#include "cli/command.h"
#include "cli/output.h"

/* Of one command, or of hull itself (NULL). */
void help_text(struct text *text, const struct command *command);
