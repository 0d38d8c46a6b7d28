/*
 * map and batch: records of another shape, records in groups.
 */
#include "compiler/check/flow_check.h"

/* `map NAME` without parentheses takes the record of the place. */
static struct ast_expr *record_arg(struct flow_check *fc,
                                   const struct ast_step *s)
{
    struct ast_expr *e;

    if (!fc->here.record) {
        check_report(fc->k, CHECK_WRONG_ARGUMENTS, s->name.at,
                     "expected arguments in parentheses: there is no record "
                     "here yet");
        return NULL;
    }
    e = arena_make(fc->k->arena, struct ast_expr);
    e->kind = AST_NAME;
    e->name.sym = intern(fc->k->names, fc->here.record->name);
    e->name.at = e->at = s->name.at;
    return e;
}

static void bind_result(struct flow_check *fc, struct ast_step *s,
                        const struct graph_type *type)
{
    struct checked_step *cs = s->checked;
    const struct route_place *own = step_options(fc, s);

    if (routes_going_on(own, fc->here.routes, cs->raises))
        type = type_optional(&fc->k->g->types, type);
    cs->out =
        flow_bind(fc, s->kind == AST_SET ? s->name : s->as, VAR_STEP, type);
}

void step_map(struct flow_check *fc, struct ast_step *s)
{
    struct ast_expr *call = arena_make(fc->k->arena, struct ast_expr);

    call->kind = AST_CALL;
    call->name = s->name;
    call->list = s->has_args ? s->args : record_arg(fc, s);
    call->at = s->args ? span_join(s->name.at, s->args->at) : s->name.at;
    s->checked->value = flow_mapped(fc, s->checked, call, NULL);
    bind_result(fc, s, s->checked->value->type);
}

void step_map_inline(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    struct expr_context x = flow_context(fc);
    const struct graph_type *type = check_type(fc->k, NULL, s->type);

    cs->from = flow_expr(fc, cs, path_expr(fc->k, s->path), NULL);
    x.mapping = true;
    cs->value = check_fields(&x, s->fields, type, s->as.at);
    flow_raise(cs, cs->value);
    bind_result(fc, s, type);
}

void step_set(struct flow_check *fc, struct ast_step *s)
{
    const struct graph_expr *e = flow_expr(fc, s->checked, s->expr, NULL);

    s->checked->value = e;
    bind_result(fc, s, e ? e->type : simple_type(fc->k, TYPE_ERROR));
}

static const struct graph_type *batch_item(struct flow_check *fc,
                                           struct ast_step *s)
{
    const struct graph_expr *of;

    if (s->what) {
        of = flow_expr(fc, s->checked, s->what, NULL);
        return of->type;
    }
    if (fc->here.record)
        return fc->here.record->type;
    check_report(fc->k, CHECK_MISPLACED_STEP, s->word_at,
                 "expected \"of\" and what is gathered: there is no record "
                 "here to gather");
    return simple_type(fc->k, TYPE_ERROR);
}

void step_batch(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    const struct graph_expr *by;
    const struct graph_type *item = batch_item(fc, s);

    flow_int(fc->k, s->expr, 1, 1000000, "a batch");
    by = s->by ? flow_key(fc, cs, s->by, NULL) : NULL;
    if (s->within)
        flow_duration(fc->k, s->within, "a batch");
    flow_hide(fc, fc->here.record_mark,
              STR("it is of one record, and a batch has gathered several"),
              s->word_at);
    fc->here.known = NULL;
    if (by && s->key_name.sym)
        cs->key = flow_bind(fc, s->key_name, VAR_STEP, by->type);
    cs->out = flow_bind(fc, s->as, VAR_STEP, type_list(&fc->k->g->types, item));
    fc->here.record = cs->out;
    fc->here.has_record = true;
}
