#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016,SC2154 # what is in single quotes belongs to another shell; $output and $status are bats'
# paths: linux.maskedPaths, linux.readonlyPaths, root.readonly. Numbers in brackets are sections of the contract with engines,
# letters with numbers rows of the feature matrix or invariants.

load helpers

bats_require_minimum_version 1.5.0

setup()
{
	setup_bundle
	update_config '.linux.maskedPaths = [] | .linux.readonlyPaths = []'
	mkdir "$BUNDLE/rootfs/data"
	echo secret >"$BUNDLE/rootfs/data/file"
	mkdir "$BUNDLE/rootfs/data/dir"
	echo secret >"$BUNDLE/rootfs/data/dir/below"
}

mask()
{
	update_config '.linux.maskedPaths += $ARGS.positional' --args -- "$@"
}

read_only()
{
	update_config '.linux.readonlyPaths += $ARGS.positional' --args -- "$@"
}

in_container()
{
	set_script "$1"
	run hull run "$ID"
}

# ---- Masked paths [6.4]

@test "a masked file is the null device, a masked directory is empty and read-only [D37]" {
	mask /data/file /data/dir
	in_container 'stat -c "%F %t:%T" /data/file; cat /data/file; ls -A /data/dir; (: >/data/dir/new) || echo refused'
	succeeds
	output_has "character special file 1:3"
	output_has "Read-only file system"
	output_has refused
	output_lacks secret
	output_lacks below
}

@test "a masked directory has room for nothing, even if it is made writable" {
	update_config '.process.capabilities[] += ["CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE"]'
	mask /data/dir
	in_container 'mount -o remount,rw /data/dir && (: >/data/dir/a) 2>/dev/null && echo made; ls -A /data/dir'
	output_is ""
}

@test "masked paths that are missing are skipped [D38]" {
	mask /no/such/path /data/file/below /data/missing
	in_container 'cat /data/file'
	succeeds
	output_is secret
}

@test "links in a masked path are followed inside the root only" {
	ln -s /data/file "$BUNDLE/rootfs/link"
	ln -s ../../../../data/dir "$BUNDLE/rootfs/other"
	mask /link /other/
	in_container 'cat /data/file; ls -A /data/dir; stat -c %F /data/file'
	succeeds
	output_is "character special file"
}

@test "all masks of files are the host's own null device, all of directories one file system [K5, D41]" {
	local i
	for i in 1 2 3; do
		echo secret >"$BUNDLE/rootfs/data/file$i"
		mkdir "$BUNDLE/rootfs/data/dir$i"
	done
	mask /data/file{1,2,3} /data/dir{1,2,3}
	in_container 'awk "\$5 ~ \"^/data/\" { print \$3, \$4, \$6 }" /proc/self/mountinfo | sort | uniq -c'
	succeeds
	[ "${#lines[@]}" -eq 2 ]
	[[ $output == *"3 "*"/null"* ]]
	[[ $output == *"3 "*" / ro,nosuid,nodev,noexec"* ]]
}

@test "the container's own null device is never used for a mask, whatever it is [K5, D39]" {
	rm -rf "$BUNDLE/rootfs/dev"
	mkdir "$BUNDLE/rootfs/dev"
	update_config '.mounts |= map(select(.destination | startswith("/dev") | not))'
	mknod "$BUNDLE/rootfs/dev/null" c 1 5
	mask /data/file
	run -1 hull run "$ID"
	output_has 'make the device "/dev/null": something else is there already: not c 1:3'
	rm "$BUNDLE/rootfs/dev/null"
	in_container 'stat -c %t:%T /data/file'
	succeeds
	output_is 1:3
}

