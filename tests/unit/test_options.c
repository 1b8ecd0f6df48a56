/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_options: the grammar of the command line, and the tables that it works from. What is wrong
 * here would stop an engine before hull has begun: so every option is tried in both its forms, and
 * the engines' own command lines are among the cases. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/parse.h"
#include "tap.h"

#define LEN(array)   (sizeof(array) / sizeof((array)[0]))
#define WORDS_MAX    16
#define MEMBER(name) offsetof(struct request, name)

struct parsed {
	struct request request;
	struct hull_error error;
	int result;
	char line[256];
	char *words[WORDS_MAX + 2];
};

/* `line` is what follows the program's name: words between blanks; '' is an empty one. */
static void parse(struct parsed *parsed, const char *line)
{
	size_t len = 0;
	char *rest;

	*parsed = (struct parsed){ .request = REQUEST_INIT };
	snprintf(parsed->line, sizeof(parsed->line), "hull %s", line);
	for (char *word = strtok_r(parsed->line, " ", &rest); word != NULL && len <= WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest)) {
		if (strcmp(word, "''") == 0)
			word[0] = '\0';
		parsed->words[len++] = word;
	}
	parsed->result = parse_command_line(&parsed->request, parsed->words, &parsed->error);
}

static const struct option_row *row_of_member(size_t offset)
{
	for (size_t i = OPT_END + 1; i < OPT_COUNT; i++) {
		if (option_rows[i].offset == offset)
			return &option_rows[i];
	}
	return NULL;
}

/* The member's value as text: true, a number, the number of a word, or the string itself. */
static const char *show(const struct request *request, size_t offset, char *text, size_t size)
{
	const char *member = (const char *)request + offset;
	const char *string = NULL;

	const struct option_row *row = row_of_member(offset);

	if (row == NULL)
		return "(no option)";
	switch ((enum option_type)row->type) {
	case OPTION_SWITCH:
		return *(const bool *)(const void *)member ? "true" : "false";
	case OPTION_NUMBER:
	case OPTION_CHOICE:
		snprintf(text, size, "%d", *(const int *)(const void *)member);
		return text;
	case OPTION_STRING:
		memcpy(&string, member, sizeof(string));
		break;
	case OPTION_LIST:
		break;
	}
	return string != NULL ? string : "(none)";
}

struct accepted {
	const char *line;
	size_t member;
	const char *value;
	const char *args; /* with one blank between them */
};

