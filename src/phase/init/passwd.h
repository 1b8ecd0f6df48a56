/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* passwd: the container's user database, an untrusted file (P6). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define PASSWD_HOME_SIZE 1024

/* The home directory of uid, from /etc/passwd below root, into home[PASSWD_HOME_SIZE]. 0, or -errno with home left as it
 * was: no such entry or file, no regular file, larger than 1 MiB, a directory that is not absolute or too long. */
int passwd_home(int root, int proc, uint32_t uid, char *home);

/* The same on a text (passwd(5)). */
int passwd_find_home(const char *text, size_t size, uint32_t uid, char *home);
