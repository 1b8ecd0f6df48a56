/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* check_mounts: config.mounts, each sorted into what the mount is and what is set on it. See check.h. */
#include <linux/sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "base/fmt.h"
#include "model/mount_options.h"
#include "phase/host/check.h"
#include "sys/mount.h"

/* What of procfs may be covered (each shows the container less, or something of its own). */
static const char *const proc_exceptions[] = {
	"cpuinfo",
	"diskstats",
	"meminfo",
	"stat",
	"swaps",
	"uptime",
	"loadavg",
	"slabinfo",
	"sys/kernel/ns_last_pid",
	"sys/crypto/fips_enabled",
};

/* Words of other runtimes, and of later versions of this one: refused by name rather than handed to a file system. */
static const char *const not_yet[] = { "idmap", "ridmap" };

/* Behind "/proc", whatever the slashes and dots: NULL if the path does not lead there. ".." is not resolved, but refused
 * when it is below. */
static const char *below_proc(const char *path)
{
	for (;;) {
		path += strspn(path, "/");
		if (path[0] != '.' || (path[1] != '/' && path[1] != '\0'))
			break;
		path++;
	}
	if (strncmp(path, "proc", 4) != 0 || (path[4] != '/' && path[4] != '\0'))
		return NULL;
	return path + 4 + strspn(path + 4, "/");
}

static bool may_be_on_proc(const struct plan_mount *mount, const char *below)
{
	/* a bind's source has to be a procfs: trees looks at it */
	if (below[0] == '\0')
		return mount->kind == PLAN_MOUNT_BIND ||
		       (mount->kind == PLAN_MOUNT_NEW && strcmp(mount->type, "proc") == 0);
	for (size_t i = 0; i < sizeof(proc_exceptions) / sizeof(proc_exceptions[0]); i++) {
		if (strcmp(below, proc_exceptions[i]) == 0)
			return true;
	}
	return false;
}

static int check_proc(struct plan_mount *mount, struct err *err)
{
	const char *below = below_proc(mount->destination);

	if (below == NULL || mount->kind == PLAN_MOUNT_REMOUNT)
		return 0;
	mount->on_proc = may_be_on_proc(mount, below);
	if (mount->on_proc)
		return 0;
	return err_input(err, NULL, "mount on %q: %q cannot be mounted because it is inside /proc", mount->destination,
	                 mount->destination);
}

static int check_words(const struct oci_strings *options, struct err *err)
{
	for (size_t i = 0; i < options->len; i++) {
		size_t len = strcspn(options->items[i], "=");

		for (size_t k = 0; k < sizeof(not_yet) / sizeof(not_yet[0]); k++) {
			if (strlen(not_yet[k]) == len && strncmp(options->items[i], not_yet[k], len) == 0)
				return err_input(err, NULL, "mount option %q: this version of hull can't do that yet",
				                 options->items[i]);
		}
	}
	return 0;
}

/* What is relative begins at "/"; the decoder has warned of it. */
static const char *absolute_destination(struct run *run, const char *destination, struct err *err)
{
	char *absolute;

	if (destination[0] == '/')
		return destination;
	absolute = check_alloc(run, strlen(destination) + 2, 1, err);
	if (absolute != NULL)
		fmt(absolute, strlen(destination) + 2, "/%s", destination);
	return absolute;
}

static int set_kind(struct run *run, const struct oci_mount *spec, const struct mount_flags *flags,
                    struct plan_mount *mount, struct err *err)
{
	const char *type = spec->type != NULL ? spec->type : flags->bind ? "bind" : "";

	mount->type = type;
	mount->kind = PLAN_MOUNT_NEW;
	if (flags->remount) {
		mount->kind = PLAN_MOUNT_REMOUNT;
	} else if (flags->bind) {
		mount->kind = PLAN_MOUNT_BIND;
	} else if (strcmp(type, "bind") == 0) {
		err_input(err, NULL, "mount %q on %q: type \"bind\" needs the option bind or rbind",
		          spec->source != NULL ? spec->source : "", spec->destination);
		return err_hint(err,
		                "a bind mount is made by its options; the type alone means a file system called bind");
	} else if (strcmp(type, "cgroup") == 0) {
		run->host->has_cgroup_mount = true;
	} else if (type[0] == '\0') {
		return err_input(err, NULL, "mount on %q: neither a type nor the option bind", spec->destination);
	}
	if (mount->kind == PLAN_MOUNT_BIND && (spec->source == NULL || spec->source[0] == '\0'))
		return err_input(err, NULL, "bind mount on %q: no source", spec->destination);
	return 0;
}

static bool has_option(const struct plan_mount *mount, const char *key)
{
	for (size_t i = 0; i < mount->options_len; i++) {
		if (strcmp(mount->options[i].key, key) == 0)
			return true;
	}
	return false;
}

/* A new file system has no mounts below: what is said of all of them is said of it, and is the later word. */
static void set_new_flags(const struct mount_flags *flags, struct plan_mount *mount)
{
	bool is_tmpfs = strcmp(mount->type, "tmpfs") == 0;
	bool fills = is_tmpfs || strcmp(mount->destination, "/dev") == 0;

	mount->attributes = (flags->set & ~flags->clear_all) | flags->set_all;
	mount->set = mount->attributes;
	mount->set_all = mount->clear_all = 0;
	mount->keep_mode = is_tmpfs && !has_option(mount, "mode");
	mount->keep_owner = flags->copy_up && !has_option(mount, "uid") && !has_option(mount, "gid");
	mount->copy_up = flags->copy_up;
	mount->literal = strcmp(mount->type, "proc") == 0 || strcmp(mount->type, "sysfs") == 0;
	if ((mount->attributes & SYS_ATTR_RDONLY) == 0)
		return;
	if (fills) { /* a tmpfs, and /dev whatever it is, can be filled only while it is writable */
		mount->read_only_late = true;
		mount->attributes &= ~SYS_ATTR_RDONLY;
	} else {
		mount->super_set |= MS_RDONLY;
	}
}

