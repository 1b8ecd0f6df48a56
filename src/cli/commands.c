/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* commands: see command.h. The table of all commands, and of those that are known by name only. */
#include <string.h>

#include "cli/command.h"
#include "cli/fail.h"
#include "cli/suggest.h"

static const struct command *const commands[] = {
	&cmd_create, &cmd_delete, &cmd_features, &cmd_help,  &cmd_kill,     &cmd_list,
	&cmd_run,    &cmd_spec,   &cmd_start,    &cmd_state, &cmd_validate, NULL,
};

struct unborn {
	char name[12];
	unsigned char error_status;
};

/* exec has 255: its callers take any other status for that of the program it was to run. */
static const struct unborn unborn[] = {
	{ "checkpoint", 1 }, { "events", 1 },  { "exec", 255 }, { "pause", 1 },
	{ "ps", 1 },         { "restore", 1 }, { "resume", 1 }, { "update", 1 },
};

const struct command *command_at(size_t index)
{
	return commands[index];
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

int command_unborn(const char *name)
{
	for (size_t i = 0; i < sizeof(unborn) / sizeof(unborn[0]); i++) {
		if (strcmp(unborn[i].name, name) == 0)
			return unborn[i].error_status;
	}
	return 0;
}

int command_unknown(const char *name, bool for_help, struct hull_error *error)
{
	struct suggestion near = SUGGESTION_FOR(name, strlen(name));

	if (command_unborn(name) != 0)
		return fail(error, 0, "hull has no command '%s' yet", name);
	if (for_help) /* words that the test suite of runc looks for */
		return fail(error, 0, "No help topic for '%s'; 'hull help' shows all commands",
		            name);
	for (size_t i = 0; commands[i] != NULL; i++)
		suggest_consider(&near, commands[i]->name);
	if (near.best != NULL)
		return fail(error, 0, "unknown command %q; did you mean '%s'?", name, near.best);
	return fail(error, 0, "unknown command %q; 'hull help' shows all commands", name);
}

void command_arity(const struct command *command, size_t *ret_min, size_t *ret_max)
{
	bool optional = false;

	*ret_min = 0;
	*ret_max = 0;
	for (const char *p = command->args; *p != '\0'; p++) {
		if (*p == '[')
			optional = true;
		if (*p != '<')
			continue;
		*ret_max += 1;
		*ret_min += optional ? 0 : 1;
	}
}

const char *command_argument(const struct command *command, size_t index, size_t *ret_len)
{
	const char *name = command->args;

	while (index-- > 0)
		name += strcspn(name, " ") + 1;
	name += strspn(name, "[");
	*ret_len = strcspn(name, "] ");
	return name;
}
