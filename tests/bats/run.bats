#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# run: create and start in one; in the foreground hull is what the program's caller sees of it (contract 1.4, 3.4).

load helpers

setup()
{
	require_root
	setup_bundle
}

nothing_left()
{
	[ ! -e "$ROOT/$ID" ] && [ -z "$(left_cgroups)" ] && [ -z "$(left_processes)" ]
}

@test "the exit status is the program's" {
	local code got
	for code in 0 1 2 42 126 127 128 255; do
		set_script "exit $code"
		got=0
		hull run "$ID" >"$TEST_DIR/out" 2>&1 || got=$?
		[ $got -eq $code ]
		[ ! -s "$TEST_DIR/out" ]
		nothing_left
	done
}

@test "killed by signal n: 128 + n" {
	# the first process of a PID namespace can't end by a signal of its own
	drop_namespace pid
	local signal
	for signal in 1 2 6 9 13 15; do
		set_script "kill -$signal \$\$; sleep 10"
		run hull run "$ID"
		[ "$status" -eq $((128 + signal)) ]
	done
	nothing_left
}

@test "killed from outside: 137" {
	set_args sleep 1000
	hull run "$ID" 3>&- &
	local hull=$! status=0
	eventually 3 has_status "$ID" running
	hull kill "$ID" KILL
	wait $hull || status=$?
	[ $status -eq 137 ]
	nothing_left
}

@test "the program has hull's own standard streams, to their ends" {
	set_script 'cat; echo error >&2'
	run bash -c 'printf "one\ntwo" | "$0" --root "$1" run "$2" 2>"$3"' "$HULL" "$ROOT" "$ID" "$TEST_DIR/stderr"
	succeeds
	output_is $'one\ntwo'
	[ "$(cat "$TEST_DIR/stderr")" = error ]
}

@test "every signal that can be is forwarded, and no other" {
	set_script 'for s in HUP INT QUIT USR1 USR2 PIPE ALRM TERM TSTP TTIN CONT WINCH URG 35; do trap "echo got $s" $s; done
		echo ready; while :; do sleep 0.02; done'
	hull run "$ID" >"$TEST_DIR/out" 2>&1 3>&- &
	eventually 3 grep -q ready "$TEST_DIR/out"
	local pid signal
	# the function runs in a subshell, hull is its child
	pid=$(pgrep -P $! -x hull || echo $!)
	for signal in HUP INT QUIT USR1 USR2 PIPE ALRM TERM TSTP TTIN CONT; do
		kill -$signal "$pid"
		eventually 3 grep -qx "got $signal" "$TEST_DIR/out"
	done
	kill -35 "$pid"
	eventually 3 grep -qx 'got 35' "$TEST_DIR/out"
	kill -WINCH "$pid"
	kill -URG "$pid"
	kill -CHLD "$pid"
	sleep 0.2
	isnt grep -q 'WINCH\|URG' "$TEST_DIR/out"
	hull kill "$ID" KILL
	wait
	nothing_left
}

@test "a signal that comes while the container is made is not lost" {
	set_script 'trap "echo got TERM; exit 0" TERM; echo ready; while :; do sleep 0.02; done'
	local i
	for ((i = 0; i < 10; i++)); do
		"$HULL" --root "$ROOT" run "$ID" >"$TEST_DIR/out" 2>&1 3>&- &
		sleep 0.00$((i * 5 % 10))
		kill -TERM $! || :
		# one that came before hull heeded signals has ended it, one that came before the program did is the kernel's
		eventually 3 test ! -e "/proc/$!" -o -s "$TEST_DIR/out"
		hull delete --force "$ID"
		wait $! || :
	done
	nothing_left
}

@test "--detach: returns when the program runs, with 0 whatever comes of it" {
	set_script 'sleep 0.2; exit 3'
	start_detached "$ID" --pid-file "$TEST_DIR/pid"
	[ "$(state_of "$ID")" = running ]
	[ "$(cat "$TEST_DIR/pid")" = "$(pid_of "$ID")" ]
	eventually 3 has_status "$ID" stopped
	hull delete "$ID"
	nothing_left
}

@test "--detach: a program that can't be executed is an error" {
	set_args /nowhere
	run hull run --detach "$ID"
	fails 1
	output_is 'run failed: exec: "/nowhere": stat /nowhere: no such file or directory (process.args[0])'
	nothing_left
}

