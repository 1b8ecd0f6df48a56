/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mount_options: the words that a mount's options may be; whatever is none of them is handed to the file system.
 *
 * The one table: the plan, `features`, the documentation and the tests are made from it. The last word wins. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/plan.h"
#include "ocispec.h"

enum mount_option_kind {
	MOUNT_OPTION_FLAG,        /* of the mount: set and clear are SYS_ATTR_ */
	MOUNT_OPTION_FLAG_ALL,    /* the same for the mount and all below it */
	MOUNT_OPTION_SUPERBLOCK,  /* of the file system itself: set and clear are MS_ */
	MOUNT_OPTION_PROPAGATION, /* set is MS_ */
	MOUNT_OPTION_SWITCH,      /* a member of mount_flags becomes true */
	MOUNT_OPTION_RBIND,
	MOUNT_OPTION_NOTHING, /* accepted, and means what is so anyway */
};

struct mount_option {
	const char *name;
	enum mount_option_kind kind;
	uint64_t set, clear;
	bool recursive; /* PROPAGATION */
	size_t member;  /* SWITCH: offset in mount_flags */
};

extern const struct mount_option mount_options[];
extern const size_t mount_options_len;

/* What the options of one mount come to. */
struct mount_flags {
	bool bind, recursive, remount, copy_up, copy_symlink, source_nofollow, destination_nofollow;
	uint64_t set, clear;             /* of the mount */
	uint64_t set_all, clear_all;     /* of it and all below */
	uint64_t super_set, super_clear; /* of the file system */
	uint64_t propagation;
	bool propagation_recursive;
	const char *data; /* the first option that is none of our words; NULL: there is none */
};

/* Sorts the options of a mount: flags into *flags, what the file system gets into pairs (room for options->len). Returns
 * how many pairs. The texts of pairs are copied into the arena where they have to be cut; -1 when it is full. */
int mount_options_sort(const struct oci_strings *options, struct arena *arena, struct mount_flags *flags,
                       struct plan_pair *pairs);

/* The options of a file system as mount(2) takes them; NULL if they are more than it takes, a page. */
const char *mount_options_join(const struct plan_pair *pairs, size_t len, struct arena *arena);
