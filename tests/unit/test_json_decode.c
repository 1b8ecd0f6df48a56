/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_json_decode: what the decoder refuses, where it says that is, and in which words.
 *
 * A case is a document (with ' for ") and the first thing that is reported about it. Numbers at the
 * borders and hostile documents (deep, large, cut, damaged) follow. */
#include <errno.h>

#include "test_json.h"

struct decode_case {
	const char *text;
	const char *reported; /* NULL: nothing */
};

static struct arena arena;

static int decode(const struct json_object *type, const char *text, size_t size, void **ret,
                  struct caught *caught)
{
	*caught = (struct caught){ 0 };
	return json_decode(&arena, type, text, size, ret, catch_problem, caught);
}

/* The same without the exchange of quotes. */
static char *exact_copy(const char *text, size_t size)
{
	char *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	return memcpy(copy, text, size);
}

static void run_case(const struct json_object *type, const struct decode_case *test)
{
	size_t mark = arena_mark(&arena);
	size_t size = strlen(test->text);
	char *json = unquote(test->text, size);
	char line[512];
	struct caught caught;
	void *value;
	int errors = decode(type, json, size, &value, &caught);
	size_t n = caught.errors + caught.warnings;

	is_string(n ? format_problem(&caught.problems[0], line, sizeof(line)) : NULL,
	          test->reported, test->text);
	if (errors < 0 || (size_t)errors != caught.errors || !value != !!errors)
		ok(false, "errors are counted, and only a good document gives a value");
	free(json);
	arena_reset(&arena, mark);
}

#define RUN(type, cases)                                                                           \
	for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++)                            \
	run_case(&(type), &(cases)[i])

/* clang-format off */

