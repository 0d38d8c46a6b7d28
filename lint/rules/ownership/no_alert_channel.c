/*
 * A team that owns something and that no alert reaches: it names no channel,
 * and nobody it escalates to does.
 */
#include "lint/lint.h"

static bool is_reached(const struct graph_team *t)
{
    // A ring of escalations ends here too.
    for (unsigned i = 0; t && i < 100; i++, t = t->escalate)
        if (t->nalerts || t->alerts_known == GRAPH_UNKNOWN)
            return true;
    return false;
}

static void check_team(struct lint *l, const struct graph *g,
                       const struct graph_team *t)
{
    (void)g;
    if (t->alerts_known == GRAPH_UNKNOWN) {
        lint_unknown(l, t->name_at,
                     "how an alert reaches team \"%" STR_FMT "\" is not known",
                     STR_ARG(t->name));
        return;
    }
    if (!t->used || is_reached(t))
        return;
    struct diag *d =
        lint_report(l, t->name_at, "no alert reaches team \"%" STR_FMT "\"",
                    STR_ARG(t->name));
    lint_help(l, d, "alert slack \"#%" STR_FMT "\"", STR_ARG(t->name));
}

const struct lint_rule lint_rule_no_alert_channel = {
    .summary = "a team that owns something is reached by alerts",
    .level = DIAG_ERROR,
    .team = check_team,
};
