#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# process: what the program finds itself to be (config.md, "Process"; contract 4.6, 6.7, 6.15).

load helpers

setup()
{
	require_root
	setup_bundle
}

# runs_to EXPECTED SCRIPT: the container's shell prints that
runs_to()
{
	set_script "$2"
	run hull run "$ID"
	succeeds
	output_is "$1"
}

# as_user UID GID
as_user()
{
	update_config '.process.user += { uid: $uid, gid: $gid }' --argjson uid "$1" --argjson gid "$2"
}

# ---- User and groups

@test "root by default, without any group of the caller" {
	runs_to 'uid=0(root) gid=0(root)' 'id | sed "s/ groups=.*//"'
	run setpriv --groups 4,24,1234 "$HULL" --root "$ROOT" run "$ID"
	set_args grep Groups: /proc/self/status
	run setpriv --groups 4,24,1234 "$HULL" --root "$ROOT" run "$ID"
	output_matches '^Groups:[[:space:]]*$'
}

@test "uid, gid and additional groups, all of real, effective, saved and file system ids" {
	as_user 1000 1001
	update_config '.process.user.additionalGids = [5, 4294967294, 7]'
	set_args grep -E '^(Uid|Gid|Groups):' /proc/self/status
	run hull run "$ID"
	output_is $'Uid:\t1000\t1000\t1000\t1000\nGid:\t1001\t1001\t1001\t1001\nGroups:\t5 7 4294967294 '
}

@test "umask: 0022, or what is given, whatever the caller's is" {
	umask 0077
	runs_to 0022 umask
	update_config '.process.user.umask = 23' # 0027
	runs_to 0027 umask
	update_config '.process.user.umask = 0'
	runs_to 0000 umask
}

# ---- Environment and HOME

@test "the environment is the configuration's, and nothing of the caller's" {
	update_config '.process.env = ["PATH=/bin", "A=1", "HOME=/h"]'
	set_args /bin/env
	FOREIGN=1 run hull run "$ID"
	output_is $'PATH=/bin\nA=1\nHOME=/h'
}

@test "of several entries of one name the last one counts" {
	update_config '.process.env = ["PATH=/nowhere", "A=1", "A=2", "B=1", "PATH=/bin", "A=3", "HOME=/"]'
	runs_to $'3 1 /bin' 'echo $A $B $PATH'
}

@test "a megabyte of environment" {
	require_command python3
	python3 - config.json <<-'END'
		import json, sys
		config = json.load(open(sys.argv[1]))
		config["process"]["env"] += ["V%d=%s" % (i, "x" * 60) for i in range(15000)]
		json.dump(config, open(sys.argv[1], "w"))
	END
	set_script 'env | wc -c'
	run hull run "$ID"
	succeeds
	[ "$output" -gt 1000000 ]
}

@test "HOME unset or empty: from the container's passwd, by uid" {
	runs_to /root 'echo $HOME'
	update_config '.process.env += ["HOME="]'
	runs_to /root 'echo $HOME'
	as_user 1000 1000
	runs_to /home 'echo $HOME'
	update_config '.process.env += ["HOME=/mine"]'
	runs_to /mine 'echo $HOME'
}

@test "HOME of a user that passwd has not, or has without a directory, is /" {
	as_user 4711 4711
	runs_to / 'echo $HOME'
	echo 'x:x:4711:4711:::' >>"$BUNDLE/rootfs/etc/passwd"
	runs_to / 'echo $HOME'
	sed -i 's/^x:.*/x:x:4711:4711::relative:/' "$BUNDLE/rootfs/etc/passwd"
	runs_to / 'echo $HOME'
}