/* clang-format off */
static const struct accepted accepted[] = {
	/* long options */
	{ "create --bundle /b c1", MEMBER(bundle), "/b", "c1" },
	{ "create --bundle=/b c1", MEMBER(bundle), "/b", "c1" },
	{ "create --bundle=/b=c c1", MEMBER(bundle), "/b=c", "c1" },
	{ "create --bundle= c1", MEMBER(bundle), "", "c1" },
	{ "create --bundle '' c1", MEMBER(bundle), "", "c1" },
	{ "create --bundle --pid-file c1", MEMBER(bundle), "--pid-file", "c1" },
	/* with a single dash */
	{ "create -bundle /b c1", MEMBER(bundle), "/b", "c1" },
	{ "create -bundle=/b c1", MEMBER(bundle), "/b", "c1" },
	{ "run -no-subreaper c1", MEMBER(no_subreaper), "true", "c1" },
	{ "run -detach=false c1", MEMBER(detach), "false", "c1" },
	/* letters */
	{ "create -b /b c1", MEMBER(bundle), "/b", "c1" },
	{ "create -b=/b c1", MEMBER(bundle), "/b", "c1" },
	{ "create -b/b c1", MEMBER(bundle), "/b", "c1" },
	{ "create -bun c1", MEMBER(bundle), "un", "c1" },
	{ "run -db /b c1", MEMBER(bundle), "/b", "c1" },
	{ "run -db=/b c1", MEMBER(detach), "true", "c1" },
	{ "run -d=no c1", MEMBER(detach), "false", "c1" },
	{ "list -qfjson", MEMBER(list_format), "1", "" },
	/* switches with a value */
	{ "run --detach c1", MEMBER(detach), "true", "c1" },
	{ "run --detach=true c1", MEMBER(detach), "true", "c1" },
	{ "run --detach=1 c1", MEMBER(detach), "true", "c1" },
	{ "run --detach=t c1", MEMBER(detach), "true", "c1" },
	{ "run --detach=YES c1", MEMBER(detach), "true", "c1" },
	{ "run --detach --detach=0 c1", MEMBER(detach), "false", "c1" },
	{ "run --detach --detach=f c1", MEMBER(detach), "false", "c1" },
	{ "run --detach --detach=no c1", MEMBER(detach), "false", "c1" },
	{ "run --detach false", MEMBER(detach), "true", "false" },
	/* the last one counts */
	{ "create -b /a --bundle /b c1", MEMBER(bundle), "/b", "c1" },
	{ "--root /a --systemd-cgroup --root /b --systemd-cgroup state c1",
	  MEMBER(root), "/b", "c1" },
	/* numbers and words */
	{ "create --preserve-fds 3 c1", MEMBER(preserve_fds), "3", "c1" },
	{ "create --preserve-fds=2147483647 c1", MEMBER(preserve_fds), "2147483647", "c1" },
	{ "--log-format json list", MEMBER(log_format), "1", "" },
	{ "--log-level=warning list", MEMBER(log_level), "1", "" },
	{ "--log-level=debug list", MEMBER(log_level), "4", "" },
	{ "--cgroup-manager disabled list", MEMBER(cgroup_manager), "2", "" },
	{ "list", MEMBER(cgroup_manager), "-1", "" },
	/* after the arguments, and of hull itself after the command */
	{ "create c1 --bundle /b", MEMBER(bundle), "/b", "c1" },
	{ "state c1 --root /r", MEMBER(root), "/r", "c1" },
	{ "delete c1 -f", MEMBER(force), "true", "c1" },
	/* not there where further arguments are handed on */
	{ "kill --all c1 9", MEMBER(all), "true", "c1 9" },
	{ "kill c1 --all", MEMBER(all), "false", "c1 --all" },
	{ "kill c1 -- 9", MEMBER(all), "false", "c1 9" },
	{ "kill -a -- c1 -- 9", MEMBER(all), "true", "c1 9" },
	/* -- and - */
	{ "create -- --bundle", MEMBER(bundle), "(none)", "--bundle" },
	{ "create -b /b -- -x", MEMBER(bundle), "/b", "-x" },
	{ "-- create -b /b c1", MEMBER(bundle), "/b", "c1" },
	{ "state -", MEMBER(root), "(none)", "-" },
	/* an option of the command hides the general one */
	{ "spec --rootless", MEMBER(spec_rootless), "true", "" },
	{ "--rootless true spec", MEMBER(spec_rootless), "false", "" },
	{ "list --format json", MEMBER(list_format), "1", "" },
	{ "delete -f c1", MEMBER(force), "true", "c1" },
	/* help, whatever else is missing */
	{ "create --help", MEMBER(help), "true", "" },
	{ "create -h", MEMBER(help), "true", "" },
	{ "-?", MEMBER(help), "true", "" },
	{ "kill --usage", MEMBER(help), "true", "" },
	{ "-v", MEMBER(version), "true", "" },
	{ "-V", MEMBER(version), "true", "" },
	{ "--version", MEMBER(version), "true", "" },
	/* engines' own command lines (contract 8) */
	{ "--root /r --log /l --log-format json --systemd-cgroup create --bundle B --pid-file P "
	  "--no-pivot --no-new-keyring c1", MEMBER(pid_file), "P", "c1" },
	{ "--systemd-cgroup --cgroup-manager disabled create --bundle B --pid-file P c1",
	  MEMBER(cgroup_manager), "2", "c1" },
	{ "--log=journald:c1 --log-level=error --root=R create --bundle B --console-socket=S c1",
	  MEMBER(console_socket), "S", "c1" },
};

