/*
 * A personal or secret field, or a whole record that has one, in the text of
 * an alert, a question, or the reason of a parked, dropped or halted record:
 * it is copied to where nobody erases it.
 */
#include "lint/lint.h"

static void check_text(struct lint *l, const struct graph_node *x,
                       enum graph_setting_key key)
{
    const struct graph_expr *text = lint_setting(x, key);
    struct lint_taint t;
    struct diag *d;

    if (!lint_find_taint(l, text, &t))
        return;
    span at = t.away ? text->at : t.at;
    if (t.name.len)
        d = lint_report(l, at,
                        "the text of step \"%" STR_FMT "\" holds \"%" STR_FMT
                        "\", which is %s",
                        STR_ARG(x->name), STR_ARG(t.name),
                        t.secret ? "secret" : "personal");
    else
        d = lint_report(l, at,
                        "the text of step \"%" STR_FMT
                        "\" holds a whole payload, whatever is in it",
                        STR_ARG(x->name));
    if (t.away)
        lint_note(l, d, t.at, "it comes from here");
    lint_help(l, d, "name the record by its key; the queue has the rest");
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    check_text(l, &g->nodes.at[n], SET_TEXT);
    check_text(l, &g->nodes.at[n], SET_BECAUSE);
}

const struct lint_rule lint_rule_pii_in_log = {
    .summary = "alerts and reasons hold nothing personal or secret",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(NOTIFY) | LINT_KIND(WAIT) | LINT_KIND(PARK) |
             LINT_KIND(HALT) | LINT_KIND(DROP),
    .node = check_node,
};
