/*
 * Steps that speak with other flows, with people, with stores and with time:
 * call, send, reply, remember, forget, wait, await, ask.
 */
#include "compiler/check/flow_check.h"

static void bind_later(struct flow_check *fc, struct ast_step *s,
                       struct ast_name name, const struct graph_type *type)
{
    struct checked_step *cs = s->checked;
    const struct route_place *own = step_options(fc, s);

    if (routes_going_on(own, fc->here.routes, cs->raises))
        type = type_optional(&fc->k->g->types, type);
    cs->out = flow_bind(fc, name, VAR_STEP, type);
}

/* --- flows --------------------------------------------------------------- */

static bool is_callable(struct flow_check *fc, const struct ast_step *s,
                        const struct checked_flow *cf)
{
    const struct graph_flow *f = cf->flow;

    if (!cf->trigger || cf->trigger->kind == AST_CALLABLE)
        return cf->trigger != NULL;
    struct diag *d =
        check_report(fc->k, CHECK_MISPLACED_STEP, s->name.at,
                     "expected a flow that is callable, found \"%" STR_FMT "\"",
                     STR_ARG(f->name));
    diag_note(fc->k->diags, d, cf->trigger->at, "it has another trigger");
    return false;
}

void step_call(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    struct checked_flow *cf = check_find(fc->k, &fc->k->flows, "flow", s->name);
    const struct graph_type *type = simple_type(fc->k, TYPE_ERROR);

    if (cf) {
        struct graph_flow *f = cf->flow;
        cs->callee = f;
        if (is_callable(fc, s, cf))
            flow_args(fc, cs, s, f->params, f->nparams);
        *vec_push(fc->k->arena, &fc->cf->calls) =
            (struct flow_link){.to = f, .at = s->name.at};
        if (s->as.sym && !f->result)
            check_report(fc->k, CHECK_TYPE_MISMATCH, s->as.at,
                         "flow \"%" STR_FMT
                         "\" answers nothing that could be named",
                         STR_ARG(f->name));
        type = f->result ? f->result : type;
        if (s->as.sym && f->timeout)
            cs->raises |= WEIR_CLASS_BIT(WEIR_EXPIRED);
    }
    if (s->as.sym)
        bind_later(fc, s, s->as, type);
    else
        step_options(fc, s);
}

struct checked_topic *topic_declare(struct check *k, struct ast_name name,
                                    const struct graph_type *type)
{
    void **at = map_put(&k->topics, name.sym->text);
    struct checked_topic *t = *at;

    if (!t) {
        t = arena_make(k->arena, struct checked_topic);
        *t = (struct checked_topic){.type = type, .at = name.at};
        *at = t;
        return t;
    }
    if (t->type == type || t->type->kind == TYPE_ERROR ||
        type->kind == TYPE_ERROR)
        return t;
    struct diag *d = check_report(
        k, CHECK_TYPE_MISMATCH, name.at,
        "expected %" STR_FMT " on topic \"%" STR_FMT "\", found %" STR_FMT,
        STR_ARG(type_text(k->arena, t->type)), STR_ARG(name.sym->text),
        STR_ARG(type_text(k->arena, type)));
    diag_note(k->diags, d, t->at, "its type is said here");
    return t;
}

void step_send(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    struct checked_topic *t = map_get(&fc->k->topics, s->name.sym->text);
    const struct graph_expr *e =
        flow_mapped(fc, cs, s->expr, t ? t->type : NULL);

    if (!t)
        t = topic_declare(fc->k, s->name, e->type);
    if (!t->taken)
        cs->raises |= WEIR_CLASS_BIT(WEIR_TRANSIENT) |
                      WEIR_CLASS_BIT(WEIR_TIMEOUT) | WEIR_CLASS_BIT(WEIR_AUTH);
    step_options(fc, s);
}

