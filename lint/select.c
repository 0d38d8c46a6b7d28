/*
 * Which rules run, and at which level: the preset, then the lines of levels
 * (of a category first, of a rule second), then select and ignore.
 */
#include "lint/state.h"

static bool names(str name, const struct lint_entry *e)
{
    return str_eq(name, str_from(e->id)) || str_eq(name, str_from(e->category));
}

static bool listed(const str *list, uint32_t n, const struct lint_entry *e)
{
    for (uint32_t i = 0; i < n; i++)
        if (names(list[i], e))
            return true;
    return false;
}

bool lint_selected(const struct lint_options *o, const struct lint_entry *e)
{
    return (!o->nselect || listed(o->select, o->nselect, e)) &&
           !listed(o->ignore, o->nignore, e);
}

enum diag_level lint_preset_level(enum lint_preset p, enum diag_level own)
{
    if (p != LINT_STRICT || own == DIAG_OFF)
        return own;
    return own == DIAG_INFO ? DIAG_WARNING : DIAG_ERROR;
}

const struct lint_level *lint_level_named(const struct lint_level *all,
                                          uint32_t n,
                                          const struct lint_entry *e)
{
    const struct lint_level *found = NULL;
    bool exact = false;

    for (uint32_t i = 0; i < n; i++) {
        bool this_rule = str_eq(all[i].name, str_from(e->id));
        if (!names(all[i].name, e) || (exact && !this_rule))
            continue;
        found = &all[i];
        exact = this_rule;
    }
    return found;
}

enum diag_level lint_level_of(const struct lint *l, const struct lint_entry *e,
                              enum diag_level own)
{
    const struct lint_options *o = l->options;
    const struct lint_level *by = lint_level_named(o->levels, o->nlevels, e);

    return by ? by->level : lint_preset_level(o->preset, own);
}

void lint_select(struct lint *l)
{
    const struct lint_options *o = l->options;
    uint32_t n;

    l->entries = lint_entries(&n);
    l->levels = arena_array(l->arena, enum diag_level, n + 1);
    l->off = arena_array(l->arena, bool, n + 1);
    l->unknown = arena_array(l->arena, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        const struct lint_entry *e = &l->entries[i];
        if (!lint_selected(o, e))
            continue;
        l->levels[i] = lint_level_of(l, e, e->rule->level);
        l->off[i] = l->levels[i] == DIAG_OFF;
        if (l->off[i])
            l->levels[i] = lint_level_on_paths(o, e);
    }
}
