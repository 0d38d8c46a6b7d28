/*
 * fn and map: heads first, then bodies, the called before the caller, so that
 * what a body raises is known where it is called. What calls itself in the
 * end is reported, once a circle.
 */
#include "compiler/check/typing.h"

static uint32_t count(const struct ast_param *p)
{
    uint32_t n = 0;

    for (; p; p = p->next)
        n++;
    return n;
}

static void report_param(struct check *k, struct ast_name name, span first)
{
    struct diag *d =
        check_report(k, CHECK_DUPLICATE_NAME, name.at,
                     "there is a parameter \"%" STR_FMT "\" already",
                     STR_ARG(name.sym->text));

    diag_note(k->diags, d, first, "the first is here");
}

void function_head(struct check *k, struct graph_function *f,
                   const struct ast_item *i)
{
    f->is_map = i->kind == AST_MAP_ITEM;
    f->params =
        arena_array(k->arena, const struct graph_var *, count(i->params) + 1);
    for (struct ast_param *p = i->params; p; p = p->next) {
        const struct graph_type *t = check_type(k, NULL, p->type);
        check_variable(k, p->name, false);
        for (uint32_t n = 0; n < f->nparams; n++)
            if (str_eq(f->params[n]->name, p->name.sym->text))
                report_param(k, p->name, f->params[n]->at);
        f->params[f->nparams++] =
            graph_add_var(k->g, p->name.sym->text, VAR_PARAM, t, p->name.at);
    }
    f->result = check_type(k, NULL, i->type);
    if (!f->is_map || f->result->kind == TYPE_RECORD ||
        f->result->kind == TYPE_ERROR)
        return;
    struct diag *d = check_report(k, CHECK_TYPE_MISMATCH, i->type->at,
                                  "a map makes a record, found %" STR_FMT,
                                  STR_ARG(type_text(k->arena, f->result)));
    diag_help(k->diags, d, "a fn makes a value: fn %" STR_FMT "(...) -> ...",
              STR_ARG(f->name));
    f->result = k->g->types.simple[TYPE_ERROR];
}

static void body(struct check *k, struct graph_function *f,
                 const struct ast_item *i)
{
    struct expr_context x = {.k = k, .place = f->is_map ? "a map" : "a fn"};

    for (uint32_t n = 0; n < f->nparams; n++)
        x.scope = scope_add(k, x.scope, intern(k->names, f->params[n]->name),
                            (struct graph_var *)(uintptr_t)f->params[n]);
    if (f->is_map) {
        f->body = check_fields(&x, i->assigns, f->result, i->name.at);
        return;
    }
    f->body = expr_infer(&x, i->expr, f->result);
    if (type_fit(f->body->type, f->result) <= FIT_CONVERT) {
        f->body = expr_convert(&x, f->body, f->result);
    } else {
        str what =
            arena_printf(k->arena, "the result of %" STR_FMT, STR_ARG(f->name));
        f->body = check_fits(&x, f->body, f->result, what.ptr);
    }
    if (i->expr)
        i->expr->checked = f->body;
}

/* --- order --------------------------------------------------------------- */

enum { NEW, OPEN, DONE };

struct node {
    const struct declared_item *item;
    int state;
    uint32_t next; // of the calls, to be looked at
    VEC(struct node *) calls;
};

struct order {
    struct check *k;
    struct map nodes; // by name of the function
    VEC(struct node *) stack;
};

static void find_calls(struct order *o, struct node *n,
                       const struct ast_expr *e);

static void find_in_list(struct order *o, struct node *n,
                         const struct ast_expr *list)
{
    for (; list; list = list->next)
        find_calls(o, n, list);
}

static void find_calls(struct order *o, struct node *n,
                       const struct ast_expr *e)
{
    // A chain of operators leans to the left: its depth costs no stack.
    for (; e; e = e->a) {
        struct node *called = e->kind == AST_CALL && e->name.sym
                                  ? map_get(&o->nodes, e->name.sym->text)
                                  : NULL;
        if (called)
            *vec_push(o->k->arena, &n->calls) = called;
        find_calls(o, n, e->b);
        find_calls(o, n, ast_expr_c(e));
        find_in_list(o, n, ast_expr_list(e));
        for (const struct ast_assign *f = ast_expr_fields(e); f; f = f->next)
            find_calls(o, n, f->value);
    }
}

static void report_circle(struct order *o, const struct node *from,
                          const struct node *to)
{
    uint32_t i = o->stack.n;
    struct diag *d;
    str name = to->item->item->name.sym->text;

    while (i && o->stack.at[i - 1] != to)
        i--;
    d = check_report(o->k, CHECK_RECURSION, to->item->item->name.at,
                     "a fn or map never calls itself, found \"%" STR_FMT
                     "\" calling itself%s",
                     STR_ARG(name), from == to ? "" : " in the end");
    for (; i && i < o->stack.n; i++)
        diag_note(o->k->diags, d, o->stack.at[i]->item->item->name.at,
                  "through \"%" STR_FMT "\"",
                  STR_ARG(o->stack.at[i]->item->item->name.sym->text));
    diag_help(o->k->diags, d,
              "take the call out; what is done again and again goes through a "
              "list: sum(each x in xs { x * 2 })");
}

static void visit(struct order *o, struct node *n)
{
    *vec_push(o->k->arena, &o->stack) = n;
    n->state = OPEN;
    while (o->stack.n) {
        n = o->stack.at[o->stack.n - 1];
        if (n->next == n->calls.n) {
            n->state = DONE;
            o->stack.n--;
            body(o->k, n->item->made, n->item->item);
            continue;
        }
        struct node *to = n->calls.at[n->next++];
        if (to->state == OPEN)
            report_circle(o, n, to);
        if (to->state != NEW)
            continue;
        to->state = OPEN;
        *vec_push(o->k->arena, &o->stack) = to;
    }
}

void functions_check(struct check *k, const struct declared_item *all,
                     uint32_t n)
{
    struct order o = {.k = k};
    struct node *nodes = arena_array(k->arena, struct node, n + 1);

    map_init(&o.nodes, k->arena);
    for (uint32_t i = 0; i < n; i++) {
        nodes[i].item = &all[i];
        *map_put(&o.nodes, all[i].item->name.sym->text) = &nodes[i];
    }
    for (uint32_t i = 0; i < n; i++) {
        find_calls(&o, &nodes[i], all[i].item->expr);
        for (const struct ast_assign *f = all[i].item->assigns; f; f = f->next)
            find_calls(&o, &nodes[i], f->value);
    }
    for (uint32_t i = 0; i < n; i++)
        if (nodes[i].state == NEW)
            visit(&o, &nodes[i]);
}
