/*
 * What a step asks of a system, by the connector's declaration: the code that
 * fills a struct weir_request. A value goes into a path, a query, a header, a
 * body or a bound parameter; it is encoded there and never spliced.
 */
#include "compiler/emit/c/c.h"

#include <assert.h>
#include <string.h>

static bool is_fixed(const struct graph_expr *e)
{
    e = expr_bare(e);
    return e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING;
}

/* --- the record an operation takes ---------------------------------------- */

struct first_field {
    const struct graph_var *self;
    uint32_t index;
    bool found;
};

static bool find_field(void *context, const struct graph_expr *e)
{
    struct first_field *f = context;

    if (!f->found && e->kind == EXPR_FIELD && e->args[0]->kind == EXPR_VAR &&
        e->args[0]->var == f->self && e->index != UINT32_MAX) {
        f->found = true;
        f->index = e->index;
    }
    return true;
}

/* `by KEY`, or a plain key that is sent: the field the target asks for. */
static uint32_t key_field(const struct graph_operation *op)
{
    struct first_field f = {.self = op->self};
    const struct graph_record *r = op->self->type->record;

    expr_walk(op->target, find_field, &f);
    for (uint32_t i = 0; !f.found && i < r->nfields; i++)
        if (r->fields[i].key) {
            f.found = true;
            f.index = i;
        }
    return f.index;
}

static void place_key(struct c_file *c, const struct graph_operation *op,
                      const struct graph_expr *value)
{
    const struct graph_record *r = op->self->type->record;
    uint32_t i = key_field(op);
    const char *t = c_new(c);

    c_use_field(c, op->self->type, i);
    c_line(c, "%s %s = {0};", c_type(c, op->self->type), t);
    c_assign(c, c_text(c, "%s.%s", t, c_field(c, r, i)), r->fields[i].type,
             value);
    c_place_var(c, op->self, t, false);
}

static void place_self(struct c_file *c, const struct graph_operation *op,
                       const struct graph_expr *value)
{
    if (!op->self || !value)
        return;
    if (op->self->type->kind == TYPE_RECORD &&
        value->type->kind != TYPE_RECORD) {
        place_key(c, op, value);
    } else if (value->type == op->self->type) {
        const char *p = c_new(c), *type = c_type(c, value->type);
        c_line(c, "const %s *%s = %s;", type, p, c_address(c, value));
        c_place_var(c, op->self, p, true);
    } else {
        const char *v =
            c_convert(c, value->type, op->self->type, c_expr(c, value));
        c_place_var(c, op->self, c_name_value(c, op->self->type, v), false);
    }
}

static void place_params(struct c_file *c, const struct graph_node *n)
{
    const struct graph_endpoint *e = n->operation->endpoint;

    for (uint32_t i = 0; i < n->nargs && i < e->nparams; i++)
        c_place_var(c, e->params[i], c_temp(c, n->args[i]), false);
}

/* The record as `self` is placed: "*t3", "t3". */
static const char *self_address(struct c_file *c,
                                const struct graph_operation *op)
{
    const struct c_place *p = &c->places[op->self->id];

    return p->pointer ? p->text : c_text(c, "&%s", p->text);
}

/* --- the target ----------------------------------------------------------- */

/* What a step gives for a parameter of its endpoint; NULL: it is none. */
static const struct graph_expr *argument(const struct graph_node *n,
                                         const struct graph_expr *e)
{
    const struct graph_endpoint *of = n->operation->endpoint;

    for (uint32_t i = 0; i < n->nargs && i < of->nparams; i++)
        if (e->kind == EXPR_VAR && e->var == of->params[i])
            return expr_bare(n->args[i]);
    return NULL;
}

