/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount_fs: see mount_fs.h.
 *
 * There are two ways, and each stands in for the other. mount(2) is three system calls, but takes a page of options and
 * says just "invalid argument"; fsopen(2) takes the options one by one, as long as they may be, and says which one it does
 * not like, and why. So mount(2) comes first, and whatever it says no to is asked again by fsopen, whose answer counts. */
#include "phase/init/mount_fs.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "base/fmt.h"
#include "sys/fd.h"
#include "sys/mount.h"
#include "sys/path.h"

#define DATA_SIZE 4096 /* mount(2) copies a page */

/* Flags of a file system that fsconfig(2) takes as words of its own. MS_SILENT and MS_I_VERSION it does not know; they are
 * the kernel's own choice then. */
static const struct {
	uint64_t flag;
	const char *set, *clear;
} super_words[] = {
	{ MS_RDONLY, "ro", "rw" },
	{ MS_SYNCHRONOUS, "sync", "async" },
	{ MS_LAZYTIME, "lazytime", "nolazytime" },
	{ MS_MANDLOCK, "mand", "nomand" },
	{ MS_DIRSYNC, "dirsync", NULL },
};

static const struct {
	const char *type;
	int code;
	const char *hint;
} hints[] = {
	{ "proc", EPERM, "a user namespace gets a procfs only where the host's /proc is not masked by other mounts" },
	{ "sysfs", EPERM, "a user namespace gets a sysfs only together with a network namespace of its own" },
	{ NULL, ENOSPC, "the limit of mounts in /proc/sys/fs/mount-max may be reached" },
};

static int hint_for(const char *type, int code, struct err *err)
{
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		if (hints[i].code == code && (hints[i].type == NULL || strcmp(hints[i].type, type) == 0))
			return err_hint(err, "%s", hints[i].hint);
	}
	return -1;
}

/* option: the one that was refused, or NULL */
static int fs_error(const struct plan_mount *mount, int fs, int code, const char *option, struct err *err)
{
	char message[160];

	if (option != NULL)
		err_call(err, code, "mount %s on %q: option %q", mount->type, mount->destination, option);
	else
		err_call(err, code, "mount %s on %q", mount->type, mount->destination);
	sys_fs_message(fs, message, sizeof(message));
	return message[0] != '\0' ? err_hint(err, "the kernel says: %s", message) : hint_for(mount->type, code, err);
}

static int set_option(const struct plan_mount *mount, int fs, const struct plan_pair *option, struct err *err)
{
	bool is_flag = option->value == NULL;
	int ret =
		sys_fsconfig(fs, is_flag ? SYS_FSCONFIG_SET_FLAG : SYS_FSCONFIG_SET_STRING, option->key, option->value);

	return ret < 0 ? fs_error(mount, fs, -ret, option->key, err) : 0;
}

static int set_super_words(const struct plan_mount *mount, int fs, struct err *err)
{
	for (size_t i = 0; i < sizeof(super_words) / sizeof(super_words[0]); i++) {
		struct plan_pair word = { NULL, NULL };

		if ((mount->super_set & super_words[i].flag) != 0)
			word.key = super_words[i].set;
		else if ((mount->super_clear & super_words[i].flag) != 0)
			word.key = super_words[i].clear;
		if (word.key != NULL && set_option(mount, fs, &word, err) < 0)
			return -1;
	}
	return 0;
}

static int set_options(const struct plan_mount *mount, int fs, const char *mode, struct err *err)
{
	const struct plan_pair source = { "source", mount->source }, mode_option = { "mode", mode };

	if (mount->source != NULL && mount->kind != PLAN_MOUNT_REMOUNT && set_option(mount, fs, &source, err) < 0)
		return -1;
	if (mode[0] != '\0' && set_option(mount, fs, &mode_option, err) < 0)
		return -1;
	for (size_t i = 0; i < mount->options_len; i++) {
		if (set_option(mount, fs, &mount->options[i], err) < 0)
			return -1;
	}
	return set_super_words(mount, fs, err);
}

