/*
 * write: the operation, what it takes, what it answers, and what may be left
 * undone by it.
 */
#include "compiler/check/flow_check.h"

static bool is_write(const struct graph_operation *op)
{
    return op->verb != VERB_LIST && op->verb != VERB_GET;
}

static str write_names(struct check *k, const struct graph_endpoint *e)
{
    str text = {0};

    for (uint32_t i = 0; i < e->noperations; i++) {
        const struct graph_operation *op = e->operations[i];
        if (!is_write(op))
            continue;
        text = text.len ? arena_printf(k->arena, "%" STR_FMT ", %" STR_FMT,
                                       STR_ARG(text), STR_ARG(op->name))
                        : op->name;
    }
    return text;
}

static void near_operation(struct check *k, struct diag *d, str name,
                           const struct graph_endpoint *e)
{
    str *names = arena_array(k->arena, str, e->noperations + 1);
    uint32_t n = 0;

    for (uint32_t i = 0; i < e->noperations; i++)
        if (is_write(e->operations[i]))
            names[n++] = e->operations[i]->name;
    check_nearest_of(k, d, name, names, n);
    str all = write_names(k, e);
    if (!d->help.len && all.len)
        diag_help(k->diags, d, "it has %" STR_FMT, STR_ARG(all));
}

static const struct graph_operation *
write_operation(struct flow_check *fc, const struct ast_step *s,
                const struct graph_endpoint *e)
{
    str name = s->name.sym->text;
    str path = path_text(fc->k, s->path);
    const struct graph_operation *op = endpoint_operation(e, name);
    struct diag *d;

    if (op && is_write(op))
        return op;
    if (op)
        d = check_report(fc->k, CHECK_UNKNOWN_OPERATION, s->name.at,
                         "expected an operation that writes, found \"%" STR_FMT
                         "\" of %" STR_FMT,
                         STR_ARG(name), STR_ARG(path));
    else if (check_incomplete(fc->k, e->at))
        return NULL;
    else
        d = check_report(fc->k, CHECK_UNKNOWN_OPERATION, s->name.at,
                         "%" STR_FMT " has no operation \"%" STR_FMT
                         "\"; is the operation missing?",
                         STR_ARG(path), STR_ARG(name));
    near_operation(fc->k, d, name, e);
    return NULL;
}

/* --- what is sent -------------------------------------------------------- */

static const struct graph_type *self_type(const struct graph_operation *op)
{
    if (op->takes)
        return op->takes;
    return op->self ? op->self->type : op->endpoint->type;
}

/* A record that has what the call needs of it, or the one value it needs. */
static void check_needed(struct flow_check *fc, const struct ast_step *s,
                         const struct graph_expr *e,
                         const struct graph_type *want)
{
    struct expr_context x = flow_context(fc);
    const struct graph_operation *op = s->checked->operation;
    const str *fields = NULL;
    uint32_t n = operation_fields(fc->k, op, &fields);

    if (e->type == want || e->type->kind == TYPE_ERROR ||
        want->kind != TYPE_RECORD)
        return;
    x.mapping = true;
    if (e->type->kind != TYPE_RECORD) {
        const struct graph_field *f =
            n == 1 ? record_field(want->record, fields[0]) : NULL;
        check_fits(&x, e, f ? type_needed(f->type) : want, "what is written");
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!record_field(e->type->record, fields[i]))
            check_report(fc->k, CHECK_REQUIRED_FIELD_UNSET, e->at,
                         "%" STR_FMT " of %" STR_FMT
                         " needs the field \"%" STR_FMT
                         "\", which is not there",
                         STR_ARG(op->name), STR_ARG(path_text(fc->k, s->path)),
                         STR_ARG(fields[i]));
}

static bool is_list(const struct graph_expr *e)
{
    return e->type->kind == TYPE_LIST;
}

