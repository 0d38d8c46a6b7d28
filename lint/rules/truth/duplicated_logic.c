/*
 * The same rule written in two places: equal after renaming variables and
 * ordering what commutes. lint/copies.c finds them.
 */
#include "lint/lint.h"

/* A map step says what it calls and what that is named. */
static str line_of(struct lint *l, const struct graph *g,
                   const struct lint_copy *c)
{
    const struct graph_node *n = c->node ? &g->nodes.at[c->node] : NULL;
    str call = lint_copy_call(l, c);

    if (!call.len || !c->whole || !c->first_function->is_map || !n ||
        n->kind != NODE_MAP || !n->out)
        return call;
    return arena_printf(lint_arena(l), "map %" STR_FMT " as %" STR_FMT,
                        STR_ARG(call), STR_ARG(n->out->name));
}

static void help(struct lint *l, const struct graph *g, struct diag *d,
                 const struct lint_copy *c)
{
    const struct graph_function *f = c->first_function;
    str line = f ? line_of(l, g, c) : (str){0};

    if (!f)
        lint_help(l, d, "write it once, as a %s, and use that in both places",
                  c->here->kind == EXPR_RECORD ? "map" : "fn");
    else if (line.len)
        lint_help(l, d, "use %s \"%" STR_FMT "\" here: %" STR_FMT,
                  f->is_map ? "map" : "fn", STR_ARG(f->name), STR_ARG(line));
    else
        lint_help(l, d, "use %s \"%" STR_FMT "\" here",
                  f->is_map ? "map" : "fn", STR_ARG(f->name));
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_copy *copies = lint_copies(l, &n);

    for (uint32_t i = 0; i < n; i++) {
        const struct lint_copy *c = &copies[i];
        if (c->diverged)
            continue;
        lint_about_node(l, c->node);
        struct diag *d = lint_report(
            l, c->here->at, "%" STR_FMT " has the same logic as %" STR_FMT,
            STR_ARG(c->place), STR_ARG(c->first_place));
        lint_note(l, d, c->first->at, "%s",
                  c->first->at.pos < c->here->at.pos ? "written first here"
                                                     : "written here too");
        help(l, g, d, c);
        lint_copy_fix(l, d, c);
    }
}

const struct lint_rule lint_rule_duplicated_logic = {
    .summary = "a rule of the business is written once",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
