#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2016,SC2154 # what is in single quotes belongs to another shell; $output and $status are bats'
# hostile: images that try to reach the host. A canary, a directory of the host outside of the bundle, must be the same
# before and after; nothing may hang; and either the container is right, or it is refused in one line that names the object.
# Letters with numbers are the invariants of docs/security.md.

load helpers

bats_require_minimum_version 1.5.0

LIMIT=5 # seconds for one start: whatever waits for an image's FIFO waits for ever

setup()
{
	setup_bundle
	IMAGE=$BUNDLE/rootfs
	CANARY=$TEST_DIR/canary
	mkdir -p "$CANARY/dir/pts" "$CANARY/sys/kernel" "$CANARY/self/fd"
	echo untouched >"$CANARY/file"
	echo 'root:x:0:0:root:/canary:/bin/sh' >"$CANARY/passwd"
	mknod "$CANARY/null" c 1 5
	mknod "$CANARY/ptmx" p
	BEFORE=$(list_canary)
	set_args sh -c 'echo inside'
}

list_canary()
{
	find "$CANARY" -printf '%P %y %m %U:%G %s %l %T@\n' | sort
	cat "$CANARY/file" "$CANARY/passwd"
}

canary_is_unchanged()
{
	diff <(printf '%s\n' "$BEFORE") <(list_canary) >&2
}

# start OBJECT: it is right, or refused by name
start()
{
	local object=$1
	run --separate-stderr timeout "$LIMIT" "$HULL" --root "$ROOT" run "$ID" 3>&-
	canary_is_unchanged || {
		echo "the canary has changed" >&2
		return 1
	}
	if [ "$status" -eq 0 ]; then
		[ "$output" = inside ]
	else
		[ "$status" -eq 1 ] && [ "${#stderr_lines[@]}" -eq 1 ] && [[ $stderr == *"$object"* ]]
	fi || {
		printf 'neither right nor a refusal that names "%s": status %s\n%s\n%s\n' "$object" "$status" "$output" "$stderr" >&2
		return 1
	}
}

FORMS=(absolute relative outside dangling loop descriptor process fifo socket device file sparse closed)

# make_form FORM PATH: what the image has there
make_form()
{
	local path=$2

	rm -rf "$path"
	mkdir -p "$(dirname "$path")"
	case $1 in
	absolute) ln -s "$CANARY" "$path" ;;
	relative) ln -s "../../../../../../../../../..$CANARY" "$path" ;;
	outside) ln -s "$CANARY/file" "$path" ;;
	dangling) ln -s "$CANARY/new" "$path" ;;
	loop) ln -s "$(basename "$path")" "$path" ;;
	descriptor) ln -s "/proc/self/fd/9" "$path" ;;
	process) ln -s "/proc/1/root$CANARY" "$path" ;;
	fifo) mkfifo "$path" ;;
	socket) python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$path" ;;
	device) mknod "$path" c 1 1 ;;
	file) echo content >"$path" ;;
	sparse) truncate -s 3G "$path" ;;
	closed) mkdir -m 000 "$path" ;;
	esac
}

# battery OBJECT: each form of it in turn, with a directory of the host open in hull as descriptor 9
battery()
{
	local form

	require_command python3
	exec 9<"$CANARY"
	for form in "${FORMS[@]}"; do
		make_form "$form" "${IMAGE:?}$1"
		start "$1" || {
			echo "form: $form" >&2
			exec 9<&-
			return 1
		}
	done
	exec 9<&-
}

without_dev_mount()
{
	update_config '.mounts |= map(select(.destination | startswith("/dev") | not))'
}

tmpfs_on()
{
	update_config '.mounts += [{ type: "tmpfs", source: "tmpfs", destination: $at }]' --arg at "$1"
}

# ---- Objects of the image that hull touches

@test "/dev, with a mount on it [P1 P3]" {
	battery /dev
}

@test "/dev, where nothing is mounted: its nodes and links are made in it [P1 P3 P5]" {
	without_dev_mount
	battery /dev
}

@test "/dev/null, which masks and standard streams could be made of [K5 H1]" {
	without_dev_mount
	update_config '.linux.maskedPaths = ["/etc/group"]'
	battery /dev/null
}

@test "/dev/ptmx, and a directory for devices" {
	without_dev_mount
	battery /dev/ptmx
	rm -rf "${IMAGE:?}/dev/ptmx"
	update_config '.linux.devices = [{ path: "/opt/deep/zero", type: "c", major: 1, minor: 5 }]'
	battery /opt
	rm -rf "${IMAGE:?}/opt"
	battery /opt/deep
}

@test "/dev/pts and /dev/shm, as mount points in the image's /dev" {
	update_config '.mounts |= map(select(.destination != "/dev"))'
	battery /dev/pts
	make_form closed "${IMAGE:?}/dev/pts"
	battery /dev/shm
}

@test "/proc, which has to be an ordinary directory [P4 K1]" {
	battery /proc
}

