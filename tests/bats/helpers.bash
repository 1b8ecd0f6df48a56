# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016,SC2154 # $name is jq's; $output and $status are bats'
# helpers: what every behaviour test stands on. A test file begins with
#
#	load helpers
#	setup() { setup_bundle; }
#
# and each of its tests then has a bundle of its own ($BUNDLE, with a busybox root file system), a state root of its own
# ($ROOT) and a name that no other test has ($ID; further containers are called "$ID-2" and so on, and a cgroupsPath has
# to contain $ID). teardown deletes what is left and fails the test if anything else is: a mount, a cgroup, a process.
#
# The tests run on the machine as it is, and once more with cgroup v2 in place of what it has (in_v2). They never mount
# over or change the machine's own cgroups.

HELPERS_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${HULL:=$(cd "$HELPERS_DIR/../.." && pwd)/build/hull}"
export HULL

# ---- Bundles

# A root file system of static busybox, made once a file and copied for each test.
make_rootfs()
{
	local rootfs=$1 busybox

	busybox=$(command -v busybox) || skip "needs busybox (Debian: busybox-static)"
	mkdir -p "$rootfs"/{bin,dev,etc,home,mnt,proc,root,run,sys,tmp,var}
	cp "$busybox" "$rootfs/bin/busybox"
	# a dynamic busybox finds no loader in there
	chroot "$rootfs" /bin/busybox --install -s /bin || skip "needs a static busybox (Debian: busybox-static)"
	printf 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/home:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' \
		>"$rootfs/etc/passwd"
	printf 'root:x:0:\nuser:x:1000:\nextra:x:1001:user\nnogroup:x:65534:\n' >"$rootfs/etc/group"
	chmod 1777 "$rootfs/tmp"
	chown 1000:1000 "$rootfs/home"
}

