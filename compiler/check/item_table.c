/*
 * Tables and stores: cross-references from rows, files and endpoints, and the
 * ones that flows write.
 */
#include "compiler/check/typing.h"
#include "stdlib/value/builtins.h"

#include <errno.h>
#include <string.h>

static bool is_plain(const struct graph_type *t)
{
    return t->kind == TYPE_ERROR || t->kind == TYPE_STRING ||
           t->kind == TYPE_INT || t->kind == TYPE_DECIMAL ||
           t->kind == TYPE_MONEY || t->kind == TYPE_BOOL ||
           t->kind == TYPE_DATE || t->kind == TYPE_TIME ||
           t->kind == TYPE_TIMESTAMP || t->kind == TYPE_DURATION ||
           t->kind == TYPE_ENUM;
}

static const struct graph_type *key_type(struct check *k, struct ast_type *t)
{
    const struct graph_type *type = check_type(k, NULL, t);

    if (is_plain(type))
        return type;
    check_report(k, CHECK_TYPE_MISMATCH, t->at,
                 "a key is a plain value or an enum, found %" STR_FMT,
                 STR_ARG(type_text(k->arena, type)));
    return k->g->types.simple[TYPE_ERROR];
}

void store_fill(struct check *k, struct graph_store *s,
                const struct ast_item *i)
{
    const struct ast_line *first[LINE_KINDS] = {0};

    s->key = key_type(k, i->key);
    s->value = check_type(k, NULL, i->value);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        if (l->kind == AST_LINE_RETAIN && line_once(k, first, l))
            s->retain = check_duration(k, l->a);
}

void table_head(struct check *k, struct graph_table *t,
                const struct ast_item *i)
{
    t->key = key_type(k, i->key);
    t->value = check_type(k, NULL, i->value);
    if (i->path || is_plain(type_needed(t->value)))
        return;
    check_report(k, CHECK_TYPE_MISMATCH, i->value->at,
                 "a table of %s has plain values, found %" STR_FMT,
                 i->from ? "a file" : "rows",
                 STR_ARG(type_text(k->arena, t->value)));
    t->value = k->g->types.simple[TYPE_ERROR];
}

/* A cell is a constant, or a bare word for an enum's value or a text. */
static const struct graph_expr *cell(struct check *k, struct ast_expr *e,
                                     const struct graph_type *want)
{
    struct expr_context x = {.k = k, .constant = true, .place = "a row"};
    struct ast_expr text = *e;

    if (e->kind != AST_NAME)
        return check_expr(&x, e, want);
    text.kind = AST_STRING;
    text.text = e->name.sym->text;
    const struct graph_expr *made = check_expr(&x, &text, want);
    e->checked = made;
    return made;
}

static void check_key(struct check *k, struct map *seen, struct graph_row *r)
{
    struct expr_context x = {.k = k};
    str text;

    if (!fold_text(&x, r->key, &text))
        return;
    void **first = map_put(seen, text);
    if (*first) {
        struct diag *d = check_report(
            k, CHECK_DUPLICATE_NAME, r->key->at,
            "the key \"%" STR_FMT "\" has a row already", STR_ARG(text));
        diag_note(k->diags, d, ((const struct graph_expr *)*first)->at,
                  "the first is here");
        return;
    }
    *first = (void *)(uintptr_t)r->key;
}

static void inline_rows(struct check *k, struct graph_table *t,
                        const struct ast_item *i)
{
    struct map seen;
    uint32_t n = 0;

    map_init(&seen, k->arena);
    for (const struct ast_row *r = i->rows; r; r = r->next)
        n++;
    t->rows = arena_alloc(k->arena, sizeof *t->rows * (n + 1));
    for (const struct ast_row *r = i->rows; r; r = r->next) {
        struct graph_row *row = &t->rows[t->nrows++];
        row->key = cell(k, r->key, t->key);
        row->value = cell(k, r->value, t->value);
        row->at = r->at;
        check_key(k, &seen, row);
    }
}

/* --- from a file ---------------------------------------------------------- */

struct file_rows {
    struct check *k;
    struct graph_table *table;
    uint32_t cap; // of the table's rows
    struct source *src;
    struct map seen;
    const struct ast_item *item;
};

/* The place of a cell; one that is not a piece of the text has its row's. */
static span cell_at(const struct file_rows *f, const struct weir_csv_row *row,
                    uint32_t n)
{
    const char *start = f->src->text.ptr;
    str s = n < row->n ? row->cells[n] : row->bytes;

    if (s.ptr < start || s.ptr > start + f->src->text.len)
        s = row->bytes;
    return (span){f->src->base + (uint32_t)(s.ptr - start), (uint32_t)s.len};
}