static int create(const struct plan_mount *mount, int fs, const char *mode, struct err *err)
{
	int ret;

	if (set_options(mount, fs, mode, err) < 0)
		return -1;
	ret = sys_fsconfig(fs, SYS_FSCONFIG_CMD_CREATE, NULL, NULL);
	if (ret == 0)
		ret = sys_fsmount(fs, mount->attributes);
	return ret < 0 ? fs_error(mount, fs, -ret, NULL, err) : ret;
}

/* classic: what mount(2) said, or 0 if it was not asked */
static int mount_by_context(const struct plan_mount *mount, int target, const char *mode, int classic, struct err *err)
{
	int fs = sys_fsopen(mount->type);
	int tree, ret;

	if (fs == -ENODEV)
		return err_input(err, NULL, "mount %s on %q: this kernel has no file system %q", mount->type,
		                 mount->destination, mount->type);
	if (fs < 0) {
		ret = classic < 0 ? classic : fs;
		err_call(err, -ret, "mount %s on %q", mount->type, mount->destination);
		return hint_for(mount->type, -ret, err);
	}
	tree = create(mount, fs, mode, err);
	sys_close(fs);
	if (tree < 0)
		return -1;
	ret = sys_move_mount(tree, target);
	if (ret == 0)
		return tree;
	sys_close(tree);
	err_call(err, -ret, "mount %s on %q", mount->type, mount->destination);
	return hint_for(mount->type, -ret, err);
}

static int mount_classic(const struct plan_mount *mount, int target, const char *mode)
{
	unsigned long flags = sys_mount_flags(mount->attributes) | mount->super_set;
	char data[DATA_SIZE];
	size_t len;

	if (mount->data == NULL)
		return -E2BIG;
	len = mode[0] != '\0' ? fmt(data, sizeof(data), "mode=%s,", mode) : 0; /* first: what follows wins */
	len += fmt(data + len, sizeof(data) - len, "%s", mount->data);
	if (len + 1 >= sizeof(data))
		return -E2BIG;
	return sys_mount_on(target, mount->source, mount->type, flags, data);
}

/* A tmpfs over a directory of the image takes its mode, so that /tmp stays 1777 without a word in the configuration. */
static int covered_mode(const struct plan_mount *mount, const struct mount_place *place, char mode[16], struct err *err)
{
	struct stat st;
	int ret;

	mode[0] = '\0';
	if (!mount->keep_mode || place->is_new)
		return 0;
	ret = sys_stat_fd(place->fd, &st);
	if (ret < 0)
		return err_call(err, -ret, "mount %s on %q: look at the directory", mount->type, mount->destination);
	fmt(mode, 16, "%o", (unsigned)st.st_mode & 07777);
	return 0;
}

int mount_fs(const struct plan_mount *mount, const struct mount_place *place, int *ret_tree, struct err *err)
{
	char mode[16];
	int ret, tree;

	if (covered_mode(mount, place, mode, err) < 0)
		return -1;
	ret = mount_classic(mount, place->fd, mode);
	if (ret == 0 && ret_tree == NULL)
		return 0;
	tree = ret == 0 ? sys_open_mounted(place->fd) : mount_by_context(mount, place->fd, mode, ret, err);
	if (ret == 0 && tree < 0)
		return err_call(err, -tree, "mount %s on %q: open it", mount->type, mount->destination);
	if (tree < 0)
		return -1;
	if (ret_tree != NULL)
		*ret_tree = tree;
	else
		sys_close(tree);
	return 0;
}

/* By fspick alone: mount(2) would set every flag of the file system anew, and nothing tells which ones it has. */
int mount_fs_reconfigure(const struct plan_mount *mount, int fd, struct err *err)
{
	int fs = sys_fspick(fd);
	int ret;

	if (fs < 0)
		return err_call(err, -fs, "remount %q: open its file system", mount->destination);
	ret = set_options(mount, fs, "", err);
	if (ret == 0) {
		ret = sys_fsconfig(fs, SYS_FSCONFIG_CMD_RECONFIGURE, NULL, NULL);
		if (ret < 0)
			ret = fs_error(mount, fs, -ret, NULL, err);
	}
	sys_close(fs);
	return ret;
}
