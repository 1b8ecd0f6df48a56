#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# state: the document (contract 2.1), for every status, and nothing besides it.

load helpers

setup()
{
	require_root
	setup_bundle
	set_args sleep 1000
}

# is_state JQ-EXPRESSION: true of $output
is_state()
{
	jq -e "$1" >/dev/null <<<"$output" || {
		echo "not true: $1" >&2
		echo "$output" >&2
		return 1
	}
}

@test "a created container" {
	update_config '.annotations = { "a.b": "c", "empty": "" }'
	create "$ID"
	run hull state "$ID"
	succeeds
	is_state '.status == "created" and .pid > 0 and (.pid | type) == "number"'
	is_state ".id == \"$ID\" and .bundle == \"$BUNDLE\" and .rootfs == \"$BUNDLE/rootfs\""
	is_state '.annotations == { "a.b": "c", "empty": "" }'
	is_state '.ociVersion == "'"$("$HULL" --version | sed -n 's/^spec: //p')"'"'
	is_state '.owner == ""'
	[ "$(readlink "/proc/$(jq .pid <<<"$output")/exe")" = '/memfd:hull-init (deleted)' ]
}

@test "a running container, its pid is the program's" {
	start_detached "$ID"
	run hull state "$ID"
	is_state '.status == "running"'
	[ "$(readlink "/proc/$(jq .pid <<<"$output")/exe")" = /bin/busybox ]
}

@test "a stopped container has pid 0" {
	set_args true
	start_detached "$ID"
	eventually 3 has_status "$ID" stopped
	run hull state "$ID"
	is_state '.status == "stopped" and .pid == 0'
}

@test "a zombie is a stopped container" {
	require_command python3
	set_args true
	cat >"$TEST_DIR/lazy.py" <<-'END'
		import ctypes, subprocess, sys, time
		ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) # PR_SET_CHILD_SUBREAPER; nobody waits
		hull = sys.argv[1:4]
		subprocess.run(hull + ["run", "--detach", sys.argv[4]], check=True, stdin=subprocess.DEVNULL)
		time.sleep(0.3)
		sys.stdout.write(subprocess.run(hull + ["state", sys.argv[4]], check=True, capture_output=True, text=True).stdout)
	END
	run python3 "$TEST_DIR/lazy.py" "$HULL" --root "$ROOT" "$ID"
	is_state '.status == "stopped" and .pid == 0'
}

@test "another process with the pid of a dead init is not taken for it" {
	create "$ID"
	hull kill "$ID" KILL
	eventually 3 has_status "$ID" stopped
	# as if the pid had come round again
	sed -i "s/\"pid\":[0-9]*/\"pid\":$$/" "$ROOT/$ID/state.json"
	[ "$(state_of "$ID")" = stopped ]
	run hull kill "$ID" KILL
	fails 1
	output_has 'container not running'
	hull delete --force "$ID"
	kill -0 $$
}

freeze()
{
	echo 1 >"/sys/fs/cgroup/$ID/cgroup.freeze"
	eventually 3 grep -q 'frozen 1' "/sys/fs/cgroup/$ID/cgroup.events"
}

@test "a frozen container is paused, a created one as well" {
	update_config '.linux.cgroupsPath = $path' --arg path "/$ID"
	frozen()
	{
		create "$ID" && freeze && [ "$(state_of "$ID")" = paused ] && hull delete --force "$ID" &&
			start_detached "$ID" && freeze && [ "$(state_of "$ID")" = paused ] && hull delete --force "$ID"
	}
	in_v2 frozen
}

@test "created is RFC 3339 with nine digits and Z, and now" {
	create "$ID"
	run hull state "$ID"
	[[ $(jq -r .created <<<"$output") =~ ^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{9}Z$ ]]
	local made now
	made=$(date -u -d "$(jq -r .created <<<"$output")" +%s) now=$(date +%s)
	[ $((now - made)) -ge 0 ] && [ $((now - made)) -le 10 ]
}

@test "without annotations there are none; the bundle and the root are absolute" {
	update_config '.root.path = "./rootfs"'
	create "$ID" --bundle ../bundle/.
	run hull state "$ID"
	is_state 'has("annotations") | not'
	is_state ".bundle == \"$BUNDLE\" and .rootfs == \"$BUNDLE/rootfs\""
	is_state 'has("systemd-scope") | not'
}

@test "an absolute root.path stays as it is" {
	update_config '.root.path = $path' --arg path "$BUNDLE/rootfs"
	create "$ID"
	[ "$(hull state "$ID" | jq -r .rootfs)" = "$BUNDLE/rootfs" ]
}

@test "the text: keys in runc's order, two blanks, one newline at the end, nothing on stderr" {
	create "$ID"
	hull state "$ID" >"$TEST_DIR/text" 2>"$TEST_DIR/stderr"
	[ ! -s "$TEST_DIR/stderr" ]
	jq . "$TEST_DIR/text" | cmp - "$TEST_DIR/text"
	[ "$(jq -r 'keys_unsorted | join(" ")' "$TEST_DIR/text")" = \
		'ociVersion id pid status bundle rootfs created owner' ]
}

@test "with --debug and a log nothing goes to stderr" {
	create "$ID"
	hull --debug --log "$TEST_DIR/log" state "$ID" >"$TEST_DIR/text" 2>&1
	jq -e .id "$TEST_DIR/text"
}

@test "an annotation of a megabyte" {
	head -c 1000000 /dev/zero | tr '\0' x >"$TEST_DIR/large"
	update_config '.annotations = { large: $text }' --rawfile text "$TEST_DIR/large"
	create "$ID"
	[ "$(hull state "$ID" | jq '.annotations.large | length')" = 1000000 ]
	hull start "$ID"
	[ "$(state_of "$ID")" = running ]
}

@test "an unknown id, with and without a state root" {
	run hull state "$ID"
	fails 1
	output_is "container does not exist: \"$ID\"; the state root is \"$ROOT\""
	mkdir -m 700 "$ROOT"
	run hull state "$ID"
	fails 1
	output_is "container does not exist: \"$ID\"; the state root is \"$ROOT\""
}

@test "a state from a newer hull is understood as far as it goes" {
	create "$ID"
	sed -i 's/^{"version":[0-9]*/{"version":99,"future":{"x":[1,null]}/' "$ROOT/$ID/state.json"
	[ "$(state_of "$ID")" = created ]
	hull start "$ID"
	[ "$(state_of "$ID")" = running ]
}

@test "a damaged state is told as such, with the place; delete --force takes it away" {
	create "$ID"
	hull kill "$ID" KILL
	eventually 3 has_status "$ID" stopped
	cp "$ROOT/$ID/state.json" "$TEST_DIR/good"
	echo '{"version":1,' >"$ROOT/$ID/state.json"
	run hull state "$ID"
	fails 1
	output_matches "^the state of \"$ID\" is damaged: state.json:[0-9]+:[0-9]+: .*; delete --force removes what is left of the container$"
	run hull delete "$ID"
	fails 1
	mv "$TEST_DIR/good" "$ROOT/$ID/state.json"
	hull delete "$ID"
}
