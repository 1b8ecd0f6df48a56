#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016,SC2154 # $dir is jq's, $0 awk's and sh's; $output and $status are bats'
# mounts: config.mounts. What a mount came to is read from mountinfo inside. Numbers in brackets are sections of the contract
# with engines, letters with numbers rows of the feature matrix.

load helpers

bats_require_minimum_version 1.5.0

setup()
{
	setup_bundle
	SOURCE=$TEST_DIR/source
	mkdir "$SOURCE"
	echo content >"$SOURCE/file"
}

teardown()
{
	! mountpoint -q "$SOURCE" || umount -R -l "$SOURCE"
	teardown_bundle
}

# tmpfs DESTINATION [OPTION…], bind DESTINATION [OPTION…]: of $SOURCE; mount_of TYPE SOURCE DESTINATION [OPTION…]
mount_of()
{
	local type=$1 source=$2 destination=$3
	shift 3

	update_config '.mounts += [{ type: $type, source: $source, destination: $destination, options: $ARGS.positional }]' \
		--arg type "$type" --arg source "$source" --arg destination "$destination" --args -- "$@"
}

tmpfs()
{
	mount_of tmpfs tmpfs "$@"
}

bind()
{
	mount_of bind "$SOURCE" "$1" bind "${@:2}"
}

# in_container TEXT: runs it with the container's shell
in_container()
{
	set_script "$1"
	run hull run "$ID"
}

# What a mount is, from $TEST_DIR/mountinfo: "options of the mount|what it is to its peers|options of the file system"
save_mountinfo()
{
	set_script 'cat /proc/self/mountinfo'
	hull run "$ID" >"$TEST_DIR/mountinfo"
}

mount_at()
{
	awk -v at="$1" '$5 == at {
		peers = ""
		for (i = 7; $i != "-"; i++)
			peers = peers (peers == "" ? "" : " ") $i
		line = "," $6 ",|" peers "|," $(i + 3) ","
	} END { print line }' "$TEST_DIR/mountinfo"
}

# expect_mount DESTINATION WORD…: each is among its options, or with "!" before it is not, or with "super:" before it is an
# option of the file system
expect_mount()
{
	local at=$1 word line of
	line=$(mount_at "$at")
	shift

	for word; do
		of=${line%%|*}
		[[ $word != *super:* ]] || of=${line##*|}
		case $word in
		!*) [[ $of != *",${word##*[!:]},"* ]] ;;
		*) [[ $of == *",${word#super:},"* ]] ;;
		esac || {
			echo "$at: expected $word in: $line" >&2
			return 1
		}
	done
}

# refused TEXT: one line of stderr with it, and status 1
refused()
{
	run --separate-stderr hull run "$ID"
	fails 1
	[ -z "$output" ] && [ "${#stderr_lines[@]}" -eq 1 ] || {
		printf 'not one line: %s%s\n' "$output" "$stderr" >&2
		return 1
	}
	[[ $stderr == *"$1"* ]] || {
		printf 'expected: %s\ngot: %s\n' "$1" "$stderr" >&2
		return 1
	}
}

# ---- The words [6.3, D7-D13]. Each line: the options given, and what has to be seen of them on a tmpfs; where a bind
# differs, since its file system is somebody else's, a second column. "-": nothing is asked.

