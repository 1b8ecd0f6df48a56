#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016 # the programs in single quotes are awk's
# cost: the price of a command, as far as it is the same on every machine: system calls and memory, never time. Time is
# measured by tests/bench/bench, and docs/performance.md explains the figures.

load helpers

# Static: the command measured inherits the peak of whoever executes it.
setup_file()
{
	local name

	for name in count timeit; do
		"${CC:-cc}" -O2 -static -o "$BATS_FILE_TMPDIR/$name" "$HELPERS_DIR/../bench/$name.c" ||
			skip "needs a C compiler and a static C library"
	done
}

setup()
{
	require_plain_build
	setup_bundle
	update_config '.root.readonly = true'
	set_args /bin/true
	rm "$BUNDLE/rootfs/etc/passwd" # which is four calls more
	export COUNT=$BATS_FILE_TMPDIR/count TIMEIT=$BATS_FILE_TMPDIR/timeit
}

# Leaves in $TEST_DIR/calls what count says of `hull ARGUMENT…`
count_calls()
{
	"$COUNT" "$HULL" --root "$ROOT" "$@" 9>"$TEST_DIR/calls"
}

# What the first start of all makes for the later ones is not counted. Of three runs the least counts: now and then the
# kernel has not let go of the cgroup when the container has ended, and hull asks once more.
count_later_run()
{
	local round total least=

	hull run --bundle "$BUNDLE" "$ID-first" || return
	for round in 1 2 3; do
		count_calls run --bundle "$BUNDLE" "$ID-$round" || return
		total=$(awk '$1 == "total" { print $2 }' "$TEST_DIR/calls")
		[ "${least:-$((total + 1))}" -le "$total" ] || {
			least=$total
			mv "$TEST_DIR/calls" "$TEST_DIR/least"
		}
	done
	mv "$TEST_DIR/least" "$TEST_DIR/calls"
}

# at_most LIMIT AWK-PROGRAM: the number that the program prints, from $TEST_DIR/calls
at_most()
{
	local number

	number=$(awk -F '\t' "$2" "$TEST_DIR/calls")
	[ "${number:-$(($1 + 1))}" -le "$1" ] || {
		echo "${number:-nothing} instead of at most $1; in all:" >&2
		cat "$TEST_DIR/calls" >&2
		return 1
	}
}

@test "a run makes at most 280 system calls, the payload's included" {
	in_v2 count_later_run
	at_most 280 '$1 == "total" { print $2 }'
}

# What remains of the 280 after 16 of the payload and 64 of the host.
@test "the init of a run makes at most 200 system calls before it becomes the payload" {
	in_v2 count_later_run
	at_most 200 '$4 == "true" { print $2 }'
}

@test "state makes at most 80 system calls, and starts nothing" {
	set_args sleep 100
	start_detached "$ID"
	count_calls state "$ID"
	at_most 80 '$1 == "total" { print $2 }'
	at_most 1 'END { print NR - 1 }'
}

@test "kill makes at most 80 system calls, and starts nothing" {
	set_args sleep 100
	start_detached "$ID"
	count_calls kill "$ID" KILL
	at_most 80 '$1 == "total" { print $2 }'
	at_most 1 'END { print NR - 1 }'
}

# The lowest of five: the kernel adds up the pages of its CPUs in lumps.
@test "no process of a run needs more than 1.8 MB of memory" {
	printf 'run\t%s --root %s run --bundle %s @\n' "$HULL" "$ROOT" "$BUNDLE" >"$TEST_DIR/command"
	in_v2 "$TIMEIT" -n 5 -w 1 -t "$ID-" <"$TEST_DIR/command" >"$TEST_DIR/result"
	cat "$TEST_DIR/result"
	[ "$(cut -f 6 "$TEST_DIR/result")" -le 1843 ]
}
