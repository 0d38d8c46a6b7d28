/*
 * A queue that does not say how long it keeps a record, or keeps it for less
 * than the time in which somebody is to look at it.
 */
#include "lint/lint.h"

/* A month, or longer when triage may take that. */
static str good_line(struct lint *l, const struct graph_queue *q)
{
    const int64_t month = INT64_C(30) * 86400000000;
    bool longer = q->triage_known == GRAPH_SET && q->triage > month;

    if (!longer)
        return STR("retain 30d");
    str time = lint_duration(l, q->triage);
    return arena_printf(lint_arena(l), "retain %" STR_FMT, STR_ARG(time));
}

static void check_queue(struct lint *l, const struct graph *g,
                        const struct graph_queue *q)
{
    str good = good_line(l, q);

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
        lint_help(l, d, "%" STR_FMT, STR_ARG(good));
        lint_fix_inside(l, d, DIAG_SAFE, q->at, good);
    } else if (q->triage_known == GRAPH_SET && q->retain < q->triage) {
        str kept = lint_duration(l, q->retain);
        str seen = lint_duration(l, q->triage);
        struct diag *d =
            lint_report(l, q->retain_at.pos ? q->retain_at : q->name_at,
                        "queue \"%" STR_FMT "\" keeps a record for %" STR_FMT
                        ", but it is looked at within %" STR_FMT,
                        STR_ARG(q->name), STR_ARG(kept), STR_ARG(seen));
        lint_help(l, d, "%" STR_FMT, STR_ARG(good));
        lint_fix(l, d, DIAG_SAFE, q->retain_at, good);
    }
}

const struct lint_rule lint_rule_no_retention = {
    .summary = "a queue keeps its records longer than triage may take",
    .level = DIAG_WARNING,
    .queue = check_queue,
};
