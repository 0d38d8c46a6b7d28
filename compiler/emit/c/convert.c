/*
 * Casts that the user writes, and conversions that the language makes.
 */
#include "compiler/emit/c/c.h"

#include <assert.h>
#include <string.h>

static const struct {
    const char *from, *to, *function;
} casts[] = {
#define CAST(NAME, from, to, FAIL, function) {from, to, #function},
#include "stdlib/value/casts.def"
#undef CAST
};

static const char *find_cast(struct c_file *c, const struct graph_type *from,
                             const struct graph_type *to)
{
    str a = type_text(c->arena, from), b = type_text(c->arena, to);

    for (size_t i = 0; i < sizeof casts / sizeof *casts; i++)
        if (str_eq(a, str_from(casts[i].from)) &&
            str_eq(b, str_from(casts[i].to)))
            return casts[i].function;
    return NULL;
}

static const char *any_as(struct c_file *c, const struct graph_type *to,
                          const char *text)
{
    const char *t = c_new(c), *shape = c_shape(c, to);

    c_line(c, "%s %s;", c_type(c, to), t);
    c_line(c, "weir_any_as(x, %s, %s, &%s);", shape, text, t);
    return t;
}

const char *c_cast(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_type *from = e->args[0]->type, *to = e->type;
    const char *a = c_expr(c, e->args[0]);
    const char *function = find_cast(c, from, to);

    if (function)
        return c_text(c, "%s(x, %s)", function, a);
    if (from->kind == TYPE_STRING && to->kind == TYPE_ENUM)
        return c_text(c, "weir_enum_from_text(x, %s, %s)", c_shape(c, to), a);
    if (from->kind == TYPE_ANY)
        return any_as(c, to, a);
    return c_convert(c, from, to, a);
}

static const char *from_optional(struct c_file *c,
                                 const struct graph_type *from,
                                 const struct graph_type *to, const char *text)
{
    const char *a = c_name_value(c, from, text);
    const char *type = c_type(c, to);

    if (to->kind != TYPE_OPTIONAL)
        return c_convert(c, from->of, to, c_text(c, "%s.v", a));
    const char *t = c_new(c);
    c_line(c, "%s %s = {0};", type, t);
    c_open(c, "if (%s.has)", a);
    const char *v = c_convert(c, from->of, to->of, c_text(c, "%s.v", a));
    c_line(c, "%s = (%s){true, %s};", t, type, v);
    c_close(c);
    return t;
}

static const char *list_to_list(struct c_file *c, const struct graph_type *from,
                                const struct graph_type *to, const char *text)
{
    const char *a = c_name_value(c, from, text), *t = c_new(c);
    const char *i = c_text(c, "i%u", ++c->ntemps);
    const char *item = c_type(c, to->of);

    c_line(c, "struct weir_list %s = {arena_array(x->arena, %s, %s.n), %s.n};",
           t, item, a, a);
    c_open(c, "for (size_t %s = 0; %s < %s.n; %s++)", i, i, a, i);
    const char *v = c_convert(
        c, from->of, to->of,
        c_text(c, "WEIR_ITEM(%s, %s, %s)", c_type(c, from->of), a, i));
    c_line(c, "WEIR_ITEM(%s, %s, %s) = %s;", item, t, i, v);
    c_close(c);
    return t;
}

static const char *record_to_record(struct c_file *c,
                                    const struct graph_type *from,
                                    const struct graph_type *to,
                                    const char *text)
{
    const char *a = c_name_value(c, from, text), *t = c_new(c);
    const struct graph_record *r = to->record;

    c_line(c, "%s %s = {0};", c_type(c, to), t);
    for (uint32_t i = 0; i < r->nfields; i++) {
        const struct graph_field *f =
            record_field(from->record, r->fields[i].name);
        if (!f)
            continue;
        uint32_t k = (uint32_t)(f - from->record->fields);
        const char *v =
            c_convert(c, f->type, r->fields[i].type,
                      c_text(c, "%s.%s", a, c_field(c, from->record, k)));
        c_line(c, "%s.%s = %s;", t, c_field(c, r, i), v);
    }
    return t;
}

static const char *as_any(struct c_file *c, const struct graph_type *from,
                          const char *text)
{
    const char *shape = c_shape(c, from);

    return c_text(c, "(weir_any){weir_to_json(x, %s, &%s)}", shape,
                  c_name_value(c, from, text));
}

const char *c_convert(struct c_file *c, const struct graph_type *from,
                      const struct graph_type *to, const char *text)
{
    if (from == to || to->kind == TYPE_ERROR)
        return text;
    if (from->kind == TYPE_NULL)
        return c_text(c, "(%s){0}", c_type(c, to));
    if (to->kind == TYPE_ANY)
        return as_any(c, from, text);
    if (from->kind == TYPE_ANY)
        return any_as(c, to, text);
    if (from->kind == TYPE_OPTIONAL)
        return from_optional(c, from, to, text);
    if (to->kind == TYPE_OPTIONAL)
        return c_text(c, "(%s){true, %s}", c_type(c, to),
                      c_convert(c, from, to->of, text));
    if (from->kind == TYPE_ENUM && to->kind == TYPE_STRING)
        return c_text(c, "weir_enum_text(x, %s, %s)", c_shape(c, from), text);
    if (from->kind == TYPE_STRING && to->kind == TYPE_ENUM)
        return c_text(c, "weir_enum_from_text(x, %s, %s)", c_shape(c, to),
                      text);
    if (from->kind == TYPE_LIST && to->kind == TYPE_LIST)
        return list_to_list(c, from, to, text);
    if (from->kind == TYPE_RECORD && to->kind == TYPE_RECORD)
        return record_to_record(c, from, to, text);
    const char *function = find_cast(c, from, to);
    return function ? c_text(c, "%s(x, %s)", function, text) : text;
}
