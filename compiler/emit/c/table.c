/*
 * The tables of a flow: its steps, their errors, paging and names.
 */
#include "compiler/emit/c/c.h"

static const char *place_text(struct c_file *c, span at)
{
    struct place p = source_locate(c->g->sources, at.pos);

    if (!p.src)
        return "\"\"";
    return c_quote(c, arena_printf(c->arena, "%" STR_FMT ":%u",
                                   STR_ARG(p.src->name), p.line));
}

/* A condition over an answer as a function of its own. */
static const char *condition(struct c_file *c, const struct graph_expr *e,
                             const struct graph_var *answer)
{
    const char *name = c_global(c, "answer_is_", STR(""));
    struct buf body = BUF_MAX(1 << 20), *outer = c->body;

    c->body = &body;
    c->depth = 1;
    c_place_var(c, answer, "answer", false);
    const char *value = c_expr(c, e);
    c->body = outer;
    buf_printf(&c->prototypes,
               "static bool %s(struct weir_context *x, const struct "
               "weir_answer *a);\n",
               name);
    buf_printf(&c->functions,
               "static bool %s(struct weir_context *x, const struct "
               "weir_answer *a)\n{\n    weir_any answer = {a->body};\n\n"
               "    (void)x;\n%s    return %s;\n}\n\n",
               name, body.ptr ? body.ptr : "", value);
    buf_free(&body);
    return name;
}

static void error_line(struct c_file *c, struct buf *b,
                       const struct graph_error_line *l,
                       const struct graph_var *answer)
{
    const char *k = c_class(c, l->klass);

    if (l->when)
        buf_printf(b, "    {.when = %s, .class = %s},\n",
                   condition(c, l->when, answer), k);
    for (uint32_t i = 0; i < l->ncodes; i++) {
        if (l->codes[i].text.len)
            buf_printf(b, "    {.code = %s, .class = %s},\n",
                       c_quote(c, l->codes[i].text), k);
        else
            buf_printf(b, "    {.low = %lld, .high = %lld, .class = %s},\n",
                       (long long)l->codes[i].from, (long long)l->codes[i].to,
                       k);
    }
    if (l->otherwise)
        buf_printf(b, "    {.class = %s},\n", k);
}

/* {table, count}, the table written before; lines of bulk items are not for
 * single answers. */
const char *c_errors(struct c_file *c, const struct graph_errors *e,
                     const struct graph_var *answer, const char *name)
{
    struct buf b = BUF_MAX(1 << 20);

    for (uint32_t i = 0; i < e->n; i++)
        if (!e->at[i].item && (!e->at[i].when || answer))
            error_line(c, &b, &e->at[i], answer);
    if (!b.len)
        return "{NULL, 0}";
    buf_printf(&c->tables,
               "static const struct weir_error_line %s[] = {\n%s};\n\n", name,
               b.ptr);
    buf_free(&b);
    return c_text(c, "{%s, sizeof %s / sizeof *%s}", name, name, name);
}

static const char *step_kind(const struct graph_node *n)
{
    static const char *const kinds[NODE_KINDS] = {
        [NODE_READ] = "WEIR_READ",         [NODE_KEEP] = "WEIR_KEEP",
        [NODE_DROP] = "WEIR_DROP",         [NODE_CHECK] = "WEIR_CHECK",
        [NODE_DEDUPE] = "WEIR_DEDUPE",     [NODE_MAP] = "WEIR_MAP",
        [NODE_ENRICH] = "WEIR_ENRICH",     [NODE_WRITE] = "WEIR_WRITE",
        [NODE_SPLIT] = "WEIR_EACH",        [NODE_CHOICE] = "WEIR_ROUTE",
        [NODE_PARALLEL] = "WEIR_ALL",      [NODE_CALL] = "WEIR_CALL",
        [NODE_REPLY] = "WEIR_REPLY",       [NODE_NOTIFY] = "WEIR_NOTIFY",
        [NODE_PARK] = "WEIR_PARK",         [NODE_HALT] = "WEIR_HALT",
        [NODE_CONTINUE] = "WEIR_CONTINUE", [NODE_TRIGGER] = "WEIR_READ",
    };

    return kinds[n->kind];
}

