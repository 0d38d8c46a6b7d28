/*
 * Levels of the findings in some files: the last of `paths:` that holds a
 * file and names the rule wins. A locked rule is never lowered.
 */
#include "lint/state.h"

bool lint_glob(str p, str t)
{
    size_t i = 0, j = 0, star = SIZE_MAX, from = 0;
    bool any = false; // the star was a "**"

    while (j < t.len) {
        if (i < p.len && p.ptr[i] == '*') {
            any = i + 1 < p.len && p.ptr[i + 1] == '*';
            i += any ? 2 : 1;
            // "**" with a slash behind it holds no folder, too.
            if (any && i < p.len && p.ptr[i] == '/' &&
                (i < 3 || p.ptr[i - 3] == '/') &&
                lint_glob(str_slice(p, i + 1, p.len), str_slice(t, j, t.len)))
                return true;
            star = i;
            from = j;
        } else if (i < p.len && (p.ptr[i] == t.ptr[j] ||
                                 (p.ptr[i] == '?' && t.ptr[j] != '/'))) {
            i++;
            j++;
        } else if (star != SIZE_MAX && (any || t.ptr[from] != '/')) {
            i = star;
            j = ++from;
        } else {
            return false;
        }
    }
    while (i < p.len && p.ptr[i] == '*')
        i++;
    return i == p.len;
}

static bool level_in(const struct lint_path *p, const struct lint_entry *e,
                     enum diag_level *level)
{
    bool found = false, exact = false;

    for (uint32_t i = 0; i < p->nlevels; i++) {
        bool rule = str_eq(p->levels[i].name, str_from(e->id));
        bool category = str_eq(p->levels[i].name, str_from(e->category));
        if (!rule && (!category || exact))
            continue;
        *level = p->levels[i].level;
        exact |= rule;
        found = true;
    }
    return found;
}

static void set_level(struct lint *l, struct diag *d, str file)
{
    const struct lint_options *o = l->options;
    const struct lint_entry *e = lint_entry_find(d->id);
    enum diag_level level = d->level;

    for (uint32_t i = o->npaths; e && i-- > 0;) {
        if (!lint_glob(o->paths[i].glob, file) ||
            !level_in(&o->paths[i], e, &level))
            continue;
        if (level > d->level || !lint_is_locked(o, e))
            d->level = level;
        return;
    }
}

void lint_by_path(struct lint *l)
{
    uint32_t kept = 0;

    if (!l->options->npaths)
        return;
    l->found.errors = 0;
    for (uint32_t i = 0; i < l->found.all.n; i++) {
        struct diag *d = l->found.all.at[i];
        const struct source *src = source_of(l->found.sources, d->at.pos);
        if (src && d->verdict == DIAG_FAIL)
            set_level(l, d, src->name);
        if (d->level == DIAG_OFF)
            continue;
        l->found.errors += d->level == DIAG_ERROR;
        l->found.all.at[kept++] = d;
    }
    l->found.all.n = kept;
}
