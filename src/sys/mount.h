/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount: the mount API by descriptor (Linux 5.2), and mount_setattr (5.12) with its fallback.
 *
 * A file system or a copy of a tree is first a detached mount, known by a descriptor alone; it is configured there and
 * then moved onto a target that is a descriptor, too. No path is looked up on the way. Results: >= 0, or -errno. */
#pragma once

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

/* Onto target, an O_PATH descriptor. */
static inline int sys_move_mount(int tree, int target)
{
	return (int)sys_call(SYS_move_mount, tree, "", target, "",
			     SYS_MOVE_MOUNT_F_EMPTY_PATH | SYS_MOVE_MOUNT_T_EMPTY_PATH);
}

/* Changes the mount that fd is the root of; recursive: all below it, too, or none. Below 5.12 (or where it is hidden)
 * one mount is changed by the classic mount(2), which needs fd to be a directory; a recursive change of flags is -ENOSYS
 * there: it can't be done in one step, and half of it is not what was asked for. */
int sys_mount_setattr(int fd, bool recursive, const struct sys_mount_attr *attr);

/* The last message that the file system left in its context ("e …", "w …", "i …" of fsopen(2)), without its letter;
 * empty if there is none. */
void sys_fs_message(int fs, char *text, size_t size);
