#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016,SC2154
# small_mounts: on a host with many mounts a container starts from a mount namespace with a single one. Each test makes its
# many mounts, and the namespace that hull pins for them, in a mount namespace and on a /run of its own.

load helpers

PIN=/run/hull/.mounts/small

setup()
{
	setup_bundle
	require_kernel 6.8
}

# with_mounts NUMBER SCRIPT: runs the script where so many mounts more are, with /run of its own.
with_mounts()
{
	export HULL ROOT BUNDLE ID PIN
	unshare --mount --propagation private bash -euc '
		mount -t tmpfs many /mnt
		mount -t tmpfs run /run
		mkdir /run/hull
		for i in $(seq "$1"); do
			mkdir "/mnt/$i"
			mount --bind "/mnt/$i" "/mnt/$i"
		done
		pinned() { grep -q " $PIN .* nsfs " /proc/self/mountinfo; }
		'"$2"'
	' with_mounts "$1"
}

@test "few mounts: nothing is pinned on the host" {
	[ "$(wc -l </proc/self/mountinfo)" -lt 60 ] || skip "this machine has many mounts of its own"
	with_mounts 2 '
		"$HULL" --root /run/state run --bundle "$BUNDLE" "$ID"
		! pinned
		[ ! -e "$PIN" ]'
}

@test "many mounts: the namespace is made once, and the container sees nothing of it" {
	set_script 'cat /proc/self/mountinfo'
	with_mounts 200 '
		"$HULL" --root /run/state run --bundle "$BUNDLE" "$ID" >/run/inside
		pinned
		! grep -qE "hull-small|/mnt/" /run/inside
 " / / " /run/inside || grep -q " / rw" /run/inside
		before=$(stat -c %i "$PIN")
		"$HULL" --root /run/state run --bundle "$BUNDLE" "$ID-2" >/run/again
		[ "$before" = "$(stat -c %i "$PIN")" ]
		[ "$(wc -l </run/inside)" = "$(wc -l </run/again)" ]'
}

@test "many mounts: no mount of the container shows on the host" {
	with_mounts 200 '
		"$HULL" --root /run/state run --bundle "$BUNDLE" "$ID-1"
		before=$(wc -l </proc/self/mountinfo)
		"$HULL" --root /run/state create --bundle "$BUNDLE" "$ID" </dev/null
		[ "$before" = "$(wc -l </proc/self/mountinfo)" ]
		"$HULL" --root /run/state delete "$ID"
		[ "$before" = "$(wc -l </proc/self/mountinfo)" ]'
}

@test "a pin that is an ordinary file is no namespace: it is made anew" {
	with_mounts 200 '
		mkdir -p "${PIN%/*}"
		: >"$PIN"
		"$HULL" --root /run/state run --bundle "$BUNDLE" "$ID"
		pinned'
}

@test "where it can't be pinned the plain way is taken" {
	with_mounts 200 '
		: >"${PIN%/*}"
		"$HULL" --root /run/state run --bundle "$BUNDLE" "$ID"
		! pinned'
}

@test "sixteen starts at once make one namespace" {
	with_mounts 200 '
		for i in $(seq 16); do
			"$HULL" --root /run/state run --bundle "$BUNDLE" "$ID-$i" &
		done
		for job in $(jobs -p); do
			wait "$job"
		done
		[ "$(grep -c " $PIN " /proc/self/mountinfo)" = 1 ]'
}
