/*
 * A webhook that takes whatever anyone sends: its trigger verifies nothing,
 * and neither does what the connector declares.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    enum graph_known known = lint_known(&x->settings, SET_VERIFY);

    (void)g;
    if (x->webhook ? x->webhook->verify.len > 0
                   : !str_eq(x->word, STR("webhook")))
        return;
    if (known == GRAPH_SET)
        return;
    if (known == GRAPH_UNKNOWN) {
        lint_unknown(l, lint_step_at(x),
                     "whether webhook \"%" STR_FMT
                     "\" is verified is not known",
                     STR_ARG(x->name));
        return;
    }
    struct diag *d = lint_report(l, lint_step_at(x),
                                 "webhook \"%" STR_FMT
                                 "\" takes whatever anyone sends: nothing "
                                 "verifies it",
                                 STR_ARG(x->name));
    if (x->webhook && x->webhook->at.pos)
        lint_note(l, d, x->webhook->at, "declared without verify");
    const struct graph_expr *path = lint_setting(x, SET_PATH);
    if (!x->webhook && path)
        lint_fix_behind(l, d, DIAG_SCAFFOLD, path->at,
                        STR(" verify hmac_sha256 header \"X-Signature\" "
                            "secret WEBHOOK_SECRET"));
    lint_help(l, d,
              "verify hmac_sha256 header \"X-Signature\" secret "
              "WEBHOOK_SECRET");
}

const struct lint_rule lint_rule_open_webhook = {
    .summary = "a webhook verifies who sends to it",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(TRIGGER),
    .node = check_node,
};
