/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_devices: the BPF program, v1's list, and the "allows everything" question give the verdicts
 * that the rules give (K3: what is configured is in force).
 *
 * Differential: rules are evaluated directly here, in the plainest way, and the generated program
 * by a small interpreter; v1's list by a model of the kernel's device controller. Thousands of
 * random rule lists, with a fixed seed, each for all devices near the numbers that occur in it and
 * for all combinations of access. */
#include <linux/bpf.h>
#include <stdint.h>

#include "arena.h"
#include "base/err.h"
#include "cgroup/devices.h"
#include "cgroup/devices_bpf.h"
#include "cgroup/devices_v1.h"
#include "ocispec.h"
#include "tap.h"

#define RULES_MAX 12
#define ROUNDS    4000
#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

struct request {
	uint32_t type, access, major, minor;
};

/* Numbers that rules have, and those beside them; the high bit would show a sign extension. */
static const uint32_t rule_numbers[] = { 0, 1, 3, 0x7fffffff, 0x80000000, 0xfffffffe };
static const uint32_t asked_numbers[] = { 0,          1,          2,          3,         4,
	                                  0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe };

/* ---- the rules themselves */

static bool concerns(const struct device_rule *rule, const struct request *request, uint32_t bit)
{
	return (rule->types & request->type) != 0 && (rule->access & bit) != 0 &&
	       (rule->any_major || rule->major == request->major) &&
	       (rule->any_minor || rule->minor == request->minor);
}

static bool bit_allowed(const struct device_rules *rules, const struct request *request,
                        uint32_t bit)
{
	bool allowed = false;

	for (size_t i = 0; i < rules->len; i++) {
		if (concerns(&rules->items[i], request, bit))
			allowed = rules->items[i].allow;
	}
	return allowed;
}

static bool by_rules(const struct device_rules *rules, const struct request *request)
{
	for (uint32_t bit = 1; bit <= 4; bit <<= 1) {
		if ((request->access & bit) != 0 && !bit_allowed(rules, request, bit))
			return false;
	}
	return true;
}

/* ---- the program */

static uint32_t load_field(const struct bpf_insn *insn, const struct request *request)
{
	switch ((size_t)insn->off) {
	case offsetof(struct bpf_cgroup_dev_ctx, access_type):
		return request->access << 16 | request->type;
	case offsetof(struct bpf_cgroup_dev_ctx, major):
		return request->major;
	default:
		return request->minor;
	}
}

/* The few operations the generator uses. Any other ends the program with 99. */
static int interpret(const struct bpf_insn *insns, size_t len, const struct request *request)
{
	uint32_t r[11] = { 0 };

	for (size_t pc = 0; pc < len; pc++) {
		const struct bpf_insn *i = &insns[pc];
		uint32_t imm = (uint32_t)i->imm;
		uint32_t *dst = &r[i->dst_reg];

		switch (i->code) {
		case BPF_LDX | BPF_MEM | BPF_W:
			*dst = load_field(i, request);
			break;
		case BPF_ALU | BPF_MOV | BPF_X:
			*dst = r[i->src_reg];
			break;
		case BPF_ALU64 | BPF_MOV | BPF_K:
			*dst = imm;
			break;
		case BPF_ALU | BPF_RSH | BPF_K:
			*dst >>= imm;
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			*dst &= imm;
			break;
		case BPF_ALU | BPF_XOR | BPF_K:
			*dst ^= imm;
			break;
		case BPF_JMP32 | BPF_JNE | BPF_K:
			pc += *dst != imm ? (size_t)i->off : 0;
			break;
		case BPF_JMP32 | BPF_JEQ | BPF_K:
			pc += *dst == imm ? (size_t)i->off : 0;
			break;
		case BPF_JMP | BPF_EXIT:
			return (int)r[0];
		default:
			return 99;
		}
	}
	return 99; /* ran off the end */
}

static bool by_program(const struct bpf_insn *insns, size_t len, const struct request *request,
                       bool expected)
{
	return interpret(insns, len, request) == (int)expected;
}

/* The verifier refuses instructions that no path leads to. Jumps go forward only. */
static bool is_all_reached(const struct bpf_insn *insns, size_t len)
{
	bool reached[DEVICE_PROGRAM_MAX(RULES_MAX) + 1] = { true };

	for (size_t pc = 0; pc < len; pc++) {
		bool jump = BPF_CLASS(insns[pc].code) == BPF_JMP32;

		if (!reached[pc])
			return false;
		if (jump)
			reached[pc + 1 + (size_t)insns[pc].off] = true;
		if (insns[pc].code != (BPF_JMP | BPF_EXIT))
			reached[pc + 1] = true;
	}
	return !reached[len];
}

