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
	MOUNT_OPTION_SUPERBLOCK,  /* of the file system itself: fsconfig knows it by the same name */
	MOUNT_OPTION_PROPAGATION, /* set is MS_ */
	MOUNT_OPTION_BIND,
	MOUNT_OPTION_RBIND,
	MOUNT_OPTION_REMOUNT,
	MOUNT_OPTION_COPY_UP,
	MOUNT_OPTION_NOTHING, /* accepted, and means what is so anyway */
};

struct mount_option {
	const char *name;
	enum mount_option_kind kind;
	uint64_t set, clear;
	bool recursive; /* PROPAGATION */
};

extern const struct mount_option mount_options[];
extern const size_t mount_options_len;

/* What the options of one mount come to. */
struct mount_flags {
	bool bind, recursive, remount, copy_up;
	uint64_t set, clear;         /* of the mount */
	uint64_t set_all, clear_all; /* of it and all below */
	uint64_t propagation;
	bool propagation_recursive;
	const char *data; /* the first option that is none of our words; NULL: there is none */
};

/* Sorts the options of a mount: flags into *flags, what the file system gets into pairs (room for options->len + 1).
 * Returns how many pairs. The texts of pairs are copied into the arena where they have to be cut. NULL arena: -1. */
int mount_options_sort(const struct oci_strings *options, struct arena *arena, struct mount_flags *flags,
		       struct plan_pair *pairs);
