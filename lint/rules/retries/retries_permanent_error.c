/*
 * A retry of what stays as it is: a refused record is refused again.
 */
#include "lint/lint.h"

/* What stands behind `on` becomes the classes that a repeat can mend. */
static void mend(struct lint *l, struct diag *d, span retry, str good)
{
    str text = lint_text(l, retry);
    ptrdiff_t on = str_find(text, STR(" on "));

    if (on > 0)
        lint_fix(l, d, DIAG_SAFE,
                 (span){retry.pos + (uint32_t)on, retry.len - (uint32_t)on},
                 arena_printf(lint_arena(l), " on %" STR_FMT, STR_ARG(good)));
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_setting *retry = node_setting(x, SET_RETRY);
    const weir_class_set permanent =
        WEIR_CLASS_BIT(WEIR_REJECTED) | WEIR_CLASS_BIT(WEIR_AUTH) |
        WEIR_CLASS_BIT(WEIR_NOT_FOUND) | WEIR_CLASS_BIT(WEIR_DATA);
    weir_class_set vain = x->retry_on & permanent;

    if (!x->retry_on_written || !vain || !retry)
        return;
    str classes = lint_classes(l, vain);
    struct diag *d = lint_report(l, retry->at,
                                 "step \"%" STR_FMT "\" retries %" STR_FMT
                                 ", which a repeat does not mend",
                                 STR_ARG(x->name), STR_ARG(classes));
    weir_class_set rest = x->retry_on & ~permanent;
    str good =
        lint_classes_code(l, rest ? rest
                                  : WEIR_CLASS_BIT(WEIR_TRANSIENT) |
                                        WEIR_CLASS_BIT(WEIR_TIMEOUT) |
                                        WEIR_CLASS_BIT(WEIR_RATE_LIMITED));
    lint_help(l, d, "retry %lld times backoff 2s to 5m on %" STR_FMT,
              (long long)node_number(x, SET_RETRY, 5), STR_ARG(good));
    mend(l, d, retry->at, good);
}

const struct lint_rule lint_rule_retries_permanent_error = {
    .summary = "only what a repeat can mend is retried",
    .level = DIAG_WARNING,
    .kinds = LINT_REMOTE,
    .node = check_node,
};
