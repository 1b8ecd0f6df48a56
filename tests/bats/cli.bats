#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2154,SC2016 # $status, $output and $stderr are bats'; another shell expands $HULL
# cli: what engines rely on in the command line itself. Numbers in brackets are sections of the contract with engines.
# The grammar of options is tested in tests/unit/test_options.c; here is what only a process shows.

load helpers

bats_require_minimum_version 1.5.0

# A test that needs a container calls setup_bundle itself.
setup()
{
	ROOT=$BATS_TEST_TMPDIR/state
	cd "$BATS_TEST_TMPDIR" || return
}

commands()
{
	"$HULL" help | sed -n '/^COMMANDS:/,/^$/s/^   \([a-z]*\) .*/\1/p'
}

# one_line: an error is one line, and all of it on stderr
one_line()
{
	if [ -n "$output" ] || [ "${#stderr_lines[@]}" -ne 1 ]; then
		printf 'not one line of stderr: %s\nstdout: %s\n' "$stderr" "$output" >&2
		return 1
	fi
}

# stderr_has TEXT
stderr_has()
{
	[[ $stderr == *"$1"* ]] || {
		printf 'not on stderr: %s\n%s\n' "$1" "$stderr" >&2
		return 1
	}
}

silent()
{
	[ -z "$stderr" ] || {
		printf 'on stderr: %s\n' "$stderr" >&2
		return 1
	}
}

# refused TEXT ARGUMENT…: hull fails with status 1 and one line that has the text
refused()
{
	local text=$1
	shift

	run --separate-stderr "$HULL" --root "$ROOT" "$@"
	fails 1
	one_line
	stderr_has "$text"
}

# ---- Version and help

@test "--version, -v and -V say the same [1.1, 2.6]" {
	run --separate-stderr "$HULL" --version
	succeeds
	silent
	output_matches '^hull version [0-9]+\.[0-9]+\.[0-9]+[^ ]*'
	output_matches $'\ncommit: [^ \n]+\nspec: 1\\.[0-9]+\\.[0-9]+\n'
	output_matches '[+-]SECCOMP'
	local said=$output
	[ "$("$HULL" -v)" = "$said" ]
	[ "$("$HULL" -V)" = "$said" ]
}

@test "only the first line of --version has the word version [2.6, moby]" {
	[ "$("$HULL" --version | grep -c version)" -eq 1 ]
}

@test "help is on stdout and no error, for hull and for every command [1.1]" {
	local command option

	for option in help -h '-?' --help --usage; do
		run --separate-stderr "$HULL" "$option"
		succeeds
		silent
		output_has "hull - Open Container Initiative runtime"
		output_has "--root DIR"
	done
	[ "$(commands | wc -l)" -ge 11 ]
	for command in $(commands); do
		run --separate-stderr "$HULL" help "$command"
		succeeds
		silent
		output_has "hull $command - "
		local said=$output
		for option in -h '-?' --help --usage; do
			run --separate-stderr "$HULL" "$command" "$option"
			succeeds
			silent
			output_is "$said"
		done
	done
}

@test "help does nothing else" {
	run --separate-stderr "$HULL" --root "$ROOT" --log "$PWD/log" create --help
	succeeds
	[ ! -e "$ROOT" ] && [ ! -e log ]
}

@test "help of something unknown is an error [3.3, texts of runc's suite]" {
	refused "No help topic for 'foo'" help foo
	refused "No help topic for 'foo'" foo -h
}

@test "commands that hull does not have are refused, exec with 255 [3.4]" {
	local command

	for command in ps pause resume update events checkpoint restore; do
		refused "hull has no command '$command' yet" "$command" c1
	done
	run --separate-stderr "$HULL" exec c1 sh
	fails 255
	one_line
	stderr_has "hull has no command 'exec' yet"
	run "$HULL" help
	output_lacks "exec"
}

# ---- Mistakes in usage

@test "a mistake in usage is one line with what was meant, and starts nothing [1.1]" {
	refused "unknown option \"--bundel\" for 'hull create'; did you mean '--bundle'?" create --bundel . c1
	refused "unknown option \"--bun\" for 'hull create'" create --bun . c1
	refused "unknown option \"-x\" for 'hull list'" list -x
	refused "option '--bundle' requires an argument" create --bundle
	refused "option '--format' has to be one of table|json, not \"xml\"" list --format xml
	refused "option '--log-format' has to be one of text|json, not \"xml\"" --log-format xml list
	refused "unknown command \"creat\"; did you mean 'create'?" creat c1
	refused "no command given"
	refused "hull create: <container-id> is missing" create
	refused "\"c2\" is one argument too many" state c1 c2
	[ ! -e "$ROOT" ]
}

@test "a message shows no control characters of the caller's" {
	refused '\x1b[31m' "$(printf '\033[31mlist')"
	[[ $stderr != *$'\033'* ]]
}

