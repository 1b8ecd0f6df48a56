/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* program: finds the file that will be executed. See phases.h.
 *
 * It is looked at with the rights and from the directory it will be executed with; engines derive the exit statuses 126
 * and 127 from the words of these messages. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/init.h"
#include "model/plan.h"
#include "phase/init/explain.h"
#include "phase/init/phases.h"
#include "sys/fd.h"
#include "sys/process.h"

#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif

/* 0: can be executed; -EISDIR for a directory; else -errno. */
static int try_program(const char *path)
{
	struct stat st;
	long ret = sys_call(SYS_newfstatat, AT_FDCWD, path, &st, 0);

	if (ret == 0 && S_ISDIR(st.st_mode))
		return -EISDIR;
	if (ret == 0 && !S_ISREG(st.st_mode))
		return -EACCES; /* as execve(2) says of it */
	if (ret == 0)
		ret = sys_call(SYS_faccessat2, AT_FDCWD, path, X_OK, AT_EACCESS);
	/* hidden by a sandbox: our real and effective ids are the same by now, so the older call says the same */
	return (int)(ret == -ENOSYS ? sys_call(SYS_faccessat, AT_FDCWD, path, X_OK) : ret);
}

static int program_error(const struct plan *plan, const char *path, int code, struct err *err)
{
	if (plan->searched && code == ENOENT) {
		err_input(err, "process.args[0]", "exec: %q: executable file not found in $PATH", plan->args[0]);
		return -1;
	}
	if (code == EISDIR)
		err_input(err, NULL, "exec: %q: permission denied (is a directory)", path);
	else if (code == ENOENT)
		err_call(err, code, "exec: %q: stat %s", plan->args[0], path);
	else
		err_call(err, code, "exec: %q", path);
	explain_program(path, err);
	return err_at(err, "process.args[0]");
}

static int find_program(struct run *run, struct err *err)
{
	const struct plan *plan = run->plan;
	const char *blamed = "";
	int blame = ENOENT;

	for (size_t i = 0; plan->candidates[i] != NULL; i++) {
		int ret = try_program(plan->candidates[i]);

		if (ret == 0) {
			run->init->program = plan->candidates[i];
			return 0;
		}
		/* the first that is there, but can't be executed, tells more than the ones that are missing */
		if (i == 0 || (blame == ENOENT && ret != -ENOENT && ret != -ENOTDIR)) {
			blamed = plan->candidates[i];
			blame = plan->searched && ret == -ENOTDIR ? ENOENT : -ret;
		}
	}
	return program_error(plan, blamed, blame, err);
}

/* A host that has told us that the state names us is free to end, and may do so before we have heard it. From here to
 * the gate its end shows on the channel, where we listen and do nothing else (order 10). */
int phase_program(struct run *run, struct err *err)
{
	if (run->plan->has_process && find_program(run, err) < 0)
		return -1;
	if (run->plan->gate >= 0)
		sys_prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
	return 0;
}
