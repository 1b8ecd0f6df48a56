/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* parse: see parse.h. From the bottom: words, one option, its value. */
#include "cli/parse.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/fmt.h"
#include "cli/command.h"
#include "cli/fail.h"
#include "cli/suggest.h"

struct parser {
	struct request *request;
	char **next; /* the word to be read next */
	struct hull_error *error;
};

struct truth {
	char word[6];
	bool value;
};

static const struct truth truths[] = {
	{ "true", true },   { "1", true },  { "t", true },  { "yes", true },
	{ "false", false }, { "0", false }, { "f", false }, { "no", false },
};

static int set_switch(void *member, const struct option_row *row, const char *text,
                      struct hull_error *error)
{
	for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++) {
		if (strcasecmp(truths[i].word, text) == 0) {
			*(bool *)member = truths[i].value;
			return 0;
		}
	}
	return fail(error, 0, "option '--%s' has to be true or false, not %q", row->name, text);
}

static int set_number(void *member, const struct option_row *row, const char *text,
                      struct hull_error *error)
{
	unsigned long number = 0;
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || text[digits] != '\0')
		return fail(error, 0, "option '--%s' has to be a number, not %q", row->name, text);
	for (size_t i = 0; i < digits && number <= INT_MAX; i++)
		number = number * 10 + (unsigned long)(text[i] - '0');
	if (number > INT_MAX)
		return fail(error, 0, "option '--%s' is too large: %s", row->name, text);
	*(unsigned *)member = (unsigned)number;
	return 0;
}

/* The words are numbered from 0. */
static int set_choice(void *member, const struct option_row *row, const char *text,
                      struct hull_error *error)
{
	int number = 0;
	size_t len;

	for (const char *word = row->value; *word != '\0'; word += len + (word[len] != '\0')) {
		len = strcspn(word, "|");
		if (strlen(text) == len && memcmp(word, text, len) == 0) {
			*(int *)member = number;
			return 0;
		}
		number++;
	}
	return fail(error, 0, "option '--%s' has to be one of %s, not %q", row->name, row->value,
	            text);
}

static int add_to_list(struct option_list *list, const char *text, struct hull_error *error)
{
	const char **items = reallocarray(list->items, list->len + 1, sizeof(*items));

	if (items == NULL)
		return fail(error, ENOMEM, "read the command line");
	items[list->len++] = text;
	list->items = items;
	return 0;
}

int option_set(void *values, const struct option_row *row, const char *text,
               struct hull_error *error)
{
	void *member = (char *)values + row->offset;

	switch ((enum option_type)row->type) {
	case OPTION_SWITCH:
		return set_switch(member, row, text, error);
	case OPTION_NUMBER:
		return set_number(member, row, text, error);
	case OPTION_CHOICE:
		return set_choice(member, row, text, error);
	case OPTION_LIST:
		return add_to_list(member, text, error);
	case OPTION_STRING:
		*(const char **)member = text;
		return 0;
	}
	return -1;
}

/* text: the value that came with the option; NULL: it is the next word, or a switch needs none. */
static int take_option(struct parser *parser, const struct option_row *row, const char *text)
{
	if (text == NULL && row->type == OPTION_SWITCH)
		text = "true";
	if (text == NULL && *parser->next == NULL)
		return fail(parser->error, 0, "option '--%s' requires an argument: %s", row->name,
		            row->value);
	if (text == NULL)
		text = *parser->next++;
	return option_set(parser->request, row, text, parser->error);
}

static const struct option_row *find_name(const unsigned char *ids, const char *name, size_t len)
{
	for (; *ids != OPT_END; ids++) {
		const struct option_row *row = &option_rows[*ids];

		if (strncmp(row->name, name, len) == 0 && row->name[len] == '\0')
			return row;
	}
	return NULL;
}

static const struct option_row *find_letter(const unsigned char *ids, char letter)
{
	for (; *ids != OPT_END; ids++) {
		if (strchr(option_rows[*ids].letters, letter) != NULL)
			return &option_rows[*ids];
	}
	return NULL;
}

static const unsigned char *own_options(const struct parser *parser)
{
	static const unsigned char none[] = { OPT_END };

	return parser->request->command != NULL ? parser->request->command->options : none;
}

static void consider_names(struct suggestion *near, const unsigned char *ids)
{
	for (; *ids != OPT_END; ids++)
		suggest_consider(near, option_rows[*ids].name);
}