words()
{
	cat <<-'END'
		defaults                  | rw relatime
		ro                        | ro
		ro rw                     | rw !ro
		nosuid                    | nosuid
		nosuid suid               | !nosuid
		nodev                     | nodev
		nodev dev                 | !nodev
		noexec                    | noexec
		noexec exec               | !noexec
		noatime                   | noatime !relatime
		noatime atime             | !noatime relatime
		nodiratime                | nodiratime
		nodiratime diratime       | !nodiratime
		relatime                  | relatime
		strictatime               | !relatime !noatime
		strictatime nostrictatime | relatime
		relatime norelatime       | relatime
		nosymfollow               | nosymfollow
		nosymfollow symfollow     | !nosymfollow
		sync                      | super:sync       | !super:sync
		sync async                | !super:sync
		dirsync                   | super:dirsync    | !super:dirsync
		lazytime                  | super:lazytime   | -
		lazytime nolazytime       | !super:lazytime
		mand                      | rw
		mand nomand               | rw !super:mand
		silent                    | rw
		silent loud               | rw
		iversion                  | rw
		iversion noiversion       | rw
		rro                       | ro
		rro rrw                   | rw
		rnosuid                   | nosuid
		rnosuid rsuid             | !nosuid
		rnodev                    | nodev
		rnodev rdev               | !nodev
		rnoexec                   | noexec
		rnoexec rexec             | !noexec
		rnoatime                  | noatime
		rnoatime ratime           | relatime
		rnodiratime               | nodiratime
		rnodiratime rdiratime     | !nodiratime
		rrelatime                 | relatime
		rstrictatime              | !relatime !noatime
		rstrictatime rnostrictatime | relatime
		rrelatime rnorelatime     | relatime
		rnosymfollow              | nosymfollow
		rnosymfollow rsymfollow   | !nosymfollow
		private                   | rw
		rprivate                  | rw
		shared                    | rw
		rshared                   | rw
		slave                     | rw
		rslave                    | rw
		unbindable                | rw
		runbindable               | rw
		dest-nofollow             | rw
	END
}

# each_word COMMAND…: with the number of the line, its options, and what to expect (of a bind, too)
each_word()
{
	local n=0 options seen bind_seen

	while IFS='|' read -r options seen bind_seen; do
		n=$((n + 1))
		: "${bind_seen:=$seen}"
		"$@" "$n" "$options" "$seen" "$bind_seen"
	done < <(words)
}

add_tmpfs()
{
	# shellcheck disable=SC2086 # words
	tmpfs "/m/$1" $2
}

add_bind()
{
	# shellcheck disable=SC2086
	bind "/m/$1" $2
}

expect_tmpfs()
{
	# shellcheck disable=SC2086
	expect_mount "/m/$1" $3 || { echo "options: $2" >&2; return 1; }
}

expect_bind()
{
	[[ $4 != *-* ]] || return 0
	# shellcheck disable=SC2086
	expect_mount "/m/$1" $4 || { echo "options: $2" >&2; return 1; }
}

@test "every word of the table is in the list of this test [2.5]" {
	local word
	for word in $(hull features | jq -r '.mountOptions[]'); do
		case $word in
		bind | rbind | remount | tmpcopyup | copy-symlink | src-nofollow) continue ;; # in tests of their own
		esac
		words | cut -d '|' -f 1 | grep -qw -e "$word" || {
			echo "not tested: $word" >&2
			return 1
		}
	done
}

@test "each option does on a tmpfs what it says" {
	each_word add_tmpfs
	save_mountinfo
	each_word expect_tmpfs
}

@test "each option does on a bind mount what it says" {
	each_word add_bind
	save_mountinfo
	each_word expect_bind
}

@test "the last word about a flag wins: ro,rw is writable and rw,ro is not" {
	tmpfs /m/1 ro rw
	tmpfs /m/2 rw ro
	bind /m/3 nosuid suid nosuid
	tmpfs /m/4 noatime strictatime relatime
	save_mountinfo
	expect_mount /m/1 rw !ro
	expect_mount /m/2 ro
	expect_mount /m/3 nosuid
	expect_mount /m/4 relatime !noatime
}

@test "options of a file system are given to it: size, mode, uid" {
	tmpfs /m size=1m mode=0710 uid=12 gid=13 nr_inodes=50
	in_container 'stat -c "%a %u:%g" /m; df -k /m | tail -n 1'
	succeeds
	output_has "710 12:13"
	output_matches '1024 '
}

@test "several options in one string are accepted by a file system, as engines write them" {
	tmpfs /m size=1m,mode=0710
	in_container 'stat -c %a /m'
	succeeds
	output_is 710
}

@test "a tmpfs over a directory keeps its mode, a new directory has the file system's [D29]" {
	mkdir -m 1770 "$BUNDLE/rootfs/there"
	tmpfs /there
	tmpfs /new
	tmpfs /given mode=700
	mkdir -m 1770 "$BUNDLE/rootfs/given"
	in_container 'stat -c %a /there /new /given'
	succeeds
	output_is $'1770\n1777\n700'
}

# ---- Recursion, propagation

# A source with another mount below it
mount_below_source()
{
	mount -t tmpfs tmpfs "$SOURCE"
	mkdir "$SOURCE/sub"
	mount -t tmpfs tmpfs "$SOURCE/sub"
}

