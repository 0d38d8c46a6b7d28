/*
 * A credential in an address: in its query string or before the host, or a
 * field marked @secret that an operation puts there. Addresses are logged by
 * every proxy on the way; headers are not.
 */
#include "lint/lint.h"
#include "stdlib/value/buf.h"

#include <ctype.h>

static const char hole = '\x01'; // where a value is put in

struct address {
    char *text; // lower case
    size_t len;
    bool made; // from more than literals
};

static void add_piece(struct address *a, const struct graph_expr *e)
{
    e = expr_bare(e);
    if (e->kind == EXPR_TEXT) {
        for (uint32_t i = 0; i < e->nargs; i++)
            add_piece(a, e->args[i]);
        return;
    }
    bool known = e->kind == EXPR_LITERAL && e->type->kind == TYPE_STRING;
    for (size_t i = 0; known && i < e->text.len; i++)
        a->text[a->len++] = (char)tolower((unsigned char)e->text.ptr[i]);
    if (known)
        return;
    // A value of the record is data, one of the environment is not.
    bool environment = e->kind == EXPR_SETTING || e->kind == EXPR_SECRET;
    a->made = true;
    a->text[a->len++] = environment ? hole : '&';
}

static size_t room_for(const struct graph_expr *e)
{
    size_t n = 1 + (e->kind == EXPR_LITERAL ? e->text.len : 0);

    for (uint32_t i = 0; i < e->nargs; i++)
        n += e->args[i] ? room_for(e->args[i]) : 0;
    return n;
}

static bool names_credential(str name)
{
    static const char *const names[] = {
        "api_key",      "apikey",   "api-key",       "access_token",
        "accesstoken",  "token",    "auth_token",    "secret",
        "password",     "passwd",   "pwd",           "client_secret",
        "clientsecret", "app_key",  "refresh_token", "subscription-key",
        "sharedkey",    "sig",      "signature",     "hapikey",
        "auth",         "auth_key", "private_token",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(name, str_from(names[i])))
            return true;
    return false;
}

static bool is_in_query(const struct address *a)
{
    ptrdiff_t mark = str_find((str){a->text, a->len}, STR("?"));

    for (size_t i = mark < 0 ? a->len : (size_t)mark; i < a->len; i++) {
        size_t from = i + 1, to = from;
        while (to < a->len && a->text[to] != '=' && a->text[to] != '&')
            to++;
        if ((a->text[i] != '?' && a->text[i] != '&') || to + 1 >= a->len ||
            a->text[to] != '=' || a->text[to + 1] == '&' ||
            a->text[to + 1] == '{')
            continue;
        if (names_credential((str){a->text + from, to - from}))
            return true;
    }
    return false;
}

/* Of literals alone it is a secret in clear text, and said as that. */
static bool is_before_host(const struct address *a)
{
    str s = {a->text, a->len};
    ptrdiff_t at = str_find(s, STR("://"));
    bool colon = false, filled = false;

    for (size_t i = at < 0 ? a->len : (size_t)at + 3; i < a->len; i++) {
        if (a->text[i] == '/' || a->text[i] == '?')
            return false;
        if (a->text[i] == '@')
            return colon && filled;
        filled = filled || (colon && a->text[i] == hole);
        colon = colon || a->text[i] == ':';
    }
    return false;
}

static void report(struct lint *l, span at, const char *where)
{
    struct diag *d = lint_report(l, at, "a credential stands %s", where);

    d->secret = true;
    lint_help(l, d,
              "send it in a header: auth header \"X-Api-Key\" secret NAME");
}

static void check_address(struct lint *l, const struct graph_expr *e)
{
    if (!e)
        return;
    struct address a = {.text = arena_alloc(lint_arena(l), room_for(e) + 1)};
    add_piece(&a, e);
    if (is_in_query(&a))
        report(l, e->at, "in the query of an address");
    else if (is_before_host(&a))
        report(l, e->at, "before the host of an address");
}

/* --- what an operation puts there --- */

