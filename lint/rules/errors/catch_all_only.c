/*
 * All failures of a flow go one way, those of an ill system and those of a
 * refused record: its one route in use gets classes of both.
 */
#include "lint/lint.h"

static void check_handler(struct lint *l, const struct graph *g, handler_id h)
{
    const struct graph_handler *x = &g->handlers.at[h];
    weir_class_set all = lint_arriving(l, h);
    const weir_class_set refused = WEIR_CLASS_BIT(WEIR_REJECTED) |
                                   WEIR_CLASS_BIT(WEIR_CONFLICT) |
                                   WEIR_CLASS_BIT(WEIR_DUPLICATE);

    if (lint_is_foreign(l))
        return; // platforms with one place for all failures can't do it
    if (x->scope || !(all & weir_class_outage()) || !(all & refused) ||
        lint_handlers_in_use(l, g->flows.at[x->flow]) != 1)
        return;
    const struct graph_queue *q = lint_queue_for(l, g, g->flows.at[x->flow]);
    struct diag *d = lint_report(
        l, x->at,
        "all failures of flow \"%" STR_FMT
        "\" go one way: a refused record and an expired token are treated "
        "alike",
        STR_ARG(g->flows.at[x->flow]->name));
    lint_fix_line(l, d, DIAG_SCAFFOLD, x->at, STR("on outage -> halt"));
    lint_help(l, d, "on outage -> halt  on error -> %" STR_FMT,
              STR_ARG(q ? q->name : STR("halt")));
}

const struct lint_rule lint_rule_catch_all_only = {
    .summary = "an ill system and a refused record have ways of their own",
    .level = DIAG_WARNING,
    .handler = check_handler,
};