# setup_bundle [OPTION OF hull spec…]
setup_bundle()
{
	[ -x "$HULL" ] || {
		echo "no program to test at '$HULL': build it, or set HULL" >&2
		return 1
	}
	TEST_DIR=$(mktemp -d "${TMPDIR:-/tmp}/hull-test-XXXXXX")
	# a container with a user namespace has to reach its root file system
	chmod 755 "$TEST_DIR"
	ID=hulltest-${TEST_DIR##*-}
	ROOT=$TEST_DIR/state
	BUNDLE=$TEST_DIR/bundle
	# all processes of this test, and the hooks of its containers, are known by it
	export HULL_TEST_ID=$ID

	[ -d "$BATS_FILE_TMPDIR/rootfs" ] || make_rootfs "$BATS_FILE_TMPDIR/rootfs"
	mkdir "$BUNDLE"
	cp -a "$BATS_FILE_TMPDIR/rootfs" "$BUNDLE/rootfs"
	hull spec --bundle "$BUNDLE" "$@"
	update_config '.process.terminal = false | .root.readonly = false'
	set_args true
	cd "$BUNDLE" || return
}

# update_config EXPRESSION [OPTION OF jq…]: changes config.json, of $BUNDLE or $CONFIG_DIR
update_config()
{
	local expression=$1 dir=${CONFIG_DIR:-$BUNDLE}
	shift

	jq "$expression" "$@" <"$dir/config.json" >"$dir/config.json.new" &&
		mv "$dir/config.json.new" "$dir/config.json"
}

# set_args PROGRAM [ARGUMENT…]
set_args()
{
	update_config '.process.args = $ARGS.positional' --args -- "$@"
}

# set_script TEXT: the container runs it with its shell
set_script()
{
	set_args sh -c "$1"
}

# add_mount JSON
add_mount()
{
	update_config '.mounts += [$mount]' --argjson mount "$1"
}

# drop_namespace TYPE…, add_namespace TYPE [PATH]
drop_namespace()
{
	update_config '.linux.namespaces |= map(select(.type as $type | $ARGS.positional | index($type) | not))' \
		--args "$@"
}

add_namespace()
{
	if [ $# -gt 1 ]; then
		update_config '.linux.namespaces += [{ type: $type, path: $path }]' --arg type "$1" --arg path "$2"
	else
		update_config '.linux.namespaces += [{ type: $type }]' --arg type "$1"
	fi
}

# ---- hull

# Without bats' own descriptor: a container that outlives the test would keep bats waiting.
hull()
{
	"$HULL" --root "$ROOT" "$@" 3>&-
}

# create ID [OPTION…]: like `hull create`, with the container's output in $TEST_DIR/ID.out and .err. (bats' `run` reads
# a pipe until nobody holds it any more, and a created container does.) On an error the text goes to stderr.
create()
{
	local id=$1
	shift

	hull create "$@" "$id" </dev/null >"$TEST_DIR/$id.out" 2>"$TEST_DIR/$id.err" && return
	local status=$?
	cat "$TEST_DIR/$id.out" "$TEST_DIR/$id.err" >&2
	return $status
}

# start_detached ID [OPTION OF hull run…]: `hull run --detach`, likewise
start_detached()
{
	local id=$1
	shift

	hull run --detach "$@" "$id" </dev/null >"$TEST_DIR/$id.out" 2>"$TEST_DIR/$id.err" && return
	local status=$?
	cat "$TEST_DIR/$id.out" "$TEST_DIR/$id.err" >&2
	return $status
}

state_of()
{
	hull state "$1" | jq -r .status
}

pid_of()
{
	hull state "$1" | jq -r .pid
}

# has_status ID STATUS, for eventually
has_status()
{
	[ "$(state_of "$1")" = "$2" ]
}

# eventually SECONDS COMMAND…: until it succeeds
eventually()
{
	local tries=$(($1 * 20))
	shift

	until "$@"; do
		[ $((tries--)) -gt 0 ] || {
			echo "did not come true: $*" >&2
			return 1
		}
		sleep 0.05
	done
}

# ---- Looking at results. They print what they saw, so that a failure explains itself.

# succeeds, fails [STATUS]: what `run` ran
succeeds()
{
	[ "$status" -eq 0 ] || {
		echo "status is $status, not 0; output:" >&2
		printf '%s\n' "$output" >&2
		return 1
	}
}

fails()
{
	if [ $# -gt 0 ] && [ "$status" -ne "$1" ] || [ "$status" -eq 0 ]; then
		echo "status is $status, not ${1:-an error}; output:" >&2
		printf '%s\n' "$output" >&2
		return 1
	fi
}

# isnt COMMAND…: it fails (bats overlooks a "!")
isnt()
{
	if "$@"; then
		echo "did not fail: $*" >&2
		return 1
	fi
}

# output_has TEXT, output_lacks TEXT, output_is TEXT
output_has()
{
	[[ $output == *"$1"* ]] || {
		printf 'not in the output: %s\n%s\n' "$1" "$output" >&2
		return 1
	}
}

output_lacks()
{
	[[ $output != *"$1"* ]] || {
		printf 'in the output: %s\n%s\n' "$1" "$output" >&2
		return 1
	}
}

output_is()
{
	[ "$output" = "$1" ] || {
		printf 'expected: %s\ngot: %s\n' "$1" "$output" >&2
		return 1
	}
}

# output_matches REGEX (extended, somewhere in the output)
output_matches()
{
	[[ $output =~ $1 ]] || {
		printf 'no match for: %s\n%s\n' "$1" "$output" >&2
		return 1
	}
}

# ---- cgroups

is_v2()
{
	[ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]
}

# in_v2 COMMAND…: with cgroup v2 on /sys/fs/cgroup, in a mount namespace of its own. COMMAND may be one of these
# functions. A container made in there has to be deleted in there.
in_v2()
{
	if is_v2; then
		"$@"
		return
	fi
	# functions and variables go along through the environment
	export HULL ROOT BUNDLE ID TEST_DIR
	local names
	mapfile -t names < <(compgen -A function | grep -v '^bats_')
	export -f "${names[@]}"
	unshare --mount --propagation private bash -c \
		'mount -t cgroup2 cgroup2 /sys/fs/cgroup && "$@"' bash "$@"
}

# cgroup_dir PID [CONTROLLER]: its directory in v2, or in the hierarchy of a v1 controller ("systemd" for the named one,
# "unified" for v2 in a hybrid layout), as a path of this machine
cgroup_dir()
{
	local pid=$1 controller=${2:-} path

	case $controller in
	systemd) path=$(sed -n 's/^[0-9]*:name=systemd://p' "/proc/$pid/cgroup") ;;
	'' | unified) path=$(sed -n 's/^0:://p' "/proc/$pid/cgroup") ;;
	*) path=$(sed -n "s/^[0-9]*:\([^:]*,\)\{0,1\}$controller\(,[^:]*\)\{0,1\}://p" "/proc/$pid/cgroup") ;;
	esac
	if is_v2; then
		path=$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
		echo "/sys/fs/cgroup$path"
	else
		echo "/sys/fs/cgroup/${controller:-unified}$path"
	fi
}

# ---- What a test needs; without it the test is skipped, and says why

require_command()
{
	local command

	for command in "$@"; do
		command -v "$command" >/dev/null || skip "needs the program $command"
	done
}

require_root()
{
	[ "$(id -u)" -eq 0 ] || skip "needs root"
}

