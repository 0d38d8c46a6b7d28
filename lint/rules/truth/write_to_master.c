/*
 * A copy's value is written into the system that masters it: what flows into
 * a written field comes from a record that the entity calls a copy.
 */
#include "lint/lint.h"

struct origin {
    struct lint *l;
    const struct graph *g;
    const struct graph_entity *entity;
    const struct graph_place *copy; // found
};

static const struct graph_instance *instance_of(const struct graph *g,
                                                const struct graph_var *v)
{
    return v->node && v->node < g->nodes.n ? g->nodes.at[v->node].instance
                                           : NULL;
}

static bool is_from(const struct origin *o, const struct graph_place *p,
                    const struct graph_var *v)
{
    const struct graph_type *t = type_needed(v->type);
    const struct graph_instance *i = instance_of(o->g, v);

    return t->kind == TYPE_RECORD && t->record == p->record &&
           (!i || i == p->instance);
}

/* `master erp.Sale.note`: the copy is the master of that one field. */
static bool is_mastered(const struct origin *o, const struct graph_expr *e)
{
    const struct graph_expr *of = e->kind == EXPR_FIELD ? e->args[0] : NULL;

    if (!of || of->kind != EXPR_VAR || !of->var)
        return false;
    for (uint32_t i = 0; i < o->entity->nmasters; i++) {
        const struct graph_place *p = &o->entity->masters[i];
        if (p->field && str_eq(p->field->name, e->name) &&
            is_from(o, p, of->var))
            return true;
    }
    return false;
}

static bool find_copy(void *context, const struct graph_expr *e)
{
    struct origin *o = context;

    if (is_mastered(o, e))
        return false;
    if (e->kind != EXPR_VAR || !e->var || e->var->kind == VAR_SELF)
        return !o->copy;
    for (uint32_t i = 0; i < o->entity->ncopies; i++)
        if (is_from(o, &o->entity->copies[i], e->var))
            o->copy = &o->entity->copies[i];
    return !o->copy;
}

static bool is_key(const struct lint_write *w, str name)
{
    const struct graph_field *f =
        w->record ? record_field(w->record, name) : NULL;

    return f && f->key;
}

/* The first written field that the master place names, from a copy. */
static const struct graph_expr *find_field(struct origin *o,
                                           const struct lint_write *w,
                                           const struct lint_place *p,
                                           str *name)
{
    for (uint32_t i = 0; i < w->value->nargs; i++) {
        const struct graph_field *f = p->place->field;
        *name = w->value->names[i];
        if ((f && !str_eq(f->name, *name)) || is_key(w, *name))
            continue;
        lint_walk_sources(o->l, w->value->args[i], find_copy, o);
        if (o->copy)
            return w->value->args[i];
    }
    return NULL;
}

static bool check_place(struct lint *l, const struct graph *g,
                        const struct lint_write *w, const struct lint_place *p)
{
    struct origin o = {.l = l, .g = g, .entity = p->entity};
    str field = {0};
    const struct graph_expr *from = find_field(&o, w, p, &field);

    if (!from)
        return false;
    lint_about_node(l, w->node);
    struct diag *d =
        lint_report(l, lint_step_at(&g->nodes.at[w->node]),
                    "step \"%" STR_FMT "\" writes \"%" STR_FMT
                    "\" of \"%" STR_FMT "\", the master of entity \"%" STR_FMT
                    "\", from its copy \"%" STR_FMT "\"",
                    STR_ARG(g->nodes.at[w->node].name), STR_ARG(field),
                    STR_ARG(p->place->text), STR_ARG(p->entity->name),
                    STR_ARG(o.copy->text));
    lint_note(l, d, p->place->at, "declared as the master here");
    lint_help(l, d,
              "leave the field out, or declare who masters it: master "
              "%" STR_FMT ".%" STR_FMT,
              STR_ARG(o.copy->text), STR_ARG(field));
    return true;
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_write *writes = lint_writes(l, &n);

    for (uint32_t i = 0; i < n; i++) {
        const struct lint_write *w = &writes[i];
        const struct lint_place *p = lint_places(l, w->instance, w->record);
        for (; p && w->value; p = p->next)
            if (p->master && check_place(l, g, w, p))
                break;
    }
}

const struct lint_rule lint_rule_write_to_master = {
    .summary = "a copy's value does not go into the system that masters it",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
