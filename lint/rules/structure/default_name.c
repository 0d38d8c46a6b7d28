/*
 * Names that the editor gave: of a flow, and of its steps, which are said once
 * for all of them. Only an import can say that.
 */
#include "lint/lint.h"

enum { MOST_NAMES = 5 };

static void check_steps(struct lint *l, const struct graph *g,
                        const struct graph_flow *f)
{
    str names[MOST_NAMES];
    uint32_t n = 0, steps = 0;

    for (node_id i = f->first; i < f->end; i++) {
        const struct graph_node *x = &g->nodes.at[i];
        steps += x->foreign != NULL;
        if (!x->foreign || !x->foreign->default_name)
            continue;
        if (n < MOST_NAMES)
            names[n] = x->name;
        n++;
    }
    if (!n)
        return;
    str shown = lint_names(l, names, n < MOST_NAMES ? n : MOST_NAMES);
    struct diag *d =
        lint_report(l, lint_flow_at(f),
                    "%u of %u steps of flow \"%" STR_FMT
                    "\" have the name that the editor gave: %" STR_FMT "%s",
                    n, steps, STR_ARG(f->name), STR_ARG(shown),
                    n > MOST_NAMES ? " ..." : "");
    lint_help(l, d, "name each by what it does");
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    if (f->foreign && f->foreign->default_name) {
        struct diag *d = lint_report(l, lint_flow_at(f),
                                     "flow \"%" STR_FMT
                                     "\" has the name that the editor gave",
                                     STR_ARG(f->name));
        lint_help(l, d, "name it by what it brings from where to where");
    }
    check_steps(l, g, f);
}

const struct lint_rule lint_rule_default_name = {
    .summary = "flows and steps are named by what they do",
    .level = DIAG_INFO,
    .flow = check_flow,
};