@test "a passwd that is missing, a FIFO, a directory, a link, huge or garbage: HOME is / and nobody waits" {
	local passwd=$BUNDLE/rootfs/etc/passwd
	rm "$passwd"
	runs_to / 'echo $HOME'
	mkfifo "$passwd"
	runs_to / 'echo $HOME'
	rm "$passwd"
	mkdir "$passwd"
	runs_to / 'echo $HOME'
	rmdir "$passwd"
	ln -s /proc/self/fd/0 "$passwd"
	runs_to / 'echo $HOME'
	ln -sf /dev/zero "$passwd"
	runs_to / 'echo $HOME'
	rm "$passwd"
	truncate -s 3G "$passwd"
	runs_to / 'echo $HOME'
	rm "$passwd"
	head -c 300000 /dev/urandom >"$passwd"
	runs_to / 'echo $HOME'
	printf ':%.0s' {1..5000} >"$passwd"
	runs_to / 'echo $HOME'
}

@test "an environment entry without =, or without a name, is refused with its place" {
	update_config '.process.env += ["NOVALUE"]'
	run hull run "$ID"
	fails 1
	output_matches '^run failed: config\.json:[0-9]+:[0-9]+: process\.env\[[0-9]+\]: '
}

# ---- Working directory

@test "cwd, made when it is missing, by root" {
	update_config '.process.cwd = "/srv/a/b"'
	as_user 1000 1000
	runs_to /srv/a/b pwd
	[ "$(stat -c '%a %u' "$BUNDLE/rootfs/srv/a/b")" = '755 0' ]
}

@test "cwd: a directory that only root may enter will do; one that is a file will not" {
	mkdir -m 700 "$BUNDLE/rootfs/private"
	update_config '.process.cwd = "/private"'
	as_user 1000 1000
	runs_to /private 'echo $PWD; '
	update_config '.process.cwd = "/etc/passwd"'
	run hull run "$ID"
	fails 1
	output_is 'run failed: chdir to cwd ("/etc/passwd") set in config.json failed: not a directory (process.cwd)'
}

# A number may be a descriptor of hull's own that leads to the container's root; what it must not lead to is the host.
@test "cwd can't leave the container through a descriptor of the host" {
	local fd
	set_script '[ ! -e ./etc/hostname ] && [ ! -e ".$0" ] && [ ! -e "../../../$0" ] && [ ! -e bundle ]'
	update_config '.process.args += [$dir]' --arg dir "$BUNDLE"
	for fd in 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		update_config '.process.cwd = $cwd' --arg cwd "/proc/self/fd/$fd"
		run bash -c 'exec 3</ 5<.. 7</ 9</; exec "$0" --root "$1" run "$2"' "$HULL" "$ROOT" "$ID"
		[ "$status" -eq 0 ] || output_has "chdir to cwd (\"/proc/self/fd/$fd\") set in config.json failed"
	done
}

# ---- Limits

# limit TYPE SOFT HARD: that one only
limit()
{
	update_config '.process.rlimits = [{ type: $type, soft: $soft, hard: $hard }]' \
		--arg type "RLIMIT_$1" --argjson soft "$2" --argjson hard "$3"
}

@test "each limit, soft and hard" {
	local type line
	for type in 'AS:Max address space' 'CORE:Max core file size' 'CPU:Max cpu time' 'DATA:Max data size' \
		'FSIZE:Max file size' 'LOCKS:Max file locks' 'MSGQUEUE:Max msgqueue size' 'NOFILE:Max open files' \
		'NPROC:Max processes' 'RSS:Max resident set' 'SIGPENDING:Max pending signals' 'STACK:Max stack size' \
		'RTTIME:Max realtime timeout'; do
		line=${type#*:}
		case ${type%%:*} in
		AS | DATA | STACK) limit "${type%%:*}" 100000000 200000000 ;;
		NOFILE) limit NOFILE 100 200 ;;
		*) limit "${type%%:*}" 1000 2000 ;;
		esac
		set_args grep "^$line " /proc/self/limits
		run hull run "$ID"
		succeeds
		case ${type%%:*} in
		AS | DATA | STACK) output_matches "^$line +100000000 +200000000 " ;;
		NOFILE) output_matches "^$line +100 +200 " ;;
		*) output_matches "^$line +1000 +2000 " ;;
		esac
	done
}

