/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_cgroup: where a container's cgroup goes, and what linux.resources may ask for. No root, no
 * kernel: test_cgroup_host.c has the rest. */
#include <errno.h>

#include "arena.h"
#include "base/err.h"
#include "cgroup/cgroup.h"
#include "cgroup/file.h"
#include "cgroup/place.h"
#include "ocispec.h"
#include "tap.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* ---- contract 5.1: the place */

struct place_case {
	const char *what, *path;
	bool v2;
	const char *own, *expected;
};

/* clang-format off */
static const struct place_case places[] = {
	{ "E1: absolute, v2",                "/a/b",       true,  NULL,         "/m/a/b" },
	{ "E1: absolute, v1",                "/a/b",       false, NULL,         "/m/a/b" },
	{ "E2: absent, v2: beside our own",  NULL,         true,  "/u/s.scope", "/m/u/web1" },
	{ "E2: absent, v1: below our own",   NULL,         false, "/u/s.scope", "/m/u/s.scope/web1" },
	{ "E2: empty is as absent",          "",           true,  "/u/s",       "/m/u/web1" },
	{ "E2: relative, v2",                "a/b",        true,  "/u/s",       "/m/u/a/b" },
	{ "E2: relative, v1",                "a/b",        false, "/u/s",       "/m/u/s/a/b" },
	{ "our own is the root, v2",         NULL,         true,  "/",          "/m/web1" },
	{ "our own is the root, v1",         NULL,         false, "/",          "/m/web1" },
	{ "our own is out of sight",         NULL,         true,  "/../x",      "/m/web1" },
	{ "G1: normalised",                  "//a/./b///", true,  NULL,         "/m/a/b" },
	{ "names with dots are names",       "/..a/b../.c", true, NULL,         "/m/..a/b../.c" },
	{ "one colon is a name",             "/a:b",       true,  NULL,         "/m/a:b" },
	{ "colons in an absolute path",      "/a:b:c",     true,  NULL,         "/m/a:b:c" },
};

struct bad_place {
	const char *path, *message;
};

static const struct bad_place bad_places[] = {
	{ "/a/../b",            "contains \"..\"" },
	{ "..",                 "contains \"..\"" },
	{ "a/..",               "contains \"..\"" },
	{ "/",                  "is no cgroup of its own" },
	{ "./.",                "is no cgroup of its own" },
	{ "/a\nb",              "contains a line break" },
	{ "system.slice:x:web1", "for systemd" },
	{ "::web1",             "for systemd" },
};
/* clang-format on */

static void test_places(struct arena *arena)
{
	for (size_t i = 0; i < LENGTH(places); i++) {
		const struct place_case *c = &places[i];
		const struct cgroup_request request = { .id = "web1", .path = c->path };
		struct err err = ERR_INIT;
		const char *dir = NULL;

		if (place_check(&request, &err) == 0)
			place_make(&request, "/m", c->v2, c->own, arena, &dir, &err);
		is_string(dir, c->expected, c->what);
	}
}

static void test_bad_places(void)
{
	for (size_t i = 0; i < LENGTH(bad_places); i++) {
		const struct cgroup_request request = { .id = "web1", .path = bad_places[i].path };
		struct err err = ERR_INIT;

		ok(place_check(&request, &err) < 0, "E3, G1: refused, number %zu", i);
		is_string(err.path, "linux.cgroupsPath", "  and named");
		ok(strstr(err.what, bad_places[i].message) != NULL, "  and said why");
	}
}

static void test_long_place(struct arena *arena)
{
	static char path[5000], own[4000];
	const struct cgroup_request request = { .id = "web1", .path = path };
	const struct cgroup_request absent = { .id = "web1" };
	struct err err = ERR_INIT;
	const char *dir;

	memset(path, 'a', sizeof(path) - 1);
	ok(place_check(&request, &err) < 0, "a path longer than the kernel takes is refused");
	memset(own, 'b', sizeof(own) - 1);
	own[0] = '/';
	ok(place_make(&absent, "/sys/fs/cgroup/unified/and/a/mount/point/that/is/rather/long",
	              false, own, arena, &dir, &err) == 0,
	   "a place just short enough");
	memset(path, 'a', 100);
	path[100] = '\0';
	ok(place_make(&request, "/sys/fs/cgroup", false, own, arena, &dir, &err) < 0,
	   "a place that gets too long below our own cgroup is refused");
}

