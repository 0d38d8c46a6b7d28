/*
 * Another platform tries a group of steps again as a whole, and a write in it
 * is not safe to repeat: when a later step fails, it is done twice.
 */
#include "lint/lint.h"

static bool is_safe(const struct graph_node *x)
{
    const struct graph_operation *op = x->operation;

    return node_setting(x, SET_KEY) || node_setting(x, SET_MATCH) ||
           (op && operation_grade(op) == GRADE_NATURAL);
}

/* A group of steps around it, or the call of its flow, that is tried again. */
static node_id scope_of(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_flow *f = lint_flow_of(g, n);
    node_id around = lint_retried_around(l, n);

    for (uint32_t i = 0; !around && i < f->ncallers; i++)
        if (node_number(&g->nodes.at[f->callers[i]], SET_RETRY, 0) > 0)
            around = f->callers[i];
    return around;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    node_id scope = is_safe(x) ? 0 : scope_of(l, g, n);

    if (!scope)
        return;
    const struct graph_node *s = &g->nodes.at[scope];
    if (!x->operation) {
        lint_unknown(l, lint_step_at(x),
                     "step \"%" STR_FMT "\" is repeated with all of \"%" STR_FMT
                     "\"; whether that is safe is not known",
                     STR_ARG(x->name), STR_ARG(s->name));
        return;
    }
    struct diag *d = lint_report(l, lint_step_at(x),
                                 "step \"%" STR_FMT
                                 "\" is not safe to repeat, and \"%" STR_FMT
                                 "\" is tried again as a whole",
                                 STR_ARG(x->name), STR_ARG(s->name));
    const struct graph_setting *retry = node_setting(s, SET_RETRY);
    lint_note(l, d, retry->at.pos ? retry->at : lint_step_at(s),
              "tried again by this");
}

const struct lint_rule lint_rule_unsafe_retry_scope = {
    .summary = "what is tried again as a whole is safe to repeat",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(WRITE),
    .node = check_node,
};
