/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_signal: what `hull kill` takes for a signal (contract 1.6). */
#include <signal.h>
#include <stddef.h>

#include "cli/signal_name.h"
#include "tap.h"

struct signal_case {
	const char *text;
	int number; /* -1: not a signal */
};

static const struct signal_case cases[] = {
	{ "0", 0 },
	{ "9", SIGKILL },
	{ "09", SIGKILL },
	{ "64", 64 },
	{ "65", -1 },
	{ "009", -1 },
	{ "-9", -1 },
	{ "+9", -1 },
	{ " 9", -1 },
	{ "9x", -1 },
	{ "4294967305", -1 },
	{ "", -1 },
	{ "TERM", SIGTERM },
	{ "SIGTERM", SIGTERM },
	{ "term", SIGTERM },
	{ "sigterm", SIGTERM },
	{ "SigTerm", SIGTERM },
	{ "SIGSIGTERM", -1 },
	{ "SIG", -1 },
	{ "SIG9", -1 },
	{ "TERMX", -1 },
	{ "TER", -1 },
	{ "USR1", SIGUSR1 },
	{ "VTALRM", SIGVTALRM },
	{ "WINCH", SIGWINCH },
	{ "CLD", SIGCHLD },
	{ "POLL", SIGIO },
	{ "IOT", SIGABRT },
	{ "RTMIN", 34 },
	{ "SIGRTMIN", 34 },
	{ "rtmin+3", 37 },
	{ "RTMIN+30", 64 },
	{ "RTMIN+31", -1 },
	{ "RTMIN-1", -1 },
	{ "RTMIN+", -1 },
	{ "RTMIN3", -1 },
	{ "RTMIN+003", -1 },
	{ "RTMAX", 64 },
	{ "sigrtmax-2", 62 },
	{ "RTMAX-30", 34 },
	{ "RTMAX-31", -1 },
	{ "RTMAX+1", -1 },
	{ "RTMAX-x", -1 },
};

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_number(signal_parse(cases[i].text), cases[i].number, cases[i].text);
	return tap_done();
}
