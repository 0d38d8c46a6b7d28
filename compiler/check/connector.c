/*
 * Connectors: where they come from, when they are checked (once, when a use
 * asks for them, or at the end if they are the project's own), and their
 * lines.
 */
#include "compiler/check/connector.h"
#include "stdlib/value/builtins.h"

#include <stdlib.h>

static str entry_key(struct check *k, str name, str version)
{
    return arena_printf(k->arena, "%" STR_FMT "@%" STR_FMT, STR_ARG(name),
                        STR_ARG(version));
}

void connector_declare(struct check *k, struct ast_file *f, struct ast_item *i)
{
    struct entry *e;

    if (!i->name.sym)
        return;
    str key = entry_key(k, i->name.sym->text, i->version);
    void **at = map_put(&k->own->entries, key);
    if (*at) {
        struct diag *d = check_report(
            k, CHECK_DUPLICATE_NAME, i->name.at,
            "there is a connector %" STR_FMT " already", STR_ARG(key));
        diag_note(k->diags, d, ((struct entry *)*at)->item->name.at,
                  "the first is here");
        return;
    }
    e = *at = arena_make(k->arena, struct entry);
    e->item = i;
    e->file = f;
    e->local = true;
    if (!version_exact(i->version))
        check_report(k, CHECK_BAD_VALUE, i->version_at,
                     "a connector has one version, such as 1.0.0, found "
                     "@%" STR_FMT,
                     STR_ARG(i->version));
}

static int newest_first(const void *a, const void *b)
{
    return version_order(*(const str *)b, *(const str *)a);
}

static struct versions *versions_of(struct check *k, str name)
{
    void **at = map_put(&k->own->versions, name);

    if (!*at)
        *at = arena_make(k->arena, struct versions);
    return *at;
}

/* Those that the project declares; all are entered before the first is used. */
static void find_versions(struct check *k)
{
    const struct map *all = &k->own->entries;

    k->own->has_versions = true;
    for (uint32_t i = 0; i < all->entries.n; i++) {
        str key = all->entries.at[i].key;
        const struct entry *e = all->entries.at[i].value;
        ptrdiff_t sign = str_find(key, STR("@"));
        if (!e->local || sign < 0)
            continue;
        struct versions *v = versions_of(k, str_slice(key, 0, (size_t)sign));
        *vec_push(k->arena, &v->all) =
            str_slice(key, (size_t)sign + 1, key.len);
    }
}

uint32_t connector_versions(struct check *k, str name, const str **out)
{
    if (!k->own->has_versions)
        find_versions(k);
    struct versions *v = versions_of(k, name);

    if (!v->whole) {
        const str *known;
        uint32_t n = k->catalog->versions(k->catalog, name, &known);
        for (uint32_t i = 0; i < n; i++)
            *vec_push(k->arena, &v->all) = known[i];
        if (v->all.n > 1)
            qsort(v->all.at, v->all.n, sizeof *v->all.at, newest_first);
        v->whole = true;
    }
    *out = v->all.at;
    return v->all.n;
}

/* Parses the text of the catalog; its item, or NULL. */
static void load(struct check *k, struct entry *e, str name, str version)
{
    struct parse p = {k->arena, k->names, k->sources, k->diags};
    str shown;
    str text = k->catalog->find(k->catalog, name, version, &shown);
    struct source *src = text.ptr ? source_add(k->sources, shown, text) : NULL;

    if (!src)
        return;
    e->file = parse_file(&p, src);
    if (e->file->failed)
        *vec_push(k->arena, &k->own->failed) = src;
    for (struct ast_item *i = e->file->items; i; i = i->next)
        if (i->kind == AST_CONNECTOR && i->name.sym)
            e->item = i;
}

struct entry *connector_entry(struct check *k, str name, str version)
{
    struct arena_mark mark = arena_mark(k->arena);
    str key = entry_key(k, name, version);
    struct entry *e = map_get(&k->own->entries, key);