/* What is not JSON */
static const struct decode_case broken_cases[] = {
	{ "", "1:1: broken JSON: expected an object, found the end of the text" },
	{ " \n\t", "2:2: broken JSON: expected an object, found the end of the text" },
	{ "{", "1:2: broken JSON: expected a name in quotes or '}', found the end of the text" },
	{ "{]", "1:2: broken JSON: expected a name in quotes or '}', found ']'" },
	{ "{'a'", "1:5: broken JSON: expected ':', found the end of the text" },
	{ "{'a' 1}", "1:6: broken JSON: expected ':', found '1'" },
	{ "{'a':", "1:6: broken JSON: expected a value, found the end of the text" },
	{ "{'a':}", "1:6: broken JSON: expected a value, found '}'" },
	{ "{'a':1 'b':2}", "1:8: broken JSON: expected ',' or '}', found '\"'" },
	{ "{'a':1,}", "1:8: broken JSON: expected a name in quotes, found '}'" },
	{ "{'a':1,,}", "1:8: broken JSON: expected a name in quotes, found ','" },
	{ "{a:1}", "1:2: broken JSON: expected a name in quotes or '}', found 'a'" },
	{ "{`a`:1}", "1:2: broken JSON: expected a name in quotes or '}', found '`'" },
	{ "{'a':[1,]}", "1:9: broken JSON: expected a value, found ']'" },
	{ "{'a':[1 2]}", "1:9: broken JSON: expected ',' or ']', found '2'" },
	{ "{'a':[1}", "1:8: broken JSON: expected ',' or ']', found '}'" },
	{ "{'a':[", "1:7: broken JSON: expected a value or ']', found the end of the text" },
	{ "{'a':01}", "1:7: broken JSON: expected ',' or '}', found '1'" },
	{ "{'a':-}", "1:6: broken JSON: expected a value, found '-'" },
	{ "{'a':+1}", "1:6: broken JSON: expected a value, found '+1'" },
	{ "{'a':.5}", "1:6: broken JSON: expected a value, found '.5'" },
	{ "{'a':1.}", "1:6: broken JSON: expected a value, found '1.'" },
	{ "{'a':1e}", "1:6: broken JSON: expected a value, found '1e'" },
	{ "{'a':0x10}", "1:7: broken JSON: expected ',' or '}', found 'x10'" },
	{ "{'a':NaN}", "1:6: broken JSON: expected a value, found 'NaN'" },
	{ "{'a':True}", "1:6: broken JSON: expected a value, found 'True'" },
	{ "{'a':nul}", "1:6: broken JSON: expected a value, found 'nul'" },
	{ "{'ociVersion':'1'} {}", "1:20: broken JSON: expected the end of the text, found '{'" },
	{ "{'ociVersion':'1'}\n x", "2:2: broken JSON: expected the end of the text, found 'x'" },
	{ "{ /* a */ }", "1:3: broken JSON: expected a name in quotes or '}', found '/'" },
	{ "\xef\xbb\xbf{}", "1:1: broken JSON: expected an object, found byte 0xef" },
	{ "{'a':\x01}", "1:6: broken JSON: expected a value, found byte 0x01" },
	{ "{'a':'b", "1:6: broken JSON: a string that does not end" },
	{ "{'a':'b\n'}", "1:8: broken JSON: a control character in a string" },
	{ "{'a':'b\\x'}", "1:8: broken JSON: an unknown escape in a string" },
	{ "{'a':'\\u12g4'}", "1:7: broken JSON: an unknown escape in a string" },
	{ "{'a':'\\ud800'}", "1:7: broken JSON: half of a surrogate pair" },
	{ "{'a':'\\udc00'}", "1:7: broken JSON: half of a surrogate pair" },
	{ "{'a':'\\ud800\\u0041'}", "1:7: broken JSON: half of a surrogate pair" },
	{ "{'a':'\\ud800", "1:7: broken JSON: half of a surrogate pair" },
	{ "{'a':'\xc0\xaf'}", "1:7: broken JSON: a byte that is no UTF-8" },
	{ "{'a':'\xed\xa0\x80'}", "1:7: broken JSON: a byte that is no UTF-8" },
	{ "{'a':'\xf5\x80\x80\x80'}", "1:7: broken JSON: a byte that is no UTF-8" },
	{ "{'a':'\xe2\x82'}", "1:7: broken JSON: a byte that is no UTF-8" },
	{ "{'a':x '\xff'}", "1:6: broken JSON: expected a value, found 'x'" },
	{ "{'process':\n{'args':[\n 'a' 'b']}}",
	  "3:6: process.args: broken JSON: expected ',' or ']', found '\"'" },
};

/* What is not an object */
static const struct decode_case root_cases[] = {
	{ "[]", "1:1: has to be an object, not an array" },
	{ " null", "1:2: has to be an object, not null" },
	{ "'{}'", "1:1: has to be an object, not a string" },
	{ "17", "1:1: has to be an object, not a number" },
	{ "true", "1:1: has to be an object, not a boolean" },
};

#define CONFIG(members) "{'ociVersion':'1.0.0',\n" members "}"