@test "sockets that would never be used are refused before anything starts" {
	setup_bundle
	refused "--console-socket" create --console-socket "$TEST_DIR/socket" "$ID"
	refused "--pidfd-socket" create --pidfd-socket "$TEST_DIR/socket" "$ID"
	[ ! -e "$ROOT/$ID" ]
}

# ---- Errors about containers and bundles

@test "an unknown container: container does not exist [9.4]" {
	local command

	for command in state start kill delete; do
		refused "container does not exist: \"nobody\"" "$command" nobody
	done
}

@test "delete --force of an unknown container is silent and no error [9.4]" {
	run --separate-stderr "$HULL" --root "$ROOT" delete --force nobody
	succeeds
	silent
	output_is ""
}

@test "an empty or impossible id: one line, status 1 [9.21]" {
	local id

	setup_bundle
	refused "<container-id> cannot be empty" create ''
	for id in . .. a/b 'a b' $'a\nb' '*'; do
		refused "invalid container ID format" create "$id"
	done
}

@test "a bundle without config.json: one line, status 1 [9.21]" {
	mkdir empty
	refused "config.json" create --bundle empty c1
	[ ! -e "$ROOT/c1" ]
}

@test "broken JSON: one line with file, line and column, status 1 [9.21]" {
	mkdir broken
	printf '{\n\t"ociVersion": "1.0.0",\n\t"root": { "path" }\n}\n' >broken/config.json
	refused "config.json:3:" create --bundle broken c1
	[ ! -e "$ROOT/c1" ]
}

@test "kill knows its signals [1.6]" {
	refused 'unknown signal "FOO"' kill c1 FOO
	refused 'unknown signal "65"' kill c1 65
	refused 'unknown signal "RTMAX+1"' kill c1 RTMAX+1
	refused 'container does not exist' kill c1 sigrtmin+3
}

@test "kill and delete with --regex act on all that match [1.6]" {
	setup_bundle
	create "$ID-1"
	create "$ID-2"
	create "$ID-other"
	refused 'regular expression "("' kill --regex '('
	run --separate-stderr hull kill --regex "^$ID-[0-9]\$" KILL
	succeeds
	eventually 5 has_status "$ID-1" stopped
	eventually 5 has_status "$ID-2" stopped
	[ "$(state_of "$ID-other")" = created ]
	run --separate-stderr hull delete --regex "^$ID-[0-9]\$"
	succeeds
	run hull list --quiet
	output_is "$ID-other"
	run --separate-stderr hull delete --force --regex "^nothing"
	succeeds
	silent
}

# ---- Output

@test "state, list, features and --version leave stderr empty [9.2]" {
	setup_bundle
	create "$ID"
	local option
	for option in '' "--debug --log $TEST_DIR/log"; do
		# shellcheck disable=SC2086 # options, and paths without blanks
		for command in "state $ID" list "list --format json" "list --quiet" features --version; do
			run --separate-stderr hull $option $command
			succeeds
			silent
			[ -n "$output" ]
		done
	done
}

@test "list shows a table, JSON or ids, sorted [2.2]" {
	setup_bundle
	create "$ID-b"
	create "$ID-a"
	run hull list
	[[ ${lines[0]} =~ ^ID\ +PID\ +STATUS\ +BUNDLE\ +CREATED\ +OWNER$ ]]
	[[ ${lines[1]} =~ ^"$ID-a"\ {3,}[0-9]+\ +created\ +"$BUNDLE"\ {3,}[0-9T:.-]+Z\ +[^\ ]+$ ]]
	[ "${#lines[@]}" -eq 3 ]
	run hull list -q
	output_is "$ID-a"$'\n'"$ID-b"
	run hull list -f json
	[ "${#lines[@]}" -eq 1 ]
	[ "$(jq -r '[.[] | .id, .status, .bundle] | join(" ")' <<<"$output")" = \
		"$ID-a created $BUNDLE $ID-b created $BUNDLE" ]
	jq -e 'all(.pid > 0 and (.ociVersion | startswith("1.")) and has("rootfs") and has("created") and has("owner"))' \
		<<<"$output"
}

@test "list of nothing, and without a state root [2.2]" {
	[ ! -e "$ROOT" ]
	run --separate-stderr hull list --format json
	succeeds
	silent
	output_is "[]"
	run hull list
	output_matches '^ID +PID +STATUS +BUNDLE +CREATED +OWNER$'
	run hull list --quiet
	output_is ""
}

@test "output that does not arrive is an error" {
	run --separate-stderr bash -c '"$HULL" features >/dev/full'
	fails 1
	stderr_has "write to stdout: no space left on device"
	run --separate-stderr bash -c '"$HULL" features >&-'
	fails 1
	stderr_has "write to stdout: bad file descriptor"
	run --separate-stderr bash -c '{ sleep 0.2; "$HULL" features; echo $? >status; } | true'
	stderr_has "write to stdout: broken pipe"
	[ "$(cat status)" -eq 1 ]
}

