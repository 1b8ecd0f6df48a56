/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* state: see state.h. */
#include "model/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "cgroup/cgroup.h"
#include "json.h"
#include "sys/fd.h"
#include "sys/process.h"

#define STATE_NAME     "state.json"
#define STATE_TMP_NAME ".state.json.new"
#define STATE_SIZE_MAX (8 << 20)
#define LOCK_WAIT_MS   10000
#define LOCK_STEP_MS   5

static const struct json_field state_fields[] = {
	FIELD(state, "version", version, json_uint32, REQUIRED),
	FIELD(state, "id", id, json_string, REQUIRED),
	FIELD(state, "status", status, JSON_WORD(oci_statuses), REQUIRED),
	FIELD(state, "pid", pid, json_int32),
	FIELD(state, "startTime", start_time, json_uint64),
	FIELD(state, "bundle", bundle, json_string, REQUIRED),
	FIELD(state, "rootfs", rootfs, json_string),
	FIELD(state, "created", created, json_string, REQUIRED),
	FIELD(state, "owner", owner, json_uint32),
	FIELD(state, "ownPids", own_pids, json_bool),
	FIELD(state, "annotations", annotations, json_map),
	FIELD(state, "cgroups", cgroups, json_strings),
};

static const struct json_object state_type = JSON_TABLE(state, state_fields);

int state_check_id(const char *id, struct err *err)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+.-";
	size_t len = strlen(id);

	if (len == 0)
		return err_input(err, NULL, "container id cannot be empty");
	if (len > 255 || id[0] == '.' || strspn(id, alphabet) != len) {
		err_input(err, NULL, "invalid container ID format: %q", id);
		return err_hint(err, "letters, digits and _ + . - make an id of at most 255 bytes that does not begin with a dot");
	}
	return 0;
}

/* Others could put directories and sockets of their own there. */
static int verify_root(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_call(err, errno, "look at the state root %q", path);
	if (st.st_uid != geteuid() || (st.st_mode & 0022) != 0) {
		err_input(err, NULL, "state root %q: has to belong to user %u and to be writable by nobody else", path,
			  (unsigned)geteuid());
		return err_hint(err, "choose another with --root");
	}
	return 0;
}

/* mkdir -p; the last directory is private. */
static int make_root(const char *path)
{
	auto_free char *copy = strdup(path);

	if (copy == NULL)
		return -1;
	for (char *p = strchr(copy + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			return -1;
		*p = '/';
	}
	return mkdir(copy, 0700) < 0 && errno != EEXIST ? -1 : 0;
}

int state_open_root(const char *path, bool make, struct err *err)
{
	auto_close int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT && make) {
		if (make_root(path) < 0)
			return err_call(err, errno, "make the state root %q", path);
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (fd < 0)
		return err_call(err, errno, "open the state root %q", path);
	if (verify_root(fd, path, err) < 0)
		return -1;
	return take_fd(&fd);
}

static int no_such_container(const char *id, struct err *err)
{
	err_input(err, NULL, "container does not exist: %q", id);
	err->absent = true;
	return -1;
}

int state_absent(const char *id, struct err *err)
{
	return err->code == ENOENT ? no_such_container(id, err) : -1;
}

/* Commands hold the lock for as long as a container takes to be made, which hooks can make long. */
static int lock_dir(int dir, const char *id, struct err *err)
{
	const struct timespec step = { .tv_nsec = LOCK_STEP_MS * 1000000L };
	struct stat st;

	for (int waited = 0; flock(dir, LOCK_EX | LOCK_NB) < 0; waited += LOCK_STEP_MS) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_call(err, errno, "lock the state of %q", id);
		if (waited >= LOCK_WAIT_MS)
			return err_input(err, NULL, "container %q is busy: another command has held its lock for %d s", id,
					 LOCK_WAIT_MS / 1000);
		nanosleep(&step, NULL);
	}
	/* whoever held it may have removed the directory */
	if (fstat(dir, &st) < 0 || st.st_nlink == 0)
		return no_such_container(id, err);
	return 0;
}

int state_claim(int root, const char *id, struct err *err)
{
	auto_close int dir = -1;

	if (mkdirat(root, id, 0700) < 0)
		return errno == EEXIST ?
			       err_input(err, NULL, "container with given ID already exists: %q", id) :
			       err_call(err, errno, "make the state directory of %q", id);
	dir = openat(root, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return err_call(err, errno, "open the state directory of %q", id);
	if (lock_dir(dir, id, err) < 0)
		return -1;
	return take_fd(&dir);
}

int state_open(int root, const char *id, bool lock, struct err *err)
{
	auto_close int dir = openat(root, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (dir < 0)
		return errno == ENOENT ? no_such_container(id, err) :
					 err_call(err, errno, "open the state directory of %q", id);
	if (lock && lock_dir(dir, id, err) < 0)
		return -1;
	return take_fd(&dir);
}

/* The directory's path may be longer than a socket's address can be: it is named through procfs. */
static void socket_address(int dir, struct sockaddr_un *ret)
{
	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	fmt(ret->sun_path, sizeof(ret->sun_path), "/proc/self/fd/%d/" STATE_START_NAME, dir);
}

int state_listen(int dir, struct err *err)
{
	auto_close int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;

	socket_address(dir, &address);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 8) < 0)
		return err_call(err, errno, "make the socket for start");
	return take_fd(&fd);
}

