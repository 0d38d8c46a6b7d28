/*
 * Where values come from: through the variables that steps set to what made
 * them.
 */
#include "lint/state.h"

#include <string.h>

const struct graph_expr *lint_setting(const struct graph_node *n,
                                      enum graph_setting_key k)
{
    const struct graph_setting *s = node_setting(n, k);

    return s && s->known == GRAPH_SET ? s->value : NULL;
}

enum graph_known lint_known(const struct graph_settings *s,
                            enum graph_setting_key k)
{
    const struct graph_setting *set = settings_get(s, k);

    return set ? set->known : GRAPH_ABSENT;
}

static const char *const builtins[] = {
#define ABOUT(name, usage, does, fails)
#define BUILTIN(NAME, name, signature, call, fails, function) name,
#include "stdlib/value/builtins.def"
#undef BUILTIN
#undef ABOUT
};

bool lint_is_builtin(const struct graph_expr *e, const char *name)
{
    return e->kind == EXPR_BUILTIN &&
           e->index < sizeof builtins / sizeof *builtins &&
           strcmp(builtins[e->index], name) == 0;
}

/* --- what a variable stands for ------------------------------------------ */

static const struct graph_expr *set_by(const struct lint *l,
                                       const struct graph_var *v)
{
    const struct graph *g = l->g;

    if (!v || v->kind != VAR_STEP || !v->node || v->node >= g->nodes.n ||
        g->nodes.at[v->node].kind != NODE_MAP)
        return NULL;
    return lint_setting(&g->nodes.at[v->node], SET_VALUE);
}

const struct graph_expr *lint_value(struct lint *l, const struct graph_expr *e)
{
    // A name is set from what was set before it, so this ends; a damaged
    // graph may not be so kind.
    for (unsigned i = 0; e && i < 64; i++) {
        const struct graph_expr *from = NULL;
        if (e->kind == EXPR_CONVERT)
            from = e->args[0];
        else if (e->kind == EXPR_VAR)
            from = set_by(l, e->var);
        if (!from)
            break;
        e = from;
    }
    return e;
}

const struct graph_expr *lint_record_of(struct lint *l,
                                        const struct graph_expr *e)
{
    e = lint_value(l, e);
    if (e && e->kind == EXPR_CALL && e->function)
        e = e->function->body;
    e = expr_bare(e);
    return e && e->kind == EXPR_RECORD ? e : NULL;
}

struct origin {
    struct lint *l;
    expr_visit_fn *visit;
    void *context;
    const struct graph_expr *pending[64];
    const struct graph_var *seen[64];
    uint32_t npending, nseen;
};

static bool is_new(struct origin *s, const struct graph_var *v)
{
    for (uint32_t i = 0; i < s->nseen; i++)
        if (s->seen[i] == v)
            return false;
    if (s->nseen == 64)
        return false;
    s->seen[s->nseen++] = v;
    return true;
}

static bool visit_source(void *context, const struct graph_expr *e)
{
    struct origin *s = context;

    if (!s->visit(s->context, e))
        return false;
    if (e->kind == EXPR_VAR && s->npending < 64) {
        const struct graph_expr *from = set_by(s->l, e->var);
        if (from && is_new(s, e->var))
            s->pending[s->npending++] = from;
    }
    return true;
}

void lint_walk_sources(struct lint *l, const struct graph_expr *e,
                       expr_visit_fn *visit, void *context)
{
    struct origin s = {.l = l, .visit = visit, .context = context};

    expr_walk(e, visit_source, &s);
    while (s.npending)
        expr_walk(s.pending[--s.npending], visit_source, &s);
}
