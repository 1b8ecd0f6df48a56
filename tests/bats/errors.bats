#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# errors: every way to fail has one sentence: what, where, why and what to do (contract 3, features O1 to O4). The sentences
# stand in tests/data/errors; whatever fails has left nothing.

load helpers

setup()
{
	require_root
	setup_bundle
	DATA=$HELPERS_DIR/../data/errors
	cp "$DATA/base.json" config.json
	mkdir "$TEST_DIR/log"
}

# each_block FILE COMMAND: COMMAND is called with the second and the third line of every block
each_block()
{
	local comment first second failed=0 blocks=0

	while read -r comment; do
		[[ $comment == '# '* ]] && IFS= read -r first && [ -n "$first" ] && [[ $first != '#'* ]] &&
			IFS= read -r second || continue
		blocks=$((blocks + 1))
		"$2" "$first" "$second" || {
			echo "in '${comment#\# }'" >&2
			failed=$((failed + 1))
		}
	done <"$DATA/$1"
	echo "$blocks blocks, $failed failed"
	[ $blocks -ge "$LEAST" ] && [ $failed -eq 0 ]
}

with_names()
{
	local text=${1//@ID@/$ID}

	text=${text//@ROOT@/$ROOT}
	echo "${text//@BUNDLE@/$BUNDLE}"
}

nothing_is_left()
{
	local path

	for path in "$ROOT/$ID" "$TEST_DIR/pid" /sys/fs/cgroup/{,*/}"$ID"; do
		[ ! -e "$path" ] || {
			echo "left: $path" >&2
			return 1
		}
	done
}

# says EXPECTED COMMAND…: exactly that line on stderr, nothing on stdout, 1 as the status
says()
{
	local expected status=0

	rm -f "$TEST_DIR/log/json"
	expected=$(with_names "$1")
	shift

	hull "$@" </dev/null >"$TEST_DIR/stdout" 2>"$TEST_DIR/stderr" || status=$?
	[ "$(<"$TEST_DIR/stderr")" = "$expected" ] && [ "$(wc -l <"$TEST_DIR/stderr")" -eq 1 ] &&
		[ ! -s "$TEST_DIR/stdout" ] && [ $status -eq 1 ] || {
		printf 'expected: %s\ngot:      %s\nstatus %s\n' "$expected" "$(<"$TEST_DIR/stderr")" $status >&2
		return 1
	}
}

# The log has that one sentence, as one object with a time that can be parsed.
log_has_one()
{
	jq -es --rawfile said "$TEST_DIR/stderr" 'length == 1 and .[0].level == "error" and .[0].msg == ($said | rtrimstr("\n"))
		and (.[0].time | test("^20[0-9-]+T[0-9:]+[.][0-9]{6}Z$"))' "$TEST_DIR/log/json" >/dev/null || {
		echo "the log has: $(<"$TEST_DIR/log/json")" >&2
		return 1
	}
}

config_says()
{
	says "$1" --log "$TEST_DIR/log/json" --log-format json create --pid-file "$TEST_DIR/pid" "$ID" &&
		log_has_one && nothing_is_left && says "${1/#create failed/run failed}" run "$ID" && nothing_is_left
}

edited_config_says()
{
	jq "$1" "$DATA/base.json" >config.json || return
	if ! config_says "$2"; then
		hull delete --force "$ID"
		return 1
	fi
}

edited_text_says()
{
	sed "$1" "$DATA/base.json" >config.json || return
	config_says "$2"
}

@test "broken configurations" {
	LEAST=40 each_block config.txt edited_config_says
	[ -z "$(left_processes)" ]
	[ -z "$(left_cgroups)" ]
}

@test "texts that are no configuration" {
	LEAST=10 each_block raw.txt edited_text_says
}

command_says()
{
	local words
	read -ra words <<<"$(with_names "$1")"
	says "$2" "${words[@]}"
}

@test "commands" {
	set_args sleep 1000
	create "$ID-created"
	start_detached "$ID-running"
	start_detached "$ID-stopped"
	hull kill "$ID-stopped" KILL
	eventually 3 has_status "$ID-stopped" stopped
	chown 1000 "$BUNDLE/rootfs/home"
	LEAST=20 each_block commands.txt command_says
	[ "$(hull list -q | wc -l)" -eq 3 ]
	[ "$(state_of "$ID-created")" = created ]
	[ "$(state_of "$ID-running")" = running ]
}

@test "an error of the container's init: once, from hull, not from init on the container's stderr" {
	set_args /nowhere
	run hull create "$ID"
	fails 1
	[ "${#lines[@]}" -eq 1 ]
	run bash -c '"$0" --root "$1" create "$2" 2>/dev/null' "$HULL" "$ROOT" "$ID"
	fails 1
	output_is ''
}

@test "control characters of an image don't reach the terminal" {
	update_config '.process.args = ["a\u001b[31mb\nc"]'
	run hull create "$ID"
	fails 1
	[ "${#lines[@]}" -eq 1 ]
	isnt grep -q $'\e' <<<"$output"
	output_has 'exec: "a\x1b[31mb\nc": executable file not found'
}

@test "an argument of 100 kB does not make the sentence endless" {
	update_config '.process.args = [$a]' --arg a "/$(head -c 100000 /dev/zero | tr '\0' a)"
	run hull create "$ID"
	fails 1
	[ "${#output}" -lt 2000 ]
	[ "${#lines[@]}" -eq 1 ]
}

@test "the text log has one line, the default level nothing on success" {
	hull --log "$TEST_DIR/log/text" run "$ID"
	[ ! -s "$TEST_DIR/log/text" ]
	set_args /nowhere
	run hull --log "$TEST_DIR/log/text" run "$ID"
	fails 1
	[ "$(wc -l <"$TEST_DIR/log/text")" -eq 1 ]
	grep -Eq '^20[0-9-]+T[0-9:.]+Z error run failed: exec: "/nowhere": ' "$TEST_DIR/log/text"
}
