/*
 * Literals: their lexemes to values. What the scanner lets through but does
 * not exist (the 30th of February) is reported here.
 */
#include "compiler/check/typing.h"
#include "stdlib/value/builtins.h"
#include "stdlib/value/date.h"

#include <string.h>

static const struct graph_expr *bad(const struct expr_context *x,
                                    const struct ast_expr *e, const char *what)
{
    check_report(x->k, CHECK_BAD_VALUE, e->at, "%s, found %" STR_FMT, what,
                 STR_ARG(e->text));
    return expr_poison(x, e->at);
}

static bool percent(str text, weir_decimal *out)
{
    if (!weir_decimal_parse(text, out) || out->scale + 2 > 38)
        return false;
    out->scale = (uint8_t)(out->scale + 2);
    return true;
}

static bool size(str text, int64_t *out)
{
    static const struct {
        const char *unit;
        int64_t bytes;
    } units[] = {
        {"B", 1},
        {"kB", 1000},
        {"MB", 1000000},
        {"GB", 1000000000},
        {"TB", 1000000000000},
        {"KiB", INT64_C(1) << 10},
        {"MiB", INT64_C(1) << 20},
        {"GiB", INT64_C(1) << 30},
        {"TiB", INT64_C(1) << 40},
    };
    size_t digits = 0;

    while (digits < text.len && text.ptr[digits] >= '0' &&
           text.ptr[digits] <= '9')
        digits++;
    str unit = str_slice(text, digits, text.len);
    if (!weir_int_parse(str_slice(text, 0, digits), out))
        return false;
    for (size_t i = 0; i < COUNT(units); i++)
        if (str_eq(unit, str_from(units[i].unit)))
            return !__builtin_mul_overflow(*out, units[i].bytes, out);
    return false;
}

static const struct graph_expr *date(const struct expr_context *x,
                                     const struct ast_expr *e)
{
    weir_date d;

    if (!weir_date_parse(e->text, &d))
        return bad(x, e, "expected a day of the calendar");
    return literal_new(x, plain_type(x, TYPE_DATE), e->at,
                       (union graph_value){.i = d});
}

static const struct graph_expr *time(const struct expr_context *x,
                                     const struct ast_expr *e)
{
    weir_time t;

    if (!weir_time_parse(e->text, &t))
        return bad(x, e, "expected a time from 00:00 to 23:59:59");
    return literal_new(x, plain_type(x, TYPE_TIME), e->at,
                       (union graph_value){.i = t});
}

static const struct graph_expr *timestamp(const struct expr_context *x,
                                          const struct ast_expr *e)
{
    weir_timestamp t;

    if (!weir_timestamp_parse(e->text, &t))
        return bad(x, e, "expected a day and time of the calendar");
    return literal_new(x, plain_type(x, TYPE_TIMESTAMP), e->at,
                       (union graph_value){.timestamp = t});
}

/* Whether a lexeme is what its value would be printed as: nearly all are, and
 * need no text of their own. */
static bool is_canonical(str text, enum graph_type_kind kind, int64_t i)
{
    static const struct {
        str unit;
        int64_t us, less_than;
    } units[] = {{{"s", 1}, WEIR_SECOND, 60},
                 {{"m", 1}, 60 * WEIR_SECOND, 60},
                 {{"h", 1}, 3600 * WEIR_SECOND, 24},
                 {{"d", 1}, WEIR_DAY, INT64_MAX},
                 {{"ms", 2}, WEIR_SECOND / 1000, 1000}};
    size_t digits = 0;

    while (digits < text.len && text.ptr[digits] >= '0' &&
           text.ptr[digits] <= '9')
        digits++;
    if (!digits || text.ptr[0] == '0')
        return false;
    str unit = str_slice(text, digits, text.len);
    for (size_t k = 0; kind == TYPE_DURATION && k < COUNT(units); k++)
        if (str_eq(unit, units[k].unit))
            return i / units[k].us < units[k].less_than;
    return kind == TYPE_INT && !unit.len;
}

static const struct graph_expr *integer(const struct expr_context *x,
                                        const struct ast_expr *e,
                                        enum graph_type_kind kind)
{
    int64_t i;

