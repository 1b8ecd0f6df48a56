/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* trace_out: see trace_out.h. */
#include "engine/trace_out.h"

#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/fmt.h"
#include "engine/phases.h"
#include "sys/fd.h"

#define LINE_SIZE  256
#define BAR_WIDTH  48

static const char *const actor_names[] = { [HOST] = "host", [MIDDLE] = "middle", [INIT] = "init" };

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void trace_start(struct trace *trace, const char *command)
{
	trace->command = command;
	trace->len = 0;
	trace->begin_ns = now();
}

/* By begin, so that a reader sees both actors interleaved as they ran. */
static void sort_spans(struct trace *trace)
{
	for (size_t i = 1; i < trace->len; i++) {
		struct span span = trace->spans[i];
		size_t k = i;

		for (; k > 0 && trace->spans[k - 1].begin_ns > span.begin_ns; k--)
			trace->spans[k] = trace->spans[k - 1];
		trace->spans[k] = span;
	}
}

static size_t bar(const struct trace *trace, const struct span *span, uint64_t total, char *text)
{
	uint64_t from = (span->begin_ns - trace->begin_ns) * BAR_WIDTH / total;
	uint64_t to = (span->end_ns - trace->begin_ns) * BAR_WIDTH / total;
	size_t len = 0;

	for (; len < BAR_WIDTH && len < from; len++)
		text[len] = ' ';
	do
		text[len++] = '#';
	while (len < BAR_WIDTH && len < to);
	text[len] = '\0';
	return len;
}

static int write_text(const struct trace *trace, uint64_t end_ns, int fd)
{
	uint64_t total = end_ns > trace->begin_ns ? end_ns - trace->begin_ns : 1;
	char line[LINE_SIZE], drawn[BAR_WIDTH + 2];
	size_t len = fmt(line, sizeof(line), "hull %s: %lu us until the container stood\n", trace->command,
			 (unsigned long)(total / 1000));
	int ret = sys_write_all(fd, line, len);

	for (size_t i = 0; ret == 0 && i < trace->len; i++) {
		const struct span *span = &trace->spans[i];
		size_t names;

		bar(trace, span, total, drawn);
		names = fmt(line, sizeof(line), "%s %s", actor_names[span->actor], phases[span->row].name);
		memset(line + names, ' ', 18 - (names < 18 ? names : 18));
		names = names < 18 ? 18 : names;
		len = names + fmt(line + names, sizeof(line) - names, "%6lu us  |%s\n",
				  (unsigned long)((span->end_ns - span->begin_ns) / 1000), drawn);
		ret = sys_write_all(fd, line, len);
	}
	return ret;
}

/* Complete events ("X"), times in microseconds: the trace event format. */
static int write_json(const struct trace *trace, uint64_t end_ns, int fd)
{
	char line[LINE_SIZE];
	size_t len = fmt(line, sizeof(line),
			 "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n{\"name\":\"hull %s\",\"cat\":\"command\",\"ph\":\"X\","
			 "\"ts\":%lu.%03lu,\"dur\":%lu.%03lu,\"pid\":1,\"tid\":0}",
			 trace->command, (unsigned long)(trace->begin_ns / 1000), (unsigned long)(trace->begin_ns % 1000),
			 (unsigned long)((end_ns - trace->begin_ns) / 1000),
			 (unsigned long)((end_ns - trace->begin_ns) % 1000));
	int ret = sys_write_all(fd, line, len);

	for (size_t i = 0; ret == 0 && i < trace->len; i++) {
		const struct span *span = &trace->spans[i];
		uint64_t dur = span->end_ns - span->begin_ns;

		len = fmt(line, sizeof(line),
			  ",\n{\"name\":\"%s\",\"cat\":\"%s\",\"ph\":\"X\",\"ts\":%lu.%03lu,\"dur\":%lu.%03lu,\"pid\":1,\"tid\":%d}",
			  phases[span->row].name, actor_names[span->actor], (unsigned long)(span->begin_ns / 1000),
			  (unsigned long)(span->begin_ns % 1000), (unsigned long)(dur / 1000), (unsigned long)(dur % 1000),
			  (int)span->actor);
		ret = sys_write_all(fd, line, len);
	}
	return ret < 0 ? ret : sys_write_all(fd, "\n]}\n", 4);
}

void trace_write(struct trace *trace, int fd, bool text, const struct log *log)
{
	uint64_t end_ns = now();
	int ret;

	sort_spans(trace);
	ret = text ? write_text(trace, end_ns, fd) : write_json(trace, end_ns, fd);
	if (ret < 0)
		log_warning(log, "write the trace: %s", err_reason(-ret));
}
