/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount_options: see mount_options.h. */
#include "model/mount_options.h"

#include <stddef.h>
#include <string.h>
#include <sys/mount.h>

#include "base/fmt.h"
#include "sys/mount.h"

#define DATA_SIZE 4096 /* mount(2) copies a page */

/* clang-format off */
#define FLAG(name_, set_, clear_)     { .name = name_, .kind = MOUNT_OPTION_FLAG, .set = set_, .clear = clear_ }
#define FLAG_ALL(name_, set_, clear_) { .name = name_, .kind = MOUNT_OPTION_FLAG_ALL, .set = set_, .clear = clear_ }
#define PROPAGATION(name_, set_, r)   { .name = name_, .kind = MOUNT_OPTION_PROPAGATION, .set = set_, .recursive = r }
#define SUPER(name_, set_, clear_)    { .name = name_, .kind = MOUNT_OPTION_SUPERBLOCK, .set = set_, .clear = clear_ }
#define SWITCH(name_, member_) \
	{ .name = name_, .kind = MOUNT_OPTION_SWITCH, .member = offsetof(struct mount_flags, member_) }
#define WORD(name_, kind_)            { .name = name_, .kind = kind_ }

/* Sorted by name. The three settings of atime exclude each other, so each of them clears the field; so do their
 * opposites, which leave relatime, the kernel's default. */
const struct mount_option mount_options[] = {
	SUPER("async", 0, MS_SYNCHRONOUS),
	FLAG("atime", 0, SYS_ATTR_ATIME),
	SWITCH("bind", bind),
	SWITCH("copy-symlink", copy_symlink),
	WORD("defaults", MOUNT_OPTION_NOTHING),
	SWITCH("dest-nofollow", destination_nofollow),
	FLAG("dev", 0, SYS_ATTR_NODEV),
	FLAG("diratime", 0, SYS_ATTR_NODIRATIME),
	SUPER("dirsync", MS_DIRSYNC, 0),
	FLAG("exec", 0, SYS_ATTR_NOEXEC),
	SUPER("iversion", MS_I_VERSION, 0),
	SUPER("lazytime", MS_LAZYTIME, 0),
	SUPER("loud", 0, MS_SILENT),
	SUPER("mand", MS_MANDLOCK, 0),
	FLAG("noatime", SYS_ATTR_NOATIME, SYS_ATTR_ATIME),
	FLAG("nodev", SYS_ATTR_NODEV, 0),
	FLAG("nodiratime", SYS_ATTR_NODIRATIME, 0),
	FLAG("noexec", SYS_ATTR_NOEXEC, 0),
	SUPER("noiversion", 0, MS_I_VERSION),
	SUPER("nolazytime", 0, MS_LAZYTIME),
	SUPER("nomand", 0, MS_MANDLOCK),
	FLAG("norelatime", 0, SYS_ATTR_ATIME),
	FLAG("nostrictatime", 0, SYS_ATTR_ATIME),
	FLAG("nosuid", SYS_ATTR_NOSUID, 0),
	FLAG("nosymfollow", SYS_ATTR_NOSYMFOLLOW, 0),
	PROPAGATION("private", MS_PRIVATE, false),
	FLAG_ALL("ratime", 0, SYS_ATTR_ATIME),
	WORD("rbind", MOUNT_OPTION_RBIND),
	FLAG_ALL("rdev", 0, SYS_ATTR_NODEV),
	FLAG_ALL("rdiratime", 0, SYS_ATTR_NODIRATIME),
	FLAG("relatime", SYS_ATTR_RELATIME, SYS_ATTR_ATIME),
	SWITCH("remount", remount),
	FLAG_ALL("rexec", 0, SYS_ATTR_NOEXEC),
	FLAG_ALL("rnoatime", SYS_ATTR_NOATIME, SYS_ATTR_ATIME),
	FLAG_ALL("rnodev", SYS_ATTR_NODEV, 0),
	FLAG_ALL("rnodiratime", SYS_ATTR_NODIRATIME, 0),
	FLAG_ALL("rnoexec", SYS_ATTR_NOEXEC, 0),
	FLAG_ALL("rnorelatime", 0, SYS_ATTR_ATIME),
	FLAG_ALL("rnostrictatime", 0, SYS_ATTR_ATIME),
	FLAG_ALL("rnosuid", SYS_ATTR_NOSUID, 0),
	FLAG_ALL("rnosymfollow", SYS_ATTR_NOSYMFOLLOW, 0),
	FLAG("ro", SYS_ATTR_RDONLY, 0),
	PROPAGATION("rprivate", MS_PRIVATE, true),
	FLAG_ALL("rrelatime", SYS_ATTR_RELATIME, SYS_ATTR_ATIME),
	FLAG_ALL("rro", SYS_ATTR_RDONLY, 0),
	FLAG_ALL("rrw", 0, SYS_ATTR_RDONLY),
	PROPAGATION("rshared", MS_SHARED, true),
	PROPAGATION("rslave", MS_SLAVE, true),
	FLAG_ALL("rstrictatime", SYS_ATTR_STRICTATIME, SYS_ATTR_ATIME),
	FLAG_ALL("rsuid", 0, SYS_ATTR_NOSUID),
	FLAG_ALL("rsymfollow", 0, SYS_ATTR_NOSYMFOLLOW),
	PROPAGATION("runbindable", MS_UNBINDABLE, true),
	FLAG("rw", 0, SYS_ATTR_RDONLY),
	PROPAGATION("shared", MS_SHARED, false),
	SUPER("silent", MS_SILENT, 0),
	PROPAGATION("slave", MS_SLAVE, false),
	SWITCH("src-nofollow", source_nofollow),
	FLAG("strictatime", SYS_ATTR_STRICTATIME, SYS_ATTR_ATIME),
	FLAG("suid", 0, SYS_ATTR_NOSUID),
	FLAG("symfollow", 0, SYS_ATTR_NOSYMFOLLOW),
	SUPER("sync", MS_SYNCHRONOUS, 0),
	SWITCH("tmpcopyup", copy_up),
	PROPAGATION("unbindable", MS_UNBINDABLE, false),
};
/* clang-format on */

