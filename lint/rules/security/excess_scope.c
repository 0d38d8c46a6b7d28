/*
 * A connector asks for a scope that none of the operations that are used
 * needs. Decided only where each of them says its scope.
 */
#include "lint/lint.h"

enum { MOST_SCOPES = 64 };

struct needs {
    str scopes[MOST_SCOPES];
    uint32_t n;
    const struct graph_operation *silent; // one that says none
};

static void need(struct needs *x, const struct graph_connector *c,
                 const struct graph_operation *op)
{
    if (!op || !op->endpoint || op->endpoint->connector != c)
        return;
    if (!op->scope.len)
        x->silent = op;
    else if (x->n < MOST_SCOPES)
        x->scopes[x->n++] = op->scope;
    else
        x->silent = op;
}

static struct needs find_needs(const struct graph *g,
                               const struct graph_connector *c)
{
    struct needs x = {.n = 0};

    for (node_id n = 1; n < g->nodes.n; n++)
        need(&x, c, g->nodes.at[n].operation);
    for (uint32_t i = 0; i < g->tables.n; i++)
        need(&x, c, g->tables.at[i]->operation);
    for (uint32_t i = 0; i < g->reconciles.n; i++) {
        need(&x, c, g->reconciles.at[i]->source.operation);
        need(&x, c, g->reconciles.at[i]->target.operation);
    }
    return x;
}

/* Scopes stand between blanks or commas; an operation may need several. */
static str next_scope(str *rest)
{
    size_t from = 0, to;

    while (from < rest->len &&
           (rest->ptr[from] == ' ' || rest->ptr[from] == ','))
        from++;
    for (to = from; to < rest->len; to++)
        if (rest->ptr[to] == ' ' || rest->ptr[to] == ',')
            break;
    str found = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->len);
    return found;
}

static bool is_needed(const struct needs *x, str scope)
{
    for (uint32_t i = 0; i < x->n; i++) {
        str rest = x->scopes[i];
        for (str s = next_scope(&rest); s.len; s = next_scope(&rest))
            if (str_eq(s, scope))
                return true;
    }
    return false;
}

static void check_scopes(struct lint *l, const struct graph_connector *c,
                         const struct needs *x, const struct graph_expr *e)
{
    str rest = e->text;

    for (str s = next_scope(&rest); s.len; s = next_scope(&rest)) {
        if (is_needed(x, s))
            continue;
        struct diag *d = lint_report(l, e->at,
                                     "connector \"%" STR_FMT
                                     "\" asks for the scope \"%" STR_FMT
                                     "\", which nothing that is used needs",
                                     STR_ARG(c->name), STR_ARG(s));
        lint_help(l, d,
                  "ask for what is needed, and have the old token "
                  "withdrawn");
    }
}

static void check_connector(struct lint *l, const struct graph *g,
                            const struct graph_connector *c)
{
    const struct graph_expr *e = NULL;

    for (uint32_t i = 0; i < c->auth_properties.n; i++)
        if (str_eq(c->auth_properties.at[i].name, STR("scope")))
            e = c->auth_properties.at[i].value;
    e = expr_bare(e);
    if (!e || c->embedded)
        return;
    lint_about(l, "connector", c->name);
    const struct needs x = find_needs(g, c);
    if (!x.n && !x.silent)
        return; // nothing is used: structure/unused-item
    if (!x.silent && e->kind == EXPR_LITERAL) {
        check_scopes(l, c, &x, e);
        return;
    }
    struct diag *d =
        lint_unknown(l, e->at,
                     "whether connector \"%" STR_FMT
                     "\" asks for more than is needed is not known",
                     STR_ARG(c->name));
    if (x.silent && x.silent->at.pos)
        lint_note(l, d, x.silent->at, "no scope is said here");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->connectors.n; i++)
        check_connector(l, g, g->connectors.at[i]);
}

const struct lint_rule lint_rule_excess_scope = {
    .summary = "a connector asks for the scopes that are needed, and no more",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
