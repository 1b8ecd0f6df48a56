#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# validate: finds everything that is wrong with a configuration, and does nothing (features B27, O11).

load helpers

setup()
{
	setup_bundle
}

@test "a good configuration: silence, and 0" {
	run hull validate
	succeeds
	output_is ''
	run hull validate --bundle "$BUNDLE"
	succeeds
	[ ! -e "$ROOT" ]
}

@test "all errors, one a line, each with line, column and path" {
	update_config '.process.cwd = "relative" | .process.rlimits = [{ type: "RLIMIT_NOFILE", soft: 5, hard: 1 }]
		| .root.readonly = "yes" | .linux.maskedPaths += ["relative"]'
	run hull validate
	fails 1
	local line
	for line in "${lines[@]}"; do
		[[ $line =~ ^config\.json:[1-9][0-9]*:[1-9][0-9]*:\ [a-z] ]]
	done
	# a wrong type is told first; the rules need a document without those
	output_matches 'root\.readonly: has to be a boolean, not a string$'
	update_config '.root.readonly = true'
	run hull validate
	fails 1
	[ "${#lines[@]}" -ge 3 ]
	output_has process.cwd
	output_has 'process.rlimits[0]'
	output_has linux.maskedPaths
}

@test "the place is the value's: line and column" {
	printf '{\n  "ociVersion": "1.2.0",\n  "process": {\n    "cwd": 7\n  }\n}\n' >config.json
	run hull validate
	fails 1
	output_has 'config.json:4:12: process.cwd: '
}

@test "--config: another file, under its own name" {
	cp config.json "$TEST_DIR/other.json"
	run hull validate --config "$TEST_DIR/other.json"
	succeeds
	echo '{' >"$TEST_DIR/other.json"
	run hull validate --config "$TEST_DIR/other.json"
	fails 1
	output_matches '^other\.json:[12]:[0-9]+: '
}

@test "no bundle, no configuration: an error as everywhere" {
	run hull validate --bundle /nowhere
	fails 1
	output_is 'open the bundle "/nowhere": no such file or directory'
	rm config.json
	run hull validate
	fails 1
	output_is "JSON specification file config.json not found in \".\"; a bundle is a directory with a config.json: 'hull spec' makes one"
}

@test "what hull itself can't do yet is no error of the document" {
	update_config '.process.terminal = true'
	run hull validate
	succeeds
}

@test "warnings go to the log" {
	update_config '.process.NoNewPrivileges = true'
	run hull --log "$TEST_DIR/log" --log-level warning validate
	succeeds
	output_is ''
	grep -q "process: unknown member 'NoNewPrivileges': did you mean 'noNewPrivileges'?" "$TEST_DIR/log"
}

@test "the configurations of engines are good" {
	local file
	for file in "$HELPERS_DIR/../data/config/"*.json; do
		run hull validate --config "$file"
		succeeds
		output_is ''
	done
}

@test "without root" {
	require_root
	chmod 755 "$TEST_DIR" "$BUNDLE"
	run setpriv --reuid 1000 --regid 1000 --clear-groups "$HULL" validate --bundle "$BUNDLE"
	succeeds
}
