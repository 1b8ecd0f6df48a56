/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_walk: the walk by hand leads where openat2 leads, and fails where that fails and with the same error.
 *
 * Random trees with links of every kind, and random paths in them, from a fixed seed; then the cases that matter most, by
 * name. Where the walk is stricter than openat2 on purpose is tested at the end. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/path.h"
#include "sys/walk.h"
#include "tap.h"

enum { TREES = 60, PATHS = 60, ENTRIES = 24, SEED = 20211112 };

static uint32_t state = SEED;

/* xorshift: the same everywhere */
static unsigned below(unsigned limit)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % limit;
}

static void add(char *path, size_t size, const char *text)
{
	size_t len = strlen(path);

	snprintf(path + len, size - len, "%s", text);
}

static void random_path(char *path, size_t size, unsigned parts_max)
{
	static const char *const parts[] = { "a", "b", "c", "d", "a", "b", "..", ".", "missing" };
	static const char *const slashes[] = { "/", "/", "/", "//", "/./" };
	unsigned n = 1 + below(parts_max);

	snprintf(path, size, "%s", below(3) == 0 ? "/" : "");
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			add(path, size, slashes[below(sizeof(slashes) / sizeof(slashes[0]))]);
		add(path, size, parts[below(sizeof(parts) / sizeof(parts[0]))]);
	}
	if (below(6) == 0)
		add(path, size, "/");
}

/* Whether it could be made does not matter: a name may be taken, a directory missing. */
static void make_link(int root, const char *target, const char *name)
{
	int ret = symlinkat(target, root, name);

	(void)ret;
}

/* Directories first, so that most entries find their place; what can't be made is left out. */
static void make_tree(int root)
{
	char path[PATH_MAX], target[PATH_MAX];

	for (unsigned i = 0; i < ENTRIES; i++) {
		const char *relative = path;

		random_path(path, sizeof(path), i < ENTRIES / 2 ? 4 : 3);
		relative += strspn(path, "/");
		if (strstr(path, "..") != NULL)
			continue; /* would leave the tree: plain mkdirat knows no root */
		if (i < ENTRIES / 2) {
			mkdirat(root, relative, 0755);
		} else if (below(3) == 0) {
			close(openat(root, relative, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0644));
		} else {
			random_path(target, sizeof(target), 4);
			make_link(root, target, relative);
		}
	}
}