static const char *grade_of(const struct graph_operation *op)
{
    static const char *const grades[] = {
        [GRADE_NATURAL] = "WEIR_NATURAL",
        [GRADE_KEYED] = "WEIR_KEYED",
        [GRADE_UNSAFE] = "WEIR_UNSAFE",
    };

    // A file is renamed with the ledger: its lines are there once.
    return op->transport == CALL_FILE ? grades[GRADE_NATURAL]
                                      : grades[operation_grade(op)];
}

static const char *or_null(struct c_file *c, str s)
{
    return s.len ? c_quote(c, s) : "NULL";
}

static void paging(struct c_file *c, struct buf *b,
                   const struct graph_operation *op)
{
    static const char *const kinds[] = {
        [PAGE_NONE] = "NONE",     [PAGE_OFFSET] = "OFFSET",
        [PAGE_NUMBER] = "NUMBER", [PAGE_CURSOR] = "CURSOR",
        [PAGE_LINK] = "LINK",
    };
    const struct graph_page *p = &op->page;

    buf_printf(b, "    .paging = {.kind = WEIR_PAGE_%s", kinds[p->kind]);
    if (p->parameter.len)
        buf_printf(b, ", .parameter = %s", c_quote(c, p->parameter));
    if (p->from.len)
        buf_printf(b, ", .from = %s", c_quote(c, p->from));
    if (p->more.len)
        buf_printf(b, ", .more = %s", c_quote(c, p->more));
    if (p->size_parameter.len)
        buf_printf(b, ", .size_parameter = %s", c_quote(c, p->size_parameter));
    buf_printf(b,
               ", .size = %s, .lives = %s, .ascending = %s, "
               ".short_ends = %s},\n",
               c_int(c, p->size), c_int(c, p->lives), c_bool(op->ascending),
               c_bool(op->short_page_ends));
}

/* CSV without a header has the fields of its record in their order. */
static void columns(struct c_file *c, const struct graph_type *type,
                    const char *name)
{
    const struct graph_record *r =
        type && type->kind == TYPE_RECORD ? type->record : NULL;

    buf_printf(&c->tables, "static const char *const columns_%s[] = {", name);
    for (uint32_t i = 0; r && i < r->nfields; i++)
        buf_printf(&c->tables, "%s, ", c_quote(c, r->fields[i].wire));
    buf_text(&c->tables, "NULL};\n\n");
}