# require_cap NAME…: of those below
require_cap()
{
	local name bit effective

	effective=$((0x$(awk '$1 == "CapEff:" { print $2 }' /proc/self/status)))
	for name in "$@"; do
		case $name in
		CAP_NET_ADMIN) bit=12 ;;
		CAP_SYS_PTRACE) bit=19 ;;
		CAP_SYS_ADMIN) bit=21 ;;
		CAP_SYS_NICE) bit=23 ;;
		CAP_SYS_RESOURCE) bit=24 ;;
		CAP_SYS_TIME) bit=25 ;;
		CAP_MKNOD) bit=27 ;;
		CAP_MAC_ADMIN) bit=33 ;;
		CAP_PERFMON) bit=38 ;;
		CAP_BPF) bit=39 ;;
		*)
			echo "require_cap: which bit is $name?" >&2
			return 1
			;;
		esac
		[ $((effective >> bit & 1)) -eq 1 ] || skip "needs $name"
	done
}

# require_kernel MAJOR.MINOR
require_kernel()
{
	local have

	have=$(uname -r)
	[ "$(printf '%s\n' "$1" "${have%%-*}" | sort -V | head -n 1)" = "$1" ] || skip "needs Linux $1, this is $have"
}

# require_built_with SECCOMP, as in the last line of `hull --version`
require_built_with()
{
	"$HULL" --version | grep -qw -e "+$1" || skip "needs a hull built with $1"
}

require_v1()
{
	! is_v2 || skip "needs cgroup v1"
}

# For what counts system calls or memory
require_plain_build()
{
	! grep -qF __asan_init "$HULL" || skip "needs a build without sanitizers: what they cost is not hull's"
}

require_v2()
{
	is_v2 || skip "needs cgroup v2"
}

# require_controller NAME: usable in the cgroups as they are seen here
require_controller()
{
	if is_v2; then
		grep -qw -e "$1" /sys/fs/cgroup/cgroup.controllers || skip "needs the cgroup controller $1 in v2"
	else
		[ -d "/sys/fs/cgroup/$1" ] || skip "needs the cgroup controller $1 in v1"
	fi
}

require_userns()
{
	unshare --user true 2>/dev/null || skip "needs user namespaces"
}

# ---- The end of a test

# Left-over processes: those in a cgroup of the test, and those that inherited its environment. Zombies have neither.
left_processes()
{
	local -x HULL_TEST_ID= # cut and sort, still at it, are none of them
	{
		grep -lsF -e "$ID" /proc/[0-9]*/cgroup
		grep -lsaF -e "HULL_TEST_ID=$ID" /proc/[0-9]*/environ
	} | cut -d / -f 3 | sort -u | while read -r pid; do
		case $(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null) in
		Z | X | '') ;;
		*) [ "$pid" = $$ ] || [ "$pid" = "$BASHPID" ] || echo "$pid" ;;
		esac
	done
}

# Mounts below the test's directory. What hull keeps for all containers lies under names with a dot: that may stay.
left_mounts()
{
	awk -v dir="$TEST_DIR/" -v kept="$ROOT/." \
		'index($5, dir) == 1 && index($5, kept) != 1 { print $5 }' /proc/self/mountinfo
}

left_cgroups()
{
	find /sys/fs/cgroup -depth -type d -name "*$ID*" 2>/dev/null
}

no_left_processes()
{
	[ -z "$(left_processes)" ]
}

# teardown_bundle: nothing may be left of the test
teardown_bundle()
{
	local id pid path left=0

	[ -n "${TEST_DIR:-}" ] || return 0
	cd /
	if [ -d "$ROOT" ]; then
		for path in "$ROOT"/*/; do
			id=$(basename "$path")
			[ "$id" = '*' ] || hull delete --force "$id" || left=1
		done
	fi

	if ! eventually 3 no_left_processes 2>/dev/null; then
		for pid in $(left_processes); do
			echo "left: process $pid: $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)" >&2
			kill -KILL "$pid" 2>/dev/null || :
		done
		left=1
	fi
	for path in $(left_mounts); do
		echo "left: mount $path" >&2
		left=1
	done
	for path in $(left_cgroups); do
		echo "left: cgroup $path" >&2
		rmdir "$path" 2>/dev/null || :
		left=1
	done
	for path in "$ROOT"/*; do
		[ ! -e "$path" ] || {
			echo "left: state $path" >&2
			left=1
		}
	done

	awk -v dir="$TEST_DIR/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
		while read -r path; do umount -l "$path"; done
	rm -rf --one-file-system "$TEST_DIR"
	return $left
}

# A test file with more to undo defines its own, and calls teardown_bundle in it.
teardown()
{
	teardown_bundle
}