/* An option that the user wrote as `dashes` and `len` bytes of `name`. */
static int unknown_option(struct parser *parser, const char *dashes, const char *name, size_t len)
{
	const struct command *command = parser->request->command;
	struct suggestion near = SUGGESTION_FOR(name, len);
	char written[128];

	fmt(written, sizeof(written), "%s%.*s", dashes, (int)(len < 64 ? len : 64), name);
	consider_names(&near, own_options(parser));
	consider_names(&near, global_options);
	return fail(parser->error, 0, "unknown option %q for 'hull%s%s'%s%s%s", written,
	            command != NULL ? " " : "", command != NULL ? command->name : "",
	            near.best != NULL ? "; did you mean '--" : "",
	            near.best != NULL ? near.best : "", near.best != NULL ? "'?" : "");
}

static int take_letters(struct parser *parser, const char *letters)
{
	for (const char *p = letters; *p != '\0'; p++) {
		const struct option_row *row = find_letter(own_options(parser), *p);

		if (row == NULL)
			row = find_letter(global_options, *p);
		if (row == NULL)
			return unknown_option(parser, "-", p, 1);
		if (p[1] == '=')
			return take_option(parser, row, p + 2);
		if (row->type != OPTION_SWITCH)
			return take_option(parser, row, p[1] != '\0' ? p + 1 : NULL);
		if (take_option(parser, row, NULL) < 0)
			return -1;
	}
	return 0;
}

static int parse_option(struct parser *parser, const char *word)
{
	bool is_long = word[1] == '-';
	const char *name = word + (is_long ? 2 : 1);
	size_t len = strcspn(name, "=");
	const struct option_row *row = find_name(own_options(parser), name, len);

	if (row == NULL)
		row = find_name(global_options, name, len);
	if (row != NULL)
		return take_option(parser, row, name[len] == '=' ? name + len + 1 : NULL);
	if (is_long)
		return unknown_option(parser, "--", name, len);
	return take_letters(parser, name);
}

static bool is_separator(const char *word)
{
	return word != NULL && strcmp(word, "--") == 0;
}

static bool asks_for_help(char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcmp(*words, "-h") == 0 || strcmp(*words, "--help") == 0)
			return true;
	}
	return false;
}

static int take_command(struct parser *parser, const char *name)
{
	int unborn = command_unborn(name);

	parser->request->command = command_find(name);
	if (parser->request->command != NULL)
		return 0;
	if (unborn != 0)
		parser->request->error_status = unborn;
	return command_unknown(name, asks_for_help(parser->next), parser->error);
}

static void take_argument(struct parser *parser, char *word)
{
	struct request *request = parser->request;

	/* there is room in front: the command's name at least was read before it */
	request->args[request->n_args++] = word;
	if (request->command->stop_at_id && request->n_args == 1 && is_separator(*parser->next))
		parser->next++;
}

static int parse_words(struct parser *parser)
{
	struct request *request = parser->request;
	bool options_end = false;
	char *word;

	while ((word = *parser->next) != NULL) {
		int result = 0;

		parser->next++;
		if (!options_end && is_separator(word)) {
			options_end = request->command != NULL;
		} else if (!options_end && word[0] == '-' && word[1] != '\0') {
			result = parse_option(parser, word);
		} else if (request->command == NULL) {
			result = take_command(parser, word);
		} else {
			take_argument(parser, word);
			options_end |= request->command->stop_at_id;
		}
		if (result < 0)
			return -1;
	}
	return 0;
}

static int check_arguments(const struct request *request, struct hull_error *error)
{
	const struct command *command = request->command;
	size_t min, max, len;
	const char *name;

	command_arity(command, &min, &max);
	if (request->n_args > max)
		return fail(error, 0, "hull %s: %q is one argument too many%s%s", command->name,
		            request->args[max], max > 0 ? ": it takes " : "", command->args);
	if (request->n_args < min) {
		name = command_argument(command, request->n_args, &len);
		return fail(error, 0, "hull %s: %.*s is missing", command->name, (int)len, name);
	}
	for (size_t i = 0; i < request->n_args; i++) {
		name = command_argument(command, i, &len);
		if (request->args[i][0] == '\0')
			return fail(error, 0, "hull %s: %.*s cannot be empty", command->name,
			            (int)len, name);
	}
	return 0;
}

int parse_command_line(struct request *request, char *argv[], struct hull_error *error)
{
	struct parser parser = { .request = request, .error = error, .next = argv };

	if (*parser.next != NULL)
		parser.next++;
	request->args = parser.next;
	if (parse_words(&parser) < 0)
		return -1;
	request->args[request->n_args] = NULL;
	if (request->help || request->version)
		return 0;
	if (request->command == NULL)
		return fail(error, 0,
		            "no command given: hull [options] <command> ...; see 'hull help'");
	return check_arguments(request, error);
}
