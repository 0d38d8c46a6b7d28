/*
 * Locked rules, and the lines of weir.yaml and of the command line that would
 * silence or lower one.
 */
#include "lint/state.h"

struct search {
    const struct lint_options *o;
    struct arena *arena;
    VEC(struct lint_lowered) all;
};

static bool names(str name, const struct lint_entry *e)
{
    return str_eq(name, str_from(e->id)) || str_eq(name, str_from(e->category));
}

bool lint_is_locked(const struct lint_options *o, const struct lint_entry *e)
{
    for (uint32_t i = 0; i < o->nlocked; i++)
        if (names(o->locked[i], e))
            return true;
    return false;
}

/* One message a line, about the first rule that it lowers. */
static void add(struct search *s, const struct lint_entry *e, str by, span at,
                enum diag_level to)
{
    for (uint32_t i = 0; i < s->all.n; i++)
        if (s->all.at[i].at.pos == at.pos && str_eq(s->all.at[i].by, by))
            return;
    *vec_push(s->arena, &s->all) =
        (struct lint_lowered){str_from(e->id), by, at, to};
}

static void add_level(struct search *s, const struct lint_entry *e,
                      const struct lint_level *by)
{
    enum diag_level own = lint_preset_level(s->o->preset, e->rule->level);

    if (by && by->level < own)
        add(s, e, by->name, by->at, by->level);
}

const struct lint_lowered *lint_lowered(const struct lint_options *o,
                                        struct arena *a, uint32_t *n)
{
    struct search s = {.o = o, .arena = a};
    uint32_t nentries;
    const struct lint_entry *entries = lint_entries(&nentries);

    for (uint32_t i = 0; o->nlocked && i < nentries; i++) {
        const struct lint_entry *e = &entries[i];
        if (!lint_is_locked(o, e))
            continue;
        for (uint32_t k = 0; k < o->nignore; k++)
            if (names(o->ignore[k], e))
                add(&s, e, o->ignore[k],
                    o->ignore_at ? o->ignore_at[k] : (span){0, 0}, DIAG_OFF);
        add_level(&s, e, lint_level_named(o->levels, o->nlevels, e));
        for (uint32_t k = 0; k < o->npaths; k++)
            add_level(
                &s, e,
                lint_level_named(o->paths[k].levels, o->paths[k].nlevels, e));
    }
    *n = s.all.n;
    return s.all.at;
}
