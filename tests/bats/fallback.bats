#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016,SC2154 # what is in single quotes belongs to another shell; $output and $status are bats'
# fallback: kernels and sandboxes that lack a system call, by a filter that makes it fail (tests/tools/deny.c). With each of
# them a container is the same as without, or refused in one line that names what is missing. docs/kernel.md has the list.

load helpers

bats_require_minimum_version 1.5.0

# ENOSYS: the kernel does not have it. EPERM: what an older sandbox says to a call that it does not know.
ERRORS=(ENOSYS EPERM)

setup_file()
{
	"${CC:-cc}" -O2 -o "$BATS_FILE_TMPDIR/deny" "$HELPERS_DIR/../tools/deny.c" || skip "needs a C compiler"
}

setup()
{
	setup_bundle
	# of everything that mounts can be a little
	mkdir -p "$TEST_DIR/source/sub" "$BUNDLE"/rootfs/{copied,target}
	echo text | tee "$TEST_DIR/source/file" >"$BUNDLE/rootfs/copied/file"
	ln -s target "$BUNDLE/rootfs/link"
	update_config '.root.readonly = true | .mounts += [
		{ type: "bind", source: $dir, destination: "/tree", options: ["rbind", "ro", "nosuid"] },
		{ type: "bind", source: "\($dir)/file", destination: "/file", options: ["bind", "ro", "rprivate"] },
		{ type: "bind", source: $dir, destination: "/shared", options: ["bind", "noexec", "shared"] },
		{ type: "tmpfs", source: "late", destination: "/late", options: ["ro", "size=64k"] },
		{ type: "tmpfs", source: "copied", destination: "/copied", options: ["tmpcopyup", "size=64k", "noatime"] },
		{ type: "tmpfs", source: "deep", destination: "/link/deep/er", options: ["nodev", "slave"] },
		{ type: "tmpfs", source: "again", destination: "/late", options: ["remount", "nosuid"] }]
		| .linux.maskedPaths += ["/etc/group", "/var"] | .linux.readonlyPaths += ["/etc/passwd", "/home", "/sys/fs/cgroup"]' \
		--arg dir "$TEST_DIR/source"
	set_script "$LOOK"
	hull run "$ID" >/dev/null # the mount points are made by the first
	REFERENCE=$(hull run "$ID" 2>&1)
	[ "$(wc -l <<<"$REFERENCE")" -gt 40 ]
}

# What the container looks like from inside; numbers of mounts and peers differ from one to the next.
LOOK='sed "s/^[0-9]* [0-9]* [0-9]*:[0-9]* //; s/:[0-9]* - / - /; s/-[0-9]* / /" /proc/self/mountinfo | sort
ls -l /dev | sed "s/ [A-Z][a-z][a-z] .*:.. / /"; cat /tree/file /file /copied/file
for path in / /tree/ /late/ /copied/ /link/deep/er/ /proc/sys/kernel/hostname /etc/passwd /home/ /etc/group; do
	case $path in */) path=${path}new ;; esac
	(: >$path) 2>/dev/null && echo "can write $path"
done
pwd; id; ls -A /proc/self/fd; grep -E "^(Cap|NoNew)" /proc/self/status'

denied()
{
	run --separate-stderr "$BATS_FILE_TMPDIR/deny" "$1" "$2" "$HULL" --root "$ROOT" run "$ID" 3>&-
}

# same_without CALL[,CALL…]
same_without()
{
	local error

	for error in "${ERRORS[@]}"; do
		denied "$error" "$1"
		[ "$output" = "$REFERENCE" ] || {
			echo "without $1 ($error):" >&2
			printf '%s\n' "$stderr" >&2
			diff <(printf '%s\n' "$REFERENCE") <(printf '%s\n' "$output") >&2
			return 1
		}
	done
}

# refused_or_same_without CALL TEXT: TEXT is in the refusal
refused_or_same_without()
{
	local error

	for error in "${ERRORS[@]}"; do
		denied "$error" "$1"
		[ "$output" != "$REFERENCE" ] || continue
		[ "$status" -eq 1 ] && [ -z "$output" ] && [ "${#stderr_lines[@]}" -eq 1 ] && [[ $stderr == *"$2"* ]] || {
			printf 'without %s (%s): status %s: %s\n' "$1" "$error" "$status" "$output$stderr" >&2
			return 1
		}
	done
}

@test "without openat2 paths are walked by hand [P1, 3.1]" {
	same_without openat2
}

@test "without mount_setattr flags are set by mount, once a mount is in place [3.3]" {
	same_without mount_setattr
}

@test "without open_tree_attr a tree is copied first and changed then" {
	same_without open_tree_attr
	same_without open_tree_attr,mount_setattr
}

@test "without fsopen file systems are mounted by mount" {
	same_without fsopen
}

@test "without mount they are made by fsopen" {
	same_without mount
}

@test "without close_range descriptors are closed one by one [F1, 3.9]" {
	exec 9<"$BUNDLE/config.json"
	same_without close_range
	exec 9<&-
}

@test "without fspick, pidfd_open or keyctl nothing is missing" {
	same_without fspick
	same_without pidfd_open
	same_without keyctl
}

@test "several at once: openat2, mount_setattr and fsopen" {
	same_without openat2,mount_setattr,fsopen
}

@test "several at once: openat2 and mount" {
	same_without openat2,mount
}

@test "rro is never taken for ro: it is an error without mount_setattr [6.3]" {
	update_config '.mounts |= map(if .destination == "/tree" then .options += ["rro"] else . end)'
	denied ENOSYS mount_setattr
	fails 1
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == *'on "/tree": attach it: function not implemented (mounts['* ]]
}

@test "an option that only fsopen can take is an error without it" {
	update_config '.mounts += [{ type: "tmpfs", source: "x", destination: "/long", options: ["sizee=1"] }]'
	denied ENOSYS fsopen
	fails 1
	[[ $stderr == *'mount tmpfs on "/long": invalid argument (mounts['* ]]
}

@test "remount of a file system's own options is an error without fspick" {
	update_config '.mounts += [{ type: "tmpfs", source: "x", destination: "/late", options: ["remount", "size=32k"] }]'
	denied ENOSYS fspick
	fails 1
	[[ $stderr == *'remount "/late": open its file system: function not implemented (mounts['* ]]
}

@test "what hull can't do without is named in one line" {
	refused_or_same_without open_tree,open_tree_attr "open the root file system"
	refused_or_same_without move_mount 'attach the root file system'
	refused_or_same_without statx 'look at the new root'
	refused_or_same_without memfd_create 'make memory for the plan'
	refused_or_same_without clone3 "make the container's first process"
	refused_or_same_without execveat "execute the sealed copy of hull's init"
	refused_or_same_without faccessat2 '/bin/sh'
	refused_or_same_without pidfd_send_signal ''
}

@test "nothing is left of a start that was refused" {
	local call
	for call in open_tree move_mount memfd_create clone3 execveat; do
		denied ENOSYS "$call"
		[ -z "$(left_cgroups)" ]
		[ -z "$(left_mounts)" ]
	done
}
