/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* user_name: the name of a user of the host, from /etc/passwd alone: no NSS module is loaded for it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct user_names {
	char *text; /* /etc/passwd, once it was needed */
	uint32_t uid; /* the last one asked for */
	char name[256];
};

/* "root", or "#1000" for a user that the file does not have. Good until the next call. */
const char *user_name(struct user_names *names, uint32_t uid);
void user_names_free(struct user_names *names);
