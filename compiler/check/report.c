/*
 * How the checker speaks: ids from errors.def, helps with the nearest name,
 * and silence about what may only be missing because it did not parse.
 */
#include "compiler/check/own.h"

#include <string.h>

static const char *const ids[] = {
#define ERROR(NAME, id) id,
#include "compiler/check/errors.def"
#undef ERROR
};

enum { MOST_MESSAGES = 100 }; // of a file

static bool is_past_most(struct check *k, span at)
{
    return ++source_of(k->sources, at.pos)->mistakes > MOST_MESSAGES;
}

/* One message says so; the others are counted and go nowhere. */
static struct diag *said_enough(struct check *k, enum check_error e, span at)
{
    if (source_of(k->sources, at.pos)->mistakes == MOST_MESSAGES + 1)
        return diag_add(k->diags, DIAG_ERROR, ids[e], at,
                        "more than %d mistakes in this file, the others are "
                        "not told",
                        MOST_MESSAGES);
    struct diag *d = arena_make(k->arena, struct diag);

    d->at = at;
    k->diags->errors++;
    return d;
}

struct diag *check_report(struct check *k, enum check_error e, span at,
                          const char *fmt, ...)
{
    va_list args;

    if (at.pos && is_past_most(k, at))
        return said_enough(k, e, at);
    va_start(args, fmt);
    struct diag *d = diag_vadd(k->diags, DIAG_ERROR, ids[e], at, fmt, args);
    va_end(args);
    return d;
}

const char *article(const char *kind)
{
    return strchr("aeio", kind[0]) ? "an" : "a";
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

/* A missing name is one mistake, however often it is used: the later places
 * become notes of the first message. */
struct missing {
    struct diag *first;
    uint32_t notes;
};

enum { NOTES_MAX = 3 };

bool missing_again(struct check *k, const char *kind, str name,
                   const void *where, span at)
{
    str key =
        arena_printf(k->arena, "%s %p %" STR_FMT, kind, where, STR_ARG(name));
    struct missing *m = map_get(&k->own->missing, key);

    if (!m)
        return false;
    if (m->notes++ < NOTES_MAX)
        diag_note(k->diags, m->first, at, "it is missing here, too");
    return true;
}

void missing_note(struct check *k, const char *kind, str name,
                  const void *where, struct diag *d)
{
    str key =
        arena_printf(k->arena, "%s %p %" STR_FMT, kind, where, STR_ARG(name));
    struct missing *m = arena_make(k->arena, struct missing);

    m->first = d;
    *map_put(&k->own->missing, key) = m;
}

/* Offers the nearest name: as a help, and as a fix where the message stands at
 * the name itself (in quotes where a fixed text is meant). */
static void offer(struct check *k, struct diag *d, str name, str near)
{
    str there = source_text(k->sources, d->at);
    bool quoted = there.len == name.len + 2 && there.ptr[0] == '"';

    if (!near.len || d->help.len)
        return;
    diag_help(k->diags, d, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
    if (!quoted && !str_eq(there, name))
        return;
    d->safety = DIAG_UNSAFE;
    diag_edit(k->diags, d, d->at,
              arena_printf(k->arena, quoted ? "\"%" STR_FMT "\"" : "%" STR_FMT,
                           STR_ARG(near)));
}

static str nearest(struct check *k, str name, const str *names, size_t n)
{
    if (n > k->own->nearest_left)
        return (str){0};
    k->own->nearest_left -= n;
    return diag_nearest(k->arena, name, names, n);
}

str check_nearest_of(struct check *k, struct diag *d, str name,
                     const str *names, size_t n)
{
    str near = nearest(k, name, names, n);

    offer(k, d, name, near);
    return near;
}

void check_nearest(struct check *k, struct diag *d, str name,
                   const struct map *names)
{
    uint32_t n = names->entries.n;
    str *all = arena_array(k->arena, str, n + 1);

    for (uint32_t i = 0; i < n; i++)
        all[i] = names->entries.at[i].key;
    check_nearest_of(k, d, name, all, n);
}

str check_no_field(struct check *k, const struct graph_type *record, str name,
                   span at)
{
    const struct graph_record *r = record->record;

    if (check_incomplete(k, r->at))
        return (str){0};
    str *names = arena_array(k->arena, str, r->nfields + 1);
    for (uint32_t i = 0; i < r->nfields; i++)
        names[i] = r->fields[i].name;
    if (missing_again(k, "field", name, r, at))
        return nearest(k, name, names, r->nfields);
    struct diag *d =
        check_report(k, CHECK_UNKNOWN_FIELD, at,
                     "%" STR_FMT " has no field \"%" STR_FMT "\"",
                     STR_ARG(type_text(k->arena, record)), STR_ARG(name));
    missing_note(k, "field", name, r, d);
    return check_nearest_of(k, d, name, names, r->nfields);
}
