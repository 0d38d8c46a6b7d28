/*
 * Waivers: a finding is silent where a waiver of its rule has the item or step
 * around it and its last day has not passed. Then the waivers themselves are
 * judged (structure/bad-waiver).
 *
 * Scopes nest, so waivers lie sorted by where their scope begins; from the
 * last that begins before a finding one goes back, no further than the
 * furthest end of those before reaches.
 */
#include "lint/state.h"

#include <stdlib.h>

struct waivers {
    struct lint_waived *at;
    uint32_t n;
    struct map by_rule; // of struct waivers
};

static int compare_scopes(const void *a, const void *b)
{
    const struct graph_waiver *x = ((const struct lint_waived *)a)->waiver;
    const struct graph_waiver *y = ((const struct lint_waived *)b)->waiver;

    if (x->scope.pos != y->scope.pos)
        return x->scope.pos < y->scope.pos ? -1 : 1;
    return x->at.pos < y->at.pos ? -1 : x->at.pos > y->at.pos;
}

static bool expired(const struct lint *l, const struct graph_waiver *w)
{
    return l->options->has_today && w->date_good &&
           w->until < l->options->today;
}

static bool is_locked(const struct lint *l, const struct lint_entry *e)
{
    return lint_is_locked(l->options, e);
}

static bool has_reason(const struct graph_waiver *w)
{
    return str_trim(w->because).len > 0;
}

/* Waivers of one rule are one run of the array, sorted by scope. */
static struct waivers group(struct lint *l)
{
    const struct graph *g = l->g;
    struct waivers all = {.n = g->waivers.n};

    map_init(&all.by_rule, l->arena);
    all.at = arena_array(l->arena, struct lint_waived, all.n + 1);
    for (uint32_t i = 0; i < all.n; i++) {
        all.at[i].waiver = g->waivers.at[i];
        all.at[i].entry = lint_entry_find(g->waivers.at[i]->rule);
    }
    for (uint32_t i = 0; i < all.n; i++) {
        struct waivers **w =
            (struct waivers **)map_put(&all.by_rule, all.at[i].waiver->rule);
        if (!*w)
            *w = arena_make(l->arena, struct waivers);
        (*w)->n++;
    }
    for (uint32_t i = 0; i < all.n; i++) {
        struct waivers *w = map_get(&all.by_rule, all.at[i].waiver->rule);
        if (!w->at) {
            w->at = arena_array(l->arena, struct lint_waived, w->n);
            w->n = 0;
        }
        w->at[w->n++] = all.at[i];
    }
    return all;
}

static void sort_scopes(struct waivers *w)
{
    uint32_t reach = 0;

    qsort(w->at, w->n, sizeof *w->at, compare_scopes);
    for (uint32_t i = 0; i < w->n; i++) {
        span s = w->at[i].waiver->scope;
        uint32_t end = s.pos + s.len;
        reach = end > reach ? end : reach;
        w->at[i].reach = reach;
    }
}

bool lint_waives(const struct lint *l, const struct lint_waived *w)
{
    return w->waiver->date_good && has_reason(w->waiver) &&
           !expired(l, w->waiver) && !is_locked(l, w->entry);
}

static bool inside(span at, span scope)
{
    return at.pos >= scope.pos && at.pos - scope.pos < scope.len;
}

static uint32_t first_behind(const struct waivers *w, uint32_t pos)
{
    uint32_t low = 0, high = w->n;

    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (w->at[mid].waiver->scope.pos <= pos)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The innermost waiver that holds counts as the one that was needed. */
static bool is_waived(const struct lint *l, struct waivers *w, span at)
{
    for (uint32_t i = first_behind(w, at.pos);
         i-- > 0 && w->at[i].reach > at.pos;) {
        if (!inside(at, w->at[i].waiver->scope))
            continue;
        if (lint_waives(l, &w->at[i])) {
            w->at[i].hits++;
            return true;
        }
        w->at[i].missed++;
    }
    return false;
}

static void take_out(struct lint *l, struct waivers *all)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < l->found.all.n; i++) {
        struct diag *d = l->found.all.at[i];
        struct waivers *w = map_get(&all->by_rule, d->id);
        if (w && d->at.pos && w->at->entry && is_waived(l, w, d->at)) {
            *vec_push(l->arena, &l->silenced) = d;
            l->found.errors -= d->level == DIAG_ERROR;
        } else {
            l->found.all.at[kept++] = d;
        }
    }
    l->found.all.n = kept;
}

