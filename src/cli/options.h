/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* options: every option that hull has, each written down once.
 *
 * Parsing, help and the tests work from these rows; a command only lists the numbers of those it
 * takes. The member of struct request that a row fills decides what values the option has. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct command;

/* Values of an option that may be given more than once, in order. */
struct option_list {
	const char **items;
	size_t len;
};

enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };
enum list_format { LIST_FORMAT_TABLE, LIST_FORMAT_JSON };

/* The command line, understood. Strings are those of argv. `bool` members are switches, `int`
 * members the number of a word, `unsigned` members numbers. */
struct request {
	const struct command *command; /* NULL: none was given */
	int error_status;              /* what hull ends with when it fails */
	char **args;                   /* what is no option; NULL ends them */
	size_t n_args;

	/* of every command */
	const char *root;
	const char *log;
	int log_format;     /* enum log_format */
	int log_level;      /* error, warning, warn, info, debug */
	int cgroup_manager; /* enum hull_cgroup_manager; -1: not given */
	int rootless;       /* only checked */
	const char *criu;   /* only checked */
	const char *trace;
	bool debug;
	bool systemd_cgroup;
	bool help;
	bool version;

	/* create, run and others that read a bundle */
	const char *bundle;
	const char *config;
	const char *console_socket;
	const char *pidfd_socket;
	const char *pid_file;
	unsigned preserve_fds;
	bool no_pivot;
	bool no_new_keyring;
	bool no_subreaper;
	bool detach;
	bool keep;

	/* kill, delete */
	bool all;
	bool force;
	bool regex;

	/* list */
	int list_format; /* enum list_format */
	bool quiet;

	/* spec */
	const char *spec_file;
	bool spec_rootless;
};

#define REQUEST_INIT                                                                               \
	{                                                                                          \
		.error_status = 1, .cgroup_manager = -1                                            \
	}

enum option_id {
	OPT_END, /* ends a list of options */
	OPT_ROOT,
	OPT_LOG,
	OPT_LOG_FORMAT,
	OPT_LOG_LEVEL,
	OPT_DEBUG,
	OPT_SYSTEMD_CGROUP,
	OPT_CGROUP_MANAGER,
	OPT_ROOTLESS,
	OPT_CRIU,
	OPT_TRACE,
	OPT_HELP,
	OPT_USAGE,
	OPT_VERSION,
	OPT_BUNDLE,
	OPT_CONFIG,
	OPT_CONSOLE_SOCKET,
	OPT_PIDFD_SOCKET,
	OPT_PID_FILE,
	OPT_PRESERVE_FDS,
	OPT_NO_PIVOT,
	OPT_NO_NEW_KEYRING,
	OPT_NO_SUBREAPER,
	OPT_DETACH,
	OPT_KEEP,
	OPT_ALL,
	OPT_FORCE,
	OPT_REGEX,
	OPT_LIST_FORMAT,
	OPT_QUIET,
	OPT_SPEC_FILE,
	OPT_SPEC_ROOTLESS,
	OPT_COUNT,
};

enum option_type { OPTION_SWITCH, OPTION_STRING, OPTION_NUMBER, OPTION_CHOICE, OPTION_LIST };

struct option_row {
	char name[20];         /* after "--" */
	char letters[3];       /* after "-": none, one, or one and another for it */
	unsigned char type;    /* enum option_type */
	unsigned short offset; /* of the member in struct request */
	char value[40];        /* what help calls the value; a choice: its words, "one|two" */
	char help[96];
};

extern const struct option_row option_rows[OPT_COUNT];
/* Those that any command takes, before or after its name. */
extern const unsigned char global_options[];