@test "bind shows what is mounted at the source alone, rbind also what is below" {
	mount_below_source
	touch "$SOURCE/sub/below"
	mount_of none "$SOURCE" /one bind
	mount_of none "$SOURCE" /all rbind
	in_container 'ls /one/sub; echo -; ls /all/sub'
	succeeds
	output_is $'-\nbelow'
}

@test "ro is for one mount, rro for all below as well [D11]" {
	mount_below_source
	mount_of none "$SOURCE" /one rbind ro
	mount_of none "$SOURCE" /all rbind rro
	save_mountinfo
	expect_mount /one ro
	expect_mount /one/sub rw
	expect_mount /all ro
	expect_mount /all/sub ro
}

@test "a word of propagation on a mount is what its peers are [D13]" {
	mount_below_source
	mount --make-rshared "$SOURCE"
	local word
	for word in private shared slave unbindable rprivate rshared rslave runbindable; do
		mount_of none "$SOURCE" "/m/$word" rbind "$word"
	done
	save_mountinfo
	[[ $(mount_at /m/private) == *"||"* ]]
	[[ $(mount_at /m/shared) == *"|shared:"* ]]
	[[ $(mount_at /m/slave) == *"|master:"* ]]
	[[ $(mount_at /m/unbindable) == *"|unbindable|"* ]]
	[[ $(mount_at /m/rprivate/sub) == *"||"* ]]
	[[ $(mount_at /m/rshared/sub) == *"|shared:"* ]]
	[[ $(mount_at /m/rslave/sub) == *"|master:"* ]]
	[[ $(mount_at /m/runbindable/sub) == *"|unbindable|"* ]]
}

@test "a word of propagation works on a new file system, too" {
	tmpfs /m/1 shared
	tmpfs /m/2 unbindable
	tmpfs /m/3 rprivate
	save_mountinfo
	[[ $(mount_at /m/1) == *"|shared:"* ]]
	[[ $(mount_at /m/2) == *"|unbindable|"* ]]
	[[ $(mount_at /m/3) == *"||"* ]]
}

@test "a mount of the container does not show on the host, even below a shared source that is bound without a word" {
	mount_below_source
	mount --make-rshared "$SOURCE"
	mount_of none "$SOURCE" /m rbind
	tmpfs /m/sub/deep
	set_args true
	hull run "$ID"
	! mountpoint -q "$SOURCE/sub/deep"
}

# ---- Order, missing mount points, kinds of sources

@test "mounts are made in their order: the later one covers the earlier [D5]" {
	echo one >"$SOURCE/1"
	tmpfs /m
	bind /m/below
	tmpfs /m
	in_container 'ls -A /m; awk "\$5 == \"/m\"" /proc/self/mountinfo | wc -l'
	succeeds
	output_is 2
}

@test "missing mount points are made: directories of mode 755, a file for what is no directory" {
	tmpfs /a/b/c
	mount_of none "$SOURCE/file" /d/e/file bind
	in_container 'stat -c "%a %F" /a /a/b /d/e; cat /d/e/file'
	succeeds
	output_is $'755 directory\n755 directory\n755 directory\ncontent'
	[ "$(stat -c '%a %s %F' "$BUNDLE/rootfs/d/e/file")" = "644 0 regular empty file" ]
}

@test "files, sockets, FIFOs and devices can be bound [D16]" {
	require_command python3
	mkfifo "$SOURCE/fifo"
	mknod "$SOURCE/null" c 1 3
	python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$SOURCE/socket"
	local name
	for name in file fifo null socket; do
		mount_of none "$SOURCE/$name" "/m/$name" bind ro
	done
	in_container 'stat -c "%n %F" /m/*'
	succeeds
	output_has "/m/fifo fifo"
	output_has "/m/file regular file"
	output_has "/m/null character special file"
	output_has "/m/socket socket"
}

@test "a source may be a link, or relative to the bundle" {
	ln -s "$SOURCE/file" "$BUNDLE/link"
	cp "$SOURCE/file" "$BUNDLE/relative"
	mount_of none "$BUNDLE/link" /m/1 bind
	mount_of none relative /m/2 bind
	in_container 'cat /m/1 /m/2'
	succeeds
	output_is $'content\ncontent'
}