static const struct decode_case config_cases[] = {
	{ CONFIG("'hostname':'a'"), NULL },
	{ CONFIG("'hostname': null"), NULL },
	{ CONFIG("'foreign': {'a':{'a':1},'a':[{}]}"), NULL },
	{ "{}", "1:2: ociVersion: is missing" },
	{ "{'ociVersion':null}", "1:19: ociVersion: is missing" },
	{ "{'ociVersion':1}", "1:15: ociVersion: has to be a string, not a number" },
	{ CONFIG("'process':[]"), "2:11: process: has to be an object, not an array" },
	{ CONFIG("'process':{}"), "2:12: process.cwd: is missing" },
	{ CONFIG("'process':{'cwd':null}"), "2:22: process.cwd: is missing" },
	{ CONFIG("'process':{'cwd':{'x':[1,{}]}}"),
	  "2:18: process.cwd: has to be a string, not an object" },
	{ CONFIG("'process':{'terminal':'true'}"),
	  "2:23: process.terminal: has to be a boolean, not a string" },
	{ CONFIG("'process':{'args':'sh'}"),
	  "2:19: process.args: has to be an array of strings, not a string" },
	{ CONFIG("'process':{'args':['a', 2]}"),
	  "2:25: process.args[1]: has to be a string, not a number" },
	{ CONFIG("'process':{'args':[[]]}"),
	  "2:20: process.args[0]: has to be a string, not an array" },
	{ CONFIG("'process':{'args':[null]}"),
	  "2:20: process.args[0]: has to be a string, not null" },
	{ CONFIG("'process':{'rlimits':[1]}"),
	  "2:23: process.rlimits[0]: has to be an object, not a number" },
	{ CONFIG("'process':{'rlimits':[{'type':'RLIMIT_AS',\n'soft': -3}]}"),
	  "3:9: process.rlimits[0].soft: has to be an integer >= 0, not -3" },
	{ CONFIG("'process':{'rlimits':[{'type':'RLIMIT_NOFILES'}]}"),
	  "2:31: process.rlimits[0].type: has to be a resource limit, not 'RLIMIT_NOFILES': did "
	  "you mean 'RLIMIT_NOFILE'?" },
	{ CONFIG("'process':{'rlimits':[{'type':7}]}"),
	  "2:31: process.rlimits[0].type: has to be a string, not a number" },
	{ CONFIG("'process':{'user':{'uid':4294967295}}"),
	  "2:26: process.user.uid: has to be an integer from 0 to 4294967294, not 4294967295" },
	{ CONFIG("'process':{'user':{'umask':512}}"),
	  "2:28: process.user.umask: has to be an integer from 0 to 511, not 512" },
	{ CONFIG("'process':{'user':{'additionalGids':[1,-1]}}"),
	  "2:40: process.user.additionalGids[1]: has to be an integer from 0 to 4294967294, not "
	  "-1" },
	{ CONFIG("'process':{'oomScoreAdj':-1001}"),
	  "2:26: process.oomScoreAdj: has to be an integer from -1000 to 1000, not -1001" },
	{ CONFIG("'process':{'oomScoreAdj':1e2}"),
	  "2:26: process.oomScoreAdj: has to be an integer from -1000 to 1000, not 1e2" },
	{ CONFIG("'process':{'ioPriority':{'class':'IOPRIO_CLASS_BE','priority':8}}"),
	  "2:63: process.ioPriority.priority: has to be an integer from 0 to 7, not 8" },
	{ CONFIG("'process':{'ioPriority':{'class':'be'}}"),
	  "2:34: process.ioPriority.class: has to be 'IOPRIO_CLASS_RT', 'IOPRIO_CLASS_BE' or "
	  "'IOPRIO_CLASS_IDLE', not 'be'" },
	{ CONFIG("'process':{'scheduler':{'policy':'SCHED_OTHER','nice':-21}}"),
	  "2:55: process.scheduler.nice: has to be an integer from -20 to 19, not -21" },
	{ CONFIG("'process':{'scheduler':{'flags':['SCHED_FLAG_NONE']}}"),
	  "2:34: process.scheduler.flags[0]: has to be 'SCHED_FLAG_RESET_ON_FORK', "
	  "'SCHED_FLAG_RECLAIM', 'SCHED_FLAG_DL_OVERRUN', 'SCHED_FLAG_KEEP_POLICY', "
	  "'SCHED_FLAG_KEEP_PARAMS', ..., not 'SCHED_FLAG_NONE'" },
	{ CONFIG("'process':{'cwd':'a\\u0000b'}"),
	  "2:18: process.cwd: must not contain a NUL character" },
	{ CONFIG("'process':{'args':['\\u0000']}"),
	  "2:20: process.args[0]: must not contain a NUL character" },
	{ CONFIG("'root':{'readonly':true}"), "2:24: root.path: is missing" },
	{ CONFIG("'root':{'path':'','readonly':1}"),
	  "2:30: root.readonly: has to be a boolean, not a number" },
	{ CONFIG("'root':{'path':'a','path':'b'}"), "2:20: root.path: is given twice" },
	{ CONFIG("'root':{'path':'a','p\\u0061th':'b'}"), "2:20: root.path: is given twice" },
	{ CONFIG("'root':{'path':null,'path':'b'}"), "2:21: root.path: is given twice" },
	{ CONFIG("'root':{'path\\u0000':'a'}"),
	  "2:9: root: has a member whose name contains a NUL character" },
	{ CONFIG("'root':{'path':'a','readOnly':true}"),
	  "2:20: root: unknown member 'readOnly': did you mean 'readonly'?" },
	{ CONFIG("'root':{'path':'a','readony':true}"),
	  "2:20: root: unknown member 'readony': did you mean 'readonly'?" },
	{ CONFIG("'root':{'path':'a','read':true}"), NULL },
	{ CONFIG("'hostnaem':'a'"), "2:1: unknown member 'hostnaem': did you mean 'hostname'?" },
	{ CONFIG("'annotations':{'a.b':1}"),
	  "2:22: annotations[\"a.b\"]: has to be a string, not a number" },
	{ CONFIG("'annotations':{'ab':null}"),
	  "2:21: annotations.ab: has to be a string, not null" },
	{ CONFIG("'annotations':{'a':'','b':'','a':''}"), "2:30: annotations.a: is given twice" },
	{ CONFIG("'annotations':{'a\\u0000':''}"),
	  "2:16: annotations: has a member whose name contains a NUL character" },
	{ CONFIG("'annotations':{'\\u001b[2J\\u0085':1}"),
	  "2:34: annotations[\"?[2J?\"]: has to be a string, not a number" },
	{ CONFIG("'annotations':[]"),
	  "2:15: annotations: has to be an object of strings, not an array" },
	{ CONFIG("'mounts':{}"), "2:10: mounts: has to be an array of objects, not an object" },
	{ CONFIG("'mounts':[{'destination':'/'},\n{'source':'a'}]"),
	  "3:14: mounts[1].destination: is missing" },
	{ CONFIG("'mounts':[{'destination':'/','uidMappings':[{'containerID':0,'hostID':0,"
	  "'size':0}]}]"),
	  "2:80: mounts[0].uidMappings[0].size: has to be an integer from 1 to 4294967295, not 0" },
	{ CONFIG("'hooks':{'poststop':[{'path':'/a','timeout':0}]}"),
	  "2:45: hooks.poststop[0].timeout: has to be an integer from 1 to 2147483647, not 0" },
	{ CONFIG("'hooks':{'poststop':[{'path':'/a','timeout':1.5}]}"),
	  "2:45: hooks.poststop[0].timeout: has to be an integer from 1 to 2147483647, not 1.5" },
	{ CONFIG("'linux':{'namespaces':[{'type':'net'}]}"),
	  "2:32: linux.namespaces[0].type: has to be 'mount', 'pid', 'network', 'uts', 'ipc', "
	  "'user', 'cgroup' or 'time', not 'net'" },
	{ CONFIG("'linux':{'rootfsPropagation':'Shared'}"),
	  "2:30: linux.rootfsPropagation: has to be 'private', 'shared', 'slave', 'unbindable', "
	  "'rprivate', 'rshared', 'rslave' or 'runbindable', not 'Shared'" },
	{ CONFIG("'linux':{'seccomp':{'defaultAction':'SCMP_ACT_ALLOWED'}}"),
	  "2:37: linux.seccomp.defaultAction: has to be a seccomp action, not 'SCMP_ACT_ALLOWED': "
	  "did you mean 'SCMP_ACT_ALLOW'?" },
	{ CONFIG("'linux':{'seccomp':{'syscalls':[{'names':['a'],'action':'SCMP_ACT_LOG',"
	  "'args':[{'index':6}]}]}}"),
	  "2:89: linux.seccomp.syscalls[0].args[0].index: has to be an integer from 0 to 5, not "
	  "6" },
	{ CONFIG("'linux':{'devices':[{'type':'d'}]}"),
	  "2:29: linux.devices[0].type: has to be 'b', 'c', 'p' or 'u', not 'd'" },
	{ CONFIG("'linux':{'devices':[{'fileMode':4095}]}"),
	  "2:33: linux.devices[0].fileMode: has to be an integer from 0 to 511, not 4095" },
	{ CONFIG("'linux':{'netDevices':{'eth0':'a'}}"),
	  "2:31: linux.netDevices.eth0: has to be an object, not a string" },
	{ CONFIG("'linux':{'netDevices':{'eth0':{},'eth0':{}}}"),
	  "2:34: linux.netDevices.eth0: is given twice" },
	{ CONFIG("'linux':{'timeOffsets':{'boottime':{'nanosecs':1000000000}}}"),
	  "2:48: linux.timeOffsets.boottime.nanosecs: has to be an integer from 0 to 999999999, "
	  "not 1000000000" },
	{ CONFIG("'linux':{'sysctl':{'net.a':1}}"),
	  "2:28: linux.sysctl[\"net.a\"]: has to be a string, not a number" },
	{ CONFIG("'linux':{'resources':{'rdma':{'m':{'hcaHandles':'x'}}}}"),
	  "2:49: linux.resources.rdma.m.hcaHandles: has to be an integer >= 0, not a string" },
};