/* --- the waivers themselves ---------------------------------------------- */

static void report_unknown(struct lint *l, const struct graph_waiver *w)
{
    str near = lint_name_nearest(l->arena, w->rule);
    bool compiler = str_starts_with(w->rule, STR("language/")) ||
                    str_starts_with(w->rule, STR("import/"));
    struct diag *d =
        compiler
            ? lint_report(l, w->rule_at,
                          "\"%" STR_FMT "\" can't be waived: it stops the "
                          "compilation",
                          STR_ARG(w->rule))
            : lint_report(l, w->rule_at, "there is no rule \"%" STR_FMT "\"",
                          STR_ARG(w->rule));
    if (!compiler && near.len)
        lint_help(l, d, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
}

static str date_text(struct lint *l, weir_date day)
{
    // Civil from days, as Howard Hinnant writes it down.
    int64_t z = (int64_t)day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;

    return arena_printf(l->arena, "%04lld-%02lld-%02lld",
                        (long long)(yoe + era * 400 + (month <= 2)),
                        (long long)month,
                        (long long)(doy - (153 * mp + 2) / 5 + 1));
}

static void report_expired(struct lint *l, const struct lint_waived *w)
{
    str day = date_text(l, w->waiver->until);
    struct diag *d =
        lint_report(l, w->waiver->until_at,
                    "the waiver of \"%" STR_FMT "\" has expired, its last day "
                    "was %" STR_FMT,
                    STR_ARG(w->waiver->rule), STR_ARG(day));

    if (w->missed)
        lint_help(l, d,
                  "mend the finding, or decide anew how long it may "
                  "stay");
    else
        lint_help(l, d, "remove the line: it silences nothing");
    if (!w->missed)
        lint_fix_remove(l, d, DIAG_SAFE, w->waiver->at);
}

void lint_judge_waiver(struct lint *l, const struct lint_waived *w,
                       bool judge_unused)
{
    const struct graph_waiver *x = w->waiver;

    if (!w->entry) {
        report_unknown(l, x);
    } else if (!has_reason(x)) {
        struct diag *d = lint_report(
            l, x->at, "the waiver of \"%" STR_FMT "\" gives no reason",
            STR_ARG(x->rule));
        lint_help(l, d, "say behind because why the finding may stay");
    } else if (is_locked(l, w->entry) && w->missed) {
        struct diag *d = lint_report(
            l, x->rule_at, "\"%" STR_FMT "\" is locked: no waiver silences it",
            STR_ARG(x->rule));
        lint_help(l, d,
                  "mend the finding, or take the rule off rules.locked "
                  "in weir.yaml");
    } else if (expired(l, x)) {
        report_expired(l, w);
    } else if (judge_unused && x->date_good && !w->hits &&
               !lint_off_at(l, w->entry, x->at)) {
        struct diag *d = lint_report(
            l, x->at, "the waiver of \"%" STR_FMT "\" silences nothing",
            STR_ARG(x->rule));
        lint_help(l, d, "remove the line");
        lint_fix_remove(l, d, DIAG_SAFE, x->at);
    }
}

bool lint_judges_waivers(struct lint *l)
{
    const struct lint_entry *e = lint_entry_find(STR("structure/bad-waiver"));

    if (!e || l->levels[e - l->entries] == DIAG_OFF)
        return false;
    l->entry = e;
    l->level = l->levels[e - l->entries];
    return true;
}

static void judge_all(struct lint *l, struct waivers *all, bool judge_unused)
{
    if (!lint_judges_waivers(l))
        return;
    for (uint32_t i = 0; i < all->by_rule.entries.n; i++) {
        struct waivers *w = all->by_rule.entries.at[i].value;
        for (uint32_t j = 0; j < w->n; j++) {
            lint_about(l, "waiver", w->at[j].waiver->rule);
            lint_judge_waiver(l, &w->at[j], judge_unused);
        }
    }
}

void lint_suppress(struct lint *l, bool judge_unused)
{
    if (l->options->nwaivers || l->options->npaths)
        lint_suppress_centrally(l, judge_unused);
    if (!l->g->waivers.n)
        return;
    struct waivers all = group(l);
    for (uint32_t i = 0; i < all.by_rule.entries.n; i++)
        sort_scopes(all.by_rule.entries.at[i].value);
    take_out(l, &all);
    judge_all(l, &all, judge_unused);
}
