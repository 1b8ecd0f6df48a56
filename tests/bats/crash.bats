#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016 # text for another shell
# crash: hull is killed at every boundary of a system call that it makes (security.md D2: whenever it is killed,
# `delete --force` removes all that remains), and so is the container's init. tools/killat.c strikes; afterwards the
# container is never taken for a running one that it is not, can be deleted, and leaves nothing; the next round takes the
# same id.

load helpers

setup_file()
{
	"${CC:-cc}" -O2 -static -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/killat" "$HELPERS_DIR/../tools/killat.c" ||
		skip "needs a C compiler and a static C library"
}

setup()
{
	require_root
	setup_bundle
	update_config '.linux.cgroupsPath = $path' --arg path "/$ID"
	set_args sleep 1000
	export ASAN_OPTIONS=detect_leaks=0 # in a sanitized build: what is traced can't look for leaks
	export KILLAT=$BATS_FILE_TMPDIR/killat PID_FILE=$TEST_DIR/pid MARK=$ROOT/.
}

# ---- Campaigns run in a PID namespace of their own: what is left of a round is seen at once, whoever it belongs to.

# in_own_pids native|v2 COMMAND…
in_own_pids()
{
	local view=$1
	shift

	[ "$view" = native ] || ! is_v2 || skip "is v2 natively"
	export HULL ROOT BUNDLE ID TEST_DIR VIEW=$view
	local names
	mapfile -t names < <(compgen -A function | grep -v '^bats_')
	export -f "${names[@]}"
	unshare --mount --propagation private --pid --fork --kill-child --mount-proc bash -c \
		'[ "$VIEW" = native ] || mount -t cgroup2 cgroup2 /sys/fs/cgroup; "$@"' bash "$@" 3>&-
}

# Without a process of ours: there may be a thousand rounds.
processes()
{
	local list=(/proc/[0-9]*)

	echo "${#list[@]}"
}

