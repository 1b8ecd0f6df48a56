/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* timestamp: a moment as RFC 3339 has it, in UTC. The C library's gmtime reads the host's time zone first, from files. */
#pragma once

#include <time.h>

#define TIMESTAMP_SIZE sizeof("-2147483648-12-31T23:59:59.999999999Z")

/* "2026-08-19T21:24:10.683404750Z" */
void timestamp(char text[TIMESTAMP_SIZE], struct timespec moment);