/* One record, or a list of them where the operation takes several a call. */
static const struct graph_expr *sent_value(struct flow_check *fc,
                                           struct ast_step *s,
                                           const struct graph_type *want)
{
    struct expr_context x = flow_context(fc);
    const struct graph_operation *op = s->checked->operation;
    enum ast_expr_kind kind = s->what->kind;
    const struct graph_type *list = type_list(&fc->k->g->types, want);

    x.mapping = true;
    if (kind == AST_LIST || kind == AST_EACH_RECORDS)
        return check_expr(&x, s->what, op->bulk ? list : want);
    if (kind == AST_RECORD &&
        (op->verb == VERB_UPDATE || !op->takes || op->verb == VERB_DELETE))
        return check_part(&x, s->what, want);
    if (kind == AST_RECORD || kind == AST_DICT)
        return check_expr(&x, s->what, want);
    const struct graph_expr *e = check_expr(&x, s->what, NULL);
    if (op->verb == VERB_DELETE || !op->takes) {
        check_needed(fc, s, e, want);
        return e;
    }
    s->what->checked = check_fits(&x, e, op->bulk && is_list(e) ? list : want,
                                  "what is written");
    return s->what->checked;
}

static void check_by(struct flow_check *fc, const struct ast_step *s,
                     const struct graph_type *t)
{
    for (const struct ast_names *n = s->names; n; n = n->next) {
        str name = n->name.sym->text;
        if (t->kind == TYPE_RECORD && !record_field(t->record, name))
            check_no_field(fc->k, t, name, n->name.at);
    }
}

/* --- answers and failures ------------------------------------------------ */

static void bind_answer(struct flow_check *fc, struct ast_step *s, bool list,
                        const struct route_place *own)
{
    struct checked_step *cs = s->checked;
    const struct graph_type *gives =
        cs->operation ? cs->operation->gives : NULL;
    const struct graph_type *t = simple_type(fc->k, TYPE_ERROR);

    if (!s->as.sym)
        return;
    if (cs->operation && !gives)
        check_report(
            fc->k, CHECK_TYPE_MISMATCH, s->as.at,
            "%" STR_FMT " of %" STR_FMT " answers nothing that could be named",
            STR_ARG(cs->operation->name), STR_ARG(path_text(fc->k, s->path)));
    if (gives)
        t = list ? type_list(&fc->k->g->types, gives) : gives;
    if (routes_going_on(own, fc->here.routes, cs->raises))
        t = type_optional(&fc->k->g->types, t);
    cs->out = flow_bind(fc, s->as, VAR_STEP, t);
}

/* A write that may be skipped leaves the record to another step. A continued
 * duplicate is delivered: the target has it. */
static void note_skip(struct flow_check *fc, const struct ast_step *s,
                      const struct route_place *own)
{
    weir_class_set set =
        routes_going_on(own, fc->here.routes, s->checked->raises) &
        ~WEIR_CLASS_BIT(WEIR_DUPLICATE);

    if (!set || fc->here.delivered)
        return;
    *vec_push(fc->k->arena, &fc->skipped) = (struct flow_skip){
        .at = s->word_at, .classes = class_names(fc->k, set)};
}

static weir_class_set write_raises(const struct graph_operation *op)
{
    weir_class_set set = op->raises;

    if (operation_grade(op) != GRADE_NATURAL)
        set |= WEIR_CLASS_BIT(WEIR_CONFLICT);
    return set;
}

void step_write(struct flow_check *fc, struct ast_step *s)
{
    struct checked_step *cs = s->checked;
    const struct graph_endpoint *e = flow_endpoint(fc, cs, s->path);
    const struct graph_expr *value;

    if (e)
        flow_args(fc, cs, s, e->params, e->nparams);
    cs->operation = e ? write_operation(fc, s, e) : NULL;
    flow_use(fc, cs);
    if (cs->operation) {
        const struct graph_type *want = self_type(cs->operation);
        cs->raises |= write_raises(cs->operation);
        value = sent_value(fc, s, want);
        if (value->type->kind !=
            TYPE_ERROR) // else what it says follows from that
            check_by(fc, s, want);
    } else {
        struct expr_context x = flow_context(fc);
        value = check_expr(&x, s->what, NULL);
    }
    flow_raise(cs, value);
    cs->value = value;
    if (is_list(value)) // each of them has an outcome of its own
        cs->raises |= WEIR_CLASS_BIT(WEIR_PARTIAL);
    if (s->as.sym)
        cs->raises |= WEIR_CLASS_BIT(WEIR_MALFORMED);
    const struct route_place *own = step_options(fc, s);
    bind_answer(fc, s, is_list(value), own);
    note_skip(fc, s, own);
}
