#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# trace: --trace shows which phase of a create or run took how long, in hull and in the container's init (features O7, O8).

load helpers

setup()
{
	require_root
	setup_bundle
}

spans()
{
	jq -r --arg actor "$1" '.traceEvents[] | select(.cat == $actor) | .name' "$TEST_DIR/trace" | sort
}

# has_span ACTOR PHASE
has_span()
{
	spans "$1" | grep -qx "$2"
}

@test "--trace FILE: trace event JSON with the spans of both programs" {
	hull --trace "$TEST_DIR/trace" run "$ID"
	jq -e '.displayTimeUnit == "ms" and (.traceEvents | length) > 15' "$TEST_DIR/trace"
	jq -e '[.traceEvents[] | .ph == "X" and (.ts | type) == "number" and .dur >= 0 and .name != ""] | all' "$TEST_DIR/trace"
	local phase
	for phase in load check state cgroup trees seal clone record entered; do
		has_span host "$phase"
	done
	for phase in join pivot mounts devices paths process caps program; do
		has_span init "$phase"
	done
	[ "$(jq -r '.traceEvents[0] | .name + " " + .cat' "$TEST_DIR/trace")" = 'hull run command' ]
}

@test "spans lie within the command's, in the order in which they began" {
	hull --trace "$TEST_DIR/trace" run "$ID"
	jq -e '.traceEvents[0] as $all | [.traceEvents[1:][] | .ts >= $all.ts and .ts + .dur <= $all.ts + $all.dur + 0.001] | all' \
		"$TEST_DIR/trace"
	jq -e '[.traceEvents[1:][].ts] | . == sort' "$TEST_DIR/trace"
}

@test "rows that were not needed have no span; those that were have one each" {
	local phase
	drop_namespace network uts
	update_config 'del(.hostname)'
	hull --trace "$TEST_DIR/trace" run "$ID"
	for phase in names online; do
		isnt has_span init "$phase"
	done
	isnt has_span host network
	[ "$(spans host | uniq -d)" = '' ]
	[ "$(spans init | uniq -d)" = '' ]
	update_config '.process.oomScoreAdj = 900'
	hull --trace "$TEST_DIR/trace" run "$ID"
	has_span host attach
}

@test "create is traced up to its gate" {
	hull --trace "$TEST_DIR/trace" create "$ID" </dev/null >"$TEST_DIR/out" 2>&1
	has_span host ready
	has_span init program
	[ "$(jq -r '.traceEvents[0].name' "$TEST_DIR/trace")" = 'hull create' ]
	hull start "$ID"
}

@test "a create that fails is traced up to there, and its error is the only one" {
	set_args /nowhere
	run hull --trace "$TEST_DIR/trace" create "$ID"
	fails 1
	output_is 'create failed: exec: "/nowhere": stat /nowhere: no such file or directory (process.args[0])'
	jq -e . "$TEST_DIR/trace"
	has_span init caps
	isnt has_span init program
}

@test "--trace -: a waterfall for people, on stderr" {
	hull --trace - run "$ID" >"$TEST_DIR/out" 2>"$TEST_DIR/waterfall"
	[ ! -s "$TEST_DIR/out" ]
	head -n 1 "$TEST_DIR/waterfall" | grep -Eqx 'hull run: [0-9]+ us until the container stood'
	[ "$(tail -n +2 "$TEST_DIR/waterfall" | grep -Ecvx '(host|init) [a-z-]+ +[0-9]+ us  \| *#+')" -eq 0 ]
	grep -q '^host clone ' "$TEST_DIR/waterfall"
	grep -q '^init mounts ' "$TEST_DIR/waterfall"
}

@test "a trace file that can't be opened is an error before anything is made" {
	run hull --trace /nowhere/trace run "$ID"
	fails 1
	output_is 'open the trace file "/nowhere/trace": no such file or directory'
	[ ! -e "$ROOT/$ID" ]
}

@test "one that can't be written takes nothing from the container: the log tells" {
	set_args echo ran
	run hull --log "$TEST_DIR/log" --log-level warning --trace /dev/full run "$ID"
	succeeds
	output_is ran
	grep -q 'warning write the trace: no space left on device' "$TEST_DIR/log"
}

@test "the program does not see the trace" {
	set_script 'for fd in /proc/self/fd/*; do readlink $fd; done | grep -c trace'
	run hull --trace "$TEST_DIR/trace" run "$ID"
	output_is 0
}
