/*
 * A flow that runs and that its platform calls a draft, or of which there are
 * changes that were never published. Only an import can say that.
 */
#include "lint/lint.h"

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    (void)g;
    if (!f->enabled || !f->foreign || !f->foreign->draft)
        return;
    struct diag *d = lint_report(l, lint_flow_at(f),
                                 "flow \"%" STR_FMT "\" runs and is a draft",
                                 STR_ARG(f->name));
    lint_help(l, d, "publish what is meant to run, or switch it off");
}

const struct lint_rule lint_rule_enabled_draft = {
    .summary = "what runs was published",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
