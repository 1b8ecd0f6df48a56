/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* devices_bpf: device rules on cgroup v2, where the only way to have any is a BPF program.
 *
 * The generator is pure; a program decides what the rules decide, for every request
 * (tests/unit/test_devices.c compares the two). Loading and attaching need CAP_SYS_ADMIN, or
 * CAP_BPF and CAP_NET_ADMIN, in the initial user namespace. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct bpf_insn;
struct device_rules;
struct err;

/* No program for `rules` rules is longer. */
#define DEVICE_PROGRAM_MAX(rules) (8 + 12 * (rules))

/* Writes the program and returns its length. */
size_t device_program(const struct device_rules *rules, struct bpf_insn *ret_insns);

/* Puts the rules in force on the v2 cgroup `dir`. A cgroup that was there before may still carry
 * the program of an earlier container of ours: with `reused`, that one is replaced. */
int devices_bpf_set(int dir, const struct device_rules *rules, bool reused, struct arena *arena,
                    struct err *err);
