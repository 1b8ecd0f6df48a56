/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_ocispec_check: the rules of the specification that go beyond types.
 *
 * A case is part of a document that the decoder takes (with ' for "), and the only thing that the
 * rules report about it. */
#include "test_json.h"

struct check_case {
	const char *text;
	const char *reported; /* NULL: nothing */
};

static struct arena arena;

typedef int check_fn(const void *value, const char *text, size_t size, struct caught *caught);

static int check_config(const void *value, const char *text, size_t size, struct caught *caught)
{
	return oci_config_check(value, text, size, catch_problem, caught);
}

static int check_process(const void *value, const char *text, size_t size, struct caught *caught)
{
	return oci_process_check(value, text, size, catch_problem, caught);
}

static int check_resources(const void *value, const char *text, size_t size, struct caught *caught)
{
	return oci_resources_check(value, text, size, catch_problem, caught);
}

static void run_case(const struct json_object *type, check_fn *check, const struct check_case *test)
{
	struct caught caught = { 0 };
	char line[512];
	size_t size = strlen(test->text);
	char *json = unquote(test->text, size);
	size_t n;
	void *value;
	int errors;

	errors = json_decode(&arena, type, json, size, &value, catch_problem, &caught);
	if (value)
		errors = check(value, json, size, &caught);
	n = caught.errors + caught.warnings;
	is_string(n ? format_problem(&caught.problems[0], line, sizeof(line)) : NULL,
	          test->reported, test->text);
	if ((size_t)errors != caught.errors || n > 1)
		ok(false, "%d errors, of %zu problems reported", errors, n);
	free(json);
}

#define RUN(type, check, cases)                                                                    \
	for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++)                            \
	run_case(&(type), check, &(cases)[i])

/* clang-format off */

#define VERSION(version) "{'ociVersion':'" version "','root':{'path':'/'}}"
#define CONFIG(members)  "{'ociVersion':'1.0.0','root':{'path':'/'},\n" members "}"
#define LINUX(members)   CONFIG("'linux':{" members "}")
#define SECCOMP(members) LINUX("'seccomp':{\n" members "}")

