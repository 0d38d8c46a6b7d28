/*
 * An address of one environment in the text: given to an instance whose
 * connector asks for a setting, or the base of a connector, or the address of
 * an imported call, when its words say which environment it is.
 */
#include "lint/lint.h"

#include <ctype.h>

static const struct graph_expr *literal(const struct graph_expr *e)
{
    e = expr_bare(e);
    if (e && e->kind == EXPR_TEXT && e->nargs)
        e = e->args[0];
    return e && e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING ? e
                                                                        : NULL;
}

static str setting_name(struct lint *l, str owner, const char *tail)
{
    str s =
        arena_printf(lint_arena(l), "%" STR_FMT "_%s", STR_ARG(owner), tail);
    char *own = arena_alloc(lint_arena(l), s.len + 1);

    for (size_t i = 0; i < s.len; i++)
        own[i] = isalnum((unsigned char)s.ptr[i])
                     ? (char)toupper((unsigned char)s.ptr[i])
                     : '_';
    return (str){own, s.len};
}

static void report(struct lint *l, const struct graph_expr *e, str name)
{
    struct diag *d = lint_report(
        l, e->at, "this address is one environment's: \"%" STR_FMT "\"",
        STR_ARG(e->text));

    str text = lint_text(l, e->at);
    bool whole = str_starts_with(text, STR("\"")) && text.len > 1 &&
                 str_eq(str_slice(text, 1, text.len - 1), e->text);
    // Somebody has to give the setting its value: the flow does not run before.
    if (name.len && whole)
        lint_fix(
            l, d, DIAG_UNSAFE, e->at,
            arena_printf(lint_arena(l), "setting %" STR_FMT, STR_ARG(name)));
    if (name.len)
        lint_help(l, d, "setting %" STR_FMT, STR_ARG(name));
    else
        lint_help(l, d, "take it from the environment or the connection");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->instances.n; i++) {
        const struct graph_instance *x = g->instances.at[i];
        lint_about(l, "connector", x->alias);
        for (uint32_t k = 0; k < x->settings.n; k++) {
            const struct graph_expr *e = literal(x->settings.at[k].value);
            if (e && str_find(e->text, STR("://")) > 0)
                report(l, e, setting_name(l, x->alias, "URL"));
        }
    }
    for (uint32_t i = 0; i < g->connectors.n; i++) {
        const struct graph_connector *c = g->connectors.at[i];
        const struct graph_expr *e = c->embedded ? NULL : literal(c->base);
        lint_about(l, "connector", c->name);
        if (e && str_find(e->text, STR("://")) > 0 && lint_stage_of(e->text))
            report(l, e, setting_name(l, c->name, "URL"));
    }
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_expr *url = lint_setting(x, SET_URL);
    const struct graph_expr *e = literal(url ? url : lint_setting(x, SET_PATH));

    (void)g;
    if (e && str_find(e->text, STR("://")) > 0 && lint_stage_of(e->text))
        report(l, e, STR(""));
}

const struct lint_rule lint_rule_hardcoded_endpoint = {
    .summary = "addresses of an environment come from the environment",
    .level = DIAG_WARNING,
    .kinds = LINT_REMOTE,
    .graph = check_graph,
    .node = check_node,
};
