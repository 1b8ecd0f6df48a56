/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* timeit: what do commands cost, side by side?
 *
 *   timeit [-n SAMPLES] [-w WARMUP] [-j AT_ONCE] [-t TAG] < COMMANDS
 *
 * A line of COMMANDS is NAME, a tab, and a command whose words are split at blanks (no quoting).
 * Each `@` in it becomes a text that no other start of this run has, for names of containers. The
 * commands take turns, A B C A B C …, so that whatever else happens on the machine hits all of them
 * alike. A sample starts AT_ONCE copies and divides by that. Their input and output is /dev/null.
 *
 * Output, a line per command: NAME, samples, first quartile, median and third quartile in µs,
 * lowest and highest peak of resident memory in kB, median of minor page faults. The memory is that
 * of the biggest process among the command and what it has waited for. It is never less than our
 * own, because the kernel carries the peak over an exec: hence a static program that allocates next
 * to nothing. The kernel counts pages per CPU and adds them up in lumps, so the lowest peak is the
 * one that repeats.
 *
 * A command that fails ends the measurement: its time would be that of an error message. Where it
 * is allowed, all runs under SCHED_FIFO, which keeps the neighbours out of the figures. */

#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_COMMANDS 16
#define MAX_SAMPLES  1000
#define MAX_WORDS    32
#define LINE_SIZE    1024

struct command {
	char line[LINE_SIZE]; /* owns the text that name and words point into */
	char *name;
	char *words[MAX_WORDS];
	long wall_ns[MAX_SAMPLES];
	long faults[MAX_SAMPLES];
	long peak_min_kb, peak_max_kb;
};

struct settings {
	int n_samples, n_warmup, n_at_once;
	const char *tag;
};

static struct command commands[MAX_COMMANDS];
extern char **environ;

static long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

/* Writes word into buf, `@` replaced by the tag and the number of this start. */
static void expand(char *buf, const char *word, const char *tag, int start)
{
	size_t len = 0;

	for (; *word && len < LINE_SIZE - 64; word++) {
		if (*word == '@')
			len += (size_t)snprintf(buf + len, 64, "%s%d", tag, start);
		else
			buf[len++] = *word;
	}
	buf[len] = '\0';
}

static const posix_spawn_file_actions_t *no_input_or_output(void)
{
	static posix_spawn_file_actions_t actions;
	static bool made;

	if (!made) {
		posix_spawn_file_actions_init(&actions);
		posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
		posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
		made = true;
	}
	return &actions;
}

static pid_t start_command(const struct command *c, const char *tag)
{
	static char expanded[MAX_WORDS][LINE_SIZE];
	static int n_starts;
	char *argv[MAX_WORDS + 1] = { NULL };
	pid_t pid;

	n_starts++;
	for (int i = 0; c->words[i]; i++) {
		argv[i] = c->words[i];
		if (strchr(c->words[i], '@')) {
			expand(expanded[i], c->words[i], tag, n_starts);
			argv[i] = expanded[i];
		}
	}
	errno = posix_spawnp(&pid, argv[0], no_input_or_output(), NULL, argv, environ);
	if (errno)
		err(1, "start '%s' for %s", argv[0], c->name);
	return pid;
}

static void take_sample(struct command *c, const struct settings *s, int sample)
{
	long faults = 0, peak_kb = 0, start_ns = now_ns(), wall_ns;

	for (int i = 0; i < s->n_at_once; i++)
		start_command(c, s->tag);
	for (int i = 0; i < s->n_at_once; i++) {
		struct rusage usage;
		int status;

		if (wait4(-1, &status, 0, &usage) < 0)
			err(1, "wait for %s", c->name);
		if (status)
			errx(1, "%s failed with wait status 0x%x", c->name, (unsigned)status);
		faults += usage.ru_minflt;
		if (usage.ru_maxrss > peak_kb)
			peak_kb = usage.ru_maxrss;
	}
	wall_ns = now_ns() - start_ns;
	if (sample < 0)
		return;
	if (c->peak_min_kb == 0 || peak_kb < c->peak_min_kb)
		c->peak_min_kb = peak_kb;
	if (peak_kb > c->peak_max_kb)
		c->peak_max_kb = peak_kb;
	c->wall_ns[sample] = wall_ns / s->n_at_once;
	c->faults[sample] = faults / s->n_at_once;
}

static int compare_longs(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

static void report(struct command *c, int n)
{
	qsort(c->wall_ns, (size_t)n, sizeof(long), compare_longs);
	qsort(c->faults, (size_t)n, sizeof(long), compare_longs);
	printf("%s\t%d\t%.1f\t%.1f\t%.1f\t%ld\t%ld\t%ld\n", c->name, n,
	       (double)c->wall_ns[n / 4] / 1e3, (double)c->wall_ns[n / 2] / 1e3,
	       (double)c->wall_ns[n * 3 / 4] / 1e3, c->peak_min_kb, c->peak_max_kb,
	       c->faults[n / 2]);
}

static int read_commands(void)
{
	int n = 0;

	while (n < MAX_COMMANDS && fgets(commands[n].line, LINE_SIZE, stdin)) {
		struct command *c = &commands[n];
		int n_words = 0;

		c->line[strcspn(c->line, "\n")] = '\0';
		c->name = strtok(c->line, "\t");
		for (char *w = strtok(NULL, " \t"); w && n_words < MAX_WORDS;
		     w = strtok(NULL, " \t"))
			c->words[n_words++] = w;
		if (n_words == 0 || n_words == MAX_WORDS)
			errx(1, "line %d of the commands is not NAME<tab>COMMAND", n + 1);
		n++;
	}
	return n;
}

static int number(const char *text, int min, int max)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < min || value > max)
		errx(1, "'%s' is not a number from %d to %d", text, min, max);
	return (int)value;
}

static struct settings parse_settings(int argc, char **argv)
{
	struct settings s = { .n_samples = 60, .n_warmup = 5, .n_at_once = 1, .tag = "timeit" };

	for (int opt; (opt = getopt(argc, argv, "n:w:j:t:")) != -1;) {
		if (opt == 'n')
			s.n_samples = number(optarg, 1, MAX_SAMPLES);
		else if (opt == 'w')
			s.n_warmup = number(optarg, 0, MAX_SAMPLES);
		else if (opt == 'j')
			s.n_at_once = number(optarg, 1, 1000);
		else if (opt == 't')
			s.tag = optarg;
		else
			errx(2,
			     "usage: timeit [-n SAMPLES] [-w WARMUP] [-j AT_ONCE] [-t TAG] < COMMANDS");
	}
	return s;
}

int main(int argc, char **argv)
{
	struct settings s = parse_settings(argc, argv);
	int n_commands = read_commands();

	/* Not being allowed to is no error: the figures get noisier, not wrong. */
	sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 30 });
	for (int sample = -s.n_warmup; sample < s.n_samples; sample++) {
		for (int i = 0; i < n_commands; i++)
			take_sample(&commands[i], &s, sample);
	}
	for (int i = 0; i < n_commands; i++)
		report(&commands[i], s.n_samples);
	return 0;
}
