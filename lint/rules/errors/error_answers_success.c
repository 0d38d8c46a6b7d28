/*
 * A webhook's failure path answers its sender with success, so that it never
 * sends again, or shows it what went on inside. That something is there
 * already (`duplicate`) is a success.
 */
#include "lint/lint.h"

static bool find_message(void *context, const struct graph_expr *e)
{
    bool *found = context;

    if (e->kind == EXPR_FIELD && str_eq(e->name, STR("message")) &&
        e->args[0]->kind == EXPR_VAR && e->args[0]->var &&
        e->args[0]->var->kind == VAR_FAILURE)
        *found = true;
    return !*found;
}

static bool is_webhook(const struct graph *g, const struct graph_flow *f)
{
    const struct graph_node *t = lint_trigger_of(g, f);

    return t && (t->webhook || node_setting(t, SET_PATH)) &&
           !str_eq(t->word, STR("file"));
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    handler_id h = lint_handler_of(g, n);
    bool echoes = false;

    if (!h || !is_webhook(g, lint_flow_of(g, n)))
        return;
    weir_class_set failed =
        lint_arriving(l, h) & ~WEIR_CLASS_BIT(WEIR_DUPLICATE);
    int64_t status = node_number(x, SET_STATUS, 200);
    if (failed && status < 400 &&
        lint_known(&x->settings, SET_STATUS) != GRAPH_UNKNOWN) {
        struct diag *d =
            lint_report(l, lint_step_at(x),
                        "the sender is answered %lld although %" STR_FMT
                        " has failed: it will not send again",
                        (long long)status, STR_ARG(g->handlers.at[h].words));
        lint_path(l, d, n);
        lint_step(l, d, lint_step_at(x), "answers %lld", (long long)status);
        lint_help(l, d, "reply { error = \"not taken\" } status 503");
        lint_fix(l, d, DIAG_SCAFFOLD, x->at,
                 STR("reply { error = \"not taken\" } status 503"));
        return;
    }
    lint_walk_sources(l, lint_setting(x, SET_VALUE), find_message, &echoes);
    if (echoes)
        lint_report(l, lint_step_at(x),
                    "the answer shows the sender \"failure.message\", which "
                    "may speak of what is inside");
}

const struct lint_rule lint_rule_error_answers_success = {
    .summary = "a webhook that failed does not answer with success",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(REPLY),
    .node = check_node,
};
