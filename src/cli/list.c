/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* list: `hull list`, as a table, as JSON, or ids only. The columns, their least width and the gap
 * between them are those of runc, as scripts that read the table know them. */
#include <string.h>

#include "base/fmt.h"
#include "cli/command.h"
#include "cli/output.h"

#define COLUMNS    6
#define COLUMN_MIN 12
#define COLUMN_GAP 3

/* The cells of the table one after the other, each with its final 0: how wide a column is shows
 * only when all are there. */
struct table {
	struct text cells;
	size_t width[COLUMNS];
	size_t column; /* of the next cell */
};

/* A path may hold anything; a line break in it would forge a row. */
static void add_cell(struct table *table, const char *value)
{
	size_t width = 0;

	for (const char *p = value; *p != '\0'; p++) {
		bool control = (unsigned char)*p < ' ' || *p == 0x7f;

		text_add_bytes(&table->cells, control ? "?" : p, 1);
		width += ((unsigned char)*p & 0xc0) != 0x80;
	}
	text_add_bytes(&table->cells, "", 1);
	if (table->width[table->column] < width)
		table->width[table->column] = width;
	table->column = (table->column + 1) % COLUMNS;
}

static void add_cells(struct table *table, const struct hull_listed *container, const char *pid)
{
	add_cell(table, container->id);
	add_cell(table, pid);
	add_cell(table, container->status);
	add_cell(table, container->bundle);
	add_cell(table, container->created);
	add_cell(table, container->owner);
}

static int add_row(void *context, const struct hull_listed *container)
{
	char pid[24];

	fmt(pid, sizeof(pid), "%ld", container->pid);
	add_cells(context, container, pid);
	return 0;
}

static void lay_out(const struct table *table, struct text *out)
{
	const char *cell = table->cells.data;
	const char *end = cell + table->cells.len;

	for (size_t column = 0; cell < end; column = (column + 1) % COLUMNS) {
		size_t from = out->len, width = table->width[column] + COLUMN_GAP;

		text_add(out, cell);
		cell += strlen(cell) + 1;
		if (column == COLUMNS - 1)
			text_add(out, "\n");
		else
			text_pad(out, from, width > COLUMN_MIN ? width : COLUMN_MIN);
	}
}

static int list_table(struct hull *hull, struct text *out, struct hull_error *error)
{
	const struct hull_listed head = { .id = "ID",           .status = "STATUS",
		                          .bundle = "BUNDLE",   .created = "CREATED",
		                          .owner = "OWNER" };
	struct table table = { .width = { 0 } };
	int result;

	add_cells(&table, &head, "PID");
	result = hull_list(hull, add_row, &table, error);
	lay_out(&table, out);
	out->failed |= table.cells.failed;
	text_free(&table.cells);
	return result;
}

static int add_json(void *context, const struct hull_listed *container)
{
	struct text *out = context;

	text_add(out, out->len == 0 ? "[" : ",");
	text_add(out, container->json);
	return 0;
}

static int list_json(struct hull *hull, struct text *out, struct hull_error *error)
{
	int result = hull_list(hull, add_json, out, error);

	text_add(out, out->len == 0 ? "[]\n" : "]\n");
	return result;
}

static int add_id(void *context, const struct hull_listed *container)
{
	struct text *out = context;

	text_add(out, container->id);
	text_add(out, "\n");
	return 0;
}

static int list_run(const struct request *request, struct hull *hull, struct hull_error *error)
{
	auto_text struct text out = { 0 };
	int result;

	if (request->quiet)
		result = hull_list(hull, add_id, &out, error);
	else if (request->list_format == LIST_FORMAT_JSON)
		result = list_json(hull, &out, error);
	else
		result = list_table(hull, &out, error);
	if (result < 0)
		return -1;
	return text_print(&out, error);
}

const struct command cmd_list = {
	.name = "list",
	.summary = "show all containers",
	.options = { OPT_LIST_FORMAT, OPT_QUIET },
	.run = list_run,
};