    if (e) {
        arena_reset(k->arena, mark);
    } else {
        e = arena_make(k->arena, struct entry);
        *map_put(&k->own->entries, key) = e;
        load(k, e, name, version);
    }
    if (e->item && !e->checked)
        connector_fill(k, e);
    return e->connector ? e : NULL;
}

void connector_check_local(struct check *k)
{
    for (uint32_t i = 0; i < k->own->entries.entries.n; i++) {
        struct entry *e = k->own->entries.entries.at[i].value;
        if (e->item && !e->checked)
            connector_fill(k, e);
    }
}

static str digest(struct check *k, const struct entry *e)
{
    struct weir_context c = {.arena = k->arena};
    struct ast_item item = *e->item;
    struct ast_file file = {.src = e->file->src, .items = &item};
    struct buf text = BUF_MAX(64 << 20);

    if (e->file->failed)
        return (str){0};
    item.next = NULL;
    print_file_bare(&file, &text);
    str hex = weir_hex(&c, weir_sha256(&c, buf_view(&text)));
    buf_free(&text);
    return arena_printf(k->arena, "sha256:%" STR_FMT, STR_ARG(hex));
}

/* --- lines --------------------------------------------------------------- */

struct expr_context connector_context(const struct filling *f,
                                      const char *place)
{
    return (struct expr_context){.k = f->k, .connector = f->c, .place = place};
}

static void supported(struct filling *f, const struct ast_line *l)
{
    const struct graph_expr *d =
        check_constant(f->k, l->a, f->k->g->types.simple[TYPE_DATE]);

    if (d->kind != EXPR_LITERAL || d->type->kind != TYPE_DATE)
        return;
    f->c->has_supported = true;
    f->c->supported = (weir_date)d->i;
}

static void driver(struct filling *f, const struct ast_line *l)
{
    int i = check_word(f->k, WORDS_DRIVER, l->name);

    if (i < 0)
        return;
    f->c->driver = (enum graph_driver)i;
    f->driver_written = true;
}

static int64_t positive(struct filling *f, struct ast_expr *e)
{
    const struct graph_expr *n =
        check_constant(f->k, e, f->k->g->types.simple[TYPE_INT]);

    if (!n || n->kind != EXPR_LITERAL || n->type->kind != TYPE_INT)
        return 0;
    if (n->i < 1)
        check_report(f->k, CHECK_BAD_VALUE, e->at,
                     "expected a number from 1 on, found %" STR_FMT,
                     STR_ARG(n->text));
    return n->i;
}

static void limit(struct filling *f, const struct ast_line *l)
{
    struct graph_amount amount;

    if (check_amount(f->k, l->more->amount, &amount)) {
        f->c->limit_count = amount.count;
        f->c->limit_per = amount.per;
        f->c->limit_at = l->at;
    }
    if (l->a)
        f->c->limit_burst = positive(f, l->a);
}

static void add_header(struct filling *f, const struct ast_line *l)
{
    struct expr_context x = connector_context(f, "a header");
    struct graph_pair *p = &f->c->headers.at[f->c->headers.n++];

    x.secrets = true;
    *p = (struct graph_pair){.name = l->a->text, .at = l->at};
    p->value = check_expr(&x, l->b, f->k->g->types.simple[TYPE_STRING]);
    for (uint32_t i = 0; i + 1 < f->c->headers.n; i++)
        if (str_eq(f->c->headers.at[i].name, p->name)) {
            struct diag *d = check_report(
                f->k, CHECK_DUPLICATE_NAME, l->at,
                "the header \"%" STR_FMT "\" is set already", STR_ARG(p->name));
            diag_note(f->k->diags, d, f->c->headers.at[i].at,
                      "the first is here");
        }
}

static void base(struct filling *f, const struct ast_line *l)
{
    struct expr_context x = connector_context(f, "the base");

    f->c->base = check_expr(&x, l->a, f->k->g->types.simple[TYPE_STRING]);
}

