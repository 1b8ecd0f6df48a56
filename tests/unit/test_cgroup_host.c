/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_cgroup_host: real cgroups of this host, from plan to destroy. Needs root, else it skips.
 *
 * The same checks run on what the host has, and then, in a mount namespace of the test's own, on
 * pure v2, on v1 alone, on a read-only v2 and on none at all. Whatever a host can't show is skipped
 * with its reason. All cgroups are below hull-test-<pid>; the processes in them are the test's
 * children. */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "base/err.h"
#include "base/log.h"
#include "cgroup/cgroup.h"
#include "ocispec.h"
#include "tap.h"

#define LENGTH(a)  (sizeof(a) / sizeof((a)[0]))
#define TIMEOUT_MS 5000
#define WIDE       300
#define DEEP       120

struct world {
	const char *name;
	struct arena arena;
	struct log log;
	unsigned warnings;
	char path[64]; /* cgroupsPath of the tests, relative: on v1 that is below our own cgroup */
	struct err err;
};

/* A container's cgroup in the making. */
struct box {
	struct cgroup_plan plan;
	struct cgroup_dirs dirs;
	struct cgroup *cgroup;
};

static void count_warning(void *context, enum log_level level, const char *text)
{
	struct world *world = context;

	world->warnings += level == LOG_WARNING;
	printf("# %s\n", text);
}

static bool fine(struct world *world, int ret, const char *what)
{
	char text[2048];

	if (ok(ret == 0, "%s: %s", world->name, what))
		return true;
	err_text(&world->err, text, sizeof(text));
	printf("# %s\n", text);
	return false;
}

static void fails_with(struct world *world, int ret, const char *message, const char *what)
{
	char text[2048];

	err_text(&world->err, text, sizeof(text));
	ok(ret < 0 && strstr(text, message) != NULL, "%s: %s", world->name, what);
	printf("# %s\n", ret < 0 ? text : "(no error)");
}

static void skip(const struct world *world, const char *what, const char *why)
{
	ok(true, "%s: %s # SKIP %s", world->name, what, why);
}

static int plan(struct world *world, struct box *box, const char *path,
                const struct oci_resources *resources)
{
	const struct cgroup_request request = { .id = "box", .path = path, .resources = resources };

	*box = (struct box){ .cgroup = NULL };
	world->err = (struct err)ERR_INIT;
	if (cgroup_plan(&request, &world->arena, &world->log, &box->plan, &world->err) < 0)
		return -1;
	return cgroup_plan_dirs(&box->plan, &world->arena, &box->dirs, &world->err);
}

/* As a run does when a later phase fails. */
static void undo(struct box *box)
{
	struct err ignored = ERR_INIT;

	cgroup_close(box->cgroup);
	box->cgroup = NULL;
	cgroup_destroy(&box->dirs, TIMEOUT_MS, &ignored);
}

static int make(struct world *world, struct box *box, const char *path,
                const struct oci_resources *resources)
{
	if (plan(world, box, path, resources) < 0)
		return -1;
	if (cgroup_create(&box->plan, &world->arena, &box->cgroup, &world->err) < 0)
		return -1;
	if (cgroup_restrict(box->cgroup, &box->plan, resources, &world->arena, &world->err) == 0)
		return 0;
	undo(box);
	return -1;
}

static int destroy(struct world *world, struct box *box)
{
	if (box->cgroup != NULL)
		cgroup_close(box->cgroup);
	return cgroup_destroy(&box->dirs, TIMEOUT_MS, &world->err);
}

static unsigned existing(const struct cgroup_dirs *dirs)
{
	unsigned count = 0;

	for (size_t i = 0; i < dirs->len; i++)
		count += access(dirs->items[i], F_OK) == 0;
	return count;
}

/* ---- processes in a cgroup */

/* As hull starts a container: born where that can be, joined elsewhere. */
static pid_t clone_into(const struct cgroup *cgroup)
{
	struct clone_args args = { .exit_signal = SIGCHLD };
	int fds[CGROUP_HIERARCHIES_MAX];
	size_t len = cgroup_procs_fds(cgroup, fds, LENGTH(fds));
	pid_t pid;

	if (cgroup_birth_fd(cgroup) >= 0) {
		args.flags = CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)cgroup_birth_fd(cgroup);
	}
	fflush(stdout);
	pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < len; i++) {
		if (write(fds[i], "0", 1) < 0)
			_exit(98);
	}
	return 0;
}

