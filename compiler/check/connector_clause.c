/*
 * The clauses behind an operation's target. clauses.def says which suits
 * which verb and transport.
 */
#include "compiler/check/connector.h"

enum { LISTS = 1, GETS = 2, WRITES = 4, ALL = 7 };
enum { HTTP = 1, FILE_ = 2, SQL = 4, RUN = 8, ANY = 15 };

static const struct {
    const char *word;
    int verbs, transports;
    bool repeats;
} rules[] = {
#define CLAUSE(KIND, word, verbs, transports, repeats) \
    [AST_CLAUSE_##KIND] = {word, verbs, transports, repeats},
#include "compiler/check/clauses.def"
#undef CLAUSE
};

struct clauses {
    struct filling *f;
    struct graph_operation *op;
    const struct expr_context *x;
    const struct ast_clause *first[COUNT(rules)];
};

static int verb_bit(enum graph_verb v)
{
    return v == VERB_LIST ? LISTS : v == VERB_GET ? GETS : WRITES;
}

static int transport_bit(enum graph_transport t)
{
    switch (t) {
    case CALL_FILE: return FILE_;
    case CALL_SQL: return SQL;
    case CALL_RUN: return RUN;
    case CALL_NATS: return ANY;
    case CALL_GET:
    case CALL_POST:
    case CALL_PUT:
    case CALL_PATCH:
    case CALL_DELETE: break;
    }
    return HTTP;
}

/* False after a message: the clause stands twice or where it means nothing. */
static bool suits(struct clauses *s, const struct ast_clause *c)
{
    const struct graph_operation *op = s->op;
    const char *word = rules[c->kind].word;
    struct diag *d;

    if (!(rules[c->kind].verbs & verb_bit(op->verb))) {
        check_report(s->f->k, CHECK_MISPLACED_LINE, c->at,
                     "\"%s\" means nothing for %s", word, verb_name(op->verb));
        return false;
    }
    if (!(rules[c->kind].transports & transport_bit(op->transport))) {
        check_report(s->f->k, CHECK_MISPLACED_LINE, c->at,
                     "\"%s\" means nothing for an operation of kind %s", word,
                     transport_name(op->transport));
        return false;
    }
    if (!rules[c->kind].repeats && s->first[c->kind]) {
        d = check_report(s->f->k, CHECK_DUPLICATE_LINE, c->at,
                         "\"%s\" stands once, found another", word);
        diag_note(s->f->k->diags, d, s->first[c->kind]->at,
                  "the first is here");
        return false;
    }
    s->first[c->kind] = c;
    return true;
}

static str text_of(const struct ast_expr *e)
{
    return e ? e->text : (str){0};
}

static int64_t number(const struct clauses *s, struct ast_expr *e,
                      enum graph_type_kind kind)
{
    const struct graph_expr *v =
        check_constant(s->f->k, e, s->f->k->g->types.simple[kind]);

    if (!v || v->kind != EXPR_LITERAL || v->type->kind != kind)
        return 0;
    if (v->i < 1)
        check_report(s->f->k, CHECK_BAD_VALUE, e->at,
                     "expected a number from 1 on, found %" STR_FMT,
                     STR_ARG(v->text));
    return v->i;
}

static void need(const struct clauses *s, const struct ast_clause *c,
                 const struct ast_expr *e, bool wanted, const char *what)
{
    const char *kind = paging_name(s->op->page.kind);

    if (wanted == (e != NULL))
        return;
    check_report(s->f->k, wanted ? CHECK_MISSING_LINE : CHECK_MISPLACED_LINE,
                 e ? e->at : c->name.at,
                 wanted ? "page %s needs %s, found none"
                        : "page %s has no %s, found one",
                 kind, what);
}

static void page(struct clauses *s, const struct ast_clause *c)
{
    struct graph_page *p = &s->op->page;
    int kind = check_word(s->f->k, WORDS_PAGE, c->name);

    if (kind < 0)
        return;
    p->kind = (enum graph_paging)(kind + 1);
    p->parameter = text_of(c->a);
    p->from = text_of(c->b);
    p->more = text_of(c->c);
    if (c->d)
        p->lives = check_duration(s->f->k, c->d);
    p->at = c->at;
    if (p->kind != PAGE_LINK)
        need(s, c, c->a, true, "the name of its parameter");
    else
        need(s, c, c->a, false, "parameter");
    if (p->kind == PAGE_CURSOR)
        need(s, c, c->b, true, "from \"...\", where the next one stands");
    else if (p->kind != PAGE_LINK)
        need(s, c, c->b, false, "from");
}

static void filter(struct clauses *s, const struct ast_clause *c)
{
    struct graph_operation *op = s->op;
    const struct graph_type *t = op->endpoint->type;
    struct graph_filter *made = &op->filters[op->nfilters++];

    *made = (struct graph_filter){
        .field = c->name.sym->text, .parameter = text_of(c->a), .at = c->at};
    if (t->kind == TYPE_RECORD && !record_field(t->record, made->field))
        check_no_field(s->f->k, t, made->field, c->name.at);
}

static void pair(struct clauses *s, struct graph_pairs *to,
                 const struct ast_clause *c, bool secrets)
{
    struct expr_context x = *s->x;
    struct graph_pair *p = &to->at[to->n++];

    x.place = secrets ? "a header" : "the query";
    x.secrets = secrets;
    x.bound = true;
    *p = (struct graph_pair){.name = text_of(c->a), .at = c->at};
    p->value = expr_part(&x, c->b);
    for (uint32_t i = 0; secrets && i + 1 < to->n; i++)
        if (str_eq(to->at[i].name, p->name)) {
            struct diag *d = check_report(
                s->f->k, CHECK_DUPLICATE_NAME, c->at,
                "the header \"%" STR_FMT "\" is set already", STR_ARG(p->name));
            diag_note(s->f->k->diags, d, to->at[i].at, "the first is here");
        }
}

static const struct graph_expr *body(struct clauses *s,
                                     const struct ast_clause *c)
{
    struct expr_context x = *s->x;
    const struct ast_clause *other =
        s->first[c->kind == AST_CLAUSE_BODY ? AST_CLAUSE_FORM
                                            : AST_CLAUSE_BODY];

    x.place = "the body";
    x.secrets = true;
    x.bound = false;
    if (other) {
        struct diag *d = check_report(s->f->k, CHECK_MISPLACED_LINE, c->at,
                                      "a call has a body or a form, found "
                                      "both");
        diag_note(s->f->k->diags, d, other->at, "the other is here");
    }
    return check_expr(&x, c->a, NULL);
}

static void deprecated(struct clauses *s, const struct ast_clause *c)
{
    const struct graph_expr *d =
        check_constant(s->f->k, c->a, s->f->k->g->types.simple[TYPE_DATE]);

    s->op->is_deprecated = true;
    s->op->deprecated_text = text_of(c->b);
    if (d && d->kind == EXPR_LITERAL && d->type->kind == TYPE_DATE)
        s->op->deprecated = (weir_date)d->i;
}

static void deleted(struct clauses *s, const struct ast_clause *c)
{
    struct expr_context x = *s->x;

    x.place = "a condition on a record";
    x.self = s->op->self;
    s->op->deleted = check_expr(&x, c->a, s->f->k->g->types.simple[TYPE_BOOL]);
}

/* A flat switch. */
static void clause(struct clauses *s, const struct ast_clause *c)
{
    struct graph_operation *op = s->op;

    if (!suits(s, c))
        return;
    switch (c->kind) {
    case AST_CLAUSE_ITEMS: op->items = text_of(c->a); break;
    case AST_CLAUSE_ITEM: op->item_path = text_of(c->a); break;
    case AST_CLAUSE_PAGE: page(s, c); break;
    case AST_CLAUSE_SIZE:
        op->page.size_parameter = text_of(c->a);
        op->page.size = number(s, c->b, TYPE_INT);
        break;
    case AST_CLAUSE_SINCE:
        op->since = text_of(c->a);
        op->since_header = c->flag;
        break;
    case AST_CLAUSE_FILTER: filter(s, c); break;
    case AST_CLAUSE_HEADER: pair(s, &op->headers, c, true); break;
    case AST_CLAUSE_QUERY: pair(s, &op->query, c, false); break;
    case AST_CLAUSE_BODY: op->body = body(s, c); break;
    case AST_CLAUSE_FORM: op->form = body(s, c); break;
    case AST_CLAUSE_FORMAT:
        op->format = check_format(s->f->k, c->format);
        break;
    case AST_CLAUSE_KEY:
        op->key_header = text_of(c->a);
        op->key_remembers = c->b ? check_duration(s->f->k, c->b) : 0;
        break;
    case AST_CLAUSE_MATCH: op->match_header = text_of(c->a); break;
    case AST_CLAUSE_IDEMPOTENT: op->idempotent = true; break;
    case AST_CLAUSE_ASCENDING: op->ascending = true; break;
    case AST_CLAUSE_SHORT_PAGE_ENDS: op->short_page_ends = true; break;
    case AST_CLAUSE_DELETED: deleted(s, c); break;
    case AST_CLAUSE_BULK:
        op->bulk = number(s, c->a, TYPE_INT);
        op->bulk_size = c->b ? number(s, c->b, TYPE_SIZE) : 0;
        break;
    case AST_CLAUSE_RESULTS:
        op->results = text_of(c->a);
        op->results_by = text_of(c->b);
        break;
    case AST_CLAUSE_ERRORS:
        op->errors = connector_errors(s->f, c->errors);
        break;
    case AST_CLAUSE_DONE:
        op->done = c->name.sym ? c->name.sym->text : (str){0};
        op->done_to = text_of(c->a);
        break;
    case AST_CLAUSE_SCOPE: op->scope = text_of(c->a); break;
    case AST_CLAUSE_DEPRECATED: deprecated(s, c); break;
    }
}

static void depends(struct clauses *s, enum ast_clause_kind on,
                    enum ast_clause_kind c)
{
    if (s->first[c] && !s->first[on])
        check_report(s->f->k, CHECK_MISSING_LINE, s->first[c]->at,
                     "\"%s\" needs \"%s\", found none", rules[c].word,
                     rules[on].word);
}

void connector_clauses(struct filling *f, struct graph_operation *op,
                       const struct expr_context *x, struct ast_operation *a)
{
    struct clauses s = {.f = f, .op = op, .x = x};
    uint32_t n = 1;

    for (const struct ast_clause *c = a->clauses; c; c = c->next)
        n++;
    op->filters = arena_array(f->k->arena, struct graph_filter, n);
    op->headers.at = arena_array(f->k->arena, struct graph_pair, n);
    op->query.at = arena_array(f->k->arena, struct graph_pair, n);
    for (const struct ast_clause *c = a->clauses; c; c = c->next)
        clause(&s, c);
    depends(&s, AST_CLAUSE_BULK, AST_CLAUSE_RESULTS);
}
