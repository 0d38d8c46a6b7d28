/*
 * Names, types, and what stands in a row: arguments, entries, fields, and the
 * parts of a line.
 */
#include "grammar/printer.h"

void print_name(struct printer *pr, struct ast_name name)
{
    bool quoted = ast_name_quoted(name);

    if (quoted)
        print_text(pr, "`");
    print_str(pr, name.sym->text);
    if (quoted)
        print_text(pr, "`");
}

uint32_t print_name_columns(struct ast_name name)
{
    return print_columns(name.sym->text) + (ast_name_quoted(name) ? 2 : 0);
}

void print_names(struct printer *pr, const struct ast_names *names)
{
    for (; names; names = names->next) {
        print_name(pr, names->name);
        print_text(pr, names->next ? ", " : "");
    }
}

void print_path(struct printer *pr, const struct ast_path *path)
{
    for (; path; path = path->next) {
        print_name(pr, path->name);
        print_text(pr, path->next ? "." : "");
    }
}

void print_type(struct printer *pr, const struct ast_type *type)
{
    switch (type->kind) {
    case AST_TYPE_PATH: print_path(pr, type->path); break;
    case AST_TYPE_LIST:
        print_text(pr, "[");
        print_type(pr, type->of);
        print_text(pr, "]");
        break;
    case AST_TYPE_DICT:
        print_text(pr, "{");
        print_name(pr, type->key);
        print_text(pr, ": ");
        print_type(pr, type->of);
        print_text(pr, "}");
        break;
    }
    print_text(pr, type->optional ? "?" : "");
}

void print_params(struct printer *pr, const struct ast_param *params)
{
    for (; params; params = params->next) {
        print_name(pr, params->name);
        if (params->type) {
            print_text(pr, ": ");
            print_type(pr, params->type);
        }
        print_text(pr, params->next ? ", " : "");
    }
}

static bool is_literal(const struct ast_expr *e)
{
    return e->kind <= AST_STRING && !e->raw;
}

static void literal_fn(struct printer *pr, const void *what, uint32_t width)
{
    const struct ast_expr *e = what;

    (void)width;
    print_text(pr, " ");
    print_value(pr, e);
    print_text(pr, e->next ? "," : "");
}

/* Many short literals fill their lines. */
static void print_filled(struct printer *pr, const struct ast_expr *list)
{
    for (const struct ast_expr *e = list; e; e = e->next) {
        if (e != list && print_try_flat(pr, literal_fn, e, 0, 0))
            continue;
        print_new_line(pr, pr->indent);
        print_value(pr, e);
        print_text(pr, e->next ? "," : "");
    }
}

static void print_each_on_line(struct printer *pr, const struct ast_expr *list)
{
    for (const struct ast_expr *e = list; e; e = e->next) {
        pr->fresh = e == list;
        print_begin(pr, e->at, STR(""));
        print_value(pr, e);
        print_text(pr, e->next ? "," : "");
        print_end(pr, e->at);
    }
}

static bool all_literals(const struct ast_expr *list)
{
    while (list && is_literal(list))
        list = list->next;
    return !list;
}

/* A list of literals is filled or flat; another keeps its author's lines. */
bool print_list_is_broken(const struct printer *pr, const struct ast_expr *list,
                          span whole)
{
    span first = all_literals(list) ? (span){0, 0} : list->at;

    return print_is_broken(pr, whole, first);
}

void print_list(struct printer *pr, const struct ast_expr *list, span whole)
{
    if (!list)
        return;
    if (pr->flat) {
        for (const struct ast_expr *e = list; e; e = e->next) {
            print_value(pr, e);
            print_text(pr, e->next ? ", " : "");
        }
        return;
    }
    pr->indent += PRINT_INDENT;
    if (all_literals(list) && !print_is_broken(pr, whole, (span){0, 0})) {
        print_filled(pr, list);
    } else {
        print_each_on_line(pr, list);
        print_comments(pr, whole.pos + whole.len);
    }
    pr->indent -= PRINT_INDENT;
    pr->want_blank = false;
    print_new_line(pr, pr->indent);
}

void print_dict(struct printer *pr, const struct ast_expr *list)
{
    for (const struct ast_expr *e = list; e; e = e->next->next) {
        if (!pr->flat)
            print_begin(pr, e->at, STR(""));
        pr->fresh = false;
        print_value(pr, e);
        print_text(pr, ": ");
        print_value(pr, e->next);
        if (e->next->next)
            print_text(pr, pr->flat ? ", " : ",");
        print_end(pr, e->next->at);
    }
}

void print_assigns(struct printer *pr, const struct ast_assign *list)
{
    uint32_t width = 0;

    for (const struct ast_assign *a = list; a && !pr->flat; a = a->next)
        width = print_wider(width, print_name_columns(a->key));
    for (const struct ast_assign *a = list; a; a = a->next) {
        print_element(pr, a->at, a->doc);
        print_name(pr, a->key);
        uint32_t n = print_name_columns(a->key);
        buf_fill(pr->out, ' ', n < width ? width - n : 0);
        print_text(pr, " = ");
        print_value(pr, a->value);
        print_end(pr, a->at);
    }
}

struct part {
    const char *word;
    const struct ast_expr *value;
};

static void part_fn(struct printer *pr, const void *what, uint32_t width)
{
    const struct part *x = what;

    (void)width;
    print_text(pr, " ");
    print_text(pr, x->word);
    print_text(pr, " ");
    print_value(pr, x->value);
}

void print_part(struct printer *pr, const char *word,
                const struct ast_expr *value)
{
    struct part x = {word, value};

    if (!value)
        return;
    if (pr->flat || print_is_tall(pr, value)) {
        part_fn(pr, &x, 0);
        return;
    }
    if (print_try_flat(pr, part_fn, &x, 0, 2))
        return;
    pr->indent += PRINT_CONTINUED;
    print_new_line(pr, pr->indent);
    print_text(pr, word);
    print_text(pr, " ");
    print_value(pr, value);
    pr->indent -= PRINT_CONTINUED;
}

void print_first(struct printer *pr, const struct ast_expr *value)
{
    print_text(pr, " ");
    print_value(pr, value);
}

void print_as(struct printer *pr, struct ast_name name)
{
    if (!name.sym)
        return;
    print_text(pr, " as ");
    print_name(pr, name);
}
