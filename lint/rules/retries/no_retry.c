/*
 * A call that gives up at the first failure that would pass by itself. A write
 * that is not safe to repeat is no matter of this rule.
 */
#include "lint/lint.h"

static bool may_repeat(const struct graph_operation *op)
{
    return !op || operation_grade(op) != GRADE_UNSAFE || lint_takes_key(op);
}

static void check_call(struct lint *l, const struct graph *g,
                       const struct lint_call *c)
{
    enum graph_known known = lint_known(c->settings, SET_RETRY);

    (void)g;
    if (known == GRAPH_SET || !may_repeat(c->operation) ||
        (c->operation && !(c->operation->raises & weir_class_outage())))
        return;
    str name = lint_call_name(l, c);
    if (known == GRAPH_UNKNOWN) {
        lint_unknown(l, c->at,
                     "whether %" STR_FMT " is tried again is not known",
                     STR_ARG(name));
        return;
    }
    struct diag *d = lint_report(
        l, c->at, "%" STR_FMT " gives up at the first transient failure",
        STR_ARG(name));
    lint_help(l, d, "retry 5 times backoff 2s to 5m");
    lint_fix_option(l, d, DIAG_SAFE, c, STR("retry 5 times backoff 2s to 5m"));
}

const struct lint_rule lint_rule_no_retry = {
    .summary = "a call is tried again after a transient failure",
    .level = DIAG_WARNING,
    .call = check_call,
};
