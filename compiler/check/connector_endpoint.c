/*
 * Endpoints and the heads of their operations: verb, what is taken and given,
 * kind and target.
 */
#include "compiler/check/connector.h"

static const struct {
    const char *word;
    enum graph_verb verb;
} verbs[] = {
    {"list", VERB_LIST},     {"get", VERB_GET},       {"create", VERB_CREATE},
    {"update", VERB_UPDATE}, {"upsert", VERB_UPSERT}, {"delete", VERB_DELETE},
    {"action", VERB_ACTION},
};

static enum graph_verb find_verb(str word)
{
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (str_eq(str_from(verbs[i].word), word))
            return verbs[i].verb;
    return VERB_ACTION;
}

/* --- names that an operation uses ----------------------------------------- */

static void add_names(struct map *to, const struct ast_expr *e);

static void add_list(struct map *to, const struct ast_expr *list)
{
    for (; list; list = list->next)
        add_names(to, list);
}

static void add_names(struct map *to, const struct ast_expr *e)
{
    for (; e; e = e->a) {
        if (e->kind == AST_NAME && e->name.sym)
            *map_put(to, e->name.sym->text) = to;
        add_names(to, e->b);
        add_names(to, ast_expr_c(e));
        add_list(to, ast_expr_list(e));
        for (const struct ast_assign *f = ast_expr_fields(e); f; f = f->next)
            add_names(to, f->value);
    }
}

static struct map used_names(struct filling *f, const struct ast_operation *a)
{
    struct map names;

    map_init(&names, f->k->arena);
    add_names(&names, a->target);
    for (const struct ast_clause *c = a->clauses; c; c = c->next)
        if (c->kind == AST_CLAUSE_HEADER || c->kind == AST_CLAUSE_QUERY ||
            c->kind == AST_CLAUSE_BODY || c->kind == AST_CLAUSE_FORM) {
            add_names(&names, c->a);
            add_names(&names, c->b);
        }
    return names;
}

/* The fields of the endpoint's record that an operation asks for when it takes
 * no record of its own: those its target names, else the keys. NULL: none. */
static const struct graph_type *keys(struct filling *f,
                                     const struct graph_operation *op,
                                     const struct ast_operation *a)
{
    const struct graph_type *t = op->endpoint->type;
    struct map names = used_names(f, a);
    uint32_t n = 0;

    if (t->kind != TYPE_RECORD)
        return t->kind == TYPE_ERROR ? t : NULL;
    const struct graph_record *r = t->record;
    struct graph_field *fields =
        arena_array(f->k->arena, struct graph_field, r->nfields + 1);
    for (uint32_t i = 0; i < r->nfields; i++)
        if (map_get(&names, r->fields[i].name))
            fields[n++] = r->fields[i];
    for (uint32_t i = 0; !n && op->verb == VERB_DELETE && i < r->nfields; i++)
        if (r->fields[i].key)
            fields[n++] = r->fields[i];
    for (uint32_t i = 0; i < n; i++)
        fields[i].type = type_needed(fields[i].type);
    return n ? type_anonymous(&f->k->g->types, fields, n) : NULL;
}

/* A flat switch: what each verb takes and gives when it does not say. */
static void take_and_give(struct filling *f, struct graph_operation *op,
                          const struct ast_operation *a)
{
    const struct graph_type *t = op->endpoint->type;

    switch (op->verb) {
    case VERB_LIST:
        op->gives = t;
        if (a->takes)
            check_report(f->k, CHECK_MISPLACED_LINE, a->takes->at,
                         "a list takes nothing, its arguments stand behind "
                         "the endpoint's name");
        break;
    case VERB_GET:
        op->takes = keys(f, op, a);
        op->gives = t;
        break;
    case VERB_CREATE:
    case VERB_UPDATE:
    case VERB_UPSERT: op->takes = t; break;
    case VERB_DELETE:
    case VERB_ACTION: op->takes = keys(f, op, a); break;
    }
    if (a->takes && op->verb != VERB_LIST)
        op->takes = check_type(f->k, f->c, a->takes);
    if (a->gives)
        op->gives = check_type(f->k, f->c, a->gives);
}

/* --- target --------------------------------------------------------------- */

static bool is_http(enum graph_transport t)
{
    return t <= CALL_DELETE;
}

static enum graph_driver driver_of(enum graph_transport t)
{
    switch (t) {
    case CALL_FILE: return DRIVER_FILE;
    case CALL_SQL: return DRIVER_SQL;
    case CALL_RUN: return DRIVER_RUN;
    case CALL_NATS: return DRIVER_NATS;
    case CALL_GET:
    case CALL_POST:
    case CALL_PUT:
    case CALL_PATCH:
    case CALL_DELETE: break;
    }
    return DRIVER_HTTP;
}

/* The first operation says the driver where no line does; a program may stand
 * beside any. */
