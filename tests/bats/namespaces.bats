#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# namespaces: made new, joined, or left as they are (config-linux.md, "Namespaces"; contract 6.9, 6.10).

load helpers

setup()
{
	require_root
	setup_bundle
	HOLDER='' MEMBER=''
}

teardown()
{
	[ -z "$HOLDER" ] || kill -KILL "$HOLDER" "$MEMBER" 2>/dev/null || :
	wait
	teardown_bundle
}

# hold OPTION-OF-unshare…: a process in new namespaces, $MEMBER
hold()
{
	unshare "$@" sleep 1000 3>&- &
	HOLDER=$!
	eventually 3 holds
}

# With --fork it is a child.
holds()
{
	MEMBER=$(pgrep -P "$HOLDER" -x sleep) || MEMBER=$HOLDER
	[ "$(cat "/proc/$MEMBER/comm")" = sleep ]
}

# ns TYPE [PID]: which one it is
ns()
{
	readlink "/proc/${2:-self}/ns/$1"
}

# As the specification calls it
spec_name()
{
	case $1 in
	mnt) echo mount ;;
	net) echo network ;;
	*) echo "$1" ;;
	esac
}

@test "each of them, new" {
	local type
	update_config '.linux.namespaces = []'
	for type in mnt pid net ipc uts cgroup time; do
		[ -e "/proc/self/ns/$type" ] || continue
		add_namespace "$(spec_name "$type")"
	done
	update_config 'del(.hostname)'
	set_args sleep 1000
	start_detached "$ID"
	for type in mnt pid net ipc uts cgroup time; do
		[ -e "/proc/self/ns/$type" ] || continue
		[ "$(ns "$type" "$(pid_of "$ID")")" != "$(ns "$type")" ]
	done
}

@test "what is not in the list is the caller's" {
	local type
	update_config 'del(.hostname)'
	drop_namespace pid network ipc uts cgroup
	set_args sleep 1000
	start_detached "$ID"
	for type in pid net ipc uts cgroup time user; do
		[ "$(ns "$type" "$(pid_of "$ID")")" = "$(ns "$type")" ]
	done
	[ "$(ns mnt "$(pid_of "$ID")")" != "$(ns mnt)" ]
}

# joins TYPE OPTION-OF-unshare: the container is in the holder's
joins()
{
	local type=$1
	shift

	hold "$@"
	drop_namespace "$(spec_name "$type")"
	add_namespace "$(spec_name "$type")" "/proc/$MEMBER/ns/$type"
	set_args sleep 1000
	start_detached "$ID"
	[ "$(ns "$type" "$(pid_of "$ID")")" = "$(ns "$type" "$MEMBER")" ]
	[ "$(ns "$type" "$(pid_of "$ID")")" != "$(ns "$type")" ]
	hull delete --force "$ID"
	kill -0 "$MEMBER"
}

@test "a network namespace, joined" {
	joins net --net
}

@test "an ipc namespace, joined" {
	joins ipc --ipc
}

@test "a uts namespace, joined; its names can be set there" {
	update_config '.hostname = "joined"'
	joins uts --uts
	[ "$(nsenter --uts="/proc/$MEMBER/ns/uts" hostname)" = joined ]
	[ "$(hostname)" != joined ]
}

@test "a cgroup namespace, joined" {
	joins cgroup --cgroup
}

@test "a time namespace, joined" {
	[ -e /proc/self/ns/time ] || skip 'needs time namespaces'
	joins time --time --fork
}

@test "a mount namespace, joined: its root is used, and nothing is mounted" {
	local before
	mknod "$BUNDLE/rootfs/dev/null" c 1 3
	hold --mount --propagation private
	nsenter --mount="/proc/$MEMBER/ns/mnt" mount -t tmpfs tmpfs "$BUNDLE/rootfs/mnt"
	nsenter --mount="/proc/$MEMBER/ns/mnt" touch "$BUNDLE/rootfs/mnt/inside"
	before=$(wc -l <"/proc/$MEMBER/mountinfo")
	drop_namespace mount
	update_config 'del(.linux.maskedPaths) | del(.linux.readonlyPaths) | .mounts = []'
	add_namespace mount "/proc/$MEMBER/ns/mnt"
	set_args ls /mnt
	run hull run "$ID"
	succeeds
	output_is inside
	[ "$(wc -l <"/proc/$MEMBER/mountinfo")" = "$before" ]
}

