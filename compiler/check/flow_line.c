/*
 * Lines of a flow that are neither trigger nor step: owner, critical, expect,
 * alert, timeout, waivers.
 */
#include "compiler/check/flow_check.h"

static bool once(struct check *k, const struct ast_line *l, span *first,
                 const char *word)
{
    if (!first->pos) {
        *first = l->at;
        return true;
    }
    struct diag *d = check_report(k, CHECK_DUPLICATE_LINE, l->at,
                                  "expected one \"%s\", found a second", word);
    diag_note(k->diags, d, *first, "the first is here");
    return false;
}

static void line_owner(struct flow_check *fc, const struct ast_line *l)
{
    if (!once(fc->k, l, &fc->f->owner_at, "owner"))
        return;
    fc->f->owner = check_find(fc->k, &fc->k->teams, "team", l->name);
    fc->f->owner_known = GRAPH_SET;
}

static void line_alert(struct flow_check *fc, const struct ast_line *l)
{
    struct check *k = fc->k;
    struct expr_context x = {.k = k, .place = "an alert"};
    static const struct {
        const char *name;
        enum graph_type_kind type;
    } vars[] = {{"idle", TYPE_DURATION}, {"parked", TYPE_INT}};

    if (!once(k, l, &fc->f->alert_at, "alert"))
        return;
    for (size_t i = 0; i < 2; i++) {
        const struct sym *name = intern(k->names, str_from(vars[i].name));
        struct graph_var *v = graph_add_var(
            k->g, name->text, VAR_PARAM, simple_type(k, vars[i].type), l->at);
        x.scope = scope_add(k, x.scope, name, v);
    }
    fc->f->alert = check_expr(&x, l->a, simple_type(k, TYPE_BOOL));
    fc->f->alert_known = GRAPH_SET;
}

static void line_expect(struct flow_check *fc, const struct ast_line *l,
                        span *first)
{
    struct graph_flow *f = fc->f;

    if (!once(fc->k, l, first, "expect"))
        return;
    check_amount(fc->k, l->more->amount, &f->expect);
    if (l->more->peak)
        check_amount(fc->k, l->more->peak, &f->peak);
    f->expect_known = GRAPH_SET;
}

static void line_timeout(struct flow_check *fc, const struct ast_line *l,
                         span *first)
{
    if (!once(fc->k, l, first, "timeout"))
        return;
    if (fc->replies || check_incomplete(fc->k, l->at))
        return;
    struct diag *d = check_report(
        fc->k, CHECK_MISPLACED_LINE, l->at,
        "expected timeout in a flow that replies, found none replying");
    diag_help(fc->k->diags, d,
              "it says how long a caller waits; a call of "
              "another system has a timeout of its own");
}

void flow_lines(struct flow_check *fc)
{
    span critical = {0}, expect = {0}, ordered = {0}, timeout = {0};

    for (const struct ast_line *l = fc->item->lines; l; l = l->next) {
        if (l->kind == AST_LINE_OWNER)
            line_owner(fc, l);
        else if (l->kind == AST_LINE_CRITICAL)
            fc->f->critical = once(fc->k, l, &critical, "critical") || true;
        else if (l->kind == AST_LINE_ALERT_WHEN)
            line_alert(fc, l);
        else if (l->kind == AST_LINE_EXPECT)
            line_expect(fc, l, &expect);
        else if (l->kind == AST_LINE_ORDERED)
            once(fc->k, l, &ordered, "ordered by");
        else if (l->kind == AST_LINE_TIMEOUT)
            line_timeout(fc, l, &timeout);
        else if (l->kind == AST_LINE_WAIVE)
            check_waiver(fc->k, l->waiver, fc->item->at);
    }
}