struct refused {
	const char *line;
	const char *text;
	int status; /* 0: the usual 1 */
};

static const struct refused refused[] = {
	{ "", "no command given" },
	{ "--", "no command given" },
	{ "''", "unknown command \"\"" },
	{ "create --bundle", "option '--bundle' requires an argument" },
	{ "create c1 -b", "option '--bundle' requires an argument" },
	{ "--root", "option '--root' requires an argument" },
	{ "create --bun /b c1",
	  "unknown option \"--bun\" for 'hull create'; did you mean '--bundle'?" },
	{ "create --bundel=/b c1",
	  "unknown option \"--bundel\" for 'hull create'; did you mean '--bundle'?" },
	{ "create -dx c1", "unknown option \"-d\" for 'hull create'" },
	{ "create --xyzzy c1", "unknown option \"--xyzzy\" for 'hull create'" },
	{ "--bundle /b create c1", "unknown option \"--bundle\" for 'hull'" },
	{ "state --bundle /b c1", "unknown option \"--bundle\" for 'hull state'" },
	{ "run --detach=maybe c1", "option '--detach' has to be true or false, not \"maybe\"" },
	{ "run --detach= c1", "option '--detach' has to be true or false, not \"\"" },
	{ "create --preserve-fds x c1", "option '--preserve-fds' has to be a number, not \"x\"" },
	{ "create --preserve-fds -1 c1", "option '--preserve-fds' has to be a number, not \"-1\"" },
	{ "create --preserve-fds 0x3 c1",
	  "option '--preserve-fds' has to be a number, not \"0x3\"" },
	{ "create --preserve-fds '' c1", "option '--preserve-fds' has to be a number, not \"\"" },
	{ "create --preserve-fds 2147483648 c1", "option '--preserve-fds' is too large" },
	{ "create --preserve-fds 18446744073709551617 c1", "option '--preserve-fds' is too large" },
	{ "--log-format xml list",
	  "option '--log-format' has to be one of text|json, not \"xml\"" },
	{ "--log-format js list", "option '--log-format' has to be one of text|json, not \"js\"" },
	{ "--rootless perhaps list", "option '--rootless' has to be one of auto|true|false" },
	{ "list -f xml", "option '--format' has to be one of table|json, not \"xml\"" },
	{ "create", "hull create: <container-id> is missing" },
	{ "create ''", "hull create: <container-id> cannot be empty" },
	{ "create c1 c2", "hull create: \"c2\" is one argument too many: it takes <container-id>" },
	{ "kill", "hull kill: <container-id> is missing" },
	{ "kill c1 ''", "hull kill: <signal> cannot be empty" },
	{ "kill c1 9 9", "\"9\" is one argument too many: it takes <container-id> [<signal>]" },
	{ "list c1", "hull list: \"c1\" is one argument too many" },
	{ "creat c1", "unknown command \"creat\"; did you mean 'create'?" },
	{ "xyzzy", "unknown command \"xyzzy\"; 'hull help' shows all commands" },
	{ "foo -h", "No help topic for 'foo'" },
	{ "exec c1 sh", "hull has no command 'exec' yet", 255 },
	{ "ps c1", "hull has no command 'ps' yet" },
	{ "restore --lsm-mount-context", "hull has no command 'restore' yet" },
};
/* clang-format on */

static void join_args(const struct request *request, char *text, size_t size)
{
	text[0] = '\0';
	for (size_t i = 0; i < request->n_args; i++) {
		strncat(text, i > 0 ? " " : "", size - strlen(text) - 1);
		strncat(text, request->args[i], size - strlen(text) - 1);
	}
}

