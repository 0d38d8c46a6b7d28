/*
 * The same rule written in two places: equal after renaming variables and
 * ordering what commutes. lint/copies.c finds them.
 */
#include "lint/lint.h"

static void help(struct lint *l, struct diag *d, const struct lint_copy *c)
{
    if (c->first_function)
        lint_help(l, d, "use %s \"%" STR_FMT "\" here",
                  c->first_function->is_map ? "map" : "fn",
                  STR_ARG(c->first_function->name));
    else
        lint_help(l, d, "write it once, as a %s, and use that in both places",
                  c->here->kind == EXPR_RECORD ? "map" : "fn");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_copy *copies = lint_copies(l, &n);

    (void)g;
    for (uint32_t i = 0; i < n; i++) {
        const struct lint_copy *c = &copies[i];
        if (c->diverged)
            continue;
        lint_about_node(l, c->node);
        struct diag *d = lint_report(
            l, c->here->at, "%" STR_FMT " has the same logic as %" STR_FMT,
            STR_ARG(c->place), STR_ARG(c->first_place));
        lint_note(l, d, c->first->at, "written first here");
        help(l, d, c);
    }
}

const struct lint_rule lint_rule_duplicated_logic = {
    .summary = "a rule of the business is written once",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