/* A format, its options and what it is of; `name` is the step's. */
static void format(struct c_file *c, struct buf *b,
                   const struct graph_format *f, const struct graph_type *of,
                   const char *name)
{
    static const char *const names[] = {"separator", "quote", "header",
                                        "encoding"};
    bool bare = false;

    if (!f->name.len)
        return;
    buf_printf(b, "    .format = {.name = %s", c_quote(c, f->name));
    for (uint32_t i = 0; i < f->options.n; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (str_eq(f->options.at[i].name, str_from(names[k]))) {
                str value = f->options.at[i].value->text;
                buf_printf(b, ", .%s = %s", names[k], c_quote(c, value));
                bare = bare || (k == 2 && str_eq(value, STR("false")));
            }
    if (bare) {
        columns(c, of, name);
        buf_printf(b, ", .columns = columns_%s", name);
    }
    buf_text(b, "},\n");
}

/* Of a file that is a trigger. */
static void trigger_format(struct c_file *c, struct buf *b,
                           const struct graph_node *n, const char *name)
{
    const struct graph_expr *kind = c_value(n, SET_FORMAT);
    const struct graph_expr *options = c_value(n, SET_OPTIONS);
    struct graph_format f = {.name = kind ? kind->text : STR("")};

    if (options && options->kind == EXPR_RECORD) {
        f.options.at = arena_array(c->arena, struct graph_pair, options->nargs);
        for (; f.options.n < options->nargs; f.options.n++)
            f.options.at[f.options.n] =
                (struct graph_pair){.name = options->names[f.options.n],
                                    .value = options->args[f.options.n]};
    }
    format(c, b, &f, n->out ? n->out->type : NULL, name);
}

static void operation(struct c_file *c, struct buf *b,
                      const struct graph_node *n, const char *name)
{
    const struct graph_operation *op = n->operation;

    buf_printf(b, "    .instance = &%s,\n", c_instance(c, n->instance));
    buf_printf(b, "    .endpoint = %s, .operation = %s,\n",
               c_quote(c, op->endpoint->name), c_quote(c, op->name));
    buf_printf(b, "    .grade = %s,\n", grade_of(op));
    if (op->key_header.len)
        buf_printf(b, "    .key_header = %s, .remembers = %s,\n",
                   c_quote(c, op->key_header), c_int(c, op->key_remembers));
    buf_printf(
        b, "    .errors = %s,\n",
        c_errors(c, &op->errors, op->answer, c_text(c, "errors_of_%s", name)));
    buf_printf(b, "    .items = %s,\n",
               or_null(c, op->verb == VERB_LIST ? op->items : op->item_path));
    if (op->verb == VERB_LIST)
        paging(c, b, op);
    format(c, b,
           op->format.name.len ? &op->format : &op->endpoint->connector->format,
           op->gives, name);
    if (op->verb == VERB_DELETE)
        buf_text(b, "    .deletes = true,\n");
}

static void options(struct c_file *c, struct buf *b, const struct graph_node *n)
{
    buf_printf(b, "    .timeout = %s,\n",
               c_int(c, node_number(n, SET_TIMEOUT, 0)));
    if (node_setting(n, SET_MAX))
        buf_printf(b, "    .max = %s,\n", c_int(c, node_number(n, SET_MAX, 0)));
    if (node_setting(n, SET_RETRY))
        buf_printf(b,
                   "    .retry = {.times = %lld, .base = %s, .cap = %s, "
                   ".on = %s},\n",
                   (long long)node_number(n, SET_RETRY, 0),
                   c_int(c, node_number(n, SET_BACKOFF, 0)),
                   c_int(c, node_number(n, SET_BACKOFF_CAP, 0)),
                   c_classes(c, n->retry_on_written ? n->retry_on : 0));
    if (node_setting(n, SET_RATE))
        buf_printf(b, "    .rate_count = %lld, .rate_per = %s,\n",
                   (long long)node_number(n, SET_RATE, 0),
                   c_int(c, node_number(n, SET_RATE_PER, 0)));
    buf_printf(b, "    .wants_answer = %s,\n", c_bool(n->out != NULL));
}

static void step_table(struct c_file *c, node_id id)
{
    const struct graph_node *n = &c->g->nodes.at[id];
    const char *name = c_node(c, id);
    struct buf b = BUF_MAX(1 << 20);

    buf_printf(&b, "    .name = %s,\n    .at = %s,\n    .kind = %s,\n",
               c_quote(c, n->name), place_text(c, n->at),
               str_eq(n->word, STR("set"))    ? "WEIR_SET"
               : str_eq(n->word, STR("when")) ? "WEIR_WHEN"
                                              : step_kind(n));
    if (n->operation && n->instance) {
        operation(c, &b, n, name);
        options(c, &b, n);
    } else if (n->kind == NODE_TRIGGER) {
        buf_printf(&b,
                   "    .instance = &files_of_%s,\n"
                   "    .endpoint = \"file\", .operation = \"list\",\n",
                   c_flow_symbol(c, c->flow));
        trigger_format(c, &b, n, name);
        if (node_setting(n, SET_MAX))
            buf_printf(&b, "    .max = %s,\n",
                       c_int(c, node_number(n, SET_MAX, 0)));
    }
    buf_printf(&c->tables,
               "static const struct weir_step step_%s = {\n%s};\n\n", name,
               b.ptr);
    buf_free(&b);
}

static bool has_table(const struct graph_node *n)
{
    const struct graph_setting *path = node_setting(n, SET_PATH);

    if (n->kind == NODE_TRIGGER)
        return path && str_eq(n->word, STR("file"));
    return n->kind != NODE_END && n->kind != NODE_NONE && !n->made_for;
}

void c_step_tables(struct c_file *c)
{
    const struct graph *g = c->g;

    for (node_id id = c->flow->first; id < c->flow->end; id++)
        if (has_table(&g->nodes.at[id]))
            step_table(c, id);
    buf_text(&c->tables, "static const struct weir_step *const steps[] = {\n");
    for (node_id id = c->flow->first; id < c->flow->end; id++)
        if (has_table(&g->nodes.at[id]))
            buf_printf(&c->tables, "    &step_%s,\n", c_node(c, id));
    buf_text(&c->tables, "    NULL,\n};\n\n");
}