@test "a relative destination begins at the root, and there is a warning [D49]" {
	tmpfs relative/place
	set_script 'grep -c " /relative/place " /proc/self/mountinfo'
	run hull --log "$TEST_DIR/log" --log-level warning run "$ID"
	succeeds
	output_is 1
	grep -q "warning .*destination: has to be an absolute path, not 'relative/place'" "$TEST_DIR/log"
}

@test "a mount below /dev, and one on a device, are part of /dev" {
	tmpfs /dev/deep/er size=64k
	mount_of none "$SOURCE/file" /dev/a-file bind
	in_container 'cat /dev/a-file; grep -c /dev/deep/er /proc/self/mountinfo; test -c /dev/null && echo null'
	succeeds
	output_is $'content\n1\nnull'
}

@test "what is mounted on / is the root" {
	mkdir "$SOURCE/bin"
	cp "$BUNDLE/rootfs/bin/busybox" "$SOURCE/bin/sh"
	update_config '.mounts = [{ type: "bind", source: $dir, destination: "/", options: ["bind", "ro"] },
		{ type: "tmpfs", source: "tmpfs", destination: "//./dev" }] + [.mounts[] | select(.type == "proc")]' \
		--arg dir "$SOURCE"
	mkdir "$SOURCE"/{dev,proc}
	update_config 'del(.linux.maskedPaths, .linux.readonlyPaths)'
	set_args /bin/sh -c 'echo /*; (: >/new) 2>/dev/null || echo read-only'
	run hull run "$ID"
	succeeds
	output_has "/bin /dev /file /proc"
	output_has read-only
}

@test "weird destinations mean what they mean: slashes, dots, links of the image" {
	ln -s target "$BUNDLE/rootfs/link"
	ln -s / "$BUNDLE/rootfs/slash"
	tmpfs //a///b/./c/
	tmpfs /a/../d
	tmpfs /link
	mkdir "$BUNDLE/rootfs/target"
	tmpfs /slash/e
	tmpfs $'/new\nline'
	tmpfs /../../f
	in_container "awk '{ print \$5 }' /proc/self/mountinfo"
	succeeds
	local path
	for path in /a/b/c /d /target /e '/new\012line' /f; do
		grep -qxF -e "$path" <<<"$output" || {
			echo "no mount on $path in: $output" >&2
			return 1
		}
	done
}

@test "a container can have a thousand mounts" {
	update_config '.mounts += [range(1000) | { type: "tmpfs", source: "tmpfs", destination: "/m/\(.)", options: ["size=4k"] }]'
	in_container 'grep -c /m/ /proc/self/mountinfo; ls /m | wc -l'
	succeeds
	output_is $'1000\n1000'
}

@test "a thousand binds need no more descriptors than the caller's limit allows it to ask for" {
	update_config '.mounts += [range(1000) | { type: "bind", source: $dir, destination: "/m/\(.)", options: ["bind", "ro"] }]' \
		--arg dir "$SOURCE"
	set_script 'grep -c /m/ /proc/self/mountinfo; ulimit -n'
	update_config 'del(.process.rlimits)'
	ulimit -Sn 1024
	run hull run "$ID"
	succeeds
	output_is $'1000\n1024'
}

# ---- remount

@test "remount changes flags of what is mounted, and file system options [6.3]" {
	tmpfs /m/1 nosuid size=1m
	mount_of none none /m/1 remount nodev ro size=2m
	tmpfs /m/2 sync lazytime
	mount_of none none /m/2 remount async
	bind /m/3
	mount_of none none /m/3 remount bind ro noexec
	save_mountinfo
	expect_mount /m/1 ro nosuid nodev super:size=2048k super:rw
	expect_mount /m/2 !super:sync super:lazytime
	expect_mount /m/3 ro noexec
}

@test "remount makes a file system that is read-only itself writable" {
	drop_namespace cgroup
	mount_of none none /sys remount rw
	save_mountinfo
	expect_mount /sys rw super:rw
}

@test "remount of what is no mount point is refused" {
	mkdir "$BUNDLE/rootfs/plain"
	mount_of none none /plain remount ro
	refused 'remount "/plain": nothing is mounted there (mounts['
}

@test "remount of what does not exist makes nothing" {
	mount_of none none /missing remount ro
	refused 'remount "/missing": open it: no such file or directory (mounts['
	[ ! -e "$BUNDLE/rootfs/missing" ]
}

