#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# concurrency: commands that meet on one container, and many containers at once (security.md 4.6). Exactly one wins, the
# others say why not, and nothing is lost or left.

load helpers

setup()
{
	require_root
	setup_bundle
	set_args sleep 1000
	mkdir "$TEST_DIR/said"
}

# at_once COUNT COMMAND…: COUNT times side by side; what number N says is in said/N, and its status in said/N.status
at_once()
{
	local count=$1 i
	shift

	rm -f "$TEST_DIR/said/"*
	for ((i = 0; i < count; i++)); do
		(
			status=0
			"$@" </dev/null >"$TEST_DIR/said/$i" 2>&1 3>&- || status=$?
			echo $status >"$TEST_DIR/said/$i.status"
		) 3>&- &
	done
	wait
}

# All that was said, and how often
sums()
{
	local file

	for file in "$TEST_DIR/said/"*.status; do
		echo "$(<"$file") $(<"${file%.status}")"
	done | sort | uniq -c >&2
}

# said STATUS TEXT: how many ended with that status and that text, as a regular expression for the whole line
said()
{
	local file n=0

	for file in "$TEST_DIR/said/"*.status; do
		if [ "$(<"$file")" = "$1" ] && [[ $(<"${file%.status}") =~ ^$2$ ]]; then
			n=$((n + 1))
		fi
	done
	echo $n
}

# said_only [N STATUS TEXT]…: each so often, and nothing else
said_only()
{
	local all=0 n

	while [ $# -gt 0 ]; do
		n=$(said "$2" "$3")
		[ "$n" -eq "$1" ] || {
			echo "$n instead of $1 ended with $2 and '$3':" >&2
			sums
			return 1
		}
		all=$((all + n))
		shift 3
	done
	n=$(find "$TEST_DIR/said" -name '*.status' | wc -l)
	[ "$n" -eq $all ] || {
		echo "$((n - all)) said something else:" >&2
		sums
		return 1
	}
}

taken='container with given ID already exists: .*'

@test "32 creates of one id: one wins, 31 say that it exists" {
	for _ in 1 2 3; do
		at_once 32 hull create "$ID"
		said_only 1 0 '' 31 1 "create failed: $taken"
		[ "$(state_of "$ID")" = created ]
		hull start "$ID"
		hull delete --force "$ID"
		[ -z "$(left_cgroups)" ]
	done
}

@test "32 creates of one id, v2 only" {
	creates()
	{
		at_once 32 hull create "$ID" && said_only 1 0 '' 31 1 "create failed: $taken" && hull delete "$ID"
	}
	export taken
	in_v2 creates
}

@test "32 foreground runs of one id" {
	set_script 'sleep 1; exit 3'
	at_once 32 hull run "$ID"
	said_only 1 3 '' 31 1 "run failed: $taken"
	[ ! -e "$ROOT/$ID" ]
}

@test "16 starts of one container: the program is started once" {
	set_script 'echo x >>/ran; sleep 1000'
	for _ in 1 2 3; do
		create "$ID"
		at_once 16 hull start "$ID"
		said_only 1 0 '' 15 1 'start failed: cannot start an already running container: .*'
		eventually 3 test -e "$BUNDLE/rootfs/ran"
		[ "$(cat "$BUNDLE/rootfs/ran")" = x ]
		hull delete --force "$ID"
		rm "$BUNDLE/rootfs/ran"
	done
}

@test "16 deletes of one container: one succeeds, the others find nothing" {
	for _ in 1 2 3; do
		create "$ID"
		at_once 16 hull delete "$ID"
		said_only 1 0 '' 15 1 'container does not exist: .*'
		[ ! -e "$ROOT/$ID" ]
	done
}

@test "16 deletes with force: all succeed, silently" {
	for _ in 1 2 3; do
		start_detached "$ID"
		at_once 16 hull delete --force "$ID"
		said_only 16 0 ''
		[ ! -e "$ROOT/$ID" ]
	done
}

create_or_delete()
{
	if [ $((RANDOM % 2)) -eq 0 ]; then
		hull create "$ID"
	else
		hull delete --force "$ID"
	fi
}

# What a create finds whose look at the id came just after it was deleted, and its look at the cgroup just before
in_use="container's cgroup is not empty: .*"

@test "delete --force against create: whoever comes last has the id" {
	for _ in 1 2 3; do
		at_once 24 create_or_delete
		[ "$(($(said 0 '') + $(said 1 "create failed: ($taken|$in_use)")))" -eq 24 ] || {
			sums
			return 1
		}
		hull delete --force "$ID"
		[ ! -e "$ROOT/$ID" ]
		[ -z "$(left_cgroups)" ]
		[ -z "$(left_processes)" ]
	done
}

any_command()
{
	case $((RANDOM % 5)) in
	0) hull start "$ID" ;;
	1) hull kill "$ID" KILL ;;
	2) hull delete "$ID" ;;
	3) hull state "$ID" >/dev/null ;;
	4) hull list -q >/dev/null ;;
	esac
}

# What a command may say, depending on who was there before it
lost='(start failed: cannot start (an already running container|a container that has stopped): .*|container not running: .*'
lost+='|container does not exist: .*|cannot delete container .* that is not stopped: running; .*)'

@test "start, kill, delete, state and list, all at once" {
	for _ in 1 2 3; do
		create "$ID"
		at_once 20 any_command
		[ "$(($(said 0 '') + $(said 1 "$lost")))" -eq 20 ] || {
			sums
			return 1
		}
		hull delete --force "$ID"
	done
}

# life_of NUMBER: a container from its birth to its end
life_of()
{
	local id=$ID-$1

	hull create "$id" </dev/null >"$TEST_DIR/said/$1.output" 2>&1 && hull start "$id" &&
		[ "$(hull state "$id" | jq -r .status)" = running ] && hull kill "$id" KILL &&
		eventually 5 has_status "$id" stopped && hull delete "$id"
}

# caller NUMBER: its share of a hundred containers
caller()
{
	local i

	for ((i = $1; i < 100; i += 16)); do
		life_of "$i" || echo "container $i failed"
	done
}

@test "100 containers by 16 callers, from create to delete" {
	local i
	for ((i = 0; i < 16; i++)); do
		caller $i >"$TEST_DIR/said/caller-$i" 2>&1 3>&- &
	done
	wait
	cat "$TEST_DIR/said/caller-"*
	[ -z "$(cat "$TEST_DIR/said/caller-"*)" ]
	[ -z "$(hull list -q)" ]
	[ -z "$(left_cgroups)" ]
}

@test "a command that finds the lock taken waits for it" {
	create "$ID"
	flock "$ROOT/$ID" sleep 0.5 3>&- &
	sleep 0.1
	run hull start "$ID"
	succeeds
	wait
	[ "$(state_of "$ID")" = running ]
}

@test "but not for ever" {
	create "$ID"
	flock "$ROOT/$ID" sleep 12 3>&- &
	sleep 0.1
	run hull start "$ID"
	fails 1
	output_is "start failed: container \"$ID\" is busy: another command has held its lock for 10 s"
	[ "$(state_of "$ID")" = created ]
	kill %% && wait || :
}
