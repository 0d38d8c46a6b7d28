/*
 * Names of steps: bound once where they can be seen, hidden with a reason
 * where they can't be any more.
 */
#include "compiler/check/flow_check.h"
#include "compiler/check/ways.h"

/* The variable that an earlier way of the same route made for the name. */
static struct graph_var *earlier(const struct flow_check *fc, str name,
                                 const struct graph_type *type)
{
    for (const struct flow_ways *w = fc->here.ways; w; w = w->up) {
        const struct way_name *n = map_get(&w->names, name);
        if (n && n->var && n->var->type == type)
            return n->var;
    }
    return NULL;
}

struct graph_var *flow_bind(struct flow_check *fc, struct ast_name name,
                            enum graph_var_kind kind,
                            const struct graph_type *type)
{
    if (!name.sym)
        return NULL;
    const struct scope *there = names_get(&fc->names, name.sym);
    if (there && !there->maybe) {
        struct diag *d = check_report(fc->k, CHECK_DUPLICATE_NAME, name.at,
                                      "expected a new name, found \"%" STR_FMT
                                      "\", which is set already",
                                      STR_ARG(name.sym->text));
        diag_note(fc->k->diags, d, there->var->at, "it is set here");
    }
    struct graph_var *v = earlier(fc, name.sym->text, type);
    if (!v)
        v = graph_add_var(fc->k->g, name.sym->text, kind, type, name.at);
    names_add(&fc->names, name.sym, v);
    return v;
}

void flow_hide(struct flow_check *fc, uint32_t mark, str why, span at)
{
    struct names *n = &fc->names;
    uint32_t end = names_mark(n);
    VEC(struct scope *) hidden = {0};

    for (uint32_t i = mark; i < end; i++) {
        struct scope *s = n->log.at[i].bound;
        if (names_get(n, s->name) == s)
            *vec_push(fc->k->arena, &hidden) = s;
    }
    names_undo(n, mark);
    for (uint32_t i = 0; i < hidden.n; i++) {
        const struct scope *was = hidden.at[i];
        struct scope *s = names_add(n, was->name, was->var);
        s->maybe = true;
        s->why = was->maybe ? was->why : why;
        s->why_at = was->maybe ? was->why_at : at;
    }
}
