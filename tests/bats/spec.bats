#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2154,SC2016 # $status, $output and $stderr are bats'; another shell expands $HULL
# spec: the configuration that `hull spec` writes (contract 1.9 and 6.17).

load helpers

bats_require_minimum_version 1.5.0

setup()
{
	ROOT=$BATS_TEST_TMPDIR/state
	cd "$BATS_TEST_TMPDIR" || return
}

# has EXPRESSION [FILE]: true of the configuration
has()
{
	jq -e "$1" "${2:-config.json}" >/dev/null || {
		echo "not true: $1" >&2
		return 1
	}
}

@test "spec writes config.json, mode 0666 less the umask, and says nothing" {
	umask 027
	run --separate-stderr hull spec
	succeeds
	[ -z "$output$stderr" ]
	[ "$(stat -c %a config.json)" = 640 ]
	grep -q "^	\"ociVersion\": " config.json
	[ ! -e "$ROOT" ]
}

@test "spec never overwrites" {
	echo mine >config.json
	run --separate-stderr hull spec
	fails 1
	[[ $stderr == *'"config.json": remove it first: file exists' ]]
	[ "$(cat config.json)" = mine ]

	ln -s elsewhere dangling.json
	run hull spec --file dangling.json
	fails 1
	[ ! -e elsewhere ]
}

@test "--bundle says where, --file under which name" {
	mkdir bundle
	hull spec --bundle bundle
	hull spec -b bundle -f other.json
	hull spec --file="$PWD/third.json" --bundle=bundle
	cmp bundle/config.json bundle/other.json
	cmp bundle/config.json third.json
	run hull spec --bundle nowhere
	fails 1
	output_has 'open the bundle "nowhere": no such file or directory'
}

@test "a file that could not be written whole is removed again" {
	require_root
	run unshare --mount --propagation private sh -c '
		mkdir small && mount -t tmpfs -o size=4k,nr_inodes=4 tmpfs small &&
		head -c 4096 /dev/zero >small/full && "$HULL" spec --bundle small; echo "status $?"; ls small'
	output_has "no space left on device"
	output_has "status 1"
	output_lacks "config.json
full"
	output_has full
}

@test "the default is a shell with few rights in a read-only root" {
	hull spec
	has '.ociVersion | test("^1\\.")'
	has '.process | .terminal and .noNewPrivileges and .args == ["sh"] and .cwd == "/"'
	has '.process.user == { uid: 0, gid: 0 }'
	has '.process.env | any(startswith("PATH=/")) and index("TERM=xterm")'
	has '.process.capabilities | .bounding == ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"]
		and .effective == .bounding and .permitted == .bounding and (has("ambient") or has("inheritable") | not)'
	has '.process.rlimits == [{ type: "RLIMIT_NOFILE", soft: 1024, hard: 1024 }]'
	has '.root == { path: "rootfs", readonly: true }'
	has '.linux.resources.devices == [{ allow: false, access: "rwm" }]'
	has '.linux.maskedPaths | length == 10 and index("/proc/kcore") and index("/sys/firmware")'
	has '.linux.readonlyPaths == ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]'
	has '[.linux.namespaces[].type] - ["cgroup"] == ["pid", "network", "ipc", "uts", "mount"]'
	has '[.mounts[].destination] ==
		["/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys", "/sys/fs/cgroup"]'
	has '.mounts[] | select(.destination == "/dev/pts").options ==
		["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]'
}

@test "--rootless is for the calling user: mapped to root, without what he may not do" {
	hull spec --rootless
	has ".linux.uidMappings == [{ containerID: 0, hostID: $(id -u), size: 1 }]"
	has ".linux.gidMappings == [{ containerID: 0, hostID: $(id -g), size: 1 }]"
	has '[.linux.namespaces[].type] | index("user") and (index("network") | not)'
	has '.linux | has("resources") | not'
	has '.mounts[] | select(.destination == "/sys") | .type == "none" and .source == "/sys" and
		.options == ["rbind", "nosuid", "noexec", "nodev", "ro"]'
	has '[.mounts[].options[]?] | any(startswith("gid=") or startswith("uid=")) | not'
}

@test "a cgroup namespace only where there is cgroup v2" {
	hull spec
	if is_v2; then
		has '[.linux.namespaces[].type] | index("cgroup")'
	else
		has '[.linux.namespaces[].type] | index("cgroup") | not'
		in_v2 "$HULL" spec --file v2.json
		has '[.linux.namespaces[].type] | index("cgroup")' v2.json
	fi
}

@test "hull finds no fault with what it writes" {
	mkdir rootfs
	hull spec
	run --separate-stderr hull validate
	succeeds
	[ -z "$output$stderr" ]
	hull spec --rootless --file rootless.json
	run --separate-stderr hull validate --config rootless.json
	succeeds
	[ -z "$output$stderr" ]
}
