/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* command: what `hull COMMAND` can be.
 *
 * Each command has one file, named after it, with its row and its function. A row holds its texts
 * in place, not by pointer, and names its options by number: the tables then need next to no
 * relocation when the program starts, which every command would pay for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cli/options.h"
#include "hull.h"

#define COMMAND_OPTIONS_MAX 15

struct command {
	char name[12];
	char args[32];     /* "<needed> [<optional>]", as help shows them */
	char summary[80];  /* one line for help, without a full stop */
	bool stop_at_id;   /* the first argument ends the options */
	bool without_hull; /* .run gets no handle: it needs no state root */
	unsigned char options[COMMAND_OPTIONS_MAX + 1]; /* enum option_id, OPT_END after the last */
	/* Returns the exit status, or -1 with *error filled. */
	int (*run)(const struct request *request, struct hull *hull, struct hull_error *error);
};

extern const struct command cmd_create, cmd_delete, cmd_features, cmd_help, cmd_kill, cmd_list;
extern const struct command cmd_run, cmd_spec, cmd_start, cmd_state, cmd_validate;

/* All commands in the order of their names; NULL ends them. */
const struct command *command_at(size_t index);
/* NULL: there is none of that name. */
const struct command *command_find(const char *name);

/* What engines know a runtime to have, and hull has not: the exit status of a failure of that
 * command, or 0 for a name that means nothing. */
int command_unborn(const char *name);

/* Fills *error for a name that is no command, or (for_help) no topic of help. Returns -1. */
int command_unknown(const char *name, bool for_help, struct hull_error *error);

/* How many arguments the row's .args ask for at least and at most. */
void command_arity(const struct command *command, size_t *ret_min, size_t *ret_max);
/* The argument at `index` as .args names it; *ret_len bytes. */
const char *command_argument(const struct command *command, size_t index, size_t *ret_len);
