/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount: see mount.h. */
#include "sys/mount.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statfs.h>

#include "sys/fd.h"

struct flag_pair {
	uint64_t attribute;
	unsigned long classic; /* MS_ of mount(2), and ST_ of statfs(2) where they have the same number */
};

static const struct flag_pair flag_pairs[] = {
	{ SYS_ATTR_RDONLY, MS_RDONLY },       { SYS_ATTR_NOSUID, MS_NOSUID },   { SYS_ATTR_NODEV, MS_NODEV },
	{ SYS_ATTR_NOEXEC, MS_NOEXEC },       { SYS_ATTR_NOATIME, MS_NOATIME }, { SYS_ATTR_NODIRATIME, MS_NODIRATIME },
	{ SYS_ATTR_NOSYMFOLLOW, 1UL << 8 },
};

/* statfs numbers its flags as mount(2) does, but for these two. */
static unsigned long classic_of_statfs(unsigned long flags)
{
	const unsigned long st_noatime = 0x400, st_nodiratime = 0x800, st_nosymfollow = 0x2000;
	unsigned long classic = flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);

	classic |= (flags & st_noatime) != 0 ? MS_NOATIME : 0;
	classic |= (flags & st_nodiratime) != 0 ? MS_NODIRATIME : 0;
	classic |= (flags & st_nosymfollow) != 0 ? 1UL << 8 : 0;
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
		classic |= (attr->set & SYS_ATTR_STRICTATIME) != 0 ? MS_STRICTATIME :
			   (attr->set & SYS_ATTR_NOATIME) != 0 ? 0 : MS_RELATIME;
	return classic;
}

/* "." is the one path that a descriptor gives without procfs. */
static int mount_here(int fd, unsigned long flags)
{
	long ret = sys_call(SYS_fchdir, fd);

	return (int)(ret < 0 ? ret : sys_call(SYS_mount, NULL, ".", NULL, flags, NULL));
}

static int setattr_classic(int fd, bool recursive, const struct sys_mount_attr *attr)
{
	struct statfs now;
	int ret = 0;

	if ((attr->set & SYS_ATTR_IDMAP) != 0 || (recursive && (attr->set | attr->clear) != 0))
		return -ENOSYS;
	if ((attr->set | attr->clear) != 0) {
		ret = (int)sys_call(SYS_fstatfs, fd, &now);
		if (ret == 0)
			ret = mount_here(fd, MS_REMOUNT | MS_BIND |
						     apply_attributes(classic_of_statfs((unsigned long)now.f_flags), attr));
	}
	if (ret == 0 && attr->propagation != 0)
		ret = mount_here(fd, (unsigned long)attr->propagation | (recursive ? MS_REC : 0));
	return ret;
}

int sys_mount_setattr(int fd, bool recursive, const struct sys_mount_attr *attr)
{
	long ret = sys_call(SYS_mount_setattr, fd, "", AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), attr, sizeof(*attr));

	return (int)(ret == -ENOSYS ? setattr_classic(fd, recursive, attr) : ret);
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
