/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount: see mount.h. */
#include "sys/mount.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statfs.h>

#include "base/fmt.h"
#include "sys/fd.h"

struct flag_pair {
	uint64_t attribute;
	unsigned long classic; /* MS_ of mount(2), and ST_ of statfs(2) where they have the same number */
};

static const struct flag_pair flag_pairs[] = {
	{ SYS_ATTR_RDONLY, MS_RDONLY },
	{ SYS_ATTR_NOSUID, MS_NOSUID },
	{ SYS_ATTR_NODEV, MS_NODEV },
	{ SYS_ATTR_NOEXEC, MS_NOEXEC },
	{ SYS_ATTR_NOATIME, MS_NOATIME },
	{ SYS_ATTR_NODIRATIME, MS_NODIRATIME },
	{ SYS_ATTR_NOSYMFOLLOW, SYS_MS_NOSYMFOLLOW },
};

/* statfs numbers its flags as mount(2) does, but for these two. */
static unsigned long classic_of_statfs(unsigned long flags)
{
	const unsigned long st_noatime = 0x400, st_nodiratime = 0x800, st_nosymfollow = 0x2000;
	unsigned long classic = flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);

	classic |= (flags & st_noatime) != 0 ? MS_NOATIME : 0;
	classic |= (flags & st_nodiratime) != 0 ? MS_NODIRATIME : 0;
	classic |= (flags & st_nosymfollow) != 0 ? SYS_MS_NOSYMFOLLOW : 0;
	return classic;
}

static unsigned long apply_attributes(unsigned long classic, const struct sys_mount_attr *attr)
{
	for (size_t i = 0; i < sizeof(flag_pairs) / sizeof(flag_pairs[0]); i++) {
		if ((attr->clear & flag_pairs[i].attribute) != 0)
			classic &= ~flag_pairs[i].classic;
		if ((attr->set & flag_pairs[i].attribute) != 0)
			classic |= flag_pairs[i].classic;
	}
	if ((attr->clear & SYS_ATTR_ATIME) != 0)
		classic |= (attr->set & SYS_ATTR_STRICTATIME) != 0 ? MS_STRICTATIME
		           : (attr->set & SYS_ATTR_NOATIME) != 0   ? 0
		                                                   : MS_RELATIME;
	return classic;
}

unsigned long sys_mount_flags(uint64_t attributes)
{
	const struct sys_mount_attr attr = { .set = attributes, .clear = SYS_ATTR_ATIME };

	return apply_attributes(0, &attr);
}

/* Where fd's mount is, as a path for mount(2): "." after a change of the working directory, or for what is no directory its
 * link in our own procfs. */
static int go_to(int proc, int fd, char path[24])
{
	int ret = (int)sys_call(SYS_fchdir, fd);

	fmt(path, 24, ".");
	if (ret == -ENOTDIR && proc >= 0) {
		fmt(path, 24, "self/fd/%d", fd);
		ret = (int)sys_call(SYS_fchdir, proc);
	}
	return ret;
}

/* What statfs says of a mount is what a remount has to repeat, or the flag is lost. */
static int remount_flags(int fd, const struct sys_mount_attr *attr, unsigned long *ret_flags)
{
	struct statfs now;
	int ret = (int)sys_call(SYS_fstatfs, fd, &now);

	if (ret == 0)
		*ret_flags = apply_attributes(classic_of_statfs((unsigned long)now.f_flags), attr);
	return ret;
}

int sys_mount_setattr_classic(int proc, int fd, bool recursive, const struct sys_mount_attr *attr)
{
	unsigned long flags = 0;
	char path[24];
	int ret;

	if ((attr->set & SYS_ATTR_IDMAP) != 0 || (recursive && (attr->set | attr->clear) != 0))
		return -ENOSYS;
	ret = go_to(proc, fd, path);
	if (ret == 0 && (attr->set | attr->clear) != 0) {
		ret = remount_flags(fd, attr, &flags);
		if (ret == 0)
			ret = (int)sys_call(SYS_mount, NULL, path, NULL, MS_REMOUNT | MS_BIND | flags, NULL);
	}
	if (ret == 0 && attr->propagation != 0)
		ret = (int)sys_call(SYS_mount, NULL, path, NULL, attr->propagation | (recursive ? MS_REC : 0), NULL);
	return ret;
}

int sys_mount_setattr(int fd, bool recursive, const struct sys_mount_attr *attr)
{
	int ret = sys_mount_setattr_only(fd, recursive, attr);
	int classic;

	if (!sys_is_hidden(ret))
		return ret;
	classic = sys_mount_setattr_classic(-1, fd, recursive, attr);
	return classic == -ENOSYS ? ret : classic;
}

int sys_mount_on(int target, const char *source, const char *type, unsigned long flags, const char *data)
{
	long ret = sys_call(SYS_fchdir, target);

	return (int)(ret < 0 ? ret : sys_call(SYS_mount, source, ".", type, flags, data));
}

int sys_clone_tree_with(int dir, const char *path, bool recursive, const struct sys_mount_attr *attr, bool *ret_left)
{
	unsigned flags = SYS_OPEN_TREE_CLONE | O_CLOEXEC | AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
	int tree = (int)sys_call(SYS_open_tree_attr, dir, path, flags, attr, sizeof(*attr));
	int ret;

	*ret_left = false;
	if (!sys_is_hidden(tree))
		return tree;
	tree = sys_clone_tree(dir, path, recursive);
	ret = tree < 0 ? tree : sys_mount_setattr_only(tree, recursive, attr);
	*ret_left = tree >= 0 && sys_is_hidden(ret);
	if (ret == 0 || *ret_left)
		return tree;
	if (tree >= 0)
		sys_close(tree);
	return ret;
}

void sys_fs_message(int fs, char *text, size_t size)
{
	long n = sys_call(SYS_read, fs, text, size - 1);

	if (n < 3) {
		text[0] = '\0';
		return;
	}
	text[n] = '\0';
	memmove(text, text + 2, (size_t)n - 1);
	text[strcspn(text, "\n")] = '\0';
}
