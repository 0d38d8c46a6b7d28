/*
 * Connectors: lines of a system, endpoints, operations and their clauses.
 */
#include "grammar/printer.h"

enum { WIDEST_HEAD = 16 }; // of an operation, to align with

/* --- formats, errors ------------------------------------------------------ */

/* `format name(key: value, ...)` */
void print_format(struct printer *pr, const struct ast_format *f)
{
    print_text(pr, "format ");
    print_name(pr, f->name);
    if (!f->pairs)
        return;
    print_text(pr, "(");
    for (const struct ast_assign *a = f->pairs; a; a = a->next) {
        print_name(pr, a->key);
        print_text(pr, ": ");
        print_value(pr, a->value);
        print_text(pr, a->next ? ", " : "");
    }
    print_text(pr, ")");
}

/* ` verify kind header "H" secret NAME` */
void print_verify(struct printer *pr, const struct ast_verify *v)
{
    if (!v)
        return;
    print_text(pr, " verify ");
    print_name(pr, v->kind);
    print_part(pr, "header", v->header);
    print_text(pr, " secret ");
    print_name(pr, v->secret);
}

static void print_codes(struct printer *pr, const struct ast_code *c)
{
    for (; c; c = c->next) {
        print_value(pr, c->from);
        if (c->to) {
            print_text(pr, "..");
            print_value(pr, c->to);
        }
        print_text(pr, c->next ? ", " : "");
    }
}

static void print_error(struct printer *pr, const struct ast_error_line *e)
{
    print_text(pr, e->item ? "item " : "");
    if (e->when) {
        print_text(pr, "when");
        print_first(pr, e->when);
    } else if (e->otherwise) {
        print_text(pr, "otherwise");
    } else {
        print_codes(pr, e->codes);
    }
    print_text(pr, ": ");
    print_name(pr, e->klass);
}

/* ` { errors }` */
static void print_errors(struct printer *pr, const struct ast_error_line *list,
                         span whole)
{
    print_text(pr, " ");
    print_open(pr, whole, list ? list->at : (span){0, 0});
    for (const struct ast_error_line *e = list; e; e = e->next) {
        print_element(pr, e->at, STR(""));
        print_error(pr, e);
        print_end(pr, e->at);
    }
    print_close(pr, whole);
}

/* --- clauses -------------------------------------------------------------- */

static void print_named_clause(struct printer *pr, const struct ast_clause *c)
{
    print_text(pr, " ");
    print_name(pr, c->name);
    if (c->a)
        print_first(pr, c->a);
    print_part(pr, "from", c->b);
    print_part(pr, "while", c->c);
    print_part(pr, "lives", c->d);
}

static void print_values(struct printer *pr, const struct ast_clause *c,
                         const char *between)
{
    if (c->a)
        print_first(pr, c->a);
    if (!c->b)
        return;
    if (*between)
        print_part(pr, between, c->b);
    else
        print_first(pr, c->b);
}

static const char *const clause_words[] = {
    [AST_CLAUSE_ITEMS] = "items",
    [AST_CLAUSE_ITEM] = "item",
    [AST_CLAUSE_PAGE] = "page",
    [AST_CLAUSE_SIZE] = "size",
    [AST_CLAUSE_SINCE] = "since",
    [AST_CLAUSE_FILTER] = "filter",
    [AST_CLAUSE_HEADER] = "header",
    [AST_CLAUSE_QUERY] = "query",
    [AST_CLAUSE_BODY] = "body",
    [AST_CLAUSE_FORM] = "form",
    [AST_CLAUSE_FORMAT] = "",
    [AST_CLAUSE_KEY] = "key header",
    [AST_CLAUSE_MATCH] = "match header",
    [AST_CLAUSE_IDEMPOTENT] = "idempotent",
    [AST_CLAUSE_ASCENDING] = "ascending",
    [AST_CLAUSE_SHORT_PAGE_ENDS] = "short page ends",
    [AST_CLAUSE_DELETED] = "deleted when",
    [AST_CLAUSE_BULK] = "bulk",
    [AST_CLAUSE_RESULTS] = "results",
    [AST_CLAUSE_ERRORS] = "errors",
    [AST_CLAUSE_DONE] = "done",
    [AST_CLAUSE_SCOPE] = "scope",
    [AST_CLAUSE_DEPRECATED] = "deprecated",
};

static void print_clause(struct printer *pr, const void *what, uint32_t width)
{
    const struct ast_clause *c = what;

    (void)width;
    print_text(pr, clause_words[c->kind]);
    if (c->kind == AST_CLAUSE_FORMAT)
        print_format(pr, c->format);
    else if (c->kind == AST_CLAUSE_ERRORS)
        print_errors(pr, c->errors, c->at);
    else if (c->name.sym)
        print_named_clause(pr, c);
    else if (c->kind == AST_CLAUSE_KEY)
        print_values(pr, c, "remembers");
    else if (c->kind == AST_CLAUSE_RESULTS)
        print_values(pr, c, "by");
    else {
        print_text(pr, c->flag ? " header" : "");
        print_values(pr, c, "");
    }
}

static void print_spaced(struct printer *pr, const void *what, uint32_t width)
{
    print_text(pr, " ");
    print_clause(pr, what, width);
}

/* A clause joins its line when it fits, else it begins one. */
static void print_clauses(struct printer *pr, const struct ast_clause *c)
{
    for (; c && !pr->out->failed; c = c->next) {
        bool tall = c->a && print_is_tall(pr, c->a);
        if (pr->flat || tall) {
            print_spaced(pr, c, 0);
        } else if (!print_try_flat(pr, print_spaced, c, 0, 0)) {
            pr->indent += PRINT_CONTINUED;
            print_new_line(pr, pr->indent);
            print_clause(pr, c, 0);
            pr->indent -= PRINT_CONTINUED;
        }
    }
}

