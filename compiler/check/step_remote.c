/*
 * read and enrich: what comes from another system.
 */
#include "compiler/check/flow_check.h"

const struct graph_type *read_type(const struct graph_operation *op)
{
    const struct graph_type *t = op->gives ? op->gives : op->endpoint->type;

    return t->kind == TYPE_LIST ? t->of : t;
}

/* The path with the instance instead of the name that a flow's `for` binds. */
static struct ast_path *with_instance(struct flow_check *fc,
                                      const struct ast_path *path)
{
    struct ast_path *p = arena_make(fc->k->arena, struct ast_path);

    *p = *path;
    p->name.sym = intern(fc->k->names, fc->f->instances[0]->alias);
    return p;
}

const struct graph_endpoint *flow_endpoint(struct flow_check *fc,
                                           struct checked_step *cs,
                                           const struct ast_path *path)
{
    const struct graph_var *v = fc->f->instance_var;

    if (v && path && path->name.sym && str_eq(path->name.sym->text, v->name)) {
        if (!fc->f->ninstances) // said at the flow
            return NULL;
        path = with_instance(fc, path);
        cs->instances = fc->f->instances;
    }
    return check_endpoint(fc->k, path, &cs->instance);
}

struct fields {
    struct check *k;
    const struct graph_var *self;
    VEC(str) names;
};

static bool note_field(void *context, const struct graph_expr *e)
{
    struct fields *f = context;

    if (e->kind != EXPR_FIELD || !e->args[0] || e->args[0]->var != f->self)
        return true;
    for (uint32_t i = 0; i < f->names.n; i++)
        if (str_eq(f->names.at[i], e->name))
            return false;
    *vec_push(f->k->arena, &f->names) = e->name;
    return false;
}

uint32_t operation_fields(struct check *k, const struct graph_operation *op,
                          const str **fields)
{
    struct fields f = {.k = k, .self = op->self};

    if (!op->self)
        return 0;
    expr_walk(op->target, note_field, &f);
    expr_walk(op->body, note_field, &f);
    expr_walk(op->form, note_field, &f);
    for (uint32_t i = 0; i < op->headers.n; i++)
        expr_walk(op->headers.at[i].value, note_field, &f);
    for (uint32_t i = 0; i < op->query.n; i++)
        expr_walk(op->query.at[i].value, note_field, &f);
    *fields = f.names.at;
    return f.names.n;
}

/* --- read ---------------------------------------------------------------- */

static void no_operation(struct flow_check *fc, const struct ast_step *s,
                         const char *verb)
{
    check_report(fc->k, CHECK_UNKNOWN_OPERATION, s->word_at,
                 "%" STR_FMT " has no operation \"%s\", which %s needs",
                 STR_ARG(path_text(fc->k, s->path)), verb,
                 ast_step_word(s->kind));
}

static bool is_ordered(const struct graph_type *t)
{
    t = type_needed(t);
    return t->kind == TYPE_TIMESTAMP || t->kind == TYPE_DATE ||
           t->kind == TYPE_INT || t->kind == TYPE_STRING ||
           t->kind == TYPE_ERROR;
}

static void check_since_field(struct flow_check *fc, struct ast_step *s)
{
    const struct graph_expr *e = s->checked->since;

    if (s->path2->name.sym != s->as.sym || !s->path2->next)
        check_report(fc->k, CHECK_TYPE_MISMATCH, e->at,
                     "expected a field of \"%" STR_FMT
                     "\" behind since, found %" STR_FMT,
                     STR_ARG(s->as.sym->text),
                     STR_ARG(path_text(fc->k, s->path2)));
    else if (!is_ordered(e->type))
        check_report(
            fc->k, CHECK_TYPE_MISMATCH, e->at,
            "expected a timestamp, date, int or string behind since, found "
            "%" STR_FMT,
            STR_ARG(type_text(fc->k->arena, e->type)));
}