/* A cell as a constant of a plain type or an enum; NULL when it is none. */
static const struct graph_expr *
cell_value(struct check *k, const struct graph_type *t, str text, span at)
{
    struct expr_context x = {.k = k, .constant = true};
    struct weir_context c = {.arena = k->arena};
    str key = arena_printf(k->arena, "string %" STR_FMT,
                           STR_ARG(type_text(k->arena, t)));
    const struct form *f = map_get(&forms_of(k)->casts, key);
    union graph_value in = {.text = text}, out = {.text = text};
    const union graph_value *args[] = {&in};

    if (t->kind == TYPE_STRING)
        return expr_string(k->g, arena_str(k->arena, text), at);
    if (t->kind == TYPE_ENUM) {
        bool there = enum_value(t->enumeration, text) != UINT32_MAX;
        return there ? enum_literal(&x, t, text, at) : NULL;
    }
    if (f && (!form_call(f, &c, args, &out) || c.failed))
        return NULL;
    return literal_new(&x, t, at, out);
}

static const struct graph_expr *read_cell(struct file_rows *f,
                                          const struct weir_csv_row *row,
                                          uint32_t n,
                                          const struct graph_type *t)
{
    const struct graph_type *needed = type_needed(t);
    struct expr_context x = {.k = f->k, .constant = true};
    span at = cell_at(f, row, n);

    if (needed->kind == TYPE_ERROR)
        return NULL;
    if (t != needed && !row->cells[n].len)
        return expr_convert(&x,
                            graph_add_expr(f->k->g, EXPR_LITERAL,
                                           f->k->g->types.simple[TYPE_NULL], at,
                                           0),
                            t);
    const struct graph_expr *e = cell_value(f->k, needed, row->cells[n], at);
    if (!e)
        check_report(f->k, CHECK_BAD_FILE, at,
                     "expected %" STR_FMT ", found \"%" STR_FMT "\"",
                     STR_ARG(type_text(f->k->arena, t)),
                     STR_ARG(row->cells[n]));
    return e && t != needed ? expr_convert(&x, e, t) : e;
}

static void add_row(struct file_rows *f, const struct weir_csv_row *row)
{
    struct graph_table *t = f->table;
    const struct graph_expr *key = read_cell(f, row, 0, t->key);
    const struct graph_expr *value = read_cell(f, row, 1, t->value);

    if (!key || !value)
        return;
    if (t->nrows == f->cap) {
        uint32_t cap = f->cap ? f->cap * 2 : 64;
        struct graph_row *rows =
            arena_array(f->k->arena, struct graph_row, cap);
        if (t->nrows)
            memcpy(rows, t->rows, t->nrows * sizeof *rows);
        t->rows = rows;
        f->cap = cap;
    }
    t->rows[t->nrows++] =
        (struct graph_row){.key = key, .value = value, .at = key->at};
}

static void check_row(struct file_rows *f, const struct weir_csv_row *row)
{
    if (row->n < 2) {
        check_report(f->k, CHECK_BAD_FILE, cell_at(f, row, 0),
                     "expected a key and a value, found %zu cell", row->n);
        return;
    }
    void **first = map_put(&f->seen, row->cells[0]);
    if (*first) {
        struct diag *d =
            check_report(f->k, CHECK_DUPLICATE_NAME, cell_at(f, row, 0),
                         "the key \"%" STR_FMT "\" has a row already",
                         STR_ARG(row->cells[0]));
        diag_note(f->k->diags, d, *(span *)*first, "the first is here");
        return;
    }
    span at = cell_at(f, row, 0);
    *first = arena_copy(f->k->arena, &at, sizeof at);
    add_row(f, row);
}

static void read_rows(struct file_rows *f)
{
    struct weir_context c = {.arena = f->k->arena};
    struct weir_csv csv = weir_csv_of(f->src->text, ',', '"');
    struct weir_csv_row row;
    bool header = weir_csv_next(&c, &csv, &row);

    map_init(&f->seen, f->k->arena);
    if (header && row.n < 2)
        check_report(f->k, CHECK_BAD_FILE, f->item->from->at,
                     "a table needs two columns, the key and the value, found "
                     "one");
    bool wide = header && row.n >= 2;
    while (wide && weir_csv_next(&c, &csv, &row))
        check_row(f, &row);
    if (c.failed)
        check_report(f->k, CHECK_BAD_FILE, f->item->from->at,
                     "\"%" STR_FMT "\" is no CSV: %" STR_FMT,
                     STR_ARG(f->item->from->text), STR_ARG(c.message));
    else if (!header)
        check_report(f->k, CHECK_BAD_FILE, f->item->from->at,
                     "a table's file begins with a line of names, found an "
                     "empty file");
}

