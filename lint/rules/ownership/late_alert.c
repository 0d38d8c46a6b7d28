/*
 * An alert whose condition can only be true when the triage time has passed
 * already: the earliest moment at which it may be true is worked out from the
 * ages in it.
 */
#include "lint/lint.h"

static bool is_age(const struct graph_expr *e)
{
    return e->kind == EXPR_VAR && e->var && str_eq(e->var->name, STR("oldest"));
}

/* `oldest > D`: D. */
static int64_t age_asked(const struct graph_expr *e)
{
    const struct graph_expr *a = e->args[0], *b = e->args[1];
    bool greater = e->op == OP_GT || e->op == OP_GE;
    bool less = e->op == OP_LT || e->op == OP_LE;

    if (greater && is_age(a) && b->kind == EXPR_LITERAL &&
        b->type->kind == TYPE_DURATION)
        return b->i;
    if (less && is_age(b) && a->kind == EXPR_LITERAL &&
        a->type->kind == TYPE_DURATION)
        return a->i;
    return 0;
}

/* Before this age nothing makes it true; 0 where that can't be said. */
static int64_t earliest(const struct graph_expr *e)
{
    if (e->kind != EXPR_BINARY)
        return 0;
    if (e->op != OP_AND && e->op != OP_OR)
        return age_asked(e);
    int64_t a = earliest(e->args[0]), b = earliest(e->args[1]);
    bool first = e->op == OP_AND ? a > b : a < b;
    return first ? a : b;
}

/* Each age that is too late becomes one in time. */
static void mend(struct lint *l, struct diag *d, const struct graph_expr *e,
                 const struct graph_queue *q)
{
    if (e->kind != EXPR_BINARY)
        return;
    if (e->op == OP_AND || e->op == OP_OR) {
        mend(l, d, e->args[0], q);
        mend(l, d, e->args[1], q);
        return;
    }
    if (age_asked(e) < q->triage)
        return;
    const struct graph_expr *age = e->args[is_age(e->args[0])];
    lint_fix(l, d, DIAG_SAFE, age->at, lint_duration(l, q->triage / 2));
}

static void check_queue(struct lint *l, const struct graph *g,
                        const struct graph_queue *q)
{
    (void)g;
    if (!q->alert || q->triage_known != GRAPH_SET)
        return;
    int64_t age = earliest(q->alert);
    if (age < q->triage || !age)
        return;
    str late = lint_duration(l, age), triage = lint_duration(l, q->triage);
    str good = lint_duration(l, q->triage / 2);
    str over = lint_duration(l, age - q->triage);
    struct diag *d = lint_report(
        l, q->alert_at.pos ? q->alert_at : q->alert->at,
        "the alert of queue \"%" STR_FMT "\" can first be true after %" STR_FMT
        ", when the triage time of %" STR_FMT " has passed%s%" STR_FMT,
        STR_ARG(q->name), STR_ARG(late), STR_ARG(triage),
        age > q->triage ? " by " : "",
        STR_ARG(age > q->triage ? over : STR("")));
    lint_help(l, d, "alert when oldest > %" STR_FMT, STR_ARG(good));
    mend(l, d, q->alert, q);
}

const struct lint_rule lint_rule_late_alert = {
    .summary = "an alert comes before the triage time has passed",
    .level = DIAG_WARNING,
    .queue = check_queue,
};
