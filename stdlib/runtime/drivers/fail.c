/*
 * How a driver says that there is no answer.
 */
#include "stdlib/runtime/drivers/fail.h"

#include <errno.h>
#include <string.h>

bool driver_fail(struct arena *arena, struct weir_answer *a,
                 enum weir_class class, const char *code, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    a->failed = class;
    a->code = arena_str(arena, str_from(code));
    a->message = arena_vprintf(arena, fmt, args);
    va_end(args);
    return false;
}

static const char *errno_name(int error)
{
    switch (error) {
    case ENOENT: return "ENOENT";
    case EACCES: return "EACCES";
    case EPERM: return "EPERM";
    case ENOSPC: return "ENOSPC";
    case EIO: return "EIO";
    case ELOOP: return "ELOOP";
    case EMFILE: return "EMFILE";
    case ENOTDIR: return "ENOTDIR";
    default: return "EOTHER";
    }
}

bool driver_errno(struct arena *arena, struct weir_answer *a, const char *what,
                  str name)
{
    int error = errno;
    enum weir_class class = WEIR_TRANSIENT;

    if (error == ENOENT || error == ENOTDIR || error == ELOOP)
        class = WEIR_NOT_FOUND;
    else if (error == EACCES || error == EPERM)
        class = WEIR_AUTH;
    return driver_fail(arena, a, class, errno_name(error),
                       "cannot %s \"%" STR_FMT "\": %s", what, STR_ARG(name),
                       ERROR_TEXT(error));
}

str driver_take(struct arena *arena, struct buf *b)
{
    str s = arena_str(arena, buf_view(b));

    buf_free(b);
    return s;
}

str driver_param(const struct weir_params *p, const char *name,
                 const char *otherwise)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->at[i].name, str_from(name)))
            return p->at[i].value;
    return str_from(otherwise);
}
