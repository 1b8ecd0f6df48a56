/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* config: reading and checking a bundle's configuration; run, create and validate share it. */
#pragma once

#include <stddef.h>

#include "arena.h"
#include "base/err.h"
#include "base/log.h"
#include "ocispec.h"

struct config_text {
	const char *name; /* as in messages: "config.json" */
	char *text;       /* freed by config_free */
	size_t size;
	int fd; /* still open: closed by config_free, or taken out (-1) to be closed along with others */
};

/* Opens `path` (relative: below dir), which has to be a regular file of at most 16 MiB. -1 with "JSON specification file …
 * not found" if the bundle (dir is not AT_FDCWD) does not have it. */
int config_read(int dir, const char *path, const char *bundle, struct config_text *ret, struct err *err);
void config_free(struct config_text *text);

/* Decodes and checks it into the arena. All problems go to report (may be NULL). Returns 0, or -1 with the first error in
 * *err, which says how many more there are; warnings go to the log. */
int config_decode(const struct config_text *text, struct arena *arena, const struct log *log, json_report_fn *report,
		  void *context, const struct oci_config **ret, struct err *err);

/* "config.json:43:15: process.rlimits[0].soft: has to be …". Returns the length. */
size_t config_problem_text(const char *name, const struct json_problem *problem, char *text, size_t size);