/* A process that stays; returns once it has joined everywhere. */
static pid_t inhabit(const struct cgroup *cgroup)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC) < 0)
		return -1;
	pid = clone_into(cgroup);
	if (pid == 0) {
		(void)!write(ready[1], "x", 1);
		for (;;)
			pause();
	}
	close(ready[1]);
	(void)!read(ready[0], &byte, 1);
	close(ready[0]);
	return pid;
}

/* The exit status of `run` in the cgroup. */
static int run_in(const struct cgroup *cgroup, int (*run)(void))
{
	pid_t pid = clone_into(cgroup);
	int status = 0;

	if (pid == 0)
		_exit(run());
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 97;
}

static int killed_by(pid_t pid)
{
	int status = 0;

	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* Does /proc/<pid>/cgroup name the box's cgroup in as many hierarchies as it has? */
static bool is_inside(const struct box *box, pid_t pid, const char *leaf)
{
	char name[64], line[4096];
	size_t found = 0;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/cgroup", (int)pid);
	file = fopen(name, "re");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		found += strstr(line, leaf) != NULL;
	if (file != NULL)
		fclose(file);
	return found == box->dirs.len;
}

/* ---- life cycle */

static void test_life(struct world *world)
{
	struct box box, second;
	pid_t pid, *pids;
	size_t len = 0;

	if (!fine(world, make(world, &box, world->path, NULL), "E1, E2: a cgroup is made"))
		return;
	is_number(existing(&box.dirs), (long long)box.dirs.len, "in every hierarchy");
	pid = inhabit(box.cgroup);
	ok(pid > 0 && is_inside(&box, pid, world->path),
	   "F14, E23: a process gets into all of them");
	fine(world, cgroup_pids(&box.dirs, &world->arena, &pids, &len, &world->err),
	     "its processes are listed");
	ok(len == 1 && pids[0] == pid, "there is one, the right one");
	fails_with(world, plan(world, &second, world->path, NULL),
	           "container's cgroup is not empty: 1 process(es) found",
	           "E8: a used cgroup is refused");
	fine(world, cgroup_kill_all(&box.dirs, SIGTERM, &world->err), "SIGTERM is sent to each");
	is_number(killed_by(pid), SIGTERM, "and arrives");
	pid = inhabit(box.cgroup);
	fine(world, cgroup_kill_all(&box.dirs, SIGKILL, &world->err), "F15: SIGKILL to all");
	is_number(killed_by(pid), SIGKILL, "and arrives");
	fine(world, destroy(world, &box), "the cgroup is removed");
	is_number(existing(&box.dirs), 0, "from every hierarchy");
	fine(world, cgroup_destroy(&box.dirs, 0, &world->err),
	     "what is gone is removed with success");
	fine(world, cgroup_kill_all(&box.dirs, SIGKILL, &world->err), "and killed with success");
}

static void test_open(struct world *world)
{
	struct cgroup *second = NULL;
	int fds[CGROUP_HIERARCHIES_MAX];
	struct box box;
	pid_t pid;

	if (!fine(world, make(world, &box, world->path, NULL), "a cgroup for exec"))
		return;
	fine(world, cgroup_open(&box.dirs, &world->arena, &second, &world->err),
	     "is opened by its directories");
	pid = inhabit(second);
	ok(is_inside(&box, pid, world->path), "and taken as the first handle is");
	is_number(cgroup_procs_fds_all(second, fds, LENGTH(fds), &world->err),
	          (long long)box.dirs.len,
	          "a cgroup.procs of each hierarchy for who can't be born there");
	cgroup_close(second);
	fine(world, destroy(world, &box), "D2: destroy kills what is left");
	is_number(killed_by(pid), SIGKILL, "with SIGKILL");
}

/* ---- nested cgroups */

static void make_wide(const char *dir)
{
	char path[4096];

	for (int i = 0; i < WIDE; i++) {
		snprintf(path, sizeof(path), "%s/wide-%d", dir, i);
		mkdir(path, 0755);
	}
}

/* Returns the deepest one, open. At each level there are others, for the walk to come back to. */
static int make_deep(const char *dir)
{
	int fd = open(dir, O_PATH | O_CLOEXEC);
	char name[80];

	for (int i = 0; i < DEEP && fd >= 0; i++) {
		int below;

		snprintf(name, sizeof(name), "%d-a-name-so-long-that-all-together-make-no-path", i);
		mkdirat(fd, "x", 0755);
		mkdirat(fd, "y", 0755);
		mkdirat(fd, name, 0755);
		below = openat(fd, name, O_PATH | O_CLOEXEC);
		close(fd);
		fd = below;
	}
	return fd;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool move_to(int dir, pid_t pid)
{
	int fd = openat(dir, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && dprintf(fd, "%d", (int)pid) > 0;

	close(fd);
	return done;
}

static void test_nested(struct world *world)
{
	struct box box;
	size_t len = 0;
	pid_t pid, *pids;
	double start;
	int deepest;

	if (!fine(world, make(world, &box, world->path, NULL), "a cgroup to nest in"))
		return;
	make_wide(box.dirs.items[0]);
	deepest = make_deep(box.dirs.items[0]);
	pid = inhabit(box.cgroup);
	ok(move_to(deepest, pid), "%d levels deep there is a process", DEEP);
	close(deepest);
	cgroup_pids(&box.dirs, &world->arena, &pids, &len, &world->err);
	ok(len == 1 && pids[0] == pid, "it is found there");
	start = seconds();
	fine(world, destroy(world, &box), "E10: all is removed, from the bottom");
	ok(seconds() - start < 1, "in one go");
	is_number(killed_by(pid), SIGKILL, "the process was killed");
	is_number(existing(&box.dirs), 0, "nothing is left");
}

/* ---- freezing */

static void test_frozen(struct world *world)
{
	struct box box, second;
	pid_t pid;

	if (!fine(world, make(world, &box, world->path, NULL), "a cgroup to freeze"))
		return;
	is_number(cgroup_is_frozen(&box.dirs), 0, "it is not frozen");
	fine(world, cgroup_freeze(&box.dirs, true, TIMEOUT_MS, &world->err),
	     "an empty one can be frozen");
	fails_with(world, plan(world, &second, world->path, NULL),
	           "container's cgroup unexpectedly frozen", "E7: a frozen cgroup is refused");
	fails_with(world, cgroup_open(&box.dirs, &world->arena, &second.cgroup, &world->err),
	           "container's cgroup unexpectedly frozen", "for exec as well");
	fine(world, cgroup_freeze(&box.dirs, false, TIMEOUT_MS, &world->err), "it is thawed");
	pid = inhabit(box.cgroup);
	fine(world, cgroup_freeze(&box.dirs, true, TIMEOUT_MS, &world->err),
	     "F16: one with a process, too");
	is_number(cgroup_is_frozen(&box.dirs), 1, "it is frozen");
	fine(world, cgroup_kill_all(&box.dirs, SIGKILL, &world->err),
	     "F17: what is frozen can be killed");
	is_number(killed_by(pid), SIGKILL, "and dies");
	fine(world, destroy(world, &box), "and its cgroup is removed");
	is_number(cgroup_is_frozen(&box.dirs), -ENOENT, "of which nothing is known any more");
}

/* ---- devices */

static const char *node; /* of /dev/kmsg's numbers, which no container has by default */

static int open_null(void)
{
	return open("/dev/null", O_RDWR | O_CLOEXEC) < 0 ? errno : 0;
}

static int open_node(void)
{
	return open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC) < 0 ? errno : 0;
}

static int write_node(void)
{
	return open(node, O_RDWR | O_NONBLOCK | O_CLOEXEC) < 0 ? errno : 0;
}

static void test_device_rules(struct world *world, const char *what, struct oci_device_rules rules,
                              const int expected[2])
{
	const struct oci_resources resources = { .devices = rules };
	struct box box;

	if (!fine(world, make(world, &box, world->path, &resources), what))
		return;
	is_number(run_in(box.cgroup, open_null), 0, "  null can be opened");
	is_number(run_in(box.cgroup, open_node), expected[0], "  kmsg to read");
	is_number(run_in(box.cgroup, write_node), expected[1], "  kmsg to read and write");
	fine(world, destroy(world, &box), "  and removed");
}

static void test_devices(struct world *world)
{
	struct oci_device_rule deny = { .access = "rwm" };
	struct oci_device_rule all = { .allow = true, .access = "rwm" };
	struct oci_device_rule reading[] = {
		deny,
		{ .allow = true,
		  .has_major = true,
		  .major = 1,
		  .has_minor = true,
		  .minor = 11,
		  .access = "r" },
	};
	static const int nothing[2] = { EPERM, EPERM }, everything[2] = { 0, 0 },
			 only_read[2] = { 0, EPERM };

	if (open_node() != 0) {
		skip(world, "F12: device rules", "no device node can be opened here");
		return;
	}
	test_device_rules(world, "I7: no rules", (struct oci_device_rules){ 0 }, nothing);
	test_device_rules(world, "F12: all denied", (struct oci_device_rules){ &deny, 1 }, nothing);
	test_device_rules(world, "F12: all allowed", (struct oci_device_rules){ &all, 1 },
	                  everything);
	test_device_rules(world, "I8: reading allowed", (struct oci_device_rules){ reading, 2 },
	                  only_read);
}

/* Another container with the same path, with the first one's cgroup still there. */
static bool take_over(struct world *world, struct box *box, struct oci_device_rules rules,
                      int expected)
{
	const struct oci_resources resources = { .devices = rules };

	if (box->cgroup != NULL)
		cgroup_close(box->cgroup);
	if (!fine(world, make(world, box, world->path, &resources),
	          "E9: a cgroup that was left is taken over"))
		return false;
	if (open_node() == 0)
		is_number(run_in(box->cgroup, open_node), expected, "with the new rules alone");
	return true;
}

static void test_reused(struct world *world)
{
	struct oci_device_rule reading = { .allow = true,
		                           .has_major = true,
		                           .major = 1,
		                           .has_minor = true,
		                           .minor = 11,
		                           .access = "r" };
	struct oci_device_rule everything = { .allow = true, .access = "rwm" };
	const struct oci_device_rules none = { .len = 0 }, one = { &reading, 1 },
				      all = { &everything, 1 };
	struct box box = { .cgroup = NULL };

	if (take_over(world, &box, none, EPERM) && take_over(world, &box, one, 0) &&
	    take_over(world, &box, none, EPERM) && take_over(world, &box, all, 0) &&
	    take_over(world, &box, none, EPERM))
		fine(world, destroy(world, &box), "and removed");
}

/* The verifier walks through every branch: the program has to stay cheap for it with many rules. */
static void test_many_rules(struct world *world)
{
	static struct oci_device_rule rules[2000];
	const struct oci_resources resources = { .devices = { rules, LENGTH(rules) } };
	struct box box;

	for (size_t i = 0; i < LENGTH(rules); i++) {
		rules[i] = (struct oci_device_rule){
			.allow = i % 3 != 0,
			.has_major = true,
			.major = (int64_t)(300 + i % 50),
			.has_minor = true,
			.minor = (int64_t)i,
			.access = i % 2 != 0 ? "r" : "rw",
		};
	}
	if (fine(world, make(world, &box, world->path, &resources), "2000 device rules"))
		fine(world, destroy(world, &box), "and removed");
}

/* ---- threads */

static bool make_threaded(const char *dir)
{
	int fd = open(dir, O_PATH | O_CLOEXEC);
	int type = openat(fd, "cgroup.type", O_WRONLY | O_CLOEXEC);
	bool done = type >= 0 && write(type, "threaded", 8) == 8;

	close(type);
	close(fd);
	return done;
}

/* There cgroup.kill does not work and cgroup.procs can't be read: the same way as before Linux
 * 5.14. */
static void test_threaded(struct world *world)
{
	struct box box;
	pid_t pid;

	if (!fine(world, make(world, &box, world->path, NULL), "a cgroup to be threaded"))
		return;
	ok(make_threaded(box.dirs.items[0]), "it is");
	pid = inhabit(box.cgroup);
	ok(pid > 0, "and has a process");
	fine(world, cgroup_kill_all(&box.dirs, SIGKILL, &world->err),
	     "F15: killed without cgroup.kill");
	is_number(killed_by(pid), SIGKILL, "it dies");
	is_number(cgroup_is_frozen(&box.dirs), 0, "F17: nothing stays frozen");
	fine(world, destroy(world, &box), "and removed");
}

static void test_below_threaded(struct world *world)
{
	struct box above, box;
	char path[80];

	snprintf(path, sizeof(path), "%s/below", world->path);
	if (!fine(world, make(world, &above, world->path, NULL), "another one to be threaded"))
		return;
	ok(make_threaded(above.dirs.items[0]), "it is");
	if (fine(world, make(world, &box, path, NULL), "and one below")) {
		is_number(clone_into(box.cgroup), -1, "F18: it takes no process");
		err_call(&world->err, EOPNOTSUPP, "clone");
		cgroup_explain(box.cgroup, EOPNOTSUPP, &world->err);
		ok(strstr(world->err.hint, "\"domain invalid\"") != NULL, "why: %s",
		   world->err.hint);
		fine(world, destroy(world, &box), "and removed");
	}
	fine(world, destroy(world, &above), "with the one above");
}

/* ---- without */

static void test_without(struct world *world, const char *reason)
{
	struct oci_device_rule deny = { .access = "rwm" };
	const struct oci_resources devices = { .devices = { &deny, 1 } };
	const struct oci_resources empty = { .pids = NULL };
	unsigned before = world->warnings;
	struct box box;

	fine(world, make(world, &box, NULL, &empty),
	     "E5: runs without a cgroup when nothing is asked");
	ok(box.cgroup != NULL && cgroup_is_absent(box.cgroup), "there is none");
	is_number(world->warnings, before + 1, "which is told");
	fine(world, cgroup_destroy(&box.dirs, 0, &world->err), "and nothing to remove");
	fails_with(world, make(world, &box, "/hull-test/box", NULL), reason,
	           "a cgroupsPath is an error");
	is_string(world->err.path, "linux.cgroupsPath", "  that is named");
	fails_with(world, make(world, &box, NULL, &devices), reason, "K3: so are device rules");
	is_string(world->err.path, "linux.resources.devices", "  that are named");
}

/* As an ordinary user: first with nothing delegated, then in a cgroup that was. */
static void test_rootless(struct world *world)
{
	struct oci_device_rule deny = { .access = "rwm" };
	const struct oci_resources devices = { .devices = { &deny, 1 } };
	char dir[4096], path[128];
	unsigned before;
	struct box box;

	if (plan(world, &box, world->path, NULL) < 0)
		return;
	snprintf(path, sizeof(path), "%s/below", world->path);
	snprintf(dir, sizeof(dir), "%s", box.dirs.items[0]);
	ok(seteuid(65534) == 0, "%s: an ordinary user", world->name);
	fine(world, make(world, &box, NULL, &devices), "E5: runs without a cgroup");
	ok(cgroup_is_absent(box.cgroup), "there is none");
	fails_with(world, make(world, &box, path, NULL), "rootless needs no limits + no cgrouppath",
	           "a cgroupsPath is an error");
	ok(seteuid(0) == 0 && mkdir(dir, 0755) == 0 && chown(dir, 65534, 65534) == 0 &&
	           seteuid(65534) == 0,
	   "a cgroup is delegated");
	before = world->warnings;
	fine(world, make(world, &box, path, &devices), "a cgroup is made there");
	is_number(world->warnings, before + 1, "without device rules, which is told");
	fine(world, destroy(world, &box), "and removed");
	ok(seteuid(0) == 0 && rmdir(dir) == 0, "root again");
}

static void test_disabled(struct world *world)
{
	const struct cgroup_request request = { .id = "box", .path = "/x", .disabled = true };
	struct cgroup_plan none;

	fine(world, cgroup_plan(&request, &world->arena, &world->log, &none, &world->err),
	     "no cgroup is wanted");
	ok(none.mode == CGROUP_NONE && none.len == 0, "none is planned");
}

/* A directory that is no cgroup is not touched, whatever a damaged state file says. */
static void test_foreign(struct world *world)
{
	char dir[] = "/tmp/hull-test-XXXXXX", below[64];
	const char *items[] = { below };
	const struct cgroup_dirs dirs = { .items = items, .len = 1 };

	if (mkdtemp(dir) == NULL)
		return;
	snprintf(below, sizeof(below), "%s/box", dir);
	mkdir(below, 0755);
	fails_with(world, cgroup_destroy(&dirs, 0, &world->err), "is not in a cgroup file system",
	           "G1: another directory is not removed");
	fails_with(world, cgroup_kill_all(&dirs, SIGKILL, &world->err),
	           "is not in a cgroup file system", "nor killed in");
	is_number(access(below, F_OK), 0, "it is still there");
	rmdir(below);
	rmdir(dir);
}

/* ---- the worlds */

static void remove_parents(struct world *world)
{
	struct box box;
	char *slash = strrchr(world->path, '/');

	*slash = '\0';
	ok(plan(world, &box, world->path, NULL) == 0 && existing(&box.dirs) == box.dirs.len,
	   "%s: the parents of cgroupsPath stay", world->name);
	fine(world, cgroup_destroy(&box.dirs, TIMEOUT_MS, &world->err),
	     "and are removed by the test");
	*slash = '/';
}

static void test_world(struct world *world)
{
	size_t mark = arena_mark(&world->arena);
	struct box box;

	if (plan(world, &box, world->path, NULL) < 0 || box.plan.len == 0 ||
	    make(world, &box, world->path, NULL) < 0) {
		skip(world, "all", "this host has no writable cgroup");
		return;
	}
	printf("# %s: mode %d, %zu hierarchies\n", world->name, (int)box.plan.mode, box.plan.len);
	destroy(world, &box);
	test_life(world);
	test_open(world);
	test_nested(world);
	test_frozen(world);
	test_devices(world);
	test_reused(world);
	remove_parents(world);
	arena_reset(&world->arena, mark);
}

static void test_as_it_is(struct world *world)
{
	world->name = "this host";
	test_world(world);
	test_disabled(world);
	test_foreign(world);
}

static void test_v1_alone(struct world *world)
{
	world->name = "v1 alone";
	if (umount2("/sys/fs/cgroup/unified", MNT_DETACH) < 0)
		skip(world, "all", "this host is not hybrid");
	else
		test_world(world);
}

static void test_v2(struct world *world)
{
	world->name = "pure v2";
	if (mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, NULL) < 0) {
		skip(world, "all", "cgroup2 can't be mounted here");
		return;
	}
	test_world(world);
	test_many_rules(world);
	test_threaded(world);
	test_below_threaded(world);
	test_rootless(world);
	remove_parents(world);
}

static void test_read_only(struct world *world)
{
	world->name = "read-only v2";
	if (mount(NULL, "/sys/fs/cgroup", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0)
		skip(world, "all", "cgroup2 can't be mounted here");
	else
		test_without(world, "read-only file system");
}

static void test_none(struct world *world)
{
	world->name = "no cgroups";
	if (mount("tmpfs", "/sys/fs/cgroup", "tmpfs", 0, NULL) < 0)
		skip(world, "all", "no tmpfs can be mounted here");
	else
		test_without(world, "no cgroup file system at /sys/fs/cgroup");
}

/* As sandboxes do. The filter stays until the end of the test. */
static bool hide(unsigned call, unsigned error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { .len = LENGTH(code), .filter = code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

static void test_without_openat2(struct world *world)
{
	world->name = "without openat2";
	if (mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, NULL) < 0 ||
	    !hide(SYS_openat2, ENOSYS)) {
		skip(world, "all", "cgroup2 can't be mounted or no seccomp filter set");
		return;
	}
	test_life(world);
	test_nested(world);
	remove_parents(world);
}

static void test_without_bpf(struct world *world)
{
	struct oci_device_rule everything = { .allow = true, .access = "rwm" };
	const struct oci_resources all = { .devices = { &everything, 1 } };
	unsigned before = world->warnings;
	struct box box;

	world->name = "without bpf";
	if (!hide(SYS_bpf, EPERM)) {
		skip(world, "all", "no seccomp filter can be set");
		return;
	}
	fails_with(world, make(world, &box, world->path, NULL),
	           "load the BPF program: operation not permitted", "K3: rules that can't be had");
	is_number(existing(&box.dirs), 0, "D2: the cgroup is taken back");
	fine(world, make(world, &box, world->path, &all),
	     "no rules are needed to allow everything");
	fine(world, destroy(world, &box), "and removed");
	fine(world, make(world, &box, NULL, NULL), "nothing was asked for");
	is_number(world->warnings, before + 1, "so it is only told");
	fine(world, destroy(world, &box), "and removed");
	remove_parents(world);
}

static void test_own_mounts(struct world *world)
{
	world->name = "own mount namespace";
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
		skip(world, "all", "no mount namespace can be had");
		return;
	}
	test_v1_alone(world);
	test_v2(world);
	test_read_only(world);
	umount2("/sys/fs/cgroup", MNT_DETACH);
	test_none(world);
	umount2("/sys/fs/cgroup", MNT_DETACH);
	test_without_openat2(world);
	test_without_bpf(world);
}

int main(void)
{
	static struct world world;
	char path[] = "/tmp/hull-test-node-XXXXXX";

	if (geteuid() != 0) {
		puts("1..0 # SKIP needs root: makes cgroups");
		return EXIT_SUCCESS;
	}
	if (arena_init(&world.arena, 64 << 20) < 0 || mkdtemp(path) == NULL) {
		puts("Bail out! no memory or no /tmp");
		return EXIT_FAILURE;
	}
	rmdir(path);
	node = path;
	mknod(node, S_IFCHR | 0600, makedev(1, 11));
	world.log = (struct log){ .level = LOG_WARNING, .write = count_warning, .context = &world };
	snprintf(world.path, sizeof(world.path), "hull-test-%d/box", (int)getpid());
	test_as_it_is(&world);
	test_own_mounts(&world);
	unlink(node);
	arena_release(&world.arena);
	return tap_done();
}
