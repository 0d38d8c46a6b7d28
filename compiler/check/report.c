/*
 * How the checker speaks: ids from errors.def, helps with the nearest name,
 * and silence about what may only be missing because it did not parse.
 */
#include "compiler/check/own.h"

static const char *const ids[] = {
#define ERROR(NAME, id) id,
#include "compiler/check/errors.def"
#undef ERROR
};

struct diag *check_report(struct check *k, enum check_error e, span at,
                          const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct diag *d = diag_vadd(k->diags, DIAG_ERROR, ids[e], at, fmt, args);
    va_end(args);
    return d;
}

bool check_incomplete(const struct check *k, span at)
{
    if (!at.pos)
        return k->own->failed.n > 0;
    if (!k->own->failed.n)
        return false;
    const struct source *src = source_of(k->sources, at.pos);
    for (uint32_t i = 0; i < k->own->failed.n; i++)
        if (k->own->failed.at[i] == src)
            return true;
    return false;
}

void check_nearest_of(struct check *k, struct diag *d, str name,
                      const str *names, size_t n)
{
    if (d->help.len || n > k->own->nearest_left)
        return;
    k->own->nearest_left -= n;
    str near = diag_nearest(k->arena, name, names, n);
    if (near.len)
        diag_help(k->diags, d, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
}

void check_nearest(struct check *k, struct diag *d, str name,
                   const struct map *names)
{
    uint32_t n = names->entries.n;

    if (!n)
        return;
    struct arena_mark mark = arena_mark(k->arena);
    str *all = arena_array(k->arena, str, n);
    for (uint32_t i = 0; i < n; i++)
        all[i] = names->entries.at[i].key;
    str near = {0};
    if (n <= k->own->nearest_left) {
        k->own->nearest_left -= n;
        near = diag_nearest(k->arena, name, all, n);
    }
    arena_reset(k->arena, mark);
    if (near.len && !d->help.len)
        diag_help(k->diags, d, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
}