@test "NOFILE so low that hull itself could not work: 3, 4, 10" {
	local n
	for n in 3 4 10; do
		limit NOFILE "$n" "$n"
		runs_to "$n" 'ulimit -n'
	done
	limit NOFILE 0 0
	set_args true
	run hull run "$ID"
	succeeds
}

@test "a limit above hull's own hard one is raised, or says what it takes" {
	local max
	max=$(ulimit -H -n)
	[ "$max" != unlimited ] || skip 'needs a hard limit'
	limit NOFILE $((max + 1)) $((max + 1))
	set_script 'ulimit -n'
	run hull run "$ID"
	if grep -q '^CapEff:.*[13579bdf]......$' /proc/self/status; then
		succeeds
		output_is $((max + 1))
	else
		fails 1
		output_is "run failed: raise the hard limit of RLIMIT_NOFILE to $((max + 1)): operation not permitted (process.rlimits[0].hard); that takes CAP_SYS_RESOURCE"
	fi
}

@test "a soft limit above the hard one, an unknown one, a duplicate: refused with the place" {
	limit NOFILE 200 100
	run hull run "$ID"
	fails 1
	output_matches '^run failed: config\.json:[0-9]+:[0-9]+: process\.rlimits\[0\]'
	limit FOO 1 1
	run hull run "$ID"
	fails 1
	output_has 'RLIMIT_FOO'
	limit NOFILE 100 100
	update_config '.process.rlimits += .process.rlimits'
	run hull run "$ID"
	fails 1
	output_has 'process.rlimits[1]'
}

# ---- OOM score

@test "oomScoreAdj: as given, or the caller's; below it takes a privilege" {
	local own
	own=$(cat /proc/self/oom_score_adj)
	runs_to "$own" 'cat /proc/self/oom_score_adj'
	update_config '.process.oomScoreAdj = 500'
	runs_to 500 'cat /proc/self/oom_score_adj'
	update_config '.process.oomScoreAdj = -500'
	run hull run "$ID"
	[ "$status" -eq 0 ] || output_is 'run failed: set the OOM score adjustment -500: permission denied (process.oomScoreAdj); a value below that of hull itself takes CAP_SYS_RESOURCE'
	update_config '.process.oomScoreAdj = 1001'
	run hull run "$ID"
	fails 1
	output_matches 'process\.oomScoreAdj: .*1000'
}

# ---- Capabilities

# Gained by an execve of root: no_new_privs would forbid that.
caps()
{
	update_config '.process.noNewPrivileges = false'
	update_config '.process.capabilities = $caps' --argjson caps "$1"
}

# has_caps Inh Prm Eff Bnd Amb, as numbers of capabilities joined with commas
has_caps()
{
	local set bits number i=0 expected=''

	set_args grep -E '^Cap' /proc/self/status
	for set in CapInh CapPrm CapEff CapBnd CapAmb; do
		i=$((i + 1)) bits=0
		for number in ${!i//,/ }; do
			bits=$((bits | 1 << number))
		done
		expected+="$set:"$'\t'"$(printf '%016x' $bits)"$'\n'
	done
	run hull run "$ID"
	succeeds
	output_is "${expected%$'\n'}"
}

# 0 CHOWN, 5 KILL, 10 NET_BIND_SERVICE, 12 NET_ADMIN
@test "the five sets, for root" {
	caps '{ "bounding": ["CAP_CHOWN", "CAP_KILL"], "permitted": ["CAP_CHOWN", "CAP_KILL"], "effective": ["CAP_CHOWN"] }'
	# an execve of root gives it all that the bounding set has
	has_caps '' 0,5 0,5 0,5 ''
	caps '{ "bounding": ["CAP_KILL"], "permitted": ["CAP_KILL"], "inheritable": ["CAP_KILL"], "ambient": ["CAP_KILL"], "effective": ["CAP_KILL"] }'
	has_caps 5 5 5 5 5
	caps '{}'
	has_caps '' '' '' '' ''
	caps '{ "bounding": ["CAP_NET_ADMIN"] }'
	has_caps '' 12 12 12 ''
}

@test "the five sets, for another user: an execve keeps the ambient ones" {
	as_user 1000 1000
	caps '{ "bounding": ["CAP_KILL", "CAP_CHOWN"], "permitted": ["CAP_KILL", "CAP_CHOWN"], "effective": ["CAP_KILL"] }'
	has_caps '' '' '' 0,5 ''
	caps '{ "bounding": ["CAP_KILL", "CAP_NET_BIND_SERVICE"], "permitted": ["CAP_KILL", "CAP_NET_BIND_SERVICE"],
		"inheritable": ["CAP_NET_BIND_SERVICE"], "ambient": ["CAP_NET_BIND_SERVICE"], "effective": ["CAP_KILL"] }'
	has_caps 10 10 10 5,10 10
	caps '{ "bounding": ["CAP_KILL"], "permitted": ["CAP_KILL"], "inheritable": ["CAP_KILL"], "effective": ["CAP_KILL"] }'
	has_caps 5 '' '' 5 ''
}

