/*
 * What was put in to try a flow out and is still there: a condition that is
 * always true or never, a filter for one record, a fixed record that is
 * written for every one that comes; in an import a step that is switched off,
 * a pinned payload, an assertion.
 */
#include "lint/lint.h"

static void check_condition(struct lint *l, const struct graph_node *x,
                            const struct graph_expr *e)
{
    e = expr_bare(e);
    if (!e || e->kind != EXPR_LITERAL || e->type->kind != TYPE_BOOL)
        return;
    struct diag *d = lint_report(
        l, e->at, "the condition of step \"%" STR_FMT "\" is always %s",
        STR_ARG(x->name), e->i ? "true" : "false");
    lint_help(l, d, "remove the step, or say what it asks");
}

/* `order.id == "4711"`, where the field is a key: one record passes. */
static const struct graph_expr *one_record(const struct graph_expr *e)
{
    e = expr_bare(e);
    if (!e || e->kind != EXPR_BINARY)
        return NULL;
    if (e->op == OP_AND) {
        const struct graph_expr *first = one_record(e->args[0]);
        return first ? first : one_record(e->args[1]);
    }
    if (e->op != OP_EQ)
        return NULL;
    for (unsigned i = 0; i < 2; i++) {
        const struct graph_expr *field = expr_bare(e->args[i]);
        const struct graph_expr *other = expr_bare(e->args[1 - i]);
        if (field->kind != EXPR_FIELD || other->kind != EXPR_LITERAL ||
            other->type->kind == TYPE_NULL)
            continue;
        const struct graph_type *t = type_needed(field->args[0]->type);
        const struct graph_field *f = t->kind == TYPE_RECORD
                                          ? record_field(t->record, field->name)
                                          : NULL;
        if (f && f->key)
            return e;
    }
    return NULL;
}

static void check_filter(struct lint *l, const struct graph_node *x,
                         enum graph_setting_key key)
{
    const struct graph_expr *e = one_record(lint_setting(x, key));

    if (!e)
        return;
    struct diag *d =
        lint_report(l, e->at, "step \"%" STR_FMT "\" lets one record through",
                    STR_ARG(x->name));
    lint_help(l, d, "remove the comparison with a key");
}

static bool is_key(const struct graph_node *x, const struct graph_expr *r,
                   str name)
{
    const struct graph_type *t = type_needed(r->type);
    const struct graph_field *f =
        t->kind == TYPE_RECORD ? record_field(t->record, name) : NULL;

    for (uint32_t i = 0; i < x->nby; i++)
        if (str_eq(x->by[i], name))
            return true;
    return f && f->key;
}

/* All of it is fixed, and its key is, or there is much of it. */
static void check_payload(struct lint *l, const struct graph_node *x)
{
    const struct graph_expr *r = lint_record_of(l, lint_setting(x, SET_VALUE));
    bool keyed = false;

    for (uint32_t i = 0; r && i < r->nargs; i++) {
        if (!expr_is_constant(expr_bare(r->args[i])))
            return;
        keyed = keyed || is_key(x, r, r->names[i]);
    }
    if (!r || !(keyed || r->nargs > 2))
        return;
    struct diag *d = lint_report(l, r->at,
                                 "step \"%" STR_FMT
                                 "\" writes the same record, whatever comes",
                                 STR_ARG(x->name));
    lint_help(l, d, "make it from the record that comes");
}

static void check_foreign(struct lint *l, const struct graph_node *x)
{
    const struct graph_foreign *f = x->foreign;
    struct diag *d;

    if (f->disabled)
        d = lint_report(l, lint_step_at(x),
                        "step \"%" STR_FMT "\" is switched off",
                        STR_ARG(x->name));
    else if (f->pinned)
        d = lint_report(l, lint_step_at(x),
                        "step \"%" STR_FMT "\" gives a fixed payload",
                        STR_ARG(x->name));
    else if (f->assertion)
        d = lint_report(l, lint_step_at(x),
                        "step \"%" STR_FMT "\" is there for a test",
                        STR_ARG(x->name));
    else
        return;
    lint_help(l, d, "take it out of the flow that runs");
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    if (!g->flows.at[x->flow]->enabled)
        return;
    if (x->foreign)
        check_foreign(l, x);
    if (x->kind == NODE_CHOICE)
        for (block_id b = x->blocks; b; b = g->blocks.at[b].next)
            check_condition(l, x, g->blocks.at[b].condition);
    check_condition(l, x, lint_setting(x, SET_CONDITION));
    if (x->kind == NODE_KEEP)
        check_filter(l, x, SET_CONDITION);
    if (x->kind == NODE_READ)
        check_filter(l, x, SET_WHERE);
    if (x->kind == NODE_WRITE && lint_on_good_path(l, n))
        check_payload(l, x);
}

const struct lint_rule lint_rule_test_step_live = {
    .summary = "nothing of a trial is left in a flow that runs",
    .level = DIAG_WARNING,
    .node = check_node,
};