/* ---- v1's list, as security/device_cgroup.c takes it */

static bool exception_denies(const struct device_rule *e, const struct request *request)
{
	return concerns(e, request, request->access);
}

static bool exception_allows(const struct device_rule *e, const struct request *request)
{
	return concerns(e, request, request->access) &&
	       (request->access & ~(uint32_t)e->access) == 0;
}

static bool by_list(const struct device_list *list, const struct request *request)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct device_rule *e = &list->exceptions[i];

		if (list->allow ? exception_denies(e, request) : exception_allows(e, request))
			return !list->allow;
	}
	return list->allow;
}

static bool is_single(uint32_t access)
{
	return (access & (access - 1)) == 0;
}

/* Several bits at once may be denied although each alone is allowed; never the other way. */
static bool list_agrees(const struct device_list *list, const struct request *request,
                        bool expected)
{
	bool got = by_list(list, request);

	return got == expected || (!got && !is_single(request->access));
}

/* ---- all requests near the rules */

struct candidate {
	const struct device_rules *rules;
	struct bpf_insn insns[DEVICE_PROGRAM_MAX(RULES_MAX)];
	size_t len;
	struct device_list list;
	bool has_list, allow_all;
	unsigned wrong_program, wrong_list, denied;
};

static void ask(struct candidate *c, const struct request *request)
{
	bool expected = by_rules(c->rules, request);

	c->denied += !expected;
	c->wrong_program += !by_program(c->insns, c->len, request, expected);
	c->wrong_list += c->has_list && !list_agrees(&c->list, request, expected);
}

static void ask_near(struct candidate *c)
{
	for (uint32_t type = DEVICE_BLOCK; type <= DEVICE_CHAR; type++) {
		for (uint32_t access = 1; access <= DEVICE_ANY_ACCESS; access++) {
			for (size_t i = 0; i < LENGTH(asked_numbers) * LENGTH(asked_numbers); i++) {
				const struct request request = {
					.type = type,
					.access = access,
					.major = asked_numbers[i / LENGTH(asked_numbers)],
					.minor = asked_numbers[i % LENGTH(asked_numbers)],
				};

				ask(c, &request);
			}
		}
	}
}

static void make_candidate(struct candidate *c, const struct device_rules *rules,
                           struct arena *arena)
{
	struct err err = ERR_INIT;

	*c = (struct candidate){ .rules = rules };
	c->len = device_program(rules, c->insns);
	c->has_list = device_list_make(rules, arena, &c->list, &err) == 0;
	c->allow_all = device_rules_allow_all(rules);
}

/* ---- random lists */

static uint32_t random_state = 20240229;

static uint32_t random_below(uint32_t limit)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 8) % limit;
}

static struct device_rule random_rule(void)
{
	return (struct device_rule){
		.allow = random_below(2) == 0,
		.types = (uint8_t)(1 + random_below(3)),
		.access = (uint8_t)(random_below(2) == 0 ? DEVICE_ANY_ACCESS : 1 + random_below(7)),
		.any_major = random_below(3) == 0,
		.any_minor = random_below(3) == 0,
		.major = rule_numbers[random_below(LENGTH(rule_numbers))],
		.minor = rule_numbers[random_below(LENGTH(rule_numbers))],
	};
}

/* Many lists begin with "everything", as an engine's do. */
static void random_rules(struct device_rules *rules)
{
	rules->len = random_below(RULES_MAX + 1);
	for (size_t i = 0; i < rules->len; i++)
		rules->items[i] = random_rule();
	if (rules->len > 0 && random_below(2) == 0) {
		rules->items[0] = (struct device_rule){
			.allow = random_below(2) == 0,
			.types = DEVICE_ANY_TYPE,
			.access = DEVICE_ANY_ACCESS,
			.any_major = true,
			.any_minor = true,
		};
	}
}

