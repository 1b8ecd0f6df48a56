/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* small_mounts: see small_mounts.h.
 *
 * A new mount namespace is a copy of its maker's, mount by mount, and a container throws all of them away again: on a node
 * with thousands of mounts that costs more than everything else. So on such a host hull makes a namespace once that holds an
 * empty, read-only tmpfs and nothing else, and keeps it by a bind mount of its nsfs file, on a private mount of its own.
 * A container's init enters it first: its copy of that is small, and the trees that the host has opened go there.
 *
 * Hosts with few mounts are left as they are: there the copy is cheap, and no mount of ours is left behind. */
#include "phase/host/small_mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "model/plan.h"
#include "sys/fd.h"
#include "sys/mount.h"
#include "sys/process.h"
#include "sys/quirk.h"

/* One for the host, whatever the state root. */
#define PIN_PARENT "/run/hull"
#define PIN_DIR    PIN_PARENT "/.mounts"
#define PIN        PIN_DIR "/small"

#define MANY_MOUNTS 64 /* from here on making it pays within a few starts */

struct mount_id_request { /* struct mnt_id_req of listmount(2) */
	uint32_t size;
	uint32_t spare;
	uint64_t mount_id;
	uint64_t param;
};

/* listmount (Linux 6.8). An older kernel can't tell without printing all of them: as if there were few. */
static bool has_many_mounts(void)
{
	const struct mount_id_request all = { .size = sizeof(all), .mount_id = ~0ULL /* LSMT_ROOT */ };
	uint64_t ids[MANY_MOUNTS];

	return sys_call(SYS_listmount, &all, ids, MANY_MOUNTS, 0) == MANY_MOUNTS;
}

static int open_pin(void)
{
	auto_close int fd = open(PIN, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	return fd >= 0 && ioctl(fd, NS_GET_NSTYPE) == CLONE_NEWNS ? take_fd(&fd) : -1;
}

/* In the child: from a copy of the host's mounts to a single one. */
static int become_small(void)
{
	const struct sys_mount_attr private = { .propagation = MS_PRIVATE };
	int fs = -1, root = -1, old = -1;
	int ret = sys_unshare(CLONE_NEWNS);

	if (ret == 0)
		ret = old = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, 0);
	if (ret >= 0)
		ret = sys_mount_setattr(old, true, &private);
	if (ret == 0)
		ret = fs = sys_fsopen("tmpfs");
	if (ret >= 0)
		ret = sys_fsconfig(fs, SYS_FSCONFIG_SET_STRING, "source", "hull-small");
	if (ret == 0)
		ret = sys_fsconfig(fs, SYS_FSCONFIG_CMD_CREATE, NULL, NULL);
	if (ret == 0)
		ret = root = sys_fsmount(fs, SYS_ATTR_RDONLY | SYS_ATTR_NOSUID | SYS_ATTR_NODEV | SYS_ATTR_NOEXEC);
	if (ret >= 0)
		ret = sys_move_mount(root, old);
	if (ret == 0)
		ret = (int)sys_call(SYS_fchdir, root);
	if (ret == 0)
		ret = (int)sys_call(SYS_pivot_root, ".", ".");
	return ret == 0 ? (int)sys_call(SYS_umount2, ".", MNT_DETACH) : ret;
}

/* The child says that it is done by a byte, and lives until its namespace is pinned. */
__attribute__((noreturn)) static void child_main(int cpu, int done, int end)
{
	char byte = 0;
	int ret;

	quirk_mount_namespace_id_cpu(cpu);
	ret = become_small();
	if (ret == 0 && sys_write_all(done, &byte, 1) == 0)
		sys_read(end, &byte, 1);
	sys_exit(ret != 0);
}

static int pin_child(pid_t child)
{
	char path[40];
	auto_close int file = open(PIN, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0400);

	if (file < 0)
		return -errno;
	fmt(path, sizeof(path), "/proc/%d/ns/mnt", child);
	return mount(path, PIN, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

static int make_on_cpu(int cpu)
{
	int done[2], end[2], pidfd = -1;
	char byte;
	pid_t child;
	int ret;

	if (pipe2(done, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(end, O_CLOEXEC) < 0) {
		ret = -errno;
		close(done[0]), close(done[1]);
		return ret;
	}
	child = sys_fork(0, -1, &pidfd);
	if (child == 0) {
		close(done[0]), close(end[1]);
		child_main(cpu, done[1], end[0]);
	}
	close(done[1]), close(end[0]);
	ret = child < 0 ? child : sys_read(done[0], &byte, 1) == 1 ? pin_child(child) : -ECANCELED;
	close(done[0]), close(end[1]);
	if (child > 0) {
		sys_wait(pidfd);
		close(pidfd);
	}
	return ret;
}

/* A bind mount of a mount namespace must not propagate: its directory is a private mount of its own. */
static int make_private_dir(void)
{
	struct statx stx;

	if (mkdir(PIN_PARENT, 0700) < 0 && errno != EEXIST)
		return -errno;
	if (mkdir(PIN_DIR, 0700) < 0 && errno != EEXIST)
		return -errno;
	if (statx(AT_FDCWD, PIN_DIR, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &stx) < 0)
		return -errno;
	if (stx.stx_uid != 0 || !S_ISDIR(stx.stx_mode))
		return -EPERM;
	if ((stx.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0)
		return 0;
	if (mount(PIN_DIR, PIN_DIR, NULL, MS_BIND, NULL) < 0)
		return -errno;
	return mount(NULL, PIN_DIR, NULL, MS_PRIVATE, NULL) < 0 ? -errno : 0;
}

static int make_pin(void)
{
	int ret = make_private_dir();
	auto_close int lock = ret < 0 ? -1 : open(PIN_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int found;

	if (ret < 0 || lock < 0 || flock(lock, LOCK_EX) < 0)
		return ret < 0 ? ret : -errno;
	found = open_pin();
	if (found >= 0)
		return found; /* somebody was quicker */
	ret = -EINVAL;
	for (int cpu = -1; ret == -EINVAL && cpu < quirk_cpus(); cpu++)
		ret = make_on_cpu(cpu);
	if (ret < 0)
		umount2(PIN_DIR, MNT_DETACH);
	return ret < 0 ? ret : open_pin();
}

int small_mounts_open(struct run *run)
{
	int fd;

	if (run->plan->host_uid != 0)
		return -1;
	if (!has_many_mounts())
		return -1;
	fd = open_pin();
	if (fd >= 0)
		return fd;
	fd = make_pin();
	if (fd < 0)
		log_debug(&run->log, "no small mount namespace (%s): the host's is copied", err_reason(-fd));
	return fd < 0 ? -1 : fd;
}