static void test_accepted(const struct accepted *row)
{
	char number[16], args[128];
	struct parsed parsed;
	const char *value;

	parse(&parsed, row->line);
	value = show(&parsed.request, row->member, number, sizeof(number));
	join_args(&parsed.request, args, sizeof(args));
	if (ok(parsed.result == 0 && strcmp(value, row->value) == 0 &&
	               strcmp(args, row->args) == 0 &&
	               parsed.request.args[parsed.request.n_args] == NULL,
	       "hull %s", row->line))
		return;
	printf("# value '%s', arguments '%s', error '%s'\n", value, args, parsed.error.message);
}

static void test_refused(const struct refused *row)
{
	struct parsed parsed;

	parse(&parsed, row->line);
	if (!ok(parsed.result == -1 && strstr(parsed.error.message, row->text) != NULL &&
	                strchr(parsed.error.message, '\n') == NULL &&
	                parsed.request.error_status == (row->status != 0 ? row->status : 1),
	        "hull %s: %s", row->line, row->text))
		printf("# %s\n", parsed.error.message);
}

static void test_control_characters(void)
{
	char program[] = "hull", option[] = "--\033[31m\n";
	char *words[] = { program, option, NULL };
	struct request request = REQUEST_INIT;
	struct hull_error error = { .code = 0 };
	int result = parse_command_line(&request, words, &error);

	ok(result == -1 && strpbrk(error.message, "\033\n") == NULL,
	   "errors hold no control characters");
}

static void test_no_words(void)
{
	char *words[] = { NULL };
	struct request request = REQUEST_INIT;
	struct hull_error error = { .code = 0 };

	ok(parse_command_line(&request, words, &error) == -1, "an empty argv is an error");
}

static void test_list(void)
{
	static const struct option_row row = { .name = "env", .type = OPTION_LIST };
	struct option_list list = { .len = 0 };
	struct hull_error error;

	option_set(&list, &row, "A=1,2", &error);
	option_set(&list, &row, "", &error);
	option_set(&list, &row, "A=1,2", &error);
	ok(list.len == 3 && strcmp(list.items[0], "A=1,2") == 0 && strcmp(list.items[1], "") == 0 &&
	           strcmp(list.items[2], "A=1,2") == 0,
	   "a list keeps all its values, in order and whole");
	free(list.items);
}

/* A value that the option takes. */
static void sample_value(const struct option_row *row, char *value, size_t size)
{
	switch ((enum option_type)row->type) {
	case OPTION_SWITCH:
		snprintf(value, size, "true");
		break;
	case OPTION_NUMBER:
		snprintf(value, size, "7");
		break;
	case OPTION_CHOICE:
		snprintf(value, size, "%.*s", (int)strcspn(row->value, "|"), row->value);
		break;
	case OPTION_STRING:
	case OPTION_LIST:
		snprintf(value, size, "v");
		break;
	}
}

/* "--name value" and "--name=value", before the command's arguments. */
static void test_both_forms(const struct command *command, unsigned char id)
{
	static const char *const args[] = { "", "c1", "c1 9" };
	const struct option_row *row = &option_rows[id];
	struct parsed apart, together;
	char value[32], line[192];
	size_t min, max;

	command_arity(command, &min, &max);
	sample_value(row, value, sizeof(value));
	snprintf(line, sizeof(line), "%s --%s%s%s %s", command->name, row->name,
	         row->type == OPTION_SWITCH ? "" : " ", row->type == OPTION_SWITCH ? "" : value,
	         args[min]);
	parse(&apart, line);
	snprintf(line, sizeof(line), "%s --%s=%s %s", command->name, row->name, value, args[min]);
	parse(&together, line);
	ok(apart.result == 0 && together.result == 0, "hull %s takes --%s in both forms",
	   command->name, row->name);
}