    if (kind == TYPE_INT && !weir_int_parse(e->text, &i))
        return bad(x, e, "expected an int of at most 64 bits");
    if (kind == TYPE_SIZE && !size(e->text, &i))
        return bad(x, e, "expected a size such as 10MiB");
    if (kind == TYPE_DURATION && !weir_duration_parse(e->text, &i))
        return bad(x, e, "expected a duration such as 1h30m");
    if (is_canonical(e->text, kind, i)) {
        struct graph_expr *made =
            expr_new(x, EXPR_LITERAL, plain_type(x, kind), e->at, 0);
        made->i = i;
        made->text = e->text;
        return made;
    }
    return literal_new(x, plain_type(x, kind), e->at,
                       (union graph_value){.i = i});
}

static const struct graph_expr *decimal(const struct expr_context *x,
                                        const struct ast_expr *e)
{
    union graph_value v = {0};
    bool good = e->kind == AST_PERCENT
                    ? percent(e->text, &v.decimal)
                    : weir_decimal_parse(e->text, &v.decimal);

    if (!good)
        return bad(x, e, "expected a decimal of at most 38 digits");
    return literal_new(x, plain_type(x, TYPE_DECIMAL), e->at, v);
}

static const struct graph_expr *money(const struct expr_context *x,
                                      const struct ast_expr *e)
{
    union graph_value v = {0};

    if (!weir_money_parse(e->text, &v.money))
        return bad(x, e, "expected an amount and an ISO 4217 code");
    return literal_new(x, plain_type(x, TYPE_MONEY), e->at, v);
}

static const struct graph_expr *text(const struct expr_context *x,
                                     const struct ast_expr *e,
                                     const struct graph_type *hint)
{
    if (hint && hint->kind == TYPE_ENUM)
        return enum_literal(x, hint, e->text, e->at);
    const struct graph_expr *s = expr_string(x->k->g, e->text, e->at);
    if (e->raw) {
        struct graph_expr *raw = arena_copy(x->k->arena, s, sizeof *s);
        raw->raw = true;
        return raw;
    }
    return s;
}

/* A flat switch. */
const struct graph_expr *expr_literal(const struct expr_context *x,
                                      struct ast_expr *e,
                                      const struct graph_type *hint)
{
    switch ((unsigned)e->kind) {
    case AST_INT: return integer(x, e, TYPE_INT);
    case AST_DECIMAL:
    case AST_PERCENT: return decimal(x, e);
    case AST_MONEY: return money(x, e);
    case AST_DURATION: return integer(x, e, TYPE_DURATION);
    case AST_SIZE: return integer(x, e, TYPE_SIZE);
    case AST_DATE: return date(x, e);
    case AST_TIME: return time(x, e);
    case AST_TIMESTAMP: return timestamp(x, e);
    case AST_BOOL:
        return expr_bool(x->k->g, str_eq(e->text, STR("true")), e->at);
    case AST_STRING: return text(x, e, hint);
    default:
        return expr_new(x, EXPR_LITERAL, plain_type(x, TYPE_NULL), e->at, 0);
    }
}

uint32_t enum_value(const struct graph_enum *e, str text)
{
    for (uint32_t i = 0; i < e->nvalues; i++)
        if (str_eq(e->values[i].name, text))
            return i;
    for (uint32_t i = 0; i < e->nvalues; i++)
        if (str_eq(e->values[i].wire, text))
            return i;
    return UINT32_MAX;
}

const struct graph_expr *enum_literal(const struct expr_context *x,
                                      const struct graph_type *type, str text,
                                      span at)
{
    const struct graph_enum *en = type->enumeration;
    uint32_t i = enum_value(en, text);

    if (i != UINT32_MAX) {
        struct graph_expr *made = expr_new(x, EXPR_ENUM, type, at, 0);
        made->index = i;
        made->name = en->values[i].name;
        return made;
    }
    if (check_incomplete(x->k, en->at) ||
        missing_again(x->k, "value", text, en, at))
        return expr_poison(x, at);
    struct diag *d = check_report(x->k, CHECK_UNKNOWN_NAME, at,
                                  "%" STR_FMT " has no value \"%" STR_FMT "\"",
                                  STR_ARG(type_name(x, type)), STR_ARG(text));
    str *names = arena_array(x->k->arena, str, en->nvalues + 1);
    for (uint32_t v = 0; v < en->nvalues; v++)
        names[v] = en->values[v].name;
    check_nearest_of(x->k, d, text, names, en->nvalues);
    missing_note(x->k, "value", text, en, d);
    return expr_poison(x, at);
}