@test "a closed stdout or stderr is not taken over by a file of hull's" {
	run bash -c '"$HULL" --log log --debug features >&-'
	fails 1
	[ ! -s log ] || run ! grep -q ociVersionMax log
	run bash -c '"$HULL" --root "$1" --log log2 state nobody 2>&-' bash "$ROOT"
	fails 1
	[ "$(wc -l <log2)" -eq 1 ]
}

@test "validate lists all problems on stdout, and is silent about a good bundle" {
	setup_bundle
	run --separate-stderr hull validate
	succeeds
	silent
	output_is ""
	update_config '.process.cwd = "relative" | .linux.namespaces += [{ type: "pid" }]'
	run --separate-stderr hull validate --bundle "$BUNDLE"
	fails 1
	silent
	output_has "process.cwd"
	output_has "linux.namespaces"
	[ "${#lines[@]}" -eq 2 ]
	refused "nowhere" validate --config nowhere
}

# ---- The log

@test "a failure is one JSON object in the log, with its parts, and the bare message on stderr [3.1, 3.2, 9.9]" {
	mkdir broken
	echo '{ "ociVersion": 1 }' >broken/config.json
	refused "config.json" --log log.json --log-format json create --bundle broken c1
	[ "$(jq -s length log.json)" -eq 1 ]
	[ "$(wc -l <log.json)" -eq 1 ]
	[ "$(jq -r .level log.json)" = error ]
	[ "$(jq -r .msg log.json)" = "$stderr" ]
	jq -r .time log.json | grep -Ex '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z'
	[ "$(($(date +%s) - $(date -d "$(jq -r .time log.json)" +%s)))" -lt 60 ]
}

@test "a mistake in usage is logged as well" {
	refused "is missing" --log log.json --log-format=json create
	[ "$(jq -r .msg log.json)" = "$stderr" ]
}

@test "nothing is logged on success, at the default level [9.9]" {
	setup_bundle
	hull --log "$TEST_DIR/log" create "$ID" </dev/null >/dev/null 2>&1
	[ -e "$TEST_DIR/log" ] && [ ! -s "$TEST_DIR/log" ]
}

@test "lines are appended: TIME LEVEL MESSAGE [3.2]" {
	echo before >log
	refused "does not exist" --log log state nobody
	refused "does not exist" --log file:log state nobody
	[ "$(wc -l <log)" -eq 3 ]
	[ "$(head -n 1 log)" = before ]
	sed 1d log | while read -r time level message; do
		[[ $time =~ ^[0-9T:.-]+Z$ ]] && [ "$level" = error ] && [ "$message" = "$stderr" ]
	done
}

@test "a path with a colon is a path [1.2]" {
	refused "does not exist" --log some:thing state nobody
	[ -s some:thing ]
}

@test "a log that cannot be opened is an error before anything starts" {
	setup_bundle
	refused 'open the log "/nowhere/log": no such file or directory' --log /nowhere/log create "$ID"
	[ ! -e "$ROOT/$ID" ]
}

@test "a trace that cannot be opened is an error before anything starts" {
	setup_bundle
	refused 'open the trace file "/nowhere/trace": no such file or directory' --trace /nowhere/trace create "$ID"
	[ ! -e "$ROOT/$ID" ]
}

@test "the log is JSON whatever is in the message" {
	refused "" --log log.json --log-format json "$(printf 'caf\303\251 \377"\\\t')"
	jq -e '.msg | contains("café")' log.json
}

@test "debug messages go to stderr only without --log" {
	run --separate-stderr hull --debug --criu /usr/bin/criu list
	succeeds
	stderr_has "debug option --criu is ignored"
	run --separate-stderr hull --debug --log log --criu /usr/bin/criu list
	succeeds
	silent
	grep -q "debug option --criu is ignored" log
}

@test "journald and syslog get datagrams [1.2]" {
	require_root
	require_command python3
	cat >receive.py <<-'END'
		import os, socket, subprocess, sys
		for path, option in (("/run/systemd/journal/socket", "journald:web1"), ("/dev/log", "syslog:web1")):
		    os.makedirs(os.path.dirname(path), exist_ok=True)
		    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		    receiver.bind(path)
		    receiver.settimeout(5)
		    subprocess.run([sys.argv[1], "--log", option, "nonsense"], stderr=subprocess.DEVNULL)
		    print(receiver.recv(65536))
	END
	run unshare --mount --propagation private sh -c \
		'mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /dev && mknod -m 666 /dev/null c 1 3 && python3 "$@"' \
		sh receive.py "$HULL"
	succeeds
	output_has 'PRIORITY=3\nSYSLOG_IDENTIFIER\n\x04\x00\x00\x00\x00\x00\x00\x00web1\nMESSAGE\n'
	output_has '<27>web1['
	output_has 'unknown command "nonsense"'
}
