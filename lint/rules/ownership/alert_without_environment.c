/*
 * The project has several environments, and an alert's text does not say in
 * which of them it was written: it names no setting.
 */
#include "lint/lint.h"

static bool find_setting(void *context, const struct graph_expr *e)
{
    bool *found = context;

    *found = *found || e->kind == EXPR_SETTING;
    return !*found;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_expr *text = lint_setting(x, SET_TEXT);
    bool found = false;

    if (lint_options(l)->nenvironments < 2 || !text)
        return;
    lint_walk_sources(l, text, find_setting, &found);
    if (found)
        return;
    struct diag *d = lint_report(l, text->at.pos ? text->at : lint_step_at(x),
                                 "the alert \"%" STR_FMT
                                 "\" does not say which environment it is from",
                                 STR_ARG(x->name));
    lint_help(l, d, "begin the text with {setting ENVIRONMENT}");
}

const struct lint_rule lint_rule_alert_without_environment = {
    .summary = "an alert says which environment it is from",
    .level = DIAG_INFO,
    .kinds = LINT_KIND(NOTIFY),
    .node = check_node,
};
