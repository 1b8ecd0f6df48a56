/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* floor: what a run costs when there is nothing to think about.
 *
 *   floor run ROOT ROOTFS ID             like `run` of the bundle that `spec` writes, for /bin/true
 *   floor exec PID CGROUP COMMAND [ARG…] like `exec` into the container that PID is in
 *   floor nop                            like a command that does nothing
 *
 * The same system calls as a container runtime makes, with everything hard-coded: no JSON, no
 * library, no choice. It is the limit of a straightforward and careful design and the yardstick for
 * the real program. It is no runtime: it serves one configuration, trusts its arguments, and takes
 * nothing back when it fails half-way.
 *
 * Careful means: targets below the root file system are opened with openat2 and used by descriptor,
 * the process is born in its cgroup, and the state file is replaced, never rewritten. */

#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <linux/openat2.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

/* clang-format off */
#define INTO_CGROUP   0x200000000ULL /* CLONE_INTO_CGROUP, which older C libraries do not define */
#define NAMESPACES                                                                                 \
	(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)
#define CAPABILITIES  (1U << CAP_AUDIT_WRITE | 1U << CAP_KILL | 1U << CAP_NET_BIND_SERVICE)
#define RESTRICTED    (MS_NOSUID | MS_NODEV | MS_NOEXEC)
#define COUNT(array)  (sizeof(array) / sizeof((array)[0]))

/* The value of a call that must not fail. */
#define MUST(call) must((call), #call)

struct clone3_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
	uint64_t stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

static const struct {
	const char *target, *type, *data;
	unsigned long flags;
} mounts[] = {
	{ "proc", "proc", NULL, 0 },
	{ "dev", "tmpfs", "mode=755,size=65536k", MS_NOSUID | MS_STRICTATIME },
	{ "dev/pts", "devpts", "newinstance,ptmxmode=0666,mode=0620,gid=5", MS_NOSUID | MS_NOEXEC },
	{ "dev/shm", "tmpfs", "mode=1777,size=65536k", RESTRICTED },
	{ "dev/mqueue", "mqueue", NULL, RESTRICTED },
	{ "sys", "sysfs", NULL, RESTRICTED | MS_RDONLY },
	{ "sys/fs/cgroup", "cgroup2", NULL, RESTRICTED | MS_RDONLY | MS_RELATIME },
};

static const struct {
	const char *name;
	unsigned minor_nr, major_nr;
} devices[] = {
	{ "dev/null", 3, 1 },   { "dev/zero", 5, 1 },    { "dev/full", 7, 1 },
	{ "dev/random", 8, 1 }, { "dev/urandom", 9, 1 }, { "dev/tty", 0, 5 },
};

/* What the container may open, besides mknod of anything; -1: every minor number */
static const struct {
	int major_nr, minor_nr;
} allowed[] = { { 1, 3 }, { 1, 5 }, { 1, 7 }, { 1, 8 }, { 1, 9 }, { 5, 0 }, { 5, 2 }, { 136, -1 } };

static const char *const links[][2] = {
	{ "/proc/self/fd", "dev/fd" },       { "/proc/self/fd/0", "dev/stdin" },
	{ "/proc/self/fd/1", "dev/stdout" }, { "/proc/self/fd/2", "dev/stderr" },
	{ "/proc/kcore", "dev/core" },       { "pts/ptmx", "dev/ptmx" },
};

static const char *const masked[] = {
	"/proc/acpi",       "/proc/asound",      "/proc/kcore",       "/proc/keys",    "/proc/latency_stats",
	"/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi",
};

static const char *const read_only[] = {
	"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
};
/* clang-format on */

static int must(long result, const char *call)
{
	if (result < 0)
		err(1, "%s", call);
	return (int)result;
}

/* CHILD, in its new namespaces */

static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = MUST(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));

	MUST(ioctl(fd, SIOCSIFFLAGS, &request));
	close(fd);
}

static void mount_at(int root, const char *target, const char *type, unsigned long flags,
                     const char *data)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	char path[32];
	int fd = (int)syscall(SYS_openat2, root, target, &how, sizeof(how));

	if (fd < 0 && errno == ENOENT) {
		MUST(mkdirat(root, target, 0755));
		fd = MUST(syscall(SYS_openat2, root, target, &how, sizeof(how)));
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	MUST(mount(type, path, type, flags, data));
	close(fd);
}

