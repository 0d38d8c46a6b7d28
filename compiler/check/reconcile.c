/*
 * Reconciles: two sides, a key that matches them, what is compared, how much
 * may differ, and where a mismatch goes.
 */
#include "compiler/check/flow_check.h"

struct reconciling {
    struct check *k;
    const struct ast_item *item;
    struct graph_reconcile *r;
    const struct scope *scope; // of both sides
    span owner, covers, schedule, source, target, match, window, tolerate;
};

static bool once(struct reconciling *x, const struct ast_line *l, span *first,
                 const char *word)
{
    if (!first->pos) {
        *first = l->at;
        return true;
    }
    struct diag *d = check_report(x->k, CHECK_DUPLICATE_LINE, l->at,
                                  "expected one \"%s\", found a second", word);
    diag_note(x->k->diags, d, *first, "the first is here");
    return false;
}

/* --- sides --------------------------------------------------------------- */

static void side_args(struct reconciling *x, const struct ast_line *l,
                      const struct graph_endpoint *e, struct graph_side *side)
{
    struct expr_context c = {.k = x->k, .place = "a side"};
    uint32_t n = 0;

    for (const struct ast_expr *a = l->more->args; a; a = a->next)
        n++;
    side->args = arena_array(x->k->arena, const struct graph_expr *, n + 1);
    for (struct ast_expr *a = l->more->args; a; a = a->next) {
        const struct graph_type *want =
            side->nargs < e->nparams ? e->params[side->nargs]->type : NULL;
        side->args[side->nargs++] = check_expr(&c, a, want);
    }
    if (n != e->nparams)
        check_report(x->k, CHECK_WRONG_ARGUMENTS, l->more->path->name.at,
                     "\"%" STR_FMT "\" takes %u argument%s, found %u",
                     STR_ARG(path_text(x->k, l->more->path)), e->nparams,
                     e->nparams == 1 ? "" : "s", n);
}

static void bind_side(struct reconciling *x, const struct ast_line *l,
                      struct graph_side *side)
{
    struct check *k = x->k;
    const struct graph_type *type = side->operation
                                        ? read_type(side->operation)
                                        : simple_type(k, TYPE_ERROR);

    if (!l->more->as.sym)
        return;
    if (scope_find(x->scope, l->more->as.sym))
        check_report(k, CHECK_DUPLICATE_NAME, l->more->as.at,
                     "expected two names for two sides, found \"%" STR_FMT
                     "\" twice",
                     STR_ARG(l->more->as.sym->text));
    struct graph_var *v = graph_add_var(k->g, l->more->as.sym->text, VAR_RECORD,
                                        type, l->more->as.at);
    side->var = v;
    x->scope = scope_add(k, x->scope, l->more->as.sym, v);
}

static void check_side(struct reconciling *x, struct ast_line *l,
                       struct graph_side *side)
{
    struct check *k = x->k;
    const struct graph_endpoint *e =
        check_endpoint(k, l->more->path, &side->instance);

    side->at = l->at;
    side->has_options = l->has_options;
    if (e) {
        side_args(x, l, e, side);
        side->operation = endpoint_verb(e, VERB_LIST);
        if (!side->operation)
            check_report(k, CHECK_UNKNOWN_OPERATION, l->more->path->name.at,
                         "%" STR_FMT " has no operation \"list\", which a "
                         "reconcile needs",
                         STR_ARG(path_text(k, l->more->path)));
    }
    bind_side(x, l, side);
    side_options(k, l);
    if (!l->a)
        return;
    struct expr_context c = {.k = k, .scope = x->scope, .place = "a side"};
    side->where = check_expr(&c, l->a, simple_type(k, TYPE_BOOL));
    if (side->operation && side->var)
        check_filters(k, side->operation, side->var, side->where);
}

/* --- match and compare --------------------------------------------------- */

struct sides {
    const struct graph_var *source, *target;
    bool has_source, has_target;
};

