/*
 * A flow that no description stands before.
 */
#include "lint/lint.h"

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    (void)g;
    if (str_trim(f->doc).len)
        return;
    struct diag *d = lint_report(
        l, lint_flow_at(f), "flow \"%" STR_FMT "\" does not say what it is for",
        STR_ARG(f->name));
    lint_help(l, d, "/// What it brings from where to where, and who needs it");
}

const struct lint_rule lint_rule_undocumented = {
    .summary = "a flow says what it is for",
    .level = DIAG_INFO,
    .flow = check_flow,
};