# Nothing of ours stays in the holder's PID namespace.
no_zombies()
{
	[ "$(nsenter --target "$MEMBER" --pid --mount ps -e -o stat= | grep -c Z)" -eq 0 ]
}

@test "a pid namespace, joined: init is a process in it, is waited for, and its status is had" {
	hold --pid --fork --mount-proc
	drop_namespace pid
	add_namespace pid "/proc/$MEMBER/ns/pid"
	set_script 'exit 7'
	run hull run "$ID"
	[ "$status" -eq 7 ]
	set_args sleep 1000
	start_detached "$ID"
	[ "$(ns pid "$(pid_of "$ID")")" = "$(ns pid "$MEMBER")" ]
	[ "$(awk '$1 == "NSpid:" { print NF - 1 }' "/proc/$(pid_of "$ID")/status")" -eq \
		"$(awk '$1 == "NSpid:" { print NF - 1 }' "/proc/$MEMBER/status")" ]
	hull delete --force "$ID"
	kill -0 "$MEMBER"
	create "$ID"
	hull start "$ID"
	hull kill "$ID" KILL
	eventually 3 has_status "$ID" stopped
	hull delete "$ID"
	eventually 3 no_zombies
}

@test "a network namespace that is pinned as a file" {
	require_command ip
	hold --net
	touch "$TEST_DIR/netns"
	mount --bind "/proc/$MEMBER/ns/net" "$TEST_DIR/netns"
	drop_namespace network
	add_namespace network "$TEST_DIR/netns"
	set_args sleep 1000
	start_detached "$ID"
	[ "$(ns net "$(pid_of "$ID")")" = "$(ns net "$MEMBER")" ]
	umount "$TEST_DIR/netns"
}

@test "of the wrong type: both types are named" {
	drop_namespace network
	add_namespace network /proc/self/ns/uts
	run hull run "$ID"
	fails 1
	output_matches '^run failed: join the network namespace "/proc/self/ns/uts": it is a uts namespace \(linux\.namespaces\[[0-9]\]\.path\)$'
}

@test "no namespace at all, or not there: the path is named" {
	local path
	drop_namespace network
	add_namespace network /etc/passwd
	run hull run "$ID"
	fails 1
	output_matches '^run failed: join the network namespace "/etc/passwd": it is not a namespace \(linux\.namespaces\[[0-9]\]\.path\)$'
	for path in /nowhere/ns /proc/1/ns/nowhere; do
		drop_namespace network
		add_namespace network "$path"
		run hull run "$ID"
		fails 1
		output_matches "^run failed: open the network namespace \"$path\": no such file or directory \(linux\.namespaces\[[0-9]\]\.path\)\$"
	done
	mkfifo "$TEST_DIR/fifo"
	drop_namespace network
	add_namespace network "$TEST_DIR/fifo"
	run hull run "$ID"
	fails 1
	output_has 'it is not a namespace'
}

@test "twice in the list: refused with its place" {
	add_namespace uts
	run hull run "$ID"
	fails 1
	output_matches '^run failed: config\.json:[0-9]+:[0-9]+: linux\.namespaces\[[0-9]\]'
}

@test "the container is process 1 of its pid namespace, and sees no other" {
	set_script 'echo $$; ls /proc | grep -c "^[0-9]"'
	run hull run "$ID"
	[ "${lines[0]}" = 1 ]
	[ "${lines[1]}" -le 4 ]
}

@test "the loopback interface of a new network namespace is up, and alone" {
	set_script 'ip -o link | cut -d " " -f 2,3; ip -o addr show lo | grep -o "127[^ ]*"; ping -c 1 -W 1 127.0.0.1 >/dev/null && echo reached'
	caps='["CAP_NET_RAW"]'
	update_config '.process.capabilities |= { bounding: $caps, effective: $caps, permitted: $caps }' --argjson caps "$caps"
	run hull run "$ID"
	output_matches '^lo: <LOOPBACK,UP'
	output_has 127.0.0.1/8
	output_has reached
}

