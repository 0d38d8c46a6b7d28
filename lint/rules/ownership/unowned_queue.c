/*
 * A queue that belongs to nobody: what waits in it is worked by nobody.
 */
#include "lint/lint.h"

static void check_queue(struct lint *l, const struct graph *g,
                        const struct graph_queue *q)
{
    if (q->owner_known == GRAPH_SET)
        return;
    if (q->owner_known == GRAPH_UNKNOWN) {
        lint_unknown(l, q->name_at,
                     "who works queue \"%" STR_FMT "\" is not known",
                     STR_ARG(q->name));
        return;
    }
    struct diag *d = lint_report(
        l, q->name_at, "queue \"%" STR_FMT "\" has no owner", STR_ARG(q->name));
    lint_help(l, d, "owner %" STR_FMT,
              STR_ARG(g->teams.n ? g->teams.at[0]->name : STR("TEAM")));
}

const struct lint_rule lint_rule_unowned_queue = {
    .summary = "a queue names the team that works it",
    .level = DIAG_ERROR,
    .queue = check_queue,
};
