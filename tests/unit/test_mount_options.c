/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_mount_options: what a list of option words comes to: flags, data, and the text for mount(2). */
#include <sys/mount.h>

#include "model/mount_options.h"
#include "sys/mount.h"
#include "tap.h"

enum { WORDS_MAX = 16, ARENA = 1 << 20 };

static struct arena arena;
static struct plan_pair pairs[WORDS_MAX];

/* Options as one text, separated by spaces. How many pairs of data they leave. */
static int sort_words(const char *text, struct mount_flags *flags)
{
	const char *words[WORDS_MAX];
	struct oci_strings options = { .items = words };
	char *rest = arena_strdup(&arena, text);

	for (char *word = strtok(rest, " "); word != NULL; word = strtok(NULL, " "))
		words[options.len++] = word;
	return mount_options_sort(&options, &arena, flags, pairs);
}

static const struct {
	const char *words;
	uint64_t set, clear, set_all, clear_all;
} flag_cases[] = {
	{ "", 0, 0, 0, 0 },
	{ "defaults", 0, 0, 0, 0 },
	{ "ro", SYS_ATTR_RDONLY, 0, 0, 0 },
	{ "rw", 0, SYS_ATTR_RDONLY, 0, 0 },
	{ "ro rw", 0, SYS_ATTR_RDONLY, 0, 0 },
	{ "rw ro", SYS_ATTR_RDONLY, 0, 0, 0 },
	{ "ro nosuid rw", SYS_ATTR_NOSUID, SYS_ATTR_RDONLY, 0, 0 },
	{ "noatime", SYS_ATTR_NOATIME, SYS_ATTR_ATIME, 0, 0 },
	{ "noatime strictatime", SYS_ATTR_STRICTATIME, SYS_ATTR_ATIME, 0, 0 },
	{ "strictatime relatime", 0, SYS_ATTR_ATIME, 0, 0 },
	{ "noatime atime", 0, SYS_ATTR_ATIME, 0, 0 },
	{ "noatime nodiratime", SYS_ATTR_NOATIME | SYS_ATTR_NODIRATIME, SYS_ATTR_ATIME, 0, 0 },
	{ "nosymfollow symfollow", 0, SYS_ATTR_NOSYMFOLLOW, 0, 0 },
	{ "rro", 0, 0, SYS_ATTR_RDONLY, 0 },
	{ "rro rrw", 0, 0, 0, SYS_ATTR_RDONLY },
	{ "ro rrw", SYS_ATTR_RDONLY, 0, 0, SYS_ATTR_RDONLY },
	{ "rnoatime rstrictatime", 0, 0, SYS_ATTR_STRICTATIME, SYS_ATTR_ATIME },
	{ "rnosuid rnodev rsuid", 0, 0, SYS_ATTR_NODEV, SYS_ATTR_NOSUID },
};

static void test_flags(void)
{
	for (size_t i = 0; i < sizeof(flag_cases) / sizeof(flag_cases[0]); i++) {
		struct mount_flags flags;
		int n = sort_words(flag_cases[i].words, &flags);

		ok(n == 0 && flags.set == flag_cases[i].set && flags.clear == flag_cases[i].clear &&
		           flags.set_all == flag_cases[i].set_all && flags.clear_all == flag_cases[i].clear_all,
		   "flags of '%s'", flag_cases[i].words);
	}
}

/* No word asks for a bit and against it, but for the fields whose bits exclude each other. */
static void test_consistency(void)
{
	for (size_t i = 0; i < mount_options_len; i++) {
		const struct mount_option *option = &mount_options[i];
		struct mount_flags flags;

		ok(i == 0 || strcmp(mount_options[i - 1].name, option->name) < 0, "'%s' is in its place", option->name);
		sort_words(option->name, &flags);
		ok(flags.data == NULL, "'%s' is no data", option->name);
		ok(((flags.set & flags.clear) | (flags.set_all & flags.clear_all)) <= SYS_ATTR_ATIME &&
		           (flags.super_set & flags.super_clear) == 0,
		   "'%s' does not contradict itself", option->name);
	}
}

static void test_super(void)
{
	struct mount_flags flags;

	sort_words("sync lazytime async", &flags);
	ok(flags.super_set == MS_LAZYTIME && flags.super_clear == MS_SYNCHRONOUS, "sync lazytime async");
	sort_words("nolazytime lazytime", &flags);
	ok(flags.super_set == MS_LAZYTIME && flags.super_clear == 0, "nolazytime lazytime");
	sort_words("silent loud mand nomand iversion noiversion dirsync", &flags);
	ok(flags.super_set == MS_DIRSYNC && flags.super_clear == (MS_SILENT | MS_MANDLOCK | MS_I_VERSION),
	   "words and their opposites");
}

static void test_switches(void)
{
	struct mount_flags flags;

	sort_words("bind", &flags);
	ok(flags.bind && !flags.recursive && !flags.remount, "bind");
	sort_words("rbind", &flags);
	ok(flags.bind && flags.recursive, "rbind");
	sort_words("remount tmpcopyup", &flags);
	ok(flags.remount && flags.copy_up && !flags.bind, "remount, tmpcopyup");
	sort_words("copy-symlink src-nofollow dest-nofollow", &flags);
	ok(flags.copy_symlink && flags.source_nofollow && flags.destination_nofollow, "words about links");
	sort_words("rshared slave", &flags);
	ok(flags.propagation == MS_SLAVE && !flags.propagation_recursive, "the last word about propagation");
	sort_words("slave runbindable", &flags);
	ok(flags.propagation == MS_UNBINDABLE && flags.propagation_recursive, "and a recursive one");
}

static void test_data(void)
{
	struct mount_flags flags;
	int n = sort_words("ro size=64k mode=755 newinstance context=a:b=c,d", &flags);

	is_number(n, 4, "what is none of our words is data");
	is_string(flags.data, "size=64k", "the first of it is known");
	is_string(pairs[0].key, "size", "key");
	is_string(pairs[0].value, "64k", "value");
	ok(pairs[2].value == NULL, "a flag has no value");
	is_string(pairs[3].key, "context", "a value may have \"=\" in it: key");
	is_string(pairs[3].value, "a:b=c,d", "value");
	is_string(mount_options_join(pairs, 4, &arena), "size=64k,mode=755,newinstance,context=a:b=c,d",
	          "joined again");
	is_string(mount_options_join(pairs, 0, &arena), "", "nothing joined");
	is_number(sort_words("RO ro=1 =x r", &flags), 4, "words are whole, and small letters");
	is_string(mount_options_join(pairs, 4, &arena), "RO,ro=1,=x,r", "they are handed on as they are");
}

static void test_a_page(void)
{
	char value[4096];
	struct plan_pair pair = { "k", value };

	memset(value, 'x', sizeof(value));
	value[4096 - 4] = '\0';
	is_number((long long)strlen(mount_options_join(&pair, 1, &arena)), 4094, "as much as fits into a page");
	value[4096 - 4] = 'x';
	value[4096 - 3] = '\0';
	ok(mount_options_join(&pair, 1, &arena) == NULL, "one more does not");
}

int main(void)
{
	if (arena_init(&arena, ARENA) < 0)
		return EXIT_FAILURE;
	test_flags();
	test_consistency();
	test_super();
	test_switches();
	test_data();
	test_a_page();
	arena_release(&arena);
	return tap_done();
}
