/*
 * The `test` items as tables: given records as JSON, expectations as
 * functions over one record.
 */
#include "compiler/emit/c/c.h"

static void add_record(struct buf *b, const struct graph_expr *e)
{
    buf_char(b, '{');
    for (uint32_t i = 0; i < e->nargs; i++) {
        const struct graph_field *f =
            e->type->kind == TYPE_RECORD
                ? record_field(e->type->record, e->names[i])
                : NULL;
        buf_text(b, i ? "," : "");
        weir_json_quote(b, f ? f->wire : e->names[i]);
        buf_char(b, ':');
        c_constant_json(b, e->args[i]);
    }
    buf_char(b, '}');
}

static void add_list(struct buf *b, const struct graph_expr *e)
{
    bool dict = e->kind == EXPR_DICT;

    buf_char(b, dict ? '{' : '[');
    for (uint32_t i = 0; i < e->nargs; i++) {
        if (i)
            buf_char(b, dict && i % 2 ? ':' : ',');
        c_constant_json(b, e->args[i]);
    }
    buf_char(b, dict ? '}' : ']');
}

void c_constant_json(struct buf *b, const struct graph_expr *e)
{
    e = expr_bare(e);
    if (e->kind == EXPR_RECORD) {
        add_record(b, e);
    } else if (e->kind == EXPR_LIST || e->kind == EXPR_DICT) {
        add_list(b, e);
    } else if (e->kind == EXPR_ENUM) {
        weir_json_quote(b, e->type->enumeration->values[e->index].wire);
    } else if (e->kind != EXPR_LITERAL || e->type->kind == TYPE_NULL) {
        buf_text(b, "null");
    } else if (e->type->kind == TYPE_INT || e->type->kind == TYPE_DECIMAL ||
               e->type->kind == TYPE_BOOL) {
        buf_str(b, e->text);
    } else {
        weir_json_quote(b, e->text);
    }
}

static const char *place_text(struct c_file *c, span at)
{
    struct place p = source_locate(c->g->sources, at.pos);

    return c_quote(c, arena_printf(c->arena, "%" STR_FMT ":%u",
                                   STR_ARG(p.src ? p.src->name : STR("")),
                                   p.line));
}

/* `has 1 where total == 3`: over one record's JSON. */
static const char *where(struct c_file *c, const struct graph_test_line *l)
{
    const char *name = c_global(c, "expected", STR(""));
    struct buf body = BUF_MAX(16 << 20);

    c->body = &body;
    c->depth = 1;
    c_use_expr(c, l->where);
    const char *type = c_type(c, l->var->type);
    const char *shape = c_shape(c, l->var->type);
    c_line(c, "%s record;", type);
    c_line(c, "if (!weir_json_read(x, %s, item, &record))", shape);
    c_line(c, "    return false;");
    c_place_var(c, l->var, "record", false);
    const char *value = c_expr(c, l->where);
    buf_printf(&c->functions,
               "static bool %s(struct weir_context *x, str item)\n{\n%s"
               "    return %s;\n}\n\n",
               name, body.ptr, value);
    c->body = NULL;
    buf_free(&body);
    return name;
}

static const char *kind_of(const struct graph_test_line *l)
{
    switch (l->kind) {
    case TEST_GIVEN: return "WEIR_GIVEN";
    case TEST_FAILS: return "WEIR_FAILS";
    case TEST_ANSWERS: return "WEIR_ANSWERS";
    case TEST_ARRIVES: return "WEIR_ARRIVES";
    case TEST_EXPECT: return "WEIR_EXPECT";
    case TEST_EXPECT_REPLY: return "WEIR_EXPECT_REPLY";
    case TEST_GIVEN_STORE: break;
    }
    return "WEIR_GIVEN";
}

static void write_line(struct c_file *c, struct buf *b,
                       const struct graph_test_line *l)
{
    str text = source_text(c->g->sources, l->at);

    buf_printf(b, "    {.kind = %s,\n     .at = %s,\n     .text = %s,\n",
               kind_of(l), place_text(c, l->at), c_quote(c, str_trim(text)));
    if (l->instance)
        buf_printf(b, "     .alias = %s,\n", c_quote(c, l->instance->alias));
    if (l->endpoint)
        buf_printf(b, "     .endpoint = %s,\n", c_quote(c, l->endpoint->name));
    else if (l->queue)
        buf_printf(b, "     .endpoint = %s,\n", c_quote(c, l->queue->name));
    if (l->file.len)
        buf_printf(b, "     .file = %s,\n", c_quote(c, l->file));
    if (l->value) {
        struct buf json = BUF_MAX(64 << 20);
        c_constant_json(&json, l->value);
        buf_printf(b, "     .json = %s,\n", c_quote(c, buf_view(&json)));
        buf_free(&json);
    }
    buf_printf(b, "     .class = %s, .times = %s, .after = %s, .count = %s,\n",
               c_class(c, l->klass), c_int(c, l->times), c_int(c, l->after),
               c_int(c, l->count));
    if (l->where)
        buf_printf(b, "     .where = %s,\n", where(c, l));
    buf_text(b, "    },\n");
}

static void write_test(struct c_file *c, const struct graph_test *t, uint32_t i)
{
    struct buf b = BUF_MAX(64 << 20);

    for (uint32_t k = 0; k < t->nlines; k++)
        write_line(c, &b, &t->lines[k]);
    buf_printf(&c->steps,
               "static const struct weir_test_line lines_%u[] = {\n%s};\n"
               "static const struct weir_test test_%u = {\n"
               "    .title = %s,\n    .at = %s,\n    .flow = &%s,\n"
               "    .lines = lines_%u, .nlines = %u,\n};\n\n",
               i, b.ptr ? b.ptr : "    {0}\n", i, c_quote(c, t->title),
               place_text(c, t->at), c_flow_symbol(c, t->flow), i, t->nlines);
    buf_free(&b);
}

/* A struct has the fields that any of the conditions uses. */
static void use_all(struct c_file *c)
{
    for (uint32_t i = 0; i < c->g->tests.n; i++) {
        const struct graph_test *t = c->g->tests.at[i];
        for (uint32_t k = 0; k < t->nlines; k++)
            if (t->lines[k].where)
                c_use_expr(c, t->lines[k].where);
    }
}

void c_tests(struct c_file *c, struct buf *out)
{
    struct buf list = BUF_MAX(16 << 20);

    use_all(c);

    buf_text(&list, "const struct weir_test *const estate_tests[] = {\n");
    for (uint32_t i = 0; i < c->g->tests.n; i++) {
        write_test(c, c->g->tests.at[i], i);
        buf_printf(&list, "    &test_%u,\n", i);
    }
    buf_text(&list, "    NULL,\n};\n");
    c_file_write(c, STR("tests.c"), list.ptr, out);
    buf_free(&list);
}