static void check_since(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    const struct graph_operation *op = cs->operation;

    if (!s->path2)
        return;
    cs->since = flow_expr(fc, cs, path_expr(fc->k, s->path2), NULL);
    check_since_field(fc, s);
    if (s->until)
        flow_expr(fc, cs, s->until, type_needed(cs->since->type));
    if (!op || op->since.len)
        return;
    struct diag *d =
        check_report(fc->k, CHECK_UNDECLARED_FILTER, cs->since->at,
                     "the list of %" STR_FMT " takes no since, found one",
                     STR_ARG(path_text(fc->k, s->path)));
    diag_note(fc->k->diags, d, op->at, "it declares none");
}

static bool is_filter(const struct graph_operation *op,
                      const struct graph_var *var, const struct graph_expr *e)
{
    if (e->kind == EXPR_CONVERT)
        e = e->args[0];
    if (e->kind != EXPR_FIELD || e->args[0]->var != var)
        return false;
    for (uint32_t i = 0; i < op->nfilters; i++)
        if (str_eq(op->filters[i].field, e->name))
            return true;
    return false;
}

struct uses {
    const struct graph_var *var;
    bool found;
};

static bool note_use(void *context, const struct graph_expr *e)
{
    struct uses *u = context;

    u->found = u->found || e->var == u->var;
    return !u->found;
}

static bool uses_var(const struct graph_expr *e, const struct graph_var *var)
{
    struct uses u = {.var = var};

    expr_walk(e, note_use, &u);
    return u.found;
}

static str filter_names(struct check *k, const struct graph_operation *op)
{
    str text = {0};

    for (uint32_t i = 0; i < op->nfilters; i++)
        text = text.len
                   ? arena_printf(k->arena, "%" STR_FMT ", %" STR_FMT,
                                  STR_ARG(text), STR_ARG(op->filters[i].field))
                   : op->filters[i].field;
    return text;
}

static void not_a_filter(struct check *k, const struct graph_operation *op,
                         const struct graph_expr *e)
{
    struct diag *d = check_report(
        k, CHECK_UNDECLARED_FILTER, e->at,
        "expected a declared filter, as in x.field == value, found %" STR_FMT,
        STR_ARG(expr_text(k->arena, e)));

    if (op->nfilters)
        diag_note(k->diags, d, op->at, "it can be filtered by %" STR_FMT,
                  STR_ARG(filter_names(k, op)));
    else
        diag_note(k->diags, d, op->at, "it declares no filters");
    diag_help(k->diags, d, "put the condition into a keep behind the read");
}

void check_filters(struct check *k, const struct graph_operation *op,
                   const struct graph_var *var, const struct graph_expr *e)
{
    while (e && e->kind == EXPR_BINARY && e->op == OP_AND) {
        check_filters(k, op, var, e->args[1]);
        e = e->args[0];
    }
    if (!e || e->type->kind == TYPE_ERROR || e->kind == EXPR_UNKNOWN)
        return;
    bool equal = e->kind == EXPR_BINARY && e->op == OP_EQ;
    for (uint32_t i = 0; equal && i < 2; i++)
        if (is_filter(op, var, e->args[i]) && !uses_var(e->args[1 - i], var))
            return;
    // `x.test` and `not x.test` of a bool say the same as == true and false
    if (is_filter(op, var, e) ||
        (e->kind == EXPR_NOT && is_filter(op, var, e->args[0])))
        return;
    not_a_filter(k, op, e);
}

void flow_use(struct flow_check *fc, const struct checked_step *cs)
{
    if (cs->operation)
        *vec_push(fc->k->arena, &fc->cf->uses) = cs;
}

static void take_args(struct flow_check *fc, struct ast_step *s,
                      const struct graph_endpoint *e)
{
    if (e)
        flow_args(fc, s->checked, s, e->params, e->nparams);
}

/* What a step names is T? when a failure of it may go on without it. */
static void may_be_absent(struct flow_check *fc, struct ast_step *s,
                          const struct route_place *own)
{
    struct checked_step *cs = s->checked;
    weir_class_set set = routes_going_on(own, fc->here.routes, cs->raises);

    if (set && cs->out)
        cs->out->type = type_optional(&fc->k->g->types, cs->out->type);
}

