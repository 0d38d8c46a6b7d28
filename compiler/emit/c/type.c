/*
 * C types and shapes of the language's types (shape.h says how they lie).
 * A struct is written when its first use asks for it, after those it holds.
 */
#include "compiler/emit/c/c.h"

static const struct {
    const char *type, *shape;
} plain[] = {
    [TYPE_STRING] = {"str", "string"},
    [TYPE_INT] = {"int64_t", "int"},
    [TYPE_DECIMAL] = {"weir_decimal", "decimal"},
    [TYPE_MONEY] = {"weir_money", "money"},
    [TYPE_BOOL] = {"bool", "bool"},
    [TYPE_DATE] = {"weir_date", "date"},
    [TYPE_TIME] = {"weir_time", "time"},
    [TYPE_TIMESTAMP] = {"weir_timestamp", "timestamp"},
    [TYPE_DURATION] = {"weir_duration", "duration"},
    [TYPE_SIZE] = {"int64_t", "int"},
    [TYPE_BYTES] = {"weir_bytes", "bytes"},
    [TYPE_ANY] = {"weir_any", "any"},
    [TYPE_NULL] = {"weir_opt_any", "opt_any"},
    [TYPE_ERROR] = {"weir_any", "any"},
};

bool c_is_record(const struct graph_type *t)
{
    return t->kind == TYPE_RECORD;
}

static bool is_plain_type(const struct graph_type *t)
{
    return t->kind <= TYPE_ANY;
}

static str record_words(struct c_file *c, const struct graph_type *t)
{
    str name = t->kind == TYPE_ENUM ? t->enumeration->name : t->record->name;
    const struct graph_connector *from =
        t->kind == TYPE_ENUM ? t->enumeration->connector : t->record->connector;

    if (!name.len)
        return arena_printf(c->arena, "record_%u", ++c->nrecords);
    if (!from)
        return name;
    return arena_printf(c->arena, "%" STR_FMT "_%" STR_FMT, STR_ARG(from->name),
                        STR_ARG(name));
}

const char *c_field(struct c_file *c, const struct graph_record *r, uint32_t i)
{
    return c_ident(c, r->fields[i].name, i);
}

static void write_struct(struct c_file *c, const struct graph_type *t,
                         const char *name)
{
    const struct graph_record *r = t->record;
    struct c_use *use = c_use_of(c, t);
    struct buf b = BUF_MAX(16 << 20);
    bool any = use->raw;

    buf_printf(&b, "%s {\n", name);
    for (uint32_t i = 0; i < r->nfields; i++) {
        if (!use->fields[i])
            continue;
        any = true;
        buf_printf(&b, "    %s %s;\n", c_type(c, r->fields[i].type),
                   c_field(c, r, i));
    }
    if (use->raw)
        buf_text(&b, "    str q_raw; // as it was read\n");
    if (!any)
        buf_text(&b, "    char q_nothing;\n");
    buf_text(&b, "};\n\n");
    buf_str(&c->types, buf_view(&b));
    buf_free(&b);
}

static const char *record_type(struct c_file *c, const struct graph_type *t)
{
    const char *name = c_global(c, "", record_words(c, t));

    name = c_text(c, "struct %s", name);
    c->type_names[t->id - 1] = name;
    write_struct(c, t, name);
    return name;
}

static const char *optional_record(struct c_file *c, const struct graph_type *t)
{
    const char *of = c_type(c, t->of);
    const char *name = c_text(c, "struct opt_%s", of + sizeof "struct");

    buf_printf(&c->types, "%s {\n    bool has;\n    %s v;\n};\n\n", name, of);
    return name;
}

static const char *find_type(struct c_file *c, const struct graph_type *t)
{
    if (is_plain_type(t))
        return plain[t->kind].type;
    if (t->kind == TYPE_ENUM)
        return "int32_t";
    if (t->kind == TYPE_LIST || t->kind == TYPE_DICT)
        return "struct weir_list";
    if (t->kind == TYPE_RECORD)
        return record_type(c, t);
    if (is_plain_type(t->of))
        return c_text(c, "weir_opt_%s", plain[t->of->kind].shape);
    if (t->of->kind == TYPE_ENUM)
        return "weir_opt_enum";
    if (t->of->kind == TYPE_LIST || t->of->kind == TYPE_DICT)
        return "weir_opt_list";
    return optional_record(c, t);
}

