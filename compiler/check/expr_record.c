/*
 * Records from `a = 1` lines: against a declared record with every rule of
 * mapping/..., or as an anonymous one.
 */
#include "compiler/check/typing.h"

static uint32_t count(const struct ast_assign *f)
{
    uint32_t n = 0;

    for (; f; f = f->next)
        n++;
    return n;
}

/* The fields of one record as they are gone through. Few are compared one by
 * one, many are entered in a map. */
struct seen {
    const struct ast_assign *fields;
    struct map map;
    uint32_t n;
};

enum { FEW = 16 };

static const struct ast_assign *earlier(struct seen *s,
                                        const struct ast_assign *f)
{
    const struct ast_assign *first = s->fields;

    if (s->n++ < FEW) {
        while (first->key.sym != f->key.sym)
            first = first->next;
        return first == f ? NULL : first;
    }
    for (; !s->map.entries.n && first != f; first = first->next)
        *map_put(&s->map, first->key.sym->text) = (void *)(uintptr_t)first;
    void **at = map_put(&s->map, f->key.sym->text);
    first = *at;
    if (!first)
        *at = (void *)(uintptr_t)f;
    return first;
}

/* Reports a field that is set twice; false. */
static bool first_time(const struct expr_context *x, struct seen *seen,
                       const struct ast_assign *f)
{
    const struct ast_assign *first = earlier(seen, f);

    if (!first)
        return true;
    struct diag *d = check_report(x->k, CHECK_DUPLICATE_NAME, f->key.at,
                                  "\"%" STR_FMT "\" is set already",
                                  STR_ARG(f->key.sym->text));
    diag_note(x->k->diags, d, first->key.at, "the first is here");
    return false;
}

static struct graph_expr *new_record(const struct expr_context *x, span at,
                                     uint32_t n)
{
    struct graph_expr *made =
        expr_new(x, EXPR_RECORD, plain_type(x, TYPE_ERROR), at, n);

    made->names = arena_array(x->k->arena, str, n + 1);
    made->names_at = arena_array(x->k->arena, span, n + 1);
    return made;
}

static void put(struct graph_expr *made, uint32_t i, const struct ast_assign *f,
                const struct graph_expr *value)
{
    made->names[i] = f->key.sym->text;
    made->names_at[i] = f->key.at;
    made->args[i] = value;
}

static const struct graph_expr *anonymous(const struct expr_context *x,
                                          struct ast_assign *fields, span at)
{
    uint32_t n = count(fields), i = 0;
    struct graph_expr *made = new_record(x, at, n);
    struct graph_field *declared =
        arena_array(x->k->arena, struct graph_field, n + 1);
    struct seen seen = {.fields = fields, .map.arena = x->k->arena};
    bool bad = false;

    for (struct ast_assign *f = fields; f; f = f->next) {
        const struct graph_expr *v = expr_infer(x, f->value, NULL);
        bad = !first_time(x, &seen, f) || expr_bad(v) || bad;
        declared[i] = (struct graph_field){.name = f->key.sym->text,
                                           .wire = f->key.sym->text,
                                           .at = f->at,
                                           .type = v->type};
        put(made, i++, f, v);
    }
    if (bad)
        return expr_poison(x, at);
    made->type = type_anonymous(&x->k->g->types, declared, n);
    return expr_done(made, 0);
}

/* The value of one field; poison after a message. */
static const struct graph_expr *field_value(const struct expr_context *x,
                                            const struct graph_type *t,
                                            struct ast_assign *f,
                                            const struct graph_field *field,
                                            struct map *meant)
{
    const struct graph_expr *v =
        expr_infer(x, f->value, field ? field->type : NULL);

    if (!field) {
        str near = check_no_field(x->k, t, f->key.sym->text, f->key.at);
        if (near.len)
            *map_put(meant, near) = f;
        return expr_poison(x, f->at);
    }
    f->value->checked = v;
    if (type_fit(v->type, field->type) <= FIT_CONVERT)
        return f->value->checked = expr_convert(x, v, field->type);
    str what = arena_printf(x->k->arena, "\"%" STR_FMT "\" of %" STR_FMT,
                            STR_ARG(field->name), STR_ARG(type_name(x, t)));
    return check_fits(x, v, field->type, what.ptr);
}

static bool needed(const struct graph_field *f)
{
    return f->type->kind != TYPE_OPTIONAL && f->type->kind != TYPE_ANY &&
           f->type->kind != TYPE_ERROR && !f->preset;
}

/* One message for all fields that are missing. `meant`: those that are
 * misspelt, most likely. */
