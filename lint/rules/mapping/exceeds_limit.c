/*
 * A text longer than its target takes: a fixed one, or one whose own limit is
 * wider. A source without a limit says nothing, so nothing is said of it.
 */
#include "lint/lint.h"

static uint32_t code_points(str s)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

static const struct graph_field *field_read(const struct graph_expr *e)
{
    const struct graph_type *of = type_needed(e->args[0]->type);

    return of->kind == TYPE_RECORD ? record_field(of->record, e->name) : NULL;
}

static uint32_t declared_max(const struct graph_field *f)
{
    return f ? f->max : 0;
}

/* How long the value may be by what is declared; 0: not said. */
static uint32_t longest(const struct graph_expr *e)
{
    uint32_t sum = 0, a, b;

    switch ((int)e->kind) {
    case EXPR_CONVERT: return longest(e->args[0]);
    case EXPR_LITERAL:
        return e->type->kind == TYPE_STRING ? code_points(e->text) : 0;
    case EXPR_FIELD: return declared_max(field_read(e));
    case EXPR_COALESCE:
        a = longest(e->args[0]);
        b = longest(e->args[1]);
        return a > b ? a : b;
    case EXPR_TEXT: // at least what is fixed in it
        for (uint32_t i = 0; i < e->nargs; i++)
            sum += longest(e->args[i]);
        return sum;
    default: return 0;
    }
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct lint *l = context;
    const struct graph_record *r =
        e->kind == EXPR_RECORD ? e->type->record : NULL;

    for (uint32_t i = 0; r && i < e->nargs; i++) {
        const struct graph_field *f = record_field(r, e->names[i]);
        uint32_t max = f ? f->max : 0;
        uint32_t given = max ? longest(e->args[i]) : 0;
        if (given <= max)
            continue;
        struct diag *d = lint_report(
            l, e->args[i]->at,
            "\"%" STR_FMT "\" takes %u characters, and this may have %u",
            STR_ARG(f->name), (unsigned)max, (unsigned)given);
        str text = expr_text(lint_arena(l), e->args[i]);
        if (text.len < 60)
            lint_help(l, d, "%" STR_FMT " = slice(%" STR_FMT ", 0, %u)",
                      STR_ARG(f->name), STR_ARG(text), (unsigned)max);
    }
    return true;
}

static void check_expr(struct lint *l, const struct graph *g,
                       const struct lint_root *r)
{
    (void)g;
    if (r->kind != ROOT_TEST)
        expr_walk(r->expr, visit, l);
}

const struct lint_rule lint_rule_exceeds_limit = {
    .summary = "a text fits into the field it is mapped to",
    .level = DIAG_WARNING,
    .parts = LINT_PART(RECORD),
    .expr = check_expr,
};
