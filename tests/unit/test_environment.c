/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_environment: process.env as the program gets it (contract 6.7). */
#include "model/host.h"
#include "phase/host/environment.h"
#include "tap.h"

static struct run run;
static struct host host;
static struct plan plan;

static int set(const char **entries, size_t len)
{
	static struct oci_config config;
	static struct oci_process process;
	struct err err = ERR_INIT;

	if (host.arena.base != NULL)
		arena_release(&host.arena);
	if (arena_init(&host.arena, 64 << 20) < 0)
		return -1;
	plan = (struct plan){ .magic = 0 };
	process.env.items = entries;
	process.env.len = len;
	config.process = &process;
	host.config = &config;
	run = (struct run){ .plan = &plan, .host = &host };
	return environment_set(&run, &err);
}

#define SET(...) set((const char *[]){ __VA_ARGS__ }, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *))

static void test_duplicates(void)
{
	SET("A=1", "B=2", "A=3", "AB=4", "A=5");
	is_number((long long)plan.env_len, 3, "each name is there once");
	is_string(environment_get(&plan, "A"), "5", "of several entries the last one counts");
	is_string(plan.env[0], "A=5", "at the place of the first");
	is_string(environment_get(&plan, "B"), "2", "the others stay");
	is_string(environment_get(&plan, "AB"), "4", "a name that begins with another one is another name");
	ok(plan.env[3] == NULL && plan.env[4] == NULL, "one entry is free before the end");
	ok(environment_get(&plan, "C") == NULL, "what is not there is not found");
	SET("A=", "A=x=y");
	is_string(environment_get(&plan, "A"), "x=y", "a value may have '='");
}

static void test_home(void)
{
	SET("HOME=/h", "X=1");
	ok(plan.env_has_home, "HOME is set");
	SET("HOME=", "X=1");
	ok(!plan.env_has_home, "an empty HOME is none");
	is_number((long long)plan.env_len, 1, "and is taken out");
	is_string(plan.env[0], "X=1", "the rest stays");
	SET("HOME=/h", "X=1", "HOME=");
	ok(!plan.env_has_home && plan.env_len == 1, "an empty one after a full one counts, too");
	SET("X=1", "HOME=");
	ok(!plan.env_has_home && plan.env_len == 1 && plan.env[1] == NULL, "an empty one at the end");
	SET("HOMER=1");
	ok(!plan.env_has_home, "HOMER is somebody else");
	set(NULL, 0);
	ok(plan.env_len == 0 && plan.env[0] == NULL && !plan.env_has_home, "an empty environment");
}

/* A list of that length in quadratic time would take minutes. */
static void test_many(void)
{
	enum { COUNT = 100000 };
	static char texts[COUNT][16];
	static const char *entries[2 * COUNT];

	for (int i = 0; i < COUNT; i++) {
		snprintf(texts[i], sizeof(texts[i]), "V%d=%d", i, i);
		entries[i] = entries[COUNT + i] = texts[i];
	}
	is_number(set(entries, 2 * COUNT), 0, "200000 entries");
	is_number((long long)plan.env_len, COUNT, "of which half are the same");
	is_string(environment_get(&plan, "V99999"), "99999", "the last one is there");
}

int main(void)
{
	test_duplicates();
	test_home();
	test_many();
	return tap_done();
}