static void enter_rootfs(const char *rootfs)
{
	int root;

	MUST(mount(NULL, "/", NULL, MS_SLAVE | MS_REC, NULL));
	MUST(mount(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL));
	root = MUST(open(rootfs, O_PATH | O_DIRECTORY | O_CLOEXEC));
	for (size_t i = 0; i < COUNT(mounts); i++)
		mount_at(root, mounts[i].target, mounts[i].type, mounts[i].flags, mounts[i].data);
	for (size_t i = 0; i < COUNT(devices); i++)
		MUST(mknodat(root, devices[i].name, S_IFCHR | 0666,
		             makedev(devices[i].major_nr, devices[i].minor_nr)));
	for (size_t i = 0; i < COUNT(links); i++)
		MUST(symlinkat(links[i][0], root, links[i][1]));
	MUST(fchdir(root));
	MUST(syscall(SYS_pivot_root, ".", "."));
	MUST(umount2(".", MNT_DETACH));
	MUST(chdir("/"));
	MUST(mount(NULL, "/", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL));
}

static void cover_paths(void)
{
	struct stat st;

	for (size_t i = 0; i < COUNT(read_only); i++) {
		if (mount(read_only[i], read_only[i], NULL, MS_BIND | MS_REC, NULL) < 0)
			continue; /* not on this kernel */
		MUST(mount(NULL, read_only[i], NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL));
	}
	for (size_t i = 0; i < COUNT(masked); i++) {
		if (stat(masked[i], &st) < 0)
			continue;
		/* asked for first: a bind mount that fails with ENOTDIR is dearer than both */
		if (S_ISDIR(st.st_mode))
			MUST(mount("tmpfs", masked[i], "tmpfs", MS_RDONLY, NULL));
		else
			MUST(mount("/dev/null", masked[i], NULL, MS_BIND, NULL));
	}
}

static void limit_process(void)
{
	struct rlimit files = { 1024, 1024 };
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2] = { { CAPABILITIES, CAPABILITIES, 0 } };

	MUST(setrlimit(RLIMIT_NOFILE, &files));
	for (int cap = 0; cap < 64; cap++) {
		bool keep = cap < 32 && CAPABILITIES >> cap & 1;

		if (!keep && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
			break; /* EINVAL: the kernel's last one was the one before */
	}
	MUST(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0));
	MUST(setgroups(0, NULL));
	MUST(setresgid(0, 0, 0));
	MUST(setresuid(0, 0, 0));
	MUST(syscall(SYS_capset, &header, sets));
	umask(022);
	MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

static void execute(char *const argv[])
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", term[] = "TERM=xterm";
	static char *const env[] = { path, term, NULL };

	MUST(syscall(SYS_close_range, 3U, ~0U, 1U << 2)); /* CLOSE_RANGE_CLOEXEC */
	MUST(execve(argv[0], argv, env));
}

static void init(const char *rootfs)
{
	static char program[] = "/bin/true";
	static char *const argv[] = { program, NULL };

	umask(0);
	/* not by clone3: the namespace would begin at the parent's cgroup, not at ours */
	MUST(unshare(CLONE_NEWCGROUP));
	MUST(setsid());
	MUST(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "floor", 0, 0, 0));
	loopback_up();
	MUST(sethostname("floor", 5));
	enter_rootfs(rootfs);
	cover_paths();
	limit_process();
	execute(argv);
}

/* PARENT */

static struct bpf_insn insn(int code, unsigned dst, unsigned src, size_t skip, int value)
{
	return (struct bpf_insn){ (__u8)code, dst & 15, src & 15, (__s16)skip, value };
}

/* The program finds its request in register 1: type, access (16 bits each), major, minor number. */
static size_t device_program(struct bpf_insn *p)
{
	size_t n = 0, yes = 7 + 2 * COUNT(allowed) + 2; /* where the program says yes */

	p[n++] = insn(BPF_LDX | BPF_MEM | BPF_H, 2, 1, 0, 0); /* type */
	p[n++] = insn(BPF_LDX | BPF_MEM | BPF_H, 3, 1, 2, 0); /* access */
	p[n++] = insn(BPF_LDX | BPF_MEM | BPF_W, 4, 1, 4, 0); /* major */
	p[n++] = insn(BPF_LDX | BPF_MEM | BPF_W, 5, 1, 8, 0); /* minor */
	p[n++] = insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 1);
	p[n] = insn(BPF_JMP | BPF_JEQ | BPF_K, 3, 0, yes - n - 1, BPF_DEVCG_ACC_MKNOD), n++;
	p[n] = insn(BPF_JMP | BPF_JNE | BPF_K, 2, 0, yes - n - 3, BPF_DEVCG_DEV_CHAR), n++;
	for (size_t i = 0; i < COUNT(allowed); i++) {
		p[n++] = insn(BPF_JMP | BPF_JNE | BPF_K, 4, 0, 1, allowed[i].major_nr);
		if (allowed[i].minor_nr >= 0)
			p[n] = insn(BPF_JMP | BPF_JEQ | BPF_K, 5, 0, yes - n - 1,
			            allowed[i].minor_nr);
		else
			p[n] = insn(BPF_JMP | BPF_JA, 0, 0, yes - n - 1, 0);
		n++;
	}
	p[n++] = insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0);
	p[n++] = insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	p[n++] = insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	return n;
}

