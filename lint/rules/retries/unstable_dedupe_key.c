/*
 * A dedupe key that is another one when the same thing comes again: made from
 * the clock, or from the whole record, in which any field may differ.
 */
#include "lint/lint.h"

struct cause {
    const struct graph_expr *clock, *whole;
};

static bool is_whole(const struct graph_expr *e)
{
    while (e->kind == EXPR_CONVERT)
        e = e->args[0];
    return e->kind == EXPR_VAR && e->var && e->var->kind == VAR_RECORD;
}

static bool find(void *context, const struct graph_expr *e)
{
    struct cause *c = context;

    if (lint_is_builtin(e, "now") || lint_is_builtin(e, "today"))
        c->clock = e;
    if ((lint_is_builtin(e, "digest") || lint_is_builtin(e, "to_json")) &&
        e->nargs && is_whole(e->args[0]))
        c->whole = e;
    return true;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_expr *key = lint_setting(x, SET_BY);
    struct cause c = {0};

    lint_walk_sources(l, key, find, &c);
    if (!c.clock && !c.whole)
        return;
    struct diag *d = lint_report(
        l, key->at,
        "the key of \"%" STR_FMT "\" is made from %s: the same thing gets "
        "another key when it comes again",
        STR_ARG(x->name), c.clock ? "the clock" : "the whole record");
    const struct graph_expr *cause = c.clock ? c.clock : c.whole;
    if (cause->at.pos < key->at.pos ||
        cause->at.pos >= key->at.pos + key->at.len)
        lint_note(l, d, cause->at, "here");
    lint_help(l, d,
              "name the fields that say which thing it is, and which "
              "version: \"{order.id}/{order.updated_at}\"");
}

const struct lint_rule lint_rule_unstable_dedupe_key = {
    .summary = "a dedupe key is the same when the same thing comes again",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(DEDUPE),
    .node = check_node,
};
