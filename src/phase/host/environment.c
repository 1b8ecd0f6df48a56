/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* environment: see environment.h. Names are found by a hash table as large as twice the list, so that a megabyte of
 * environment stays linear. */
#include "phase/host/environment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "phase/host/check.h"

static size_t name_len(const char *entry)
{
	return strcspn(entry, "=");
}

static uint32_t hash(const char *text, size_t len)
{
	uint32_t value = 2166136261U;

	for (size_t i = 0; i < len; i++)
		value = (value ^ (unsigned char)text[i]) * 16777619U;
	return value;
}

/* The place in the table of the entry with this name, or of the free one where it belongs. */
static size_t *find_slot(size_t *table, size_t mask, const char *const *env, const char *entry)
{
	size_t len = name_len(entry);
	size_t slot = hash(entry, len) & mask;

	while (table[slot] != 0 && (name_len(env[table[slot] - 1]) != len || strncmp(env[table[slot] - 1], entry, len) != 0))
		slot = (slot + 1) & mask;
	return &table[slot];
}

static size_t table_size(size_t len)
{
	size_t size = 16;

	while (size < 2 * len)
		size *= 2;
	return size;
}

static bool is_empty_home(const char *entry)
{
	return strcmp(entry, "HOME=") == 0;
}

int environment_set(struct run *run, struct err *err)
{
	const struct oci_strings *spec = &run->host->config->process->env;
	struct plan *plan = run->plan;
	const char **env = check_alloc(run, spec->len + 2, sizeof(*env), err);
	size_t size = table_size(spec->len);
	auto_free size_t *table = calloc(size, sizeof(*table));
	size_t n = 0;

	if (env == NULL)
		return -1;
	if (table == NULL)
		return err_call(err, ENOMEM, "sort the environment");
	for (size_t i = 0; i < spec->len; i++) {
		size_t *slot = find_slot(table, size - 1, env, spec->items[i]);

		if (*slot == 0)
			*slot = ++n;
		env[*slot - 1] = spec->items[i];
	}
	plan->env = env;
	plan->env_len = n;
	for (size_t i = 0; i < n; i++) {
		if (is_empty_home(env[i]))
			env[i--] = env[--n], env[n] = NULL, plan->env_len = n;
	}
	plan->env_has_home = environment_get(plan, "HOME") != NULL;
	return 0;
}

const char *environment_get(const struct plan *plan, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < plan->env_len; i++) {
		if (strncmp(plan->env[i], name, len) == 0 && plan->env[i][len] == '=')
			return plan->env[i] + len + 1;
	}
	return NULL;
}
