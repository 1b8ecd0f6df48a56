/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fail: see fail.h. */
#include "cli/fail.h"

#include "base/err.h"
#include "base/fmt.h"

/* A terminal shows the text, and part of it may come from an image or a name. */
static void blank_controls(char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
	}
}

int fail(struct hull_error *error, int code, const char *format, ...)
{
	const char *reason = code != 0 ? err_reason(code) : NULL;
	va_list args;

	*error = (struct hull_error){ .code = code };
	va_start(args, format);
	fmt_v(error->message, sizeof(error->message), format, args);
	va_end(args);
	if (reason != NULL)
		fmt_append(error->message, sizeof(error->message), ": %s", reason);
	else if (code != 0)
		fmt_append(error->message, sizeof(error->message), ": error %d", code);
	blank_controls(error->message);
	return -1;
}
