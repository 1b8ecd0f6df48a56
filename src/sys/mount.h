/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount: the mount API by descriptor (Linux 5.2), mount_setattr (5.12), and what mount(2) can do without a path.
 *
 * A tree is first a detached mount, known by a descriptor alone; it is configured there and then moved onto a target that
 * is a descriptor, too. mount(2) knows no descriptors, but "." is one that needs no look-up: sys_mount_on and the
 * fallback of sys_mount_setattr change the working directory to their target and leave it there.
 * Results: >= 0, or -errno. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sys/call.h"

#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

/* linux/mount.h and glibc's sys/mount.h exclude each other in some versions, so the few names are here (mount_setattr(2),
 * fsopen(2), move_mount(2)). */
enum {
	SYS_OPEN_TREE_CLONE = 1,
	SYS_OPEN_TREE_NAMESPACE = 2,
	SYS_MOVE_MOUNT_F_EMPTY_PATH = 0x04,
	SYS_MOVE_MOUNT_T_EMPTY_PATH = 0x40,
	SYS_FSCONFIG_SET_FLAG = 0,
	SYS_FSCONFIG_SET_STRING = 1,
	SYS_FSCONFIG_CMD_CREATE = 6,
	SYS_FSCONFIG_CMD_RECONFIGURE = 7,
};

#ifndef SYS_fspick
#define SYS_fspick 433
#endif
#define SYS_MS_NOSYMFOLLOW 256UL /* mount(2); Linux 5.10 */

#define SYS_ATTR_RDONLY      0x00000001ULL
#define SYS_ATTR_NOSUID      0x00000002ULL
#define SYS_ATTR_NODEV       0x00000004ULL
#define SYS_ATTR_NOEXEC      0x00000008ULL
#define SYS_ATTR_ATIME       0x00000070ULL /* the three atime settings are one field */
#define SYS_ATTR_RELATIME    0x00000000ULL
#define SYS_ATTR_NOATIME     0x00000010ULL
#define SYS_ATTR_STRICTATIME 0x00000020ULL
#define SYS_ATTR_NODIRATIME  0x00000080ULL
#define SYS_ATTR_IDMAP       0x00100000ULL
#define SYS_ATTR_NOSYMFOLLOW 0x00200000ULL

/* struct mount_attr of mount_setattr(2) */
struct sys_mount_attr {
	uint64_t set;
	uint64_t clear;
	uint64_t propagation; /* MS_PRIVATE, MS_SLAVE, MS_SHARED, MS_UNBINDABLE; 0: as it is */
	uint64_t userns_fd;
};

static inline int sys_fsopen(const char *type)
{
	return (int)sys_call(SYS_fsopen, type, 1 /* FSOPEN_CLOEXEC */);
}

/* The file system that fd is the root of, to be reconfigured. */
static inline int sys_fspick(int fd)
{
	return (int)sys_call(SYS_fspick, fd, "", 1 | 8 /* FSPICK_CLOEXEC, FSPICK_EMPTY_PATH */);
}

static inline int sys_fsconfig(int fs, unsigned command, const char *key, const void *value)
{
	return (int)sys_call(SYS_fsconfig, fs, command, key, value, 0);
}

static inline int sys_fsmount(int fs, uint64_t attributes)
{
	return (int)sys_call(SYS_fsmount, fs, 1 /* FSMOUNT_CLOEXEC */, attributes);
}

/* A detached copy of the mount at path below dir (an empty path: at dir itself); recursive: with all that is mounted
 * below it. */
static inline int sys_clone_tree(int dir, const char *path, bool recursive)
{
	return (int)sys_call(SYS_open_tree, dir, path,
	                     SYS_OPEN_TREE_CLONE | O_CLOEXEC | AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0));
}

/* A new mount namespace with a recursive copy of the directory tree at path as its root (Linux 7.0): a descriptor for
 * setns. */
static inline int sys_tree_namespace(const char *path)
{
	return (int)sys_call(SYS_open_tree, AT_FDCWD, path, SYS_OPEN_TREE_NAMESPACE | O_CLOEXEC | AT_RECURSIVE);
}

/* Onto target, an O_PATH descriptor. */
static inline int sys_move_mount(int tree, int target)
{
	return (int)sys_call(SYS_move_mount, tree, "", target, "",
	                     SYS_MOVE_MOUNT_F_EMPTY_PATH | SYS_MOVE_MOUNT_T_EMPTY_PATH);
}

/* The same for the root of this process, whatever that is. */
static inline int sys_move_mount_to_root(int tree)
{
	return (int)sys_call(SYS_move_mount, tree, "", AT_FDCWD, "/", SYS_MOVE_MOUNT_F_EMPTY_PATH);
}

/* The call is not there, or a sandbox hides it: older filters say EPERM to what they do not know. */
static inline bool sys_is_hidden(int ret)
{
	return ret == -ENOSYS || ret == -EPERM;
}

/* Changes the mount that fd is the root of, attached or not; recursive: all below it, too, or none. */
static inline int sys_mount_setattr_only(int fd, bool recursive, const struct sys_mount_attr *attr)
{
	return (int)sys_call(SYS_mount_setattr, fd, "", AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), attr,
	                     sizeof(*attr));
}

/* The same for a directory that is attached, where mount(2) can stand in: below Linux 5.12, or where the call is hidden. A
 * recursive change of flags is -ENOSYS there: half of it is not what was asked for. */
int sys_mount_setattr(int fd, bool recursive, const struct sys_mount_attr *attr);
/* mount(2) alone, and for an attached file as well. proc: a descriptor of a procfs that is hull's own. */
int sys_mount_setattr_classic(int proc, int fd, bool recursive, const struct sys_mount_attr *attr);

/* A new file system on target, a directory, by mount(2); flags: MS_. */
int sys_mount_on(int target, const char *source, const char *type, unsigned long flags, const char *data);
/* The MS_ flags of mount(2) for SYS_ATTR_ flags of a new mount. */
unsigned long sys_mount_flags(uint64_t attributes);

/* sys_clone_tree, and attr on the copy in the same call (open_tree_attr, Linux 6.15) where the kernel has it. A detached
 * mount can't be changed below 5.12, or where mount_setattr is hidden: *ret_left says that it is still to be done. */
int sys_clone_tree_with(int dir, const char *path, bool recursive, const struct sys_mount_attr *attr, bool *ret_left);

/* The last message that the file system left in its context ("e …", "w …", "i …" of fsopen(2)), without its letter;
 * empty if there is none. */
void sys_fs_message(int fs, char *text, size_t size);
