/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* help: see help.h, and the command itself. The layout with its headings is the one of runc, whose
 * test suite looks at the first lines. */
#include "cli/help.h"

#include <string.h>

#include "cli/command.h"

#define NAME_WIDTH   15 /* of the names of commands, with their indentation */
#define OPTION_WIDTH 32

static void add_option(struct text *text, const struct option_row *row)
{
	size_t from = text->len;

	text_add(text, "   ");
	for (const char *letter = row->letters; *letter != '\0'; letter++) {
		text_add(text, "-");
		text_add_bytes(text, letter, 1);
		text_add(text, ", ");
	}
	text_add(text, "--");
	text_add(text, row->name);
	if (row->value[0] != '\0') {
		text_add(text, " ");
		text_add(text, row->value);
	}
	if (text->len - from >= OPTION_WIDTH) {
		text_add(text, "\n");
		from = text->len;
	}
	text_pad(text, from, OPTION_WIDTH);
	text_add(text, row->help);
	text_add(text, "\n");
}

static void add_options(struct text *text, const char *heading, const unsigned char *ids)
{
	if (*ids == OPT_END)
		return;
	text_add(text, heading);
	for (; *ids != OPT_END; ids++)
		add_option(text, &option_rows[*ids]);
}

static void add_commands(struct text *text)
{
	const struct command *command;

	text_add(text, "\nCOMMANDS:\n");
	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		size_t from = text->len;

		text_add(text, "   ");
		text_add(text, command->name);
		text_pad(text, from, NAME_WIDTH);
		text_add(text, command->summary);
		text_add(text, "\n");
	}
}

static void help_command(struct text *text, const struct command *command)
{
	text_add(text, "NAME:\n   hull ");
	text_add(text, command->name);
	text_add(text, " - ");
	text_add(text, command->summary);
	text_add(text, "\n\nUSAGE:\n   hull [global options] ");
	text_add(text, command->name);
	text_add(text, command->options[0] != OPT_END ? " [options]" : "");
	text_add(text, command->args[0] != '\0' ? " " : "");
	text_add(text, command->args);
	text_add(text, "\n");
	add_options(text, "\nOPTIONS:\n", command->options);
}

void help_text(struct text *text, const struct command *command)
{
	if (command != NULL) {
		help_command(text, command);
	} else {
		text_add(text,
		         "NAME:\n   hull - Open Container Initiative runtime\n\n"
		         "USAGE:\n   hull [global options] <command> [options] [arguments]\n");
		add_commands(text);
	}
	add_options(text, "\nGLOBAL OPTIONS:\n", global_options);
}

static int help_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	auto_text struct text text = { 0 };
	const char *name = request->args[0];
	const struct command *command = name != NULL ? command_find(name) : NULL;

	(void)hull;
	if (name != NULL && command == NULL)
		return command_unknown(name, true, error);
	help_text(&text, command);
	return text_print(&text, error);
}

const struct command cmd_help = {
	.name = "help",
	.args = "[<command>]",
	.summary = "show what hull, or one of its commands, can do",
	.without_hull = true,
	.run = help_run,
};