# ---- tmpcopyup [D25, D51]

@test "tmpcopyup copies what the tmpfs covers: kinds, owners, modes, times, links, attributes" {
	require_command python3
	local dir=$BUNDLE/rootfs/data
	mkdir -p "$dir/sub/empty"
	chmod 2751 "$dir/sub/empty"
	echo text >"$dir/sub/file"
	chown 12:13 "$dir/sub/file" "$dir/sub"
	chmod 4751 "$dir/sub/file"
	ln "$dir/sub/file" "$dir/hard"
	ln -s sub/file "$dir/soft"
	ln -s /nowhere "$dir/dangling"
	mkfifo -m 640 "$dir/fifo"
	mknod -m 604 "$dir/null" c 1 3
	python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$dir/socket"
	truncate -s 3G "$dir/sparse"
	printf 'end' >>"$dir/sparse"
	python3 -c 'import os, sys
for name, value in (("file", b"value"), ("", b"other")):
	os.setxattr(os.path.join(sys.argv[1], name), "trusted.test", value)' "$dir/sub"
	touch -h -d '2001-02-03 04:05:06.789' "$dir/soft" "$dir/sub/file" "$dir/sub/empty"
	touch -d '2002-02-03 04:05:06.789' "$dir/sub" "$dir"
	tmpfs /data tmpcopyup size=8m

	describe='cd "$0"; find . | sort | while read -r name; do
		stat -c "%n %F %a %u:%g %Y %t:%T" "$name"; done; stat -c "%h" hard; readlink soft; tail -c 3 sparse'
	expected=$(cd /; sh -c "$describe" "$dir" | grep -v '^\. ')
	set_args sleep 100
	start_detached "$ID"
	got=$(sh -c "$describe" "/proc/$(pid_of "$ID")/root/data" | grep -v '^\. ')
	[ "$got" = "$expected" ] || {
		diff <(echo "$expected") <(echo "$got")
		return 1
	}
	cd "/proc/$(pid_of "$ID")/root/data"
	[ "$(python3 -c 'import os; print(*(os.getxattr(name, "trusted.test").decode() for name in ("sub/file", "sub")))')" = "value other" ]
	[ "$(du -k sparse | cut -f 1)" -lt 100 ]
	[ hard -ef sub/file ]
	[ "$(stat -c '%a %Y' .)" = "$(stat -c '%a %Y' "$dir")" ]
	[ "$(stat -fc %T .)" = tmpfs ]
	cd /
}

@test "tmpcopyup with ro: the copy is there, and can't be changed" {
	mkdir "$BUNDLE/rootfs/data"
	echo text >"$BUNDLE/rootfs/data/file"
	tmpfs /data tmpcopyup ro
	in_container 'cat /data/file; (: >/data/new) || echo read-only'
	succeeds
	output_has text
	output_has read-only
}

@test "tmpcopyup copies deep and wide trees, and not what is mounted inside" {
	local dir=$BUNDLE/rootfs/data deep
	deep=$(printf 'd/%.0s' {1..200})
	mkdir -p "$dir/$deep" "$dir/wide" "$dir/other"
	echo bottom >"$dir/$deep/file"
	(cd "$dir/wide" && seq 3000 | xargs touch)
	tmpfs /data/other
	mount_of none "$SOURCE" /data/mounted bind
	tmpfs /data tmpcopyup nr_inodes=5000
	in_container "cat /data/$deep/file; ls /data/wide | wc -l; ls -A /data/other; ls /data"
	succeeds
	output_is $'bottom\n3000\nd\nmounted\nother\nwide'
}

@test "tmpcopyup of a tree that is too deep or too large is refused" {
	local dir=$BUNDLE/rootfs/data
	mkdir -p "$dir/$(printf 'd/%.0s' {1..300})"
	tmpfs /data tmpcopyup
	refused 'file name too long'
	rm -r "$dir"
	mkdir "$dir"
	head -c 100000 /dev/zero >"$dir/large"
	update_config '.mounts |= map(if .destination == "/data" then .options += ["size=4k"] else . end)'
	refused 'mount tmpfs on "/data": copy "large" into it: no space left on device'
}

@test "tmpcopyup is for tmpfs only" {
	mount_of bind "$SOURCE" /m bind tmpcopyup
	refused 'mount on "/m": tmpcopyup is for tmpfs only (mounts['
}