static bool find_secret(void *context, const struct graph_expr *e)
{
    const struct graph_expr **found = context;

    if (*found || e->kind != EXPR_FIELD)
        return !*found;
    const struct graph_type *t = type_needed(e->args[0]->type);
    const struct graph_field *f =
        t->kind == TYPE_RECORD ? record_field(t->record, e->name) : NULL;
    if (f && f->secret)
        *found = e;
    return true;
}

static void check_fields(struct lint *l, const struct graph_expr *e)
{
    const struct graph_expr *found = NULL;

    expr_walk(e, find_secret, &found);
    if (found)
        report(l, found->at, "in an address: the field is secret");
}

static bool is_setting_for(const struct graph_pair *p)
{
    static const char *const words[] = {"TOKEN", "SECRET", "PASSWORD",
                                        "API_KEY", "APIKEY"};
    const struct graph_expr *v = p->value;
    char low[64];
    size_t n = 0;

    v = expr_bare(v);
    for (; n < sizeof low && n < p->name.len; n++)
        low[n] = (char)tolower((unsigned char)p->name.ptr[n]);
    if (v->kind == EXPR_LITERAL)
        return v->text.len && names_credential((str){low, n});
    if (v->kind != EXPR_SETTING && v->kind != EXPR_SECRET)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_find(v->text, str_from(words[i])) >= 0)
            return true;
    return names_credential((str){low, n});
}

static void check_operation(struct lint *l, const struct graph_operation *op)
{
    if (op->transport > CALL_DELETE)
        return;
    check_address(l, op->target);
    check_fields(l, op->target);
    for (uint32_t i = 0; i < op->query.n; i++) {
        if (is_setting_for(&op->query.at[i]))
            report(l, op->query.at[i].value->at, "in the query of an address");
        check_fields(l, op->query.at[i].value);
    }
}

static void check_graph(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->connectors.n; i++) {
        const struct graph_connector *c = g->connectors.at[i];
        lint_about(l, "connector", c->name);
        if (c->embedded)
            continue;
        check_address(l, c->base);
        for (uint32_t j = 0; j < c->nendpoints; j++)
            for (uint32_t k = 0; k < c->endpoints[j]->noperations; k++)
                check_operation(l, c->endpoints[j]->operations[k]);
    }
    for (uint32_t i = 0; i < g->instances.n; i++) {
        const struct graph_instance *x = g->instances.at[i];
        lint_about(l, "connector", x->alias);
        for (uint32_t k = 0; k < x->settings.n; k++)
            check_address(l, x->settings.at[k].value);
    }
}

/* --- what a step gives --- */

struct use {
    const struct graph_var *var;
    bool found;
};

static bool find_var(void *context, const struct graph_expr *e)
{
    struct use *u = context;

    u->found = u->found || (e->kind == EXPR_VAR && e->var == u->var);
    return !u->found;
}

static bool is_in_address(const struct graph_operation *op,
                          const struct graph_var *v)
{
    struct use u = {.var = v};

    if (op->transport > CALL_DELETE)
        return false;
    expr_walk(op->target, find_var, &u);
    for (uint32_t i = 0; i < op->query.n; i++)
        expr_walk(op->query.at[i].value, find_var, &u);
    return u.found;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_endpoint *e = x->operation ? x->operation->endpoint : 0;
    struct lint_taint t;

    check_address(l, lint_setting(x, SET_URL)); // of an import
    check_address(l, lint_setting(x, SET_PATH));
    for (uint32_t i = 0; e && i < x->nargs && i < e->nparams; i++)
        if (is_in_address(x->operation, e->params[i]) &&
            lint_find_taint(l, x->args[i], &t) && t.secret)
            report(l, x->args[i]->at, "in an address: it is secret");
}

const struct lint_rule lint_rule_credential_in_url = {
    .summary = "no address holds a credential",
    .level = DIAG_ERROR,
    .kinds = LINT_REMOTE,
    .graph = check_graph,
    .node = check_node,
};
