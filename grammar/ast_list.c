/*
 * The constructors of what is made of lists: names, paths, docs, the parts of
 * a text, bodies. Every node of a list begins with its `next`.
 */
#include "grammar/parser.h"

#include <string.h>

struct ast_list ast_list_there(struct ast_list list)
{
    list.there = true;
    return list;
}

struct ast_path *ast_path_new(struct parser *p, struct ast_name name)
{
    struct ast_path *x = arena_make(p->arena, struct ast_path);

    x->name = name;
    return x;
}

struct ast_paths *ast_paths_new(struct parser *p, struct ast_list path)
{
    struct ast_paths *x = arena_make(p->arena, struct ast_paths);

    x->path = path.first;
    return x;
}

struct ast_names *ast_names_new(struct parser *p, struct ast_name name)
{
    struct ast_names *x = arena_make(p->arena, struct ast_names);

    x->name = name;
    return x;
}

struct ast_endpoint_use *ast_endpoint_use_new(struct parser *p,
                                              struct ast_list path,
                                              struct ast_list args)
{
    struct ast_endpoint_use *x = arena_make(p->arena, struct ast_endpoint_use);

    x->path = path.first;
    x->args = args.first;
    x->has_args = args.there;
    return x;
}

struct ast_doc *ast_doc_new(struct parser *p, str text)
{
    struct ast_doc *d = arena_make(p->arena, struct ast_doc);

    d->text = text;
    return d;
}

str ast_docs_join(struct parser *p, struct ast_list docs)
{
    const struct ast_doc *first = docs.first;
    size_t len = 0;

    if (!first->next)
        return first->text;
    for (const struct ast_doc *d = first; d; d = d->next)
        len += d->text.len + 1;
    char *text = arena_alloc(p->arena, len), *to = text;
    for (const struct ast_doc *d = first; d; d = d->next) {
        if (d->text.len)
            memcpy(to, d->text.ptr, d->text.len);
        to += d->text.len;
        *to++ = '\n';
    }
    return (str){text, len - 1};
}

str ast_rule_join(struct parser *p, struct ast_name category,
                  struct ast_list words)
{
    const struct ast_names *first = words.first;
    size_t len = category.sym->text.len;

    for (const struct ast_names *n = first; n; n = n->next)
        len += 1 + n->name.sym->text.len;
    char *text = arena_alloc(p->arena, len), *to = text;
    memcpy(to, category.sym->text.ptr, category.sym->text.len);
    to += category.sym->text.len;
    for (const struct ast_names *n = first; n; n = n->next) {
        *to++ = n == first ? '/' : '-';
        memcpy(to, n->name.sym->text.ptr, n->name.sym->text.len);
        to += n->name.sym->text.len;
    }
    return (str){text, len};
}

/* Pieces and expressions in turn, a piece first and last. */
struct ast_expr *ast_text_parts(struct parser *p, span open_at, str open,
                                struct ast_list spans, span close_at, str close)
{
    struct ast_expr *first = ast_expr_new(
        p, &(struct ast_expr){.kind = AST_STRING, .at = open_at, .text = open});
    struct ast_expr *last = ast_expr_new(
        p,
        &(struct ast_expr){.kind = AST_STRING, .at = close_at, .text = close});

    first->next = spans.first;
    ast_list_add(spans, last);
    return first;
}

struct ast_body *ast_body_new(struct parser *p)
{
    return arena_make(p->arena, struct ast_body);
}

struct ast_body *ast_body_row(struct ast_body *b, struct ast_row *row)
{
    b->rows = ast_list_add(b->rows, row);
    return b;
}

struct ast_body *ast_body_field(struct ast_body *b, struct ast_field *field)
{
    b->fields = ast_list_add(b->fields, field);
    return b;
}

struct ast_body *ast_body_assign(struct ast_body *b, struct ast_assign *assign)
{
    b->assigns = ast_list_add(b->assigns, assign);
    return b;
}

struct ast_body *ast_body_waiver(struct parser *p, struct ast_body *b,
                                 struct ast_waiver *waiver)
{
    struct ast_line *line = ast_line_new(
        p, &(struct ast_line){
               .kind = AST_LINE_WAIVE, .at = waiver->at, .waiver = waiver});

    b->lines = ast_list_add(b->lines, line);
    return b;
}
