/*
 * Where personal and secret data comes from: backwards from an expression to a
 * marked field, through names, maps, functions, lists, stores and called
 * flows, field by field. A digest, a length or a question tells nothing.
 */
#include "lint/state.h"

enum { DEEPEST = 48, MOST_STEPS = 4096 };

struct frame { // one call of a fn or map
    const struct frame *outer;
    const struct graph_expr *call;
    const struct graph_function *function;
};

struct hunt {
    struct lint *l;
    struct lint_taint *found;
    uint32_t steps, depth;
    bool away; // in another function, flow or item than the beginning
};

static bool hunt(struct hunt *x, const struct graph_expr *e,
                 const struct frame *f);

static bool is_harmless(const struct graph_expr *e)
{
    static const char *const names[] = {"digest", "sha256", "hmac_sha256",
                                        "length", "count",  "uuid_of"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (lint_is_builtin(e, names[i]))
            return true;
    return e->kind == EXPR_IS_NULL || e->kind == EXPR_IN ||
           e->kind == EXPR_NOT || (e->kind == EXPR_BINARY && e->op >= OP_EQ);
}

static bool is_marked(const struct graph_field *f)
{
    return f->pii || f->secret;
}

static bool take(struct hunt *x, const struct graph_expr *e, str name,
                 bool secret)
{
    *x->found = (struct lint_taint){
        .at = e->at, .name = name, .secret = secret, .away = x->away};
    return true;
}

/* A marked field of a record, or of one in it. */
static const struct graph_field *marked_in(const struct graph_type *t,
                                           unsigned depth)
{
    t = type_needed(t);
    while (t->kind == TYPE_LIST || t->kind == TYPE_DICT)
        t = type_needed(t->of);
    if (t->kind != TYPE_RECORD || depth > 8)
        return NULL;
    for (uint32_t i = 0; i < t->record->nfields; i++) {
        const struct graph_field *f = &t->record->fields[i];
        const struct graph_field *in =
            is_marked(f) ? f : marked_in(f->type, depth + 1);
        if (in)
            return in;
    }
    return NULL;
}

const struct graph_field *lint_marked_field(const struct graph_type *t)
{
    return marked_in(t, 0);
}

/* --- what stands behind a value --- */

static const struct graph_expr *argument(const struct graph_var *v,
                                         const struct frame *f)
{
    for (uint32_t i = 0; f && i < f->function->nparams && i < f->call->nargs;
         i++)
        if (f->function->params[i] == v)
            return f->call->args[i];
    return NULL;
}

/* One step behind a value; NULL when it is not known further. */
static const struct graph_expr *step_behind(struct lint *l,
                                            const struct graph_expr *e,
                                            const struct frame **f,
                                            struct frame *room)
{
    if (e->kind == EXPR_CONVERT)
        return e->args[0];
    if (e->kind == EXPR_CALL && e->function && !room->call) {
        *room = (struct frame){*f, e, e->function};
        *f = room;
        return e->function->body;
    }
    if (e->kind != EXPR_VAR)
        return NULL;
    const struct graph_expr *given = argument(e->var, *f);
    if (given) {
        *f = (*f)->outer;
        return given;
    }
    const struct graph_expr *set = lint_value(l, e);
    return set == e ? NULL : set;
}

/* The record literal behind `e`, with the frame that it stands in; `room` is
 * that of one call on the way. */
static const struct graph_expr *record_behind(struct lint *l,
                                              const struct graph_expr *e,
                                              const struct frame **f,
                                              struct frame *room)
{
    for (unsigned i = 0; e && i < DEEPEST; i++) {
        if (e->kind == EXPR_RECORD)
            return e;
        e = step_behind(l, e, f, room);
    }
    return NULL;
}

static bool hunt_field(struct hunt *x, const struct graph_expr *e,
                       const struct frame *f)
{
    const struct graph_type *of = type_needed(e->args[0]->type);
    const struct graph_field *field =
        of->kind == TYPE_RECORD ? record_field(of->record, e->name) : NULL;
    struct frame room = {0};
    bool away = x->away;

    if (field && is_marked(field))
        return take(x, e, field->name, field->secret);
    const struct graph_expr *r = record_behind(x->l, e->args[0], &f, &room);
    for (uint32_t i = 0; r && i < r->nargs; i++) {
        if (!str_eq(r->names[i], e->name))
            continue;
        x->away = x->away || room.call;
        bool found = hunt(x, r->args[i], f);
        x->away = away;
        return found;
    }
    return false;
}

/* --- from elsewhere --- */

static bool hunt_away(struct hunt *x, const struct graph_expr *e,
                      const struct frame *f)
{
    bool away = x->away;

    x->away = true;
    bool found = e && hunt(x, e, f);
    x->away = away;
    return found;
}

/* What a called flow replies. */
static bool hunt_replies(struct hunt *x, const struct graph_flow *callee)
{
    const struct graph *g = x->l->g;

    for (node_id n = callee->first; n < callee->end; n++)
        if (g->nodes.at[n].kind == NODE_REPLY &&
            hunt_away(x, lint_setting(&g->nodes.at[n], SET_VALUE), NULL))
            return true;
    return false;
}

static void find_callers(struct lint *l)
{
    const struct graph *g = l->g;

    l->facts.has_callers = true;
    l->facts.param_of = arena_array(l->arena, uint32_t, (size_t)g->nvars + 1);
    for (uint32_t i = 0; i < g->flows.n; i++)
        for (uint32_t k = 0; k < g->flows.at[i]->nparams; k++)
            if (g->flows.at[i]->params[k]->id <= g->nvars)
                l->facts.param_of[g->flows.at[i]->params[k]->id] = i + 1;
    for (node_id n = 1; n < g->nodes.n; n++)
        if (g->nodes.at[n].kind == NODE_STORE)
            *vec_push(l->arena, &l->facts.store_nodes) = n;
}

/* What the callers of the flow give for its parameter. */
static bool hunt_callers(struct hunt *x, const struct graph_var *v)
{
    const struct graph *g = x->l->g;
    uint32_t flow = v->id <= g->nvars ? x->l->facts.param_of[v->id] : 0;
    const struct graph_flow *f = flow ? g->flows.at[flow - 1] : NULL;

    for (uint32_t k = 0; f && k < f->nparams; k++)
        for (uint32_t c = 0; f->params[k] == v && c < f->ncallers; c++)
            if (k < g->nodes.at[f->callers[c]].nargs &&
                hunt_away(x, g->nodes.at[f->callers[c]].args[k], NULL))
                return true;
    return false;
}

static bool hunt_store(struct hunt *x, const struct graph_store *s)
{
    const struct lint_facts *facts = &x->l->facts;

    for (uint32_t i = 0; s && i < facts->store_nodes.n; i++) {
        const struct graph_node *n =
            &x->l->g->nodes.at[facts->store_nodes.at[i]];
        if (n->store == s && hunt_away(x, lint_setting(n, SET_VALUE), NULL))
            return true;
    }
    return false;
}

static bool hunt_step(struct hunt *x, const struct graph_expr *e)
{
    const struct graph *g = x->l->g;
    node_id n = e->var->node;
    const struct graph_node *by = n && n < g->nodes.n ? &g->nodes.at[n] : NULL;

    if (by && by->kind == NODE_CALL && by->callee)
        return hunt_replies(x, by->callee);
    if (by && (by->kind == NODE_MAP || by->kind == NODE_SPLIT ||
               by->kind == NODE_BATCH)) {
        const struct graph_expr *value = lint_setting(by, SET_VALUE);
        return value && hunt(x, value, NULL);
    }
    return false;
}

static bool hunt_var(struct hunt *x, const struct graph_expr *e,
                     const struct frame *f)
{
    const struct graph_expr *given = e->var ? argument(e->var, f) : NULL;
    const struct graph_field *field;

    if (!e->var)
        return false;
    if (given)
        return hunt(x, given, f->outer);
    field = e->var->kind == VAR_STEP ? NULL : lint_marked_field(e->type);
    if (field)
        return take(x, e, field->name, field->secret);
    if (e->var->kind == VAR_PARAM && type_needed(e->type)->kind != TYPE_RECORD)
        return hunt_callers(x, e->var);
    if (e->var->kind == VAR_STEP || e->var->kind == VAR_ITEM) {
        if (hunt_step(x, e)) {
            if (e->var->kind == VAR_ITEM)
                x->found->at = e->at;
            return true;
        }
        field = x->l->g->nodes.at[e->var->node].kind == NODE_MAP
                    ? NULL
                    : lint_marked_field(e->type);
    }
    return field && take(x, e, field->name, field->secret);
}

static bool hunt_parts(struct hunt *x, const struct graph_expr *e,
                       const struct frame *f)
{
    uint32_t from = e->kind == EXPR_IF ? 1 : 0; // its question tells nothing

    for (uint32_t i = from; i < e->nargs; i++)
        if (e->args[i] && hunt(x, e->args[i], f))
            return true;
    return false;
}

static bool look(struct hunt *x, const struct graph_expr *e,
                 const struct frame *f)
{
    if (is_harmless(e))
        return false;
    if (lint_is_builtin(e, "to_json") && e->nargs &&
        type_needed(e->args[0]->type)->kind == TYPE_ANY)
        return take(x, e, STR(""), false);
    if (e->kind == EXPR_SECRET)
        return take(x, e, e->text, true);
    if (e->kind == EXPR_FIELD)
        return hunt_field(x, e, f);
    if (e->kind == EXPR_VAR)
        return hunt_var(x, e, f);
    if (e->kind == EXPR_LOOKUP)
        return hunt_store(x, e->store);
    if (e->kind == EXPR_CALL && e->function) {
        const struct frame inner = {f, e, e->function};
        return hunt_away(x, e->function->body, &inner);
    }
    if (e->kind == EXPR_EACH && e->nargs > 2)
        return hunt(x, e->args[2], f) ||
               (type_needed(e->type->of)->kind != TYPE_RECORD &&
                hunt(x, e->args[0], f));
    return hunt_parts(x, e, f);
}

static bool hunt(struct hunt *x, const struct graph_expr *e,
                 const struct frame *f)
{
    if (x->depth == DEEPEST || ++x->steps > MOST_STEPS)
        return false;
    x->depth++;
    bool found = look(x, e, f);
    x->depth--;
    return found;
}

bool lint_find_taint(struct lint *l, const struct graph_expr *e,
                     struct lint_taint *found)
{
    struct hunt x = {.l = l, .found = found};

    *found = (struct lint_taint){0};
    if (!l->facts.has_callers)
        find_callers(l);
    return e && hunt(&x, e, NULL);
}