is_quiet()
{
	local list=(/proc/[0-9]*)

	[ ${#list[@]} -le "$QUIET" ]
}

# complain TEXT…: what was found, and where
complain()
{
	echo "$STORY, boundary $BOUNDARY: $*" >&2
	return 1
}

# The fast half of what teardown looks for.
nothing_is_left()
{
	local tries=2000 path mounts

	until is_quiet; do
		[ $((tries--)) -gt 0 ] || complain "a process is left: $(ps -ef)" || return
		read -rt 0.001 <> <(:) || :
	done
	for path in "$ROOT/$ID" /sys/fs/cgroup/"$ID" /sys/fs/cgroup/*/"$ID"; do
		[ ! -e "$path" ] || complain "left: $path" || return
	done
	mounts=$(</proc/self/mountinfo)
	mounts=${mounts//" $MARK"/}
	[[ $mounts != *" $TEST_DIR/"* ]] || complain "a mount is left: $mounts"
}

# After the blow: nobody is told that a container runs which does not.
state_is_honest()
{
	local state tries=500 status=0

	while :; do
		state=$(hull state "$ID" 2>&1) || status=$?
		case $state in
		*'"status": "running"'*) ;;
		*'"status": "creating"'*) ;; # who made it is dead; but it may take a moment to be dead
		*'"status": "stopped"'* | *'"status": "created"'*) return ;;
		'container does not exist: '*) [ $status -eq 1 ] && return ;;
		esac
		[ "$MAY_RUN" = no ] || ! runs_payload "$state" || return 0
		[ $((tries--)) -gt 0 ] || complain "the state is: $state" || return
	done
}

runs_payload()
{
	local pid=${1#*'"pid": '}

	pid=${pid%%,*}
	[ "$(readlink "/proc/$pid/exe")" = /bin/busybox ]
}

# An engine may read it at any time (10): complete or not there.
pid_file_is_whole()
{
	[ ! -e "$PID_FILE" ] || [[ $(<"$PID_FILE") =~ ^[1-9][0-9]*$ ]] || complain "the pid file has: $(<"$PID_FILE")"
}

# round WHOSE WHOM COMMAND…: one blow. Returns 3 when the command ends before it.
round()
{
	local counts=$1 dies=$2 status=0
	shift 2

	"$KILLAT" -c "$counts" -k "$dies" ${INIT_PID:+-p "$INIT_PID"} "$BOUNDARY" "$HULL" --root "$ROOT" "$@" \
		</dev/null >"$TEST_DIR/output" 2>&1 || status=$?
	case $status in
	0 | 3 | 4) ;;
	*) complain "killat ended with $status: $(<"$TEST_DIR/output")" || return ;;
	esac
	STRUCK=$status
}

# What a command says whose init was killed under it: it fails with one line, and leaves nothing by itself.
failed_cleanly()
{
	local lines

	[ "$STRUCK" = 0 ] || return 0
	mapfile -t lines <"$TEST_DIR/output"
	[ ${#lines[@]} -eq 1 ] || complain "said: $(<"$TEST_DIR/output")" || return
	[ "$LEAVES_NOTHING" = no ] || nothing_is_left
}

clean_up()
{
	local said

	said=$(hull delete --force "$ID" 2>&1) || complain "delete --force failed: $said" || return
	[ -z "$said" ] || complain "delete --force said: $said" || return
	rm -f "$PID_FILE" || return
	nothing_is_left
}

# campaign WHOSE-CALLS WHO-DIES PREPARATION COMMAND…
campaign()
{
	local counts=$1 dies=$2 prepare=$3
	shift 3

	STORY="$1, $dies killed at the calls of $counts"
	QUIET=$(processes)
	for ((BOUNDARY = 0; ; BOUNDARY++)); do
		INIT_PID=
		$prepare || complain "$prepare failed: $(<"$TEST_DIR/output")" || return
		[ "$counts" = host ] || [ -z "${JOIN:-}" ] || INIT_PID=$(<"$PID_FILE")
		round "$counts" "$dies" "$@" || return
		[ "$STRUCK" != 3 ] || break
		state_is_honest && pid_file_is_whole || return
		[ "$dies" = host ] || failed_cleanly || return
		clean_up || return
	done
	clean_up || return
	[ "$BOUNDARY" -ge "$LEAST" ] || complain "there should be at least $LEAST"
}

nothing()
{
	:
}

a_created_one()
{
	hull create --pid-file "$PID_FILE" "$ID" </dev/null >"$TEST_DIR/output" 2>&1
}

a_dead_one()
{
	a_created_one && hull kill "$ID" KILL
}

kill_create()
{
	MAY_RUN=no LEAVES_NOTHING=no LEAST=$1 campaign "$2" "$3" nothing create --pid-file "$PID_FILE" "$ID"
}

kill_run()
{
	MAY_RUN=yes LEAVES_NOTHING=$4 LEAST=$1 campaign "$2" "$3" nothing run --detach --pid-file "$PID_FILE" "$ID"
}

kill_start()
{
	MAY_RUN=yes LEAVES_NOTHING=no JOIN=yes LEAST=$1 campaign "$2" "$3" a_created_one start "$ID"
}

kill_delete()
{
	MAY_RUN=no LEAVES_NOTHING=no LEAST=$1 campaign host host "$2" delete --force "$ID"
}

# The first run of all makes what the others share.
after_the_first()
{
	hull run --detach "$ID" </dev/null >"$TEST_DIR/output" 2>&1 && hull delete --force "$ID" && "$@"
}

# all_of VIEW COMMAND…
all_of()
{
	in_own_pids "$1" after_the_first "${@:2}"
}

@test "create, killed at each of its calls" {
	all_of native kill_create 170 host host
}

@test "create, killed at each of its calls, v2 only" {
	all_of v2 kill_create 170 host host
}

@test "create, killed at each call of the container's init" {
	all_of native kill_create 100 init host
}

@test "create, its init killed at each call of that" {
	all_of native kill_create 100 init init
}

@test "run, killed at each of its calls" {
	all_of native kill_run 170 host host no
}

@test "run, killed at each of its calls, v2 only" {
	all_of v2 kill_run 170 host host no
}

@test "run, killed at each call of the container's init" {
	all_of v2 kill_run 100 init host no
}

@test "run, its init killed at each call of that: run fails and leaves nothing" {
	all_of v2 kill_run 100 init init yes
}

@test "start, killed at each of its calls" {
	all_of native kill_start 20 host host
}

@test "start, killed at each of its calls, v2 only" {
	all_of v2 kill_start 20 host host
}

@test "start, killed at each call of the waiting init" {
	all_of native kill_start 10 init host
}

@test "start, its init killed at each call of that" {
	all_of native kill_start 10 init init
}

@test "delete of a created container, killed at each of its calls" {
	all_of native kill_delete 40 a_created_one
}

@test "delete of a created container, killed at each of its calls, v2 only" {
	all_of v2 kill_delete 40 a_created_one
}

@test "delete of a dead container, killed at each of its calls" {
	all_of v2 kill_delete 20 a_dead_one
}

@test "60 creates, killed after 0.2 to 8 ms" {
	all_of native kill_creates_by_time
}

kill_creates_by_time()
{
	local pid

	STORY="create, killed by the clock" MAY_RUN=no LEAVES_NOTHING=no QUIET=$(processes)
	for ((BOUNDARY = 0; BOUNDARY < 60; BOUNDARY++)); do
		"$HULL" --root "$ROOT" create --pid-file "$PID_FILE" "$ID" </dev/null >"$TEST_DIR/output" 2>&1 &
		pid=$!
		read -rt "$(printf '0.%06d' $((200 + BOUNDARY * 130)))" <> <(:) || :
		kill -KILL $pid 2>/dev/null || :
		wait $pid || :
		state_is_honest && pid_file_is_whole && clean_up || return
	done
}