@test "in the foreground, too, and 1 is the status" {
	set_args nowhere
	run hull run "$ID"
	fails 1
	output_is 'run failed: exec: "nowhere": executable file not found in $PATH (process.args[0])'
	nothing_left
}

@test "--keep: state and cgroup stay after the end" {
	set_script 'exit 5'
	run hull run --keep "$ID"
	[ "$status" -eq 5 ]
	[ "$(state_of "$ID")" = stopped ]
	[ -n "$(left_cgroups)" ]
	run hull run --keep "$ID"
	fails 1
	output_has 'already exists'
	hull delete "$ID"
	nothing_left
}

@test "the pid file stays after a foreground run" {
	run hull run --pid-file "$TEST_DIR/pid" "$ID"
	succeeds
	[[ $(cat "$TEST_DIR/pid") =~ ^[0-9]+$ ]]
}

@test "a container that somebody else deletes meanwhile" {
	set_args sleep 1000
	hull run "$ID" >"$TEST_DIR/out" 2>&1 3>&- &
	local hull=$! status=0
	eventually 3 has_status "$ID" running
	hull delete --force "$ID"
	wait $hull || status=$?
	[ $status -eq 137 ]
	[ ! -s "$TEST_DIR/out" ]
	nothing_left
}

@test "a container that is deleted and made again meanwhile is left alone" {
	set_args sleep 1000
	hull run "$ID" >"$TEST_DIR/out" 2>&1 3>&- &
	local hull=$! status=0
	eventually 3 has_status "$ID" running
	hull delete --force "$ID"
	create "$ID"
	wait $hull || status=$?
	[ $status -eq 137 ]
	[ "$(state_of "$ID")" = created ]
}

@test "a caller that ignores SIGCHLD: the status is there, and the program's SIGCHLD is the default" {
	set_script 'grep SigIgn /proc/self/status; exit 9'
	run bash -c 'trap "" CHLD; exec "$0" --root "$1" run "$2"' "$HULL" "$ROOT" "$ID"
	[ "$status" -eq 9 ]
	output_matches '^SigIgn:[[:space:]]0{16}$'
	run bash -c 'trap "" CHLD; exec "$0" --root "$1" run --detach "$2"' "$HULL" "$ROOT" "$ID"
	succeeds
	eventually 3 has_status "$ID" stopped
}

# Orphans of a container without a PID namespace come to hull, and are reaped while it waits.
@test "orphans do not stay as zombies, unless --no-subreaper sends them elsewhere" {
	drop_namespace pid
	# the shell in between ends at once, and its child after it
	set_script 'sh -c "sleep 0.1 & echo \$!"; echo told; sleep 1000'
	hull run "$ID" >"$TEST_DIR/out" 2>&1 3>&- &
	eventually 3 grep -q told "$TEST_DIR/out"
	local orphan
	orphan=$(head -n 1 "$TEST_DIR/out")
	eventually 3 test ! -e "/proc/$orphan"
	hull delete --force "$ID"
	wait || :

	hull run --no-subreaper "$ID" >"$TEST_DIR/out" 2>&1 3>&- &
	eventually 3 grep -q told "$TEST_DIR/out"
	isnt grep -q "^PPid:[[:space:]]$(pgrep -P $! -x hull || echo $!)$" "/proc/$(head -n 1 "$TEST_DIR/out")/status"
	hull delete --force "$ID"
	wait || :
}

@test "what the program left without a PID namespace ends with the run" {
	drop_namespace pid
	set_script 'setsid sleep 1000 & exit 0'
	run hull run "$ID"
	succeeds
	nothing_left
}

@test "the caller's own settings are back after the run" {
	require_command python3
	cat >"$TEST_DIR/call.py" <<-'END'
		import subprocess, sys
		for i in range(3):
		    print(subprocess.run(sys.argv[1:]).returncode)
	END
	set_script 'exit 4'
	run python3 "$TEST_DIR/call.py" "$HULL" --root "$ROOT" run "$ID"
	output_is $'4\n4\n4'
}

@test "v2 only: a run leaves nothing behind, and its status is right" {
	set_script 'exit 6'
	run in_v2 hull run "$ID"
	[ "$status" -eq 6 ]
	nothing_left
}