static const struct decode_case resources_cases[] = {
	{ "{}", NULL },
	{ "{'pids':{'limit':-1}}", NULL },
	{ "{'pids':{'limit':-0}}", NULL },
	{ "{'pids':{'limit':-2}}",
	  "1:18: pids.limit: has to be an integer from -1 to 9223372036854775807, not -2" },
	{ "{'pids':{'limit':9223372036854775807}}", NULL },
	{ "{'pids':{'limit':9223372036854775808}}",
	  "1:18: pids.limit: has to be an integer from -1 to 9223372036854775807, not "
	  "9223372036854775808" },
	{ "{'cpu':{'quota':-9223372036854775808}}", NULL },
	{ "{'cpu':{'quota':-9223372036854775809}}",
	  "1:17: cpu.quota: has to be an integer from -9223372036854775808 to 9223372036854775807, "
	  "not -9223372036854775809" },
	{ "{'cpu':{'quota':1.0}}", "1:17: cpu.quota: has to be an integer, not 1.0" },
	{ "{'cpu':{'shares':18446744073709551615}}", NULL },
	{ "{'cpu':{'shares':18446744073709551616}}",
	  "1:18: cpu.shares: has to be an integer from 0 to 18446744073709551615, not "
	  "18446744073709551616" },
	{ "{'cpu':{'shares':-0}}", NULL },
	{ "{'cpu':{'shares':1e3}}", "1:18: cpu.shares: has to be an integer >= 0, not 1e3" },
	{ "{'cpu':{'shares':100000000000000000000000000000000000000000000000000000000000000000}}",
	  "1:18: cpu.shares: has to be an integer from 0 to 18446744073709551615, not "
	  "100000000000000000000000000000000000000000000000000000000..." },
	{ "{'blockIO':{'weight':65535}}", NULL },
	{ "{'blockIO':{'weight':65536}}",
	  "1:22: blockIO.weight: has to be an integer from 0 to 65535, not 65536" },
	{ "{'network':{'classID':4294967295}}", NULL },
	{ "{'network':{'classID':4294967296}}",
	  "1:23: network.classID: has to be an integer from 0 to 4294967295, not 4294967296" },
	{ "{'devices':[{}]}", "1:14: devices[0].allow: is missing" },
	{ "{'devices':[{'allow':true,'type':'p'}]}",
	  "1:34: devices[0].type: has to be 'a', 'b' or 'c', not 'p'" },
};

