/*
 * A queue that does not say how long it keeps a record, or keeps it for less
 * than the time in which somebody is to look at it.
 */
#include "lint/lint.h"

static void check_queue(struct lint *l, const struct graph *g,
                        const struct graph_queue *q)
{
    (void)g;
    if (q->retain_known == GRAPH_UNKNOWN) {
        lint_unknown(l, q->name_at,
                     "how long queue \"%" STR_FMT
                     "\" keeps its records is not known",
                     STR_ARG(q->name));
    } else if (q->retain_known == GRAPH_ABSENT) {
        struct diag *d = lint_report(
            l, q->name_at,
            "queue \"%" STR_FMT "\" does not say how long it keeps a record",
            STR_ARG(q->name));
        lint_help(l, d, "retain 30d");
    } else if (q->triage_known == GRAPH_SET && q->retain < q->triage) {
        str kept = lint_duration(l, q->retain);
        str seen = lint_duration(l, q->triage);
        struct diag *d =
            lint_report(l, q->retain_at.pos ? q->retain_at : q->name_at,
                        "queue \"%" STR_FMT "\" keeps a record for %" STR_FMT
                        ", but it is looked at within %" STR_FMT,
                        STR_ARG(q->name), STR_ARG(kept), STR_ARG(seen));
        lint_help(l, d, "retain 30d");
    }
}

const struct lint_rule lint_rule_no_retention = {
    .summary = "a queue keeps its records longer than triage may take",
    .level = DIAG_WARNING,
    .queue = check_queue,
};
