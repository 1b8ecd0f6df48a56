#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# start: runs the program of a created container, once, and tells what became of it (contract 1.4, 4.2).

load helpers

setup()
{
	require_root
	setup_bundle
	set_args sleep 1000
}

@test "start returns when the program runs, and says nothing" {
	create "$ID"
	run hull start "$ID"
	succeeds
	output_is ''
	[ "$(readlink "/proc/$(pid_of "$ID")/exe")" = /bin/busybox ]
	[ ! -e "$ROOT/$ID/start" ]
}

@test "start of a running container" {
	start_detached "$ID"
	run hull start "$ID"
	fails 1
	output_is "start failed: cannot start an already running container: \"$ID\""
	[ "$(state_of "$ID")" = running ]
}

@test "start of a stopped container" {
	set_args true
	start_detached "$ID"
	eventually 3 has_status "$ID" stopped
	run hull start "$ID"
	fails 1
	output_is "start failed: cannot start a container that has stopped: \"$ID\""
}

@test "start of a created container whose init has died fails at once" {
	create "$ID"
	kill -KILL "$(pid_of "$ID")"
	eventually 3 has_status "$ID" stopped
	local before=${EPOCHREALTIME/./}
	run hull start "$ID"
	fails 1
	output_is "start failed: cannot start a container that has stopped: \"$ID\""
	[ $((${EPOCHREALTIME/./} - before)) -lt 500000 ]
}

@test "start of a paused container" {
	update_config '.linux.cgroupsPath = $path' --arg path "/$ID"
	start_paused()
	{
		local status=0

		create "$ID" && echo 1 >"/sys/fs/cgroup/$ID/cgroup.freeze" && eventually 3 has_status "$ID" paused || return
		hull start "$ID" 2>"$TEST_DIR/said" || status=$?
		echo 0 >"/sys/fs/cgroup/$ID/cgroup.freeze"
		hull delete --force "$ID" && return $status
	}
	run in_v2 start_paused
	fails 1
	[ "$(<"$TEST_DIR/said")" = "start failed: cannot start a container in the paused state: \"$ID\"" ]
}

@test "start of an unknown id" {
	run hull start "$ID"
	fails 1
	output_is "container does not exist: \"$ID\"; the state root is \"$ROOT\""
}

@test "without process a container can be created, stays created, and is deleted" {
	update_config 'del(.process)'
	create "$ID"
	[ "$(state_of "$ID")" = created ]
	run hull start "$ID"
	fails 1
	output_is 'start failed: process property must not be empty (process)'
	[ "$(state_of "$ID")" = created ]
	hull delete "$ID"
}

@test "run without process fails and leaves nothing" {
	update_config 'del(.process)'
	run hull run "$ID"
	fails 1
	output_is 'run failed: process property must not be empty (process)'
}

# Whatever the kernel says when it comes to the execve is told by start, and the container has stopped.
@test "an execve that fails is told by start" {
	printf '#!/no/such/shell\n' >"$BUNDLE/rootfs/bin/script"
	chmod +x "$BUNDLE/rootfs/bin/script"
	set_args script
	create "$ID"
	run hull start "$ID"
	fails 1
	output_is 'start failed: exec: "/bin/script": no such file or directory (process.args[0]); the script'"'"'s interpreter "/no/such/shell" is missing'
	[ "$(state_of "$ID")" = stopped ]
	run hull start "$ID"
	fails 1
	output_has 'cannot start a container that has stopped'
}

@test "a program that was taken away after create is told by start" {
	cp "$BUNDLE/rootfs/bin/busybox" "$BUNDLE/rootfs/bin/own"
	set_args /bin/own true
	create "$ID"
	rm "$BUNDLE/rootfs/bin/own"
	run hull start "$ID"
	fails 1
	output_is 'start failed: exec: "/bin/own": no such file or directory (process.args[0])'
}

@test "other users can't reach the socket" {
	create "$ID"
	run setpriv --reuid 1000 --regid 1000 --clear-groups "$HULL" --root "$ROOT" start "$ID"
	fails 1
	[ "$(state_of "$ID")" = created ]
}

@test "what opens the socket and does not connect does not start the program" {
	require_command python3
	create "$ID"
	python3 -c 'import os, sys; os.close(os.open(sys.argv[1], os.O_PATH))' "$ROOT/$ID/start"
	[ "$(state_of "$ID")" = created ]
	hull start "$ID"
}

@test "a start that can't write the state down starts nothing, and can be tried again" {
	set_args sleep 1000
	create "$ID"
	mkdir "$ROOT/$ID/.state.json.new"
	run hull start "$ID"
	fails 1
	output_has 'write the state'
	[ "$(state_of "$ID")" = created ]
	[ -e "$ROOT/$ID/start" ]
	rmdir "$ROOT/$ID/.state.json.new"
	hull start "$ID"
	[ "$(state_of "$ID")" = running ]
}