static void test_parse(struct arena *arena)
{
	char text[] = "9:name=systemd:/\n4:cpu,cpuacct:/a:b/c\nbroken\n1:x\n0::/unified\n";
	char empty[] = "";
	struct own_cgroups own;

	is_number(place_parse(text, arena, &own), 0, "/proc/self/cgroup is read");
	is_number((long long)own.len, 3, "its lines are found, and others passed by");
	is_string(own.items[0].controllers, "name=systemd", "E22: a named hierarchy");
	is_string(own.items[1].path, "/a:b/c", "a path with a colon");
	is_string(own.items[2].controllers, "", "the v2 line has no controllers");
	place_parse(empty, arena, &own);
	is_number((long long)own.len, 0, "an empty list");
	ok(place_has_controller("cpu,cpuacct", "cpuacct") && place_has_controller("cpu", "cpu"),
	   "a controller is found in a list");
	ok(!place_has_controller("cpuset,cpuacct", "cpu") && !place_has_controller("", "cpu"),
	   "but not as a part of another name");
}

/* ---- linux.resources */

static void refuses(const struct oci_resources *resources, const char *path)
{
	struct err err = ERR_INIT;

	ok(cgroup_check(resources, &err) < 0, "what can't be set is refused");
	is_string(err.path, path, path);
}

static void test_refused(void)
{
	struct oci_memory limit = { .limit = 1, .has_limit = true };
	struct oci_memory swappiness = { .has_swappiness = true };
	struct oci_cpu shares = { .shares = 1024, .has_shares = true };
	struct oci_cpu cpus = { .cpus = "0-1" };
	struct oci_pids pids = { .limit = 10, .has_limit = true };
	struct oci_block_io weight = { .weight = 10, .has_weight = true };
	struct oci_block_io rates = { .throttle_write_iops_device.len = 1 };
	struct oci_network network = { .class_id = 5, .has_class_id = true };

	refuses(&(struct oci_resources){ .memory = &limit }, "linux.resources.memory.limit");
	refuses(&(struct oci_resources){ .memory = &swappiness },
	        "linux.resources.memory.swappiness");
	refuses(&(struct oci_resources){ .cpu = &shares }, "linux.resources.cpu.shares");
	refuses(&(struct oci_resources){ .cpu = &cpus }, "linux.resources.cpu.cpus");
	refuses(&(struct oci_resources){ .pids = &pids }, "linux.resources.pids.limit");
	refuses(&(struct oci_resources){ .block_io = &weight }, "linux.resources.blockIO.weight");
	refuses(&(struct oci_resources){ .block_io = &rates },
	        "linux.resources.blockIO.throttleWriteIOPSDevice");
	refuses(&(struct oci_resources){ .network = &network }, "linux.resources.network.classID");
	refuses(&(struct oci_resources){ .unified.len = 1 }, "linux.resources.unified");
	refuses(&(struct oci_resources){ .rdma.len = 1 }, "linux.resources.rdma");
	refuses(&(struct oci_resources){ .hugepage_limits.len = 1 },
	        "linux.resources.hugepageLimits");
}

static void test_nothing_asked(void)
{
	struct oci_memory memory = { .limit = -1,
		                     .has_limit = true,
		                     .has_disable_oom_killer = true };
	struct oci_cpu cpu = { .quota = -1, .has_quota = true, .has_shares = true, .cpus = "" };
	struct oci_pids none = { .limit = 0, .has_limit = true };
	struct oci_pids unlimited = { .limit = -1, .has_limit = true };
	struct oci_block_io block_io = { .weight = 0, .has_weight = true };
	struct oci_network network = { .class_id = 0 };
	const struct oci_resources empty = { .pids = NULL };
	const struct oci_resources all = { .memory = &memory,
		                           .cpu = &cpu,
		                           .pids = &none,
		                           .block_io = &block_io,
		                           .network = &network };
	const struct oci_resources pids = { .pids = &unlimited };
	struct err err = ERR_INIT;

	is_number(cgroup_check(NULL, &err), 0, "no resources ask for nothing");
	is_number(cgroup_check(&empty, &err), 0, "empty resources ask for nothing");
	is_number(cgroup_check(&all, &err), 0, "zeros, empty texts and -1 ask for nothing");
	is_number(cgroup_check(&pids, &err), 0, "pids.limit -1 asks for nothing");
}

/* ---- control files */

static void test_text(void)
{
	static const char events[] = "populated 1\nfrozen 0\n";

	is_number(cgroup_text_number(events, "populated"), 1, "the first key of cgroup.events");
	is_number(cgroup_text_number(events, "frozen"), 0, "the second");
	is_number(cgroup_text_number(events, "froze"), -ENOENT, "not by a part of its name");
	is_number(cgroup_text_number("", "frozen"), -ENOENT, "nor in an empty file");
}

int main(void)
{
	struct arena arena;

	if (arena_init(&arena, 1 << 20) < 0) {
		puts("Bail out! no memory");
		return EXIT_FAILURE;
	}
	test_places(&arena);
	test_bad_places();
	test_long_place(&arena);
	test_parse(&arena);
	test_refused();
	test_nothing_asked();
	test_text();
	arena_release(&arena);
	return tap_done();
}
