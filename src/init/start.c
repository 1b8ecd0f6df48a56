/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* start: where the container's init begins: maps the plan, walks the phase table, ends in the entrypoint's execve.
 *
 * Whatever fails is told to the host through the channel; nothing is ever printed (descriptors 0 to 2 are the
 * container's). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>

#include "engine/runner.h"
#include "init/init.h"
#include "model/channel.h"
#include "model/plan.h"
#include "sys/fd.h"
#include "sys/process.h"

/* Exit statuses that only a broken installation can bring about: the plan is ours. */
enum { EXIT_NO_PLAN = 120, EXIT_FAILED = 121 };

SYS_ARCH_START(init_start);



static uint64_t parse_number(const char *text)
{
	uint64_t value = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (uint64_t)(*text - '0');
	return value;
}

/* argv: the plan's descriptor, its size, and the address that its pointers are made for. Not populated: that would copy
 * every page, of which a few are written. */
static struct plan *map_plan(const char *const *argv)
{
	uint64_t base = parse_number(argv[3]);
	long at = sys_call(SYS_mmap, base, parse_number(argv[2]), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED_NOREPLACE,
			   parse_number(argv[1]), 0);

	if (at <= 0 || at != (long)base)
		return NULL;
	return ((struct plan *)at)->magic == PLAN_MAGIC ? (struct plan *)at : NULL;
}

static void log_to_channel(void *context, enum log_level level, const char *text)
{
	const struct run *run = context;

	channel_send_log(run->channel, level, text);
}

/* From here on we die with the host; had it died before, its end of the channel tells so before we get to anybody else's code
 * (order 10), and nobody inspects us (F4). The umask is 0 until the program's is set:
 * modes are what we say. */
static void tie_to_host(void)
{
	sys_call(SYS_umask, 0);
	sys_prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	sys_prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

static int init_main(const char *const *argv)
{
	struct init init = { .root = -1, .parent = { .fd = -1 }, .proc = -1, .mask_null = -1, .mask_empty = -1 };
	struct run run = { .init = &init, .fd_heard = -1 };
	struct err err = ERR_INIT;

	tie_to_host();
	run.plan = map_plan(argv);
	if (run.plan == NULL)
		return EXIT_NO_PLAN;
	run.channel = run.plan->channel;
	run.actor = run.plan->pid_join >= 0 ? MIDDLE : INIT;
	run.log = (struct log){ (enum log_level)run.plan->log_level, log_to_channel, &run };
	runner_walk(&run, &err); /* comes back only if something failed */
	channel_send_err(run.channel, &err);
	return EXIT_FAILED;
}

/* sp: argc, argv…, NULL, envp…, NULL, the auxiliary vector */
__attribute__((noreturn)) void init_start(const long *sp);
__attribute__((noreturn)) void init_start(const long *sp)
{
	const char *const *argv = (const char *const *)(sp + 1);

	sys_exit(sp[0] == 4 ? init_main(argv) : EXIT_NO_PLAN);
}