static void not_answered(struct flow_check *fc, const struct ast_step *s,
                         const struct ast_trigger *t)
{
    struct diag *d = check_report(
        fc->k, CHECK_MISPLACED_STEP, s->word_at,
        "expected reply in a flow that is asked for an answer, found none "
        "asking");

    if (t && t->kind == AST_CALLABLE)
        diag_help(fc->k->diags, d, "say what it answers: callable(...) -> T");
    else
        diag_help(fc->k->diags, d,
                  "a webhook and a callable with a result are answered");
}

void step_reply(struct flow_check *fc, struct ast_step *s)
{
    const struct ast_trigger *t = fc->cf->trigger;
    bool call = t && t->kind == AST_CALLABLE;
    bool web =
        t && (t->kind == AST_WEBHOOK_CONNECTOR || t->kind == AST_WEBHOOK_PATH);

    fc->replies = true;
    if (!web && !(call && fc->f->result))
        not_answered(fc, s, t);
    flow_mapped(fc, s->checked, s->expr, call ? fc->f->result : NULL);
    if (s->status && call)
        check_report(fc->k, CHECK_MISPLACED_OPTION, s->status->at,
                     "expected a status in the reply to a webhook only, found "
                     "one for a call");
    else
        flow_int(fc->k, s->status, 100, 599, "a status");
}

/* --- stores -------------------------------------------------------------- */

void step_store(struct flow_check *fc, struct ast_step *s)
{
    struct graph_store *store =
        check_find(fc->k, &fc->k->stores, "store", s->name);

    s->checked->store = store;
    flow_key(fc, s->checked, s->by, store ? store->key : NULL);
    if (s->kind == AST_REMEMBER)
        flow_mapped(fc, s->checked, s->expr, store ? store->value : NULL);
}

/* --- time and people ----------------------------------------------------- */

void step_wait(struct flow_check *fc, struct ast_step *s)
{
    if (s->within)
        flow_duration(fc->k, s->within, "a wait");
    if (s->until)
        flow_expr(fc, s->checked, s->until, simple_type(fc->k, TYPE_TIMESTAMP));
}

static const struct graph_type *await_webhook(struct flow_check *fc,
                                              struct ast_step *s)
{
    s->checked->webhook =
        webhook_find(fc->k, fc->f, s->path, &s->checked->instance);
    return s->checked->webhook ? s->checked->webhook->type
                               : simple_type(fc->k, TYPE_ERROR);
}

void step_await(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    struct ast_name name = s->param ? s->param->name : s->as;
    const struct graph_type *type;

    if (s->param) {
        type = check_type(fc->k, NULL, s->param->type);
        topic_declare(fc->k, s->name, type);
    } else
        type = await_webhook(fc, s);
    cs->raises |= WEIR_CLASS_BIT(WEIR_EXPIRED) | WEIR_CLASS_BIT(WEIR_MALFORMED);
    flow_duration(fc->k, s->within, "within");
    const struct route_place *own = step_options(fc, s);
    cs->out = flow_bind(fc, name, VAR_STEP, type);
    flow_bool(fc, cs, s->where);
    if (cs->out && routes_going_on(own, fc->here.routes, cs->raises))
        cs->out->type = type_optional(&fc->k->g->types, type);
}

static void check_choices(struct check *k, const struct ast_step *s)
{
    struct map seen;

    map_init(&seen, k->arena);
    for (struct ast_expr *e = s->list; e; e = e->next) {
        void **first = map_put(&seen, e->text);
        check_constant(k, e, simple_type(k, TYPE_STRING));
        if (*first)
            check_report(k, CHECK_DUPLICATE_NAME, e->at,
                         "expected another choice, found \"%" STR_FMT
                         "\" again",
                         STR_ARG(e->text));
        *first = e;
    }
}

void step_ask(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;

    cs->team = check_find(fc->k, &fc->k->teams, "team", s->name);
    flow_text(fc, cs, s->expr);
    check_choices(fc->k, s);
    flow_duration(fc->k, s->within, "within");
    cs->raises |= WEIR_CLASS_BIT(WEIR_EXPIRED);
    bind_later(fc, s, s->as, simple_type(fc->k, TYPE_STRING));
}