@test "hostname and domainname" {
	update_config '.hostname = "a-name" | .domainname = "a.domain"'
	set_script 'hostname; cat /proc/sys/kernel/domainname'
	run hull run "$ID"
	output_is $'a-name\na.domain'
	[ "$(hostname)" != a-name ]
}

@test "hostname or domainname without a uts namespace: refused" {
	drop_namespace uts
	update_config '.hostname = "x"'
	run hull run "$ID"
	fails 1
	output_has hostname
	output_has uts
	update_config 'del(.hostname) | .domainname = "x"'
	run hull run "$ID"
	fails 1
	output_has domainname
}

@test "timeOffsets are applied, to both clocks; create and start as well" {
	[ -e /proc/self/ns/time ] || skip 'needs time namespaces'
	add_namespace time
	update_config '.linux.timeOffsets = { monotonic: { secs: 1000000 }, boottime: { secs: 2000000, nanosecs: 5 } }'
	set_script 'cat /proc/self/timens_offsets; cut -d . -f 1 /proc/uptime'
	run hull run "$ID"
	succeeds
	[ "$(tr -s ' ' <<<"${lines[0]}")" = 'monotonic 1000000 0' ]
	[ "$(tr -s ' ' <<<"${lines[1]}")" = 'boottime 2000000 5' ]
	[ "${lines[2]}" -ge 2000000 ]
	update_config '.linux.timeOffsets = { boottime: { secs: -1 } }'
	run hull run "$ID"
	[ "$(tr -s ' ' <<<"${lines[1]}")" = 'boottime -1 0' ]
}

@test "timeOffsets without a new time namespace: refused with the place" {
	update_config '.linux.timeOffsets = { monotonic: { secs: 1 } }'
	run hull run "$ID"
	fails 1
	output_has linux.timeOffsets
	add_namespace time /proc/self/ns/time
	run hull run "$ID"
	fails 1
	output_has linux.timeOffsets
}

@test "a cgroup namespace shows the container's cgroup as its root" {
	drop_namespace cgroup
	add_namespace cgroup
	set_args cat /proc/self/cgroup
	run hull run "$ID"
	succeeds
	isnt grep -v ':/$' <<<"$output"
}

@test "sysctls of the container's own namespaces" {
	update_config '.linux.sysctl = { "net.ipv4.ip_forward": "1", "kernel.msgmax": "4096", "net/ipv4/ping_group_range": "5 6" }'
	set_script 'cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax /proc/sys/net/ipv4/ping_group_range'
	run hull run "$ID"
	output_is $'1\n4096\n5\t6'
	[ "$(cat /proc/sys/kernel/msgmax)" != 4096 ]
}

@test "a sysctl whose namespace is the host's is refused, and the namespace is named" {
	refused()
	{
		run hull run "$ID"
		fails 1
		output_has "$1"
		output_has "$2"
	}
	update_config '.linux.sysctl = { "net.ipv4.ip_forward": "1" }'
	drop_namespace network
	refused 'net.ipv4.ip_forward' network
	update_config '.linux.sysctl = { "kernel.msgmax": "4096" }'
	drop_namespace ipc
	refused 'kernel.msgmax' ipc
	update_config '.linux.sysctl = { "vm.swappiness": "1" }'
	refused 'vm.swappiness' namespace
	update_config '.linux.sysctl = { "kernel.hostname": "x" }'
	refused 'kernel.hostname' hostname
	update_config '.linux.sysctl = { "net.../../kernel.panic": "1" }'
	add_namespace network
	refused 'net.../../kernel.panic' ''
}

@test "without namespaces of its own but the mount one, all processes end with delete" {
	update_config 'del(.hostname) | .linux.namespaces = [{ type: "mount" }] | .mounts |= map(select(.type != "mqueue" and .type != "sysfs"))'
	set_script 'setsid sleep 1000 & sleep 1000'
	start_detached "$ID"
	hull delete --force "$ID"
	[ -z "$(left_processes)" ]
}