const char *c_type(struct c_file *c, const struct graph_type *t)
{
    const char **name = &c->type_names[t->id - 1];

    if (!*name) {
        const char *found = find_type(c, t);
        c->type_names[t->id - 1] = found;
    }
    return c->type_names[t->id - 1];
}

/* --- shapes --------------------------------------------------------------- */

static str json_of(struct c_file *c, const struct graph_expr *e)
{
    enum graph_type_kind k = e->type->kind;
    struct buf b = BUF_MAX(1 << 20);

    if (e->kind == EXPR_CONVERT)
        return json_of(c, e->args[0]);
    if (e->kind == EXPR_ENUM)
        weir_json_quote(&b, e->type->enumeration->values[e->index].wire);
    else if (k == TYPE_INT || k == TYPE_DECIMAL || k == TYPE_BOOL)
        buf_str(&b, e->text);
    else
        weir_json_quote(&b, e->text);
    str s = arena_str(c->arena, buf_view(&b));
    buf_free(&b);
    return s;
}

static void write_field(struct c_file *c, struct buf *b, const char *type,
                        const struct graph_record *r, uint32_t i)
{
    const struct graph_field *f = &r->fields[i];

    buf_printf(b, "    {.name = %s,\n     .wire = %s,\n", c_init(c, f->name),
               c_init(c, f->wire));
    buf_printf(b, "     .at = offsetof(%s, %s),\n", type, c_field(c, r, i));
    if (f->key || f->pii || f->secret)
        buf_printf(b, "     .marks = %d,\n",
                   (f->key ? 1 : 0) | (f->pii ? 2 : 0) | (f->secret ? 4 : 0));
    if (f->max)
        buf_printf(b, "     .max = %u,\n", f->max);
    if (f->preset)
        buf_printf(b, "     .otherwise = %s,\n",
                   c_init(c, json_of(c, f->preset)));
    buf_printf(b, "     .shape = %s},\n", c_shape(c, f->type));
}

static void shape_record(struct c_file *c, const struct graph_type *t,
                         const char *name)
{
    const struct graph_record *r = t->record;
    const char *type = c_type(c, t);
    struct c_use *use = c_use_of(c, t);
    struct buf b = BUF_MAX(16 << 20);
    str words = type_text(c->arena, t);
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->nfields; i++)
        n += use->fields[i];
    if (n) {
        buf_printf(&b, "static const struct weir_field %s_fields[] = {\n",
                   name);
        for (uint32_t i = 0; i < r->nfields; i++)
            if (use->fields[i])
                write_field(c, &b, type, r, i);
        buf_text(&b, "};\n");
    }
    buf_printf(&b, "static const struct weir_shape %s = {\n", name);
    if (n)
        buf_printf(&b, "    WEIR_SHAPE_RECORD(%s, %s, %s_fields),\n", type,
                   c_quote(c, words), name);
    else
        buf_printf(&b,
                   "    .kind = WEIR_KIND_RECORD, .size = sizeof(%s),\n"
                   "    .align = _Alignof(%s), .name = %s,\n",
                   type, type, c_quote(c, words));
    if (use->raw)
        buf_printf(&b, "    .has_raw = true, .raw_at = offsetof(%s, q_raw),\n",
                   type);
    buf_text(&b, "};\n\n");
    buf_str(&c->shapes, buf_view(&b));
    buf_free(&b);
}

static void shape_enum(struct c_file *c, const struct graph_type *t,
                       const char *name)
{
    const struct graph_enum *e = t->enumeration;
    struct buf *b = &c->shapes;

    buf_printf(b, "static const str %s_values[] = {\n", name);
    for (uint32_t i = 0; i < e->nvalues; i++)
        buf_printf(b, "    %s,\n", c_init(c, e->values[i].wire));
    buf_printf(b,
               "};\nstatic const struct weir_shape %s = {\n"
               "    WEIR_SHAPE_ENUM(%s, %s_values),\n};\n\n",
               name, c_quote(c, type_text(c->arena, t)), name);
}