static const struct decode_case state_cases[] = {
	{ "{'ociVersion':'1','id':'','status':'running','bundle':'/','pid':-1}",
	  "1:65: pid: has to be an integer from 0 to 2147483647, not -1" },
	{ "{'status':'dead'}",
	  "1:11: status: has to be 'creating', 'created', 'running', 'paused' or 'stopped', not "
	  "'dead'" },
};
/* clang-format on */

static void test_all_at_once(void)
{
	static const char text[] =
		"{\n"
		"  \"process\": { \"args\": [1, 2], \"terminal\": 0 },\n"
		"  \"mounts\": [ { }, { \"destination\": [ { \"a\": [] } ] } ],\n"
		"  \"process\": { }\n"
		"}";
	static const char *const expected[] = {
		"2:25: process.args[0]: has to be a string, not a number",
		"2:28: process.args[1]: has to be a string, not a number",
		"2:44: process.terminal: has to be a boolean, not a number",
		"2:46: process.cwd: is missing",
		"3:17: mounts[0].destination: is missing",
		"3:37: mounts[1].destination: has to be a string, not an array",
		"4:3: process: is given twice",
		"5:1: ociVersion: is missing",
	};
	struct caught caught;
	char line[512];
	void *value;

	is_number(decode(&oci_config_type, text, sizeof(text) - 1, &value, &caught), 8,
	          "all errors of a document are found at once");
	for (size_t i = 0; i < caught.errors && i < MAX_CAUGHT; i++)
		is_string(format_problem(&caught.problems[i], line, sizeof(line)), expected[i],
		          "in order of the text");
}

