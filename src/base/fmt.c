/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fmt: see fmt.h. Output goes through one bounded sink; what does not fit is cut, never written. */
#include "base/fmt.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct sink {
	char *text;
	size_t len;
	size_t size;
};

/* One conversion as it stands between '%' and its letter. */
struct spec {
	bool zero;
	size_t width;
	size_t precision; /* SIZE_MAX: none given */
	int longs;        /* 0 int, 1 long, 2 long long; size_t counts as long */
};

static void put(struct sink *out, char c)
{
	if (out->len + 1 < out->size)
		out->text[out->len++] = c;
}

static void put_string(struct sink *out, const char *s, size_t max)
{
	for (size_t i = 0; i < max && s[i] != '\0'; i++)
		put(out, s[i]);
}

static void put_escaped(struct sink *out, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";

	if (c == '"' || c == '\\') {
		put(out, '\\');
		put(out, (char)c);
	} else if (c == '\n') {
		put_string(out, "\\n", 2);
	} else if (c < 0x20 || c == 0x7f) {
		put_string(out, "\\x", 2);
		put(out, digits[c >> 4]);
		put(out, digits[c & 15]);
	} else {
		put(out, (char)c);
	}
}

static void put_quoted(struct sink *out, const char *s, size_t max)
{
	put(out, '"');
	for (size_t i = 0; i < max && s[i] != '\0'; i++)
		put_escaped(out, (unsigned char)s[i]);
	put(out, '"');
}

static void put_number(struct sink *out, uint64_t value, unsigned base, bool negative,
		       const struct spec *spec)
{
	char digits[24];
	size_t n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	if (negative && spec->zero)
		put(out, '-');
	if (negative && !spec->zero)
		digits[n++] = '-';
	for (size_t i = n + (negative && spec->zero); i < spec->width; i++)
		put(out, spec->zero ? '0' : ' ');
	while (n > 0)
		put(out, digits[--n]);
}

static int64_t next_signed(va_list *args, int longs)
{
	return longs == 0 ? va_arg(*args, int) : longs == 1 ? va_arg(*args, long) : va_arg(*args, long long);
}

static uint64_t next_unsigned(va_list *args, int longs)
{
	return longs == 0 ? va_arg(*args, unsigned) :
	       longs == 1 ? va_arg(*args, unsigned long) : va_arg(*args, unsigned long long);
}

static const char *parse_spec(const char *p, struct spec *spec, va_list *args)
{
	*spec = (struct spec){ .precision = SIZE_MAX };
	spec->zero = *p == '0';
	for (; *p >= '0' && *p <= '9'; p++)
		spec->width = spec->width * 10 + (size_t)(*p - '0');
	if (p[0] == '.' && p[1] == '*') {
		int precision = va_arg(*args, int);

		spec->precision = precision < 0 ? SIZE_MAX : (size_t)precision;
		p += 2;
	}
	for (; *p == 'l' || *p == 'z'; p++)
		spec->longs++;
	return p;
}

static void convert(struct sink *out, char letter, const struct spec *spec, va_list *args)
{
	const char *s;
	int64_t i;

	switch (letter) {
	case 's':
	case 'q':
		s = va_arg(*args, const char *);
		if (s == NULL)
			put_string(out, "(null)", SIZE_MAX);
		else if (letter == 's')
			put_string(out, s, spec->precision);
		else
			put_quoted(out, s, spec->precision);
		break;
	case 'c':
		put(out, (char)va_arg(*args, int));
		break;
	case 'd':
	case 'i':
		i = next_signed(args, spec->longs);
		put_number(out, i < 0 ? -(uint64_t)i : (uint64_t)i, 10, i < 0, spec);
		break;
	case 'u':
	case 'x':
	case 'o':
		put_number(out, next_unsigned(args, spec->longs), letter == 'u' ? 10 : letter == 'x' ? 16 : 8, false,
			   spec);
		break;
	default:
		put(out, '%');
		if (letter != '%' && letter != '\0')
			put(out, letter);
	}
}

size_t fmt_v(char *text, size_t size, const char *format, va_list args)
{
	struct sink out = { text, 0, size };
	struct spec spec;
	va_list copy;

	va_copy(copy, args);
	for (const char *p = format; *p != '\0'; p++) {
		if (*p != '%') {
			put(&out, *p);
			continue;
		}
		p = parse_spec(p + 1, &spec, &copy);
		convert(&out, *p, &spec, &copy);
		if (*p == '\0')
			break;
	}
	va_end(copy);
	if (size > 0)
		text[out.len] = '\0';
	return out.len;
}

size_t fmt(char *text, size_t size, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	len = fmt_v(text, size, format, args);
	va_end(args);
	return len;
}

size_t fmt_append(char *text, size_t size, const char *format, ...)
{
	size_t len = strlen(text);
	va_list args;

	va_start(args, format);
	len += fmt_v(text + len, size - len, format, args);
	va_end(args);
	return len;
}
