#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# delete: takes away all that was made for a container, whatever state it is in (contract 1.6).

load helpers

setup()
{
	require_root
	setup_bundle
	update_config '.linux.cgroupsPath = $path' --arg path "/$ID"
	set_args sleep 1000
}

# Nothing of the container is left: what teardown looks for, at once
is_gone()
{
	[ ! -e "$ROOT/$ID" ] && [ -z "$(left_cgroups)" ] && [ -z "$(left_processes)" ] && [ -z "$(left_mounts)" ]
}

@test "a stopped container" {
	start_detached "$ID"
	hull kill "$ID" KILL
	eventually 3 has_status "$ID" stopped
	run hull delete "$ID"
	succeeds
	output_is ''
	is_gone
}

@test "a created container, without force" {
	create "$ID"
	run hull delete "$ID"
	succeeds
	output_is ''
	is_gone
}

@test "a running container needs force" {
	start_detached "$ID"
	run hull delete "$ID"
	fails 1
	output_is "cannot delete container \"$ID\" that is not stopped: running; kill it first, or use --force"
	[ "$(state_of "$ID")" = running ]
	run hull delete --force "$ID"
	succeeds
	output_is ''
	is_gone
}

@test "a paused container needs force, v2" {
	delete_paused()
	{
		start_detached "$ID" || return
		echo 1 >"/sys/fs/cgroup/$ID/cgroup.freeze"
		eventually 3 has_status "$ID" paused || return
		! hull delete "$ID" 2>"$TEST_DIR/said" && grep -q 'that is not stopped: paused' "$TEST_DIR/said" &&
			hull delete --force "$ID" && [ ! -e "/sys/fs/cgroup/$ID" ]
	}
	in_v2 delete_paused
}

@test "a paused container needs force, v1" {
	require_v1
	require_controller freezer
	start_detached "$ID"
	echo FROZEN >"/sys/fs/cgroup/freezer/$ID/freezer.state"
	eventually 3 has_status "$ID" paused
	run hull delete "$ID"
	fails 1
	output_has 'that is not stopped: paused'
	hull delete --force "$ID"
	is_gone
}

@test "an unknown id: an error, but silence with force" {
	run hull delete "$ID"
	fails 1
	output_is "container does not exist: \"$ID\"; the state root is \"$ROOT\""
	run hull delete --force "$ID"
	succeeds
	output_is ''
	mkdir -m 700 "$ROOT"
	run hull delete --force "$ID"
	succeeds
	output_is ''
	run hull delete --force 'a/b'
	fails 1
}

@test "a stray directory is none, and goes away" {
	mkdir -m 700 "$ROOT" "$ROOT/$ID"
	run hull delete "$ID"
	fails 1
	output_has 'container does not exist'
	[ ! -e "$ROOT/$ID" ]
	mkdir "$ROOT/$ID"
	echo half >"$ROOT/$ID/.state.json.new"
	run hull delete --force "$ID"
	succeeds
	[ ! -e "$ROOT/$ID" ]
}

@test "files of another version in the state directory go with it" {
	create "$ID"
	touch "$ROOT/$ID/from-the-future"
	hull delete "$ID"
	is_gone
}

@test "a second delete finds nothing" {
	create "$ID"
	hull delete "$ID"
	run hull delete "$ID"
	fails 1
	output_has 'container does not exist'
}

@test "nested cgroups that the container made" {
	delete_nested()
	{
		start_detached "$ID" && mkdir -p "/sys/fs/cgroup/$ID/a/b/c" "/sys/fs/cgroup/$ID/d" &&
			hull delete --force "$ID" && [ ! -e "/sys/fs/cgroup/$ID" ]
	}
	in_v2 delete_nested
}

@test "without a PID namespace nobody is left behind" {
	drop_namespace pid
	set_script 'for i in 1 2 3; do setsid sleep 1000 & done; exec sleep 1000'
	start_detached "$ID"
	hull delete --force "$ID"
	is_gone
}

@test "a container whose init died long ago without a PID namespace" {
	drop_namespace pid
	set_script 'setsid sleep 1000 & exit 0'
	start_detached "$ID"
	eventually 3 has_status "$ID" stopped
	hull delete "$ID"
	is_gone
}

@test "a fork bomb, with force" {
	set_script 'bomb() { while :; do sh -c : & done; }; bomb & bomb & wait'
	start_detached "$ID"
	sleep 0.2
	hull delete --force "$ID"
	is_gone
}

@test "--regex: all that match, and what fails is told" {
	update_config 'del(.linux.cgroupsPath)'
	create "$ID-a"
	create "$ID-b"
	start_detached "$ID-other"
	hull delete --regex "^$ID-[ab]\$"
	[ "$(hull list -q)" = "$ID-other" ]
	run hull delete --regex "^$ID"
	fails 1
	output_has 'that is not stopped: running'
	hull delete --force --regex .
	[ "$(hull list -q)" = '' ]
}

@test "a half-made container: creating while hull is at it, then stopped, and deleted without force" {
	require_command python3
	create "$ID"
	hull kill "$ID" KILL
	sed -i 's/"status":"created","pid":[0-9]*/"status":"creating"/' "$ROOT/$ID/state.json"
	[ "$(flock "$ROOT/$ID" "$HULL" --root "$ROOT" state "$ID" | jq -r .status)" = creating ]
	[ "$(state_of "$ID")" = stopped ]
	run hull start "$ID"
	fails 1
	output_has 'cannot start a container that has stopped'
	hull delete "$ID"
	is_gone
}