static void remove_tree(const char *path)
{
	char command[PATH_MAX + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	if (system(command) != 0)
		printf("# can't remove %s\n", path);
}

static int by_kernel(int root, const char *path, int flags, uint64_t resolve)
{
	const struct open_how how = { .flags = (uint64_t)(flags | O_PATH | O_CLOEXEC), .resolve = resolve };
	long fd;

	do
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
	while (fd < 0 && errno == EAGAIN); /* a rename somewhere, in the middle of ".." */
	return fd < 0 ? -errno : (int)fd;
}

static bool has_openat2(int root)
{
	int fd = by_kernel(root, ".", 0, RESOLVE_IN_ROOT);

	close(fd);
	return fd >= 0;
}

static bool is_same(int a, int b)
{
	struct stat x, y;

	if (a < 0 || b < 0)
		return a == b;
	return fstat(a, &x) == 0 && fstat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Prints what differs; the caller counts. */
static bool agree(int root, const char *path, int flags, bool links)
{
	uint64_t resolve = RESOLVE_IN_ROOT | (links ? RESOLVE_NO_MAGICLINKS : RESOLVE_NO_SYMLINKS);
	int kernel = by_kernel(root, path, flags, resolve);
	int walk = sys_walk_in_root(root, path, flags | O_PATH | O_CLOEXEC, links);
	bool same = is_same(kernel, walk);

	if (!same)
		printf("# '%s' flags %o%s: openat2 %d (%s), walk %d (%s)\n", path, (unsigned)flags,
		       links ? "" : " no links", kernel, kernel < 0 ? strerror(-kernel) : "", walk,
		       walk < 0 ? strerror(-walk) : "");
	if (kernel >= 0)
		close(kernel);
	if (walk >= 0)
		close(walk);
	return same;
}

static bool agree_on_all_flags(int root, const char *path)
{
	static const int flags[] = { 0, O_DIRECTORY, O_NOFOLLOW, O_DIRECTORY | O_NOFOLLOW };
	bool same = true;

	for (unsigned i = 0; i < 2 * sizeof(flags) / sizeof(flags[0]); i++)
		same &= agree(root, path, flags[i / 2], i % 2 == 0);
	return same;
}

static void test_random_trees(const char *base)
{
	unsigned agreed = 0;

	for (unsigned i = 0; i < TREES; i++) {
		char dir[PATH_MAX], path[PATH_MAX];
		int root;

		snprintf(dir, sizeof(dir), "%s/tree%u", base, i);
		mkdir(dir, 0755);
		root = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
		make_tree(root);
		for (unsigned k = 0; k < PATHS; k++) {
			random_path(path, sizeof(path), 7);
			agreed += agree_on_all_flags(root, path);
		}
		close(root);
	}
	is_number(agreed, TREES * PATHS, "random paths in random trees");
}

static void make_known(int root)
{
	mkdirat(root, "dir", 0755);
	mkdirat(root, "dir/sub", 0755);
	close(openat(root, "file", O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
	make_link(root, "/dir", "absolute");
	make_link(root, "dir/sub", "relative");
	make_link(root, "../../../../etc", "outside");
	make_link(root, "/nowhere", "dangling");
	make_link(root, "loop", "loop");
	make_link(root, "pong", "ping");
	make_link(root, "ping", "pong");
	make_link(root, "file", "to-file");
	make_link(root, "dir/", "slash");
	make_link(root, ".", "self");
	make_link(root, "/", "root");
}

static void test_known(const char *base)
{
	static const char *const paths[] = {
		"/",
		"//",
		".",
		"..",
		"../..",
		"",
		"dir",
		"dir/",
		"dir/.",
		"dir/..",
		"dir/../..",
		"/../dir",
		"file",
		"file/",
		"file/.",
		"file/..",
		"file/x",
		"absolute",
		"absolute/",
		"absolute/sub",
		"absolute/..",
		"relative/..",
		"outside",
		"outside/passwd",
		"dangling",
		"dangling/",
		"dangling/x",
		"loop",
		"loop/",
		"loop/x",
		"ping",
		"to-file",
		"to-file/",
		"slash",
		"slash/",
		"slash/sub",
		"self/self/self/dir",
		"root/root/dir/sub",
		"missing",
		"missing/",
		"missing/..",
		"self/loop",
		"root/../root/outside",
	};
	char dir[PATH_MAX];
	int root;

	snprintf(dir, sizeof(dir), "%s/known", base);
	mkdir(dir, 0755);
	root = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	make_known(root);
	for (unsigned i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		ok(agree_on_all_flags(root, paths[i]), "'%s'", paths[i]);
	close(root);
}

static void test_limits(const char *base)
{
	char dir[PATH_MAX], path[PATH_MAX + 16], name[NAME_MAX + 2];
	int root;

	snprintf(dir, sizeof(dir), "%s/limits", base);
	mkdir(dir, 0755);
	root = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	memset(name, 'n', sizeof(name));
	name[NAME_MAX] = '\0';
	close(openat(root, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
	ok(agree_on_all_flags(root, name), "the longest name");
	name[NAME_MAX] = 'n';
	name[NAME_MAX + 1] = '\0';
	ok(agree_on_all_flags(root, name), "a name that is too long");
	memset(path, '/', sizeof(path));
	path[PATH_MAX - 1] = '\0';
	ok(agree_on_all_flags(root, path), "the longest path");
	path[PATH_MAX - 1] = '/';
	path[PATH_MAX] = '\0';
	ok(agree_on_all_flags(root, path), "a path that is too long");
	for (unsigned i = 0; i < 45; i++) {
		char target[16];

		snprintf(name, sizeof(name), "chain%u", i);
		snprintf(target, sizeof(target), "chain%u", i + 1);
		make_link(root, i == 44 ? "." : target, name);
	}
	ok(agree_on_all_flags(root, "chain5") && agree_on_all_flags(root, "chain4"),
	   "as many links as the kernel follows");
	close(root);
}

/* What the walk refuses although openat2 would not */
static void test_stricter(const char *base)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char dir[PATH_MAX], path[PATH_MAX] = "";

	is_number(sys_walk_in_root(root, "/proc/self/exe", O_PATH, true), -ELOOP, "a magic link");
	is_number(sys_walk_in_root(root, "/proc/self/fd/0", O_PATH, true), -ELOOP, "a descriptor");
	is_number(sys_walk_in_root(root, "/proc/self", O_PATH, true), -ELOOP, "any link of procfs");
	ok(agree(root, "/proc/self/root/etc", 0, true), "a magic link is refused by openat2, too");
	close(root);

	snprintf(dir, sizeof(dir), "%s/deep", base);
	mkdir(dir, 0755);
	root = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (unsigned i = 0; i < 70; i++) {
		add(path, sizeof(path), "d/");
		mkdirat(root, path, 0755);
		if (i == 60)
			ok(agree_on_all_flags(root, path), "61 directories deep");
	}
	is_number(sys_walk_in_root(root, path, O_PATH, true), -ENAMETOOLONG,
	          "70 directories deep: it holds them all open");
	close(root);
}

int main(void)
{
	char base[] = "/tmp/hull-test-walk-XXXXXX";
	int root;

	umask(022);
	if (mkdtemp(base) == NULL)
		return EXIT_FAILURE;
	root = open(base, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (has_openat2(root)) {
		test_random_trees(base);
		test_known(base);
		test_limits(base);
		test_stricter(base);
	} else {
		printf("1..0 # SKIP needs openat2\n");
		return EXIT_SUCCESS;
	}
	close(root);
	remove_tree(base);
	return tap_done();
}