static void shape_of_shape(struct c_file *c, const struct graph_type *t,
                           const char *name)
{
    const char *of = c_shape(c, t->of);
    bool dict = t->kind == TYPE_DICT;

    buf_printf(&c->shapes,
               "static const struct weir_shape %s = {\n"
               "    WEIR_SHAPE_%s(%s),\n};\n\n",
               name, dict ? "DICT" : "LIST", of);
}

/* The shape of a T?: that of T with another size. */
static void shape_optional(struct c_file *c, const struct graph_type *t,
                           const char *name)
{
    const struct graph_type *of = t->of;
    const char *type = c_type(c, t);
    const char *inner = c_shape(c, of) + 1;
    struct buf *b = &c->shapes;

    buf_printf(b,
               "static const struct weir_shape %s = {\n"
               "    .optional = true, .size = sizeof(%s),\n"
               "    .align = _Alignof(%s), .name = %s,\n",
               name, type, type, c_quote(c, type_text(c->arena, of)));
    if (of->kind == TYPE_LIST || of->kind == TYPE_DICT)
        buf_printf(b, "    .kind = WEIR_KIND_%s, .of = %s,\n",
                   of->kind == TYPE_DICT ? "DICT" : "LIST", c_shape(c, of->of));
    else if (of->kind == TYPE_ENUM)
        buf_printf(b,
                   "    .kind = WEIR_KIND_ENUM, .values = %s_values,\n"
                   "    .nvalues = %u,\n",
                   inner, of->enumeration->nvalues);
    else
        buf_printf(b, "    .kind = WEIR_KIND_RECORD,\n");
    if (of->kind == TYPE_RECORD) {
        struct c_use *use = c_use_of(c, of);
        uint32_t n = 0;
        for (uint32_t i = 0; i < of->record->nfields; i++)
            n += use->fields[i];
        if (n)
            buf_printf(b, "    .fields = %s_fields, .nfields = %u,\n", inner,
                       n);
        if (use->raw)
            buf_printf(b,
                       "    .has_raw = true, .raw_at = offsetof(%s, q_raw),\n",
                       c_type(c, of));
    }
    buf_text(b, "};\n\n");
}

static void write_shape(struct c_file *c, const struct graph_type *t,
                        const char *name)
{
    if (t->kind == TYPE_RECORD)
        shape_record(c, t, name);
    else if (t->kind == TYPE_ENUM)
        shape_enum(c, t, name);
    else if (t->kind == TYPE_OPTIONAL)
        shape_optional(c, t, name);
    else
        shape_of_shape(c, t, name);
}

static str shape_words(struct c_file *c, const struct graph_type *t)
{
    if (t->kind == TYPE_RECORD)
        return str_from(c_type(c, t) + sizeof "struct");
    if (t->kind == TYPE_ENUM)
        return record_words(c, t);
    const char *head = t->kind == TYPE_LIST   ? "list_"
                       : t->kind == TYPE_DICT ? "dict_"
                                              : "opt_";
    if (is_plain_type(t->of))
        return str_from(c_text(c, "%s%s", head, plain[t->of->kind].shape));
    str of = shape_words(c, t->of);
    return arena_printf(c->arena, "%s%" STR_FMT, head, STR_ARG(of));
}

const char *c_shape(struct c_file *c, const struct graph_type *t)
{
    const char **known = &c->shape_texts[t->id - 1];

    if (*known)
        return *known;
    if (is_plain_type(t))
        return *known = c_text(c, "&weir_shape_%s", plain[t->kind].shape);
    if (t->kind == TYPE_OPTIONAL && is_plain_type(t->of))
        return *known =
                   c_text(c, "&weir_shape_opt_%s", plain[t->of->kind].shape);
    const char *name = c_global(c, "shape_of_", shape_words(c, t));
    *known = c_text(c, "&%s", name);
    buf_printf(&c->shape_names, "static const struct weir_shape %s;\n", name);
    write_shape(c, t, name);
    return c->shape_texts[t->id - 1];
}
