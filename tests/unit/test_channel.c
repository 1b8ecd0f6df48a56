/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test_channel: the protocol between hull and the container's init; the other side is not believed (security H3). */
#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include "model/channel.h"
#include "model/hear.h"
#include "tap.h"

static int ends[2];
static char logged[2048];

static void keep_log(void *context, enum log_level level, const char *text)
{
	(void)context;
	snprintf(logged, sizeof(logged), "%d %s", (int)level, text);
}

static void open_channel(void)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		perror("socketpair");
		exit(EXIT_FAILURE);
	}
}

static void close_channel(void)
{
	close(ends[0]);
	close(ends[1]);
}

static void test_messages(void)
{
	struct err err = ERR_INIT;
	struct message message;

	open_channel();
	err_call(&err, ENOENT, "open %q", "/x");
	err_hint(&err, "a hint");
	channel_send_done(ends[0], 7);
	channel_send_err(ends[0], &err);
	channel_send_log(ends[0], LOG_INFO, "said");
	channel_send_span(ends[0], 3, 10, 20);
	channel_send_pid(ends[0], 4711);
	ok(channel_receive(ends[1], &message) == 1 && message.kind == MESSAGE_DONE && message.row == 7, "DONE arrives");
	ok(channel_receive(ends[1], &message) == 1 && message.kind == MESSAGE_ERR && message.err.code == ENOENT, "ERR arrives");
	is_string(message.err.what, "open \"/x\"", "with its text");
	is_string(message.err.hint, "a hint", "and its hint");
	ok(channel_receive(ends[1], &message) == 1 && message.kind == MESSAGE_LOG && message.log.level == LOG_INFO,
	   "LOG arrives");
	is_string(message.log.text, "said", "with its text");
	ok(channel_receive(ends[1], &message) == 1 && message.kind == MESSAGE_SPAN && message.row == 3 &&
		   message.span.begin_ns == 10 && message.span.end_ns == 20, "SPAN arrives");
	ok(channel_receive(ends[1], &message) == 1 && message.kind == MESSAGE_PID && message.pid == 4711, "PID arrives");
	close(ends[0]);
	is_number(channel_receive(ends[1], &message), 0, "the end of the other side is an end");
	ok(channel_send_done(ends[1], 1) == -EPIPE, "and telling it something is an error, not a signal");
	close(ends[1]);
}

static int receive_raw(const void *bytes, size_t len, struct message *message)
{
	int ret;

	open_channel();
	send(ends[0], bytes, len, 0);
	ret = channel_receive(ends[1], message);
	close_channel();
	return ret;
}

static void test_malformed(void)
{
	static char large[2 * sizeof(struct message)];
	struct message message, got;

	memset(&message, 'x', sizeof(message));
	is_number(receive_raw(&message, 1, &got), -EPROTO, "a single byte");
	is_number(receive_raw(&message, offsetof(struct message, err) - 1, &got), -EPROTO, "less than a head");
	is_number(receive_raw(&message, sizeof(message), &got), -EPROTO, "an unknown kind");
	message.kind = 0;
	is_number(receive_raw(&message, sizeof(message), &got), -EPROTO, "kind 0");
	message.kind = MESSAGE_PID + 1;
	is_number(receive_raw(&message, sizeof(message), &got), -EPROTO, "the kind behind the last one");
	message.kind = MESSAGE_ERR;
	is_number(receive_raw(&message, sizeof(message) - 1 - (sizeof(message) - offsetof(struct message, err) - sizeof(struct err)),
			      &got), -EPROTO, "an error that is cut short");
	message.kind = MESSAGE_PID;
	is_number(receive_raw(&message, offsetof(struct message, err) + 3, &got), -EPROTO, "a pid of three bytes");
	message.kind = MESSAGE_LOG;
	is_number(receive_raw(&message, offsetof(struct message, log.text), &got), -EPROTO, "a log without a text");
	message.kind = MESSAGE_SPAN;
	is_number(receive_raw(&message, offsetof(struct message, span.end_ns), &got), -EPROTO, "half a span");
	memcpy(large, &message, sizeof(message));
	is_number(receive_raw(large, sizeof(large), &got), 1, "what is too long is cut, and taken as far as it goes");
}

static void test_termination(void)
{
	struct message message, got;

	memset(&message, 'x', sizeof(message));
	message.kind = MESSAGE_ERR;
	is_number(receive_raw(&message, sizeof(message), &got), 1, "an error with texts that do not end");
	ok(strlen(got.err.what) == ERR_WHAT_SIZE - 1 && strlen(got.err.path) == ERR_PATH_SIZE - 1 &&
		   strlen(got.err.hint) == ERR_HINT_SIZE - 1, "is ended by us");
	message.kind = MESSAGE_LOG;
	is_number(receive_raw(&message, offsetof(struct message, log.text) + 5, &got), 1, "a log text that does not end");
	is_string(got.log.text, "xxxx", "is ended by us");
	is_number(receive_raw(&message, sizeof(message), &got), 1, "one of full length");
	is_number((long long)strlen(got.log.text), sizeof(got.log.text) - 1, "as well");
}

static void test_long_log(void)
{
	static char text[5000];
	struct message message;

	memset(text, 'y', sizeof(text) - 1);
	open_channel();
	channel_send_log(ends[0], LOG_DEBUG, text);
	is_number(channel_receive(ends[1], &message), 1, "a long log text is sent");
	is_number((long long)strlen(message.log.text), sizeof(message.log.text) - 1, "cut");
	close_channel();
}

static struct run host_run(void)
{
	return (struct run){ .actor = HOST, .channel = ends[1], .log = { LOG_DEBUG, keep_log, NULL } };
}

static void test_hearing(void)
{
	struct err err = ERR_INIT, sent = ERR_INIT;
	struct run run;

	open_channel();
	run = host_run();
	channel_send_log(ends[0], LOG_WARNING, "careful");
	channel_send_done(ends[0], 5);
	channel_send_done(ends[0], 9);
	is_number(hear_until_done(&run, 9, &err), 0, "waits for the row it was told");
	is_string(logged, "1 careful", "and passes logs on meanwhile");
	is_number(hear_until_done(&run, 5, &err), 0, "a row that was heard before needs no waiting");
	channel_send_done(ends[0], 4000000000U);
	channel_send_pid(ends[0], 42);
	is_number(hear_until_pid(&run, &err), 0, "a row that no table has is ignored");
	is_number(run.pid_heard, 42, "the pid is kept");
	sent.phase = 3;
	err_call(&sent, EACCES, "exec");
	channel_send_err(ends[0], &sent);
	is_number(hear_until_closed(&run, &err), -1, "an error ends the waiting");
	ok(err.code == EACCES && err.phase == 3 && strcmp(err.what, "exec") == 0, "and is the other side's own");
	close(ends[0]);
	is_number(hear_until_closed(&run, &err), 0, "the end is what is waited for there");
	is_number(hear_until_done(&run, 1, &err), -1, "but an error when a row is");
	is_string(err.what, "the container's init ended while the container was made", "in words");
	close(ends[1]);
}

int main(void)
{
	test_messages();
	test_malformed();
	test_termination();
	test_long_log();
	test_hearing();
	return tap_done();
}
