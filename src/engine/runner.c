/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* runner: see runner.h. All synchronisation is derived from the table: whoever has a row that another waits for says
 * so when it is done; whoever waits reads until it hears that. */
#include "engine/runner.h"

#include <stdint.h>

#include "engine/phases.h"
#include "model/channel.h"
#include "model/hear.h"
#include "model/trace.h"

/* MIDDLE and INIT are one program: they hear each other's rows by walking the same table. */
static bool same_program(enum actor a, enum actor b)
{
	return (a == HOST) == (b == HOST);
}

/* A row of the other program that waits for `row`. */
static bool is_awaited(const struct run *run, size_t row)
{
	for (size_t i = 0; i < phases_len; i++) {
		const struct phase *waiting = &phases[i];

		if (waiting->after != NULL && !same_program(waiting->actor, run->actor) &&
		    phase_needed(waiting, run->plan) && phase_find(waiting->after) == row)
			return true;
	}
	return false;
}

static int wait_before(struct run *run, const struct phase *phase, struct err *err)
{
	size_t row = phase->after != NULL ? phase_find(phase->after) : phases_len;

	if (row == phases_len || !phase_needed(&phases[row], run->plan))
		return 0;
	return hear_until_done(run, (unsigned)row, err);
}

static int announce(struct run *run, size_t row, struct err *err)
{
	int ret;

	if (run->channel < 0 || phases[row].announces_itself || !is_awaited(run, row))
		return 0;
	ret = channel_send_done_with(run->channel, (unsigned)row, run->value, -1);
	if (ret == 0)
		return 0;
	/* nobody is there any more: what was said last tells why */
	if (hear_until_closed(run, err) < 0)
		return -1;
	return err_call(err, -ret, "tell that phase %s is done", phases[row].name);
}

static int enter_row(struct run *run, size_t row, struct err *err)
{
	const struct phase *phase = &phases[row];
	uint64_t begin;

	if (wait_before(run, phase, err) < 0)
		return -1;
	begin = trace_now(run);
	run->row = (unsigned)row;
	run->value = 0;
	log_debug(&run->log, "phase %s", phase->name);
	if (phase->enter(run, err) < 0)
		return -1;
	trace_span(run, (unsigned)row, begin);
	return announce(run, row, err);
}

int runner_walk(struct run *run, struct err *err)
{
	for (size_t row = 0; row < phases_len; row++) {
		if (phases[row].actor != run->actor || !phase_needed(&phases[row], run->plan))
			continue;
		if (enter_row(run, row, err) < 0) {
			if (err->phase < 0)
				err->phase = (int)row;
			return -1;
		}
	}
	return 0;
}

void runner_undo(struct run *run, const struct err *err)
{
	size_t row = phases_len;
	struct err ignored = ERR_INIT;

	/* A row of the other program failed: everything of ours up to there may have been done. */
	if (err->phase >= 0 && phases[err->phase].actor == run->actor)
		row = (size_t)err->phase + 1;
	while (row-- > 0) {
		if (phases[row].actor == run->actor && phases[row].undo != NULL &&
		    phases[row].undo(run, &ignored) < 0)
			log_warning(&run->log, "undo of phase %s: %s", phases[row].name, ignored.what);
	}
}
