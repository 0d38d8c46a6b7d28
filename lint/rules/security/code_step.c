/*
 * A step that runs code or a shell command from the flow's own text. Only an
 * import can say that: the language has no code boxes, and a program behind
 * `run` is pinned by its digest.
 */
#include "lint/lint.h"

static const struct graph_expr *code_in(const struct graph_node *x)
{
    const struct graph_expr *e = lint_setting(x, SET_VALUE);

    return e && e->kind == EXPR_CODE && e->names && e->names[0].len ? e : NULL;
}

static uint32_t count_lines(str s)
{
    uint32_t n = s.len > 0;

    for (size_t i = 0; i + 1 < s.len; i++)
        n += s.ptr[i] == '\n';
    return n;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_expr *code = code_in(x);
    bool shell = node_setting(x, SET_COMMAND) ||
                 (code && str_eq(code->names[0], STR("shell")));

    (void)g;
    if ((!code && !shell) || (x->foreign && x->foreign->disabled))
        return;
    uint32_t lines = code ? count_lines(code->text) : 0;
    struct diag *d;
    if (shell)
        d = lint_report(l, lint_step_at(x),
                        "step \"%" STR_FMT "\" runs a shell command, which no "
                        "rule can read",
                        STR_ARG(x->name));
    else
        d = lint_report(l, lint_step_at(x),
                        "step \"%" STR_FMT "\" runs %u line%s of %" STR_FMT
                        ", which no rule can read",
                        STR_ARG(x->name), lines, lines == 1 ? "" : "s",
                        STR_ARG(code->names[0]));
    lint_help(l, d,
              "say it as a map or an expression, or have it reviewed and "
              "waive this with the reviewer's name");
}

const struct lint_rule lint_rule_code_step = {
    .summary = "no step runs code that nobody reviewed",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(SCRIPT),
    .node = check_node,
};