@test "/sys, and a mount point below it [P4]" {
	battery /sys
	rm -rf "${IMAGE:?}/sys"
	update_config '.mounts |= map(select(.type != "sysfs"))'
	battery /sys
}

@test "/etc and /etc/passwd, where HOME is looked up [P6]" {
	update_config '.process.env = ["PATH=/bin"]'
	battery /etc
	rm -rf "${IMAGE:?}/etc"
	battery /etc/passwd
}

@test "the canary's passwd is not read through a link [P1]" {
	update_config '.process.env = ["PATH=/bin"]'
	ln -sf "$CANARY/passwd" "${IMAGE:?}/etc/passwd"
	set_args sh -c 'echo $HOME'
	run hull run "$ID"
	succeeds
	output_is /
}

@test "mount points of each kind of mount [P1 P2 P3]" {
	tmpfs_on /target
	battery /target
	rm -rf "${IMAGE:?}/target"
	update_config '.mounts[-1] = { type: "bind", source: "config.json", destination: "/target", options: ["bind"] }'
	battery /target
	rm -rf "${IMAGE:?}/target"
	update_config '.mounts[-1] = { type: "tmpfs", source: "tmpfs", destination: "/target/deep/er/still", options: ["ro"] }'
	battery /target
	rm -rf "${IMAGE:?}/target"
	battery /target/deep
	rm -rf "${IMAGE:?}/target"
	battery /target/deep/er/still
}

@test "a mount point in a volume, by way of a link in it" {
	mkdir "$TEST_DIR/volume"
	update_config '.mounts += [{ type: "bind", source: $dir, destination: "/vol", options: ["rbind"] },
		{ type: "tmpfs", source: "tmpfs", destination: "/vol/sub/deep" }]' --arg dir "$TEST_DIR/volume"
	local form
	for form in "${FORMS[@]}"; do
		make_form "$form" "$TEST_DIR/volume/sub"
		start /vol/sub
	done
}

@test "a link to be made by copy-symlink" {
	ln -s "$CANARY" "$BUNDLE/link"
	update_config '.mounts += [{ type: "bind", source: "link", destination: "/copy/here", options: ["bind", "copy-symlink"] }]'
	battery /copy
	rm -rf "${IMAGE:?}/copy"
	battery /copy/here
}

@test "a tree for tmpcopyup, with everything in it [P6]" {
	require_command python3
	update_config '.mounts += [{ type: "tmpfs", source: "tmpfs", destination: "/data", options: ["tmpcopyup"] }]'
	local form
	for form in "${FORMS[@]}"; do
		make_form "$form" "${IMAGE:?}/data/$form"
	done
	touch "${IMAGE:?}/data/"$'new\nline \e[31m'
	set_args sh -c 'ls -A /data | wc -l >/dev/null; echo inside'
	start /data
	succeeds
	rm -rf "${IMAGE:?}/data"
	battery /data
}

@test "masked and read-only paths [P2]" {
	update_config '.linux.maskedPaths = ["/object"] | .linux.readonlyPaths = []'
	battery /object
	update_config '.linux.maskedPaths = [] | .linux.readonlyPaths = ["/object"]'
	rm -rf "${IMAGE:?}/object"
	battery /object
	rm -rf "${IMAGE:?}/object"
	update_config '.linux.maskedPaths = ["/object/below"] | .linux.readonlyPaths = ["/object/below/deep"]'
	battery /object
}

@test "the working directory [F2]" {
	update_config '.process.cwd = "/work"'
	battery /work
	rm -rf "${IMAGE:?}/work"
	update_config '.process.cwd = "/work/deep/er"'
	battery /work/deep
}

@test "the program" {
	set_args /program
	local form
	for form in "${FORMS[@]}"; do
		make_form "$form" "${IMAGE:?}/program"
		run timeout "$LIMIT" "$HULL" --root "$ROOT" run "$ID" 3>&-
		fails
		[ "$status" -ne 124 ]
		canary_is_unchanged
		output_has /program
	done
}

@test "names with newlines and escape sequences stay in one line [D47]" {
	local name=$'/a\nb\e[31mred\t"quoted"'
	tmpfs_on "$name"
	ln -s /no/where "${IMAGE:?}/$name"
	run --separate-stderr timeout "$LIMIT" "$HULL" --root "$ROOT" run "$ID" 3>&-
	fails 1
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr != *$'\e'* ]]
	canary_is_unchanged
}

# ---- Descriptors of the caller [F1 F2]

@test "a directory of the host that the caller has open is no working directory" {
	exec 7<"$CANARY" 8<"$CANARY" 9<"$CANARY"
	local n
	for n in {3..40}; do
		update_config ".process.cwd = \"/proc/self/fd/$n\""
		run timeout "$LIMIT" "$HULL" --root "$ROOT" run --preserve-fds 7 "$ID" 3</dev/null
		fails
		output_lacks inside
		output_has process.cwd
	done
	exec 7<&- 8<&- 9<&-
	canary_is_unchanged
}

