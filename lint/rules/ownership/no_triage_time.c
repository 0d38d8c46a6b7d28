/*
 * A queue that does not say within what time somebody looks at an entry.
 */
#include "lint/lint.h"

static void check_queue(struct lint *l, const struct graph *g,
                        const struct graph_queue *q)
{
    (void)g;
    if (q->triage_known == GRAPH_SET)
        return;
    if (q->triage_known == GRAPH_UNKNOWN) {
        lint_unknown(l, q->name_at,
                     "the triage time of queue \"%" STR_FMT "\" is not known",
                     STR_ARG(q->name));
        return;
    }
    struct diag *d =
        lint_report(l, q->name_at, "queue \"%" STR_FMT "\" has no triage time",
                    STR_ARG(q->name));
    lint_help(l, d, "triage within 1h");
    lint_fix_inside(l, d, DIAG_SCAFFOLD, q->at, STR("triage within 1h"));
}

const struct lint_rule lint_rule_no_triage_time = {
    .summary = "a queue says within what time it is looked at",
    .level = DIAG_ERROR,
    .queue = check_queue,
};