static void restrict_devices(int cgroup)
{
	static const char license[] = "Dual BSD/GPL";
	struct bpf_insn insns[64];
	union bpf_attr load = { .prog_type = BPF_PROG_TYPE_CGROUP_DEVICE };
	union bpf_attr attach = { .target_fd = (unsigned)cgroup, .attach_type = BPF_CGROUP_DEVICE };
	int program;

	load.insn_cnt = (unsigned)device_program(insns);
	load.insns = (uintptr_t)insns;
	load.license = (uintptr_t)license;
	program = MUST(syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof(load)));
	attach.attach_bpf_fd = (unsigned)program;
	attach.attach_flags = BPF_F_ALLOW_MULTI;
	MUST(syscall(SYS_bpf, BPF_PROG_ATTACH, &attach, sizeof(attach)));
	close(program);
}

static pid_t clone_into(int cgroup, uint64_t flags)
{
	struct clone3_args args = { .flags = flags | INTO_CGROUP,
		                    .exit_signal = SIGCHLD,
		                    .cgroup = (uint64_t)cgroup };

	return MUST(syscall(SYS_clone3, &args, sizeof(args)));
}

/* Replaces the state: a reader finds the old text or the new one, never half of one. */
static void write_state(int dir, const char *id, const char *status, pid_t pid)
{
	int fd = MUST(openat(dir, "state.new", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));

	MUST(dprintf(fd, "{\"id\":\"%s\",\"status\":\"%s\",\"pid\":%d}\n", id, status, pid));
	close(fd);
	MUST(renameat(dir, "state.new", dir, "state.json"));
}

static int wait_for(pid_t pid)
{
	int status;

	MUST(waitpid(pid, &status, 0));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int run(const char *state_root, const char *rootfs, const char *id)
{
	char dir_path[512], cgroup_path[512], message;
	int channel[2], dir, cgroup, status;
	pid_t pid;

	snprintf(dir_path, sizeof(dir_path), "%s/%s", state_root, id);
	snprintf(cgroup_path, sizeof(cgroup_path), "/sys/fs/cgroup/%s", id);
	MUST(mkdir(dir_path, 0700));
	dir = MUST(open(dir_path, O_PATH | O_DIRECTORY | O_CLOEXEC));
	MUST(mkdir(cgroup_path, 0755));
	cgroup = MUST(open(cgroup_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	restrict_devices(cgroup);
	MUST(pipe2(channel, O_CLOEXEC));

	pid = clone_into(cgroup, NAMESPACES & ~CLONE_NEWCGROUP);
	if (pid == 0)
		init(rootfs);
	close(channel[1]);
	write_state(dir, id, "running", pid);
	MUST(read(channel[0], &message, 1)); /* the end of the channel: executed, or dead */

	status = wait_for(pid);
	MUST(rmdir(cgroup_path));
	MUST(unlinkat(dir, "state.json", 0));
	MUST(rmdir(dir_path));
	return status;
}

static int exec_in(pid_t container, const char *cgroup_path, char *const argv[])
{
	int pidfd = MUST(syscall(SYS_pidfd_open, container, 0));
	int cgroup = MUST(open(cgroup_path, O_PATH | O_DIRECTORY | O_CLOEXEC));
	pid_t pid;

	MUST(setns(pidfd, NAMESPACES & ~CLONE_NEWCGROUP));
	pid = clone_into(cgroup, 0);
	if (pid == 0) {
		/* not earlier: with nsdelegate nobody is born in a cgroup from below it */
		MUST(setns(pidfd, CLONE_NEWCGROUP));
		MUST(setsid());
		limit_process();
		execute(argv);
	}
	return wait_for(pid);
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "run") == 0)
		return run(argv[2], argv[3], argv[4]);
	if (argc >= 5 && strcmp(argv[1], "exec") == 0)
		return exec_in(atoi(argv[2]), argv[3], argv + 4);
	if (argc == 2 && strcmp(argv[1], "nop") == 0)
		return 0;
	errx(2, "usage: floor run ROOT ROOTFS ID | exec PID CGROUP COMMAND [ARG...] | nop");
}
