/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* query: state and list. One small file a container is read, and one look is taken at its process. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "engine/handle.h"
#include "engine/lookup.h"
#include "engine/user_name.h"
#include "json.h"
#include "model/state.h"

#define ARENA_MAX (64UL << 20)

/* The text with a newline, for the caller to free. */
static char *with_newline(const char *text, size_t len)
{
	char *copy = malloc(len + 2);

	if (copy != NULL) {
		memcpy(copy, text, len);
		memcpy(copy + len, "\n", 2);
	}
	return copy;
}

static int print_state(struct lookup *lookup, char **ret_json, struct err *err)
{
	struct oci_state state;
	size_t len;
	char *text;

	state_to_oci(lookup->state, state_status(lookup->state), &state);
	text = json_encode(&lookup->arena, &oci_state_type, &state, JSON_INDENT_2, &len);
	*ret_json = text != NULL ? with_newline(text, len) : NULL;
	return *ret_json == NULL ? err_call(err, ENOMEM, "print the state") : 0;
}

int hull_state(struct hull *hull, const char *id, char **ret_json, struct hull_error *error)
{
	struct err err = ERR_INIT;
	struct lookup lookup;
	int ret = lookup_begin(hull, id, false, &lookup, &err);

	if (ret == 0)
		ret = print_state(&lookup, ret_json, &err);
	lookup_end(&lookup);
	return ret < 0 ? handle_fail(&err, NULL, error) : 0;
}

/* All names in the state root that can be containers, sorted. */
struct names {
	char **items;
	size_t len, size;
};

static int add_name(struct names *names, const char *name)
{
	if (names->len == names->size) {
		size_t size = names->size == 0 ? 64 : 2 * names->size;
		char **items = realloc(names->items, size * sizeof(*items));

		if (items == NULL)
			return -1;
		names->items = items;
		names->size = size;
	}
	names->items[names->len] = strdup(name);
	return names->items[names->len++] == NULL ? -1 : 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* 0, or -errno with some of them. */
static int read_names(int root, struct names *names)
{
	int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	int ret = 0;

	if (dir == NULL) {
		ret = -errno;
		cleanup_close(&fd);
		return ret;
	}
	for (struct dirent *entry = readdir(dir); ret == 0 && entry != NULL; entry = readdir(dir)) {
		if (entry->d_name[0] != '.' && (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN))
			ret = add_name(names, entry->d_name) < 0 ? -ENOMEM : 0;
	}
	closedir(dir);
	if (names->len > 1)
		qsort(names->items, names->len, sizeof(names->items[0]), by_name);
	return ret;
}

static void free_names(struct names *names)
{
	for (size_t i = 0; i < names->len; i++)
		free(names->items[i]);
	free(names->items);
}

struct listing {
	struct hull *hull;
	struct arena arena; /* of one container at a time */
	struct user_names users;
	int (*each)(void *context, const struct hull_listed *container);
	void *context;
};

static const char *describe(struct listing *listing, const struct state *state, struct hull_listed *ret)
{
	struct oci_state oci;
	size_t len;

	state_to_oci(state, state_status(state), &oci);
	oci.owner = user_name(&listing->users, state->owner);
	*ret = (struct hull_listed){
		.id = oci.id,
		.status = oci_word_name(&oci_statuses, (int)oci.status),
		.bundle = oci.bundle,
		.created = oci.created,
		.owner = oci.owner,
		.pid = oci.pid,
		.json = json_encode(&listing->arena, &oci_state_type, &oci, JSON_COMPACT, &len),
	};
	return ret->json;
}

/* What has vanished meanwhile, or is just being made, is no error of the listing. */
static int list_one(struct listing *listing, const char *id)
{
	const struct log *log = &listing->hull->log;
	struct err err = ERR_INIT;
	struct state *state;
	struct hull_listed listed;
	char text[ERR_WHAT_SIZE];

	if (state_read(listing->hull->root_fd, id, &listing->arena, &state, &err) == 0) {
		if (describe(listing, state, &listed) != NULL)
			return listing->each(listing->context, &listed);
		err_call(&err, ENOMEM, "describe container %q", id);
	}
	if (!err.absent) {
		err_text(&err, text, sizeof(text));
		log_warning(log, "list: %s", text);
	}
	return 0;
}

static int list_all(struct listing *listing, struct err *err)
{
	size_t mark = arena_mark(&listing->arena);
	struct names names = { 0 };
	int ret = read_names(listing->hull->root_fd, &names);
	bool goes_on = ret == 0;

	for (size_t i = 0; goes_on && i < names.len; i++) {
		goes_on = list_one(listing, names.items[i]) == 0;
		arena_reset(&listing->arena, mark);
	}
	free_names(&names);
	return ret < 0 ? err_call(err, -ret, "read the state root %q", listing->hull->root) : 0;
}

int hull_list(struct hull *hull, int (*each)(void *context, const struct hull_listed *container), void *context,
	      struct hull_error *error)
{
	char memory[16384] __attribute__((aligned(16)));
	struct listing listing = { .hull = hull, .each = each, .context = context };
	struct err err = ERR_INIT;
	int ret;

	if (handle_root(hull, false, &err) < 0)
		return err.code == ENOENT ? 0 : handle_fail(&err, NULL, error);
	arena_init_buffer(&listing.arena, memory, sizeof(memory), ARENA_MAX);
	ret = list_all(&listing, &err);
	user_names_free(&listing.users);
	arena_release(&listing.arena);
	return ret < 0 ? handle_fail(&err, NULL, error) : 0;
}
