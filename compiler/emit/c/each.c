/*
 * Records, lists, dictionaries, `each`, lookups, and calls of fns and maps.
 */
#include "compiler/emit/c/c.h"

#include <stdlib.h>

const char *c_record(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_record *r = e->type->record;
    const char *t = c_new(c);

    c_line(c, "%s %s = {0};", c_type(c, e->type), t);
    for (uint32_t i = 0; i < e->nargs; i++) {
        const struct graph_field *f = record_field(r, e->names[i]);
        if (!f)
            continue;
        uint32_t k = (uint32_t)(f - r->fields);
        const char *to = c_text(c, "%s.%s", t, c_field(c, r, k));
        c_assign(c, to, f->type, e->args[i]);
        if (f->max && !expr_text_fits(e->args[i], f->max))
            c_line(c, "weir_limit(x, %s%s, %u, %s);", to,
                   f->type->kind == TYPE_OPTIONAL ? ".v" : "", f->max,
                   c_str(c, f->name));
    }
    return t;
}

const char *c_list(struct c_file *c, const struct graph_expr *e)
{
    const char *t = c_new(c), *item = c_type(c, e->type->of);

    c_line(c, "struct weir_list %s = {arena_array(x->arena, %s, %u), %u};", t,
           item, e->nargs + 1, e->nargs);
    for (uint32_t i = 0; i < e->nargs; i++)
        c_assign(c, c_text(c, "WEIR_ITEM(%s, %s, %u)", item, t, i), e->type->of,
                 e->args[i]);
    return t;
}

const char *c_dict(struct c_file *c, const struct graph_expr *e)
{
    const char *t = c_new(c), *entry = c_new(c);

    c_open(c, "struct %s", entry);
    c_line(c, "str key;");
    c_line(c, "%s v;", c_type(c, e->type->of));
    c->depth--;
    c_line(c, "};");
    c_line(c,
           "struct weir_list %s = {arena_array(x->arena, struct %s, %u), %u};",
           t, entry, e->nargs / 2 + 1, e->nargs / 2);
    for (uint32_t i = 0; i + 1 < e->nargs; i += 2) {
        const char *at =
            c_text(c, "WEIR_ITEM(struct %s, %s, %u)", entry, t, i / 2);
        c_line(c, "%s.key = %s;", at, c_expr(c, e->args[i]));
        c_assign(c, c_text(c, "%s.v", at), e->type->of, e->args[i + 1]);
    }
    return t;
}

/* The item by name: a record by its address, anything else by value. */
static void name_item(struct c_file *c, const struct graph_expr *e,
                      const char *list, const char *i)
{
    const struct graph_type *t = e->args[0]->type->of;
    const char *name =
        c_text(c, "q%u_%s", e->var->id, c_ident(c, e->var->name, e->var->id));
    const char *type = c_type(c, t);

    if (c_is_record(t))
        c_line(c, "const %s *%s = &WEIR_ITEM(%s, %s, %s);", type, name, type,
               list, i);
    else
        c_line(c, "%s %s = WEIR_ITEM(%s, %s, %s);", type, name, type, list, i);
    c_line(c, "(void)%s;", name);
    c_place_var(c, e->var, name, c_is_record(t));
}

const char *c_each(struct c_file *c, const struct graph_expr *e)
{
    const char *list = c_temp(c, e->args[0]), *t = c_new(c);
    const char *i = c_text(c, "i%u", ++c->ntemps);
    const char *item = c_type(c, e->type->of);

    c_line(c, "struct weir_list %s = {arena_array(x->arena, %s, %s.n + 1), 0};",
           t, item, list);
    c_open(c, "for (size_t %s = 0; %s < %s.n && !x->failed; %s++)", i, i, list,
           i);
    name_item(c, e, list, i);
    if (e->args[1]) {
        c_line(c, "if (!(%s))", c_expr(c, e->args[1]));
        c_line(c, "    continue;");
    }
    const char *value =
        c_convert(c, e->args[2]->type, e->type->of, c_expr(c, e->args[2]));
    c_line(c, "WEIR_ITEM(%s, %s, %s.n++) = %s;", item, t, t, value);
    c_close(c);
    return t;
}

/* --- functions ------------------------------------------------------------ */

static const char *parameters(struct c_file *c, const struct graph_function *f)
{
    const char *list = "struct weir_context *x";

    for (uint32_t i = 0; i < f->nparams; i++) {
        const struct graph_var *p = f->params[i];
        bool record = c_is_record(p->type);
        const char *name = c_ident(c, p->name, p->id);
        list = c_text(c, "%s, %s%s %s%s", list, record ? "const " : "",
                      c_type(c, p->type), record ? "*" : "", name);
        c_place_var(c, p, name, record);
    }
    return list;
}

static void write_function(struct c_file *c, const struct graph_function *f,
                           const char *name)
{
    struct buf body = BUF_MAX(64 << 20), *outer = c->body;
    int depth = c->depth;
    const char *head = c_text(c, "static %s %s(%s)", c_type(c, f->result), name,
                              parameters(c, f));

    c->body = &body;
    c->depth = 1;
    const char *value =
        c_convert(c, f->body->type, f->result, c_expr(c, f->body));
    for (uint32_t i = 0; i < f->nparams; i++)
        c_line(c, "(void)%s;", c->places[f->params[i]->id].text);
    c_line(c, "(void)x;");
    c_line(c, "return %s;", value);
    c->body = outer;
    c->depth = depth;
    buf_printf(&c->prototypes, "%s;\n", head);
    buf_printf(&c->functions, "%s\n{\n%s}\n\n", head, body.ptr);
    buf_free(&body);
}

