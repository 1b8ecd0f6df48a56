/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* options: see options.h. The rows, in the order of help. */
#include "cli/options.h"

/* A row's type follows from the member it fills, so that the two cannot disagree. */
#define TYPE_OF(member)                                                                            \
	_Generic(((struct request *)0)->member,                                       \
		bool: OPTION_SWITCH,                                                  \
		const char *: OPTION_STRING,                                          \
		unsigned: OPTION_NUMBER,                                              \
		int: OPTION_CHOICE,                                                   \
		struct option_list: OPTION_LIST)

#define ROW(name_, letters_, member, value_, help_)                                                \
	{                                                                                          \
		.name = name_, .letters = letters_, .type = TYPE_OF(member),                       \
		.offset = offsetof(struct request, member), .value = value_, .help = help_         \
	}

/* clang-format off */
const struct option_row option_rows[OPT_COUNT] = {
	[OPT_ROOT] = ROW("root", "", root, "DIR",
		"where containers' state is kept (/run/hull, $XDG_RUNTIME_DIR/hull)"),
	[OPT_LOG] = ROW("log", "", log, "DEST",
		"log to [file:]PATH, journald:ID or syslog:ID"),
	[OPT_LOG_FORMAT] = ROW("log-format", "", log_format, "text|json",
		"how a log file is written"),
	[OPT_LOG_LEVEL] = ROW("log-level", "", log_level, "error|warning|warn|info|debug",
		"what is worth logging, besides what is worse"),
	[OPT_DEBUG] = ROW("debug", "", debug, "",
		"the same as --log-level debug; without --log on stderr"),
	[OPT_SYSTEMD_CGROUP] = ROW("systemd-cgroup", "", systemd_cgroup, "",
		"have systemd make the cgroups"),
	[OPT_CGROUP_MANAGER] = ROW("cgroup-manager", "", cgroup_manager,
		"cgroupfs|systemd|disabled",
		"who makes the cgroups; goes before --systemd-cgroup"),
	[OPT_ROOTLESS] = ROW("rootless", "", rootless, "auto|true|false",
		"accepted; hull sees for itself what it may do"),
	[OPT_CRIU] = ROW("criu", "", criu, "PATH",
		"accepted and ignored"),
	[OPT_TRACE] = ROW("trace", "", trace, "FILE|-",
		"write what took how long to FILE as JSON, or (-) to stderr as a table"),
	[OPT_HELP] = ROW("help", "h?", help, "",
		"show this"),
	[OPT_USAGE] = ROW("usage", "", help, "",
		"the same as --help"),
	[OPT_VERSION] = ROW("version", "vV", version, "",
		"show version, commit and what hull was built with"),

	[OPT_BUNDLE] = ROW("bundle", "b", bundle, "DIR",
		"directory of config.json (the working directory)"),
	[OPT_CONFIG] = ROW("config", "f", config, "FILE",
		"read FILE in place of the bundle's config.json"),
	[OPT_CONSOLE_SOCKET] = ROW("console-socket", "", console_socket, "PATH",
		"socket that gets the terminal (refused: hull has no terminals yet)"),
	[OPT_PIDFD_SOCKET] = ROW("pidfd-socket", "", pidfd_socket, "PATH",
		"socket that gets a pidfd (refused: hull cannot send one yet)"),
	[OPT_PID_FILE] = ROW("pid-file", "", pid_file, "FILE",
		"write the process id to FILE"),
	[OPT_PRESERVE_FDS] = ROW("preserve-fds", "", preserve_fds, "N",
		"leave descriptors 3 to 2 + N open in the container"),
	[OPT_NO_PIVOT] = ROW("no-pivot", "", no_pivot, "",
		"move the root mount and chroot, for roots on which pivot_root fails"),
	[OPT_NO_NEW_KEYRING] = ROW("no-new-keyring", "", no_new_keyring, "",
		"keep the caller's session keyring"),
	[OPT_NO_SUBREAPER] = ROW("no-subreaper", "", no_subreaper, "",
		"do not adopt the container's orphans"),
	[OPT_DETACH] = ROW("detach", "d", detach, "",
		"return as soon as the program runs"),
	[OPT_KEEP] = ROW("keep", "", keep, "",
		"keep the container's state after the program's end"),

	[OPT_ALL] = ROW("all", "a", all, "",
		"signal every process of the container"),
	[OPT_FORCE] = ROW("force", "f", force, "",
		"kill the container if it runs; no error if it does not exist"),
	[OPT_REGEX] = ROW("regex", "r", regex, "",
		"the id is an extended regular expression: all containers that match"),

	[OPT_LIST_FORMAT] = ROW("format", "f", list_format, "table|json",
		"how containers are shown"),
	[OPT_QUIET] = ROW("quiet", "q", quiet, "",
		"ids only"),

	[OPT_SPEC_FILE] = ROW("file", "f", spec_file, "FILE",
		"write FILE, seen from the bundle, in place of config.json"),
	[OPT_SPEC_ROOTLESS] = ROW("rootless", "", spec_rootless, "",
		"for containers of the calling user, without privileges"),
};

const unsigned char global_options[] = {
	OPT_ROOT, OPT_LOG, OPT_LOG_FORMAT, OPT_LOG_LEVEL, OPT_DEBUG, OPT_SYSTEMD_CGROUP,
	OPT_CGROUP_MANAGER, OPT_ROOTLESS, OPT_CRIU, OPT_TRACE, OPT_HELP, OPT_USAGE, OPT_VERSION,
	OPT_END,
};
/* clang-format on */