static void check_driver(struct filling *f, struct graph_operation *op,
                         const struct ast_operation *a)
{
    enum graph_driver needs = driver_of(op->transport);

    if (!f->driver_written) {
        f->driver_written = true;
        f->c->driver = needs;
    }
    if (needs == f->c->driver || needs == DRIVER_RUN ||
        f->c->driver == DRIVER_RUN)
        return;
    struct diag *d =
        check_report(f->k, CHECK_MISPLACED_LINE, a->kind.at,
                     "a connector of driver %s has no operation of kind %s",
                     driver_name(f->c->driver), transport_name(op->transport));
    diag_help(f->k->diags, d, "driver %s", driver_name(needs));
}

static void check_base(struct filling *f, const struct graph_operation *op,
                       str start)
{
    bool whole = str_starts_with(start, STR("http://")) ||
                 str_starts_with(start, STR("https://"));

    if (f->c->base || whole || f->base_missing ||
        op->target->kind == EXPR_SETTING)
        return;
    f->base_missing = true;
    if (check_incomplete(f->k, f->c->at))
        return;
    struct diag *d =
        check_report(f->k, CHECK_MISSING_LINE, op->target->at,
                     "a path needs the base of the connector, found none");
    diag_help(f->k->diags, d, "base setting %" STR_FMT "_URL",
              STR_ARG(f->c->name));
}

/* The parts of a target, one by one; a target without expressions is one. */
static const struct graph_expr *part(const struct graph_expr *t, uint32_t i)
{
    return t->kind == EXPR_TEXT ? t->args[i] : t;
}

static void report_host(struct filling *f, const struct graph_expr *e)
{
    struct diag *d =
        check_report(f->k, CHECK_CHOSEN_HOST, e->at,
                     "the host of a call is fixed or a setting, found an "
                     "argument in it");

    diag_help(f->k->diags, d,
              "put the host into base, arguments behind the first /");
}

void connector_check_host(struct filling *f, const struct graph_operation *op)
{
    const struct graph_expr *t = op->target;
    uint32_t n = t->kind == EXPR_TEXT ? t->nargs : 1;
    str start = is_literal(part(t, 0)) ? part(t, 0)->text : (str){0};
    str scheme = {0};

    if (!is_http(op->transport) || expr_bad(t))
        return;
    check_base(f, op, start);
    if (str_starts_with(start, STR("https://")))
        scheme = STR("https://");
    else if (str_starts_with(start, STR("http://")))
        scheme = STR("http://");
    if (!scheme.len && start.len &&
        ((start.ptr[0] == '/' && !str_starts_with(start, STR("//"))) ||
         start.ptr[0] == '?'))
        return;
    if (!scheme.len && start.len) {
        check_report(f->k, CHECK_BAD_VALUE, part(t, 0)->at,
                     "a path begins with /, found \"%" STR_FMT "\"",
                     STR_ARG(start));
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct graph_expr *p = part(t, i);
        str text = is_literal(p) ? p->text : (str){0};
        if (!i)
            text = str_slice(text, scheme.len, text.len);
        if (str_find(text, STR("/")) >= 0)
            return;
        if (!is_literal(p) && p->kind != EXPR_SETTING) {
            report_host(f, p);
            return;
        }
    }
}

/* A file that is no list of lines holds one record: under one name each
 * created record would replace the one before. */
static void check_replaced(struct filling *f, const struct graph_operation *op)
{
    const struct graph_expr *t = op->target;
    str format = op->format.name.len ? op->format.name : f->c->format.name;
    uint32_t n = t->kind == EXPR_TEXT ? t->nargs : 1;

    if (op->transport != CALL_FILE || op->verb != VERB_CREATE || expr_bad(t) ||
        !format.len || str_eq(format, STR("ndjson")) ||
        str_eq(format, STR("csv")))
        return;
    for (uint32_t i = 0; i < n; i++)
        if (!is_literal(part(t, i)) && part(t, i)->kind != EXPR_SETTING)
            return;
    struct diag *d = check_report(f->k, CHECK_BAD_VALUE, t->at,
                                  "a file of format %" STR_FMT
                                  " holds one record, so its name tells "
                                  "records apart, found one name for all",
                                  STR_ARG(format));
    const struct graph_type *r = op->endpoint->type;
    str key = r->kind == TYPE_RECORD && r->record->nfields
                  ? r->record->fields[0].name
                  : STR("id");
    for (uint32_t i = 0; r->kind == TYPE_RECORD && i < r->record->nfields; i++)
        if (r->record->fields[i].key)
            key = r->record->fields[i].name;
    diag_help(f->k->diags, d,
              "file \"%" STR_FMT "-{%" STR_FMT "}.%" STR_FMT
              "\", or format ndjson",
              STR_ARG(op->endpoint->name), STR_ARG(key), STR_ARG(format));
}