@test "nor is what hull itself has open, such as a directory below a mask" {
	mkdir -p "${IMAGE:?}/masked/secret"
	update_config '.linux.maskedPaths = ["/masked"]'
	set_args sh -c 'ls; echo inside'
	local n
	for n in {3..40}; do
		update_config ".process.cwd = \"/proc/self/fd/$n/../masked\""
		run hull run "$ID"
		output_lacks secret
		update_config ".process.cwd = \"/proc/self/fd/$n\""
		run hull run "$ID"
		output_lacks secret
		fails
	done
}

@test "nor through a link of the image, nor as the way to the program" {
	exec 9<"$CANARY"
	ln -s /proc/self/fd/9 "${IMAGE:?}/link"
	cp "${IMAGE:?}/bin/busybox" "$CANARY/sh"
	BEFORE=$(list_canary)
	update_config '.process.cwd = "/link"'
	run timeout "$LIMIT" "$HULL" --root "$ROOT" run --preserve-fds 8 "$ID" 3</dev/null
	fails
	update_config '.process.cwd = "/"'
	set_args /link/sh -c 'echo outside'
	run timeout "$LIMIT" "$HULL" --root "$ROOT" run "$ID" 3</dev/null
	exec 9<&-
	fails
	output_lacks outside
	canary_is_unchanged
}

@test "the program gets three descriptors and those that were preserved" {
	exec 8<"$CANARY" 9<"$CANARY"
	set_args sh -c 'ls /proc/self/fd | tr "\n" " "'
	run hull run "$ID"
	exec 8<&- 9<&-
	succeeds
	output_is "0 1 2 3 " # 3: ls reads the directory
}

# ---- The runtime's own executable [F3 F4]

ALL_CAPABILITIES='.process.capabilities[] = ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER",
	"CAP_FSETID", "CAP_KILL", "CAP_MKNOD", "CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_SYS_CHROOT"]'

# A copy of hull that may be damaged, and an attacker in the image
prepare_attack()
{
	"${CC:-cc}" -O2 -static -o "${IMAGE:?}/bin/reach" "$HELPERS_DIR/../tools/reach.c" ||
		skip "needs a C compiler and a static C library"
	cp "$HULL" "$TEST_DIR/hull"
	HULL=$TEST_DIR/hull
	HULL_BEFORE=$(stat -c '%i %Y %s' "$HULL"; sha256sum <"$HULL")
}

hull_is_unchanged()
{
	[ "$(stat -c '%i %Y %s' "$HULL"; sha256sum <"$HULL")" = "$HULL_BEFORE" ] || {
		echo "the executable of hull has changed" >&2
		return 1
	}
}

@test "an entrypoint of /proc/self/exe, with all capabilities [CVE-2019-5736]" {
	prepare_attack
	update_config "$ALL_CAPABILITIES"
	set_args /proc/self/exe
	run timeout "$LIMIT" "$HULL" --root "$ROOT" run "$ID" 3>&-
	[ "$status" -ne 124 ]
	output_lacks USAGE
	hull_is_unchanged
}

@test "a script of #!/proc/self/exe, and a program whose interpreter that is" {
	prepare_attack
	update_config "$ALL_CAPABILITIES"
	printf '#!/proc/self/exe\n' >"${IMAGE:?}/script"
	chmod 755 "${IMAGE:?}/script"
	set_args /script
	run timeout "$LIMIT" "$HULL" --root "$ROOT" run "$ID" 3>&-
	[ "$status" -ne 124 ]
	hull_is_unchanged

	echo 'int main(void) { return 0; }' | "${CC:-cc}" -x c -o "${IMAGE:?}/program" -Wl,--dynamic-linker=/proc/self/exe - ||
		skip "needs a C compiler"
	set_args /program
	run timeout "$LIMIT" "$HULL" --root "$ROOT" run "$ID" 3>&-
	[ "$status" -ne 124 ]
	hull_is_unchanged
}

@test "the first process can't write to what it was before, with all capabilities" {
	prepare_attack
	update_config "$ALL_CAPABILITIES"
	set_args reach 1
	run timeout "$LIMIT" "$HULL" --root "$ROOT" run "$ID" 3>&-
	succeeds
	output_lacks "/proc/1/"
	hull_is_unchanged
}

@test "an attacker who sees the host's processes reaches none of hull's executables" {
	prepare_attack
	drop_namespace pid
	set_args reach 3
	start_detached "$ID"
	cp -a "$BUNDLE" "$TEST_DIR/victim"
	CONFIG_DIR=$TEST_DIR/victim set_args true
	local _
	for _ in {1..20}; do
		hull run --bundle "$TEST_DIR/victim" "$ID-2"
	done
	eventually 8 grep -q "done" "$TEST_DIR/$ID.out"
	[ "$(sort -u "$TEST_DIR/$ID.out")" = "done" ] || {
		sort "$TEST_DIR/$ID.out" | uniq -c | head >&2
		return 1
	}
	hull_is_unchanged
	canary_is_unchanged
}
