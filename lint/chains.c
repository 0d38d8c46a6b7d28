/*
 * Values that go from flow to flow. A stop is a field that flows write; each
 * written field is a move from the stops that its value is read from, with the
 * rules that are applied on the way. What a stop holds goes on along the moves.
 */
#include "lint/chains.h"

#include "lint/state.h"

enum {
    DEEPEST = 16,     // calls and names behind one another
    MOST_STEPS = 512, // of one value
    MOST_ROUNDS = 8   // flows of a chain
};

struct stop_key {
    const void *instance;
    const struct graph_record *record;
    uintptr_t field;
};

struct stop {
    const struct graph_instance *instance;
    str field;
    unsigned rules; // applied to what is written there
    node_id by[CHAIN_RULES];
    span by_at[CHAIN_RULES];
};

struct move {
    struct stop *from, *to; // from NULL: nobody writes there
    unsigned rules;
    node_id node;
    span at[CHAIN_RULES];
};

struct frame { // of a call: what stands for the parameters
    const struct graph_function *function;
    const struct graph_expr *call;
    const struct frame *outer;
};

struct chains {
    struct lint *l;
    struct map stops, only;
    VEC(struct move) moves;
    VEC(struct lint_chain) found;
    bool marks; // what is written is being noted
    // Of the value that is being looked at.
    struct stop *to;
    node_id node;
    uint32_t steps;
};

struct way { // down into a value
    const struct frame *frame;
    unsigned rules, depth;
    span at[CHAIN_RULES];
};

/* --- rules ---------------------------------------------------------------- */

static const struct graph_expr *bare(const struct graph_expr *e)
{
    while (e && (e->kind == EXPR_CONVERT || e->kind == EXPR_CAST))
        e = e->args[0];
    return e;
}

/* 1.2 and 1.175: one and a rate. */
static bool is_rate_number(const struct graph_expr *e)
{
    str s = e->text;

    return e->kind == EXPR_LITERAL && e->type->kind == TYPE_DECIMAL &&
           s.len > 2 && s.len < 8 && s.ptr[0] == '1' && s.ptr[1] == '.' &&
           s.ptr[2] < '3' && expr_literal_text(e).len > 2;
}

static bool is_one(const struct graph_expr *e)
{
    e = bare(e);
    return e && e->kind == EXPR_LITERAL &&
           str_eq(expr_literal_text(e), STR("1"));
}

static bool is_tax(const struct graph_expr *e)
{
    e = bare(e);
    if (!e)
        return false;
    if (e->kind == EXPR_BINARY && e->op == OP_ADD)
        return is_one(e->args[0]) || is_one(e->args[1]);
    return is_rate_number(e);
}

static bool names_exchange(str name)
{
    static const char *const parts[] = {"fx", "exchange", "currency"};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (str_find(name, str_from(parts[i])) >= 0)
            return true;
    return false;
}

static bool is_exchange(const struct graph_expr *e)
{
    e = bare(e);
    if (!e)
        return false;
    if (e->kind == EXPR_LOOKUP)
        return (e->table && names_exchange(e->table->name)) ||
               (e->store && names_exchange(e->store->name));
    if (e->kind == EXPR_FIELD)
        return names_exchange(e->name);
    return e->kind == EXPR_VAR && e->var && names_exchange(e->var->name);
}

/* --- stops ---------------------------------------------------------------- */

static struct stop *stop_of(struct chains *c, const struct graph_instance *i,
                            const struct graph_record *r, str name, bool make)
{
    const struct graph_field *f = i && r ? record_field(r, name) : NULL;
    const struct stop_key key = {i, r, (uintptr_t)f};

    if (!f)
        return NULL;
    if (!make)
        return map_get(&c->stops, (str){(const char *)&key, sizeof key});
    struct stop_key *kept = arena_make(c->l->arena, struct stop_key);
    *kept = key;
    void **slot = map_put(&c->stops, (str){(const char *)kept, sizeof *kept});
    if (!*slot) {
        struct stop *s = arena_make(c->l->arena, struct stop);
        s->instance = i;
        s->field = f->name;
        *slot = s;
    }
    return *slot;
}