/* A path: what is fixed as it stands, values encoded as one part each. */
static const char *url_path(struct c_file *c, const struct graph_expr *e)
{
    const char *list = "";

    if (is_fixed(e))
        return c_expr(c, expr_bare(e));
    if (e->kind != EXPR_TEXT)
        return c_text(c, "weir_path_part(x, %s)", c_value_text(c, e));
    for (uint32_t i = 0; i < e->nargs; i++)
        list = c_text(c, "%s%s%s", list, i ? ", " : "",
                      url_path(c, expr_bare(e->args[i])));
    return c_text(c, "weir_text_concat(x, (const str[]){%s}, %u)", list,
                  e->nargs);
}

/* A file's name: what the flow and its settings say stands as it is, and so
 * does what a step says in an argument; values hold no "/". */
static const char *file_path(struct c_file *c, const struct graph_expr *e,
                             const struct graph_node *n)
{
    const struct graph_expr *given = n ? argument(n, e) : NULL;
    const char *list = "";

    if (given)
        return file_path(c, given, NULL);
    if (is_fixed(e) || e->kind == EXPR_SETTING)
        return c_value_text(c, expr_bare(e));
    if (e->kind != EXPR_TEXT)
        return c_text(c, "weir_file_part(x, %s)", c_value_text(c, e));
    for (uint32_t i = 0; i < e->nargs; i++)
        list = c_text(c, "%s%s%s", list, i ? ", " : "",
                      file_path(c, expr_bare(e->args[i]), n));
    return c_text(c, "weir_text_concat(x, (const str[]){%s}, %u)", list,
                  e->nargs);
}

static const char *path(struct c_file *c, const struct graph_node *n,
                        const struct graph_operation *op)
{
    return op->transport == CALL_FILE ? file_path(c, expr_bare(op->target), n)
                                      : url_path(c, expr_bare(op->target));
}

static void bind(struct c_file *c, const struct graph_expr *e, uint32_t i)
{
    const char *shape = c_shape(c, e->type);

    c_line(c, "binds[%u] = weir_bind_of(x, %s, %s);", i, shape,
           c_address(c, e));
}

/* A statement: values are ?1, ?2, bound. */
static void statement(struct c_file *c, const struct graph_expr *e)
{
    struct buf b = BUF_MAX(16 << 20);
    uint32_t n = 0;

    e = expr_bare(e);
    if (is_fixed(e)) {
        c_line(c, "q.target = %s;", c_str(c, e->text));
        return;
    }
    c_line(c,
           "struct weir_bind *binds = arena_array(x->arena, struct "
           "weir_bind, %u);",
           e->nargs + 1);
    for (uint32_t i = 0; i < e->nargs; i++) {
        const struct graph_expr *part = expr_bare(e->args[i]);
        if (is_fixed(part)) {
            buf_str(&b, part->text);
            continue;
        }
        bind(c, part, n);
        buf_printf(&b, "?%u", ++n);
    }
    c_line(c, "q.target = %s;", c_str(c, buf_view(&b)));
    c_line(c, "q.binds = binds;");
    c_line(c, "q.nbinds = %u;", n);
    buf_free(&b);
}

/* --- query, headers, filters ---------------------------------------------- */

static void pairs(struct c_file *c, const struct graph_pairs *p,
                  const char *function)
{
    for (uint32_t i = 0; i < p->n; i++)
        c_line(c, "%s(r, &q, %s, %s);", function, c_str(c, p->at[i].name),
               c_value_text(c, p->at[i].value));
}

static const struct graph_filter *find_filter(const struct graph_operation *op,
                                              const struct graph_expr *e)
{
    e = expr_bare(e);
    if (e->kind != EXPR_FIELD || expr_bare(e->args[0])->kind != EXPR_VAR)
        return NULL;
    for (uint32_t i = 0; i < op->nfilters; i++)
        if (str_eq(op->filters[i].field, e->name))
            return &op->filters[i];
    return NULL;
}

/* a.x == 1 and a.y == "z": a parameter each. */
static void filters(struct c_file *c, const struct graph_operation *op,
                    const struct graph_expr *where)
{
    if (!where || where->kind != EXPR_BINARY)
        return;
    if (where->op == OP_AND) {
        filters(c, op, where->args[0]);
        filters(c, op, where->args[1]);
        return;
    }
    for (uint32_t i = 0; i < 2; i++) {
        const struct graph_filter *f = find_filter(op, where->args[i]);
        if (!f)
            continue;
        c_line(c, "weir_query(r, &q, %s, %s);", c_str(c, f->parameter),
               c_value_text(c, where->args[1 - i]));
        return;
    }
}

