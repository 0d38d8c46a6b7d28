/*
 * Types are made once: lists, dicts and optionals are kept by what they are
 * of, anonymous records by a canonical text, "R{a:3,b:4}". Named records and
 * enums are themselves.
 */
#include "compiler/graph/connector.h"
#include "stdlib/value/buf.h"

static const char *const simple_names[] = {
    [TYPE_ERROR] = "unknown",     [TYPE_NULL] = "null",
    [TYPE_STRING] = "string",     [TYPE_INT] = "int",
    [TYPE_DECIMAL] = "decimal",   [TYPE_MONEY] = "money",
    [TYPE_BOOL] = "bool",         [TYPE_DATE] = "date",
    [TYPE_TIME] = "time",         [TYPE_TIMESTAMP] = "timestamp",
    [TYPE_DURATION] = "duration", [TYPE_SIZE] = "size",
    [TYPE_BYTES] = "bytes",       [TYPE_ANY] = "any",
};

static struct graph_type *make(struct graph_types *t, enum graph_type_kind kind)
{
    struct graph_type *made = arena_make(t->arena, struct graph_type);

    made->kind = kind;
    *vec_push(t->arena, &t->all) = made;
    vec_push(t->arena, &t->made_of);
    made->id = t->all.n;
    return made;
}

void graph_types_init(struct graph_types *t, struct arena *a)
{
    *t = (struct graph_types){.arena = a};
    map_init(&t->index, a);
    for (unsigned k = TYPE_ERROR; k <= TYPE_ANY; k++)
        t->simple[k] = make(t, (enum graph_type_kind)k);
}

static const struct graph_type **place_of(struct graph_types *t,
                                          enum graph_type_kind kind,
                                          const struct graph_type *of)
{
    struct graph_type_of *known = &t->made_of.at[of->id - 1];

    return kind == TYPE_LIST   ? &known->list
           : kind == TYPE_DICT ? &known->dict
                               : &known->optional;
}

static const struct graph_type *make_of(struct graph_types *t,
                                        enum graph_type_kind kind,
                                        const struct graph_type *of)
{
    const struct graph_type *known = *place_of(t, kind, of);

    if (known)
        return known;
    struct graph_type *made = make(t, kind);
    made->of = of;
    return *place_of(t, kind, of) = made; // `make` may have moved the places
}

const struct graph_type *type_list(struct graph_types *t,
                                   const struct graph_type *of)
{
    return make_of(t, TYPE_LIST, of);
}

const struct graph_type *type_dict(struct graph_types *t,
                                   const struct graph_type *of)
{
    return make_of(t, TYPE_DICT, of);
}

const struct graph_type *type_optional(struct graph_types *t,
                                       const struct graph_type *of)
{
    if (of->kind == TYPE_OPTIONAL || of->kind == TYPE_NULL ||
        of->kind == TYPE_ERROR || of->kind == TYPE_ANY)
        return of;
    return make_of(t, TYPE_OPTIONAL, of);
}

const struct graph_type *type_record(struct graph_types *t,
                                     struct graph_record *r)
{
    if (!r->type) {
        struct graph_type *made = make(t, TYPE_RECORD);
        made->record = r;
        r->type = made;
    }
    return r->type;
}

const struct graph_type *type_enum(struct graph_types *t, struct graph_enum *e)
{
    if (!e->type) {
        struct graph_type *made = make(t, TYPE_ENUM);
        made->enumeration = e;
        e->type = made;
    }
    return e->type;
}

const struct graph_type *type_anonymous(struct graph_types *t,
                                        const struct graph_field *fields,
                                        uint32_t nfields)
{
    struct buf key = BUF_MAX(16 << 20);

    buf_text(&key, "R{");
    for (uint32_t i = 0; i < nfields; i++)
        buf_printf(&key, "%" STR_FMT ":%" STR_FMT ":%u,",
                   STR_ARG(fields[i].name), STR_ARG(fields[i].wire),
                   fields[i].type->id);
    const struct graph_type *known = map_get(&t->index, buf_view(&key));
    if (!known) {
        struct graph_record *r = arena_make(t->arena, struct graph_record);
        r->fields = arena_copy(t->arena, fields, nfields * sizeof *r->fields);
        r->nfields = nfields;
        struct graph_type *made = make(t, TYPE_RECORD);
        made->record = r;
        r->type = known = made;
        *map_put(&t->index, arena_str(t->arena, buf_view(&key))) = made;
    }
    buf_free(&key);
    return known;
}