static const struct check_case config_cases[] = {
	{ VERSION("1.0.0"), NULL },
	{ VERSION("1.10.200"), NULL },
	{ VERSION("1.0.2-dev"), NULL },
	{ VERSION("1.2.0-rc.1+build.7-a"), NULL },
	{ VERSION("1.2.0+dev"), NULL },
	{ VERSION(""), "1:15: ociVersion: has to be a version like 1.3.0, not ''" },
	{ VERSION("1"), "1:15: ociVersion: has to be a version like 1.3.0, not '1'" },
	{ VERSION("1.0"), "1:15: ociVersion: has to be a version like 1.3.0, not '1.0'" },
	{ VERSION("1.0."), "1:15: ociVersion: has to be a version like 1.3.0, not '1.0.'" },
	{ VERSION("1.0.0."), "1:15: ociVersion: has to be a version like 1.3.0, not '1.0.0.'" },
	{ VERSION("1.0.0.0"), "1:15: ociVersion: has to be a version like 1.3.0, not '1.0.0.0'" },
	{ VERSION("1.01.0"), "1:15: ociVersion: has to be a version like 1.3.0, not '1.01.0'" },
	{ VERSION("1.0.0-"), "1:15: ociVersion: has to be a version like 1.3.0, not '1.0.0-'" },
	{ VERSION("1.0.0-a..b"),
	  "1:15: ociVersion: has to be a version like 1.3.0, not '1.0.0-a..b'" },
	{ VERSION("1.0.0 "), "1:15: ociVersion: has to be a version like 1.3.0, not '1.0.0 '" },
	{ VERSION("v1.0.0"), "1:15: ociVersion: has to be a version like 1.3.0, not 'v1.0.0'" },
	{ VERSION("0.5.0"), "1:15: ociVersion: has to be a version like 1.3.0, not '0.5.0'" },
	{ VERSION("2.0.0"), "1:15: ociVersion: has to be a version like 1.3.0, not '2.0.0'" },
	{ VERSION("10.0.0"), "1:15: ociVersion: has to be a version like 1.3.0, not '10.0.0'" },

	{ "{'ociVersion':'1.0.0'}", "1:1: root: is missing" },
	{ "{'ociVersion':'1.0.0','root':{'path':''}}", "1:38: root.path: must not be empty" },

	{ CONFIG("'hostname':'a'"), "2:12: hostname: must not be set without a uts namespace" },
	{ CONFIG("'hostname':''"), NULL },
	{ CONFIG("'domainname':'a','linux':{}"),
	  "2:14: domainname: must not be set without a uts namespace" },
	{ CONFIG("'hostname':'a','linux':{'namespaces':[{'type':'uts','path':'/u'}]}"), NULL },
	{ CONFIG("'hostname':'0123456789012345678901234567890123456789012345678901234567890123',"
	  "'linux':{'namespaces':[{'type':'uts'}]}"),
	  NULL },
	{ CONFIG("'hostname':'01234567890123456789012345678901234567890123456789012345678901234',"
	  "'linux':{'namespaces':[{'type':'uts'}]}"),
	  "2:12: hostname: has to be at most 64 bytes long, not 65" },

	{ CONFIG("'annotations':{'a':'','':'b'}"),
	  "2:26: annotations[\"\"]: must not have an empty name" },
	{ CONFIG("'mounts':[{'destination':''}]"),
	  "2:26: mounts[0].destination: must not be empty" },
	{ CONFIG("'mounts':[{'destination':'a'}]"),
	  "2:26: mounts[0].destination: has to be an absolute path, not 'a': taken as below '/'" },
	{ CONFIG("'mounts':[{'destination':'/','uidMappings':[{'containerID':0,'hostID':0,"
	  "'size':1}]}]"),
	  "2:44: mounts[0].uidMappings: must not be set without gidMappings" },
	{ CONFIG("'mounts':[{'destination':'/','gidMappings':[{'containerID':0,'hostID':0,"
	  "'size':1}]}]"),
	  "2:44: mounts[0].gidMappings: must not be set without uidMappings" },
	{ CONFIG("'mounts':[{'destination':'/','uidMappings':[],'gidMappings':[]}]"), NULL },
	{ CONFIG("'hooks':{'prestart':[{'path':'/a'},{'path':'b'}]}"),
	  "2:44: hooks.prestart[1].path: has to be an absolute path, not 'b'" },
	{ CONFIG("'hooks':{'createRuntime':[{'path':''}]}"),
	  "2:35: hooks.createRuntime[0].path: has to be an absolute path, not ''" },
	{ CONFIG("'hooks':{'createContainer':[{'path':'a'}]}"),
	  "2:37: hooks.createContainer[0].path: has to be an absolute path, not 'a'" },
	{ CONFIG("'hooks':{'startContainer':[{'path':'a'}]}"),
	  "2:36: hooks.startContainer[0].path: has to be an absolute path, not 'a'" },
	{ CONFIG("'hooks':{'poststart':[{'path':'a'}]}"),
	  "2:31: hooks.poststart[0].path: has to be an absolute path, not 'a'" },
	{ CONFIG("'hooks':{'poststop':[{'path':'/a','env':['A=','A']}]}"),
	  "2:47: hooks.poststop[0].env[1]: has to be NAME=VALUE, not 'A'" },

	{ LINUX("'namespaces':[{'type':'pid'},{'type':'ipc'},{'type':'pid'}]"),
	  "2:62: linux.namespaces[2].type: must not be 'pid' again" },
	{ LINUX("'namespaces':[{'type':'pid','path':'proc/1/ns/pid'}]"),
	  "2:45: linux.namespaces[0].path: has to be an absolute path" },
	{ LINUX("'namespaces':[{'type':'pid','path':''}]"), NULL },
	{ LINUX("'uidMappings':[{'containerID':0,'hostID':0,'size':1}]"),
	  "2:24: linux.uidMappings: must not be set without a user namespace" },
	{ LINUX("'gidMappings':[{'containerID':0,'hostID':0,'size':1}]"),
	  "2:24: linux.gidMappings: must not be set without a user namespace" },
	{ LINUX("'gidMappings':[]"), NULL },
#define USER(mappings) LINUX("'namespaces':[{'type':'user'}],\n'uidMappings':[" mappings "]")
	{ USER("{'containerID':0,'hostID':9,'size':5},{'containerID':5,'hostID':4,'size':5}"),
	  NULL },
	{ USER("{'containerID':0,'hostID':9,'size':5},{'containerID':4,'hostID':0,'size':1}"),
	  "3:69: linux.uidMappings[1].containerID: must not overlap with uidMappings[0]" },
	{ USER("{'containerID':0,'hostID':9,'size':5},{'containerID':9,'hostID':5,'size':5}"),
	  "3:80: linux.uidMappings[1].hostID: must not overlap with uidMappings[0]" },
	{ USER("{'containerID':0,'hostID':0,'size':4294967295}"), NULL },
	{ USER("{'containerID':1,'hostID':0,'size':4294967295}"),
	  "3:51: linux.uidMappings[0].size: leads beyond the last ID, 4294967294: 4294967295" },
	{ USER("{'containerID':0,'hostID':4294967295,'size':1}"),
	  "3:60: linux.uidMappings[0].size: leads beyond the last ID, 4294967294: 1" },
	{ LINUX("'timeOffsets':{'boottime':{'secs':1}}"),
	  "2:24: linux.timeOffsets: must not be set without a time namespace" },
	{ LINUX("'timeOffsets':{}"), NULL },
	{ LINUX("'timeOffsets':{'boottime':{'secs':1}},'namespaces':[{'type':'time','path':'/t'}]"),
	  "2:24: linux.timeOffsets: must not be set for a time namespace that is joined" },
	{ LINUX("'timeOffsets':{'boottime':{'secs':1}},'namespaces':[{'type':'time'}]"), NULL },
	{ LINUX("'devices':[{'type':'p','path':''}]"),
	  "2:40: linux.devices[0].path: must not be empty" },
	{ LINUX("'devices':[{'type':'c','path':'/a','minor':1}]"),
	  "2:21: linux.devices[0].major: is missing" },
	{ LINUX("'devices':[{'type':'b','path':'/a','major':1}]"),
	  "2:21: linux.devices[0].minor: is missing" },
	{ LINUX("'devices':[{'type':'u','path':'/a','major':1,'minor':null}]"),
	  "2:63: linux.devices[0].minor: is missing" },
	{ LINUX("'devices':[{'type':'p','path':'/a'}]"), NULL },
	{ LINUX("'netDevices':{'a':{}}"),
	  "2:23: linux.netDevices: must not be set without a network namespace" },
	{ LINUX("'netDevices':{}"), NULL },
#define NETWORK(devices) LINUX("'namespaces':[{'type':'network'}],\n'netDevices':{" devices "}")
#define NOT_A_NAME "has to name an interface (1 to 15 characters, no '/', ':' or space), not "
	{ NETWORK("'eth0':{'name':'abcdefghijklmno'},'abcdefghijklmno':{}"), NULL },
	{ NETWORK("'eth0':{'name':''}"), NULL },
	{ NETWORK("'eth0':{'name':'abcdefghijklmnop'}"),
	  "3:22: linux.netDevices.eth0: " NOT_A_NAME "'abcdefghijklmnop'" },
	{ NETWORK("'':{}"), "3:18: linux.netDevices[\"\"]: " NOT_A_NAME "''" },
	{ NETWORK("'.':{}"), "3:19: linux.netDevices[\".\"]: " NOT_A_NAME "'.'" },
	{ NETWORK("'..':{}"), "3:20: linux.netDevices[\"..\"]: " NOT_A_NAME "'..'" },
	{ NETWORK("'a/b':{}"), "3:21: linux.netDevices[\"a/b\"]: " NOT_A_NAME "'a/b'" },
	{ NETWORK("'a':{'name':'b:0'}"), "3:19: linux.netDevices.a: " NOT_A_NAME "'b:0'" },
	{ NETWORK("'a':{'name':'b c'}"), "3:19: linux.netDevices.a: " NOT_A_NAME "'b c'" },
	{ LINUX("'maskedPaths':['/a','b']"),
	  "2:30: linux.maskedPaths[1]: has to be an absolute path, not 'b'" },
	{ LINUX("'readonlyPaths':['']"),
	  "2:27: linux.readonlyPaths[0]: has to be an absolute path, not ''" },
	{ LINUX("'cgroupsPath':'a\\nb'"), "2:24: linux.cgroupsPath: must not contain a newline" },
	{ LINUX("'sysctl':{'':'1'}"), "2:23: linux.sysctl[\"\"]: must not have an empty name" },
	{ LINUX("'intelRdt':{'closID':'a/b'}"),
	  "2:31: linux.intelRdt.closID: has to be the name of a directory" },
	{ LINUX("'intelRdt':{'closID':'..'}"),
	  "2:31: linux.intelRdt.closID: has to be the name of a directory" },
	{ LINUX("'intelRdt':{'memBwSchema':'L3:0=f'}"),
	  "2:36: linux.intelRdt.memBwSchema: has to begin with 'MB:'" },
	{ LINUX("'intelRdt':{'memBwSchema':'MB:0=1\\n'}"),
	  "2:36: linux.intelRdt.memBwSchema: must not contain a newline" },
	{ LINUX("'intelRdt':{'schemata':['L3:0=f','a\\nb']}"),
	  "2:43: linux.intelRdt.schemata[1]: must not contain a newline" },
	{ LINUX("'memoryPolicy':{}"), "2:25: linux.memoryPolicy.mode: is missing" },
	{ LINUX("'memoryPolicy':{'mode':'MPOL_DEFAULT','nodes':'0'}"),
	  "2:56: linux.memoryPolicy.nodes: must not be set with MPOL_DEFAULT" },
	{ LINUX("'memoryPolicy':{'mode':'MPOL_LOCAL','nodes':'0'}"),
	  "2:54: linux.memoryPolicy.nodes: must not be set with MPOL_LOCAL" },
	{ LINUX("'memoryPolicy':{'mode':'MPOL_INTERLEAVE'}"),
	  "2:25: linux.memoryPolicy.nodes: must not be empty with MPOL_INTERLEAVE" },
	{ LINUX("'memoryPolicy':{'mode':'MPOL_PREFERRED'}"), NULL },
	{ LINUX("'memoryPolicy':{'mode':'MPOL_BIND','nodes':'x'}"),
	  "2:53: linux.memoryPolicy.nodes: has to be a list like 0-3,7, not 'x'" },
	{ LINUX("'memoryPolicy':{'mode':'MPOL_BIND','nodes':'0','flags':['MPOL_F_STATIC_NODES',"
	  "'MPOL_F_RELATIVE_NODES']}"),
	  "2:65: linux.memoryPolicy.flags: must not have both MPOL_F_STATIC_NODES and "
	  "MPOL_F_RELATIVE_NODES" },

	{ SECCOMP("'defaultAction':'SCMP_ACT_NOTIFY'"),
	  "3:17: linux.seccomp.defaultAction: must not be SCMP_ACT_NOTIFY" },
	{ SECCOMP("'defaultAction':'SCMP_ACT_KILL','defaultErrnoRet':1"),
	  "3:51: linux.seccomp.defaultErrnoRet: must not be set with SCMP_ACT_KILL" },
	{ SECCOMP("'defaultAction':'SCMP_ACT_TRACE','defaultErrnoRet':0"), NULL },
	{ SECCOMP("'defaultAction':'SCMP_ACT_ALLOW','listenerMetadata':'a'"),
	  "3:53: linux.seccomp.listenerMetadata: must not be set without listenerPath" },
	{ SECCOMP("'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':[],"
	  "'action':'SCMP_ACT_LOG'}]"),
	  "3:55: linux.seccomp.syscalls[0].names: must not be empty" },
	{ SECCOMP("'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['a'],"
	  "'action':'SCMP_ACT_NOTIFY','errnoRet':1}]"),
	  "3:99: linux.seccomp.syscalls[0].errnoRet: must not be set with SCMP_ACT_NOTIFY" },
	{ LINUX("'resources':{'rdma':{'m':{}}}"),
	  "2:35: linux.resources.rdma.m: has to have hcaHandles or hcaObjects" },
	{ CONFIG("'process':{'cwd':'/'}"), "2:11: process.args: must not be empty" },
};

