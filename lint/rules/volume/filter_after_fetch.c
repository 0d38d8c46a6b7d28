/*
 * A read whose very next step keeps the records with one value of a field by
 * which the endpoint can filter: the rest is fetched to be thrown away. Who
 * filters in the read already has chosen what is counted by a keep.
 */
#include "lint/lint.h"

static const struct graph_filter *filter_of(const struct graph_node *read,
                                            const struct graph_expr *e)
{
    const struct graph_expr *of = e ? expr_bare(e) : NULL;

    if (!of || of->kind != EXPR_FIELD || of->args[0]->kind != EXPR_VAR ||
        of->args[0]->var != read->out)
        return NULL;
    for (uint32_t i = 0; i < read->operation->nfilters; i++)
        if (str_eq(read->operation->filters[i].field, of->name))
            return &read->operation->filters[i];
    return NULL;
}

static bool is_fixed(const struct graph_expr *e)
{
    e = expr_bare(e);
    return e && (e->kind == EXPR_LITERAL || e->kind == EXPR_ENUM ||
                 e->kind == EXPR_SETTING);
}

/* The first part of the condition that the endpoint could look after. */
static const struct graph_expr *find_part(const struct graph_node *read,
                                          const struct graph_expr *e,
                                          const struct graph_filter **filter)
{
    e = expr_bare(e);
    if (!e || e->kind != EXPR_BINARY)
        return NULL;
    if (e->op == OP_AND) {
        const struct graph_expr *left = find_part(read, e->args[0], filter);
        return left ? left : find_part(read, e->args[1], filter);
    }
    if (e->op != OP_EQ || !is_fixed(e->args[1]))
        return NULL;
    *filter = filter_of(read, e->args[0]);
    return *filter ? e : NULL;
}

/* Where `where` stands in the read: before its options. */
static span before_options(const struct graph_node *x)
{
    const struct graph_setting *since = node_setting(x, SET_SINCE);
    const struct graph_expr *until = lint_setting(x, SET_UNTIL);
    span end = since ? span_join(since->at, since->value->at) : x->out->at;

    return until ? until->at : end;
}

static uint32_t end_of(const struct graph_expr *e)
{
    return e->at.pos + e->at.len;
}

/* The condition moves from the keep to the read. */
static void mend(struct lint *l, struct diag *d, const struct graph_node *read,
                 const struct graph_node *keep, const struct graph_expr *part)
{
    const struct graph_expr *all = expr_bare(lint_setting(keep, SET_CONDITION));
    str text = lint_text(l, part->at);
    bool two = all->kind == EXPR_BINARY && all->op == OP_AND;

    if (!text.len || !before_options(read).pos)
        return;
    if (all == part)
        lint_fix_remove(l, d, DIAG_SAFE, keep->at);
    else if (two && expr_bare(all->args[0]) == part)
        lint_fix(l, d, DIAG_SAFE,
                 (span){all->at.pos, all->args[1]->at.pos - all->at.pos},
                 STR(""));
    else if (two && expr_bare(all->args[1]) == part)
        lint_fix(
            l, d, DIAG_SAFE,
            (span){end_of(all->args[0]), end_of(all) - end_of(all->args[0])},
            STR(""));
    if (d->edits)
        lint_fix_behind(
            l, d, DIAG_SAFE, before_options(read),
            arena_printf(lint_arena(l), " where %" STR_FMT, STR_ARG(text)));
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_node *next =
        x->next_in_block ? &g->nodes.at[x->next_in_block] : NULL;
    const struct graph_filter *filter = NULL;

    if (!x->operation || !x->operation->nfilters || !x->out || !next ||
        next->kind != NODE_KEEP ||
        lint_known(&x->settings, SET_WHERE) != GRAPH_ABSENT)
        return;
    const struct graph_expr *part =
        find_part(x, lint_setting(next, SET_CONDITION), &filter);
    if (!part)
        return;
    str text = expr_text(lint_arena(l), part);
    struct diag *d =
        lint_report(l, part->at,
                    "step \"%" STR_FMT
                    "\" fetches what is thrown away here, and \"%" STR_FMT
                    " list\" can be filtered by \"%" STR_FMT "\"",
                    STR_ARG(x->name), STR_ARG(x->operation->endpoint->name),
                    STR_ARG(filter->field));
    lint_note(l, d, filter->at.pos ? filter->at : x->operation->at,
              "the filter that the endpoint declares");
    lint_help(l, d, "where %" STR_FMT, STR_ARG(text));
    mend(l, d, x, next, part);
}

const struct lint_rule lint_rule_filter_after_fetch = {
    .summary = "what an endpoint can filter by is not fetched and thrown away",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(READ),
    .node = check_node,
};
