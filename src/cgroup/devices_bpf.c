/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices_bpf: one BPF_PROG_TYPE_CGROUP_DEVICE program a container.
 *
 * The rules are compiled from the last to the first. A register holds the access bits of the
 * request about which no rule has decided yet: an allowing rule takes its bits away, and nothing
 * left means yes; a denying rule with one of the bits left means no; so does the end.
 *
 * Numbers are compared by XOR into a scratch register. A direct comparison would teach the verifier
 * the number on the equal branch, and it would go through all the rest once for each number:
 * quadratic, and refused beyond some hundred rules. */
#include "cgroup/devices_bpf.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "cgroup/devices.h"

/* Tells an earlier program of ours from those of others (systemd, an administrator). */
#define PROGRAM_NAME "hull_devices"

/* More than one program of ours on a cgroup is not expected; the kernel allows 64 of all owners. */
#define PROGRAMS_MAX 64

/* A jump reaches over 32,767 instructions: a section gets no longer, even with one run more. */
#define RUN_MAX     1024
#define SECTION_MAX 16384

enum {
	VERDICT = BPF_REG_0, /* and scratch before */
	CONTEXT = BPF_REG_1,
	TYPE = BPF_REG_2,
	ACCESS = BPF_REG_3, /* what no rule has decided yet */
	MAJOR = BPF_REG_4,
	MINOR = BPF_REG_5,
};

struct program {
	struct bpf_insn *insns;
	size_t len;
	uint8_t types; /* the section's: what requests that come here can be about */
	size_t guard;  /* the jump that leads others past it */
};

/* Jumps that have to leave the rules being compiled; their target is known at its end. */
struct exits {
	size_t at[3]; /* major, minor, access */
	size_t len;
};

static void emit(struct program *program, uint8_t code, unsigned dst, unsigned src, int32_t imm)
{
	program->insns[program->len++] = (struct bpf_insn){
		.code = code,
		.dst_reg = dst & 0xfu,
		.src_reg = src & 0xfu,
		.imm = imm,
	};
}

static void emit_load(struct program *program, unsigned dst, size_t offset)
{
	emit(program, BPF_LDX | BPF_MEM | BPF_W, dst, CONTEXT, 0);
	program->insns[program->len - 1].off = (int16_t)offset;
}

static void emit_return(struct program *program, int verdict)
{
	emit(program, BPF_ALU64 | BPF_MOV | BPF_K, VERDICT, 0, verdict);
	emit(program, BPF_JMP | BPF_EXIT, 0, 0, 0);
}

static void emit_exit(struct program *program, struct exits *exits, uint8_t jump, unsigned reg,
                      int32_t imm)
{
	exits->at[exits->len++] = program->len;
	emit(program, BPF_JMP32 | jump | BPF_K, reg, 0, imm);
}

static void emit_number(struct program *program, struct exits *exits, unsigned reg, uint32_t number)
{
	emit(program, BPF_ALU | BPF_MOV | BPF_X, VERDICT, reg, 0);
	emit(program, BPF_ALU | BPF_XOR | BPF_K, VERDICT, 0, (int32_t)number);
	emit_exit(program, exits, BPF_JNE, VERDICT, 0);
}

static void close_section(struct program *program)
{
	if (program->types != DEVICE_ANY_TYPE)
		program->insns[program->guard].off = (int16_t)(program->len - program->guard - 1);
	program->types = DEVICE_ANY_TYPE;
}

/* Neighbours about the same type share its test: each branch less saves the verifier much. */
static void open_section(struct program *program, uint8_t types)
{
	if (program->types == types && program->len - program->guard < SECTION_MAX)
		return;
	close_section(program);
	if (types == DEVICE_ANY_TYPE)
		return;
	program->types = types;
	program->guard = program->len;
	emit(program, BPF_JMP32 | BPF_JNE | BPF_K, TYPE, 0, types);
}

/* Compared directly: each match leads to the return right behind, so that nothing the verifier
 * learns of it is carried on. */
static void emit_minors(struct program *program, struct exits *exits,
                        const struct device_rule *rules, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++) {
		emit(program, BPF_JMP32 | BPF_JEQ | BPF_K, MINOR, 0, (int32_t)rules[i].minor);
		program->insns[program->len - 1].off = (int16_t)(len - 1 - i);
	}
	emit_exit(program, exits, BPF_JNE, MINOR, (int32_t)rules[len - 1].minor);
}