/* --- the body ------------------------------------------------------------- */

static str format_of(const struct graph_operation *op)
{
    if (op->format.name.len)
        return op->format.name;
    if (op->endpoint->connector->format.name.len)
        return op->endpoint->connector->format.name;
    return op->transport == CALL_FILE ? STR("ndjson") : STR("json");
}

/* What is sent, of a type at an address, in the format of the operation. */
static void put_body(struct c_file *c, bool form, const struct graph_type *t,
                     const char *address)
{
    c_line(c, "q.body = weir_%s(x, %s, %s);", form ? "form_body" : "body",
           c_shape(c, t), address);
    c_line(c, "q.content_type = STR(\"application/%s\");",
           form ? "x-www-form-urlencoded" : "json");
}

static void body(struct c_file *c, const struct graph_operation *op)
{
    const struct graph_expr *e = op->form ? op->form : op->body;
    bool form = op->form || str_eq(format_of(op), STR("form"));

    if (e)
        put_body(c, form, e->type, c_address(c, e));
    else if (op->takes && op->self && c->places[op->self->id].text &&
             op->transport != CALL_GET && op->transport != CALL_DELETE)
        put_body(c, form, op->self->type, self_address(c, op));
}

/* An option of the format, as text. */
static str option(const struct graph_operation *op, str name, str otherwise)
{
    const struct graph_format *f =
        op->format.name.len ? &op->format : &op->endpoint->connector->format;

    for (uint32_t i = 0; i < f->options.n; i++)
        if (str_eq(f->options.at[i].name, name))
            return f->options.at[i].value->text;
    return otherwise;
}

static int option_char(const struct graph_operation *op, str name,
                       str otherwise)
{
    str text = option(op, name, otherwise);

    return text.len ? (unsigned char)text.ptr[0] : 0;
}

static void file_body(struct c_file *c, const struct graph_operation *op)
{
    str format = format_of(op);
    const char *shape = c_shape(c, op->self->type);
    const char *self = self_address(c, op);

    if (!str_eq(format, STR("csv"))) {
        c_line(c, "q.body = weir_body(x, %s, %s);", shape, self);
        if (str_eq(format, STR("json")))
            c_line(c, "q.whole = true;");
        return;
    }
    const char *marks =
        c_text(c, "%d, %d, %s", option_char(op, STR("separator"), STR(",")),
               option_char(op, STR("quote"), STR("\"")),
               c_str(c, option(op, STR("encoding"), STR("utf-8"))));
    c_line(c, "q.body = weir_csv_line(x, %s, %s, %s);", shape, self, marks);
    if (!str_eq(option(op, STR("header"), STR("true")), STR("false")))
        c_line(c, "q.head = weir_csv_head(x, %s, %s, %s);", shape, self, marks);
}

/* --- what the ledger knows of it ------------------------------------------ */

static bool is_by(const struct graph_node *n, const struct graph_field *f)
{
    for (uint32_t i = 0; i < n->nby; i++)
        if (str_eq(n->by[i], f->name))
            return true;
    return n->nby == 0 && f->key;
}

