/*
 * A dedupe key that is another one when the same thing comes again: made from
 * the clock, or from the whole record, in which any field may differ. And one
 * that is the same for all things. What a key is made from is followed through
 * the names that steps set and through functions.
 */
#include "lint/lint.h"

enum { MOST_CALLS = 64 }; // that are followed

struct frame { // a call that is being followed
    const struct graph_expr *call;
    const struct frame *up;
};

struct cause {
    struct lint *l;
    const struct graph_expr *clock, *whole;
    bool varies; // from record to record
    const struct frame *frame;
    uint32_t calls;
};

static bool find(void *context, const struct graph_expr *e);

/* All fields of it say which thing it is. */
static bool is_all_key(const struct graph_record *r)
{
    for (uint32_t i = 0; i < r->nfields; i++)
        if (!r->fields[i].key)
            return false;
    return true;
}

static bool is_whole(const struct graph_var *v)
{
    const struct graph_type *t = type_needed(v->type);

    return t->kind == TYPE_ANY ||
           (t->kind == TYPE_RECORD && !is_all_key(t->record));
}

static const struct graph_expr *argument_of(const struct cause *c,
                                            const struct graph_var *v)
{
    const struct graph_expr *call = c->frame ? c->frame->call : NULL;

    for (uint32_t i = 0; call && i < call->nargs; i++)
        if (i < call->function->nparams && call->function->params[i] == v)
            return call->args[i];
    return NULL;
}

/* An argument is a matter of the caller. */
static void find_in_argument(struct cause *c, const struct graph_expr *e)
{
    const struct frame *inner = c->frame;

    c->frame = inner->up;
    lint_walk_sources(c->l, e, find, c);
    c->frame = inner;
}

static void find_in_variable(struct cause *c, const struct graph_expr *e)
{
    const struct graph_var *v = e->var;
    const struct graph_expr *given;

    if (!v) {
        c->varies = true;
        return;
    }
    switch (v->kind) {
    case VAR_INSTANCE: return;
    case VAR_PARAM:
        given = argument_of(c, v);
        if (given) {
            find_in_argument(c, given);
            return;
        }
        c->whole = is_whole(v) ? e : c->whole;
        break;
    case VAR_RECORD:
    case VAR_ITEM: c->whole = is_whole(v) ? e : c->whole; break;
    case VAR_STEP:
        if (lint_value(c->l, e) != e)
            return; // the walk follows it
        break;
    case VAR_EACH:
    case VAR_FAILURE:
    case VAR_SELF:
    case VAR_ANSWER: break;
    }
    c->varies = true;
}

static bool find_in_call(struct cause *c, const struct graph_expr *e)
{
    struct frame f = {e, c->frame};

    if (!e->function || !e->function->body || ++c->calls > MOST_CALLS) {
        c->varies = true;
        return true;
    }
    c->frame = &f;
    expr_walk(e->function->body, find, c);
    c->frame = f.up;
    return false;
}

static const struct graph_expr *field_of(struct cause *c,
                                         const struct graph_expr *e)
{
    const struct graph_expr *r = lint_value(c->l, e->args[0]);

    for (uint32_t i = 0; r && r->kind == EXPR_RECORD && i < r->nargs; i++)
        if (str_eq(r->names[i], e->name))
            return r->args[i];
    return NULL;
}

/* A field of a variable: of the whole it takes one. */
static bool find_in_field(struct cause *c, const struct graph_expr *e)
{
    const struct graph_expr *value = field_of(c, e);

    if (value) {
        lint_walk_sources(c->l, value, find, c);
        return false;
    }
    for (e = e->args[0]; e->kind == EXPR_FIELD || e->kind == EXPR_CONVERT;)
        e = e->args[0];
    if (e->kind != EXPR_VAR)
        return true;
    c->varies = true;
    return e->var && e->var->kind == VAR_STEP;
}

static bool find(void *context, const struct graph_expr *e)
{
    struct cause *c = context;

    if (lint_is_builtin(e, "now") || lint_is_builtin(e, "today"))
        c->clock = e;
    if (e->kind == EXPR_FIELD)
        return find_in_field(c, e);
    if (e->kind == EXPR_CALL)
        return find_in_call(c, e);
    if (e->kind == EXPR_VAR)
        find_in_variable(c, e);
    bool unsaid = e->kind == EXPR_CODE || e->kind == EXPR_UNKNOWN;
    bool stored = expr_has_table(e) && e->store;
    c->varies = c->varies || unsaid || stored;
    return true;
}

static void report(struct lint *l, const struct graph_node *x,
                   const struct graph_expr *key, const struct cause *c)
{
    struct diag *d;

    if (c->clock || c->whole)
        d = lint_report(
            l, key->at,
            "the key of \"%" STR_FMT "\" is made from %s: the same thing gets "
            "another key when it comes again",
            STR_ARG(x->name), c->clock ? "the clock" : "the whole record");
    else
        d = lint_report(l, key->at,
                        "the key of \"%" STR_FMT
                        "\" is the same for all records: only the first of "
                        "them passes",
                        STR_ARG(x->name));
    const struct graph_expr *cause = c->clock ? c->clock : c->whole;
    if (cause && (cause->at.pos < key->at.pos ||
                  cause->at.pos >= key->at.pos + key->at.len))
        lint_note(l, d, cause->at, "here");
    lint_help(l, d,
              "name the fields that say which thing it is, and which "
              "version: \"{order.id}/{order.updated_at}\"");
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_expr *key = lint_setting(x, SET_BY);
    struct cause c = {.l = l};

    if (!key)
        return;
    lint_walk_sources(l, key, find, &c);
    if (c.clock || c.whole || !c.varies)
        report(l, x, key, &c);
}

const struct lint_rule lint_rule_unstable_dedupe_key = {
    .summary = "a dedupe key is the same when the same thing comes again",
    .level = DIAG_ERROR,
    .kinds = LINT_KIND(DEDUPE),
    .node = check_node,
};
