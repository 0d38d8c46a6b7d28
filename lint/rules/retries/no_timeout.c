/*
 * A call of another system that may wait for ever.
 */
#include "lint/lint.h"

static void check_call(struct lint *l, const struct graph *g,
                       const struct lint_call *c)
{
    enum graph_known known = lint_known(c->settings, SET_TIMEOUT);

    (void)g;
    if (known == GRAPH_SET)
        return;
    str name = lint_call_name(l, c);
    if (known == GRAPH_UNKNOWN) {
        lint_unknown(l, c->at,
                     "whether %" STR_FMT " has a timeout is not known",
                     STR_ARG(name));
        return;
    }
    struct diag *d = lint_report(l, c->at,
                                 "%" STR_FMT " has no timeout, it may wait for "
                                 "ever",
                                 STR_ARG(name));
    lint_help(l, d, "timeout 30s");
    lint_fix_option(l, d, DIAG_SAFE, c, STR("timeout 30s"));
}

const struct lint_rule lint_rule_no_timeout = {
    .summary = "a call of another system has a timeout",
    .level = DIAG_ERROR,
    .call = check_call,
};
