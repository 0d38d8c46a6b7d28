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

static enum diag_level preset_level(enum lint_preset p, enum diag_level own)
{
    if (p != LINT_STRICT || own == DIAG_OFF)
        return own;
    return own == DIAG_INFO ? DIAG_WARNING : DIAG_ERROR;
}

enum diag_level lint_level_of(const struct lint *l, const struct lint_entry *e,
                              enum diag_level own)
{
    const struct lint_options *o = l->options;
    enum diag_level level = preset_level(o->preset, own);
    bool exact = false;

    for (uint32_t i = 0; i < o->nlevels; i++) {
        bool this_rule = str_eq(o->levels[i].name, str_from(e->id));
        if (!names(o->levels[i].name, e) || (exact && !this_rule))
            continue;
        level = o->levels[i].level;
        exact = this_rule;
    }
    return level;
}

bool lint_is_locked(const struct lint_options *o, const struct lint_entry *e)
{
    return listed(o->locked, o->nlocked, e);
}

str lint_lowered(const struct lint_options *o)
{
    uint32_t n;
    const struct lint_entry *entries = lint_entries(&n);
    const struct lint l = {.options = o};

    for (uint32_t i = 0; i < n; i++) {
        const struct lint_entry *e = &entries[i];
        if (!lint_is_locked(o, e))
            continue;
        if (listed(o->ignore, o->nignore, e) ||
            lint_level_of(&l, e, e->rule->level) <
                preset_level(o->preset, e->rule->level))
            return str_from(e->id);
    }
    return (str){"", 0};
}

void lint_select(struct lint *l)
{
    uint32_t n;
    const struct lint_entry *entries = lint_entries(&n);

    l->levels = arena_array(l->arena, enum diag_level, n + 1);
    l->unknown = arena_array(l->arena, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++)
        l->levels[i] =
            lint_selected(l->options, &entries[i])
                ? lint_level_of(l, &entries[i], entries[i].rule->level)
                : DIAG_OFF;
}