static void known_by(struct c_file *c, const struct graph_node *n)
{
    const struct graph_operation *op = n->operation;
    const struct graph_record *r = op->self->type->record;
    const struct c_place *p = &c->places[op->self->id];
    const char *parts = "", *names = "";
    uint32_t count = 0;
    bool pii = false;

    for (uint32_t i = 0; i < r->nfields; i++) {
        const struct graph_field *f = &r->fields[i];
        if (!is_by(n, f) || !c_use_of(c, op->self->type)->fields[i])
            continue;
        const char *value =
            c_text(c, "weir_shape_text(x, %s, &%s%s%s)", c_shape(c, f->type),
                   p->text, p->pointer ? "->" : ".", c_field(c, r, i));
        parts =
            c_text(c, "%s%s%s", parts, count ? ", STR(\"/\"), " : "", value);
        names = c_text(c, "%s%s%" STR_FMT, names, count ? "," : "",
                       STR_ARG(f->name));
        count++;
        pii = pii || f->pii;
    }
    if (!count)
        return;
    c_line(c, "q.by = weir_text_concat(x, (const str[]){%s}, %u);", parts,
           count * 2 - 1);
    c_line(c, "q.by_fields = %s;", c_str(c, str_from(names)));
    if (pii)
        c_line(c, "q.pii = true;");
}

/* Whether a record of one type has all that the other asks for: what a `get`
 * takes are the keys of what a `create` sends. */
static bool covers(const struct graph_type *whole,
                   const struct graph_type *keys)
{
    if (whole == keys)
        return true;
    if (whole->kind != TYPE_RECORD || keys->kind != TYPE_RECORD)
        return false;
    for (uint32_t i = 0; i < keys->record->nfields; i++) {
        const struct graph_field *f = &keys->record->fields[i];
        const struct graph_field *has = record_field(whole->record, f->name);

        if (!has || has->type != f->type)
            return false;
    }
    return true;
}

/* An unsafe create is looked for by its key when nobody knows whether it was
 * done. That a record is there says nothing of a change or an action. */
static void lookup(struct c_file *c, const struct graph_node *n)
{
    const struct graph_operation *op = n->operation;
    const struct graph_operation *get = endpoint_verb(op->endpoint, VERB_GET);

    if (op->verb != VERB_CREATE || operation_grade(op) != GRADE_UNSAFE ||
        !get || !get->self || get->transport != CALL_GET ||
        op->transport == CALL_FILE || !covers(op->self->type, get->self->type))
        return;
    c->places[get->self->id] = c->places[op->self->id];
    c_line(c, "struct weir_request lookup = {.method = \"GET\"};");
    c_line(c, "lookup.target = %s;", path(c, n, get));
    c_line(c, "q.lookup = &lookup;");
}

static void written(struct c_file *c, const struct graph_node *n)
{
    const struct graph_operation *op = n->operation;
    const struct graph_setting *key = node_setting(n, SET_KEY);

    if (key)
        c_line(c, "q.key_value = %s;", c_value_text(c, key->value));
    if (!op->self || !c->places[op->self->id].text)
        return;
    bool record = op->self->type->kind == TYPE_RECORD;

    if (record)
        known_by(c, n);
    if (op->verb != VERB_DELETE)
        c_line(c, "q.record = weir_body(x, %s, %s);",
               c_shape(c, op->self->type), self_address(c, op));
    if (record)
        lookup(c, n);
}

static const struct graph_expr *value_of(const struct graph_node *n)
{
    const struct graph_setting *s = node_setting(n, SET_VALUE);

    if (!s)
        s = node_setting(n, SET_BY);
    return s ? s->value : NULL;
}

void c_request(struct c_file *c, const struct graph_node *n)
{
    const struct graph_operation *op = n->operation;
    const struct graph_setting *where = node_setting(n, SET_WHERE);

    place_params(c, n);
    place_self(c, op, value_of(n));
    if (op->transport == CALL_SQL) {
        c_line(c, "q.method = \"sql\";");
        statement(c, op->target);
    } else {
        c_line(c, "q.method = \"%s\";", transport_name(op->transport));
        c_line(c, "q.target = %s;", path(c, n, op));
    }
    pairs(c, &op->query, "weir_query");
    pairs(c, &op->headers, "weir_header");
    if (where)
        filters(c, op, where->value);
    if (op->transport == CALL_FILE && n->kind == NODE_WRITE)
        file_body(c, op);
    else if (op->transport != CALL_SQL && op->transport != CALL_FILE)
        body(c, op);
    if (n->kind == NODE_WRITE)
        written(c, n);
}