/* --- operations ----------------------------------------------------------- */

static void operation_head(struct printer *pr, const void *what, uint32_t width)
{
    const struct ast_operation *o = what;

    (void)width;
    print_name(pr, o->verb);
    if (o->action.sym) {
        print_text(pr, " ");
        print_name(pr, o->action);
    }
    if (o->takes) {
        print_text(pr, "(");
        print_type(pr, o->takes);
        print_text(pr, ")");
    }
    if (o->gives) {
        print_text(pr, " -> ");
        print_type(pr, o->gives);
    }
}

static uint32_t head_columns(const struct printer *pr,
                             const struct ast_operation *o)
{
    struct buf text = BUF_MAX(4 * PRINT_COLUMNS);
    struct printer flat = *pr;

    flat.out = &text;
    flat.flat = true;
    operation_head(&flat, o, 0);
    uint32_t n = text.failed ? PRINT_COLUMNS : print_columns(buf_view(&text));
    buf_free(&text);
    return n;
}

struct columns {
    uint32_t head, kind;
};

static struct columns widest(const struct printer *pr,
                             const struct ast_operation *o)
{
    struct columns w = {0, 0};

    for (; o && !pr->flat; o = o->next) {
        uint32_t n = head_columns(pr, o);
        if (n > WIDEST_HEAD)
            continue;
        w.head = n > w.head ? n : w.head;
        w.kind = print_widest(w.kind, o->kind.sym->text);
    }
    return w;
}

static void print_operation(struct printer *pr, const struct ast_operation *o,
                            struct columns w)
{
    uint32_t n = head_columns(pr, o);

    operation_head(pr, o, 0);
    buf_fill(pr->out, ' ', n < w.head ? w.head - n : 0);
    print_text(pr, " ");
    if (ast_name_quoted(o->kind))
        print_name(pr, o->kind);
    else
        print_word(pr, o->kind.sym->text, n <= WIDEST_HEAD ? w.kind : 0);
    print_first(pr, o->target);
    print_clauses(pr, o->clauses);
}

static void print_endpoint_line(struct printer *pr, const struct ast_line *l)
{
    const struct ast_endpoint *e = l->endpoint;
    struct columns w = widest(pr, e->operations);

    print_text(pr, "endpoint ");
    print_name(pr, e->name);
    if (e->has_params) {
        print_text(pr, "(");
        print_params(pr, e->params);
        print_text(pr, ")");
    }
    print_text(pr, ": ");
    print_type(pr, e->type);
    print_text(pr, " ");
    print_open(pr, l->at, e->operations ? e->operations->at : (span){0, 0});
    for (const struct ast_operation *o = e->operations; o; o = o->next) {
        print_element(pr, o->at, o->doc);
        print_operation(pr, o, w);
        print_end(pr, o->at);
    }
    print_close(pr, l->at);
}

/* --- lines of a system ---------------------------------------------------- */

static void print_property(struct printer *pr, const struct ast_assign *a,
                           uint32_t width)
{
    bool short_secret =
        a->value->kind == AST_SECRET && a->value->at.pos == a->at.pos;
    uint32_t n = print_name_columns(a->key);

    print_name(pr, a->key);
    buf_fill(pr->out, ' ', n < width ? width - n : 0);
    if (!short_secret) {
        print_first(pr, a->value);
        return;
    }
    print_text(pr, " ");
    print_name(pr, a->value->name);
}

static void print_auth(struct printer *pr, const struct ast_line *l)
{
    print_text(pr, " ");
    print_name(pr, l->name);
    for (const struct ast_expr *e = l->a; e; e = e->next)
        print_first(pr, e);
    if (!l->has_options)
        return;
    uint32_t width = 0;
    for (const struct ast_assign *a = l->more->fields; a && !pr->flat;
         a = a->next)
        width = print_wider(width, print_name_columns(a->key));
    print_text(pr, " ");
    print_open(pr, l->at, l->more->fields ? l->more->fields->at : (span){0, 0});
    for (const struct ast_assign *a = l->more->fields; a; a = a->next) {
        print_element(pr, a->at, STR(""));
        print_property(pr, a, width);
        print_end(pr, a->at);
    }
    print_close(pr, l->at);
}

static void print_webhook(struct printer *pr, const struct ast_line *l)
{
    print_text(pr, "webhook ");
    print_name(pr, l->name);
    print_text(pr, ": ");
    print_type(pr, l->more->type);
    print_verify(pr, l->more->verify);
    print_part(pr, "key header", l->a);
    print_part(pr, "time header", l->b);
    if (l->more->path) {
        print_text(pr, " version ");
        print_path(pr, l->more->path);
    }
}

static void print_limit(struct printer *pr, const struct ast_line *l)
{
    print_text(pr, " ");
    print_amount(pr, l->more->amount);
    print_part(pr, "burst", l->a);
}

void print_system_line(struct printer *pr, const struct ast_line *l,
                       uint32_t width)
{
    (void)width;
    if (l->kind == AST_LINE_AUTH)
        print_auth(pr, l);
    else if (l->kind == AST_LINE_WEBHOOK)
        print_webhook(pr, l);
    else if (l->kind == AST_LINE_ENDPOINT)
        print_endpoint_line(pr, l);
    else if (l->kind == AST_LINE_LIMIT)
        print_limit(pr, l);
    else
        print_errors(pr, l->errors, l->at);
}
