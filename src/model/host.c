/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* host: see host.h. */
#include "model/host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "model/run.h"
#include "sys/fd.h"

static int remember(struct host *host, int fd, struct err *err)
{
	if (host->kept_len == host->kept_size) {
		size_t size = host->kept_size == 0 ? 32 : 2 * host->kept_size;
		int *kept = realloc(host->kept, size * sizeof(*kept));

		if (kept == NULL)
			return err_call(err, ENOMEM, "keep a descriptor for the container's init");
		host->kept = kept;
		host->kept_size = size;
	}
	host->kept[host->kept_len++] = fd;
	return fd;
}

/* The numbers below are those of the caller's preserved descriptors: what stands there would stay open for the program. */
static int above_preserved(const struct host *host, int fd, struct err *err)
{
	int first = 3 + (int)host->args->preserve_fds;
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, first);

	return moved < 0 ? err_call(err, errno, "move a descriptor above %d", first) : moved;
}

int host_keep(struct host *host, int fd, struct err *err)
{
	auto_close int owned = fd;

	if (owned < 3 + (int)host->args->preserve_fds) {
		int moved = above_preserved(host, owned, err);

		if (moved < 0)
			return -1;
		close(owned);
		owned = moved;
	}
	if (remember(host, owned, err) < 0)
		return -1;
	return take_fd(&owned);
}

int host_lend(struct host *host, int fd, struct err *err)
{
	int moved = above_preserved(host, fd, err);

	return moved < 0 ? -1 : host_keep(host, moved, err);
}

int host_open_channel(struct run *run, struct err *err)
{
	int pair[2];

	if (run->channel >= 0)
		return 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_call(err, errno, "make the channel to the container's init");
	run->channel = pair[0];
	run->plan->channel = host_keep(run->host, pair[1], err);
	return run->plan->channel < 0 ? -1 : 0;
}

void host_drop(struct host *host, int fd)
{
	for (size_t i = 0; i < host->kept_len; i++) {
		if (host->kept[i] == fd)
			host->kept[i--] = host->kept[--host->kept_len];
	}
	close(fd);
}

void host_init(struct host *host, const struct hull_create_args *args)
{
	*host = (struct host){
		.args = args,
		.plan_fd = -1,
		.text = { .fd = -1 },
		.network = { .namespace = -1 },
		.bundle_fd = -1,
		.time_namespace = -1,
		.state_dir = -1,
		.image = -1,
		.pidfd = -1,
	};
}

void host_close_later(struct host *host, int fd)
{
	struct err ignored = ERR_INIT;

	if (fd >= 0 && remember(host, fd, &ignored) < 0)
		close(fd);
}

void host_release(struct host *host)
{
	const int own[] = { host->bundle_fd, host->time_namespace, host->state_dir, host->image, host->pidfd, host->plan_fd };

	if (host->raised_nofile)
		setrlimit(RLIMIT_NOFILE, &host->old_nofile);
	for (int fd; host->cgroup != NULL && (fd = cgroup_take_fd(host->cgroup)) >= 0;)
		host_close_later(host, fd);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		host_close_later(host, own[i]);
	sys_close_list(host->kept, host->kept_len);
	free(host->kept);
	config_free(&host->text);
	if (host->arena.base != NULL)
		arena_release(&host->arena);
}
