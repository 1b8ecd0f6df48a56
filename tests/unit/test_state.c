/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_state: what is remembered of a container survives being killed, upgraded and damaged (contract 4.1, security D1). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/state.h"
#include "tap.h"

static char root_path[] = "/tmp/hull-test-state-XXXXXX";
static int root;
static struct arena arena;

static struct state full_state(const char *id)
{
	static const char *cgroups[] = { "/sys/fs/cgroup/x", "/sys/fs/cgroup/memory/x" };
	static struct oci_pair annotations[] = { { "a.b", "c" }, { "line\nbreak", "\"quoted\"" } };

	return (struct state){
		.version = STATE_VERSION,
		.id = id,
		.status = OCI_STATUS_CREATED,
		.pid = getpid(),
		.start_time = state_start_time(getpid()),
		.bundle = "/b",
		.rootfs = "/b/rootfs",
		.created = "2026-08-19T21:24:10.683404750Z",
		.owner = 1000,
		.own_pids = true,
		.has_process = true,
		.annotations = { annotations, 2 },
		.cgroups = { cgroups, 2 },
	};
}

/* As `create` begins */
static int claim(const char *id, struct err *err)
{
	struct state first = full_state(id);

	first.status = OCI_STATUS_CREATING;
	first.pid = 0;
	return state_claim(root, &first, err);
}

static struct state *read_back(const char *id, struct err *err)
{
	struct state *state = NULL;

	return state_read(root, id, &arena, &state, err) == 0 ? state : NULL;
}

static void write_text(const char *id, const char *text)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/state.json", id);
	mkdirat(root, id, 0700);
	fd = openat(root, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (write(fd, text, strlen(text)) < 0)
		perror("write");
	close(fd);
}

