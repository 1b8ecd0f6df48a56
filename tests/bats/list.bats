#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# list: all containers of a state root (contract 2.2), however many and whatever happens to them meanwhile.

load helpers

setup()
{
	require_root
	setup_bundle
	set_args sleep 1000
}

@test "no containers, no state root" {
	run hull list
	succeeds
	output_is 'ID          PID         STATUS      BUNDLE      CREATED     OWNER'
	run hull list --format json
	output_is '[]'
	run hull list -q
	output_is ''
	mkdir -m 700 "$ROOT"
	run hull list --format json
	succeeds
	output_is '[]'
}

@test "a root that is no directory is an error" {
	touch "$ROOT"
	run hull list
	fails 1
	output_is "open the state root \"$ROOT\": not a directory"
	rm "$ROOT"
}

@test "the table, sorted by id" {
	create "$ID-b"
	create "$ID-a"
	start_detached "$ID-c"
	run hull list
	succeeds
	[ "${#lines[@]}" -eq 4 ]
	[[ ${lines[0]} =~ ^ID\ +PID\ +STATUS\ +BUNDLE\ +CREATED\ +OWNER$ ]]
	[[ ${lines[1]} =~ ^$ID-a\ +$(pid_of "$ID-a")\ +created\ +$BUNDLE\ +20.*Z\ +root$ ]]
	[[ ${lines[2]} =~ ^$ID-b\ +[1-9][0-9]*\ +created\  ]]
	[[ ${lines[3]} =~ ^$ID-c\ +[1-9][0-9]*\ +running\  ]]
	run hull list --quiet
	output_is "$ID-a"$'\n'"$ID-b"$'\n'"$ID-c"
}

@test "JSON: the objects of state, and the owner" {
	update_config '.annotations = { a: "b" }'
	create "$ID"
	start_detached "$ID-2"
	hull list --format json >"$TEST_DIR/list"
	[ "$(wc -l <"$TEST_DIR/list")" -eq 1 ]
	jq -e 'length == 2 and .[0].owner == "root"' "$TEST_DIR/list"
	diff <(jq -S '.[0] | .owner = ""' "$TEST_DIR/list") <(hull state "$ID" | jq -S .)
	diff <(jq -S '.[1] | .owner = ""' "$TEST_DIR/list") <(hull state "$ID-2" | jq -S .)
}

@test "an owner without a name is a number" {
	create "$ID"
	sed -i 's/"status":"created"/&,"owner":3999999999/' "$ROOT/$ID/state.json"
	[ "$(hull list --format json | jq -r '.[].owner')" = '#3999999999' ]
}

@test "broken, half-made and foreign entries are passed over; the log tells of the broken ones" {
	create "$ID"
	mkdir "$ROOT/stray" "$ROOT/broken" "$ROOT/.hidden" "$ROOT/fifo" "$ROOT/dir"
	echo '{' >"$ROOT/broken/state.json"
	mkfifo "$ROOT/fifo/state.json"
	mkdir "$ROOT/dir/state.json"
	touch "$ROOT/file"
	ln -s nowhere "$ROOT/link"
	hull --log "$TEST_DIR/log" --log-level warning list -q >"$TEST_DIR/list" 2>"$TEST_DIR/stderr"
	[ "$(cat "$TEST_DIR/list")" = "$ID" ]
	[ ! -s "$TEST_DIR/stderr" ]
	grep -q 'warning list: the state of "broken" is damaged: state.json:' "$TEST_DIR/log"
	isnt grep -q 'stray\|hidden\|link' "$TEST_DIR/log"
	rm -r "$ROOT"/{stray,broken,.hidden,fifo,dir,file,link}
}

@test "entries that vanish and appear while it lists" {
	local i
	churn()
	{
		while [ -e "$TEST_DIR/churning" ]; do
			cp -r "$ROOT/$ID" "$ROOT/$ID-x"
			rm -r "$ROOT/$ID-x"
		done
	}
	create "$ID"
	touch "$TEST_DIR/churning"
	churn 2>/dev/null 3>&- &
	for ((i = 0; i < 200; i++)); do
		hull list -q >"$TEST_DIR/list" 2>&1 || break
		grep -qx "$ID" "$TEST_DIR/list" || break
	done
	rm "$TEST_DIR/churning"
	wait
	rm -rf "${ROOT:?}/$ID-x"
	cat "$TEST_DIR/list"
	[ $i -eq 200 ]
}

# Copies of one container's state: the files are what is read, and the process is looked at for each.
count_thousand()
{
	local i

	create "$ID" || return
	for ((i = 0; i < 1000; i++)); do
		mkdir "$ROOT/$ID-$i" && ln "$ROOT/$ID/state.json" "$ROOT/$ID-$i/state.json" || return
	done
	strace -f -o "$TEST_DIR/calls" "$HULL" --root "$ROOT" list -q >"$TEST_DIR/list"
	rm -r "$ROOT/$ID-"*
	hull delete "$ID"
}

@test "1000 containers: three files are opened, read and closed for each, and nothing else is done" {
	require_command strace
	require_plain_build
	in_v2 count_thousand
	[ "$(wc -l <"$TEST_DIR/list")" -eq 1001 ]
	[ "$(wc -l <"$TEST_DIR/calls")" -le $((1001 * 9 + 100)) ]
}

@test "a format that does not exist" {
	run hull list --format yaml
	fails 1
}
