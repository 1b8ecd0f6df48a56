/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* host: what HOST keeps during a run. Each phase writes its own part and reads those above it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "arena.h"
#include "cgroup/cgroup.h"
#include "hull.h"
#include "model/config.h"
#include "model/plan.h"
#include "model/run.h"
#include "model/state.h"

#define HOST_PLAN_MAX   (64UL << 20) /* bytes: address space that the plan may fill */

/* A thread that makes the network namespace (phase/host/network.c). */
struct network_helper {
	int tid;      /* 0: there is none, or it is gone */
	int channel;  /* where it tells init, */
	unsigned row; /* that this row is done */
	int namespace; /* what it made; < 0: nothing */
	char stack[16384] __attribute__((aligned(64)));
};

struct host {
	const struct hull_create_args *args;
	enum hull_cgroup_manager cgroup_manager;
	uid_t uid;      /* whom hull runs as */
	int state_root; /* borrowed */
	bool has_gate;  /* create: init waits for start */
	bool attended;        /* run: somebody of ours waits for its end */
	bool signals_blocked; /* by whoever attends to the container */
	bool adopts_orphans;  /* clone: we became a subreaper for it */
	bool heeds_sigchld;   /* record: we stopped ignoring SIGCHLD for it */

	struct arena arena; /* the plan and everything it points to */
	int plan_fd;        /* its memfd; -1 once init gets it */

	/* load */
	const char *bundle; /* absolute */
	int bundle_fd;
	struct config_text text; /* while it is decoded */
	const struct oci_config *config;

	/* check */
	const char *rootfs; /* absolute */
	uint64_t namespaces; /* CLONE_NEW*: to be made new */
	int time_namespace;  /* to be joined by our child, or -1 */
	struct plan_mount *mounts; /* the plan's, while they are filled in */
	bool has_cgroup_mount;

	/* state */
	int state_dir;
	struct state state;

	/* cgroup */
	struct cgroup_plan cgroup_plan;
	struct cgroup *cgroup;

	struct network_helper network;

	/* trees */
	bool raised_nofile;
	struct rlimit old_nofile; /* the caller's own */

	/* seal */
	int image;
	int plan_number; /* the memfd of the plan, as init gets it */

	/* clone */
	pid_t pid;
	int pidfd;
	bool handed_over; /* the container lives on: nothing is undone any more */

	/* descriptors that init gets, by the number they have here */
	int *kept;
	size_t kept_len, kept_size;
};

void host_init(struct host *host, const struct hull_create_args *args);
/* Closes and frees everything that the run opened and made for itself. */
void host_release(struct host *host);

/* Makes the channel to init, if it is not there yet: run->channel, and plan->channel at init's end. */
int host_open_channel(struct run *run, struct err *err);

/* Takes a descriptor that init gets; it may be moved. Returns its number from now on, or -1 with *err filled. */
int host_keep(struct host *host, int fd, struct err *err);
/* The same with a copy of it. */
int host_lend(struct host *host, int fd, struct err *err);
/* Closes fd along with everything else (host_release). */
void host_close_later(struct host *host, int fd);
/* Closes one that init has got, or shall not get any more. */
void host_drop(struct host *host, int fd);