static void find_only(struct chains *c)
{
    const struct graph *g = c->l->g;

    map_init(&c->only, c->l->arena);
    for (uint32_t i = 0; i < g->instances.n; i++) {
        struct graph_instance *x = g->instances.at[i];
        if (!x->connector)
            continue;
        void **slot = map_put(
            &c->only, (str){(const char *)&x->connector, sizeof x->connector});
        *slot = *slot ? c : (void *)x; // `c`: there are several
    }
}

/* The instance that a variable's record comes from; of an item in a list the
 * only one of its connector. */
static const struct graph_instance *instance_of(const struct chains *c,
                                                const struct graph_var *v,
                                                const struct graph_record *r)
{
    const struct graph *g = c->l->g;

    if (v->node && v->node < g->nodes.n && v->kind != VAR_ITEM)
        return g->nodes.at[v->node].instance;
    void *only = map_get(
        &c->only, (str){(const char *)&r->connector, sizeof r->connector});
    return only == c ? NULL : only;
}

static void arrive(struct chains *c, const struct way *w,
                   const struct graph_expr *field, const struct graph_expr *of)
{
    const struct graph_type *t = type_needed(of->type);
    const struct graph_record *r = t->kind == TYPE_RECORD ? t->record : NULL;

    if (!r || !r->connector || of->kind != EXPR_VAR || !of->var)
        return;
    struct stop *from =
        stop_of(c, instance_of(c, of->var, r), r, field->name, false);
    if (from == c->to || (!from && !w->rules))
        return;
    struct move *m = vec_push(c->l->arena, &c->moves);
    *m = (struct move){
        .from = from, .to = c->to, .rules = w->rules, .node = c->node};
    memcpy(m->at, w->at, sizeof m->at);
}

/* --- the way down into a value -------------------------------------------- */

static void go(struct chains *c, struct way w, const struct graph_expr *e);

static struct way with_rule(struct way w, enum chain_rule r, span at)
{
    if (!(w.rules & 1u << r))
        w.at[r] = at;
    w.rules |= 1u << r;
    return w;
}

static void go_times(struct chains *c, struct way w, const struct graph_expr *e)
{
    for (uint32_t i = 0; i < 2; i++) {
        const struct graph_expr *factor = e->args[1 - i];
        struct way x = w;
        if (is_tax(factor))
            x = with_rule(w, CHAIN_TAX_ON, e->at);
        else if (is_exchange(factor))
            x = with_rule(w, CHAIN_CHANGED, e->at);
        if (!is_tax(e->args[i]) && !is_exchange(e->args[i]))
            go(c, x, e->args[i]);
    }
}

static void go_divided(struct chains *c, struct way w,
                       const struct graph_expr *e)
{
    if (is_tax(e->args[1]))
        w = with_rule(w, CHAIN_TAX_OFF, e->at);
    else if (is_exchange(e->args[1]))
        w = with_rule(w, CHAIN_CHANGED_BACK, e->at);
    go(c, w, e->args[0]);
}

static bool is_division(const struct graph_expr *e)
{
    return (e->kind == EXPR_BINARY && e->op == OP_DIV) ||
           (e->kind == EXPR_BUILTIN && e->nargs == 3 &&
            (lint_is_builtin(e, "round /") ||
             lint_is_builtin(e, "round_up /") ||
             lint_is_builtin(e, "round_down /") ||
             lint_is_builtin(e, "round_half_up /")));
}

/* What the parameter stands for, in the frame around its call. */
static void go_param(struct chains *c, struct way w, const struct graph_var *v)
{
    const struct frame *f = w.frame;

    for (uint32_t i = 0; f && i < f->function->nparams; i++)
        if (f->function->params[i] == v && i < f->call->nargs) {
            w.frame = f->outer;
            go(c, w, f->call->args[i]);
            return;
        }
}

