/*
 * Connectors: records, endpoints, operations, errors, webhooks.
 */
#include "compiler/emit/manifest/archive.h"

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

static const char *const verbs[] = {
#define VERB(NAME, word) word,
#include "compiler/graph/words.def"
#undef VERB
};

static const char *const transports[] = {
#define CALL(NAME, word) word,
#include "compiler/graph/words.def"
#undef CALL
};

static const char *const drivers[] = {
#define DRIVER(NAME, word) word,
#include "compiler/graph/words.def"
#undef DRIVER
};

static const char *const pagings[] = {
#define PAGE(NAME, word) word,
#include "compiler/graph/words.def"
#undef PAGE
};

/* --- records and enums ---------------------------------------------------- */

static void field(struct archive *a, struct graph_field *f)
{
    int64_t max = f->max;

    ar_text(a, "name", &f->name);
    if (a->reading || !str_eq(f->name, f->wire))
        ar_text(a, "wire", &f->wire);
    if (!f->wire.len)
        f->wire = f->name;
    ar_type(a, "type", &f->type);
    ar_text(a, "doc", &f->doc);
    ar_place(a, "at", &f->at);
    ar_bool(a, "key", &f->key);
    ar_bool(a, "pii", &f->pii);
    ar_bool(a, "secret", &f->secret);
    ar_bool(a, "deprecated", &f->deprecated);
    ar_text(a, "deprecated_text", &f->deprecated_text);
    ar_int(a, "max", &max);
    f->max = max > 0 && max < UINT32_MAX ? (uint32_t)max : 0;
    ar_expr(a, "default", &f->preset);
    if (a->reading && !a->bad && !f->type)
        archive_bad(a, a->at, "a field without a type");
}

void archive_record(struct archive *a, struct graph_record *r)
{
    const struct tree *saved;

    ar_text(a, "name", &r->name);
    ar_text(a, "doc", &r->doc);
    ar_place(a, "at", &r->at);
    r->nfields = ar_list(a, "fields", r->nfields, &saved);
    const struct tree *list = a->at;
    r->fields = ar_array(a, r->fields, r->nfields, sizeof *r->fields);
    for (uint32_t i = 0; i < r->nfields; i++) {
        ar_item(a, list, i);
        field(a, &r->fields[i]);
        ar_item_end(a);
    }
    if (r->nfields)
        ar_list_end(a, saved);
}

void archive_enum(struct archive *a, struct graph_enum *e)
{
    const struct tree *saved;

    ar_text(a, "name", &e->name);
    ar_text(a, "doc", &e->doc);
    ar_place(a, "at", &e->at);
    e->nvalues = ar_list(a, "values", e->nvalues, &saved);
    const struct tree *list = a->at;
    e->values = ar_array(a, e->values, e->nvalues, sizeof *e->values);
    for (uint32_t i = 0; i < e->nvalues; i++) {
        struct graph_enum_value *v = &e->values[i];
        ar_item(a, list, i);
        ar_text(a, "name", &v->name);
        ar_text(a, "wire", &v->wire);
        ar_text(a, "doc", &v->doc);
        ar_place(a, "at", &v->at);
        ar_item_end(a);
    }
    if (e->nvalues)
        ar_list_end(a, saved);
}

/* --- operations ----------------------------------------------------------- */

static void pairs(struct archive *a, const char *key, struct graph_pairs *p)
{
    const struct tree *saved;

    p->n = ar_list(a, key, p->n, &saved);
    const struct tree *list = a->at;
    p->at = ar_array(a, p->at, p->n, sizeof *p->at);
    for (uint32_t i = 0; i < p->n; i++) {
        ar_item(a, list, i);
        ar_text(a, "name", &p->at[i].name);
        ar_expr(a, "value", &p->at[i].value);
        ar_place(a, "at", &p->at[i].at);
        ar_item_end(a);
    }
    if (p->n)
        ar_list_end(a, saved);
}

static void format(struct archive *a, struct graph_format *f)
{
    const struct tree *saved;

    if (!ar_open(a, "format", f->name.len > 0, &saved))
        return;
    ar_text(a, "name", &f->name);
    pairs(a, "options", &f->options);
    ar_place(a, "at", &f->at);
    ar_close(a, saved);
}

static void code(struct archive *a, struct graph_code *c)
{
    ar_int(a, "from", &c->from);
    ar_int(a, "to", &c->to);
    ar_text(a, "text", &c->text);
}

static void error_line(struct archive *a, struct graph_error_line *l)
{
    const struct tree *saved;

    ar_bool(a, "item", &l->item);
    ar_bool(a, "otherwise", &l->otherwise);
    ar_expr(a, "when", &l->when);
    l->ncodes = ar_list(a, "codes", l->ncodes, &saved);
    const struct tree *list = a->at;
    l->codes = ar_array(a, l->codes, l->ncodes, sizeof *l->codes);
    for (uint32_t i = 0; i < l->ncodes; i++) {
        ar_item(a, list, i);
        code(a, &l->codes[i]);
        ar_item_end(a);
    }
    if (l->ncodes)
        ar_list_end(a, saved);
    ar_class(a, "class", &l->klass);
    ar_place(a, "at", &l->at);
}

