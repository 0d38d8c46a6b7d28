/*
 * An alert in a handler's block that says nothing of the failure: whoever is
 * woken has to find out first what happened, and to which record.
 */
#include "lint/lint.h"

static bool find_failure(void *context, const struct graph_expr *e)
{
    bool *found = context;

    *found = *found ||
             (e->kind == EXPR_VAR && e->var && e->var->kind == VAR_FAILURE);
    return !*found;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_expr *text = lint_setting(x, SET_TEXT);
    handler_id h = lint_handler_of(g, n);
    bool found = false;

    if (!h || !g->handlers.at[h].classes) // a check's: there is no failure
        return;
    if (lint_known(&x->settings, SET_TEXT) == GRAPH_UNKNOWN) {
        lint_unknown(l, lint_step_at(x),
                     "what the alert \"%" STR_FMT "\" says is not known",
                     STR_ARG(x->name));
        return;
    }
    lint_walk_sources(l, text, find_failure, &found);
    if (found)
        return;
    struct diag *d =
        lint_report(l, lint_step_at(x),
                    "the alert \"%" STR_FMT "\" does not say what failed",
                    STR_ARG(x->name));
    str there = text ? lint_text(l, text->at) : (str){0};
    if (there.len > 1 && there.ptr[0] == '"' && there.ptr[1] != '"')
        lint_fix(l, d, DIAG_SAFE, (span){text->at.pos + text->at.len - 1, 0},
                 STR(": {failure.step}: {failure.message}"));
    lint_help(l, d, "notify %" STR_FMT " \"{failure.step}: {failure.message}\"",
              STR_ARG(x->team ? x->team->name : STR("TEAM")));
}

const struct lint_rule lint_rule_uninformative_alert = {
    .summary = "an alert says what failed",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(NOTIFY),
    .node = check_node,
};
