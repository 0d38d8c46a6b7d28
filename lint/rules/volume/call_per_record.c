/*
 * One call per record where the operation takes many in one. How many calls
 * that makes is in the expected volume; without one, or with a small one, the
 * rule is silent. A record that somebody waits for is sent alone.
 */
#include "lint/lint.h"

enum { FEWEST = 1000 }; // calls a day; fewer trouble nobody

static bool waits(const struct graph_node *trigger)
{
    return trigger->webhook || node_setting(trigger, SET_VERIFY) ||
           !(node_setting(trigger, SET_EVERY) ||
             node_setting(trigger, SET_CRON) || node_setting(trigger, SET_AT) ||
             node_setting(trigger, SET_PATH) ||
             node_setting(trigger, SET_AFTER) ||
             node_setting(trigger, SET_TOPIC));
}

static bool is_one(const struct graph_node *x)
{
    const struct graph_expr *e = lint_setting(x, SET_VALUE);

    return e && type_needed(e->type)->kind == TYPE_RECORD;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_flow *f = lint_flow_of(g, n);
    const struct graph_node *trigger = lint_trigger_of(g, f);
    const struct graph_operation *op = x->operation;
    double records = lint_per_day(&f->expect);

    if (!op || op->bulk < 2 || !op->endpoint || x->block != f->body ||
        !trigger || waits(trigger) || !is_one(x) || records < FEWEST ||
        lint_known(&x->settings, SET_BULK) == GRAPH_SET)
        return;
    if (lint_known(&x->settings, SET_BULK) == GRAPH_UNKNOWN) {
        lint_unknown(l, lint_step_at(x),
                     "how many records step \"%" STR_FMT
                     "\" sends in a call is not known",
                     STR_ARG(x->name));
        return;
    }
    double calls = records / (double)op->bulk;
    struct diag *d = lint_report(
        l, lint_step_at(x),
        "step \"%" STR_FMT
        "\" makes a call per record, %.0f a day; %lld records in each would "
        "be %.0f",
        STR_ARG(x->name), records, (long long)op->bulk, calls < 1 ? 1 : calls);
    lint_note(l, d, op->at, "the operation takes up to %lld records",
              (long long)op->bulk);
    lint_help(l, d, "bulk %lld", (long long)op->bulk);
}

const struct lint_rule lint_rule_call_per_record = {
    .summary = "many records go in one call where the system takes many",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(WRITE),
    .node = check_node,
};
