/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_phases: THE ORDER makes sense as a table (engine/phases.c). */
#include "engine/phases.h"
#include "hull.h"
#include "tap.h"

static bool same_program(enum actor a, enum actor b)
{
	return (a == HOST) == (b == HOST);
}

static void test_names(void)
{
	for (size_t i = 0; i < phases_len; i++) {
		const char *name = phases[i].name;

		ok(phase_find(name) == i, "'%s' is the only row of that name", name);
		ok(name[0] != '\0' && strlen(name) < sizeof(((struct hull_error *)0)->phase) &&
			   strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name),
		   "'%s' is a short word", name);
	}
	ok(phase_find("no such row") == phases_len, "an unknown name has no row");
	ok(phases_len <= 64, "each row has its bit in run->heard");
}

static void test_row(const struct phase *phase, size_t row)
{
	const char *name = phase->name;

	ok((phase->enter != NULL) == (phase->actor == HOST), "'%s' has its function in its own program", name);
	ok(phase->undo == NULL || phase->actor == HOST, "'%s': only the host undoes", name);
	if (phase->after == NULL)
		return;
	ok(phase_find(phase->after) < row, "'%s' waits for '%s', which is above it", name, phase->after);
	if (phase_find(phase->after) < phases_len)
		ok(!same_program(phases[phase_find(phase->after)].actor, phase->actor),
		   "'%s' waits for '%s' of the other program", name, phase->after);
}

static void test_needs(void)
{
	const struct plan created = { .gate = 5, .pid_join = -1 }, run = { .gate = -1, .pid_join = -1 };
	static const char *const gated[] = { "ready", "gate" }, *const ungated[] = { "record", "entered" };

	for (size_t i = 0; i < 2; i++) {
		const struct phase *with = &phases[phase_find(gated[i])], *without = &phases[phase_find(ungated[i])];

		ok(phase_needed(with, &created) && !phase_needed(with, &run), "'%s' is for create alone", gated[i]);
		ok(!phase_needed(without, &created) && phase_needed(without, &run), "'%s' is for run alone", ungated[i]);
	}
	ok(phase_needed(&phases[phase_find("exec")], &created) && phase_needed(&phases[phase_find("exec")], &run),
	   "'exec' is for both");
}

int main(void)
{
	test_names();
	for (size_t i = 0; i < phases_len; i++)
		test_row(&phases[i], i);
	test_needs();
	ok(phases[phases_len - 1].actor == INIT && strcmp(phases[phases_len - 1].name, "exec") == 0,
	   "the last row is the entrypoint");
	return tap_done();
}
