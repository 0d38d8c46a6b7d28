/*
 * Texts with expressions in them.
 */
#include "compiler/check/typing.h"

static const struct graph_expr *no_text(const struct expr_context *x,
                                        const struct graph_expr *part)
{
    struct diag *d = check_report(x->k, CHECK_TYPE_MISMATCH, part->at,
                                  "a text holds plain values, found %" STR_FMT,
                                  STR_ARG(type_name(x, part->type)));

    if (part->type->kind != TYPE_SIZE)
        diag_help(x->k->diags, d, "{%s(%" STR_FMT ")} writes it as text",
                  part->type->kind == TYPE_BYTES ? "base64" : "to_json",
                  STR_ARG(source_text(x->k->sources, part->at)));
    return expr_poison(x, part->at);
}

static const struct graph_expr *one(const struct expr_context *x,
                                    const struct graph_expr *e,
                                    enum graph_expr_kind kind,
                                    const struct graph_type *to,
                                    weir_class_set raises)
{
    struct graph_expr *made = expr_new(x, kind, to, e->at, 1);

    made->args[0] = e;
    return expr_done(made, raises);
}

/* An absent part stays absent. */
static const struct graph_expr *optional_text(const struct expr_context *x,
                                              const struct graph_expr *e)
{
    const struct graph_type *string = plain_type(x, TYPE_STRING);
    const struct graph_type *to = type_optional(&x->k->g->types, string);
    enum graph_type_kind of = type_needed(e->type)->kind;

    if (of == TYPE_BYTES || of == TYPE_LIST || of == TYPE_DICT ||
        of == TYPE_RECORD)
        return no_text(x, e);
    return e->type == to ? e : one(x, e, EXPR_CONVERT, to, 0);
}

/* In a text a value stands as `as string` gives it. */
static const struct graph_expr *as_text(const struct expr_context *x,
                                        const struct graph_expr *part)
{
    const struct graph_type *string = plain_type(x, TYPE_STRING);
    str text;

    switch ((unsigned)part->type->kind) {
    case TYPE_STRING:
    case TYPE_ERROR: return part;
    case TYPE_OPTIONAL:
        if (x->bound)
            return optional_text(x, part);
        report_optional(x, part, string, "a text");
        return expr_poison(x, part->at);
    case TYPE_NULL:
        report_optional(x, part, string, "a text");
        return expr_poison(x, part->at);
    case TYPE_ANY:
        return one(x, part, EXPR_CAST, string, WEIR_CLASS_BIT(WEIR_DATA));
    case TYPE_BYTES:
    case TYPE_SIZE:
    case TYPE_LIST:
    case TYPE_DICT:
    case TYPE_RECORD: return no_text(x, part);
    default: break;
    }
    if (fold_text(x, part, &text))
        return expr_string(x->k->g, text, part->at);
    return one(x, part, EXPR_CONVERT, string, 0);
}

const struct graph_expr *expr_part(const struct expr_context *x,
                                   struct ast_expr *e)
{
    return as_text(x, expr_infer(x, e, NULL));
}

/* Joins literals that stand side by side; the number that is left. */
static uint32_t join_literals(const struct expr_context *x,
                              const struct graph_expr **parts, uint32_t n)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < n; i++) {
        if (is_literal(parts[i]) && !parts[i]->text.len)
            continue;
        if (!left || !is_literal(parts[i]) || !is_literal(parts[left - 1])) {
            parts[left++] = parts[i];
            continue;
        }
        const struct graph_expr *a = parts[left - 1];
        str both = arena_printf(x->k->arena, "%" STR_FMT "%" STR_FMT,
                                STR_ARG(a->text), STR_ARG(parts[i]->text));
        parts[left - 1] =
            expr_string(x->k->g, both, span_join(a->at, parts[i]->at));
    }
    return left;
}

const struct graph_expr *expr_interpolated(const struct expr_context *x,
                                           struct ast_expr *e)
{
    uint32_t n = 0, i = 0;
    bool poisoned = false;

    for (struct ast_expr *p = e->list; p; p = p->next)
        n++;
    struct graph_expr *made =
        expr_new(x, EXPR_TEXT, plain_type(x, TYPE_STRING), e->at, n);
    for (struct ast_expr *p = e->list; p; p = p->next) {
        made->args[i] = expr_part(x, p);
        poisoned = poisoned || expr_bad(made->args[i++]);
    }
    if (poisoned)
        return expr_poison(x, e->at);
    made->nargs = join_literals(x, made->args, n);
    if (!made->nargs)
        return expr_string(x->k->g, (str){0}, e->at);
    if (made->nargs == 1 && is_literal(made->args[0]))
        return expr_string(x->k->g, made->args[0]->text, e->at);
    return expr_done(made, 0);
}
