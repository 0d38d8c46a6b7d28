/*
 * Steps with several ways: each, when, route, all. Behind a route the ways
 * rejoin, and a name that every way that goes on has set can be read.
 */
#include "compiler/check/flow_check.h"

struct way { // that goes on
    const struct ast_arm *arm;
    struct scope *const *names; // that it has set
    uint32_t nnames;
    const struct known *known; // at its end
};

struct routing { // one route while its ways are walked
    struct flow_ways times;
    struct way *ways;
    uint32_t nways;
    bool whole;    // has an otherwise
    bool delivers; // all ways that go on do
};

struct way_name {
    struct scope *first; // of the first way that set it
    uint32_t seen;       // ways that set it, from the first on
    bool misses;         // a way does not set it
    str why;             // what is said of one that can't be read
    span why_at;
};

/* A way that goes on, as it is called in messages. */
static str arm_word(struct check *k, const struct ast_arm *a)
{
    struct buf text = BUF_MAX(200);

    if (a->kind == AST_ARM_OTHERWISE)
        return STR("otherwise");
    print_expr(a->expr, &text);
    str word =
        arena_printf(k->arena, "when %" STR_FMT, STR_ARG(buf_view(&text)));
    buf_free(&text);
    return word;
}

static str way_misses(struct check *k, const struct ast_arm *way)
{
    return arena_printf(k->arena, "the way \"%" STR_FMT "\" does not set it",
                        STR_ARG(arm_word(k, way)));
}

static void miss(struct way_name *n, str why, span at)
{
    if (n->misses)
        return;
    n->misses = true;
    n->why = why;
    n->why_at = at;
}

static void miss_way(struct check *k, struct way_name *n, const struct way *w)
{
    if (!n->misses)
        miss(n, way_misses(k, w->arm), w->arm->at);
}

static void note_name(struct check *k, struct map *all, const struct routing *r,
                      uint32_t way, struct scope *s)
{
    void **at = map_put(all, s->name->text);
    struct way_name *n = *at;

    if (!n)
        *at = n = arena_make(k->arena, struct way_name);
    if (n->seen < way)
        miss_way(k, n, &r->ways[n->seen]);
    if (n->first && n->first->var != s->var)
        miss(n, STR("its type is not the same on all ways"), n->first->var->at);
    n->first = n->first ? n->first : s;
    n->seen++;
}

static void add_missing(struct flow_check *fc, const struct way_name *n)
{
    struct scope *s = names_add(&fc->names, n->first->name, n->first->var);

    s->maybe = true;
    s->why = n->why;
    s->why_at = n->why_at;
}

/* Several ways rejoin: a name is set when all have set it. */
static void rejoin(struct flow_check *fc, const struct routing *r, span at)
{
    struct map all;

    map_init(&all, fc->k->arena);
    for (uint32_t w = 0; w < r->nways; w++)
        for (uint32_t i = 0; i < r->ways[w].nnames; i++)
            if (!r->ways[w].names[i]->maybe)
                note_name(fc->k, &all, r, w, r->ways[w].names[i]);
    for (uint32_t i = 0; i < all.entries.n; i++) {
        struct way_name *n = all.entries.at[i].value;
        if (n->seen < r->nways)
            miss_way(fc->k, n, &r->ways[n->seen]);
        if (!r->whole)
            miss(n, STR("no way sets it where none of these conditions holds"),
                 at);
        if (n->misses)
            add_missing(fc, n);
        else
            names_push(&fc->names, n->first);
    }
}

/* What one way has set is set behind it, if there is no other. */
static void go_on(struct flow_check *fc, const struct way *w)
{
    for (uint32_t i = 0; i < w->nnames; i++)
        names_push(&fc->names, w->names[i]);
}

static void know(struct flow_check *fc, const struct ast_expr *e, bool truth)
{
    if (e && e->checked)
        fc->here.known = check_known(fc->k, fc->here.known, e->checked, truth);
}

struct flow_way step_when(struct flow_check *fc, struct ast_step *s)
{
    struct flow_here saved = fc->here;
    uint32_t mark = names_mark(&fc->names);