static void set_flags(const struct mount_flags *flags, struct plan_mount *mount)
{
	mount->recursive = flags->recursive;
	mount->set = flags->set;
	mount->clear = flags->clear;
	mount->set_all = flags->set_all;
	mount->clear_all = flags->clear_all;
	mount->super_set = flags->super_set;
	mount->super_clear = flags->super_clear;
	mount->propagation = flags->propagation;
	mount->propagation_recursive = flags->propagation_recursive;
	mount->source_nofollow = flags->source_nofollow;
	mount->copy_link = flags->copy_symlink;
	mount->on_link = flags->destination_nofollow;
	mount->bind_remount = flags->bind;
	if (mount->kind == PLAN_MOUNT_NEW)
		set_new_flags(flags, mount);
}

/* Words that say something about a source or a tmpfs, on a mount that has none or is none */
static int check_words_fit(const struct plan_mount *mount, const struct mount_flags *flags, struct err *err)
{
	const char *word = flags->copy_symlink ? "copy-symlink" : "src-nofollow";

	if (flags->copy_up && (mount->kind != PLAN_MOUNT_NEW || strcmp(mount->type, "tmpfs") != 0))
		return err_input(err, NULL, "mount on %q: tmpcopyup is for tmpfs only", mount->destination);
	if ((flags->copy_symlink || flags->source_nofollow) && mount->kind != PLAN_MOUNT_BIND)
		return err_input(err, NULL, "mount on %q: %s is for bind mounts only", mount->destination, word);
	return 0;
}

static int check_kind(struct plan_mount *mount, const struct mount_flags *flags, struct err *err)
{
	if (check_words_fit(mount, flags, err) < 0)
		return -1;
	if (flags->data != NULL && mount->kind == PLAN_MOUNT_BIND)
		return err_input(
			err, NULL,
			"bind mount on %q: option %q: bind mounts cannot have any filesystem-specific options applied",
			mount->destination, flags->data);
	if (flags->data != NULL && flags->remount && flags->bind)
		return err_input(err, NULL,
		                 "remount of %q: option %q: with \"bind\" only flags of the mount can be changed",
		                 mount->destination, flags->data);
	return check_proc(mount, err);
}

/* Whether "/" is all that is left of the path, or a part of it is "..". */
static void look_at_destination(struct plan_mount *mount)
{
	const char *p = mount->destination;
	size_t len;

	mount->on_root = true;
	for (p += strspn(p, "/"); *p != '\0'; p += len, p += strspn(p, "/")) {
		len = strcspn(p, "/");
		if (len == 2 && p[0] == '.' && p[1] == '.')
			mount->winding = true;
		if (len != 1 || p[0] != '.')
			mount->on_root = false;
	}
}

static int check_one(struct run *run, size_t index, struct plan_mount *mount, struct err *err)
{
	const struct oci_mount *spec = &run->host->config->mounts.items[index];
	struct plan_pair *pairs = check_alloc(run, spec->options.len + 1, sizeof(*pairs), err);
	struct mount_flags flags;
	int n;

	if (pairs == NULL || check_words(&spec->options, err) < 0)
		return -1;
	if (spec->uid_mappings.len + spec->gid_mappings.len > 0)
		return err_input(err, NULL, "mount on %q: this version of hull has no idmapped mounts yet",
		                 spec->destination);
	n = mount_options_sort(&spec->options, &run->host->arena, &flags, pairs);
	mount->index = index;
	mount->tree = -1;
	mount->source = spec->source;
	mount->destination = absolute_destination(run, spec->destination, err);
	if (n < 0 || mount->destination == NULL || set_kind(run, spec, &flags, mount, err) < 0)
		return -1;
	mount->options = pairs;
	mount->options_len = mount->kind == PLAN_MOUNT_BIND ? 0 : (size_t)n;
	mount->data = mount_options_join(pairs, mount->options_len, &run->host->arena);
	look_at_destination(mount);
	set_flags(&flags, mount);
	return check_kind(mount, &flags, err);
}

int check_mounts(struct run *run, struct err *err)
{
	const struct oci_mounts *list = &run->host->config->mounts;
	struct plan_mount *mounts;

	if (list->len > 0 && !run->plan->own_mounts) {
		err_input(err, "mounts", "mounts need a mount namespace of the container's own");
		return err_hint(err, "add {\"type\": \"mount\"} without a path to linux.namespaces");
	}
	mounts = check_alloc(run, list->len, sizeof(*mounts), err);
	if (mounts == NULL)
		return -1;
	for (size_t i = 0; i < list->len; i++) {
		if (check_one(run, i, &mounts[i], err) < 0)
			return err->path[0] != '\0' ? -1 : err_at(err, "mounts[%zu]", i);
	}
	run->host->mounts = mounts;
	run->plan->mounts.items = mounts;
	run->plan->mounts.len = list->len;
	return 0;
}
