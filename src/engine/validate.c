/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* validate: every error of a bundle's configuration, none of them acted on. */
#include <errno.h>
#include <fcntl.h>

#include "base/cleanup.h"
#include "base/fmt.h"
#include "engine/handle.h"
#include "model/config.h"

#define ARENA_MAX (64UL << 20)

struct telling {
	const char *name;
	void (*each)(void *context, const char *problem);
	void *context;
	int errors;
};

static void tell(void *context, const struct json_problem *problem)
{
	struct telling *telling = context;
	char text[600];

	if (problem->severity != JSON_ERROR)
		return;
	telling->errors++;
	config_problem_text(telling->name, problem, text, sizeof(text));
	telling->each(telling->context, text);
}

static int validate_text(struct hull *hull, const struct config_text *text, struct telling *telling, struct err *err)
{
	const struct oci_config *config;
	struct arena arena;
	int ret = arena_init(&arena, ARENA_MAX);

	if (ret < 0)
		return err_call(err, -ret, "decode %q", text->name);
	telling->name = text->name;
	ret = config_decode(text, &arena, &hull->log, tell, telling, &config, err);
	arena_release(&arena);
	return ret < 0 && telling->errors == 0 ? -1 : telling->errors;
}

int hull_validate(struct hull *hull, const char *bundle, const char *config,
		  void (*each)(void *context, const char *problem), void *context, struct hull_error *error)
{
	const char *where = bundle != NULL ? bundle : ".";
	auto_close int dir = open(where, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct telling telling = { .each = each, .context = context };
	struct err err = ERR_INIT;
	struct config_text text;
	int ret;

	if (dir < 0) {
		err_call(&err, errno, "open the bundle %q", where);
		return handle_fail(&err, NULL, error);
	}
	if (config_read(config != NULL ? AT_FDCWD : dir, config != NULL ? config : "config.json", where, &text, &err) < 0)
		return handle_fail(&err, NULL, error);
	ret = validate_text(hull, &text, &telling, &err);
	config_free(&text);
	return ret < 0 ? handle_fail(&err, NULL, error) : ret;
}
