/*
 * The few directives that nearly every name and key is made with. vsnprintf
 * takes several hundred instructions before its first byte, and a large
 * estate makes a hundred thousand names.
 */
#include "stdlib/value/format.h"

#include <string.h>

struct format {
    char *to, *end;
    bool failed; // no room, or a directive that is not known
    va_list args;
};

static void add(struct format *f, const char *text, size_t len)
{
    if (len > (size_t)(f->end - f->to)) {
        f->failed = true;
        return;
    }
    memcpy(f->to, text, len);
    f->to += len;
}

static void add_number(struct format *f, unsigned long long n, bool negative)
{
    char digits[24];
    size_t i = sizeof digits;

    do
        digits[--i] = (char)('0' + n % 10);
    while (n /= 10);
    if (negative)
        digits[--i] = '-';
    add(f, digits + i, sizeof digits - i);
}

static void add_signed(struct format *f, long long n)
{
    unsigned long long size = (unsigned long long)n;

    add_number(f, n < 0 ? 0 - size : size, n < 0);
}

/* At most `most` bytes; a precision below zero is none. */
static void add_text(struct format *f, int most)
{
    const char *text = va_arg(f->args, const char *);

    if (!text)
        f->failed = true;
    else
        add(f, text, most < 0 ? strlen(text) : strnlen(text, (size_t)most));
}

static void add_char(struct format *f, int c)
{
    char byte = (char)c;

    add(f, &byte, 1);
}

/* "lld", "llu", "zu". */
static size_t long_directive(struct format *f, const char *p)
{
    if (p[0] == 'z' && p[1] == 'u') {
        add_number(f, va_arg(f->args, size_t), false);
        return 2;
    }
    if (p[0] != 'l' || p[1] != 'l' || (p[2] != 'd' && p[2] != 'u'))
        return 0;
    if (p[2] == 'd')
        add_signed(f, va_arg(f->args, long long));
    else
        add_number(f, va_arg(f->args, unsigned long long), false);
    return 3;
}

/* The directive behind a %; its length, 0 for one that is not known. */
static size_t directive(struct format *f, const char *p)
{
    switch (p[0]) {
    case '.':
        if (p[1] != '*' || p[2] != 's')
            return 0;
        add_text(f, va_arg(f->args, int));
        return 3;
    case 's': add_text(f, -1); return 1;
    case 'd': add_signed(f, va_arg(f->args, int)); return 1;
    case 'u': add_number(f, va_arg(f->args, unsigned), false); return 1;
    case 'c': add_char(f, va_arg(f->args, int)); return 1;
    case '%': add(f, "%", 1); return 1;
    default: return long_directive(f, p);
    }
}

ptrdiff_t format_plain(char *to, size_t room, const char *fmt, va_list args)
{
    struct format f = {.to = to, .end = to + room};

    va_copy(f.args, args);
    while (!f.failed) {
        size_t plain = strcspn(fmt, "%");
        add(&f, fmt, plain);
        fmt += plain;
        if (!*fmt || f.failed)
            break;
        size_t n = directive(&f, fmt + 1);
        f.failed |= n == 0;
        fmt += n + 1;
    }
    va_end(f.args);
    return f.failed ? -1 : f.to - to;
}
