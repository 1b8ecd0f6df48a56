/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_ocispec: the tables of the specification.
 *
 * The documents of tests/data/roundtrip hold every member there is, and each row has to have been
 * met there: a new row without data fails. What engines send (tests/data/config) has to pass
 * decoder and rules without a word. Word tables have to be functions in both directions. */
#include <sys/resource.h>

#include "test_json.h"

static struct arena arena;

/* Which rows of which tables had a value */

enum { MAX_ROWS = 512 };

static struct {
	const struct json_field *rows[MAX_ROWS];
	size_t len;
} met;

static bool is_met(const struct json_field *row)
{
	for (size_t i = 0; i < met.len; i++)
		if (met.rows[i] == row)
			return true;
	return false;
}

static void meet(const struct json_field *row)
{
	if (!is_met(row) && met.len < MAX_ROWS)
		met.rows[met.len++] = row;
}

static bool is_nonzero(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return true;
	return false;
}

static void meet_object(const struct json_object *type, const char *object);

static void meet_items(const struct json_type *type, const struct json_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		if (type->item->kind == JSON_KIND_OBJECT)
			meet_object(type->item->object, (char *)list->items + i * type->item_size);
}

static void meet_member(const struct json_field *row, const char *where)
{
	if (row->type->kind == JSON_KIND_OBJECT)
		meet_object(row->type->object, *(char *const *)where);
	else if (row->type->item)
		meet_items(row->type, (const struct json_list *)where);
}

static void meet_object(const struct json_object *type, const char *object)
{
	for (size_t i = 0; i < type->len; i++) {
		const struct json_field *row = &type->fields[i];
		const char *where = object + row->offset;

		if (row->has ? !object[row->has] : !is_nonzero(where, row->size))
			continue;
		meet(row);
		meet_member(row, where);
	}
}

/* The first row of the table, or of one below it, that was not met. */
static const char *unmet_row(const struct json_object *type)
{
	for (size_t i = 0; i < type->len; i++) {
		const struct json_type *below = type->fields[i].type;
		const char *unmet;

		if (!is_met(&type->fields[i]))
			return type->fields[i].name;
		while (below->item)
			below = below->item;
		unmet = below->object ? unmet_row(below->object) : NULL;
		if (unmet)
			return unmet;
	}
	return NULL;
}

static const struct document {
	const char *file;
	const struct json_object *type;
} documents[] = {
	{ "roundtrip/full.json", &oci_config_type },
	{ "roundtrip/state.json", &oci_state_type },
	{ "roundtrip/features.json", &oci_features_type },
};

static void *decode_silently(const struct json_object *type, const char *text, size_t size)
{
	struct caught caught = { 0 };
	char line[512];
	void *value;

	json_decode(&arena, type, text, size, &value, catch_problem, &caught);
	if (caught.errors + caught.warnings) {
		printf("# %s\n", format_problem(&caught.problems[0], line, sizeof(line)));
		return NULL;
	}
	return value;
}

static void test_round_trip(const struct document *document)
{
	size_t size, first_size, second_size;
	char *text = read_data(document->file, &size);
	void *value = decode_silently(document->type, text, size);
	char *first, *second;

	if (!ok(value, "%s is decoded", document->file))
		return;
	meet_object(document->type, value);
	is_string(unmet_row(document->type), NULL, "it has each member of its tables");
	is_string(json_table_fault(document->type), NULL, "whose rows fit their structs");

	first = json_encode(&arena, document->type, value, JSON_INDENT_TAB, &first_size);
	value = decode_silently(document->type, first, first_size);
	if (!ok(value, "what was encoded is decoded again"))
		return;
	second = json_encode(&arena, document->type, value, JSON_INDENT_TAB, &second_size);
	is_string(second, first, "and encoded to the same text");
	ok(second_size == strlen(second), "of the length that was told");
	free(text);
}

/* Ignoring space outside of strings: is it the same text? */
static void strip_space(char *text)
{
	char *out = text;
	bool quoted = false;

	for (const char *c = text; *c; c++) {
		if (*c == '"')
			quoted = !quoted;
		if (quoted || !strchr(" \t\n", *c))
			*out++ = *c;
	}
	*out = '\0';
}

/* The order of members is the one in which runc writes them, and nothing gets lost on the way. */
static void test_verbatim(const struct document *document)
{
	size_t size, encoded_size;
	char *text = read_data(document->file, &size);
	void *value = decode_silently(document->type, text, size);

	strip_space(text);
	is_string(value ? json_encode(&arena, document->type, value, JSON_COMPACT, &encoded_size)
	                : NULL,
	          text, document->file);
	free(text);
}

/* A few values of each kind, by their names in C. */
static void test_values(void)
{
	size_t size;
	char *text = read_data("roundtrip/full.json", &size);
	const struct oci_config *config = decode_silently(&oci_config_type, text, size);
	const struct oci_process *process = config->process;
	const struct oci_linux *linux_ = config->linux_;

	is_string(process->args.items[2], "herringbone \u00e9\U0001f9a6", "escapes are decoded");
	ok(!process->args.items[process->args.len], "args can be used as argv");
	is_number(process->user->additional_gids.items[1], 4294967294, "additionalGids");
	ok(process->rlimits.items[0].hard == UINT64_MAX, "rlimits: hard");
	is_number(process->rlimits.items[1].type, RLIMIT_CPU, "rlimits: type");
	ok(process->has_oom_score_adj && process->oom_score_adj == -500, "oomScoreAdj");
	is_number(process->scheduler->flags.items[1], OCI_SCHED_FLAG_DL_OVERRUN,
	          "scheduler: flags");
	is_number(config->mounts.items[1].gid_mappings.items[0].host_id, 300000,
	          "mounts: gidMappings");
	ok(config->hooks->create_runtime.items[1].args.items, "an empty list is there");
	ok(!config->hooks->create_runtime.items[0].args.items, "an absent one is not");
	is_string(config->annotations.items[2].key, "with \"quotes\" and \\", "annotations: key");
	is_number(linux_->namespaces.items[2].type, OCI_NAMESPACE_NETWORK, "namespaces: type");
	is_string(linux_->net_devices.items[0].host_name, "ens4", "netDevices: key");
	is_string(linux_->net_devices.items[0].name, "eth0", "netDevices: name");
	is_string(linux_->resources->rdma.items[1].device, "rxe3", "rdma: key");
	ok(!linux_->resources->rdma.items[1].has_hca_handles, "rdma: hcaHandles is absent");
	ok(!linux_->resources->memory->use_hierarchy &&
	           linux_->resources->memory->has_use_hierarchy,
	   "memory: a false that was given");
	is_number(linux_->time_offsets->boottime->secs, -3600, "timeOffsets: secs");
	free(text);
}

