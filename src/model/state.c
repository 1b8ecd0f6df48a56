/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* state: see state.h. */
#include "model/state.h"

#include <dirent.h>
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
#include "sys/proc_stat.h"
#include "sys/process.h"

#define STATE_NAME     "state.json"
#define STATE_TMP_NAME ".state.json.new"
#define STATE_SIZE_MAX (8 << 20)
#define STATE_SMALL    4096 /* bytes of text; larger ones have many annotations */
#define LOCK_WAIT_MS   10000
#define LOCK_STEP_MS   5
#define CLAIM_TRIES    16

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
	FIELD(state, "process", has_process, json_bool),
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
static int verify_root(int fd, const char *path, uid_t uid, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_call(err, errno, "look at the state root %q", path);
	if (st.st_uid != uid || (st.st_mode & 0022) != 0) {
		err_input(err, NULL, "state root %q: has to belong to user %u and to be writable by nobody else", path,
			  uid);
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

int state_open_root(const char *path, uid_t uid, bool make, struct err *err)
{
	auto_close int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT && make) {
		if (make_root(path) < 0)
			return err_call(err, errno, "make the state root %q", path);
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	if (fd < 0)
		return err_call(err, errno, "open the state root %q", path);
	if (verify_root(fd, path, uid, err) < 0)
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
int state_lock(int dir, const char *id, struct err *err)
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

void state_unlock(int dir)
{
	flock(dir, LOCK_UN);
}

int state_open(int root, const char *id, bool lock, struct err *err)
{
	auto_close int dir = openat(root, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (dir < 0 && errno == ENOENT)
		return no_such_container(id, err);
	if (dir < 0)
		return err_call(err, errno, "open the state directory of %q", id);
	if (lock && state_lock(dir, id, err) < 0)
		return -1;
	return take_fd(&dir);
}

static int already_exists(const char *id, struct err *err)
{
	return err_input(err, NULL, "container with given ID already exists: %q", id);
}

int state_explain_claim(int root, const char *id, struct err *err)
{
	return faccessat(root, id, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ? already_exists(id, err) : -1;
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

static int write_file(int dir, const char *name, int flags, const char *text, size_t len)
{
	auto_close int fd = openat(dir, name, O_WRONLY | O_CREAT | flags | O_NOFOLLOW | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : sys_write_all(fd, text, len);
}

/* The very first one is in nobody's way: what it announces does not exist before it is complete. One that is there already
 * is somebody else's. */
static int replace_file(int dir, const struct state *state, const char *text, size_t len)
{
	int ret;

	if (state->status == OCI_STATUS_CREATING)
		return write_file(dir, STATE_NAME, O_EXCL, text, len);
	ret = write_file(dir, STATE_TMP_NAME, O_TRUNC, text, len);
	return ret == 0 && renameat(dir, STATE_TMP_NAME, dir, STATE_NAME) < 0 ? -errno : ret;
}

int state_write(int dir, const struct state *state, struct err *err)
{
	char memory[STATE_SMALL] __attribute__((aligned(16)));
	struct arena arena;
	size_t len;
	char *text;
	int ret;

	arena_init_buffer(&arena, memory, sizeof(memory), STATE_SIZE_MAX);
	text = json_encode(&arena, &state_type, state, JSON_COMPACT, &len);
	ret = text == NULL ? -ENOMEM : replace_file(dir, state, text, len);
	arena_release(&arena);
	return ret < 0 ? err_call(err, -ret, "write the state of %q", state->id) : 0;
}

/* Before the lock is ours a `delete --force` may take the new directory for a stray one and remove it, err->absent; and
 * another maker may even have made the next one and been faster with its lock and its state. */
static int claim_once(int root, const struct state *state, struct err *err)
{
	auto_close int dir = -1;

	if (mkdirat(root, state->id, 0700) < 0)
		return errno == EEXIST ? already_exists(state->id, err) :
					 err_call(err, errno, "make the state directory of %q", state->id);
	dir = state_open(root, state->id, true, err);
	if (dir < 0)
		return -1;
	if (state_write(dir, state, err) < 0) {
		struct err ignored = ERR_INIT;

		if (err->code == EEXIST)
			return already_exists(state->id, err);
		state_remove(root, dir, state->id, &ignored);
		return -1;
	}
	return take_fd(&dir);
}

int state_claim(int root, const struct state *state, struct err *err)
{
	int dir = claim_once(root, state, err);

	for (int i = 1; dir < 0 && err->absent && i < CLAIM_TRIES; i++)
		dir = claim_once(root, state, err);
	return dir;
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

/* What did not fit into `small` is read as a whole. Bytes read, or -errno; *ret_large is to be freed. */
static long read_large(int fd, char **ret_large)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_size > STATE_SIZE_MAX)
		return -EFBIG;
	*ret_large = malloc((size_t)st.st_size);
	return *ret_large == NULL || lseek(fd, 0, SEEK_SET) < 0 ? -ENOMEM :
								   sys_read_all(fd, *ret_large, (size_t)st.st_size);
}

static int read_once(int root, const char *id, struct arena *arena, struct state **ret_state, struct err *err)
{
	char path[300], small[STATE_SMALL];
	auto_free char *large = NULL;
	auto_close int fd = -1;
	long n;

	fmt(path, sizeof(path), "%s/" STATE_NAME, id);
	fd = openat(root, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return no_such_container(id, err);
	n = fd < 0 ? -errno : sys_read(fd, small, sizeof(small));
	if (n == (long)sizeof(small))
		n = read_large(fd, &large);
	if (n < 0)
		return err_call(err, (int)-n, "read the state of %q", id);
	/* its maker has not come further, or was killed there: nothing was made but the directory */
	if (n == 0)
		return no_such_container(id, err);
	return decode_state(id, large != NULL ? large : small, (size_t)n, arena, ret_state, err);
}

int state_read_locked(int root, const char *id, struct arena *arena, struct state **ret_state, struct err *err)
{
	if (read_once(root, id, arena, ret_state, err) < 0)
		return -1;
	if ((*ret_state)->status == OCI_STATUS_CREATING)
		(*ret_state)->status = OCI_STATUS_STOPPED;
	return 0;
}

/* Whoever makes a container has locked its directory. */
static bool is_locked(int root, const char *id)
{
	auto_close int dir = openat(root, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return dir >= 0 && flock(dir, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}

int state_read(int root, const char *id, struct arena *arena, struct state **ret_state, struct err *err)
{
	if (read_once(root, id, arena, ret_state, err) < 0)
		return -1;
	if ((*ret_state)->status != OCI_STATUS_CREATING || is_locked(root, id))
		return 0;
	/* it may have been finished since */
	return state_read_locked(root, id, arena, ret_state, err);
}

/* Files of another version, or of a socket that nobody came to. */
static int empty_dir(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	int ret = 0;

	if (stream == NULL)
		return -errno;
	for (struct dirent *entry = readdir(stream); ret == 0 && entry != NULL; entry = readdir(stream)) {
		bool is_dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;

		if (!is_dots && unlinkat(dir, entry->d_name, 0) < 0 && errno != ENOENT)
			ret = -errno;
	}
	closedir(stream);
	return ret;
}

/* Mostly there is nothing but the state itself. */
int state_remove(int root, int dir, const char *id, struct err *err)
{
	int ret = unlinkat(dir, STATE_NAME, 0) < 0 && errno != ENOENT ? -errno : 0;

	if (ret == 0 && unlinkat(root, id, AT_REMOVEDIR) < 0)
		ret = -errno;
	if (ret == -ENOTEMPTY || ret == -EEXIST) {
		ret = empty_dir(dir);
		if (ret == 0 && unlinkat(root, id, AT_REMOVEDIR) < 0)
			ret = -errno;
	}
	return ret == 0 || ret == -ENOENT ? 0 : err_call(err, -ret, "remove the state directory of %q", id);
}

uint64_t state_start_time(pid_t pid)
{
	struct proc_stat stat;

	return sys_proc_stat(pid, &stat) == 0 ? stat.start_time : 0;
}

int state_open_init(const struct state *state)
{
	auto_close int pidfd = state->pid > 0 ? sys_pidfd_open(state->pid) : -ESRCH;

	/* after the pidfd is open the pid can't be reused under it */
	return state_start_time(state->pid) == state->start_time ? take_fd(&pidfd) : -ESRCH;
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
	};
	if (state->annotations.len > 0)
		ret->annotations = state->annotations;
}
