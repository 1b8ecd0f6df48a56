/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* seal: the program that becomes the container's init, as a sealed copy in memory (F3). See phases.h.
 *
 * Whatever reaches /proc/<pid>/exe of that process reaches the copy: it can't be written, and it shares no page with the
 * file it came from. It is a copy of the small init alone; the hull that was called never enters a container. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "init/blob.h"
#include "model/host.h"
#include "phase/host/phases.h"
#include "sys/fd.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

/* MFD_EXEC (Linux 6.3) says that we mean it; before, every memfd can be executed. */
static int make_memfd(void)
{
	int fd = memfd_create("hull-init", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);

	return fd < 0 && errno == EINVAL ? memfd_create("hull-init", MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

static int copy_image(int fd)
{
	const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
	int ret = sys_write_all(fd, hull_init_image, (size_t)(hull_init_image_end - hull_init_image));

	if (ret == 0 && fcntl(fd, F_ADD_SEALS, seals) < 0)
		ret = -errno;
	return ret;
}

/* Our own mapping stays writable, for what `clone` still adds; nobody else gets one. */
static int seal_plan(struct host *host, struct err *err)
{
	if (fcntl(host->plan_fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE) < 0)
		return err_call(err, errno, "seal the plan");
	host->plan_number = host_keep(host, take_fd(&host->plan_fd), err);
	return host->plan_number < 0 ? -1 : 0;
}

int phase_seal(struct run *run, struct err *err)
{
	auto_close int fd = make_memfd();
	int ret = fd < 0 ? -errno : copy_image(fd);

	if (ret < 0) {
		err_call(err, -ret, "make the sealed copy of hull's init");
		return ret == -EACCES ? err_hint(err, "vm.memfd_noexec forbids it: set it to 0 or 1") : -1;
	}
	run->host->image = take_fd(&fd);
	return seal_plan(run->host, err);
}