static void test_engine(const char *file)
{
	struct caught caught = { 0 };
	size_t size;
	char *text = read_data(file, &size);
	const struct oci_config *config = decode_silently(&oci_config_type, text, size);
	char line[512];

	if (config)
		oci_config_check(config, text, size, catch_problem, &caught);
	if (!ok(config && !caught.errors && !caught.warnings, "%s passes", file) && config)
		printf("# %s\n", format_problem(&caught.problems[0], line, sizeof(line)));
	free(text);
}

/* Words */

static const struct oci_words *const tables[] = {
	&oci_namespace_types,     &oci_propagations,
	&oci_device_types,        &oci_device_rule_types,
	&oci_rlimit_types,        &oci_scheduler_policies,
	&oci_scheduler_flags,     &oci_io_classes,
	&oci_memory_policy_modes, &oci_memory_policy_flags,
	&oci_personality_domains, &oci_seccomp_actions,
	&oci_seccomp_operators,   &oci_seccomp_archs,
	&oci_seccomp_flags,       &oci_statuses,
};

/* Each name leads to a value that leads back to it, so neither occurs twice. */
static bool is_bijective(const struct oci_words *words)
{
	for (size_t i = 0; i < words->len; i++) {
		const struct oci_word *word = &words->items[i];
		int value;

		if (oci_word_value(words, word->name, strlen(word->name), &value) < 0)
			return false;
		if (value != word->value || oci_word_name(words, value) != word->name)
			return false;
	}
	return words->len > 0;
}

static void test_words(void)
{
	int value;

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		ok(is_bijective(tables[i]), "words: %s", tables[i]->noun);
	is_string(oci_word_name(&oci_statuses, 99), NULL, "a value that has no name");
	is_number(oci_word_value(&oci_device_types, "", 0, &value), -1, "the empty word is none");
	is_number(oci_word_value(&oci_namespace_types, "pi", 2, &value), -1, "nor is part of one");
	is_number(oci_word_value(&oci_namespace_types, "pids", 4, &value), -1, "nor more than one");
	is_number(oci_word_value(&oci_namespace_types, "pids", 3, &value), 0, "the length counts");
}

static void test_rlimit_numbers(void)
{
	static const struct {
		const char *name;
		int number;
	} rows[] = {
		{ "RLIMIT_AS", RLIMIT_AS },
		{ "RLIMIT_CORE", RLIMIT_CORE },
		{ "RLIMIT_CPU", RLIMIT_CPU },
		{ "RLIMIT_DATA", RLIMIT_DATA },
		{ "RLIMIT_FSIZE", RLIMIT_FSIZE },
		{ "RLIMIT_LOCKS", RLIMIT_LOCKS },
		{ "RLIMIT_MEMLOCK", RLIMIT_MEMLOCK },
		{ "RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE },
		{ "RLIMIT_NICE", RLIMIT_NICE },
		{ "RLIMIT_NOFILE", RLIMIT_NOFILE },
		{ "RLIMIT_NPROC", RLIMIT_NPROC },
		{ "RLIMIT_RSS", RLIMIT_RSS },
		{ "RLIMIT_RTPRIO", RLIMIT_RTPRIO },
		{ "RLIMIT_RTTIME", RLIMIT_RTTIME },
		{ "RLIMIT_SIGPENDING", RLIMIT_SIGPENDING },
		{ "RLIMIT_STACK", RLIMIT_STACK },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_string(oci_word_name(&oci_rlimit_types, rows[i].number), rows[i].name,
		          rows[i].name);
	ok(oci_rlimit_types.len == sizeof(rows) / sizeof(rows[0]), "and these are all");
}

/* A table that was written down wrongly is found out. */
static void test_table_fault(void)
{
	struct wrong {
		const char *name;
		int32_t number;
		bool flag;
	};
	static const struct json_field fields[] = {
		FIELD(wrong, "name", name, json_string),
		FIELD(wrong, "number", number, json_int32),
		FIELD(wrong, "flag", flag, json_string),
	};
	static const struct json_object type = JSON_TABLE(wrong, fields);

	is_string(json_table_fault(&type), "flag", "a row of another size than its member");
}

int main(void)
{
	if (arena_init(&arena, TEST_ARENA_SIZE) < 0)
		return EXIT_FAILURE;
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		test_round_trip(&documents[i]);
	test_verbatim(&documents[1]);
	test_verbatim(&documents[2]);
	test_values();
	test_engine("roundtrip/full.json");
	test_engine("config/minimal.json");
	test_engine("config/docker.json");
	test_engine("config/podman.json");
	test_engine("config/go_nulls.json");
	test_words();
	test_rlimit_numbers();
	test_table_fault();
	arena_release(&arena);
	return tap_done();
}