const struct graph_type *type_failure(struct graph_types *t)
{
    static const struct {
        const char *name;
        enum graph_type_kind kind;
        bool optional;
    } parts[] = {
        {"class", TYPE_STRING, false}, {"message", TYPE_STRING, false},
        {"step", TYPE_STRING, false},  {"status", TYPE_INT, true},
        {"attempts", TYPE_INT, false},
    };

    if (t->failure)
        return t->failure;
    struct graph_record *r = arena_make(t->arena, struct graph_record);
    r->name = STR("failure");
    r->nfields = sizeof parts / sizeof *parts;
    r->fields = arena_array(t->arena, struct graph_field, r->nfields);
    for (uint32_t i = 0; i < r->nfields; i++) {
        const struct graph_type *of = t->simple[parts[i].kind];
        r->fields[i].name = r->fields[i].wire = str_from(parts[i].name);
        r->fields[i].type = parts[i].optional ? type_optional(t, of) : of;
    }
    return t->failure = type_record(t, r);
}

const struct graph_type *type_needed(const struct graph_type *t)
{
    return t->kind == TYPE_OPTIONAL ? t->of : t;
}

/* Names that come from one interner are found without a look at their text. */
const struct graph_field *record_field(const struct graph_record *r, str name)
{
    for (uint32_t i = 0; i < r->nfields; i++)
        if (r->fields[i].name.ptr == name.ptr &&
            r->fields[i].name.len == name.len)
            return &r->fields[i];
    for (uint32_t i = 0; i < r->nfields; i++)
        if (str_eq(r->fields[i].name, name))
            return &r->fields[i];
    return NULL;
}

static void add_text(struct buf *b, const struct graph_type *t);

static void add_named(struct buf *b, const struct graph_connector *c, str name)
{
    if (c) {
        buf_str(b, c->name);
        buf_char(b, '.');
    }
    buf_str(b, name);
}

static void add_fields(struct buf *b, const struct graph_record *r)
{
    buf_text(b, "{ ");
    for (uint32_t i = 0; i < r->nfields && b->len < 200; i++) {
        buf_text(b, i ? ", " : "");
        buf_str(b, r->fields[i].name);
        buf_text(b, ": ");
        add_text(b, r->fields[i].type);
    }
    buf_text(b, b->len < 200 ? " }" : ", ... }");
}

static void add_text(struct buf *b, const struct graph_type *t)
{
    switch (t->kind) {
    case TYPE_LIST:
        buf_char(b, '[');
        add_text(b, t->of);
        buf_char(b, ']');
        return;
    case TYPE_DICT:
        buf_text(b, "{string: ");
        add_text(b, t->of);
        buf_char(b, '}');
        return;
    case TYPE_OPTIONAL:
        add_text(b, t->of);
        buf_char(b, '?');
        return;
    case TYPE_RECORD:
        if (t->record->name.len)
            add_named(b, t->record->connector, t->record->name);
        else
            add_fields(b, t->record);
        return;
    case TYPE_ENUM:
        add_named(b, t->enumeration->connector, t->enumeration->name);
        return;
    case TYPE_ERROR:
    case TYPE_NULL:
    case TYPE_STRING:
    case TYPE_INT:
    case TYPE_DECIMAL:
    case TYPE_MONEY:
    case TYPE_BOOL:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMESTAMP:
    case TYPE_DURATION:
    case TYPE_SIZE:
    case TYPE_BYTES:
    case TYPE_ANY: break;
    }
    buf_text(b, simple_names[t->kind]);
}

str type_text(struct arena *a, const struct graph_type *t)
{
    struct buf b = BUF_MAX(4096);

    add_text(&b, t);
    str s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}
