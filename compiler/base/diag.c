/*
 * Messages are collected here, in the order found; printers (diag_text.c,
 * diag_json.c, diag_sarif.c) show them.
 */
#include "compiler/base/diag.h"
#include "stdlib/value/near.h"

#include <stdlib.h>
#include <string.h>

const char *diag_level_name(enum diag_level level)
{
    static const char *const names[] = {"off", "info", "warning", "error"};

    return names[level];
}

const char *diag_safety_name(enum diag_safety safety)
{
    static const char *const names[] = {"safe", "unsafe", "scaffold"};

    return names[safety];
}

void diags_init(struct diags *d, struct arena *a, const struct sources *s)
{
    *d = (struct diags){.arena = a, .sources = s};
}

struct diag *diag_vadd(struct diags *d, enum diag_level level, const char *id,
                       span at, const char *fmt, va_list args)
{
    struct diag *m = arena_make(d->arena, struct diag);

    m->level = level;
    m->id = str_from(id);
    m->at = at;
    m->message = arena_vprintf(d->arena, fmt, args);
    d->errors += level == DIAG_ERROR;
    *vec_push(d->arena, &d->all) = m;
    return m;
}

struct diag *diag_add(struct diags *d, enum diag_level level, const char *id,
                      span at, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct diag *m = diag_vadd(d, level, id, at, fmt, args);
    va_end(args);
    return m;
}

static void add_note(struct diags *d, struct diag_note **end, span at, str text)
{
    struct diag_note *n = arena_make(d->arena, struct diag_note);

    n->text = text;
    n->at = at;
    while (*end)
        end = &(*end)->next;
    *end = n;
}

void diag_note(struct diags *d, struct diag *to, span at, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_note(d, &to->notes, at, arena_vprintf(d->arena, fmt, args));
    va_end(args);
}

void diag_step(struct diags *d, struct diag *to, span at, str text)
{
    add_note(d, &to->path, at, text);
}

void diag_help(struct diags *d, struct diag *to, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    to->help = arena_vprintf(d->arena, fmt, args);
    va_end(args);
}

void diag_edit(struct diags *d, struct diag *to, span at, str text)
{
    struct diag_edit *e = arena_make(d->arena, struct diag_edit);
    struct diag_edit **end = &to->edits;

    e->at = at;
    e->text = arena_str(d->arena, text);
    while (*end)
        end = &(*end)->next;
    *end = e;
}

static int compare(const struct diag *a, const struct diag *b)
{
    if (a->at.pos != b->at.pos)
        return a->at.pos < b->at.pos ? -1 : 1;
    int c = str_cmp(a->id, b->id);
    return c ? c : str_cmp(a->message, b->message);
}

static int compare_places(const void *a, const void *b)
{
    const struct diag *x = *(struct diag *const *)a;
    const struct diag *y = *(struct diag *const *)b;

    return compare(x, y);
}

void diags_sort(struct diags *d)
{
    if (d->all.n)
        qsort(d->all.at, d->all.n, sizeof *d->all.at, compare_places);
}

str diag_nearest(struct arena *scratch, str name, const str *names, size_t n)
{
    return name_nearest(scratch, name, names, n);
}
