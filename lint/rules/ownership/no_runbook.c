/*
 * A team that owns something and has no runbook, or one that is not a link.
 */
#include "lint/lint.h"

static bool is_link(str s)
{
    return str_starts_with(s, STR("https://")) ||
           str_starts_with(s, STR("http://"));
}

static void check_team(struct lint *l, const struct graph *g,
                       const struct graph_team *t)
{
    (void)g;
    if (t->runbook_known == GRAPH_UNKNOWN) {
        lint_unknown(l, t->name_at,
                     "whether team \"%" STR_FMT "\" has a runbook is not known",
                     STR_ARG(t->name));
        return;
    }
    if (!t->used || is_link(t->runbook))
        return;
    struct diag *d =
        t->runbook.len
            ? lint_report(l, t->runbook_at.pos ? t->runbook_at : t->name_at,
                          "the runbook of team \"%" STR_FMT "\" is no link",
                          STR_ARG(t->name))
            : lint_report(l, t->name_at, "team \"%" STR_FMT "\" has no runbook",
                          STR_ARG(t->name));
    lint_help(l, d, "runbook \"https://wiki.example/runbooks/%" STR_FMT "\"",
              STR_ARG(t->name));
}

const struct lint_rule lint_rule_no_runbook = {
    .summary = "a team that owns something has a runbook one can open",
    .level = DIAG_WARNING,
    .team = check_team,
};
