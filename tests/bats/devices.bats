#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016,SC2154 # what is in single quotes belongs to another shell; $output and $status are bats'
# devices: the nodes and links of /dev. Numbers in brackets are sections of the contract with engines, letters with numbers
# rows of the feature matrix. What a container may do with a device is tested with the cgroups.

load helpers

bats_require_minimum_version 1.5.0

setup()
{
	require_cap CAP_MKNOD
	setup_bundle
}

device()
{
	update_config '.linux.devices += [$device]' --argjson device "$1"
}

in_container()
{
	set_script "$1"
	run hull run "$ID"
}

# refused TEXT: one line with it, and status 1
refused()
{
	run --separate-stderr hull run "$ID"
	fails 1
	[ -z "$output" ] && [ "${#stderr_lines[@]}" -eq 1 ] && [[ $stderr == *"$1"* ]] || {
		printf 'expected: %s\ngot: %s%s\n' "$1" "$output" "$stderr" >&2
		return 1
	}
}

# A container whose /dev is the image's
without_dev_mount()
{
	update_config '.mounts |= map(select(.destination | startswith("/dev") | not))'
}

@test "the default devices are there, with mode 666 whatever the caller's umask [6.2, I1]" {
	umask 077
	in_container 'cd /dev; stat -c "%n %F %a %u:%g %t:%T" null zero full random urandom tty'
	succeeds
	output_is "null character special file 666 0:0 1:3
zero character special file 666 0:0 1:5
full character special file 666 0:0 1:7
random character special file 666 0:0 1:8
urandom character special file 666 0:0 1:9
tty character special file 666 0:0 5:0"
}

@test "the links of /dev are there [6.2, D44]" {
	in_container 'cd /dev; for link in fd stdin stdout stderr ptmx; do echo "$link $(readlink $link)"; done'
	succeeds
	output_is "fd /proc/self/fd
stdin /proc/self/fd/0
stdout /proc/self/fd/1
stderr /proc/self/fd/2
ptmx pts/ptmx"
}

@test "/dev/core is a link where the host shows a kcore" {
	in_container 'readlink /dev/core'
	if [ -e /proc/kcore ]; then
		output_is /proc/kcore
	else
		output_is ""
	fi
}

@test "listed devices of each type, with mode and owner [I2]" {
	device '{ "path": "/dev/c", "type": "c", "major": 1, "minor": 5, "fileMode": 384, "uid": 12, "gid": 13 }'
	device '{ "path": "/dev/u", "type": "u", "major": 1, "minor": 7 }'
	device '{ "path": "/dev/b", "type": "b", "major": 7, "minor": 0, "fileMode": 432 }'
	device '{ "path": "/dev/p", "type": "p", "fileMode": 420 }'
	in_container 'cd /dev; stat -c "%n %F %a %u:%g %t:%T" c u b p'
	succeeds
	output_is "c character special file 600 12:13 1:5
u character special file 666 0:0 1:7
b block special file 660 0:0 7:0
p fifo 644 0:0 0:0"
}

@test "devices outside of /dev, and the directories they need [I5]" {
	device '{ "path": "/opt/deep/er/zero", "type": "c", "major": 1, "minor": 5 }'
	in_container 'stat -c "%a %F" /opt/deep/er /opt/deep/er/zero; head -c 3 /opt/deep/er/zero | wc -c'
	succeeds
	output_is $'755 directory\n666 character special file\n3'
}

@test "a listed device with the path of a default one takes its place" {
	device '{ "path": "/dev/null", "type": "c", "major": 1, "minor": 3, "fileMode": 420, "uid": 5 }'
	in_container 'stat -c "%a %u" /dev/null'
	succeeds
	output_is "644 5"
}

@test "an unknown type is an error [I3]" {
	device '{ "path": "/dev/x", "type": "x", "major": 1, "minor": 5 }'
	refused 'linux.devices[0].type'
}