const size_t mount_options_len = sizeof(mount_options) / sizeof(mount_options[0]);

static const struct mount_option *find_option(const char *name)
{
	size_t low = 0, high = mount_options_len;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, mount_options[middle].name);

		if (order == 0)
			return &mount_options[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The last word about a flag wins, so it takes back what an earlier one said. */
static void apply_flag(uint64_t *set, uint64_t *clear, const struct mount_option *option)
{
	uint64_t field = option->set | option->clear;

	*set = (*set & ~field) | option->set;
	*clear = (*clear & ~field) | field;
	if (option->clear == 0)
		*clear &= ~option->set;
}

static void apply_option(const struct mount_option *option, struct mount_flags *flags)
{
	switch (option->kind) {
	case MOUNT_OPTION_FLAG:
		apply_flag(&flags->set, &flags->clear, option);
		break;
	case MOUNT_OPTION_FLAG_ALL:
		apply_flag(&flags->set_all, &flags->clear_all, option);
		break;
	case MOUNT_OPTION_PROPAGATION:
		flags->propagation = option->set;
		flags->propagation_recursive = option->recursive;
		break;
	case MOUNT_OPTION_SUPERBLOCK:
		flags->super_set = (flags->super_set & ~option->clear) | option->set;
		flags->super_clear = (flags->super_clear & ~option->set) | option->clear;
		break;
	case MOUNT_OPTION_SWITCH:
		*(bool *)(void *)((char *)flags + option->member) = true;
		break;
	case MOUNT_OPTION_RBIND:
		flags->recursive = true;
		flags->bind = true;
		break;
	case MOUNT_OPTION_NOTHING:
		break;
	}
}

static int cut_pair(const char *option, struct arena *arena, struct plan_pair *ret)
{
	const char *equals = strchr(option, '=');

	ret->key = equals != NULL ? arena_strndup(arena, option, (size_t)(equals - option)) : option;
	ret->value = equals != NULL ? equals + 1 : NULL;
	return ret->key != NULL ? 0 : -1;
}

int mount_options_sort(const struct oci_strings *options, struct arena *arena, struct mount_flags *flags,
                       struct plan_pair *pairs)
{
	int n = 0;

	*flags = (struct mount_flags){ 0 };
	for (size_t i = 0; i < options->len; i++) {
		const struct mount_option *option = find_option(options->items[i]);

		if (option != NULL)
			apply_option(option, flags);
		else if (cut_pair(options->items[i], arena, &pairs[n++]) < 0)
			return -1;
		if (option == NULL && flags->data == NULL)
			flags->data = options->items[i];
	}
	return n;
}

const char *mount_options_join(const struct plan_pair *pairs, size_t len, struct arena *arena)
{
	char data[DATA_SIZE];
	size_t used = 0;

	data[0] = '\0';
	for (size_t i = 0; i < len; i++) {
		used += fmt(data + used, sizeof(data) - used, "%s%s%s%s", i > 0 ? "," : "", pairs[i].key,
		            pairs[i].value != NULL ? "=" : "", pairs[i].value != NULL ? pairs[i].value : "");
		if (used + 1 >= sizeof(data))
			return NULL;
	}
	return arena_strdup(arena, data);
}
