#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# lifecycle: create, start, kill, delete, as the specification's life cycle has them (runtime.md, "Lifecycle"), and what
# an engine sees of it on disk.

load helpers

setup()
{
	require_root
	setup_bundle
}

@test "create makes the container and does not run its program" {
	set_args touch /ran
	create "$ID"
	[ "$(state_of "$ID")" = created ]
	sleep 0.2
	[ ! -e "$BUNDLE/rootfs/ran" ]
	hull start "$ID"
	eventually 3 test -e "$BUNDLE/rootfs/ran"
	eventually 3 has_status "$ID" stopped
	hull delete "$ID"
}

@test "the whole cycle, in a v2-only view" {
	whole_cycle()
	{
		set_args sleep 1000
		create "$ID" && [ "$(state_of "$ID")" = created ] &&
			hull start "$ID" && [ "$(state_of "$ID")" = running ] &&
			hull kill "$ID" KILL && eventually 3 has_status "$ID" stopped &&
			hull delete "$ID" && [ ! -e "/sys/fs/cgroup/$ID" ]
	}
	in_v2 whole_cycle
}

@test "the init of a created container is a child of the caller's subreaper, and its status can be had" {
	set_args sh -c 'exit 7'
	cat >"$TEST_DIR/caller.py" <<-'END'
		import ctypes, os, subprocess, sys
		ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) # PR_SET_CHILD_SUBREAPER
		hull = sys.argv[1:4]
		subprocess.run(hull + ["create", "--pid-file", "pid", sys.argv[4]], check=True, stdin=subprocess.DEVNULL)
		pid = int(open("pid").read())
		subprocess.run(hull + ["start", sys.argv[4]], check=True)
		print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
	END
	require_command python3
	run python3 "$TEST_DIR/caller.py" "$HULL" --root "$ROOT" "$ID"
	output_is 7
}

@test "a configuration that is changed after create has no effect" {
	set_args touch /first
	create "$ID"
	set_args touch /second
	rm config.json
	hull start "$ID"
	eventually 3 test -e "$BUNDLE/rootfs/first"
	[ ! -e "$BUNDLE/rootfs/second" ]
}

@test "a second create of the same id is refused, and the first container does not notice" {
	set_args sleep 1000
	create "$ID" --pid-file "$TEST_DIR/pid"
	local pid
	pid=$(pid_of "$ID")
	run hull create --pid-file "$TEST_DIR/pid" "$ID"
	fails 1
	output_is "create failed: container with given ID already exists: \"$ID\""
	[ "$(pid_of "$ID")" = "$pid" ]
	[ "$(cat "$TEST_DIR/pid")" = "$pid" ]
	hull start "$ID"
	[ "$(state_of "$ID")" = running ]
}

@test "an id can be used again at once after delete" {
	set_args sleep 1000
	for _ in 1 2 3 4 5; do
		create "$ID"
		hull delete "$ID"
	done
}

@test "ids: letters, digits and _ + . -, and nothing that could leave the state root" {
	local id
	for id in A.b_c+d-9 x --; do
		run hull run -- "$id"
		succeeds
	done
	for id in . .. .x a/b ../x 'a b' $'a\nb' 'a*' é "$(printf 'x%.0s' {1..256})"; do
		run hull create -- "$id"
		fails 1
		output_has 'invalid container ID format: '
		[ "${#lines[@]}" -eq 1 ]
	done
	run hull create ''
	fails 1
	output_has 'cannot be empty'
}

@test "the pid file: decimal, no newline, mode 0644, there when create returns" {
	umask 0077
	set_args sleep 1000
	echo old >"$TEST_DIR/pid"
	create "$ID" --pid-file "$TEST_DIR/pid"
	[ "$(od -An -c "$TEST_DIR/pid" | tr -d ' \n')" = "$(pid_of "$ID")" ]
	[ "$(ls "$TEST_DIR"/.pid* 2>/dev/null)" = "" ]
}

@test "the pid file is relative to the caller, not to the bundle" {
	mkdir "$TEST_DIR/elsewhere"
	cd "$TEST_DIR/elsewhere"
	create "$ID" --bundle "$BUNDLE" --pid-file mine
	[ "$(cat "$TEST_DIR/elsewhere/mine")" = "$(pid_of "$ID")" ]
}

@test "a reader never sees a part of the pid file" {
	require_command python3
	cat >"$TEST_DIR/reader.py" <<-'END'
		import os, sys, time
		end = time.time() + float(sys.argv[2])
		while time.time() < end:
		    try:
		        with open(sys.argv[1]) as f:
		            text = f.read()
		        if not text.isdigit() or not os.path.exists("/proc/" + text):
		            sys.exit("saw: " + repr(text))
		    except FileNotFoundError:
		        pass
	END
	set_args true
	python3 "$TEST_DIR/reader.py" "$TEST_DIR/pid" 2 3>&- &
	local reader=$! i
	for ((i = 0; i < 40; i++)); do
		create "$ID" --pid-file "$TEST_DIR/pid"
		rm "$TEST_DIR/pid"
		hull delete "$ID"
	done
	wait $reader
}

@test "a pid file that can't be written is an error before anything is made" {
	local path
	for path in /nowhere/pid "$TEST_DIR" /proc/pid "$BUNDLE/config.json/pid"; do
		run hull create --pid-file "$path" "$ID"
		fails 1
		output_has "create failed: write the pid file \"$path\": "
		[ ! -e "$ROOT/$ID" ]
	done
	[ -z "$(left_cgroups)" ]
}

@test "no pid file is left of a create or run that fails, not even an old one" {
	set_args /nowhere
	for command in create run 'run --detach'; do
		echo 1 >"$TEST_DIR/pid"
		# shellcheck disable=SC2086 # two words
		run hull $command --pid-file "$TEST_DIR/pid" "$ID"
		fails 1
		[ ! -e "$TEST_DIR/pid" ]
		[ ! -e "$ROOT/$ID" ]
		[ -z "$(left_cgroups)" ]
		[ -z "$(left_processes)" ]
	done
}

@test "the state root is made, private, and one that others can write to is refused" {
	create "$ID"
	[ "$(stat -c %a "$ROOT")" = 700 ]
	[ "$(stat -c %a "$ROOT/$ID/state.json")" = 600 ]
	hull delete "$ID"
	chmod 777 "$ROOT"
	run hull create "$ID"
	fails 1
	output_has 'and to be writable by nobody else; choose another with --root'
	chmod 700 "$ROOT"
}

@test "--config takes another file, from where the caller is; the bundle stays the bundle" {
	mkdir "$TEST_DIR/elsewhere"
	set_args cat /mark
	echo yes >"$BUNDLE/rootfs/mark"
	mv config.json "$TEST_DIR/elsewhere/other.json"
	cd "$TEST_DIR/elsewhere"
	run hull run --bundle "$BUNDLE" --config other.json "$ID"
	succeeds
	output_is yes
}