static bool repeats(enum ast_line_kind kind)
{
    return kind == AST_LINE_HEADER || kind == AST_LINE_RECORD ||
           kind == AST_LINE_ENUM || kind == AST_LINE_ENDPOINT ||
           kind == AST_LINE_WEBHOOK || kind == AST_LINE_WAIVE;
}

/* A flat switch over the lines that need nothing but themselves. */
static void line(struct filling *f, const struct ast_line **first,
                 const struct ast_line *l)
{
    if (!repeats(l->kind) && !line_once(f->k, first, l))
        return;
    switch ((unsigned)l->kind) {
    case AST_LINE_SYSTEM:
        f->c->system = l->a->text;
        f->c->system_kind = l->name.sym ? l->name.sym->text : (str){0};
        break;
    case AST_LINE_DOCS: f->c->docs = l->a->text; break;
    case AST_LINE_SUPPORTED: supported(f, l); break;
    case AST_LINE_DRIVER: driver(f, l); break;
    case AST_LINE_BASE: base(f, l); break;
    case AST_LINE_HEADER: add_header(f, l); break;
    case AST_LINE_AUTH: connector_auth(f, l); break;
    case AST_LINE_LIMIT: limit(f, l); break;
    case AST_LINE_LIMIT_CONCURRENCY:
        f->c->limit_concurrency = positive(f, l->a);
        break;
    case AST_LINE_FORMAT:
        f->c->format = check_format(f->k, l->more->format);
        break;
    case AST_LINE_ERRORS: f->c->errors = connector_errors(f, l->errors); break;
    case AST_LINE_WAIVE: check_waiver(f->k, l->waiver, f->c->at); break;
    default: break;
    }
}

/* --- what has a name ----------------------------------------------------- */

static bool enter(struct filling *f, struct map *names, const char *kind,
                  struct ast_name name)
{
    if (!name.sym)
        return false;
    void **first = map_put(names, name.sym->text);

    if (!*first) {
        *first = arena_copy(f->k->arena, &name.at, sizeof name.at);
        return true;
    }
    struct diag *d = check_report(f->k, CHECK_DUPLICATE_NAME, name.at,
                                  "there is %s %s \"%" STR_FMT "\" already",
                                  article(kind), kind, STR_ARG(name.sym->text));
    diag_note(f->k->diags, d, *(span *)*first, "the first is here");
    return false;
}

static void add_type(struct filling *f, struct map *types,
                     const struct ast_line *l)
{
    struct graph_connector *c = f->c;

    if (!l->item || !enter(f, types, "type", l->item->name))
        return;
    if (l->kind == AST_LINE_RECORD)
        c->records[c->nrecords++] = record_new(f->k, l->item, c);
    else
        c->enums[c->nenums++] = enum_new(f->k, l->item, c);
}

/* Records and enums first, then what they hold: a record may name a later
 * one. */
static void types(struct filling *f, const struct ast_item *i)
{
    struct graph_connector *c = f->c;
    struct map names;
    uint32_t n = 0, r = 0, e = 0;

    for (const struct ast_line *l = i->lines; l; l = l->next)
        n++;
    map_init(&names, f->k->arena);
    c->records = arena_array(f->k->arena, struct graph_record *, n + 1);
    c->enums = arena_array(f->k->arena, struct graph_enum *, n + 1);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        if (l->kind == AST_LINE_RECORD || l->kind == AST_LINE_ENUM)
            add_type(f, &names, l);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        if (l->kind == AST_LINE_ENUM && e < c->nenums &&
            c->enums[e]->at.pos == l->item->at.pos)
            enum_fill(f->k, c->enums[e++], l->item);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        if (l->kind == AST_LINE_RECORD && r < c->nrecords &&
            c->records[r]->at.pos == l->item->at.pos)
            record_fill(f->k, c->records[r++], l->item);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        if (l->kind == AST_LINE_RECORD && l->item)
            lines_waive(f->k, l->item);
    records_check_size(f->k, c->records, c->nrecords);
}