static bool note_side(void *context, const struct graph_expr *e)
{
    struct sides *s = context;

    s->has_source = s->has_source || ((expr_has_var(e) && e->var == s->source));
    s->has_target = s->has_target || ((expr_has_var(e) && e->var == s->target));
    return true;
}

/* 1 of the source, 2 of the target, 3 of both, 0 of none. */
static int side_of(const struct reconciling *x, const struct graph_expr *e)
{
    struct sides s = {.source = x->r->source.var, .target = x->r->target.var};

    expr_walk(e, note_side, &s);
    return (s.has_source ? 1 : 0) + (s.has_target ? 2 : 0);
}

static const struct graph_expr *check_pair(struct reconciling *x,
                                           struct ast_expr *e, const char *word)
{
    struct check *k = x->k;
    struct expr_context c = {.k = k, .scope = x->scope, .place = "a reconcile"};
    const struct graph_expr *made =
        check_expr(&c, e, simple_type(k, TYPE_BOOL));

    if (made->kind == EXPR_UNKNOWN || !x->r->source.var || !x->r->target.var ||
        str_eq(x->r->source.var->name, x->r->target.var->name))
        return made;
    if (made->kind == EXPR_BINARY && made->op == OP_EQ &&
        side_of(x, made->args[0]) + side_of(x, made->args[1]) == 3 &&
        side_of(x, made->args[0]) % 3 != 0)
        return made;
    struct diag *d = check_report(
        k, CHECK_BAD_VALUE, e->at,
        "expected a value of the source == a value of the target behind %s, "
        "found %" STR_FMT,
        word, STR_ARG(expr_text(k->arena, made)));
    diag_help(k->diags, d, "as in: %s %" STR_FMT ".id == %" STR_FMT ".id", word,
              STR_ARG(x->r->source.var->name), STR_ARG(x->r->target.var->name));
    return made;
}

/* --- the rest ------------------------------------------------------------ */

static void check_covers(struct reconciling *x, const struct ast_line *l)
{
    struct check *k = x->k;
    VEC(struct graph_flow *)
    all = {.at = x->r->covers, .n = x->r->ncovers, .cap = x->r->ncovers};

    for (const struct ast_names *n = l->more->names; n; n = n->next) {
        struct checked_flow *cf = check_find(k, &k->flows, "flow", n->name);
        if (cf)
            *vec_push(k->arena, &all) = cf->flow;
    }
    x->r->covers = all.at;
    x->r->ncovers = all.n;
}

static void check_target(struct check *k, const struct ast_handler *h)
{
    const struct ast_target *t = h->target;
    struct diag *d;

    if (t->kind == AST_TO_QUEUE) {
        check_find(k, &k->queues, "queue", t->name);
        return;
    }
    d = check_report(k, CHECK_MISPLACED_STEP, t->at,
                     "expected a queue for what a reconcile finds, found "
                     "another target");
    diag_help(k->diags, d, "write: on mismatch -> QUEUE");
}

static void check_handlers(struct reconciling *x)
{
    struct route_place *p = arena_make(x->k->arena, struct route_place);
    span mismatch = {0};

    for (struct ast_line *l = x->item->lines; l; l = l->next) {
        if (l->kind != AST_LINE_HANDLER)
            continue;
        handler_place(x->k, p, l->handler, true);
        check_target(x->k, l->handler);
        if (l->handler->checked->mismatch)
            once(x, l, &mismatch, "on mismatch");
    }
    if (mismatch.pos || check_incomplete(x->k, x->item->at))
        return;
    struct diag *d =
        check_report(x->k, CHECK_MISSING_LINE, x->item->name.at,
                     "expected a route for what reconcile \"%" STR_FMT
                     "\" finds, found none",
                     STR_ARG(x->r->name));
    diag_help(x->k->diags, d, "add: on mismatch -> QUEUE");
}

