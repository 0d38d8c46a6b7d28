/*
 * Which fields of records some condition of the estate asks for. A flow that
 * asks for a record's currency may send a fixed one afterwards.
 */
#include "lint/state.h"

const struct graph_field *lint_field_of(const struct graph_expr *e)
{
    e = expr_bare(e);
    if (e->kind != EXPR_FIELD || e->index == UINT32_MAX)
        return NULL;
    const struct graph_type *t = type_needed(e->args[0]->type);
    return t->kind == TYPE_RECORD && e->index < t->record->nfields
               ? &t->record->fields[e->index]
               : NULL;
}

static str key_of(const struct graph_field *const *f)
{
    return (str){(const char *)f, sizeof *f};
}

static bool find_fields(void *context, const struct graph_expr *e)
{
    struct lint *l = context;
    const struct graph_field *f = lint_field_of(e);

    if (!f)
        return true;
    const struct graph_field **kept = arena_copy(l->arena, &f, sizeof f);
    *map_put(&l->facts.asked, key_of(kept)) = l;
    return true;
}

static bool find_questions(void *context, const struct graph_expr *e)
{
    bool compares = e->kind == EXPR_BINARY && e->op >= OP_EQ && e->op <= OP_GE;

    if (e->kind == EXPR_IF)
        expr_walk(e->args[0], find_fields, context);
    if (!compares && e->kind != EXPR_IN && e->kind != EXPR_IS_NULL &&
        e->kind != EXPR_LOOKUP)
        return true;
    expr_walk(e, find_fields, context);
    return false;
}

static bool is_condition(const struct lint_root *r)
{
    return r->kind == ROOT_ARM ||
           (r->kind == ROOT_SETTING &&
            (r->key == SET_CONDITION || r->key == SET_WHERE));
}

bool lint_is_asked(struct lint *l, const struct graph_field *f)
{
    const uint32_t parts = LINT_PART(BINARY) | LINT_PART(IN) |
                           LINT_PART(IS_NULL) | LINT_PART(LOOKUP) |
                           LINT_PART(IF);
    uint32_t n;

    if (!l->facts.has_asked) {
        const struct lint_root *roots = lint_roots(l, &n);
        uint32_t was = lint_clock_fact(l, FACT_ASKED);
        l->facts.has_asked = true;
        map_init(&l->facts.asked, l->arena);
        for (uint32_t i = 0; i < n; i++)
            if (is_condition(&roots[i]))
                expr_walk(roots[i].expr, find_fields, l);
            else if (roots[i].parts & parts && roots[i].kind != ROOT_TEST)
                expr_walk(roots[i].expr, find_questions, l);
        lint_clock(l, was);
    }
    return map_get(&l->facts.asked, key_of(&f)) != NULL;
}