static void errors(struct archive *a, struct graph_errors *e)
{
    const struct tree *saved;

    e->n = ar_list(a, "errors", e->n, &saved);
    const struct tree *list = a->at;
    e->at = ar_array(a, e->at, e->n, sizeof *e->at);
    for (uint32_t i = 0; i < e->n; i++) {
        ar_item(a, list, i);
        error_line(a, &e->at[i]);
        ar_item_end(a);
    }
    if (e->n)
        ar_list_end(a, saved);
}

static void page(struct archive *a, struct graph_page *p)
{
    const struct tree *saved;
    int kind = (int)p->kind;
    bool there = p->kind || p->size || p->size_parameter.len;

    if (!ar_open(a, "page", there, &saved))
        return;
    ar_word(a, "by", &kind, pagings, COUNT(pagings));
    p->kind = (enum graph_paging)kind;
    ar_text(a, "parameter", &p->parameter);
    ar_text(a, "from", &p->from);
    ar_text(a, "more", &p->more);
    ar_int(a, "lives_us", &p->lives);
    ar_text(a, "size_parameter", &p->size_parameter);
    ar_int(a, "size", &p->size);
    ar_place(a, "at", &p->at);
    ar_close(a, saved);
}

static void filters(struct archive *a, struct graph_operation *op)
{
    const struct tree *saved;

    op->nfilters = ar_list(a, "filters", op->nfilters, &saved);
    const struct tree *list = a->at;
    op->filters = ar_array(a, op->filters, op->nfilters, sizeof *op->filters);
    for (uint32_t i = 0; i < op->nfilters; i++) {
        ar_item(a, list, i);
        ar_text(a, "field", &op->filters[i].field);
        ar_text(a, "parameter", &op->filters[i].parameter);
        ar_place(a, "at", &op->filters[i].at);
        ar_item_end(a);
    }
    if (op->nfilters)
        ar_list_end(a, saved);
}

static void reading(struct archive *a, struct graph_operation *op)
{
    ar_text(a, "items", &op->items);
    ar_text(a, "item_path", &op->item_path);
    page(a, &op->page);
    ar_text(a, "since", &op->since);
    ar_bool(a, "since_header", &op->since_header);
    filters(a, op);
    ar_bool(a, "ascending", &op->ascending);
    ar_bool(a, "short_page_ends", &op->short_page_ends);
    ar_expr(a, "deleted", &op->deleted);
    ar_text(a, "done", &op->done);
    ar_text(a, "done_to", &op->done_to);
}

static void writing(struct archive *a, struct graph_operation *op)
{
    pairs(a, "headers", &op->headers);
    pairs(a, "query", &op->query);
    ar_expr(a, "body", &op->body);
    ar_expr(a, "form", &op->form);
    format(a, &op->format);
    ar_text(a, "key_header", &op->key_header);
    ar_int(a, "key_remembers_us", &op->key_remembers);
    ar_text(a, "match_header", &op->match_header);
    ar_bool(a, "idempotent", &op->idempotent);
    ar_int(a, "bulk", &op->bulk);
    ar_int(a, "bulk_bytes", &op->bulk_size);
    ar_text(a, "results", &op->results);
    ar_text(a, "results_by", &op->results_by);
}

static void operation(struct archive *a, struct graph_operation *op)
{
    int verb = (int)op->verb, transport = (int)op->transport;

    ar_text(a, "name", &op->name);
    ar_word(a, "verb", &verb, verbs, COUNT(verbs));
    ar_word(a, "kind", &transport, transports, COUNT(transports));
    op->verb = (enum graph_verb)verb;
    op->transport = (enum graph_transport)transport;
    ar_text(a, "doc", &op->doc);
    ar_place(a, "at", &op->at);
    ar_type(a, "takes", &op->takes);
    ar_type(a, "gives", &op->gives);
    ar_var(a, "self", &op->self);
    ar_var(a, "answer", &op->answer);
    ar_var(a, "item", &op->item);
    ar_expr(a, "target", &op->target);
    reading(a, op);
    writing(a, op);
    errors(a, &op->errors);
    ar_text(a, "scope", &op->scope);
    ar_bool(a, "deprecated", &op->is_deprecated);
    if (op->is_deprecated)
        ar_date(a, "deprecated_from", &op->deprecated);
    ar_text(a, "deprecated_text", &op->deprecated_text);
    ar_classes(a, "raises", &op->raises);
    if (a->reading && !a->bad && !op->target)
        archive_bad(a, a->at, "an operation without a target");
}

