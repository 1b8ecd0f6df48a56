/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* signal_name: see signal_name.h. */
#include "cli/signal_name.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* As other tools count them. The kernel's begin at 32, but C libraries keep the first for
 * themselves, and not all of them as many: the container's library need not be ours. */
#define RTMIN 34
#define RTMAX 64

struct signal_name {
	char name[8];
	unsigned char number;
};

static const struct signal_name signal_names[] = {
	{ "HUP", SIGHUP },       { "INT", SIGINT },   { "QUIT", SIGQUIT },     { "ILL", SIGILL },
	{ "TRAP", SIGTRAP },     { "ABRT", SIGABRT }, { "IOT", SIGABRT },      { "BUS", SIGBUS },
	{ "FPE", SIGFPE },       { "KILL", SIGKILL }, { "USR1", SIGUSR1 },     { "SEGV", SIGSEGV },
	{ "USR2", SIGUSR2 },     { "PIPE", SIGPIPE }, { "ALRM", SIGALRM },     { "TERM", SIGTERM },
	{ "CHLD", SIGCHLD },     { "CLD", SIGCHLD },  { "CONT", SIGCONT },     { "STOP", SIGSTOP },
	{ "TSTP", SIGTSTP },     { "TTIN", SIGTTIN }, { "TTOU", SIGTTOU },     { "URG", SIGURG },
	{ "XCPU", SIGXCPU },     { "XFSZ", SIGXFSZ }, { "VTALRM", SIGVTALRM }, { "PROF", SIGPROF },
	{ "WINCH", SIGWINCH },   { "IO", SIGIO },     { "POLL", SIGIO },       { "PWR", SIGPWR },
	{ "SYS", SIGSYS },
#ifdef SIGSTKFLT /* not on every architecture */
	{ "STKFLT", SIGSTKFLT },
#endif
};

/* One or two digits; -1: something else. */
static int parse_small_number(const char *text)
{
	size_t len = strlen(text);

	if (len < 1 || len > 2 || strspn(text, "0123456789") != len)
		return -1;
	return len == 1 ? text[0] - '0' : (text[0] - '0') * 10 + text[1] - '0';
}

/* What follows RTMIN or RTMAX: nothing, or sign and number. */
static int parse_realtime(int base, const char *offset, char sign)
{
	int number = 0, result;

	if (offset[0] != '\0')
		number = offset[0] == sign ? parse_small_number(offset + 1) : -1;
	if (number < 0)
		return -1;
	result = sign == '+' ? base + number : base - number;
	return result < RTMIN || result > RTMAX ? -1 : result;
}

int signal_parse(const char *text)
{
	int number = parse_small_number(text);

	if (number >= 0)
		return number <= RTMAX ? number : -1;
	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	for (size_t i = 0; i < sizeof(signal_names) / sizeof(signal_names[0]); i++) {
		if (strcasecmp(signal_names[i].name, text) == 0)
			return signal_names[i].number;
	}
	if (strncasecmp(text, "RTMIN", 5) == 0)
		return parse_realtime(RTMIN, text + 5, '+');
	if (strncasecmp(text, "RTMAX", 5) == 0)
		return parse_realtime(RTMAX, text + 5, '-');
	return -1;
}