# ---- Links as sources and destinations [D26]

@test "copy-symlink makes the link that the source is, whatever it leads to" {
	ln -s /leads/nowhere "$BUNDLE/link"
	mount_of none "$BUNDLE/link" /a/copy bind copy-symlink
	mount_of none "$SOURCE/file" /a/file bind copy-symlink
	in_container 'readlink /a/copy; cat /a/file'
	succeeds
	output_is $'/leads/nowhere\ncontent'
	# again: the same link is there already
	in_container 'readlink /a/copy'
	succeeds
}

@test "copy-symlink over something else is refused" {
	ln -s /somewhere "$BUNDLE/link"
	ln -s /else "$BUNDLE/rootfs/copy"
	mount_of none "$BUNDLE/link" /copy bind copy-symlink
	refused 'make the link "/copy" to "/somewhere": something else is there already (mounts['
	[ "$(readlink "$BUNDLE/rootfs/copy")" = /else ]
}

@test "src-nofollow binds the link itself" {
	ln -s /bin/busybox "$SOURCE/link"
	ln -s elsewhere "$BUNDLE/rootfs/target"
	mount_of none "$SOURCE/link" /target bind src-nofollow dest-nofollow
	in_container 'readlink /target'
	succeeds
	output_is /bin/busybox
}

@test "dest-nofollow covers the link, and not what it leads to" {
	ln -s there "$BUNDLE/rootfs/link"
	echo untouched >"$BUNDLE/rootfs/there"
	mount_of none "$SOURCE/file" /link bind dest-nofollow
	in_container 'cat /link /there'
	succeeds
	output_is $'content\nuntouched'
}

# ---- File systems of the kernel

@test "proc takes its options [D30]" {
	update_config '.mounts |= map(if .type == "proc" then .options = ["hidepid=2", "subset=pid", "nosuid"] else . end)'
	update_config 'del(.linux.maskedPaths, .linux.readonlyPaths)'
	save_mountinfo
	expect_mount /proc nosuid super:subset=pid
	[[ $(mount_at /proc) == *hidepid=* ]]
}

@test "mqueue, devpts and sysfs are the container's own" {
	mount_of mqueue mqueue /m/queue ro
	mount_of devpts devpts /m/pts newinstance ptmxmode=0600 mode=0600
	mount_of sysfs sysfs /m/sys ro nosuid
	save_mountinfo
	expect_mount /m/queue ro
	expect_mount /m/pts super:ptmxmode=600 super:mode=600
	expect_mount /m/sys ro nosuid
}

# Whatever is mounted: the names in it, and that of the container's cgroup nowhere.
shows_own_cgroup()
{
	local shown
	shown=$(in_v2 hull run "$ID")
	grep -qx 'cgroup.procs' <<<"$shown" && ! grep -q "$ID" <<<"$shown" || {
		echo "not a cgroup of its own: $shown" >&2
		return 1
	}
}

@test "the cgroup mount shows the container's own cgroup, with a cgroup namespace and without one" {
	mount_of cgroup cgroup /one ro nosuid
	set_script 'ls /one'
	drop_namespace cgroup
	shows_own_cgroup
	add_namespace cgroup
	shows_own_cgroup
}

@test "in cgroup v1 there is a mount for each hierarchy, read-only if that is asked for [D34]" {
	require_v1
	update_config '.mounts |= map(select(.type != "cgroup"))'
	mount_of cgroup cgroup /cg ro nosuid
	save_mountinfo
	expect_mount /cg ro
	expect_mount /cg/memory ro nosuid
	expect_mount /cg/pids ro nosuid
	in_container '(: >/cg/new) || echo read-only; (: >/cg/pids/tasks) || echo read-only'
	succeeds
	[ "$(grep -c '^read-only$' <<<"$output")" -eq 2 ]
}

