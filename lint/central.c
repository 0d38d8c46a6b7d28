/*
 * Waivers of weir.yaml: of a flow, of anything by the name that a baseline
 * gives it, or of files by a pattern. Then they are judged as those in texts;
 * where only a part of the estate is read (a manifest, an export), one of
 * something that is not there is left alone.
 */
#include "lint/state.h"

struct central {
    const struct lint_waiver *waiver;
    struct graph_waiver as; // how the others look at it
    struct lint_waived state;
};

/* "orders" holds "orders" and "orders/write#1"; not when the latter is the
 * name of another flow. */
static bool is_of_flow(const struct lint *l, str about, str flow)
{
    const struct graph *g = l->g;

    if (!str_starts_with(about, flow))
        return false;
    if (about.len == flow.len)
        return true;
    if (about.ptr[flow.len] != '/')
        return false;
    for (uint32_t i = 0; i < g->flows.n; i++) {
        str name = g->flows.at[i]->name;
        if (name.len > flow.len && str_starts_with(about, name) &&
            (about.len == name.len || about.ptr[name.len] == '/'))
            return false;
    }
    return true;
}

static bool covers(const struct lint *l, const struct lint_waiver *w,
                   const struct diag *d)
{
    const str flow = STR("flow ");
    const struct source *src;

    if (w->item.len)
        return str_eq(w->item, d->anchor);
    if (w->flow.len)
        return str_starts_with(d->anchor, flow) &&
               is_of_flow(l, str_slice(d->anchor, flow.len, d->anchor.len),
                          w->flow);
    src = source_of(l->found.sources, d->at.pos);
    return src && lint_glob(w->file, src->name);
}

static struct central *read_all(struct lint *l)
{
    const struct lint_options *o = l->options;
    struct central *all =
        arena_array(l->arena, struct central, o->nwaivers + 1);

    for (uint32_t i = 0; i < o->nwaivers; i++) {
        const struct lint_waiver *w = &o->waivers[i];
        all[i].waiver = w;
        all[i].as = (struct graph_waiver){.rule = w->rule,
                                          .because = w->because,
                                          .until = w->until,
                                          .date_good = true,
                                          .at = w->at,
                                          .rule_at = w->rule_at,
                                          .until_at = w->until_at};
        all[i].state.waiver = &all[i].as;
        all[i].state.entry = lint_entry_find(w->rule);
    }
    return all;
}

static bool is_waived(struct lint *l, struct central *all, const struct diag *d)
{
    for (uint32_t i = 0; i < l->options->nwaivers; i++) {
        struct central *c = &all[i];
        if (!c->state.entry || !str_eq(c->waiver->rule, d->id) ||
            !covers(l, c->waiver, d))
            continue;
        if (lint_waives(l, &c->state)) {
            c->state.hits++;
            return true;
        }
        c->state.missed++;
    }
    return false;
}

static void take_out(struct lint *l, struct central *all)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < l->found.all.n; i++) {
        struct diag *d = l->found.all.at[i];
        if (is_waived(l, all, d)) {
            *vec_push(l->arena, &l->silenced) = d;
            l->found.errors -= d->level == DIAG_ERROR;
        } else {
            l->found.all.at[kept++] = d;
        }
    }
    l->found.all.n = kept;
}

/* --- what they name ------------------------------------------------------ */

static bool is_whole(const struct lint *l)
{
    return !l->options->part && str_eq(l->g->format, STR("weir"));
}

static bool has_flow(const struct graph *g, str name)
{
    for (uint32_t i = 0; i < g->flows.n; i++)
        if (str_eq(g->flows.at[i]->name, name))
            return true;
    return false;
}

static bool has_file(const struct graph *g, str glob)
{
    for (uint32_t i = 0; i < g->sources->files.n; i++)
        if (lint_glob(glob, g->sources->files.at[i]->name))
            return true;
    return false;
}

static void report_flow(struct lint *l, const struct lint_waiver *w)
{
    const struct graph *g = l->g;
    str *names = arena_array(l->arena, str, g->flows.n + 1);
    struct diag *d = lint_report(l, w->at, "there is no flow \"%" STR_FMT "\"",
                                 STR_ARG(w->flow));

    for (uint32_t i = 0; i < g->flows.n; i++)
        names[i] = g->flows.at[i]->name;
    str near = diag_nearest(l->arena, w->flow, names, g->flows.n);
    if (near.len)
        lint_help(l, d, "did you mean \"%" STR_FMT "\"?", STR_ARG(near));
    else
        lint_help(l, d, "remove the waiver of \"%" STR_FMT "\"",
                  STR_ARG(w->rule));
}

static void judge(struct lint *l, const struct central *c, bool judge_unused)
{
    const struct lint_waiver *w = c->waiver;
    bool whole = is_whole(l);
    bool there = w->flow.len   ? has_flow(l->g, w->flow)
                 : w->file.len ? has_file(l->g, w->file)
                               : whole;

    lint_about(l, "waiver", w->rule);
    if (w->flow.len && !there && whole && judge_unused)
        report_flow(l, w);
    else
        lint_judge_waiver(l, &c->state, judge_unused && (there || whole));
}

static void judge_path(struct lint *l, const struct lint_path *p)
{
    if (has_file(l->g, p->glob))
        return;
    lint_about(l, "path", p->glob);
    struct diag *d =
        lint_report(l, p->at, "no file is named as \"%" STR_FMT "\" says",
                    STR_ARG(p->glob));
    lint_help(l, d, "levels for files that are gone can be removed");
}

void lint_suppress_centrally(struct lint *l, bool judge_unused)
{
    const struct lint_options *o = l->options;
    struct central *all = read_all(l);

    if (o->nwaivers)
        take_out(l, all);
    if (!lint_judges_waivers(l))
        return;
    for (uint32_t i = 0; i < o->nwaivers; i++)
        judge(l, &all[i], judge_unused);
    for (uint32_t i = 0; i < o->npaths; i++)
        if (is_whole(l))
            judge_path(l, &o->paths[i]);
}
