#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill: signals to a container's init, or to all of it (contract 1.6, 3.3).

load helpers

setup()
{
	require_root
	setup_bundle
	update_config '.linux.cgroupsPath = $path' --arg path "/$ID"
}

# The container's shell tells each signal that it gets. Its output is $TEST_DIR/$ID.out.
start_listener()
{
	set_script 'for s in HUP INT QUIT USR1 USR2 TERM ALRM CONT; do trap "echo $s" $s; done
		echo ready; while :; do sleep 0.02; done'
	start_detached "$ID"
	eventually 3 heard ready
}

heard()
{
	grep -qx "$1" "$TEST_DIR/$ID.out"
}

@test "TERM if none is named" {
	start_listener
	hull kill "$ID"
	eventually 3 heard TERM
}

@test "names with and without SIG, in any case, and numbers" {
	start_listener
	hull kill "$ID" HUP
	eventually 3 heard HUP
	hull kill "$ID" sigint
	eventually 3 heard INT
	hull kill "$ID" SIGQUIT
	eventually 3 heard QUIT
	hull kill "$ID" 10
	eventually 3 heard USR1
	hull kill "$ID" 0
}

@test "a signal that does not exist" {
	start_listener
	local signal
	for signal in FOO SIGFOO 65 -1 RTMAX+1 '' 4294967305; do
		run hull kill "$ID" "$signal"
		fails 1
	done
	run hull kill "$ID" FOO
	output_is 'unknown signal "FOO"'
	[ "$(state_of "$ID")" = running ]
}

@test "a real-time signal" {
	set_script 'trap "echo realtime" 35; echo ready; while :; do sleep 0.02; done'
	start_detached "$ID"
	eventually 3 heard ready
	hull kill "$ID" RTMIN+1
	eventually 3 heard realtime
}

@test "KILL ends it; afterwards it is not running any more" {
	start_listener
	hull kill "$ID" KILL
	eventually 3 has_status "$ID" stopped
	run hull kill "$ID" KILL
	fails 1
	output_is "container not running: \"$ID\""
	run hull kill "$ID" 0
	fails 1
	run hull kill --all "$ID" KILL
	succeeds
	output_is ''
}

@test "an unknown id" {
	run hull kill "$ID"
	fails 1
	output_is "container does not exist: \"$ID\"; the state root is \"$ROOT\""
	run hull kill --all "$ID" 9
	fails 1
}

# The first process of a PID namespace has no default actions: without a handler of hull's the signal would be lost.
@test "a created container ends with each signal that ends a program, with 128 + n" {
	require_command python3
	set_args true
	cat >"$TEST_DIR/caller.py" <<-'END'
		import ctypes, os, subprocess, sys
		ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) # PR_SET_CHILD_SUBREAPER
		hull, id = sys.argv[1:4], sys.argv[4]
		for signal in [1, 2, 3, 6, 10, 12, 13, 14, 15, 30, 34, 64]:
		    subprocess.run(hull + ["create", "--pid-file", "pid", id], check=True, stdin=subprocess.DEVNULL)
		    pid = int(open("pid").read())
		    subprocess.run(hull + ["kill", id, str(signal)], check=True)
		    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) - signal)
		    subprocess.run(hull + ["delete", id], check=True)
	END
	run python3 "$TEST_DIR/caller.py" "$HULL" --root "$ROOT" "$ID"
	succeeds
	output_is "$(printf '128\n%.0s' {1..12})"
}

@test "a created container does not mind signals that are ignored by default" {
	set_args true
	create "$ID"
	for signal in CHLD URG WINCH CONT; do
		hull kill "$ID" "$signal"
	done
	sleep 0.1
	[ "$(state_of "$ID")" = created ]
	hull start "$ID"
}

@test "--all: every process of the container" {
	set_script 'trap "echo one" USR1
		sh -c "trap \"echo two\" USR1; echo ready; while :; do sleep 0.02; done" &
		while :; do sleep 0.02; done'
	start_detached "$ID"
	eventually 3 heard ready
	hull kill --all "$ID" USR1
	eventually 3 heard one
	eventually 3 heard two
}

# What is left behind: a process in a session of its own, with its parent dead.
set_straggler()
{
	set_script 'setsid sh -c "echo ready; while :; do sleep 0.02; done" & while :; do sleep 0.02; done'
}

no_processes()
{
	[ "$(cat /sys/fs/cgroup/{,*/}"$ID"/cgroup.procs 2>/dev/null)" = "" ]
}

@test "KILL without a PID namespace kills everything in the cgroup" {
	drop_namespace pid
	set_straggler
	start_detached "$ID"
	eventually 3 heard ready
	hull kill "$ID" KILL
	eventually 3 no_processes
	eventually 3 has_status "$ID" stopped
}

@test "another signal without a PID namespace goes to the init alone" {
	drop_namespace pid
	set_straggler
	start_detached "$ID"
	eventually 3 heard ready
	hull kill "$ID" TERM
	eventually 3 has_status "$ID" stopped
	isnt no_processes
	hull delete "$ID"
	no_processes
}

@test "--all KILL reaches what a dead init without a PID namespace has left" {
	drop_namespace pid
	set_straggler
	start_detached "$ID"
	eventually 3 heard ready
	kill -KILL "$(pid_of "$ID")"
	eventually 3 has_status "$ID" stopped
	isnt no_processes
	hull kill --all "$ID" 9
	eventually 3 no_processes
}

@test "the same in a v2-only view" {
	kill_left()
	{
		start_detached "$ID" && eventually 3 heard ready && kill -KILL "$(pid_of "$ID")" &&
			eventually 3 has_status "$ID" stopped && ! no_processes && hull kill --all "$ID" 9 &&
			eventually 3 no_processes && hull delete "$ID"
	}
	drop_namespace pid
	set_straggler
	in_v2 kill_left
}

@test "a paused container keeps the signal; KILL ends it all the same" {
	kill_paused()
	{
		start_detached "$ID" && eventually 3 heard ready || return
		echo 1 >"/sys/fs/cgroup/$ID/cgroup.freeze"
		eventually 3 has_status "$ID" paused && hull kill "$ID" USR1 && ! heard USR1 || return
		echo 0 >"/sys/fs/cgroup/$ID/cgroup.freeze"
		eventually 3 heard USR1 || return
		echo 1 >"/sys/fs/cgroup/$ID/cgroup.freeze"
		eventually 3 has_status "$ID" paused && hull kill "$ID" KILL && eventually 3 has_status "$ID" stopped &&
			hull delete "$ID"
	}
	set_script 'trap "echo USR1" USR1; echo ready; while :; do sleep 0.02; done'
	in_v2 kill_paused
}

@test "KILL ends a container that v1's freezer holds" {
	require_v1
	require_controller freezer
	set_args sleep 1000
	start_detached "$ID"
	echo FROZEN >"/sys/fs/cgroup/freezer/$ID/freezer.state"
	eventually 3 has_status "$ID" paused
	hull kill "$ID" KILL
	eventually 3 has_status "$ID" stopped
}

@test "--regex: all containers that match" {
	update_config 'del(.linux.cgroupsPath)'
	set_args sleep 1000
	start_detached "$ID"
	start_detached "$ID-2"
	start_detached "$ID-other"
	hull kill --regex "^$ID(-2)?\$" KILL
	eventually 3 has_status "$ID" stopped
	eventually 3 has_status "$ID-2" stopped
	[ "$(state_of "$ID-other")" = running ]
}
