/*
 * What runs is not what was tested last, by the version or digest that its
 * platform gives to both. Only an import can say that.
 */
#include "lint/lint.h"

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    (void)g;
    if (!f->enabled || !f->foreign || !f->foreign->version.len)
        return;
    str runs = f->foreign->version, tested = f->foreign->tested;
    if (!tested.len) {
        lint_unknown(l, lint_flow_at(f),
                     "whether version \"%" STR_FMT "\" of flow \"%" STR_FMT
                     "\" was tested is not known",
                     STR_ARG(runs), STR_ARG(f->name));
        return;
    }
    if (str_eq(runs, tested))
        return;
    struct diag *d =
        lint_report(l, lint_flow_at(f),
                    "flow \"%" STR_FMT "\" runs version \"%" STR_FMT
                    "\", and \"%" STR_FMT "\" was tested",
                    STR_ARG(f->name), STR_ARG(runs), STR_ARG(tested));
    lint_help(l, d, "promote what was tested, or test what runs");
}

const struct lint_rule lint_rule_untested_promotion = {
    .summary = "what runs is what was tested",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