    flow_bool(fc, s->checked, s->expr);
    know(fc, s->expr, true);
    struct flow_way way = flow_block(fc, s->block);
    fc->here = saved;
    flow_hide(fc, mark, STR("it is set only where this condition holds"),
              s->expr ? s->expr->at : s->at);
    if (!way.goes_on)
        know(fc, s->expr, false);
    return (struct flow_way){.goes_on = true};
}

static void check_arm_place(struct check *k, const struct ast_arm *a,
                            const struct routing *r)
{
    if (!r->whole)
        return;
    if (a->kind == AST_ARM_OTHERWISE)
        check_report(k, CHECK_DUPLICATE_LINE, a->at,
                     "expected one \"otherwise\", found a second");
    else
        check_report(k, CHECK_MISPLACED_LINE, a->at,
                     "expected \"otherwise\" as the last way of a route, found "
                     "a way behind it");
}

static void end_way(struct flow_check *fc, const struct ast_arm *a,
                    struct routing *r, uint32_t mark)
{
    struct way *w = &r->ways[r->nways++];

    w->arm = a;
    w->known = fc->here.known;
    w->nnames = names_since(&fc->names, mark, &w->names);
}

/* The condition holds in its way; `known` goes on to the ways behind, where
 * it does not. */
static void check_arm(struct flow_check *fc, struct ast_step *s,
                      struct ast_arm *a, struct routing *r)
{
    struct flow_here saved = fc->here;
    uint32_t mark = names_mark(&fc->names);

    check_arm_place(fc->k, a, r);
    r->whole = r->whole || a->kind == AST_ARM_OTHERWISE;
    if (a->expr)
        flow_bool(fc, s->checked, a->expr);
    r->times.way = fc->names.time;
    fc->here.ways = &r->times;
    know(fc, a->expr, true);
    struct flow_way way = flow_block(fc, a->block);
    if (way.goes_on) {
        end_way(fc, a, r, mark);
        r->delivers = r->delivers && way.delivers;
    }
    fc->here = saved;
    names_undo(&fc->names, mark);
    know(fc, a->expr, false);
}

struct flow_way step_route(struct flow_check *fc, struct ast_step *s)
{
    struct routing r = {.times = {.up = fc->here.ways, .start = fc->names.time},
                        .delivers = true};
    const struct known *known = fc->here.known;
    uint32_t narms = 0;

    for (const struct ast_arm *a = s->arms; a; a = a->next)
        narms++;
    r.ways = arena_array(fc->k->arena, struct way, narms + 1);
    for (struct ast_arm *a = s->arms; a; a = a->next)
        check_arm(fc, s, a, &r);
    if (r.whole && r.nways == 1) {
        go_on(fc, &r.ways[0]);
        fc->here.known = r.ways[0].known;
    } else {
        rejoin(fc, &r, s->word_at);
        fc->here.known = r.nways ? known : fc->here.known;
    }
    return (struct flow_way){.goes_on = r.nways > 0 || !r.whole,
                             .delivers = r.whole && r.delivers};
}

struct flow_way step_each(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    struct flow_here saved = fc->here;
    uint32_t mark = names_mark(&fc->names);
    const struct graph_expr *list = flow_expr(fc, cs, s->expr, NULL);
    const struct graph_type *item = simple_type(fc->k, TYPE_ERROR);

    if (list && list->type->kind == TYPE_LIST)
        item = list->type->of;
    else if (list && list->type->kind != TYPE_ERROR)
        check_report(fc->k, CHECK_TYPE_MISMATCH, list->at,
                     "expected a list to split, found %" STR_FMT,
                     STR_ARG(type_text(fc->k->arena, list->type)));
    cs->out = flow_bind(fc, s->name, VAR_ITEM, item);
    fc->here.ways = NULL;
    fc->here.level = fc->names.time++;
    fc->here.record = cs->out;
    fc->here.record_mark = mark;
    fc->here.has_record = true;
    struct flow_way way = flow_block(fc, s->block);
    fc->here = saved;
    flow_hide(fc, mark, STR("it is set inside this each only"), s->word_at);
    return (struct flow_way){.goes_on = true, .delivers = way.delivers};
}