static void test_ids(void)
{
	static const char *const good[] = { "a", "A-Z_0+9.x", "-", "+", "a.", "a..b" };
	static const char *const bad[] = { ".", "..", ".x", "a/b", "a b", "a\n", "\xc3\xa9", "a\"b", "/", "a:b" };
	char longest[257];
	struct err err = ERR_INIT;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(state_check_id(good[i], &err) == 0, "'%s' is an id", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(state_check_id(bad[i], &err) < 0 && strstr(err.what, "invalid container ID format") != NULL,
		   "'%s' is none", bad[i]);
	ok(state_check_id("", &err) < 0 && strcmp(err.what, "container id cannot be empty") == 0, "nor is nothing");
	memset(longest, 'x', 256);
	longest[256] = '\0';
	ok(state_check_id(longest, &err) < 0, "256 bytes are too long");
	longest[255] = '\0';
	ok(state_check_id(longest, &err) == 0, "255 are not");
}

static void test_round_trip(void)
{
	const struct state written = full_state("round");
	struct err err = ERR_INIT;
	int dir = claim("round", &err);
	struct state *state;
	struct stat st;

	ok(dir >= 0, "an id is claimed");
	ok(fstat(dir, &st) == 0 && (st.st_mode & 07777) == 0700, "its directory is private");
	ok(claim("round", &err) < 0 && strstr(err.what, "already exists") != NULL, "once");
	is_number(state_write(dir, &written, &err), 0, "a state is written");
	ok(fstatat(dir, "state.json", &st, 0) == 0 && (st.st_mode & 07777) == 0600, "the file is private, too");
	ok(faccessat(dir, ".state.json.new", F_OK, 0) < 0, "nothing else is left there");
	state = read_back("round", &err);
	if (!ok(state != NULL, "and is read back"))
		return;
	ok(state->version == STATE_VERSION && state->pid == getpid() && state->start_time == written.start_time &&
		   state->owner == 1000 && state->own_pids && state->has_process && state->status == OCI_STATUS_CREATED,
	   "with its numbers");
	is_string(state->bundle, "/b", "bundle");
	is_string(state->rootfs, "/b/rootfs", "rootfs");
	is_string(state->created, written.created, "created");
	ok(state->annotations.len == 2 && strcmp(state->annotations.items[1].key, "line\nbreak") == 0 &&
		   strcmp(state->annotations.items[1].value, "\"quoted\"") == 0, "annotations");
	ok(state->cgroups.len == 2 && strcmp(state->cgroups.items[1], "/sys/fs/cgroup/memory/x") == 0, "cgroups");
	is_number(state_remove(root, dir, "round", &err), 0, "it is removed");
	ok(read_back("round", &err) == NULL && err.absent, "and gone");
	is_number(state_remove(root, dir, "round", &err), 0, "removing it again is no error");
	ok(state_lock(dir, "round", &err) < 0 && err.absent, "the lock of a removed one is none");
	close(dir);
}

/* More than the buffers that reading and writing begin with. */
static void test_large(void)
{
	enum { COUNT = 3000 };
	static struct oci_pair pairs[COUNT];
	static char keys[COUNT][16];
	struct state written = full_state("large");
	struct err err = ERR_INIT;
	int dir = claim("large", &err);
	struct state *state;

	for (int i = 0; i < COUNT; i++) {
		snprintf(keys[i], sizeof(keys[i]), "key-%d", i);
		pairs[i] = (struct oci_pair){ keys[i], "a value of some length, to make it more" };
	}
	written.annotations.items = pairs;
	written.annotations.len = COUNT;
	is_number(state_write(dir, &written, &err), 0, "a large state is written");
	state = read_back("large", &err);
	ok(state != NULL && state->annotations.len == COUNT && strcmp(state->annotations.items[COUNT - 1].key, "key-2999") == 0,
	   "and read back whole");
	state_remove(root, dir, "large", &err);
	close(dir);
}

#define SOME "\"id\":\"x\",\"status\":\"running\",\"bundle\":\"/b\",\"created\":\"2026-08-19T21:24:10Z\""

static void test_other_versions(void)
{
	struct err err = ERR_INIT;
	struct state *state;

	write_text("newer", "{\"version\":2,\"future\":{\"a\":[1,{\"b\":null}]}," SOME ",\"pid\":1,\"more\":\"text\"}");
	state = read_back("newer", &err);
	ok(state != NULL && state->version == 2 && strcmp(state->bundle, "/b") == 0, "a newer version is read as far as it is known");
	write_text("older", "{\"version\":0," SOME "}");
	ok(read_back("older", &err) != NULL, "what is not there need not be");
}

static const struct {
	const char *text, *message;
} damaged[] = {
	{ "{\"version\":1,\"id\":\"x", "the state of \"bad\" is damaged: state.json:1:" },
	{ "[]", "the state of \"bad\" is damaged: state.json:1:1:" },
	{ "{\"version\":1," SOME ",\"pid\":\"7\"}", "pid" },
	{ "{\"version\":1," SOME ",\"status\":\"odd\"}", "status" },
	{ "{\"version\":1,\"id\":\"x\",\"status\":\"running\",\"created\":\"y\"}", "bundle" },
};

static void test_damage(void)
{
	struct err err = ERR_INIT;

	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		write_text("bad", damaged[i].text);
		ok(read_back("bad", &err) == NULL && strstr(err.what, damaged[i].message) != NULL, "%s: %s",
		   damaged[i].text, err.what);
		ok(!err.absent && strstr(err.hint, "delete --force") != NULL, "is told with what to do");
	}
	mkdirat(root, "fifo", 0700);
	mkfifoat(root, "fifo/state.json", 0600);
	ok(read_back("fifo", &err) == NULL, "a FIFO in its place does not hold us");
	mkdirat(root, "link", 0700);
	ok(symlinkat("../newer/state.json", root, "link/state.json") == 0 && read_back("link", &err) == NULL,
	   "a symbolic link is not followed");
	mkdirat(root, "stray", 0700);
	ok(read_back("stray", &err) == NULL && err.absent, "a directory without a state is no container");
	write_text("empty", "");
	ok(read_back("empty", &err) == NULL && err.absent, "nor is one with an empty state: its maker was killed there");
}