@test "an ambient capability that is not inheritable is told in the log, and left out" {
	as_user 1000 1000
	caps '{ "bounding": ["CAP_KILL"], "permitted": ["CAP_KILL"], "ambient": ["CAP_KILL"] }'
	set_args grep -E '^CapAmb' /proc/self/status
	run hull --log "$TEST_DIR/log" --log-level warning run "$ID"
	succeeds
	output_is $'CapAmb:\t0000000000000000'
	grep -q "can't raise ambient capability 5: operation not permitted" "$TEST_DIR/log"
}

@test "without capabilities there are none; unknown names are told in the log" {
	update_config 'del(.process.capabilities)'
	has_caps '' '' '' '' ''
	caps '{ "bounding": ["CAP_KILL", "CAP_OF_TOMORROW"], "permitted": ["cap_kill"] }'
	set_args true
	run hull --log "$TEST_DIR/log" --log-level warning run "$ID"
	succeeds
	output_is ''
	grep -q 'process.capabilities.bounding\[1\]: unknown capability "CAP_OF_TOMORROW" is left out' "$TEST_DIR/log"
}

@test "noNewPrivileges" {
	set_args grep NoNewPrivs /proc/self/status
	update_config '.process.noNewPrivileges = true'
	run hull run "$ID"
	output_is $'NoNewPrivs:\t1'
	update_config '.process.noNewPrivileges = false'
	run hull run "$ID"
	output_is $'NoNewPrivs:\t0'
}

# ---- Descriptors

# Pairs of descriptor and target, without the one that ls itself has
list_fds='for fd in /proc/self/fd/*; do t=$(readlink $fd) && case $t in /proc/*) ;; *) echo "${fd##*/}";; esac; done; true'

@test "/dev/null of the host becomes the container's own" {
	set_script 'null=$(stat -c %d /dev/null)
		for fd in 0 1 2; do [ "$(stat -L -c %d /proc/1/fd/$fd)" = "$null" ] || exit 1; done'
	hull run "$ID" </dev/null >/dev/null 2>&1
	# and nothing else does
	set_script '[ "$(stat -L -c %d /proc/1/fd/0)" != "$(stat -c %d /dev/null)" ]'
	run bash -c 'echo | "$0" --root "$1" run "$2"' "$HULL" "$ROOT" "$ID"
	succeeds
}

@test "pipes are given to the user, so that it can open /dev/stdout again; files are not" {
	as_user 1000 1000
	set_script 'echo one >/dev/stdout; echo two >/dev/stderr; stat -L -c %u /proc/self/fd/1'
	run bash -c '"$0" --root "$1" run "$2" 2> >(cat) | cat' "$HULL" "$ROOT" "$ID"
	output_has one
	output_has two
	output_has 1000
	touch "$TEST_DIR/file"
	set_args true
	hull run "$ID" >"$TEST_DIR/file" </dev/null
	[ "$(stat -c %u "$TEST_DIR/file")" = 0 ]
	[ "$(stat -c %u /dev/null)" = 0 ]
}

