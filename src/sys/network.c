/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* network: see network.h. */
#include "sys/network.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "sys/fd.h"

/* A socket of any family takes the ioctls of interfaces; AF_UNIX is there on kernels without IP, too. */
int sys_loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	long ret = sys_call(SYS_socket, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int fd = (int)ret;

	if (fd >= 0) {
		ret = sys_ioctl(fd, SIOCSIFFLAGS, &request);
		sys_close(fd);
	}
	return (int)ret;
}