static void check_missing(const struct expr_context *x,
                          const struct graph_type *t,
                          const struct ast_assign *fields, struct map *meant,
                          span at)
{
    const struct graph_record *r = t->record;
    struct buf names = BUF_MAX(4096);
    uint32_t n = 0;
    str first = {0};

    for (const struct ast_assign *f = fields; f; f = f->next)
        *map_put(meant, f->key.sym->text) = meant;
    for (uint32_t i = 0; i < r->nfields; i++) {
        const struct graph_field *f = &r->fields[i];
        if (!needed(f) || map_get(meant, f->name))
            continue;
        if (!n)
            first = f->name;
        if (n < 6)
            buf_printf(&names, "%s\"%" STR_FMT "\"", n ? ", " : "",
                       STR_ARG(f->name));
        n++;
    }
    if (n > 6)
        buf_printf(&names, " and %u more", n - 6);
    if (n && !check_incomplete(x->k, at)) {
        struct diag *d = check_report(
            x->k, CHECK_REQUIRED_FIELD_UNSET, at,
            "%" STR_FMT " needs %" STR_FMT ", found no line for %s",
            STR_ARG(type_name(x, t)), STR_ARG(buf_view(&names)),
            n == 1 ? "it" : "them");
        diag_help(x->k->diags, d, "add a line: %" STR_FMT " = ...",
                  STR_ARG(first));
    }
    buf_free(&names);
}

static uint32_t count_needed(const struct graph_record *r)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->nfields; i++)
        n += needed(&r->fields[i]);
    return n;
}

/* A text longer than its @max fails as `data`. */
static weir_class_set lengths_raise(const struct graph_expr *made)
{
    const struct graph_record *r = made->type->record;

    for (uint32_t i = 0; i < made->nargs; i++) {
        const struct graph_field *f = record_field(r, made->names[i]);
        if (f && f->max && !expr_text_fits(made->args[i], f->max))
            return WEIR_CLASS_BIT(WEIR_DATA);
    }
    return 0;
}

/* `x` is in a mapping already. */
static struct graph_expr *declared(const struct expr_context *x,
                                   struct ast_assign *fields,
                                   const struct graph_type *t, span at,
                                   span missing_at, bool part)
{
    struct graph_expr *made = new_record(x, at, count(fields));
    struct seen seen = {.fields = fields, .map.arena = x->k->arena};
    struct map meant;
    bool bad = false;
    uint32_t n = 0, missing = count_needed(t->record);

    map_init(&meant, x->k->arena);
    for (struct ast_assign *f = fields; f; f = f->next) {
        const struct graph_field *field =
            record_field(t->record, f->key.sym->text);
        const struct graph_expr *v = field_value(x, t, f, field, &meant);
        bool first = first_time(x, &seen, f);
        missing -= first && field && needed(field);
        bad = !first || expr_bad(v) || bad;
        put(made, n++, f, v);
    }
    if (missing && !part)
        check_missing(x, t, fields, &meant, missing_at);
    made->type = bad ? plain_type(x, TYPE_ERROR) : t;
    if (bad)
        made->kind = EXPR_UNKNOWN;
    expr_done(made, bad ? 0 : lengths_raise(made));
    return made;
}

/* The place that a missing field is reported at: the opening of the braces
 * would be lost in a long record, so it is the first line of it. */
static span opening(span at)
{
    return (span){at.pos, at.len ? 1 : 0};
}

const struct graph_expr *expr_recorded(const struct expr_context *x,
                                       struct ast_expr *e,
                                       const struct graph_type *hint)
{
    const struct graph_type *t = hint ? type_needed(hint) : NULL;
    struct expr_context inner = *x;

    if (!t || t->kind != TYPE_RECORD)
        return anonymous(x, e->fields, e->at);
    inner.mapping = true;
    span missing_at = e->kind == AST_EACH_RECORDS ? e->name.at : opening(e->at);
    return declared(&inner, e->fields, t, e->at, missing_at, false);
}

const struct graph_expr *check_fields(const struct expr_context *x,
                                      struct ast_assign *fields,
                                      const struct graph_type *want, span at)
{
    struct expr_context inner = *x;

    inner.mapping = true;
    if (want && type_needed(want)->kind == TYPE_RECORD)
        return declared(&inner, fields, type_needed(want), at, at, false);
    if (want && want->kind != TYPE_ERROR)
        check_report(x->k, CHECK_TYPE_MISMATCH, at,
                     "fields are set of a record, found %" STR_FMT,
                     STR_ARG(type_name(x, want)));
    for (struct ast_assign *f = fields; f; f = f->next)
        expr_infer(&inner, f->value, NULL);
    return expr_poison(x, at);
}

const struct graph_expr *check_part(const struct expr_context *x,
                                    struct ast_expr *e,
                                    const struct graph_type *want)
{
    struct expr_context inner = *x;
    const struct graph_type *t = want ? type_needed(want) : NULL;

    if (!e || e->kind != AST_RECORD || !t || t->kind != TYPE_RECORD)
        return check_expr(x, e, want);
    inner.mapping = true;
    struct graph_expr *made =
        declared(&inner, e->fields, t, e->at, e->at, true);
    if (made->kind == EXPR_RECORD) {
        struct graph_field *fields =
            arena_array(x->k->arena, struct graph_field, made->nargs + 1);
        for (uint32_t i = 0; i < made->nargs; i++)
            fields[i] = *record_field(t->record, made->names[i]);
        made->type = type_anonymous(&x->k->g->types, fields, made->nargs);
    }
    return e->checked = made;
}

const struct graph_type *check_failure_type(struct check *k)
{
    return type_failure(&k->g->types);
}