static void test_random(struct arena *arena)
{
	static struct candidate c;
	struct device_rule items[RULES_MAX];
	struct device_rules rules = { .items = items };
	unsigned wrong_program = 0, dead_code = 0, wrong_list = 0, wrong_all = 0, lists = 0,
		 alls = 0;

	for (unsigned round = 0; round < ROUNDS; round++) {
		size_t mark = arena_mark(arena);

		random_rules(&rules);
		make_candidate(&c, &rules, arena);
		ask_near(&c);
		wrong_program += c.wrong_program > 0;
		dead_code += !is_all_reached(c.insns, c.len);
		wrong_list += c.wrong_list > 0;
		wrong_all += c.allow_all != (c.denied == 0);
		lists += c.has_list;
		alls += c.allow_all;
		arena_reset(arena, mark);
	}
	is_number(wrong_program, 0, "K3: programs of random rules decide as the rules do");
	is_number(dead_code, 0, "and have no code that can't be reached");
	is_number(wrong_list, 0,
	          "K3: v1's lists never allow what the rules deny, and single bits exactly");
	is_number(wrong_all, 0, "a rule list allows everything exactly when it denies nothing");
	ok(lists > ROUNDS / 10 && lists < ROUNDS, "some random lists fit v1 (%u), some do not",
	   lists);
	ok(alls > 20 && alls < ROUNDS, "some random lists allow everything (%u)", alls);
}

/* ---- known lists */

static struct oci_device_rule oci_rule(bool allow, char type, int64_t major, int64_t minor,
                                       const char *access)
{
	return (struct oci_device_rule){
		.allow = allow,
		.has_type = type != 0,
		.type = (enum oci_device_rule_type)type,
		.has_major = major != -2,
		.major = major,
		.has_minor = minor != -2,
		.minor = minor,
		.access = access,
	};
}

static bool verdict(const struct oci_resources *resources, struct arena *arena,
                    struct request request)
{
	struct err err = ERR_INIT;
	struct device_rules rules;
	struct bpf_insn insns[DEVICE_PROGRAM_MAX(32)];

	if (device_rules_make(resources, arena, &rules, &err) < 0)
		return false;
	return interpret(insns, device_program(&rules, insns), &request) == 1;
}

static void test_defaults(struct arena *arena)
{
	const struct request null_rw = { DEVICE_CHAR, DEVICE_READ | DEVICE_WRITE, 1, 3 };
	const struct request mem_r = { DEVICE_CHAR, DEVICE_READ, 1, 1 };
	const struct request disk_m = { DEVICE_BLOCK, DEVICE_MKNOD, 8, 0 };
	const struct request disk_r = { DEVICE_BLOCK, DEVICE_READ, 8, 0 };
	const struct request tun = { DEVICE_CHAR, DEVICE_ANY_ACCESS, 10, 200 };
	const struct request pts = { DEVICE_CHAR, DEVICE_READ | DEVICE_WRITE, 136, 17 };
	struct oci_device_rule deny = oci_rule(false, 0, -2, -2, "rwm");
	const struct oci_resources denied = { .devices = { .items = &deny, .len = 1 } };

	ok(verdict(NULL, arena, null_rw), "I7: without rules, null is allowed");
	ok(!verdict(NULL, arena, mem_r), "I7: without rules, mem is denied");
	ok(verdict(NULL, arena, disk_m) && !verdict(NULL, arena, disk_r),
	   "any node may be made, not opened");
	ok(verdict(&denied, arena, tun),
	   "F12: tun is among the defaults, and they can't be denied");
	ok(verdict(&denied, arena, pts), "I9: so are ptys");
	ok(!verdict(&denied, arena, mem_r), "what is denied is denied");
}

static void test_several_bits(struct arena *arena)
{
	struct oci_device_rule rules[] = {
		oci_rule(true, 'c', 10, 229, "rwm"),
		oci_rule(false, 'c', 10, 229, "w"),
		oci_rule(true, 'c', 11, -1, "r"),
		oci_rule(true, 'c', 11, 5, "w"),
	};
	const struct oci_resources resources = { .devices = { .items = rules,
		                                              .len = LENGTH(rules) } };
	const struct request fuse_r = { DEVICE_CHAR, DEVICE_READ, 10, 229 };
	const struct request fuse_rw = { DEVICE_CHAR, DEVICE_READ | DEVICE_WRITE, 10, 229 };
	const struct request both = { DEVICE_CHAR, DEVICE_READ | DEVICE_WRITE, 11, 5 };

	ok(verdict(&resources, arena, fuse_r), "reading stays allowed when writing is denied");
	ok(!verdict(&resources, arena, fuse_rw),
	   "a denied bit can't be had together with an allowed one");
	ok(verdict(&resources, arena, both), "two rules allow a bit each, and together both");
}

