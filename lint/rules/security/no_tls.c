/*
 * A system is spoken to over plain http. The own machine is no matter.
 */
#include "lint/lint.h"

static bool is_local(str host)
{
    static const char *const names[] = {"localhost", "127.", "[::1]",
                                        "0.0.0.0"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_starts_with(host, str_from(names[i])))
            return true;
    return false;
}

static bool is_plain(str s)
{
    const str head = STR("http://");

    return str_starts_with(s, head) && !is_local(str_slice(s, head.len, s.len));
}

static void check_text(struct lint *l, const struct graph_expr *e)
{
    const struct graph_expr *first = e;

    if (e->kind == EXPR_TEXT && e->nargs)
        first = e->args[0];
    if (first->kind != EXPR_LITERAL || first->type->kind != TYPE_STRING ||
        !is_plain(first->text))
        return;
    struct diag *d =
        lint_report(l, e->at,
                    "this address is spoken to over plain http: anyone on the "
                    "way can read and change it");
    if (str_starts_with(lint_text(l, e->at), STR("\"http://")))
        lint_fix(l, d, DIAG_SAFE, (span){e->at.pos + 5, 0}, STR("s"));
    if (e == first)
        lint_help(l, d, "\"https://%" STR_FMT "\"",
                  STR_ARG(str_slice(first->text, 7, first->text.len)));
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    (void)g;
    if (r->kind == ROOT_CONNECTOR || r->kind == ROOT_INSTANCE)
        check_text(l, r->expr);
}

const struct lint_rule lint_rule_no_tls = {
    .summary = "systems are spoken to over https",
    .level = DIAG_ERROR,
    .parts = LINT_STRING,
    .expr = check_expr,
};