int state_connect(int dir)
{
	auto_close int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;

	socket_address(dir, &address);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

static int write_new(int dir, const char *text, size_t len)
{
	auto_close int fd = openat(dir, STATE_TMP_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : sys_write_all(fd, text, len);
}

int state_write(int dir, const struct state *state, struct err *err)
{
	struct arena arena;
	size_t len;
	char *text;
	int ret = arena_init(&arena, STATE_SIZE_MAX);

	if (ret < 0)
		return err_call(err, -ret, "write the state of %q", state->id);
	text = json_encode(&arena, &state_type, state, JSON_COMPACT, &len);
	ret = text == NULL ? -ENOMEM : write_new(dir, text, len);
	if (ret == 0 && renameat(dir, STATE_TMP_NAME, dir, STATE_NAME) < 0)
		ret = -errno;
	arena_release(&arena);
	return ret < 0 ? err_call(err, -ret, "write the state of %q", state->id) : 0;
}

static void keep_first(void *context, const struct json_problem *problem)
{
	char *text = context;

	if (text[0] == '\0' && problem->severity == JSON_ERROR)
		fmt(text, 256, "%u:%u: %s %s", problem->line, problem->column, problem->path, problem->text);
}

static int decode_state(const char *id, const char *text, size_t len, struct arena *arena, struct state **ret_state,
			struct err *err)
{
	char problem[256] = "";
	void *decoded;

	if (json_decode(arena, &state_type, text, len, &decoded, keep_first, problem) != 0) {
		err_input(err, NULL, "the state of %q is damaged: " STATE_NAME ":%s", id, problem);
		return err_hint(err, "delete --force removes what is left of the container");
	}
	*ret_state = decoded;
	return 0;
}

int state_read(int root, const char *id, struct arena *arena, struct state **ret_state, struct err *err)
{
	char path[300], small[4096];
	auto_free char *large = NULL;
	struct stat st;
	long n;

	fmt(path, sizeof(path), "%s/" STATE_NAME, id);
	auto_close int fd = openat(root, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		no_such_container(id, err);
		err->code = ENOENT;
		return -1;
	}
	n = fd < 0 ? -errno : sys_read(fd, small, sizeof(small));
	if (n < (long)sizeof(small) && n >= 0)
		return decode_state(id, small, (size_t)n, arena, ret_state, err);
	if (n >= 0 && (fstat(fd, &st) < 0 || st.st_size > STATE_SIZE_MAX))
		n = -EFBIG;
	if (n >= 0) {
		large = malloc((size_t)st.st_size);
		n = large == NULL ? -ENOMEM : pread(fd, large, (size_t)st.st_size, 0);
	}
	return n < 0 ? err_call(err, (int)-n, "read the state of %q", id) :
		       decode_state(id, large, (size_t)n, arena, ret_state, err);
}

int state_remove(int root, const char *id, struct err *err)
{
	static const char *const names[] = { STATE_START_NAME, STATE_TMP_NAME, STATE_NAME };
	auto_close int dir = openat(root, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (dir < 0 && errno == ENOENT)
		return 0;
	if (dir < 0)
		return err_call(err, errno, "open the state directory of %q", id);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (unlinkat(dir, names[i], 0) < 0 && errno != ENOENT)
			return err_call(err, errno, "remove %q of %q", names[i], id);
	}
	if (unlinkat(root, id, AT_REMOVEDIR) < 0 && errno != ENOENT)
		return err_call(err, errno, "remove the state directory of %q", id);
	return 0;
}

/* Fields are counted from behind the command's name, which may contain anything. */
static uint64_t parse_start_time(const char *stat)
{
	const char *p = strrchr(stat, ')');
	uint64_t value = 0;

	if (p == NULL || p[1] == '\0' || p[2] == 'Z' || p[2] == 'X')
		return 0;
	for (int field = 2; field < 22 && p != NULL; field++)
		p = strchr(p + 1, ' ');
	for (p = p != NULL ? p + 1 : ""; *p >= '0' && *p <= '9'; p++)
		value = value * 10 + (uint64_t)(*p - '0');
	return value;
}

uint64_t state_start_time(pid_t pid)
{
	char path[32], text[1024];
	long n;

	fmt(path, sizeof(path), "/proc/%d/stat", pid);
	auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : sys_read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	return parse_start_time(text);
}

int state_open_init(const struct state *state)
{
	auto_close int pidfd = state->pid > 0 ? sys_pidfd_open(state->pid) : -1;

	/* after the pidfd is open the pid can't be reused under it */
	if (pidfd < 0 || state_start_time(state->pid) != state->start_time)
		return -1;
	return take_fd(&pidfd);
}

enum oci_status state_status(const struct state *state)
{
	const struct cgroup_dirs dirs = { state->cgroups.items, state->cgroups.len };

	if (state->pid <= 0)
		return state->status == OCI_STATUS_CREATING ? OCI_STATUS_CREATING : OCI_STATUS_STOPPED;
	if (state_start_time(state->pid) != state->start_time)
		return OCI_STATUS_STOPPED;
	if (dirs.len > 0 && cgroup_is_frozen(&dirs) > 0)
		return OCI_STATUS_PAUSED;
	return state->status;
}

void state_to_oci(const struct state *state, enum oci_status status, struct oci_state *ret)
{
	*ret = (struct oci_state){
		.oci_version = OCI_SPEC_VERSION,
		.id = state->id,
		.status = status,
		.pid = status == OCI_STATUS_STOPPED ? 0 : state->pid,
		.bundle = state->bundle,
		.rootfs = state->rootfs,
		.created = state->created,
		.owner = "",
		.annotations = state->annotations,
	};
}
