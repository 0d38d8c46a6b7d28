/*
 * A failure that is handled and then gone: on some way behind the handler the
 * record is neither kept (parked, halted, handed on) nor is anyone told.
 */
#include "lint/lint.h"

/* What `continue` leaves empty is seen by who reads it: unchecked-continue. */
static bool is_seen_later(const struct graph *g, const struct graph_handler *x)
{
    return x->target == TARGET_CONTINUE && x->scope &&
           g->nodes.at[x->scope].kind != NODE_WRITE &&
           g->nodes.at[x->scope].out;
}

static const char *target_text(const struct graph_handler *x)
{
    switch (x->target) {
    case TARGET_CONTINUE: return "goes on as if nothing had happened";
    case TARGET_DROP: return "drops the record";
    case TARGET_QUEUE:
    case TARGET_HALT:
    case TARGET_BLOCK:
    case TARGET_NODE: break;
    }
    return "leaves the record behind on one of its ways";
}

static void check_handler(struct lint *l, const struct graph *g, handler_id h)
{
    const struct graph_handler *x = &g->handlers.at[h];
    weir_class_set lost = lint_arriving_alone(l, h) & lint_serious();

    if (!lost || lint_fate_of(l, h) != LINT_LOST || is_seen_later(g, x))
        return;
    const struct graph_queue *q = lint_queue_for(l, g, g->flows.at[x->flow]);
    str classes = lint_classes(l, lost);
    struct diag *d =
        lint_report(l, x->at,
                    "\"on %" STR_FMT "\" %s: %" STR_FMT
                    " is neither parked, nor raised, nor told to anyone",
                    STR_ARG(x->words), target_text(x), STR_ARG(classes));
    lint_path_failed(l, d, h);
    lint_step(l, d, x->at, "%s, and nobody knows of it", target_text(x));
    str line =
        arena_printf(lint_arena(l), "on %" STR_FMT " -> %" STR_FMT,
                     STR_ARG(x->words), STR_ARG(q ? q->name : STR("halt")));
    lint_help(l, d, "%" STR_FMT, STR_ARG(line));
    lint_fix(l, d, DIAG_SCAFFOLD, x->at, line);
}

const struct lint_rule lint_rule_swallowed_failure = {
    .summary = "a handled failure is parked, raised, or told to someone",
    .level = DIAG_ERROR,
    .handler = check_handler,
};
