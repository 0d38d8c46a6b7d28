/*
 * A critical flow whose alerts go through one channel with a quota: the day on
 * which everything fails is the day on which it is used up.
 */
#include "lint/lint.h"

static bool has_quota(str channel)
{
    return str_eq(channel, STR("email")) || str_eq(channel, STR("sms"));
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    const struct graph_alert *only = NULL;
    const struct graph_team *t = f->owner;

    (void)g;
    if (!f->critical)
        return;
    for (unsigned i = 0; t && i < 100; i++, t = t->escalate)
        for (uint32_t j = 0; j < t->nalerts; j++) {
            bool same = only && str_eq(only->channel, t->alerts[j].channel);
            if (!has_quota(t->alerts[j].channel) || (only && !same))
                return;
            only = &t->alerts[j];
        }
    if (!only)
        return;
    struct diag *d =
        lint_report(l, lint_flow_at(f),
                    "critical flow \"%" STR_FMT
                    "\" is told of only by %" STR_FMT ", which has a quota",
                    STR_ARG(f->name), STR_ARG(only->channel));
    lint_note(l, d, only->at, "the one channel");
    lint_help(l, d, "alert pagerduty \"%" STR_FMT "\"",
              STR_ARG(f->owner->name));
}

const struct lint_rule lint_rule_single_quota_channel = {
    .summary = "a critical flow is told of in more than one way",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