@test "closed standard streams, in all combinations, are the container's null device" {
	local i closed
	set_script '[ -e /proc/self/fd/0 ] && [ -e /proc/self/fd/1 ] && [ -e /proc/self/fd/2 ] && touch /ok'
	for ((i = 0; i < 8; i++)); do
		closed=''
		[ $((i & 1)) -eq 0 ] || closed+=' <&-'
		[ $((i & 2)) -eq 0 ] || closed+=' >&-'
		[ $((i & 4)) -eq 0 ] || closed+=' 2>&-'
		rm -f "$BUNDLE/rootfs/ok"
		eval "hull run '$ID' $closed"
		[ -e "$BUNDLE/rootfs/ok" ]
	done
}

@test "only 0 to 2 are open in the program, however many the caller has" {
	set_script "$list_fds"
	run bash -c 'for i in {1..20}; do exec {fd}</; done; exec 3</ 9</etc; exec "$0" --root "$1" run "$2" </dev/null' \
		"$HULL" "$ROOT" "$ID"
	succeeds
	output_is $'0\n1\n2'
}

@test "--preserve-fds: exactly those, at their numbers; holes stay holes" {
	set_script "$list_fds; readlink /proc/self/fd/3; cat <&5"
	echo five >"$TEST_DIR/five"
	run bash -c 'for i in {1..20}; do exec {fd}</; done; exec 3</etc 4<&- 5<"$3" 6</ 7</
		exec "$0" --root "$1" run --preserve-fds 3 "$2" </dev/null' "$HULL" "$ROOT" "$ID" "$TEST_DIR/five"
	succeeds
	output_is $'0\n1\n2\n3\n5\n/etc\nfive'
}

@test "the same through create and start" {
	set_script "$list_fds"
	bash -c 'for i in {1..20}; do exec {fd}</; done; exec 3</etc 4</
		exec "$0" --root "$1" create --preserve-fds 1 "$2"' "$HULL" "$ROOT" "$ID" \
		</dev/null >"$TEST_DIR/out" 2>&1
	hull start "$ID"
	eventually 3 has_status "$ID" stopped
	[ "$(cat "$TEST_DIR/out")" = $'0\n1\n2\n3' ]
}

# ---- Signals, session

@test "no signal is blocked or ignored, whatever the caller does with them" {
	set_args grep -E '^Sig(Blk|Ign|Cgt|Pnd)' /proc/self/status
	run bash -c 'trap "" HUP INT TERM PIPE USR1 TSTP; exec "$0" --root "$1" run "$2"' "$HULL" "$ROOT" "$ID"
	output_is $'SigPnd:\t0000000000000000\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000000000'
	create()
	{
		bash -c 'trap "" HUP INT TERM PIPE; exec "$0" --root "$1" create "$2"' "$HULL" "$ROOT" "$ID" \
			</dev/null >"$TEST_DIR/out" 2>&1
	}
	create
	hull start "$ID"
	eventually 3 has_status "$ID" stopped
	[ "$(grep -c $'\t0000000000000000$' "$TEST_DIR/out")" -eq 4 ]
}

@test "the program leads its own session" {
	runs_to '1 1' 'read -r _ _ _ _ pgrp session _ </proc/self/stat; read -r a b c d e f g </proc/1/stat; echo $e $f'
}

@test "the program is dumpable and dies with nobody" {
	set_script 'stat -c %u /proc/self/fd'
	as_user 1000 1000
	run hull run "$ID"
	output_is 1000
}

# ---- The program

@test "args: found in the container's PATH, as its user, argv[0] kept" {
	mkdir -p "$BUNDLE/rootfs/a" "$BUNDLE/rootfs/b"
	cp "$BUNDLE/rootfs/bin/busybox" "$BUNDLE/rootfs/b/echo"
	printf 'no program' >"$BUNDLE/rootfs/a/echo"
	chmod 600 "$BUNDLE/rootfs/a/echo"
	update_config '.process.env = ["PATH=/nowhere:/a:/b:/bin"]'
	as_user 1000 1000
	set_args echo 'a b' ''
	run hull run "$ID"
	succeeds
	output_is 'a b '
}