/* A document of `count` times the piece, between the two ends. */
static char *repeat(const char *begin, const char *piece, size_t count, const char *end)
{
	size_t size = strlen(begin) + count * strlen(piece) + strlen(end) + 1;
	char *text = malloc(size);
	char *c = text;

	if (!text)
		abort();
	c = stpcpy(c, begin);
	for (size_t i = 0; i < count; i++)
		c = stpcpy(c, piece);
	stpcpy(c, end);
	return text;
}

static void check_repeated(const char *begin, const char *piece, size_t count, const char *end,
                           const char *expected, const char *what)
{
	char *text = repeat(begin, piece, count, end);
	size_t mark = arena_mark(&arena);
	struct caught caught;
	char line[512] = "nothing";
	void *value;

	decode(&oci_config_type, text, strlen(text), &value, &caught);
	if (caught.errors)
		format_problem(&caught.problems[0], line, sizeof(line));
	is_string(line, expected, what);
	arena_reset(&arena, mark);
	free(text);
}

static void test_depth(void)
{
	check_repeated("{\"a\":", "[", 100000, "", "1:133: is nested more than 128 levels deep",
	               "100000 arrays in an unknown member");
	check_repeated("{", "\"process\":{", 100000, "",
	               "1:1409: process: is nested more than 128 levels deep",
	               "100000 objects, the first of them known");
	check_repeated("{\"process\":", "[", 100000, "",
	               "1:12: process: has to be an object, not an array",
	               "100000 arrays where there should be none");
}

static void test_size(void)
{
	static const char begin[] = "{\"ociVersion\":\"1.0.0\",\"hostname\":\"";
	size_t rest = JSON_MAX_SIZE - strlen(begin) - 2;

	check_repeated(begin, "a", rest, "\"}", "nothing", "16 MiB are read");
	check_repeated(begin, "a", rest + 1, "\"}",
	               "1:1: has to be at most 16777216 bytes, not 16777217", "not a byte more");
}

/* Errors beyond a bound are counted, not told; places do not take quadratic time. */
static void test_many_errors(void)
{
	char *text = repeat("{\"ociVersion\":\"1.0.0\",\"process\":{\"cwd\":\"/\",\"args\":[1",
	                    ",\n1", 99999, "]}}");
	size_t mark = arena_mark(&arena);
	struct caught caught;
	void *value;

	is_number(decode(&oci_config_type, text, strlen(text), &value, &caught), 100000,
	          "100000 errors are counted");
	is_number((long long)caught.errors, JSON_MAX_REPORTS, "a hundred are reported");
	arena_reset(&arena, mark);
	free(text);
}

