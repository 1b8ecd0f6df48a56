/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* log: see log.h. */
#include "base/log.h"

#include <stddef.h>

#include "base/fmt.h"

void log_write(const struct log *log, enum log_level level, const char *format, ...)
{
	char text[1024];
	va_list args;

	if (log == NULL || log->write == NULL || level > log->level)
		return;
	va_start(args, format);
	fmt_v(text, sizeof(text), format, args);
	va_end(args);
	log->write(log->context, level, text);
}