@test "args: relative to cwd" {
	mkdir "$BUNDLE/rootfs/srv"
	cp "$BUNDLE/rootfs/bin/busybox" "$BUNDLE/rootfs/srv/echo"
	update_config '.process.cwd = "/srv"'
	set_args ./echo relative
	run hull run "$ID"
	output_is relative
}

# what the words are for: engines derive 126 and 127 from them
@test "a program that can't be executed is told at create, in words that engines know" {
	local root=$BUNDLE/rootfs
	mkdir "$root/dir"
	printf 'x' >"$root/bin/plain"
	chmod 644 "$root/bin/plain"
	refused()
	{
		run hull create "$ID"
		fails 1
		output_is "create failed: $1"
		[ ! -e "$ROOT/$ID" ]
	}
	set_args nowhere
	refused 'exec: "nowhere": executable file not found in $PATH (process.args[0])'
	set_args /nowhere
	refused 'exec: "/nowhere": stat /nowhere: no such file or directory (process.args[0])'
	set_args /dir
	refused 'exec: "/dir": permission denied (is a directory) (process.args[0])'
	set_args plain
	refused 'exec: "/bin/plain": permission denied (process.args[0])'
	set_args /etc/passwd/x
	refused 'exec: "/etc/passwd/x": not a directory (process.args[0])'
	mkfifo "$root/bin/fifo"
	set_args fifo
	refused 'exec: "/bin/fifo": permission denied (process.args[0])'
	update_config '.process.env = []'
	set_args sh
	refused 'exec: "sh": executable file not found in $PATH (process.args[0])'
}

@test "a program on a noexec mount, a script with a bad first line, another machine's program: the reason is told" {
	local root=$BUNDLE/rootfs
	reason()
	{
		run hull run "$ID"
		fails 1
		output_is "run failed: $1"
	}
	printf '#!/nowhere/sh\n' >"$root/bin/script"
	printf '#!/bin/sh\r\necho\r\n' >"$root/bin/dos"
	printf 'text' >"$root/bin/text"
	cp "$root/bin/busybox" "$root/bin/foreign"
	printf '\x08' | dd of="$root/bin/foreign" bs=1 seek=18 conv=notrunc status=none # MIPS
	chmod 755 "$root/bin/"{script,dos,text}
	set_args script
	reason 'exec: "/bin/script": no such file or directory (process.args[0]); the script'"'"'s interpreter "/nowhere/sh" is missing'
	set_args dos
	reason 'exec: "/bin/dos": no such file or directory (process.args[0]); the script'"'"'s first line ends in CR LF: the kernel looks for the interpreter "/bin/sh\r"'
	set_args text
	reason 'exec: "/bin/text": exec format error (process.args[0]); it is neither a program for this machine nor a script that begins with "#!"'
	set_args foreign
	run hull run "$ID"
	fails 1
	output_has 'it is a program for another machine (ELF machine 8, this one is '
	cp "$root/bin/busybox" "$root/mnt/busybox"
	add_mount "{ \"destination\": \"/mnt\", \"type\": \"bind\", \"source\": \"$root/mnt\", \"options\": [\"bind\", \"noexec\"] }"
	set_args /mnt/busybox true
	reason 'exec: "/mnt/busybox": permission denied (process.args[0]); it lies on a mount with the option noexec'
}

@test "a dynamic program without its loader: the loader is named" {
	local program loader
	program=$(command -v jq)
	loader=$(LC_ALL=C readelf -l "$program" 2>/dev/null | sed -n 's/.*interpreter: \(.*\)\]/\1/p')
	[ -n "$loader" ] || skip 'needs readelf and a dynamic program'
	cp "$program" "$BUNDLE/rootfs/bin/dynamic"
	set_args dynamic
	run hull run "$ID"
	fails 1
	output_is "run failed: exec: \"/bin/dynamic\": no such file or directory (process.args[0]); its dynamic loader \"$loader\" is missing"
}
