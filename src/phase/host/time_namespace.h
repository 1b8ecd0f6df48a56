/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* time_namespace: a time namespace is entered by children only, and its offsets can be written only while nobody is in it;
 * so it is ours for the moment in which the container's first process is made. */
#pragma once

#include "model/run.h"

struct time_namespace {
	int own; /* our own, to come back to; -1: nothing was changed */
};

/* Makes (with linux.timeOffsets) or joins the configuration's time namespace for our next child. */
int time_namespace_enter(struct run *run, struct time_namespace *ret, struct err *err);
void time_namespace_leave(struct time_namespace *time);