static void endpoints(struct filling *f, const struct ast_item *i)
{
    struct graph_connector *c = f->c;
    struct map names;
    uint32_t n = 0;

    map_init(&names, f->k->arena);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        n += l->kind == AST_LINE_ENDPOINT;
    c->endpoints = arena_array(f->k->arena, struct graph_endpoint *, n + 1);
    for (const struct ast_line *l = i->lines; l; l = l->next) {
        if (l->kind != AST_LINE_ENDPOINT || !l->endpoint ||
            !enter(f, &names, "endpoint", l->endpoint->name))
            continue;
        struct graph_endpoint *e =
            arena_make(f->k->arena, struct graph_endpoint);
        e->connector = c;
        e->name = l->endpoint->name.sym->text;
        e->doc = l->doc;
        e->at = l->endpoint->at;
        c->endpoints[c->nendpoints++] = e;
        connector_endpoint_fill(f, e, l->endpoint);
    }
}

static void webhooks(struct filling *f, const struct ast_item *i)
{
    struct graph_connector *c = f->c;
    struct map names;
    uint32_t n = 0;

    map_init(&names, f->k->arena);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        n += l->kind == AST_LINE_WEBHOOK;
    c->webhooks = arena_array(f->k->arena, struct graph_webhook *, n + 1);
    for (const struct ast_line *l = i->lines; l; l = l->next) {
        if (l->kind != AST_LINE_WEBHOOK ||
            !enter(f, &names, "webhook", l->name))
            continue;
        struct graph_webhook *w = arena_make(f->k->arena, struct graph_webhook);
        c->webhooks[c->nwebhooks++] = w;
        connector_webhook_fill(f, w, l);
    }
}

static void lines(struct filling *f, const struct ast_item *i)
{
    const struct ast_line *first[LINE_KINDS] = {0};
    uint32_t n = 0;

    for (const struct ast_line *l = i->lines; l; l = l->next)
        n += l->kind == AST_LINE_HEADER;
    f->c->headers.at = arena_array(f->k->arena, struct graph_pair, n + 1);
    for (const struct ast_line *l = i->lines; l; l = l->next)
        line(f, first, l);
    if (first[AST_LINE_SYSTEM] || check_incomplete(f->k, i->at))
        return;
    struct diag *d = check_report(f->k, CHECK_MISSING_LINE, i->name.at,
                                  "a connector says its system, found none");
    diag_help(f->k->diags, d, "system \"%" STR_FMT "\" erp",
              STR_ARG(f->c->name));
}

void connector_fill(struct check *k, struct entry *e)
{
    struct ast_item *i = e->item;
    struct graph_connector *c = arena_make(k->arena, struct graph_connector);
    struct filling f = {.k = k, .c = c};
    const struct graph_type *any = k->g->types.simple[TYPE_ANY];
    struct entry *before = k->own->asking;

    e->checked = true;
    e->connector = c;
    map_init(&e->settings, k->arena);
    map_init(&e->secrets, k->arena);
    k->own->asking = e;
    c->name = i->name.sym->text;
    c->version = i->version;
    c->at = i->at;
    c->version_at = i->version_at;
    c->doc = i->doc;
    c->embedded = !e->local;
    c->local = e->local;
    c->digest = digest(k, e);
    f.answer = graph_add_var(k->g, STR("answer"), VAR_ANSWER, any, i->at);
    f.item = graph_add_var(k->g, STR("item"), VAR_ANSWER, any, i->at);
    types(&f, i);
    lines(&f, i);
    endpoints(&f, i);
    webhooks(&f, i);
    k->own->asking = before;
    *map_put(&k->connectors, entry_key(k, c->name, c->version)) = c;
    *vec_push(k->arena, &k->g->connectors) = c;
}