static void file_rows(struct check *k, struct graph_table *t,
                      const struct ast_item *i)
{
    struct file_rows f = {.k = k, .table = t, .item = i};
    str path = i->from->text;

    t->file = path;
    if (k->project.len && path.len && path.ptr[0] != '/')
        path = arena_printf(k->arena, "%" STR_FMT "/%" STR_FMT,
                            STR_ARG(k->project), STR_ARG(path));
    f.src = source_open(k->sources, arena_str(k->arena, path).ptr,
                        arena_str(k->arena, i->from->text));
    if (f.src) {
        read_rows(&f);
        return;
    }
    check_report(k, CHECK_BAD_FILE, i->from->at,
                 "expected a file to read, found \"%" STR_FMT "\": %s",
                 STR_ARG(i->from->text), ERROR_TEXT(errno));
}

/* --- from an endpoint ----------------------------------------------------- */

static void endpoint_args(struct check *k, struct graph_table *t,
                          const struct ast_item *i,
                          const struct graph_endpoint *e)
{
    struct expr_context x = {.k = k, .place = "an argument"};
    uint32_t n = 0;

    for (struct ast_expr *a = i->args; a; a = a->next)
        n++;
    if (n != e->nparams) {
        check_report(k, CHECK_WRONG_ARGUMENTS, i->path->next->name.at,
                     "%" STR_FMT " takes %u argument%s, found %u",
                     STR_ARG(e->name), e->nparams, e->nparams == 1 ? "" : "s",
                     n);
        return;
    }
    t->args = arena_array(k->arena, const struct graph_expr *, n + 1);
    for (struct ast_expr *a = i->args; a; a = a->next) {
        t->args[t->nargs] = check_expr(&x, a, e->params[t->nargs]->type);
        t->nargs++;
    }
}

static void endpoint_by(struct check *k, struct graph_table *t,
                        const struct ast_item *i,
                        const struct graph_type *record)
{
    const struct graph_field *f =
        record->kind == TYPE_RECORD
            ? record_field(record->record, i->as.sym->text)
            : NULL;

    t->by = i->as.sym->text;
    if (record->kind == TYPE_RECORD && !f)
        check_no_field(k, record, t->by, i->as.at);
    else if (f && type_fit(f->type, t->key) > FIT_CONVERT)
        check_report(k, CHECK_TYPE_MISMATCH, i->as.at,
                     "the key of %" STR_FMT " is %" STR_FMT ", found %" STR_FMT,
                     STR_ARG(t->name), STR_ARG(type_text(k->arena, t->key)),
                     STR_ARG(type_text(k->arena, f->type)));
}

static void endpoint_rows(struct check *k, struct graph_table *t,
                          const struct ast_item *i)
{
    const struct graph_endpoint *e = check_endpoint(k, i->path, &t->instance);
    struct expr_context x = {.k = k, .place = "where"};

    if (i->refresh)
        t->refresh = check_duration(k, i->refresh);
    if (!e)
        return;
    t->operation = endpoint_verb(e, VERB_LIST);
    if (!t->operation) {
        check_report(k, CHECK_UNKNOWN_OPERATION, i->path->next->name.at,
                     "a table needs an endpoint with list, %" STR_FMT
                     " has none",
                     STR_ARG(e->name));
        return;
    }
    endpoint_args(k, t, i, e);
    endpoint_by(k, t, i, e->type);
    if (type_fit(e->type, t->value) > FIT_CONVERT)
        check_report(k, CHECK_TYPE_MISMATCH, i->value->at,
                     "the values are what the endpoint lists, %" STR_FMT
                     ", found %" STR_FMT,
                     STR_ARG(type_text(k->arena, e->type)),
                     STR_ARG(type_text(k->arena, t->value)));
    t->var =
        graph_add_var(k->g, STR("row"), VAR_SELF, e->type, i->path->name.at);
    x.self = t->var;
    if (i->where)
        t->where = check_expr(&x, i->where, k->g->types.simple[TYPE_BOOL]);
}

void table_rows(struct check *k, struct graph_table *t,
                const struct ast_item *i)
{
    if (i->from)
        file_rows(k, t, i);
    else if (i->path)
        endpoint_rows(k, t, i);
    else
        inline_rows(k, t, i);
}