static void test_status(void)
{
	struct state state = full_state("status");
	int status = 0;
	pid_t child;

	state.cgroups.len = 0;
	is_number(state_status(&state), OCI_STATUS_CREATED, "a living process: as it was written");
	state.start_time++;
	is_number(state_status(&state), OCI_STATUS_STOPPED, "another process with its pid: stopped");
	ok(state_open_init(&state) < 0, "which gets no signal of ours");
	child = fork();
	if (child == 0)
		_exit(0);
	waitid(P_PID, (id_t)child, &(siginfo_t){ 0 }, WEXITED | WNOWAIT);
	state.pid = child;
	is_number((long long)state_start_time(child), 0, "a zombie has ended");
	is_number(state_status(&state), OCI_STATUS_STOPPED, "its container, too");
	waitpid(child, &status, 0);
	is_number(state_status(&state), OCI_STATUS_STOPPED, "and so it stays");
	state.pid = 0;
	state.status = OCI_STATUS_CREATING;
	is_number(state_status(&state), OCI_STATUS_CREATING, "no process yet: creating");
}

/* "creating" is true for as long as somebody holds the lock. */
static void test_half_made(void)
{
	struct err err = ERR_INIT;
	int dir = claim("half", &err);
	struct state *state = read_back("half", &err);

	ok(state != NULL && state_status(state) == OCI_STATUS_CREATING, "its maker is at work");
	ok(state_read_locked(root, "half", &arena, &state, &err) == 0 && state_status(state) == OCI_STATUS_STOPPED,
	   "who holds the lock knows that it is not");
	close(dir);
	state = read_back("half", &err);
	ok(state != NULL && state_status(state) == OCI_STATUS_STOPPED, "its maker is dead: stopped");
	dir = state_open(root, "half", true, &err);
	ok(dir >= 0, "it can be locked");
	is_number(faccessat(root, "half/start", F_OK, 0), -1, "no socket so far");
	ok(state_listen(dir, &err) >= 0 && state_connect(dir) >= 0, "a socket for start");
	is_number(state_remove(root, dir, "half", &err), 0, "goes with the rest");
	ok(faccessat(root, "half", F_OK, 0) < 0, "nothing is left");
	close(dir);
}

static void test_root(void)
{
	char path[300];
	struct err err = ERR_INIT;
	int fd;

	snprintf(path, sizeof(path), "%s/new/state", root_path);
	ok(state_open_root(path, geteuid(), false, &err) < 0 && err.code == ENOENT, "a missing root is told");
	ok(state_absent("x", &err) < 0 && err.absent && strcmp(err.what, "container does not exist: \"x\"") == 0,
	   "and means that there is no container");
	fd = state_open_root(path, geteuid(), true, &err);
	ok(fd >= 0 && faccessat(fd, ".", W_OK, 0) == 0, "or made, with its parents");
	fchmod(fd, 0777);
	close(fd);
	ok(state_open_root(path, geteuid(), true, &err) < 0 && strstr(err.what, "has to belong to user") != NULL,
	   "one that others may write to is refused");
}

static void remove_all(void)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf '%s'", root_path);
	if (system(command) != 0)
		perror("rm");
}

int main(void)
{
	char memory[4096] __attribute__((aligned(16)));

	arena_init_buffer(&arena, memory, sizeof(memory), 64 << 20);
	if (mkdtemp(root_path) == NULL || (root = open(root_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
		perror(root_path);
		return EXIT_FAILURE;
	}
	test_ids();
	test_round_trip();
	test_large();
	test_other_versions();
	test_damage();
	test_status();
	test_half_made();
	test_root();
	remove_all();
	return tap_done();
}