struct bad_rule {
	int64_t major, minor;
	const char *access, *path;
};

/* A jump has 16 bits: a list longer than that reaches. */
static void test_long_list(struct arena *arena)
{
	struct device_rules rules = { .len = 9000 };
	struct bpf_insn *insns = arena_array(arena, DEVICE_PROGRAM_MAX(rules.len), sizeof(*insns));
	unsigned wrong = 0;
	size_t len;

	rules.items = arena_array(arena, rules.len, sizeof(*rules.items));
	if (insns == NULL || rules.items == NULL)
		return;
	for (size_t i = 0; i < rules.len; i++) {
		rules.items[i] = (struct device_rule){
			.allow = i % 3 != 0,
			.types = DEVICE_CHAR,
			.access = i < 4500 ? DEVICE_READ : DEVICE_ANY_ACCESS,
			.major = i < 4500 ? (uint32_t)i : 7,
			.minor = (uint32_t)i,
		};
	}
	len = device_program(&rules, insns);
	for (uint32_t i = 0; i < rules.len; i += 50) {
		const struct request request = { DEVICE_CHAR, DEVICE_READ, i < 4500 ? i : 7, i };
		const struct request other = { DEVICE_BLOCK, DEVICE_READ, i, i };

		wrong += !by_program(insns, len, &request, by_rules(&rules, &request));
		wrong += !by_program(insns, len, &other, false);
	}
	is_number(wrong, 0, "a program of many thousand instructions");
}

static void test_bad_rules(void)
{
	static const struct bad_rule bad[] = {
		{ -3, -1, "rwm", "linux.resources.devices[4].major" },
		{ 4294967295, -1, "rwm", "linux.resources.devices[4].major" },
		{ -1, -7, "rwm", "linux.resources.devices[4].minor" },
		{ -1, -1, NULL, "linux.resources.devices[4].access" },
		{ -1, -1, "", "linux.resources.devices[4].access" },
		{ -1, -1, "rwx", "linux.resources.devices[4].access" },
	};

	for (size_t i = 0; i < LENGTH(bad); i++) {
		struct oci_device_rule from =
			oci_rule(true, 'c', bad[i].major, bad[i].minor, bad[i].access);
		struct err err = ERR_INIT;
		struct device_rule rule;

		ok(device_rule_read(&from, 4, &rule, &err) < 0, "refused: %s", bad[i].path);
		is_string(err.path, bad[i].path, "and named");
	}
}

static void test_lines(void)
{
	static const struct device_rule rule = {
		.types = DEVICE_CHAR, .access = 7, .major = 1, .minor = 3
	};
	static const struct device_rule wild = {
		.types = DEVICE_BLOCK, .access = DEVICE_MKNOD, .any_major = true, .any_minor = true
	};
	char line[DEVICE_LINE_SIZE];

	device_line(&rule, line);
	is_string(line, "c 1:3 rwm", "a line of devices.allow");
	device_line(&wild, line);
	is_string(line, "b *:* m", "a line with wildcards");
}

static void test_hole(struct arena *arena)
{
	struct device_rule items[] = {
		{ .allow = true,
		  .types = DEVICE_CHAR,
		  .access = 7,
		  .major = 10,
		  .any_minor = true },
		{ .allow = false, .types = DEVICE_CHAR, .access = 2, .major = 10, .minor = 1 },
	};
	const struct device_rules rules = { .items = items, .len = LENGTH(items) };
	struct err err = ERR_INIT;
	struct device_list list;

	ok(device_list_make(&rules, arena, &list, &err) < 0,
	   "v1 can't take a hole out of a wildcard: an error");
	ok(strstr(err.what, "'deny c 10:1 r'") != NULL, "that has the rule in it: %s", err.what);
}

int main(void)
{
	struct arena arena;

	if (arena_init(&arena, 64 << 20) < 0) {
		puts("Bail out! no memory");
		return EXIT_FAILURE;
	}
	test_defaults(&arena);
	test_several_bits(&arena);
	test_long_list(&arena);
	test_bad_rules();
	test_lines();
	test_hole(&arena);
	test_random(&arena);
	arena_release(&arena);
	return tap_done();
}