#define PROCESS(members) "{'args':['a'],'cwd':'/',\n" members "}"

static const struct check_case process_cases[] = {
	{ PROCESS("'terminal':false"), NULL },
	{ "{'args':[],'cwd':'/'}", "1:9: args: must not be empty" },
	{ "{'args':[''],'cwd':'/'}", "1:10: args[0]: must not be empty" },
	{ "{'args':['a'],'cwd':'srv'}", "1:21: cwd: has to be an absolute path, not 'srv'" },
	{ "{'args':['a'],'cwd':''}", "1:21: cwd: has to be an absolute path, not ''" },
	{ PROCESS("'env':['A=b','C']"), "2:14: env[1]: has to be NAME=VALUE, not 'C'" },
	{ PROCESS("'env':['=b']"), "2:8: env[0]: has to be NAME=VALUE, not '=b'" },
	{ PROCESS("'env':['A==','A=']"), NULL },
	{ PROCESS("'rlimits':[{'type':'RLIMIT_AS','soft':2,'hard':1}]"),
	  "2:39: rlimits[0].soft: must not be above hard: 2 > 1" },
	{ PROCESS("'rlimits':[{'type':'RLIMIT_AS','soft':2,'hard':2},{'type':'RLIMIT_AS','soft':2,"
	  "'hard':2}]"),
	  "2:59: rlimits[1].type: must not be RLIMIT_AS again" },
	{ PROCESS("'scheduler':{'policy':'SCHED_FIFO'}"),
	  "2:13: scheduler.priority: has to be from 1 to 99 with SCHED_FIFO" },
	{ PROCESS("'scheduler':{'policy':'SCHED_RR','priority':99}"), NULL },
	{ PROCESS("'scheduler':{'policy':'SCHED_OTHER','priority':1}"),
	  "2:48: scheduler.priority: must not be set with SCHED_OTHER" },
	{ PROCESS("'scheduler':{'policy':'SCHED_BATCH','nice':19,'priority':0}"), NULL },
	{ PROCESS("'scheduler':{'policy':'SCHED_IDLE','runtime':1}"),
	  "2:23: scheduler.policy: has to be SCHED_DEADLINE for runtime, deadline and period, not "
	  "SCHED_IDLE" },
	{ PROCESS("'scheduler':{'policy':'SCHED_DEADLINE','runtime':3,'deadline':2,'period':4}"),
	  "2:50: scheduler.runtime: must not be above deadline" },
	{ PROCESS("'scheduler':{'policy':'SCHED_DEADLINE','runtime':1,'deadline':5,'period':4}"),
	  "2:63: scheduler.deadline: must not be above period" },
	{ PROCESS("'scheduler':{'policy':'SCHED_DEADLINE','runtime':1,'deadline':2}"), NULL },
	{ PROCESS("'execCPUAffinity':{'initial':'0-3, 7','final':''}"), NULL },
	{ PROCESS("'execCPUAffinity':{'initial':'3-'}"),
	  "2:30: execCPUAffinity.initial: has to be a list like 0-3,7, not '3-'" },
	{ PROCESS("'execCPUAffinity':{'final':'3-1'}"),
	  "2:28: execCPUAffinity.final: has to be a list like 0-3,7, not '3-1'" },
	{ PROCESS("'execCPUAffinity':{'final':'0x1'}"),
	  "2:28: execCPUAffinity.final: has to be a list like 0-3,7, not '0x1'" },
};

