/*
 * Types as texts: "[shopify@2.4.1.Order]?", "{ sku: string }". Unlike
 * type_text they are whole and say the version.
 */
#include "compiler/emit/manifest/archive.h"

#include <string.h>

static const char *const simple[] = {
    [TYPE_ERROR] = "unknown",     [TYPE_NULL] = "null",
    [TYPE_STRING] = "string",     [TYPE_INT] = "int",
    [TYPE_DECIMAL] = "decimal",   [TYPE_MONEY] = "money",
    [TYPE_BOOL] = "bool",         [TYPE_DATE] = "date",
    [TYPE_TIME] = "time",         [TYPE_TIMESTAMP] = "timestamp",
    [TYPE_DURATION] = "duration", [TYPE_SIZE] = "size",
    [TYPE_BYTES] = "bytes",       [TYPE_ANY] = "any",
};

static void add_name(struct buf *b, const struct graph_connector *c, str name)
{
    if (c)
        buf_printf(b, "%" STR_FMT "@%" STR_FMT ".", STR_ARG(c->name),
                   STR_ARG(c->version));
    buf_str(b, name);
}

static void add_anonymous(struct buf *b, const struct graph_record *r)
{
    buf_char(b, '{');
    for (uint32_t i = 0; i < r->nfields; i++) {
        buf_printf(b, "%s`%" STR_FMT "`", i ? ", " : " ",
                   STR_ARG(r->fields[i].name));
        if (!str_eq(r->fields[i].name, r->fields[i].wire))
            buf_printf(b, "`%" STR_FMT "`", STR_ARG(r->fields[i].wire));
        buf_text(b, ": ");
        archive_type_text(b, r->fields[i].type);
    }
    buf_text(b, " }");
}

void archive_type_text(struct buf *b, const struct graph_type *t)
{
    if (t->kind <= TYPE_ANY) {
        buf_text(b, simple[t->kind]);
    } else if (t->kind == TYPE_LIST) {
        buf_char(b, '[');
        archive_type_text(b, t->of);
        buf_char(b, ']');
    } else if (t->kind == TYPE_DICT) {
        buf_text(b, "{string: ");
        archive_type_text(b, t->of);
        buf_char(b, '}');
    } else if (t->kind == TYPE_OPTIONAL) {
        archive_type_text(b, t->of);
        buf_char(b, '?');
    } else if (t->kind == TYPE_ENUM) {
        add_name(b, t->enumeration->connector, t->enumeration->name);
    } else if (t->record->name.len) {
        add_name(b, t->record->connector, t->record->name);
    } else {
        add_anonymous(b, t->record);
    }
}

/* --- parsing -------------------------------------------------------------- */

struct parser {
    struct archive *a;
    str s;
    size_t at;
    int depth;
};

static const struct graph_type *parse(struct parser *p);

static bool skip(struct parser *p, const char *text)
{
    size_t n = strlen(text);

    if (p->s.len - p->at < n || memcmp(p->s.ptr + p->at, text, n) != 0)
        return false;
    p->at += n;
    return true;
}

static str quoted(struct parser *p)
{
    if (!skip(p, "`"))
        return STR("");
    size_t from = p->at;
    while (p->at < p->s.len && p->s.ptr[p->at] != '`')
        p->at++;
    str s = str_slice(p->s, from, p->at);
    skip(p, "`");
    return s;
}

static const struct graph_type *parse_anonymous(struct parser *p)
{
    VEC(struct graph_field) fields = {0};
    bool more = !skip(p, " }");

    while (more) {
        struct graph_field f = {0};
        skip(p, " ");
        f.name = f.wire = quoted(p);
        str wire = quoted(p);
        if (wire.len)
            f.wire = wire;
        if (!f.name.len || !skip(p, ": "))
            return NULL;
        f.type = parse(p);
        if (!f.type)
            return NULL;
        *vec_push(p->a->arena, &fields) = f;
        more = skip(p, ",");
        if (!more && !skip(p, " }"))
            return NULL;
    }
    return type_anonymous(&p->a->g->types, fields.at, fields.n);
}

static const struct graph_type *parse_name(struct parser *p)
{
    struct graph_types *t = &p->a->g->types;
    size_t from = p->at;

    while (p->at < p->s.len && !strchr("]}?, ", p->s.ptr[p->at]))
        p->at++;
    str name = str_slice(p->s, from, p->at);
    for (unsigned k = 0; k <= TYPE_ANY; k++)
        if (str_eq(name, str_from(simple[k])))
            return t->simple[k];
    struct graph_record *r = map_get(&p->a->items[ITEM_RECORD], name);
    struct graph_enum *e = map_get(&p->a->items[ITEM_ENUM], name);
    if (r)
        return type_record(t, r);
    if (!e && str_eq(name, STR("failure")))
        return type_failure(t);
    return e ? type_enum(t, e) : NULL;
}

static const struct graph_type *parse_one(struct parser *p)
{
    struct graph_types *t = &p->a->g->types;
    const struct graph_type *of;

    if (skip(p, "[")) {
        of = parse(p);
        return of && skip(p, "]") ? type_list(t, of) : NULL;
    }
    if (skip(p, "{string: ")) {
        of = parse(p);
        return of && skip(p, "}") ? type_dict(t, of) : NULL;
    }
    if (skip(p, "{"))
        return parse_anonymous(p);
    return parse_name(p);
}

static const struct graph_type *parse(struct parser *p)
{
    const struct graph_type *t;

    if (++p->depth > 100)
        return NULL;
    t = parse_one(p);
    if (t && skip(p, "?"))
        t = type_optional(&p->a->g->types, t);
    p->depth--;
    return t;
}

const struct graph_type *archive_type_parse(struct archive *a, str text)
{
    struct parser p = {.a = a, .s = text};
    const struct graph_type *t = parse(&p);

    return p.at == text.len ? t : NULL;
}

void ar_type(struct archive *a, const char *key, const struct graph_type **t)
{
    str s = STR("");

    if (!a->reading) {
        struct buf b = BUF_MAX(1 << 20);
        if (!*t)
            return;
        archive_type_text(&b, *t);
        sink_text(a->out, key, buf_view(&b));
        buf_free(&b);
        return;
    }
    ar_text(a, key, &s);
    *t = s.len ? archive_type_parse(a, s) : NULL;
    if (s.len && !*t)
        archive_bad(a, a->at, "\"%" STR_FMT "\" is no type of this manifest",
                    STR_ARG(s));
}