/* Only a file of JSON holds a list inside another value. */
static void check_nested_list(struct filling *f,
                              const struct graph_operation *op,
                              const struct ast_operation *a)
{
    str format = op->format.name.len ? op->format.name : f->c->format.name;

    if (op->transport != CALL_FILE || !op->items.len ||
        str_eq(format, STR("json")))
        return;
    for (const struct ast_clause *c = a->clauses; c; c = c->next)
        if (c->kind == AST_CLAUSE_ITEMS) {
            struct diag *d = check_report(
                f->k, CHECK_MISPLACED_LINE, c->at,
                "expected \"items\" of a file of format json, found format "
                "%" STR_FMT,
                STR_ARG(format.len ? format : STR("ndjson")));
            diag_help(f->k->diags, d, "format json, or leave \"items\" out");
        }
}

/* --- operations ----------------------------------------------------------- */

static struct expr_context operation_context(struct filling *f,
                                             struct graph_operation *op,
                                             const char *place)
{
    struct expr_context x = connector_context(f, place);

    for (uint32_t i = 0; i < op->endpoint->nparams; i++) {
        const struct graph_var *v = op->endpoint->params[i];
        x.scope = scope_add(f->k, x.scope, intern(f->k->names, v->name),
                            (struct graph_var *)(uintptr_t)v);
    }
    x.self = op->verb == VERB_LIST ? NULL : op->self;
    x.bound = op->transport == CALL_SQL;
    return x;
}

static void fill_operation(struct filling *f, struct graph_operation *op,
                           struct ast_operation *a)
{
    int transport = check_word(f->k, WORDS_OPERATION, a->kind);

    op->doc = a->doc;
    op->at = a->at;
    op->answer = f->answer;
    op->item = f->item;
    take_and_give(f, op, a);
    const struct graph_type *self =
        op->verb == VERB_LIST ? op->gives : op->takes;
    if (self)
        op->self = graph_add_var(f->k->g, STR("self"), VAR_SELF, self, a->at);
    if (transport >= 0) {
        op->transport = (enum graph_transport)transport;
        check_driver(f, op, a);
    }
    struct expr_context x = operation_context(f, op, "the target of a call");
    x.bound = x.bound || transport < 0;
    op->target = check_expr(&x, a->target, f->k->g->types.simple[TYPE_STRING]);
    if (transport >= 0)
        connector_check_host(f, op);
    connector_clauses(f, op, &x, a);
    check_replaced(f, op);
    check_nested_list(f, op, a);
    op->raises = connector_raises(op);
}

static bool is_new(struct filling *f, const struct graph_endpoint *e,
                   const struct graph_operation *op, struct ast_name name)
{
    for (uint32_t i = 0; i < e->noperations; i++) {
        if (!str_eq(e->operations[i]->name, op->name))
            continue;
        struct diag *d = check_report(
            f->k, CHECK_DUPLICATE_NAME, name.at,
            "%" STR_FMT " has an operation \"%" STR_FMT "\" already",
            STR_ARG(e->name), STR_ARG(op->name));
        diag_note(f->k->diags, d, e->operations[i]->at, "the first is here");
        return false;
    }
    return true;
}

static void params(struct filling *f, struct graph_endpoint *e,
                   struct ast_param *list)
{
    uint32_t n = 0;

    for (const struct ast_param *p = list; p; p = p->next)
        n++;
    e->params = arena_array(f->k->arena, const struct graph_var *, n + 1);
    for (struct ast_param *p = list; p; p = p->next) {
        const struct graph_type *t = check_type(f->k, f->c, p->type);
        for (uint32_t i = 0; i < e->nparams; i++)
            if (str_eq(e->params[i]->name, p->name.sym->text)) {
                struct diag *d = check_report(
                    f->k, CHECK_DUPLICATE_NAME, p->name.at,
                    "there is a parameter \"%" STR_FMT "\" already",
                    STR_ARG(p->name.sym->text));
                diag_note(f->k->diags, d, e->params[i]->at,
                          "the first is here");
            }
        e->params[e->nparams++] =
            graph_add_var(f->k->g, p->name.sym->text, VAR_PARAM, t, p->name.at);
    }
}

void connector_endpoint_fill(struct filling *f, struct graph_endpoint *e,
                             struct ast_endpoint *a)
{
    uint32_t n = 0;

    e->type = check_type(f->k, f->c, a->type);
    params(f, e, a->params);
    for (const struct ast_operation *o = a->operations; o; o = o->next)
        n++;
    e->operations = arena_array(f->k->arena, struct graph_operation *, n + 1);
    for (struct ast_operation *o = a->operations; o; o = o->next) {
        struct graph_operation *op =
            arena_make(f->k->arena, struct graph_operation);
        struct ast_name name = o->action.sym ? o->action : o->verb;
        if (!name.sym)
            continue;
        op->endpoint = e;
        op->verb = o->action.sym ? VERB_ACTION : find_verb(name.sym->text);
        op->name = name.sym->text;
        if (!is_new(f, e, op, name))
            continue;
        e->operations[e->noperations++] = op;
        fill_operation(f, op, o);
    }
    if (!n && !check_incomplete(f->k, a->at))
        check_report(f->k, CHECK_MISSING_LINE, a->name.at,
                     "an endpoint has at least one operation, found none");
}
