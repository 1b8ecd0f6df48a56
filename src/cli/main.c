/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* main: the hull program. Start reading here.
 *
 * The whole command line is understood before anything is done. Then one command acts, by hull.h
 * alone. What goes wrong comes back here, and is said here only, once: as one line, by one write,
 * on stderr, where conmon takes a single read for the whole error; and as one record in the log. On
 * success stderr stays empty. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "cli/command.h"
#include "cli/fail.h"
#include "cli/help.h"
#include "cli/log.h"
#include "cli/output.h"
#include "cli/parse.h"

/* A descriptor of 0 to 2 that came closed would be given to the next file opened, the log maybe,
 * and then get what is meant for the terminal. Opened the wrong way round, it goes on failing with
 * EBADF. */
static void hold_standard_descriptors(void)
{
	struct pollfd polls[] = { { .fd = STDIN_FILENO }, { .fd = STDOUT_FILENO }, { .fd = STDERR_FILENO } };

	if (poll(polls, 3, 0) <= 0)
		return;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if ((polls[fd].revents & POLLNVAL) != 0)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	}
}

static int print_version(struct hull_error *error)
{
	char text[512];
	size_t len = fmt(text, sizeof(text), "hull version %s\ncommit: %s\nspec: %s\n%s\n",
	                 hull_version(), hull_commit(), hull_spec_version(), hull_build_options());

	return print(text, len, error);
}

static int print_help(const struct command *command, struct hull_error *error)
{
	auto_text struct text text = { 0 };

	help_text(&text, command);
	return text_print(&text, error);
}

/* *ret_fd stays -1 unless it is a file of ours. */
static int open_trace(const char *where, struct hull_args *args, int *ret_fd,
                      struct hull_error *error)
{
	if (where == NULL)
		return 0;
	args->trace_text = strcmp(where, "-") == 0;
	args->trace_fd = STDERR_FILENO;
	if (args->trace_text)
		return 0;
	*ret_fd = open(where, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0644);
	if (*ret_fd < 0)
		return fail(error, errno, "open the trace file %q", where);
	args->trace_fd = *ret_fd;
	return 0;
}

static enum hull_cgroup_manager cgroup_manager(const struct request *request)
{
	/* podman gives both, and means the more exact one */
	if (request->cgroup_manager >= 0)
		return (enum hull_cgroup_manager)request->cgroup_manager;
	return request->systemd_cgroup ? HULL_SYSTEMD : HULL_CGROUPFS;
}

static enum hull_log_level log_level(const struct request *request)
{
	/* as --log-level has its words */
	static const unsigned char levels[] = { HULL_LOG_ERROR, HULL_LOG_WARNING, HULL_LOG_WARNING,
		                                HULL_LOG_INFO, HULL_LOG_DEBUG };

	return request->debug ? HULL_LOG_DEBUG : (enum hull_log_level)levels[request->log_level];
}

static int run_with_hull(const struct request *request, struct log_sink *sink,
                         struct hull_error *error)
{
	auto_close int trace = -1;
	struct hull *hull = NULL;
	struct hull_args args = {
		HULL_ARGS(args),
		.root = request->root,
		.cgroup_manager = cgroup_manager(request),
		.log_level = log_level(request),
		.log = sink->kind != LOG_NOWHERE ? log_message : NULL,
		.log_context = sink,
	};
	int status;

	if (open_trace(request->trace, &args, &trace, error) < 0)
		return -1;
	if (hull_new(&args, &hull, error) < 0)
		return -1;
	status = request->command->run(request, hull, error);
	hull_free(hull);
	return status;
}

static int open_log(const struct request *request, struct log_sink *sink, struct hull_error *error)
{
	bool json = request->log_format == LOG_FORMAT_JSON;

	if (request->log != NULL)
		return log_open(sink, request->log, json, error);
	/* Debugging was asked for by hand. Warnings stay off stderr, which engines read too. */
	if (log_level(request) == HULL_LOG_DEBUG)
		log_open_stderr(sink);
	return 0;
}

static int act(const struct request *request, struct log_sink *sink, struct hull_error *error)
{
	if (request->help)
		return print_help(request->command, error);
	if (request->version)
		return print_version(error);
	if (open_log(request, sink, error) < 0)
		return -1;
	if (request->criu != NULL && log_level(request) == HULL_LOG_DEBUG)
		log_message(sink, HULL_LOG_DEBUG, "option --criu is ignored");
	if (request->command->without_hull)
		return request->command->run(request, NULL, error);
	return run_with_hull(request, sink, error);
}

static void report(const struct request *request, const struct log_sink *sink,
                   const struct hull_error *error)
{
	char line[sizeof(error->message) + 1];
	size_t len = fmt(line, sizeof(line) - 1, "%s", error->message);
	ssize_t written;

	line[len++] = '\n';
	/* even if nobody listens, the exit status has to be the right one */
	signal(SIGPIPE, SIG_IGN);
	written = write(STDERR_FILENO, line, len);
	(void)written;
	if (request->log != NULL)
		log_failure(sink, error);
}

int main(int argc, char *argv[])
{
	struct request request = REQUEST_INIT;
	struct log_sink sink = LOG_SINK_INIT;
	struct hull_error error = { .code = 0 };
	struct hull_error ignored;
	int status;

	(void)argc;
	hold_standard_descriptors();
	status = parse_command_line(&request, argv, &error);
	if (status == 0)
		status = act(&request, &sink, &error);
	else /* a mistake in usage belongs into the log as well */
		(void)open_log(&request, &sink, &ignored);
	if (status < 0) {
		report(&request, &sink, &error);
		status = request.error_status;
	}
	log_close(&sink);
	return status;
}
