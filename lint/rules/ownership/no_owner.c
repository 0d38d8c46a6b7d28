/*
 * A flow or a reconcile for which no team is answerable.
 */
#include "lint/lint.h"

static void check(struct lint *l, const struct graph *g, const char *what,
                  str name, span at, enum graph_known known)
{
    if (known == GRAPH_SET)
        return;
    if (known == GRAPH_UNKNOWN) {
        lint_unknown(l, at, "who owns %s \"%" STR_FMT "\" is not known", what,
                     STR_ARG(name));
        return;
    }
    struct diag *d = lint_report(l, at, "%s \"%" STR_FMT "\" has no owner",
                                 what, STR_ARG(name));
    lint_help(l, d, "owner %" STR_FMT,
              STR_ARG(g->teams.n ? g->teams.at[0]->name : STR("TEAM")));
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    check(l, g, "flow", f->name, lint_flow_at(f), f->owner_known);
}

static void check_reconcile(struct lint *l, const struct graph *g,
                            const struct graph_reconcile *r)
{
    check(l, g, "reconcile", r->name, r->name_at, r->owner_known);
}

const struct lint_rule lint_rule_no_owner = {
    .summary = "a flow names the team that is answerable for it",
    .level = DIAG_ERROR,
    .flow = check_flow,
    .reconcile = check_reconcile,
};