@test "what is there already is left alone if it is the same device [I4]" {
	without_dev_mount
	mknod -m 600 "$BUNDLE/rootfs/dev/null" c 1 3
	mknod -m 640 "$BUNDLE/rootfs/dev/there" b 7 1
	mkfifo -m 600 "$BUNDLE/rootfs/dev/fifo"
	device '{ "path": "/dev/there", "type": "b", "major": 7, "minor": 1 }'
	device '{ "path": "/dev/fifo", "type": "p" }'
	in_container 'stat -c %a /dev/null /dev/there /dev/fifo'
	succeeds
	output_is $'600\n640\n600'
	# and once more, with everything there
	in_container 'stat -c %a /dev/zero'
	succeeds
	output_is 666
}

@test "something else at the path of a device is an error that says what was wanted [I4]" {
	without_dev_mount
	device '{ "path": "/dev/there", "type": "b", "major": 7, "minor": 1 }'
	local there=$BUNDLE/rootfs/dev/there text='make the device "/dev/there": something else is there already: not b 7:1 (linux.devices[0])'
	touch "$there"
	refused "$text"
	rm "$there"
	mknod "$there" b 7 2
	refused "$text"
	rm "$there"
	mknod "$there" c 7 1
	refused "$text"
	rm "$there"
	ln -s zero "$there"
	refused "$text"
	rm "$there"
	mkdir "$there"
	refused "$text"
}

@test "something else at the path of a default device or a link is an error, too" {
	without_dev_mount
	mkdir "$BUNDLE/rootfs/dev/zero"
	refused 'make the device "/dev/zero": something else is there already: not c 1:5'
	rmdir "$BUNDLE/rootfs/dev/zero"
	ln -s /elsewhere "$BUNDLE/rootfs/dev/fd"
	refused 'make the link "/dev/fd" to "/proc/self/fd": something else is there already'
	[ "$(readlink "$BUNDLE/rootfs/dev/fd")" = /elsewhere ]
}

@test "an image's own /dev/ptmx, node or link, stays" {
	without_dev_mount
	mknod -m 600 "$BUNDLE/rootfs/dev/ptmx" c 5 2
	in_container 'stat -c "%F %t:%T" /dev/ptmx'
	succeeds
	output_is "character special file 5:2"
	rm "$BUNDLE/rootfs/dev/ptmx"
	ln -s pts/ptmx "$BUNDLE/rootfs/dev/ptmx"
	in_container 'readlink /dev/ptmx'
	succeeds
	output_is pts/ptmx
	rm "$BUNDLE/rootfs/dev/ptmx"
	mknod "$BUNDLE/rootfs/dev/ptmx" c 1 5
	refused 'make the link "/dev/ptmx" to "pts/ptmx": something else is there already'
}

@test "a /dev that is bound from outside is left as it is [6.2]" {
	mkdir "$TEST_DIR/dev"
	mknod -m 666 "$TEST_DIR/dev/null" c 1 3
	without_dev_mount
	update_config '.mounts += [{ type: "bind", source: $dir, destination: "/dev", options: ["rbind"] }]' --arg dir "$TEST_DIR/dev"
	in_container 'ls -A /dev'
	succeeds
	output_is null
	[ "$(ls -A "$TEST_DIR/dev")" = null ]
}

@test "a read-only /dev is filled before it is read-only" {
	update_config '.mounts |= map(if .destination == "/dev" then .options += ["ro"] else . end)'
	in_container 'test -c /dev/null && test -L /dev/fd && echo filled; (: >/dev/new) || echo read-only; echo x >/dev/null'
	succeeds
	output_has filled
	output_has read-only
}

@test "a device whose directory is a link goes where the link leads inside the root" {
	ln -s /etc "$BUNDLE/rootfs/link"
	device '{ "path": "/link/zero", "type": "c", "major": 1, "minor": 5 }'
	in_container 'test -c /etc/zero && echo inside'
	succeeds
	output_is inside
	[ ! -e /etc/zero ]
}

@test "/ and .. are no paths of a device" {
	device '{ "path": "/dev/..", "type": "c", "major": 1, "minor": 5 }'
	refused 'make the directory of "/dev/..": invalid argument (linux.devices[0])'
}