static void check_missing(struct reconciling *x)
{
    const struct {
        span at;
        const char *what, *help;
    } lines[] = {
        {x->schedule, "a time to run", "daily at 06:00 in \"Europe/London\""},
        {x->source, "a source", "source shopify.orders as o"},
        {x->target, "a target", "target netsuite.sales_orders as s"},
        {x->match, "a match", "match o.id == s.externalId"},
    };

    if (check_incomplete(x->k, x->item->at))
        return;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (lines[i].at.pos)
            continue;
        struct diag *d = check_report(
            x->k, CHECK_MISSING_LINE, x->item->name.at,
            "expected %s in reconcile \"%" STR_FMT "\", found none",
            lines[i].what, STR_ARG(x->r->name));
        diag_help(x->k->diags, d, "as in: %s", lines[i].help);
    }
}

/* Lines that others need: the sides. */
static void check_sides(struct reconciling *x)
{
    for (struct ast_line *l = x->item->lines; l; l = l->next) {
        if (l->kind == AST_LINE_SOURCE && once(x, l, &x->source, "source"))
            check_side(x, l, &x->r->source);
        else if (l->kind == AST_LINE_TARGET && once(x, l, &x->target, "target"))
            check_side(x, l, &x->r->target);
    }
}

static void check_owner(struct reconciling *x, const struct ast_line *l)
{
    if (!once(x, l, &x->owner, "owner"))
        return;
    x->r->owner = check_find(x->k, &x->k->teams, "team", l->name);
    x->r->owner_known = GRAPH_SET;
}

static void check_compare(struct reconciling *x, struct ast_line *l)
{
    x->r->compares[x->r->ncompares++] = check_pair(x, l->a, "compare");
}

static void set_tolerate(struct reconciling *x, const struct ast_line *l)
{
    x->r->tolerate = check_constant(x->k, l->a, NULL);
    x->r->tolerate_at = l->at;
}

static void check_line(struct reconciling *x, struct ast_line *l)
{
    struct graph_reconcile *r = x->r;

    if (l->kind == AST_LINE_OWNER)
        check_owner(x, l);
    else if (l->kind == AST_LINE_COVERS)
        check_covers(x, l);
    else if (l->kind == AST_LINE_SCHEDULE &&
             once(x, l, &x->schedule, "time to run")) {
        schedule_check(x->k, l->trigger);
        schedule_set(x->k, l->trigger, &r->schedule);
    } else if (l->kind == AST_LINE_MATCH && once(x, l, &x->match, "match")) {
        r->match = check_pair(x, l->a, "match");
        r->match_at = l->at;
    } else if (l->kind == AST_LINE_COMPARE)
        check_compare(x, l);
    else if (l->kind == AST_LINE_WINDOW && once(x, l, &x->window, "window")) {
        r->window = flow_duration(x->k, l->a, "a window");
        r->window_at = l->at;
    } else if (l->kind == AST_LINE_TOLERATE &&
               once(x, l, &x->tolerate, "tolerate"))
        set_tolerate(x, l);
    else if (l->kind == AST_LINE_WAIVE)
        check_waiver(x->k, l->waiver, x->item->at);
}

static void check_reconcile(struct check *k, struct ast_item *item)
{
    struct graph_reconcile *r = arena_make(k->arena, struct graph_reconcile);
    struct reconciling x = {.k = k, .item = item, .r = r};
    uint32_t n = 0;

    r->name = item->name.sym->text;
    r->name_at = item->name.at;
    r->doc = item->doc;
    r->at = item->at;
    *vec_push(k->arena, &k->g->reconciles) = r;
    check_declare(k, &k->reconciles, "reconcile", item->name, r);
    for (const struct ast_line *l = item->lines; l; l = l->next)
        n++;
    r->compares = arena_array(k->arena, const struct graph_expr *, n + 1);
    check_sides(&x);
    for (struct ast_line *l = item->lines; l; l = l->next)
        check_line(&x, l);
    check_handlers(&x);
    check_missing(&x);
}

void check_reconciles(struct check *k, struct ast_file *const *files,
                      uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (struct ast_item *it = files[i]->of_kind[AST_RECONCILE]; it;
             it = it->next_of_kind)
            if (it->name.sym)
                check_reconcile(k, it);
}