static void test_large_map(void)
{
	enum { COUNT = 100000 };
	size_t mark = arena_mark(&arena);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct caught caught;
	void *value;

	fputs("{\"ociVersion\":\"1.0.0\",\"annotations\":{", out);
	for (int i = 0; i < COUNT; i++)
		fprintf(out, "\"k%d\":\"\",", i);
	fputs("\"k99999\":\"\"}}", out);
	fclose(out);
	is_number(decode(&oci_config_type, text, size, &value, &caught), 1,
	          "a duplicate among 100000 members is found");
	is_string(caught.problems[0].path, "annotations.k99999", "and named");
	arena_reset(&arena, mark);
	free(text);
}

static void test_full_arena(void)
{
	enum { MAX = 4096 };
	struct arena small;
	size_t size;
	char *text = read_data("roundtrip/full.json", &size);
	bool all = arena_init(&small, MAX) == 0;

	for (size_t used = 0; used < MAX; used += 16) {
		void *value;
		int r;

		small.used = used;
		r = json_decode(&small, &oci_config_type, text, size, &value, NULL, NULL);
		all = all && r == -ENOMEM && !value;
		arena_reset(&small, 0);
	}
	arena_release(&small);
	ok(all, "a full arena is -ENOMEM, wherever it gets full");
	free(text);
}

static void test_cut(void)
{
	size_t size;
	char *text = read_data("roundtrip/full.json", &size);
	size_t mark = arena_mark(&arena);
	size_t accepted = 0;
	size_t last = (size_t)(strrchr(text, '}') - text);

	for (size_t cut = 0; cut <= last; cut++) {
		char *copy = exact_copy(text, cut);
		struct caught caught;
		void *value;

		accepted += decode(&oci_config_type, copy, cut, &value, &caught) <= 0;
		arena_reset(&arena, mark);
		free(copy);
	}
	is_number((long long)accepted, 0, "a document that was cut is never accepted");
	free(text);
}

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* Whatever is accepted can be checked and written, and what was written is accepted again. */
static bool survives(const char *text, size_t size)
{
	struct caught caught;
	char *again;
	size_t again_size;
	void *value;

	if (decode(&oci_config_type, text, size, &value, &caught) != 0)
		return caught.errors > 0;
	oci_config_check(value, text, size, catch_problem, &caught);
	again = json_encode(&arena, &oci_config_type, value, JSON_COMPACT, &again_size);
	return again && decode(&oci_config_type, again, again_size, &value, &caught) == 0;
}

static void test_damage(void)
{
	enum { ROUNDS = 20000 };
	size_t size;
	char *text = read_data("config/docker.json", &size);
	char *copy = exact_copy(text, size);
	size_t mark = arena_mark(&arena);
	uint32_t state = 20260203;
	bool all = true;

	for (int i = 0; i < ROUNDS; i++) {
		for (uint32_t n = 1 + next_random(&state) % 3; n > 0; n--)
			copy[next_random(&state) % size] ^= (char)(1 << next_random(&state) % 8);
		all = survives(copy, size) && all;
		arena_reset(&arena, mark);
		memcpy(copy, text, size);
	}
	ok(all, "%d damaged documents are refused or good", ROUNDS);
	free(copy);
	free(text);
}

int main(void)
{
	if (arena_init(&arena, TEST_ARENA_SIZE) < 0)
		return EXIT_FAILURE;
	RUN(oci_config_type, broken_cases);
	RUN(oci_config_type, root_cases);
	RUN(oci_config_type, config_cases);
	RUN(oci_resources_type, resources_cases);
	RUN(oci_state_type, state_cases);
	test_all_at_once();
	test_depth();
	test_size();
	test_many_errors();
	test_large_map();
	test_full_arena();
	test_cut();
	test_damage();
	arena_release(&arena);
	return tap_done();
}