/* --- all ----------------------------------------------------------------- */

/* Names of all branches are there behind the `all`. */
static void join_branches(struct flow_check *fc, const struct routing *r)
{
    uint32_t mark = names_mark(&fc->names);

    for (uint32_t w = 0; w < r->nways; w++)
        for (uint32_t i = 0; i < r->ways[w].nnames; i++) {
            struct scope *s = r->ways[w].names[i];
            const struct scope *first = names_get(&fc->names, s->name);
            bool again = names_is_new(&fc->names, s->name, mark) &&
                         !first->maybe && !s->maybe;
            if (again) {
                struct diag *d =
                    check_report(fc->k, CHECK_DUPLICATE_NAME, s->var->at,
                                 "expected one branch to set \"%" STR_FMT
                                 "\", found a second",
                                 STR_ARG(s->name->text));
                diag_note(fc->k->diags, d, first->var->at, "the first is here");
            }
            if (!first || first->maybe)
                names_push(&fc->names, s);
        }
}

static struct flow_way check_branch(struct flow_check *fc, struct ast_step *s,
                                    struct ast_arm *a, struct routing *r)
{
    struct flow_here saved = fc->here;
    uint32_t mark = names_mark(&fc->names);

    if (a->kind == AST_ARM_OTHERWISE)
        check_report(fc->k, CHECK_MISPLACED_LINE, a->at,
                     "expected a branch in an all, found an otherwise");
    if (a->expr)
        flow_bool(fc, s->checked, a->expr);
    know(fc, a->expr, true);
    struct flow_way way = flow_block(fc, a->block);
    fc->here = saved;
    if (a->kind == AST_ARM_WHEN) {
        flow_hide(fc, mark, STR("it is set only where this condition holds"),
                  a->expr ? a->expr->at : a->at);
        way.delivers = false;
    }
    end_way(fc, a, r, mark);
    names_undo(&fc->names, mark);
    return way;
}

static void check_branch_names(struct check *k, const struct ast_step *s)
{
    struct map seen;

    map_init(&seen, k->arena);
    for (struct ast_arm *a = s->arms; a; a = a->next) {
        if (!a->name.sym)
            continue;
        void **first = map_put(&seen, a->name.sym->text);
        if (*first) {
            struct diag *d = check_report(
                k, CHECK_DUPLICATE_NAME, a->name.at,
                "expected a new name for this branch, found \"%" STR_FMT "\"",
                STR_ARG(a->name.sym->text));
            diag_note(k->diags, d, ((struct ast_arm *)*first)->name.at,
                      "the first is here");
        }
        *first = *first ? *first : a;
    }
}

static uint32_t place_handlers(struct flow_check *fc, struct ast_step *s,
                               struct route_place *p)
{
    uint32_t branches = 0;

    for (struct ast_arm *a = s->arms; a; a = a->next) {
        if (a->kind != AST_ARM_ON) {
            branches++;
            continue;
        }
        handler_place(fc->k, p, a->handler, false);
        handler_check(fc, a->handler);
    }
    return branches;
}

struct flow_way step_all(struct flow_check *fc, struct ast_step *s)
{
    struct flow_here saved = fc->here;
    struct routing r = {.nways = 0};
    struct route_place *p = arena_make(fc->k->arena, struct route_place);
    struct flow_way all = {.goes_on = true};

    p->up = fc->here.routes;
    check_branch_names(fc->k, s);
    uint32_t branches = place_handlers(fc, s, p);
    if (branches > 1)
        s->checked->raises |= WEIR_CLASS_BIT(WEIR_PARTIAL);
    if (!branches && !check_incomplete(fc->k, s->at))
        check_report(fc->k, CHECK_MISSING_LINE, s->word_at,
                     "expected a branch in this all, found none");
    r.ways = arena_array(fc->k->arena, struct way, branches + 1);
    fc->here.routes = p;
    for (struct ast_arm *a = s->arms; a; a = a->next)
        if (a->kind != AST_ARM_ON)
            all.delivers = check_branch(fc, s, a, &r).delivers || all.delivers;
    fc->here = saved;
    join_branches(fc, &r);
    return all;
}
