/*
 * format.h - printf for texts and plain numbers, without printf's price
 */
#ifndef WEIR_FORMAT_H
#define WEIR_FORMAT_H

#include "stdlib/value/str.h"

#include <stdarg.h>

/*
 * What vsnprintf would write, where `fmt` has only %s, %.*s, %c, %d, %u, %zu,
 * %lld, %llu and %%, and it fits into `room` bytes: its length, no NUL behind
 * it. -1 where it does not; nothing of `to` counts then.
 */
ptrdiff_t format_plain(char *to, size_t room, const char *fmt, va_list args)
    PRINTF_LIKE(3, 0);

#endif
