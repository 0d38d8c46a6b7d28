/*
 * A handler's block whose steps do nothing for the record: no step of it
 * keeps it, and no step tells anyone but a log.
 */
#include "lint/lint.h"

static void check_handler(struct lint *l, const struct graph *g, handler_id h)
{
    const struct graph_handler *x = &g->handlers.at[h];

    weir_class_set arriving = lint_arriving(l, h);

    if (lint_is_foreign(l)) // there a step that does nothing is how one ends
        arriving &= lint_serious();
    if (!arriving || lint_fate_of(l, h) != LINT_NOTHING)
        return;
    const struct graph_queue *q = lint_queue_for(l, g, g->flows.at[x->flow]);
    struct diag *d = lint_report(l, x->at,
                                 "the block behind \"on %" STR_FMT
                                 "\" does nothing, or only logs: the record "
                                 "is lost",
                                 STR_ARG(x->words));
    lint_path_failed(l, d, h);
    lint_step(l, d, x->at, "nothing is done for the record here");
    str line =
        arena_printf(lint_arena(l), "on %" STR_FMT " -> %" STR_FMT,
                     STR_ARG(x->words), STR_ARG(q ? q->name : STR("halt")));
    lint_help(l, d, "%" STR_FMT, STR_ARG(line));
    lint_fix(l, d, DIAG_SCAFFOLD, x->at, line);
}

const struct lint_rule lint_rule_empty_handler = {
    .summary = "a route does something for the record that failed",
    .level = DIAG_ERROR,
    .handler = check_handler,
};
