/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* explain: see explain.h. The file is the image's: what is read of it is bounded, and nothing in it is believed. */
#include "phase/init/explain.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include "base/fmt.h"
#include "sys/fd.h"

#define HEAD_SIZE   256 /* as much as the kernel looks at */
#define HEADERS_MAX 64

#if defined(__x86_64__)
#define OUR_MACHINE EM_X86_64
#elif defined(__aarch64__)
#define OUR_MACHINE EM_AARCH64
#else
#define OUR_MACHINE EM_RISCV
#endif

/* The first bytes, with a 0 behind them. */
struct head {
	long len;
	char bytes[HEAD_SIZE + 1] __attribute__((aligned(8)));
};

static bool is_elf(const struct head *head)
{
	return head->len >= (long)sizeof(Elf64_Ehdr) && memcmp(head->bytes, ELFMAG, SELFMAG) == 0;
}

static bool is_script(const struct head *head)
{
	return head->len > 2 && head->bytes[0] == '#' && head->bytes[1] == '!';
}

static void explain_script(const struct head *head, struct err *err)
{
	const char *name = head->bytes + 2 + strspn(head->bytes + 2, " \t");
	size_t len = strcspn(name, " \t\n");

	if (len > 0 && name[len - 1] == '\r')
		err_hint(err, "the script's first line ends in CR LF: the kernel looks for the interpreter \"%.*s\\r\"",
			 (int)len - 1, name);
	else
		err_hint(err, "the script's interpreter %.*q is missing", (int)len, name);
}

/* The loader that a dynamic program names: 0, or -1 if it names none. */
static int read_loader(int fd, const Elf64_Ehdr *elf, char name[HEAD_SIZE])
{
	Elf64_Phdr part;
	long n;

	for (unsigned i = 0; i < elf->e_phnum && i < HEADERS_MAX; i++) {
		n = sys_call(SYS_pread64, fd, &part, sizeof(part), elf->e_phoff + i * sizeof(part));
		if (n != (long)sizeof(part))
			return -1;
		if (part.p_type != PT_INTERP)
			continue;
		n = sys_call(SYS_pread64, fd, name, part.p_filesz < HEAD_SIZE ? part.p_filesz : HEAD_SIZE - 1, part.p_offset);
		name[n > 0 ? n : 0] = '\0';
		return n > 0 ? 0 : -1;
	}
	return -1;
}

static void explain_elf(int fd, const struct head *head, struct err *err)
{
	Elf64_Ehdr elf;
	char loader[HEAD_SIZE];

	memcpy(&elf, head->bytes, sizeof(elf));
	if (err->code == ENOEXEC && elf.e_machine != OUR_MACHINE)
		err_hint(err, "it is a program for another machine (ELF machine %u, this one is %u)", elf.e_machine, OUR_MACHINE);
	else if (err->code == ENOENT && elf.e_ident[EI_CLASS] == ELFCLASS64 && read_loader(fd, &elf, loader) == 0)
		err_hint(err, "its dynamic loader %q is missing", loader);
}

static void explain_file(int fd, struct err *err)
{
	struct head head;

	head.len = sys_read(fd, head.bytes, HEAD_SIZE);
	head.bytes[head.len > 0 ? head.len : 0] = '\0';
	if (is_elf(&head))
		explain_elf(fd, &head, err);
	else if (is_script(&head) && err->code == ENOENT)
		explain_script(&head, err);
	else if (err->code == ENOEXEC)
		err_hint(err, "it is neither a program for this machine nor a script that begins with \"#!\"");
}

void explain_program(const char *path, struct err *err)
{
	struct statfs fs;
	int fd;

	if (err->code == EACCES) {
		if (sys_call(SYS_statfs, path, &fs) == 0 && (fs.f_flags & ST_NOEXEC) != 0)
			err_hint(err, "it lies on a mount with the option noexec");
		return;
	}
	fd = err->code == ENOENT || err->code == ENOEXEC ? sys_open_at(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0) : -1;
	if (fd < 0)
		return;
	explain_file(fd, err);
	sys_close(fd);
}
