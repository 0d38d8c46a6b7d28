/*
 * Somebody is told of a failed record, but it is kept nowhere: on some way
 * through the handler's block it is neither parked, halted nor handed on.
 */
#include "lint/lint.h"

static void check_handler(struct lint *l, const struct graph *g, handler_id h)
{
    const struct graph_handler *x = &g->handlers.at[h];

    if (!(lint_arriving_alone(l, h) & lint_serious()) ||
        lint_fate_of(l, h) != LINT_TOLD)
        return;
    const struct graph_queue *q = lint_queue_for(l, g, g->flows.at[x->flow]);
    struct diag *d = lint_report(
        l, x->at,
        "the block behind \"on %" STR_FMT
        "\" tells of the record, but keeps it nowhere to be replayed",
        STR_ARG(x->words));
    lint_path_failed(l, d, h);
    lint_step(l, d, x->at, "is told of, and kept nowhere");
    if (!q)
        return;
    lint_fix_inside(l, d, DIAG_SCAFFOLD, x->at,
                    arena_printf(lint_arena(l),
                                 "park %" STR_FMT
                                 " because \"{failure.message}\"",
                                 STR_ARG(q->name)));
    lint_help(l, d, "park %" STR_FMT " because \"...\"", STR_ARG(q->name));
}

const struct lint_rule lint_rule_no_durable_copy = {
    .summary = "a failed record is kept where it can be replayed from",
    .level = DIAG_WARNING,
    .handler = check_handler,
};