static void endpoint(struct archive *a, struct graph_endpoint *e)
{
    const struct tree *saved;

    ar_text(a, "name", &e->name);
    ar_text(a, "doc", &e->doc);
    ar_place(a, "at", &e->at);
    ar_type(a, "type", &e->type);
    ar_vars(a, "parameters", &e->params, &e->nparams);
    e->noperations = ar_list(a, "operations", e->noperations, &saved);
    const struct tree *list = a->at;
    e->operations =
        ar_array(a, e->operations, e->noperations, sizeof *e->operations);
    for (uint32_t i = 0; i < e->noperations; i++) {
        if (a->reading)
            e->operations[i] = arena_make(a->arena, struct graph_operation);
        e->operations[i]->endpoint = e;
        ar_item(a, list, i);
        operation(a, e->operations[i]);
        ar_item_end(a);
    }
    if (e->noperations)
        ar_list_end(a, saved);
    if (a->reading && !a->bad && !e->type)
        archive_bad(a, a->at, "an endpoint without a type");
}

static void webhook(struct archive *a, struct graph_webhook *w)
{
    ar_text(a, "name", &w->name);
    ar_text(a, "doc", &w->doc);
    ar_place(a, "at", &w->at);
    ar_type(a, "type", &w->type);
    ar_text(a, "verify", &w->verify);
    ar_text(a, "verify_header", &w->verify_header);
    ar_text(a, "verify_secret", &w->verify_secret);
    ar_text(a, "key_header", &w->key_header);
    ar_text(a, "time_header", &w->time_header);
    ar_text(a, "version", &w->version);
}

/* --- the connector -------------------------------------------------------- */

static void parts(struct archive *a, struct graph_connector *c)
{
    const struct tree *saved;

    c->nendpoints = ar_list(a, "endpoints", c->nendpoints, &saved);
    const struct tree *list = a->at;
    c->endpoints =
        ar_array(a, c->endpoints, c->nendpoints, sizeof *c->endpoints);
    for (uint32_t i = 0; i < c->nendpoints; i++) {
        if (a->reading)
            c->endpoints[i] = arena_make(a->arena, struct graph_endpoint);
        c->endpoints[i]->connector = c;
        ar_item(a, list, i);
        endpoint(a, c->endpoints[i]);
        ar_item_end(a);
    }
    if (c->nendpoints)
        ar_list_end(a, saved);
    c->nwebhooks = ar_list(a, "webhooks", c->nwebhooks, &saved);
    list = a->at;
    c->webhooks = ar_array(a, c->webhooks, c->nwebhooks, sizeof *c->webhooks);
    for (uint32_t i = 0; i < c->nwebhooks; i++) {
        if (a->reading)
            c->webhooks[i] = arena_make(a->arena, struct graph_webhook);
        c->webhooks[i]->connector = c;
        ar_item(a, list, i);
        webhook(a, c->webhooks[i]);
        ar_item_end(a);
    }
    if (c->nwebhooks)
        ar_list_end(a, saved);
}

/* Records and enums were made before, so that types can name them. */
static void shapes(struct archive *a, struct graph_connector *c)
{
    const struct tree *saved;
    uint32_t n = ar_list(a, "records", c->nrecords, &saved);
    const struct tree *list = a->at;

    for (uint32_t i = 0; i < n; i++) {
        ar_item(a, list, i);
        archive_record(a, c->records[i]);
        ar_item_end(a);
    }
    if (n)
        ar_list_end(a, saved);
    n = ar_list(a, "enums", c->nenums, &saved);
    list = a->at;
    for (uint32_t i = 0; i < n; i++) {
        ar_item(a, list, i);
        archive_enum(a, c->enums[i]);
        ar_item_end(a);
    }
    if (n)
        ar_list_end(a, saved);
}

static void limits(struct archive *a, struct graph_connector *c)
{
    ar_int(a, "limit_count", &c->limit_count);
    ar_int(a, "limit_per_us", &c->limit_per);
    ar_int(a, "limit_burst", &c->limit_burst);
    ar_int(a, "limit_concurrency", &c->limit_concurrency);
    ar_place(a, "limit_at", &c->limit_at);
}

void archive_connector(struct archive *a, struct graph_connector *c)
{
    int driver = (int)c->driver;

    ar_text(a, "name", &c->name);
    ar_text(a, "version", &c->version);
    ar_text(a, "digest", &c->digest);
    ar_text(a, "doc", &c->doc);
    ar_place(a, "at", &c->at);
    ar_place(a, "version_at", &c->version_at);
    ar_bool(a, "embedded", &c->embedded);
    ar_bool(a, "local", &c->local);
    ar_text(a, "system", &c->system);
    ar_text(a, "system_kind", &c->system_kind);
    ar_text(a, "docs", &c->docs);
    ar_bool(a, "has_supported", &c->has_supported);
    if (c->has_supported)
        ar_date(a, "supported_until", &c->supported);
    ar_word(a, "driver", &driver, drivers, COUNT(drivers));
    c->driver = (enum graph_driver)driver;
    shapes(a, c);
    ar_expr(a, "base", &c->base);
    pairs(a, "headers", &c->headers);
    ar_text(a, "auth", &c->auth);
    ar_place(a, "auth_at", &c->auth_at);
    ar_exprs(a, "auth_arguments", &c->auth_args, &c->nauth_args);
    pairs(a, "auth_properties", &c->auth_properties);
    limits(a, c);
    format(a, &c->format);
    parts(a, c);
    errors(a, &c->errors);
}