/* For a rule about some of the access bits: does it decide the request? */
static void emit_access(struct program *program, struct exits *exits,
                        const struct device_rule *rule)
{
	if (rule->allow) {
		emit(program, BPF_ALU | BPF_AND | BPF_K, ACCESS, 0, ~(int32_t)rule->access);
		emit_exit(program, exits, BPF_JNE, ACCESS, 0);
	} else {
		emit(program, BPF_ALU | BPF_MOV | BPF_X, VERDICT, ACCESS, 0);
		emit(program, BPF_ALU | BPF_AND | BPF_K, VERDICT, 0, rule->access);
		emit_exit(program, exits, BPF_JEQ, VERDICT, 0);
	}
}

/* False: nothing in this section gets past these rules. */
static bool emit_run(struct program *program, const struct device_rule *rules, size_t len)
{
	const struct device_rule *rule = &rules[0];
	struct exits exits = { .len = 0 };

	if (!rule->any_major)
		emit_number(program, &exits, MAJOR, rule->major);
	if (!rule->any_minor && rule->access == DEVICE_ANY_ACCESS)
		emit_minors(program, &exits, rules, len);
	else if (!rule->any_minor)
		emit_number(program, &exits, MINOR, rule->minor);
	if (rule->access != DEVICE_ANY_ACCESS)
		emit_access(program, &exits, rule);
	emit_return(program, rule->allow);
	for (size_t i = 0; i < exits.len; i++)
		program->insns[exits.at[i]].off = (int16_t)(program->len - exits.at[i] - 1);
	return exits.len > 0;
}

static bool differ_by_minor(const struct device_rule *a, const struct device_rule *b)
{
	return a->allow == b->allow && a->types == b->types && a->access == DEVICE_ANY_ACCESS &&
	       b->access == DEVICE_ANY_ACCESS && !a->any_major && !b->any_major &&
	       a->major == b->major && !a->any_minor && !b->any_minor;
}

/* How many rules up to `end` can be compiled as one: neighbours about minors of one major. */
static size_t run_length(const struct device_rules *rules, size_t end)
{
	const struct device_rule *last = &rules->items[end - 1];
	size_t len = 1;

	while (len < end && len < RUN_MAX && differ_by_minor(&rules->items[end - 1 - len], last))
		len++;
	return len;
}

static void emit_start(struct program *program)
{
	emit_load(program, TYPE, offsetof(struct bpf_cgroup_dev_ctx, access_type));
	emit_load(program, MAJOR, offsetof(struct bpf_cgroup_dev_ctx, major));
	emit_load(program, MINOR, offsetof(struct bpf_cgroup_dev_ctx, minor));
	emit(program, BPF_ALU | BPF_MOV | BPF_X, ACCESS, TYPE, 0);
	emit(program, BPF_ALU | BPF_RSH | BPF_K, ACCESS, 0, 16);
	emit(program, BPF_ALU | BPF_AND | BPF_K, TYPE, 0, 0xffff);
}

/* The verifier refuses code that can't be reached: behind a return only what a jump leads to may
 * stand. */
size_t device_program(const struct device_rules *rules, struct bpf_insn *ret_insns)
{
	struct program program = { .insns = ret_insns, .types = DEVICE_ANY_TYPE };

	emit_start(&program);
	for (size_t end = rules->len, len; end > 0; end -= len) {
		const struct device_rule *first;

		len = run_length(rules, end);
		first = &rules->items[end - len];
		open_section(&program, first->types);
		if (emit_run(&program, first, len))
			continue;
		if (first->types == DEVICE_ANY_TYPE)
			return program.len;
		close_section(&program);
	}
	close_section(&program);
	emit_return(&program, 0);
	return program.len;
}

static int call_bpf(enum bpf_cmd command, union bpf_attr *attr)
{
	long ret = syscall(SYS_bpf, command, attr, sizeof(*attr));

	return ret < 0 ? -errno : (int)ret;
}

static uint64_t address(const void *pointer)
{
	return (uint64_t)(uintptr_t)pointer;
}

static int load(const struct program *program)
{
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
		.insns = address(program->insns),
		.insn_cnt = (uint32_t)program->len,
		.license = address("LGPL-2.1-or-later"), /* no GPL-only helper is called */
		.prog_name = PROGRAM_NAME,
		.expected_attach_type = BPF_CGROUP_DEVICE,
	};

	return call_bpf(BPF_PROG_LOAD, &attr);
}