const char *c_call(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_function *f = e->function;
    void **name = map_put(
        &c->done, arena_printf(c->arena, "fn %" STR_FMT, STR_ARG(f->name)));
    const char *list = "x";

    if (!*name) {
        char *made =
            (char *)(uintptr_t)c_global(c, f->is_map ? "map_" : "fn_", f->name);
        *name = made;
        write_function(c, f, made);
        name = map_put(
            &c->done, arena_printf(c->arena, "fn %" STR_FMT, STR_ARG(f->name)));
    }
    const char *function = *name;
    for (uint32_t i = 0; i < e->nargs; i++)
        list = c_text(c, "%s, %s", list,
                      c_is_record(f->params[i]->type) ? c_address(c, e->args[i])
                                                      : c_expr(c, e->args[i]));
    return c_text(c, "%s(%s)", function, list);
}

/* --- tables --------------------------------------------------------------- */

static int compare_rows(const void *a, const void *b)
{
    const struct graph_row *x = *(const struct graph_row *const *)a;
    const struct graph_row *y = *(const struct graph_row *const *)b;
    const struct graph_expr *p = expr_bare(x->key), *q = expr_bare(y->key);

    if (p->type->kind == TYPE_INT)
        return p->i < q->i ? -1 : p->i > q->i;
    return str_cmp(p->text, q->text);
}

static void write_rows(struct c_file *c, const struct graph_table *t,
                       const char *name)
{
    const struct graph_row **rows =
        arena_array(c->arena, const struct graph_row *, t->nrows + 1);
    struct buf *b = &c->tables;

    for (uint32_t i = 0; i < t->nrows; i++)
        rows[i] = &t->rows[i];
    qsort(rows, t->nrows, sizeof *rows, compare_rows);
    buf_printf(
        b, "static const struct {\n    %s key;\n    %s v;\n} %s_rows[] = {\n",
        c_type(c, t->key), c_type(c, t->value), name);
    for (uint32_t i = 0; i < t->nrows; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        buf_printf(b, "    {%s, %s},\n", c_literal_init(c, rows[i]->key),
                   c_literal_init(c, rows[i]->value));
        arena_reset(c->arena, mark);
    }
    buf_text(b, "};\n\n");
}

/* Rows stand sorted by key, so a lookup halves. */
static void write_find(struct c_file *c, const struct graph_table *t,
                       const char *name)
{
    bool text = t->key->kind == TYPE_STRING;
    bool number = t->key->kind == TYPE_INT;
    struct buf *b = &c->tables;

    buf_printf(b,
               "static const %s *%s_find(struct weir_context *x, %s key)\n{\n",
               c_type(c, t->value), name, c_type(c, t->key));
    buf_printf(b, "    size_t low = 0, high = %u;\n\n    (void)x;\n", t->nrows);
    buf_text(b, "    while (low < high) {\n");
    buf_text(b, text || number
                    ? "        size_t middle = low + (high - low) / 2;\n"
                    : "        size_t middle = low;\n");
    if (text)
        buf_printf(b,
                   "        int order = str_cmp(%s_rows[middle].key, key);\n",
                   name);
    else if (number)
        buf_printf(b,
                   "        int order = (%s_rows[middle].key > key) -\n"
                   "                    (%s_rows[middle].key < key);\n",
                   name, name);
    else
        buf_printf(b,
                   "        int order = weir_shape_equal(%s, "
                   "&%s_rows[middle].key, &key) - 1;\n",
                   c_shape(c, t->key), name);
    buf_printf(b,
               "        if (order == 0)\n"
               "            return &%s_rows[middle].v;\n"
               "        if (order < 0)\n            low = middle + 1;\n"
               "        else\n            high = middle;\n    }\n"
               "    return NULL;\n}\n\n",
               name);
}

static void write_empty(struct c_file *c, const struct graph_table *t,
                        const char *name)
{
    buf_printf(&c->tables,
               "static const %s *%s_find(struct weir_context *x, %s key)\n"
               "{\n    (void)x;\n    (void)key;\n    return NULL;\n}\n\n",
               c_type(c, t->value), name, c_type(c, t->key));
}

static const char *table_name(struct c_file *c, const struct graph_table *t)
{
    str key = arena_printf(c->arena, "table %" STR_FMT, STR_ARG(t->name));
    const char *name = map_get(&c->done, key);

    if (name)
        return name;
    char *made = (char *)(uintptr_t)c_global(c, "table_", t->name);
    *map_put(&c->done, key) = made;
    if (!t->nrows) {
        write_empty(c, t, made);
        return made;
    }
    write_rows(c, t, made);
    write_find(c, t, made);
    return made;
}

const char *c_lookup(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_table *t = e->table;
    const char *table = table_name(c, t), *p = c_new(c);
    const char *key = c_temp(c, e->args[0]);

    c_line(c, "const %s *%s = %s_find(x, %s);", c_type(c, t->value), p, table,
           key);
    if (e->kind == EXPR_IN)
        return p;
    c_line(c, "if (!%s)", p);
    c_line(c, "    weir_no_row(x, %s, %s, &%s);", c_quote(c, t->name),
           c_shape(c, t->key), key);
    const char *zero = c_new(c);
    c_line(c, "%s %s = {0};", c_type(c, t->value), zero);
    c_line(c, "if (%s)", p);
    c_line(c, "    %s = *%s;", zero, p);
    return zero;
}