static const struct graph_expr *set_by(const struct lint *l,
                                       const struct graph_var *v)
{
    bool set = v->kind == VAR_STEP && v->node && v->node < l->g->nodes.n &&
               l->g->nodes.at[v->node].kind == NODE_MAP;

    return set ? lint_setting(&l->g->nodes.at[v->node], SET_VALUE) : NULL;
}

/* What a name or a parameter stands for, when that is known. */
static const struct graph_expr *resolved(const struct chains *c, struct way *w,
                                         const struct graph_expr *e)
{
    e = bare(e);
    for (unsigned n = 0; e && e->kind == EXPR_VAR && e->var && n < DEEPEST;
         n++) {
        const struct graph_expr *to = set_by(c->l, e->var);
        const struct frame *f = w->frame;
        for (uint32_t i = 0; !to && f && i < f->function->nparams; i++)
            if (f->function->params[i] == e->var && i < f->call->nargs) {
                to = f->call->args[i];
                w->frame = f->outer;
            }
        if (!to)
            return e;
        e = bare(to);
    }
    return e;
}

static void go_field(struct chains *c, struct way w, const struct graph_expr *e)
{
    const struct graph_expr *of = resolved(c, &w, e->args[0]);

    if (!of)
        return;
    struct frame inner = {.outer = w.frame};
    if (of->kind == EXPR_CALL && of->function) {
        inner.function = of->function;
        inner.call = of;
        w.frame = &inner;
        of = bare(of->function->body);
    }
    if (of && of->kind == EXPR_RECORD) {
        for (uint32_t i = 0; i < of->nargs; i++)
            if (str_eq(of->names[i], e->name))
                go(c, w, of->args[i]);
    } else if (of) {
        arrive(c, &w, e, of);
    }
}

static void go_call(struct chains *c, struct way w, const struct graph_expr *e)
{
    const struct frame inner = {e->function, e, w.frame};

    w.frame = &inner;
    go(c, w, e->function->body);
}

static void go_parts(struct chains *c, struct way w, const struct graph_expr *e)
{
    uint32_t from = e->kind == EXPR_IF; // its condition is no value

    for (uint32_t i = from; i < e->nargs; i++)
        go(c, w, e->args[i]);
}

static void go_var(struct chains *c, struct way w, const struct graph_expr *e)
{
    const struct graph_expr *to = set_by(c->l, e->var);

    if (to)
        go(c, w, to);
    else
        go_param(c, w, e->var);
}

static void go(struct chains *c, struct way w, const struct graph_expr *e)
{
    e = bare(e);
    if (!e || ++w.depth > DEEPEST || c->steps++ > MOST_STEPS)
        return;
    if (e->kind == EXPR_FIELD)
        go_field(c, w, e);
    else if (is_division(e))
        go_divided(c, w, e);
    else if (e->kind == EXPR_BINARY && e->op == OP_MUL)
        go_times(c, w, e);
    else if (e->kind == EXPR_CALL && e->function)
        go_call(c, w, e);
    else if (e->kind == EXPR_VAR && e->var)
        go_var(c, w, e);
    else if (e->kind == EXPR_IF || e->kind == EXPR_COALESCE ||
             (e->kind == EXPR_BINARY && e->op <= OP_SUB) ||
             (e->kind == EXPR_BUILTIN && e->nargs && e->nargs <= 2))
        go_parts(c, w, e);
}

/* --- the written fields --------------------------------------------------- */

static bool is_amount(const struct graph_type *t)
{
    t = type_needed(t);
    return t->kind == TYPE_DECIMAL || t->kind == TYPE_MONEY;
}

