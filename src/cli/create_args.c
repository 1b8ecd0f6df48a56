/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* create_args: see create_args.h. */
#include "cli/create_args.h"

#include "cli/fail.h"

/* Ignored, either would leave the caller waiting at its socket for ever. */
static int refuse_sockets(const struct request *request, struct hull_error *error)
{
	if (request->console_socket != NULL)
		return fail(error, 0,
		            "--console-socket %q: hull cannot give a container a terminal yet",
		            request->console_socket);
	if (request->pidfd_socket != NULL)
		return fail(error, 0, "--pidfd-socket %q: hull cannot send a pidfd yet",
		            request->pidfd_socket);
	return 0;
}

int create_args(const struct request *request, struct hull_create_args *ret_args,
                struct hull_error *error)
{
	*ret_args = (struct hull_create_args){
		HULL_ARGS(*ret_args),
		.id = request->args[0],
		.bundle = request->bundle,
		.config = request->config,
		.pid_file = request->pid_file,
		.preserve_fds = request->preserve_fds,
		.no_pivot = request->no_pivot,
		.no_new_keyring = request->no_new_keyring,
		.no_subreaper = request->no_subreaper,
		.detach = request->detach,
		.keep = request->keep,
	};
	return refuse_sockets(request, error);
}
