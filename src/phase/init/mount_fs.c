/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount_fs: see mount_fs.h. Options go to the kernel one by one, so that an error names the one that it does not like. */
#include "phase/init/mount_fs.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/fmt.h"
#include "sys/fd.h"
#include "sys/mount.h"

static int fs_error(const struct plan_mount *mount, int fs, int code, const char *what, const char *object,
		    struct err *err)
{
	char message[160];

	err_call(err, code, "mount %s on %q: %s %q", mount->type, mount->destination, what, object);
	sys_fs_message(fs, message, sizeof(message));
	return message[0] != '\0' ? err_hint(err, "the kernel says: %s", message) : -1;
}

static int set_option(const struct plan_mount *mount, int fs, const struct plan_pair *option, struct err *err)
{
	bool is_flag = option->value == NULL;
	int ret = sys_fsconfig(fs, is_flag ? SYS_FSCONFIG_SET_FLAG : SYS_FSCONFIG_SET_STRING, option->key, option->value);

	return ret < 0 ? fs_error(mount, fs, -ret, "option", option->key, err) : 0;
}

/* A tmpfs over a directory of the image takes its mode, so that /tmp stays 1777 without a word in the configuration. */
static int set_covered_mode(const struct plan_mount *mount, int fs, int target, struct err *err)
{
	struct plan_pair option = { .key = "mode" };
	char mode[16];
	struct stat st;
	int ret = sys_stat_fd(target, &st);

	if (ret < 0)
		return err_call(err, -ret, "mount %s on %q: look at the directory", mount->type, mount->destination);
	fmt(mode, sizeof(mode), "%o", (unsigned)st.st_mode & 07777);
	option.value = mode;
	return set_option(mount, fs, &option, err);
}

static int configure(const struct plan_mount *mount, int fs, int target, struct err *err)
{
	const struct plan_pair source = { "source", mount->source };
	int ret;

	if (mount->source != NULL && set_option(mount, fs, &source, err) < 0)
		return -1;
	if (mount->keep_mode && target >= 0 && set_covered_mode(mount, fs, target, err) < 0)
		return -1;
	for (size_t i = 0; i < mount->options_len; i++) {
		if (set_option(mount, fs, &mount->options[i], err) < 0)
			return -1;
	}
	ret = sys_fsconfig(fs, SYS_FSCONFIG_CMD_CREATE, NULL, NULL);
	return ret < 0 ? fs_error(mount, fs, -ret, "make it from", mount->source != NULL ? mount->source : "", err) : 0;
}

int mount_fs_make(const struct plan_mount *mount, int target, struct err *err)
{
	int fs = sys_fsopen(mount->type);
	int ret;

	if (fs == -ENODEV)
		return err_input(err, NULL, "mount %s on %q: this kernel has no file system %q", mount->type,
				 mount->destination, mount->type);
	if (fs < 0)
		return err_call(err, -fs, "mount %s on %q", mount->type, mount->destination);
	ret = configure(mount, fs, target, err);
	if (ret == 0) {
		ret = sys_fsmount(fs, mount->attributes);
		if (ret < 0)
			ret = err_call(err, -ret, "mount %s on %q", mount->type, mount->destination);
	}
	sys_close(fs);
	return ret;
}