static void add_record(struct chains *c, const struct lint_write *w,
                       const struct graph_expr *value,
                       const struct graph_record *r, const struct frame *frame)
{
    for (uint32_t i = 0; r && i < value->nargs; i++) {
        const struct graph_expr *e = bare(value->args[i]);
        const struct graph_field *f = record_field(r, value->names[i]);
        if (!e || !f)
            continue;
        const struct graph_expr *item =
            e->kind == EXPR_EACH && e->nargs == 3 ? bare(e->args[2]) : NULL;
        const struct graph_type *of = type_needed(f->type);
        if (item && item->kind == EXPR_RECORD && of->kind == TYPE_LIST &&
            of->of->kind == TYPE_RECORD)
            add_record(c, w, item, of->of->record, frame);
        if (!is_amount(f->type))
            continue;
        c->to = stop_of(c, w->instance, r, f->name, c->marks);
        c->steps = 0;
        if (!c->marks)
            go(c, (struct way){.frame = frame}, e);
    }
}

/* The call that makes what is written, when a `map` does. */
static const struct graph_expr *call_of(struct lint *l, node_id n)
{
    const struct graph_expr *e =
        bare(lint_value(l, lint_setting(&l->g->nodes.at[n], SET_VALUE)));

    return e && e->kind == EXPR_CALL && e->function ? e : NULL;
}

static void add_write(struct chains *c, const struct lint_write *w)
{
    const struct graph_expr *call = call_of(c->l, w->node);
    const struct frame frame = {call ? call->function : NULL, call, NULL};

    if (!w->value || !w->record || !w->flow->enabled)
        return;
    c->node = w->node;
    add_record(c, w, w->value, w->record, call ? &frame : NULL);
}

/* --- chains -------------------------------------------------------------- */

/* What a stop holds goes on to where it is copied. */
static bool pass_on(struct chains *c)
{
    bool changed = false;

    for (uint32_t i = 0; i < c->moves.n; i++) {
        const struct move *m = &c->moves.at[i];
        unsigned now = (m->from ? m->from->rules : 0) | m->rules;
        for (unsigned r = 0; r < CHAIN_RULES; r++) {
            if (!(now & ~m->to->rules & 1u << r))
                continue;
            bool own = m->rules & 1u << r;
            m->to->by[r] = own ? m->node : m->from->by[r];
            m->to->by_at[r] = own ? m->at[r] : m->from->by_at[r];
            m->to->rules |= 1u << r;
            changed = true;
        }
    }
    return changed;
}

static void find_twice(struct chains *c)
{
    for (uint32_t i = 0; i < c->moves.n; i++) {
        const struct move *m = &c->moves.at[i];
        unsigned twice = m->from ? m->rules & m->from->rules : 0, r = 0;
        while (r < CHAIN_RULES && !(twice >> r & 1))
            r++;
        if (r == CHAIN_RULES || m->from->by[r] == m->node)
            continue;
        *vec_push(c->l->arena, &c->found) =
            (struct lint_chain){.node = m->node,
                                .at = m->at[r],
                                .from = m->from->instance,
                                .field = m->from->field,
                                .first = m->from->by[r],
                                .first_at = m->from->by_at[r],
                                .twice = 1u << r};
    }
}

static bool applies_any(const struct chains *c)
{
    for (uint32_t i = 0; i < c->moves.n; i++)
        if (c->moves.at[i].rules)
            return true;
    return false;
}

const struct lint_chain *lint_chains(struct lint *l, uint32_t *n)
{
    struct chains c = {.l = l};
    uint32_t nwrites;
    const struct lint_write *writes = lint_writes(l, &nwrites);

    *n = 0;
    if (!lint_has_round_trips(l))
        return NULL;
    map_init(&c.stops, l->arena);
    find_only(&c);
    c.marks = true;
    for (uint32_t i = 0; i < nwrites; i++)
        add_write(&c, &writes[i]);
    c.marks = false;
    for (uint32_t i = 0; i < nwrites; i++)
        add_write(&c, &writes[i]);
    if (applies_any(&c)) {
        for (uint32_t i = 0; i < MOST_ROUNDS && pass_on(&c); i++)
            continue;
        find_twice(&c);
    }
    *n = c.found.n;
    return c.found.at;
}