static bool is_terminated(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

static void test_row(const struct option_row *row)
{
	ok(is_terminated(row->name, sizeof(row->name)) &&
	           is_terminated(row->value, sizeof(row->value)) &&
	           is_terminated(row->letters, sizeof(row->letters)) &&
	           is_terminated(row->help, sizeof(row->help)) && strlen(row->name) > 1 &&
	           row->help[0] != '\0' && (row->type == OPTION_SWITCH) == (row->value[0] == '\0'),
	   "the row of --%.20s is complete", row->name);
}

static bool shares_letter(const struct option_row *a, const struct option_row *b)
{
	return a->letters[0] != '\0' && strpbrk(a->letters, b->letters) != NULL;
}

/* Each of the first list against each of the second; the same list twice compares different places
 * only. */
static const struct option_row *find_clash(const unsigned char *a, const unsigned char *b,
                                           bool names)
{
	for (const unsigned char *p = a; *p != OPT_END; p++) {
		for (const unsigned char *q = b; *q != OPT_END; q++) {
			const struct option_row *one = &option_rows[*p], *other = &option_rows[*q];

			if (p == q)
				continue;
			if ((names && strcmp(one->name, other->name) == 0) ||
			    shares_letter(one, other))
				return one;
		}
	}
	return NULL;
}

static void test_help(const struct command *command)
{
	auto_text struct text text = { 0 };
	char first[64];

	help_text(&text, command);
	text_add_bytes(&text, "", 1);
	snprintf(first, sizeof(first), "NAME:\n   hull %s - ", command->name);
	ok(strncmp(text.data, first, strlen(first)) == 0, "help of %s begins with its name",
	   command->name);
	for (const unsigned char *id = command->options; *id != OPT_END; id++) {
		char option[32];

		snprintf(option, sizeof(option), " --%s", option_rows[*id].name);
		ok(strstr(text.data, option) != NULL &&
		           strstr(text.data, option_rows[*id].help) != NULL,
		   "help of %s shows --%s", command->name, option_rows[*id].name);
	}
}

static void test_command(const struct command *command)
{
	const struct option_row *clash = find_clash(command->options, command->options, true);

	ok(is_terminated(command->name, sizeof(command->name)) &&
	           is_terminated(command->args, sizeof(command->args)) &&
	           is_terminated(command->summary, sizeof(command->summary)) &&
	           command->summary[0] != '\0' && command->run != NULL &&
	           command->options[COMMAND_OPTIONS_MAX] == OPT_END &&
	           command_find(command->name) == command && command_unborn(command->name) == 0,
	   "the row of %.12s is complete", command->name);
	ok(clash == NULL, "options of %s have different names%s%s", command->name,
	   clash ? ": --" : "", clash ? clash->name : "");
	clash = find_clash(command->options, global_options, false);
	ok(clash == NULL, "letters of %s hide none of the general ones", command->name);
	for (const unsigned char *id = command->options; *id != OPT_END; id++)
		test_both_forms(command, *id);
}

static void test_tables(void)
{
	const struct command *command;

	ok(find_clash(global_options, global_options, true) == NULL,
	   "general options have different names");
	for (size_t i = OPT_END + 1; i < OPT_COUNT; i++)
		test_row(&option_rows[i]);
	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		ok(i == 0 || strcmp(command_at(i - 1)->name, command->name) < 0,
		   "%s stands in order", command->name);
		test_command(command);
		test_help(command);
	}
	for (const unsigned char *id = global_options; *id != OPT_END; id++) {
		if (option_rows[*id].offset != MEMBER(help) &&
		    option_rows[*id].offset != MEMBER(version))
			test_both_forms(command_find("list"), *id);
	}
}

int main(void)
{
	for (size_t i = 0; i < LEN(accepted); i++)
		test_accepted(&accepted[i]);
	for (size_t i = 0; i < LEN(refused); i++)
		test_refused(&refused[i]);
	test_control_characters();
	test_no_words();
	test_list();
	test_tables();
	return tap_done();
}
