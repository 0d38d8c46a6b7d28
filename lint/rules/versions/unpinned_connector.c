/*
 * A connector without one exact version. The compiler refuses such a `use` of
 * a .weir file under this id; the rule judges what comes from elsewhere.
 */
#include "lint/lint.h"

static void check_graph(struct lint *l, const struct graph *g)
{
    if (str_eq(g->format, STR("weir")))
        return;
    for (uint32_t i = 0; i < g->instances.n; i++) {
        const struct graph_instance *x = g->instances.at[i];
        if (x->exact)
            continue;
        lint_about(l, "connector", x->name);
        lint_report(l, x->version_at.pos ? x->version_at : x->at,
                    "connector \"%" STR_FMT "\" has no exact version%s%" STR_FMT
                    "%s",
                    STR_ARG(x->name), x->version.len ? ", \"" : "",
                    STR_ARG(x->version), x->version.len ? "\" is none" : "");
    }
}

const struct lint_rule lint_rule_unpinned_connector = {
    .summary = "a connector is used at one exact version",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
