/*
 * Levels of the findings in some files: the last of `paths:` that holds a file
 * and names the rule wins, but for what the command line says. A rule that is
 * off elsewhere may be on in some files.
 */
#include "lint/state.h"

struct in_file { // which of the paths hold the file asked for last
    const struct source *src;
    bool *holds;
};

enum diag_level lint_level_on_paths(const struct lint_options *o,
                                    const struct lint_entry *e)
{
    enum diag_level highest = DIAG_OFF;

    if (lint_level_named(o->levels + (o->nlevels - o->nforced), o->nforced, e))
        return DIAG_OFF;
    for (uint32_t i = 0; i < o->npaths; i++) {
        const struct lint_level *by =
            lint_level_named(o->paths[i].levels, o->paths[i].nlevels, e);
        if (by && by->level > highest)
            highest = by->level;
    }
    return highest;
}

static void look_at_file(const struct lint *l, struct in_file *f,
                         const struct source *src)
{
    const struct lint_options *o = l->options;

    if (f->src == src)
        return;
    f->src = src;
    for (uint32_t i = 0; i < o->npaths; i++)
        f->holds[i] = src && lint_glob(o->paths[i].glob, src->name);
}

static void set_level(const struct lint *l, struct diag *d,
                      const struct in_file *f)
{
    const struct lint_options *o = l->options;
    const struct lint_entry *e = lint_entry_find(d->id);

    if (!e ||
        lint_level_named(o->levels + (o->nlevels - o->nforced), o->nforced, e))
        return;
    enum diag_level level =
        l->levels[e - l->entries] != DIAG_OFF && l->off[e - l->entries]
            ? DIAG_OFF
            : d->level;
    for (uint32_t i = o->npaths; i-- > 0;) {
        const struct lint_level *by =
            f->holds[i]
                ? lint_level_named(o->paths[i].levels, o->paths[i].nlevels, e)
                : NULL;
        if (!by)
            continue;
        level = by->level;
        break;
    }
    if (d->verdict == DIAG_FAIL || level == DIAG_OFF)
        d->level = level; // what is not known keeps the level of that
}

bool lint_off_at(const struct lint *l, const struct lint_entry *e, span at)
{
    const struct lint_options *o = l->options;
    const struct source *src = source_of(l->found.sources, at.pos);
    size_t i = (size_t)(e - l->entries);

    for (uint32_t k = o->npaths; src && k-- > 0;) {
        const struct lint_level *by =
            lint_level_named(o->paths[k].levels, o->paths[k].nlevels, e);
        if (by && lint_glob(o->paths[k].glob, src->name))
            return l->levels[i] == DIAG_OFF || by->level == DIAG_OFF;
    }
    return l->levels[i] == DIAG_OFF || l->off[i];
}

void lint_by_path(struct lint *l)
{
    struct in_file f = {
        .holds = arena_array(l->arena, bool, l->options->npaths + 1)};
    uint32_t kept = 0;

    if (!l->options->npaths)
        return;
    l->found.errors = 0;
    for (uint32_t i = 0; i < l->found.all.n; i++) {
        struct diag *d = l->found.all.at[i];
        look_at_file(l, &f, source_of(l->found.sources, d->at.pos));
        set_level(l, d, &f);
        if (d->level == DIAG_OFF)
            continue;
        l->found.errors += d->level == DIAG_ERROR;
        l->found.all.at[kept++] = d;
    }
    l->found.all.n = kept;
}