/* Until Linux 5.11 a program counted against RLIMIT_MEMLOCK, by default 64 kB for all of a user's
 * programs, and too much was EPERM. So that errno earns a second try with the limit out of the way.
 * Its result alone counts. */
static int load_unlimited(const struct program *program)
{
	const struct rlimit none = { .rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY };
	struct rlimit before;
	int fd = load(program);

	if (fd != -EPERM || getrlimit(RLIMIT_MEMLOCK, &before) < 0 ||
	    setrlimit(RLIMIT_MEMLOCK, &none) < 0)
		return fd;
	fd = load(program);
	setrlimit(RLIMIT_MEMLOCK, &before); /* the container inherits it */
	return fd;
}

static bool is_ours(int program)
{
	struct bpf_prog_info info = { .type = 0 };
	union bpf_attr attr = { .info = { .bpf_fd = (uint32_t)program, .info_len = sizeof(info) } };

	attr.info.info = address(&info);
	return call_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) == 0 && strcmp(info.name, PROGRAM_NAME) == 0;
}

/* The program that an earlier container of ours left on the cgroup: its descriptor, -ENOENT if
 * there is none. */
static int find_ours(int dir)
{
	uint32_t ids[PROGRAMS_MAX];
	union bpf_attr query = {
		.query = {
			.target_fd = (uint32_t)dir,
			.attach_type = BPF_CGROUP_DEVICE,
			.prog_ids = address(ids),
			.prog_cnt = PROGRAMS_MAX,
		},
	};
	int ret = call_bpf(BPF_PROG_QUERY, &query);

	if (ret < 0)
		return ret;
	for (uint32_t i = 0; i < query.query.prog_cnt; i++) {
		union bpf_attr attr = { .prog_id = ids[i] };
		auto_close int program = call_bpf(BPF_PROG_GET_FD_BY_ID, &attr);

		if (program >= 0 && is_ours(program))
			return take_fd(&program);
	}
	return -ENOENT;
}

/* old: a program to put it in the place of, or -1. In one step: there is no moment with neither. */
static int attach(int dir, int program, int old)
{
	union bpf_attr attr = {
		.target_fd = (uint32_t)dir,
		.attach_bpf_fd = (uint32_t)program,
		.attach_type = BPF_CGROUP_DEVICE,
		.attach_flags = BPF_F_ALLOW_MULTI,
	};

	if (old >= 0) {
		attr.attach_flags |= BPF_F_REPLACE;
		attr.replace_bpf_fd = (uint32_t)old;
	}
	return call_bpf(BPF_PROG_ATTACH, &attr);
}

static int detach(int dir, int program)
{
	union bpf_attr attr = {
		.target_fd = (uint32_t)dir,
		.attach_bpf_fd = (uint32_t)program,
		.attach_type = BPF_CGROUP_DEVICE,
	};

	return call_bpf(BPF_PROG_DETACH, &attr);
}

static int fail(struct err *err, int code, const char *what)
{
	err_call(err, code, "device rules: %s", what);
	err_at(err, "linux.resources.devices");
	return err_hint(err, "that takes CAP_SYS_ADMIN on the host, and CONFIG_CGROUP_BPF");
}

static int put(int dir, const struct device_rules *rules, int old, struct arena *arena,
               struct err *err)
{
	size_t max = DEVICE_PROGRAM_MAX(rules->len);
	struct program program = { .insns = arena_array(arena, max, sizeof(*program.insns)) };
	auto_close int fd = -1;
	int ret;

	if (program.insns == NULL)
		return fail(err, ENOMEM, "make the BPF program");
	program.len = device_program(rules, program.insns);
	fd = load_unlimited(&program);
	if (fd < 0)
		return fail(err, -fd, "load the BPF program");
	ret = attach(dir, fd, old);
	return ret < 0 ? fail(err, -ret, "attach the BPF program to the cgroup") : 0;
}

int devices_bpf_set(int dir, const struct device_rules *rules, bool reused, struct arena *arena,
                    struct err *err)
{
	auto_close int old = reused ? find_ours(dir) : -ENOENT;
	int ret;

	if (old < 0 && old != -ENOENT)
		return fail(err, -old, "ask for the programs of the cgroup");
	if (!device_rules_allow_all(rules))
		return put(dir, rules, old, arena, err);
	ret = old < 0 ? 0 : detach(dir, old);
	return ret < 0 ? fail(err, -ret, "detach the BPF program of an earlier container") : 0;
}
