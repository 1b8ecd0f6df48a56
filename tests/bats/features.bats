#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2154 # $status, $output and $stderr are bats'
# features: the document that engines read when they start (contract 2.5).

load helpers

bats_require_minimum_version 1.5.0

setup()
{
	ROOT=$BATS_TEST_TMPDIR/state
}

# has EXPRESSION: true of the document
has()
{
	"$HULL" features | jq -e "$1" >/dev/null || {
		echo "not true: $1" >&2
		return 1
	}
}

@test "features prints one JSON object, and nothing on stderr" {
	run --separate-stderr hull features
	succeeds
	[ -z "$stderr" ]
	[ "$(jq -s length <<<"$output")" -eq 1 ]
	[ ! -e "$ROOT" ]
}

@test "features takes no argument" {
	run hull features c1
	fails 1
	output_has "one argument too many"
}

@test "versions are there: cri-o refuses a runtime without" {
	has '.ociVersionMin == "1.0.0"'
	has '.ociVersionMax | test("^1\\.[0-9]+\\.[0-9]+$")'
	[ "$("$HULL" features | jq -r .ociVersionMax)" = "$("$HULL" --version | sed -n 's/^spec: //p')" ]
}

@test "mount options are listed once each, sorted, with rro" {
	has '.mountOptions | index("rro")'
	has '.mountOptions | index("bind") and index("ro") and index("rslave")'
	has '.mountOptions | . == unique'
}

@test "namespaces are listed, sorted" {
	has '.linux.namespaces == ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"]'
}

@test "what can be on or off says which" {
	has '[.linux.seccomp.enabled, .linux.apparmor.enabled, .linux.selinux.enabled, .linux.intelRdt.enabled,
		.linux.netDevices.enabled, .linux.mountExtensions.idmap.enabled] | all(type == "boolean")'
	has '.linux.cgroup | [.v1, .v2, .systemd, .systemdUser, .rdma] | all(type == "boolean")'
	has '.hooks | type == "array"'
}

@test "capabilities are names" {
	require_built_with CAP
	has '.linux.capabilities | index("CAP_SYS_ADMIN") and all(test("^CAP_[A-Z0-9_]+$"))'
	has '.linux.capabilities | . == unique'
}

@test "annotations are strings, and the commit is hull's own" {
	has '.annotations | all(type == "string")'
	has '.annotations["org.hull.commit"]'
	has '.annotations | has("org.opencontainers.runc.commit") | not'
	has '.potentiallyUnsafeConfigAnnotations | index("org.systemd.property.") and index("run.oci.")'
}

@test "features needs no privileges, no state and no environment" {
	require_root
	require_command setpriv
	run --separate-stderr env -i setpriv --bounding-set=-all --inh-caps=-all "$HULL" features
	succeeds
	[ -z "$stderr" ]
	[ "$output" = "$("$HULL" features)" ]
}
