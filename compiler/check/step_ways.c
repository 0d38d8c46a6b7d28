/*
 * Steps with several ways: each, when, route, all. Behind a route the ways
 * rejoin, and a name that every way that goes on has set can be read.
 */
#include "compiler/check/ways.h"

static struct way_name *entry(struct check *k, struct flow_ways *w,
                              const struct sym *name)
{
    void **at = map_put(&w->names, name->text);

    if (!*at) {
        struct way_name *n = arena_make(k->arena, struct way_name);
        n->name = name;
        *at = n;
    }
    return *at;
}

static void miss(struct way_name *n, str why, span at)
{
    if (n->misses)
        return;
    n->misses = true;
    n->why = why;
    n->why_at = at;
}

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

static void note_name(struct flow_check *fc, struct flow_ways *w,
                      const struct scope *s, struct ast_arm *const *ways)
{
    struct way_name *n = entry(fc->k, w, s->name);

    if (s->maybe) {
        miss(n, s->why, s->why_at);
        n->var = n->var ? n->var : s->var;
        return;
    }
    if (n->seen < w->nways)
        miss(n, way_misses(fc->k, ways[n->seen]), ways[n->seen]->at);
    n->differs = n->differs || (n->var && n->var != s->var);
    n->var = n->var ? n->var : s->var;
    n->seen++;
}

/* Takes in the names set since `mark` by a way that goes on, and forgets them
 * where the walk stands. */
static void end_way(struct flow_check *fc, struct flow_ways *w, uint32_t mark,
                    bool goes_on, struct ast_arm *const *ways)
{
    for (uint32_t i = mark; goes_on && i < names_mark(&fc->names); i++) {
        const struct scope *s = fc->names.log.at[i].bound;
        if (names_get(&fc->names, s->name) == s)
            note_name(fc, w, s, ways);
    }
    names_undo(&fc->names, mark);
    if (goes_on)
        w->nways++;
}

static void rejoin(struct flow_check *fc, struct flow_ways *w,
                   struct ast_arm *const *ways, str none, span at)
{
    for (uint32_t i = 0; w->nways && i < w->names.entries.n; i++) {
        struct way_name *n = w->names.entries.at[i].value;
        if (none.len)
            miss(n, none, at);
        else if (n->seen < w->nways)
            miss(n, way_misses(fc->k, ways[n->seen]), ways[n->seen]->at);
        else if (n->differs)
            miss(n, STR("its type is not the same on all ways"), n->var->at);
        struct scope *s = names_add(&fc->names, n->name, n->var);
        s->maybe = n->misses;
        s->why = n->why;
        s->why_at = n->why_at;
    }
}

static struct flow_ways ways_start(struct flow_check *fc)
{
    struct flow_ways w = {.up = fc->here.ways};

    map_init(&w.names, fc->k->arena);
    return w;
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

struct routing { // one route while its ways are walked
    struct flow_ways ways;
    struct ast_arm **going; // ways that go on
    bool whole;             // has an otherwise
    bool delivers;          // all ways that go on do
};

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
    fc->here.ways = &r->ways;
    know(fc, a->expr, true);
    struct flow_way way = flow_block(fc, a->block);
    fc->here = saved;
    if (way.goes_on) {
        r->going[r->ways.nways] = a;
        r->delivers = r->delivers && way.delivers;
    }
    end_way(fc, &r->ways, mark, way.goes_on, r->going);
    know(fc, a->expr, false);
}

struct flow_way step_route(struct flow_check *fc, struct ast_step *s)
{
    struct routing r = {.ways = ways_start(fc), .delivers = true};
    const struct known *known = fc->here.known;
    uint32_t narms = 0;
    str none = {0};

    for (const struct ast_arm *a = s->arms; a; a = a->next)
        narms++;
    r.going = arena_array(fc->k->arena, struct ast_arm *, narms + 1);
    for (struct ast_arm *a = s->arms; a; a = a->next)
        check_arm(fc, s, a, &r);
    if (!r.whole) {
        none = STR("no way sets it where none of these conditions holds");
        r.ways.nways++;
    }
    fc->here.known = known;
    rejoin(fc, &r.ways, r.going, none, s->word_at);
    return (struct flow_way){.goes_on = r.ways.nways > 0,
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
    fc->here.record = cs->out;
    fc->here.record_mark = mark;
    fc->here.has_record = true;
    struct flow_way way = flow_block(fc, s->block);
    fc->here = saved;
    flow_hide(fc, mark, STR("it is set inside this each only"), s->word_at);
    return (struct flow_way){.goes_on = true, .delivers = way.delivers};
}

/* --- all ----------------------------------------------------------------- */

/* Names of an unconditional branch are there behind the `all`. */
static void keep_branch(struct flow_check *fc, struct flow_ways *w,
                        uint32_t mark)
{
    for (uint32_t i = mark; i < names_mark(&fc->names); i++) {
        const struct scope *s = fc->names.log.at[i].bound;
        if (names_get(&fc->names, s->name) != s)
            continue;
        struct way_name *n = entry(fc->k, w, s->name);
        if (n->var && !s->maybe && !n->misses) {
            struct diag *d = check_report(
                fc->k, CHECK_DUPLICATE_NAME, s->var->at,
                "expected one branch to set \"%" STR_FMT "\", found a second",
                STR_ARG(s->name->text));
            diag_note(fc->k->diags, d, n->var->at, "the first is here");
        }
        n->var = n->var ? n->var : s->var;
        if (s->maybe)
            miss(n, s->why, s->why_at);
    }
    names_undo(&fc->names, mark);
}

static struct flow_way check_branch(struct flow_check *fc, struct ast_step *s,
                                    struct ast_arm *a, struct flow_ways *w)
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
    keep_branch(fc, w, mark);
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
    struct flow_ways w = ways_start(fc);
    struct route_place *p = arena_make(fc->k->arena, struct route_place);
    struct flow_way all = {.goes_on = true};

    p->up = fc->here.routes;
    check_branch_names(fc->k, s);
    uint32_t branches = place_handlers(fc, s, p);
    if (branches > 1)
        s->checked->raises |= WEIR_CLASS_BIT(WEIR_PARTIAL);
    if (!branches)
        check_report(fc->k, CHECK_MISSING_LINE, s->word_at,
                     "expected a branch in this all, found none");
    fc->here.routes = p;
    for (struct ast_arm *a = s->arms; a; a = a->next)
        if (a->kind != AST_ARM_ON)
            all.delivers = check_branch(fc, s, a, &w).delivers || all.delivers;
    fc->here = saved;
    for (uint32_t i = 0; i < w.names.entries.n; i++) {
        const struct way_name *n = w.names.entries.at[i].value;
        struct scope *named = names_add(&fc->names, n->name, n->var);
        named->maybe = n->misses;
        named->why = n->why;
        named->why_at = n->why_at;
    }
    return all;
}