void step_read(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    const struct graph_endpoint *e = flow_endpoint(fc, cs, s->path);
    const struct graph_type *type = simple_type(fc->k, TYPE_ERROR);
    uint32_t mark = names_mark(&fc->names);
    bool first = !fc->here.has_record;

    take_args(fc, s, e);
    cs->operation = e ? endpoint_verb(e, VERB_LIST) : NULL;
    if (e && !cs->operation)
        no_operation(fc, s, "list");
    flow_use(fc, cs);
    if (cs->operation) {
        type = read_type(cs->operation);
        cs->raises |= cs->operation->raises;
    }
    cs->raises |= WEIR_CLASS_BIT(WEIR_MALFORMED);
    const struct route_place *own = step_options(fc, s);
    cs->out = flow_bind(fc, s->as, VAR_RECORD, type);
    check_since(fc, s);
    if (s->where && flow_bool(fc, cs, s->where) && cs->operation)
        check_filters(fc->k, cs->operation, cs->out, s->where->checked);
    if (!first)
        may_be_absent(fc, s, own);
    fc->here.has_record = true;
    fc->here.record = cs->out;
    fc->here.record_mark = mark;
}

/* --- enrich -------------------------------------------------------------- */

/* A list can be asked for one record when its key is a filter. */
static bool lists_by_key(const struct graph_operation *op)
{
    const struct graph_type *t = read_type(op);

    for (uint32_t i = 0; t->kind == TYPE_RECORD && i < op->nfilters; i++) {
        const struct graph_field *f =
            record_field(t->record, op->filters[i].field);
        if (f && f->key)
            return true;
    }
    return false;
}

static const struct graph_operation *
enrich_operation(struct flow_check *fc, const struct ast_step *s,
                 const struct graph_endpoint *e)
{
    const struct graph_operation *get = endpoint_verb(e, VERB_GET);
    const struct graph_operation *list = endpoint_verb(e, VERB_LIST);
    const str *fields;

    if (s->by) {
        if (!get && list && lists_by_key(list))
            return list;
        if (!get)
            no_operation(fc, s, "get");
        return get;
    }
    if (get && !operation_fields(fc->k, get, &fields))
        return get;
    if (list)
        return list;
    if (!get)
        no_operation(fc, s, "get");
    else {
        struct diag *d = check_report(
            fc->k, CHECK_WRONG_ARGUMENTS, s->word_at,
            "expected \"by\" and a key: get of %" STR_FMT " needs %" STR_FMT,
            STR_ARG(path_text(fc->k, s->path)), STR_ARG(fields[0]));
        diag_help(fc->k->diags, d, "by comes before as");
    }
    return NULL;
}

/* The type of the one field that a key stands for; NULL: a record of several
 * fields, or unknown. */
static const struct graph_type *key_type(struct flow_check *fc,
                                         const struct graph_operation *op)
{
    const struct graph_type *t = op->self ? op->self->type : read_type(op);
    const str *fields;
    uint32_t n = operation_fields(fc->k, op, &fields);

    if (t->kind != TYPE_RECORD || n > 1)
        return NULL;
    const struct graph_field *f = n ? record_field(t->record, fields[0]) : NULL;
    for (uint32_t i = 0; !f && !n && i < t->record->nfields; i++)
        if (t->record->fields[i].key)
            f = &t->record->fields[i];
    return f ? type_needed(f->type) : NULL;
}

void step_enrich(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    const struct graph_endpoint *e = flow_endpoint(fc, cs, s->path);
    const struct graph_type *type = simple_type(fc->k, TYPE_ERROR);

    take_args(fc, s, e);
    const struct graph_operation *op = e ? enrich_operation(fc, s, e) : NULL;
    cs->operation = op;
    flow_use(fc, cs);
    if (s->by)
        flow_key(fc, cs, s->by, op ? key_type(fc, op) : NULL);
    cs->raises |= WEIR_CLASS_BIT(WEIR_MALFORMED);
    if (op) {
        bool one = op->verb == VERB_GET || s->by;
        type = read_type(op);
        cs->raises |= op->raises;
        if (one)
            cs->raises |=
                WEIR_CLASS_BIT(WEIR_NOT_FOUND) | WEIR_CLASS_BIT(WEIR_CONFLICT);
        else
            type = type_list(&fc->k->g->types, type);
    }
    const struct route_place *own = step_options(fc, s);
    cs->out = flow_bind(fc, s->as, VAR_STEP, type);
    option_until(fc, s);
    may_be_absent(fc, s, own);
}