@test "10000 masked paths make one file system, and take no more than a few seconds [D41]" {
	(cd "$BUNDLE/rootfs/data" && seq -f dir-%g 10000 | xargs mkdir)
	update_config '.linux.maskedPaths = [range(1; 10001) | "/data/dir-\(.)"]'
	set_script 'awk "\$5 ~ \"^/data/dir-\" { n++; fs[\$3] } END { for (i in fs) m++; print n, m }" /proc/self/mountinfo'
	run timeout 60 "$HULL" --root "$ROOT" run "$ID"
	succeeds
	output_is "10000 1"
}

# ---- Read-only paths [6.4]

@test "a read-only path is not writable: a directory, a file, one in /proc [D40]" {
	read_only /data/dir /data/file /proc/sys /no/such/path
	in_container 'for path in /data/dir/below /data/file /proc/sys/kernel/hostname; do (: >$path) || echo refused; done
		: >/data/other'
	succeeds
	[ "$(grep -c '^refused$' <<<"$output")" -eq 3 ]
	output_has "Read-only file system"
}

@test "a read-only path keeps the other flags of its mount" {
	update_config '.mounts += [{ type: "tmpfs", source: "tmpfs", destination: "/mnt",
		options: ["nosuid", "nodev", "noexec", "noatime"] }]'
	read_only /mnt
	in_container 'awk "\$5 == \"/mnt\" { print \$6 }" /proc/self/mountinfo | tail -n 1'
	succeeds
	output_is ro,nosuid,nodev,noexec,noatime
}

@test "what is mounted below a read-only path keeps its own flags" {
	update_config '.mounts += [{ type: "tmpfs", source: "tmpfs", destination: "/data/dir/deep" }]'
	read_only /data
	in_container '(: >/data/dir/new) || echo refused; : >/data/dir/deep/new; ls /data/dir/deep'
	succeeds
	output_has refused
	output_has new
}

@test "a path that is both is masked" {
	mask /data/dir
	read_only /data/dir
	in_container 'ls -A /data/dir'
	succeeds
	output_is ""
}

@test "paths without a mount namespace of the container's own are an error [6.4]" {
	drop_namespace mount
	update_config '.mounts = [] | .root.readonly = false'
	mask /data
	run -1 hull run "$ID"
	output_has "unable to restrict sys entries without a private MNT namespace (linux.maskedPaths)"
}

# ---- The root

@test "root.readonly makes the root read-only, and nothing that is mounted on it [D2]" {
	update_config '.root.readonly = true'
	in_container '(: >/new) || echo refused; : >/dev/shm/new; ls /dev/shm'
	succeeds
	output_has refused
	output_has new
}

@test "a root on a file system that is read-only itself works as long as nothing has to be made" {
	mount --bind "$BUNDLE/rootfs" "$BUNDLE/rootfs"
	mount -o remount,bind,ro "$BUNDLE/rootfs"
	in_container 'echo fine'
	umount "$BUNDLE/rootfs"
	succeeds
	output_is fine
}

# Propagation of the root as a container sees it [6.3, D14]
root_peers()
{
	set_script 'awk "\$5 == \"/\" { for (i = 7; \$i != \"-\"; i++) print \$i }" /proc/self/mountinfo'
	hull run "$ID" | sed 's/:.*//' | sort | tr '\n' ' '
}

@test "rootfsPropagation: slave or private while it is filled, and what was asked for at the end [D14]" {
	mount --bind "$BUNDLE/rootfs" "$BUNDLE/rootfs"
	mount --make-shared "$BUNDLE/rootfs"
	declare -A expected=([shared]="master shared " [rshared]="master shared " [slave]="master " [rslave]="master "
		[private]="" [rprivate]="" [unbindable]="unbindable ")
	local word
	for word in "${!expected[@]}"; do
		update_config '.linux.rootfsPropagation = $word' --arg word "$word"
		[ "$(root_peers)" = "${expected[$word]}" ] || {
			umount "$BUNDLE/rootfs"
			echo "$word: $(root_peers)" >&2
			return 1
		}
	done
	update_config 'del(.linux.rootfsPropagation)'
	[ "$(root_peers)" = "master " ]
	umount "$BUNDLE/rootfs"
}