static const struct check_case resources_cases[] = {
	{ "{}", NULL },
	{ "{'cpu':{'cpus':'0-15:2/4,31\\n','mems':''}}", NULL },
	{ "{'cpu':{'cpus':'0-15:2'}}",
	  "1:16: cpu.cpus: has to be a list like 0-3,7, not '0-15:2'" },
	{ "{'cpu':{'mems':'-1'}}", "1:16: cpu.mems: has to be a list like 0-3,7, not '-1'" },
	{ "{'devices':[{'allow':true},{'allow':true,'access':''},{'allow':true,'access':'mrw'}]}",
	  NULL },
	{ "{'devices':[{'allow':true,'access':'rx'}]}",
	  "1:36: devices[0].access: has to be made of r, w and m, not 'rx'" },
	{ "{'hugepageLimits':[{'pageSize':'1GB','limit':0},{'pageSize':'64KB','limit':0}]}", NULL },
	{ "{'hugepageLimits':[{'pageSize':'64kB','limit':0}]}",
	  "1:32: hugepageLimits[0].pageSize: has to be a size like 2MB, not '64kB'" },
	{ "{'hugepageLimits':[{'pageSize':'02MB','limit':0}]}",
	  "1:32: hugepageLimits[0].pageSize: has to be a size like 2MB, not '02MB'" },
	{ "{'hugepageLimits':[{'pageSize':'MB','limit':0}]}",
	  "1:32: hugepageLimits[0].pageSize: has to be a size like 2MB, not 'MB'" },
	{ "{'hugepageLimits':[{'pageSize':'2M','limit':0}]}",
	  "1:32: hugepageLimits[0].pageSize: has to be a size like 2MB, not '2M'" },
	{ "{'rdma':{'a.b':{}}}", "1:16: rdma[\"a.b\"]: has to have hcaHandles or hcaObjects" },
	{ "{'rdma':{'a':{'hcaObjects':0}}}", NULL },
	{ "{'unified':{'memory.high':'max','io.max':'8:0\\n8:1'}}", NULL },
	{ "{'unified':{'../memory.high':'1'}}",
	  "1:30: unified[\"../memory.high\"]: has to be named like a cgroup file, as in "
	  "memory.high" },
	{ "{'unified':{'..':'1'}}",
	  "1:18: unified[\"..\"]: has to be named like a cgroup file, as in memory.high" },
	{ "{'unified':{'a/b':'1'}}",
	  "1:19: unified[\"a/b\"]: has to be named like a cgroup file, as in memory.high" },
	{ "{'unified':{'':'1'}}",
	  "1:16: unified[\"\"]: has to be named like a cgroup file, as in memory.high" },
};
/* clang-format on */

