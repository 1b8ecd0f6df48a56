/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* handle: see handle.h. */
#include "engine/handle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fmt.h"
#include "engine/phases.h"
#include "model/state.h"

#define DEFAULT_ROOT "/run/hull"

static void log_to_caller(void *context, enum log_level level, const char *text)
{
	const struct hull_args *args = context;

	args->log(args->log_context, (enum hull_log_level)level, text);
}

/* Root in a user namespace, told by its other name, is somebody's root without /run. */
static bool is_real_root(uid_t uid)
{
	const char *user = getenv("USER");

	return uid == 0 && (user == NULL || strcmp(user, "root") == 0 || getenv("XDG_RUNTIME_DIR") == NULL);
}

static char *choose_root(const struct hull_args *args, uid_t uid)
{
	const char *runtime_dir = getenv("XDG_RUNTIME_DIR");
	size_t size;
	char *root;

	if (args->root != NULL)
		return strdup(args->root);
	if (is_real_root(uid) || runtime_dir == NULL || runtime_dir[0] == '\0')
		return strdup(DEFAULT_ROOT);
	size = strlen(runtime_dir) + sizeof("/hull");
	root = malloc(size);
	if (root != NULL)
		fmt(root, size, "%s/hull", runtime_dir);
	return root;
}

int hull_new(const struct hull_args *args, struct hull **ret_hull, struct hull_error *error)
{
	struct err err = ERR_INIT;
	struct hull *hull = calloc(1, sizeof(*hull));

	if (hull != NULL) {
		/* a caller built for an older header knows fewer members */
		memcpy(&hull->args, args, args->size < sizeof(*args) ? args->size : sizeof(*args));
		hull->uid = geteuid();
		hull->root = choose_root(&hull->args, hull->uid);
		hull->root_fd = -1;
		hull->log = (struct log){ (enum log_level)hull->args.log_level,
					  hull->args.log != NULL ? log_to_caller : NULL, &hull->args };
	}
	if (hull == NULL || hull->root == NULL) {
		err_call(&err, ENOMEM, "begin");
		hull_free(hull);
		return handle_fail(&err, NULL, error);
	}
	*ret_hull = hull;
	return 0;
}

void hull_free(struct hull *hull)
{
	if (hull == NULL)
		return;
	if (hull->root_fd >= 0)
		close(hull->root_fd);
	free(hull->root);
	free(hull);
}

int handle_root(struct hull *hull, bool make, struct err *err)
{
	if (hull->root_fd < 0)
		hull->root_fd = state_open_root(hull->root, hull->uid, make, err);
	return hull->root_fd;
}

int handle_fail(const struct err *err, const char *prefix, struct hull_error *error)
{
	size_t len = 0;

	*error = (struct hull_error){ .code = err->code };
	if (prefix != NULL)
		len = fmt(error->message, sizeof(error->message), "%s failed: ", prefix);
	err_text(err, error->message + len, sizeof(error->message) - len);
	if (err->phase >= 0 && (size_t)err->phase < phases_len)
		fmt(error->phase, sizeof(error->phase), "%s", phases[err->phase].name);
	fmt(error->path, sizeof(error->path), "%s", err->path);
	fmt(error->hint, sizeof(error->hint), "%s", err->hint);
	return -1;
}