@test "an overlay may have more layers than a page of options holds [D27]" {
	require_kernel 6.5
	local layers=() i lower
	mkdir -p "$TEST_DIR"/layers/{upper,work}
	for i in $(seq 120); do
		mkdir "$TEST_DIR/layers/layer-of-the-image-number-$i"
		echo "$i" >"$TEST_DIR/layers/layer-of-the-image-number-$i/file-$i"
		layers+=("$TEST_DIR/layers/layer-of-the-image-number-$i")
	done
	lower=$(IFS=:; echo "${layers[*]}")
	[ ${#lower} -gt 4096 ]
	# paths of the host are out of sight when mounts are made: they come in as a bind
	lower=${lower//$TEST_DIR\/layers//layers}
	mount_of none "$TEST_DIR/layers" /layers bind
	update_config '.mounts += [{ type: "overlay", source: "overlay", destination: "/over", options:
		(["upperdir=/layers/upper", "workdir=/layers/work"] + ($lower | split(":") | map("lowerdir+=" + .))) }]' \
		--arg lower "$lower"
	in_container 'ls /over | wc -l; : >/over/new; ls /layers/upper'
	succeeds
	output_is $'120\nnew'
}

@test "a mount of the container is gone from the host after it [D45]" {
	bind /m ro
	tmpfs /n
	set_args true
	hull run "$ID"
	! grep -q "$BUNDLE" /proc/self/mountinfo
}

# ---- Errors: one line, with the number of the mount, the path, and what the kernel says [D47, D48, D28]

@test "a source that is missing" {
	mount_of none /no/such/source /m bind
	refused 'bind mount "/no/such/source" on "/m": open the source: no such file or directory (mounts['
}

@test "an option that the file system does not know" {
	tmpfs /m sizee=5
	refused 'mount tmpfs on "/m": option "sizee": invalid argument (mounts['
	[[ $stderr == *"the kernel says: tmpfs: Unknown parameter 'sizee'" ]]
}

@test "a value that it does not like" {
	tmpfs /m size=many
	refused 'mount tmpfs on "/m": option "size": invalid argument (mounts['
	[[ $stderr == *"the kernel says: tmpfs: Bad value for 'size'" ]]
}

@test "a file system that the kernel does not have" {
	mount_of nosuchfs none /m
	refused 'mount nosuchfs on "/m": this kernel has no file system "nosuchfs" (mounts['
}

@test "an option of a file system on a bind mount" {
	bind /m size=5m
	refused 'bind mount on "/m": option "size=5m": bind mounts cannot have any filesystem-specific options applied (mounts['
}

@test "type bind without the option, and a mount of no type" {
	mount_of bind "$SOURCE" /m ro
	refused 'type "bind" needs the option bind or rbind (mounts['
	update_config '.mounts[-1] = { destination: "/m", source: "x" }'
	refused 'mount on "/m": neither a type nor the option bind (mounts['
}

@test "a directory on a file, and a file on a directory" {
	touch "$BUNDLE/rootfs/a-file"
	bind /a-file
	refused "bind mount \"$SOURCE\" on \"/a-file\": one is a directory, the other is not (mounts["
	update_config '.mounts[-1].destination = "/tmp" | .mounts[-1].source += "/file"'
	refused 'on "/tmp": one is a directory, the other is not (mounts['
}

@test "a mount point that can't be made in a read-only mount" {
	bind /m ro
	tmpfs /m/missing
	refused 'mount tmpfs on "/m/missing": make the mount point: read-only file system (mounts['
	[ ! -e "$SOURCE/missing" ]
}

@test "a mount inside of /proc, but for the files that may be covered" {
	mount_of none "$SOURCE" /proc/sys bind
	refused '"/proc/sys" cannot be mounted because it is inside /proc (mounts['
	update_config '.mounts[-1].destination = "/proc/uptime" | .mounts[-1].source += "/file"'
	in_container 'cat /proc/uptime'
	succeeds
	output_is content
	# a link of the image, or "..", is not a way around that
	ln -s proc "$BUNDLE/rootfs/link"
	update_config '.mounts[-1].destination = "/link/version"'
	refused 'bind mount "'"$SOURCE"'/file" on "/link/version": make the mount point: permission denied (mounts['
	update_config '.mounts[-1].destination = "/dev/../proc/version"'
	refused 'on "/dev/../proc/version": make the mount point: permission denied (mounts['
}

@test "a bind on /proc of something that is no procfs" {
	update_config '.mounts |= map(select(.type != "proc"))'
	bind /proc
	refused 'on "/proc": only a procfs may be there (mounts['
}

@test "an idmapped mount is refused by name for now, not handed to a file system" {
	bind /m idmap
	refused 'idmap'
}