static void test_too_many_mappings(void)
{
	enum { COUNT = 341 };
	static struct oci_id_mapping items[COUNT];
	struct oci_namespace user = { .type = OCI_NAMESPACE_USER };
	struct oci_linux linux_ = {
		.namespaces = { &user, 1 },
		.uid_mappings = { items, COUNT },
	};
	struct oci_root root = { .path = "/" };
	struct oci_config config = { .oci_version = "1.0.0", .root = &root, .linux_ = &linux_ };
	struct caught caught = { 0 };

	for (uint32_t i = 0; i < COUNT; i++)
		items[i] = (struct oci_id_mapping){ i, i, 1 };
	oci_config_check(&config, NULL, 0, catch_problem, &caught);
	is_string(caught.problems[0].text, "has to have at most 340 mappings, not 341",
	          "the kernel takes 340 mappings");
	is_number(caught.problems[0].line, 0, "no text, no place");
	linux_.uid_mappings.len--;
	is_number(oci_config_check(&config, NULL, 0, NULL, NULL), 0, "340 are good");
}

static void test_all_at_once(void)
{
	static const char text[] =
		"{\"ociVersion\":\"3\",\"process\":{\"args\":[],\"cwd\":\"a\"},\"hostname\":\"b\"}";
	struct caught caught = { 0 };
	void *value;

	json_decode(&arena, &oci_config_type, text, sizeof(text) - 1, &value, NULL, NULL);
	is_number(oci_config_check(value, text, sizeof(text) - 1, catch_problem, &caught), 5,
	          "all rules are tried");
	is_string(caught.problems[4].path, "process.cwd", "to the last");
}

int main(void)
{
	if (arena_init(&arena, TEST_ARENA_SIZE) < 0)
		return EXIT_FAILURE;
	RUN(oci_config_type, check_config, config_cases);
	RUN(oci_process_type, check_process, process_cases);
	RUN(oci_resources_type, check_resources, resources_cases);
	test_too_many_mappings();
	test_all_at_once();
	arena_release(&arena);
	return tap_done();
}
