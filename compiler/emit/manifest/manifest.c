/*
 * The document as a whole: what it says of itself, the sources, the items.
 */
#include "compiler/emit/manifest/archive.h"
#include "compiler/emit/manifest/schema.h"
#include "stdlib/value/encode.h"

#include <stdlib.h>
#include <string.h>

static const char kind[] = "weir.dev/manifest/v1";

/* --- sources -------------------------------------------------------------- */

/* The length of each line in code points, "12 0 34": enough to know a place's
 * line and column again without the text. */
static str line_lengths(struct archive *a, const struct source *src)
{
    struct buf b = BUF_MAX(256 << 20);
    size_t n = 0;

    for (size_t i = 0; i < src->text.len; i++) {
        if (src->text.ptr[i] == '\n') {
            buf_printf(&b, "%zu ", n);
            n = 0;
        } else {
            n += ((unsigned char)src->text.ptr[i] & 0xC0) != 0x80;
        }
    }
    buf_printf(&b, "%zu", n);
    str s = arena_str(a->arena, buf_view(&b));
    buf_free(&b);
    return s;
}

static str digest_of(struct archive *a, const struct source *src)
{
    struct weir_context x = {.arena = a->arena};
    str hex = weir_hex(&x, weir_sha256(&x, src->text));

    if (src->digest.len)
        return src->digest;

    return arena_printf(a->arena, "sha256:%" STR_FMT, STR_ARG(hex));
}

static void write_sources(struct archive *a)
{
    const struct sources *s = a->g->sources;
    const struct tree *saved;
    uint32_t n = 0;

    for (uint32_t i = 0; i < s->files.n; i++)
        n += a->wanted[i];
    if (!ar_list(a, "sources", n, &saved))
        return;
    for (uint32_t i = 0; i < s->files.n; i++) {
        if (!a->wanted[i])
            continue;
        ar_item(a, NULL, 0);
        sink_text(a->out, "name", s->files.at[i]->name);
        sink_text(a->out, "digest", digest_of(a, s->files.at[i]));
        sink_text(a->out, "lines", line_lengths(a, s->files.at[i]));
        ar_item_end(a);
    }
    ar_list_end(a, saved);
}

/* Blanks for every line, so that places come out as they were. */
static str blank_text(struct archive *a, const struct tree *t, str lengths)
{
    struct buf b = BUF_MAX(64 << 20);
    size_t i = 0;

    while (i < lengths.len && !b.failed) {
        size_t n = 0;
        for (; i < lengths.len && lengths.ptr[i] != ' '; i++) {
            if (lengths.ptr[i] < '0' || lengths.ptr[i] > '9' || n > 64 << 20) {
                archive_bad(a, t, "lengths of lines were expected");
                buf_free(&b);
                return STR("");
            }
            n = n * 10 + (size_t)(lengths.ptr[i] - '0');
        }
        buf_fill(&b, ' ', n);
        if (i++ < lengths.len)
            buf_char(&b, '\n');
    }
    str s = arena_str(a->arena, buf_view(&b));
    if (b.failed)
        archive_bad(a, t, "a source is longer than 64 MiB");
    buf_free(&b);
    return s;
}

static void read_sources(struct archive *a)
{
    const struct tree *saved;
    uint32_t n = ar_list(a, "sources", 0, &saved);
    const struct tree *list = a->at;

    for (uint32_t i = 0; i < n && !a->bad; i++) {
        str name, lines, digest;
        ar_item(a, list, i);
        ar_text(a, "name", &name);
        ar_text(a, "digest", &digest);
        ar_text(a, "lines", &lines);
        str text = blank_text(a, a->at, lines);
        struct source *src =
            a->bad ? NULL : source_add(a->g->sources, name, text);
        if (!src) {
            archive_bad(a, a->at, "the sources are too long");
            break;
        }
        src->digest = digest;
        source_locate(a->g->sources, src->base); // makes its lines
        *vec_push(a->arena, &a->sources) = src;
    }
    if (n)
        ar_list_end(a, saved);
}

/* --- writing -------------------------------------------------------------- */

static void write_all(struct archive *a)
{
    const struct tree *saved;

    ar_open(a, NULL, true, &saved);
    sink_text(a->out, "kind", str_from(kind));
    sink_text(a->out, "scope", a->only ? STR("flow") : STR("estate"));
    if (a->only)
        sink_text(a->out, "flow", a->only->name);
    sink_text(a->out, "format", a->g->format);
    write_sources(a);
    archive_items(a);
    ar_close(a, saved);
}

static bool write_once(struct archive *a, enum manifest_form form,
                       struct buf *out)
{
    a->out = sink_new(a->arena, form, out);
    a->nvars = 0;
    memset(a->var_numbers, 0, sizeof *a->var_numbers * (a->g->nvars + 1));
    write_all(a);
    return sink_end(a->out);
}

/* Sources that some place of the document names. The first writing is only
 * for that: numbers of sources depend on it. */
static void find_sources(struct archive *a, bool *used)
{
    struct buf b = BUF_MAX((size_t)1 << 31);
    const struct sources *s = a->g->sources;

    for (uint32_t i = 0; i < s->files.n; i++)
        used[i] = true;
    a->wanted = used;
    a->places = arena_array(a->arena, bool, s->files.n + 1);
    write_once(a, MANIFEST_JSON, &b);
    buf_free(&b);
    for (uint32_t i = 0; i < s->files.n; i++)
        used[i] = a->places[i] || (!a->only && s->files.at[i]->in_project);
    a->places = NULL;
}

bool manifest_write(const struct graph *g, const struct graph_flow *flow,
                    enum manifest_form form, struct buf *out)
{
    struct arena *scratch = arena_new();
    struct graph copy = *g; // its lists are not changed
    struct archive a = {.g = &copy, .arena = scratch, .only = flow};
    bool *used = arena_array(scratch, bool, g->sources->files.n + 1);

    a.var_numbers = arena_array(scratch, uint32_t, g->nvars + 1);
    archive_reach(&a);
    find_sources(&a, used);
    bool ok = write_once(&a, form, out);
    arena_free(scratch);
    return ok;
}

/* --- reading -------------------------------------------------------------- */

bool manifest_is(const struct tree *t)
{
    return str_starts_with(tree_text(tree_get(t, STR("kind"))),
                           STR("weir.dev/manifest/"));
}

struct shells {
    const char *key, *name;
    enum archive_items kind;
    size_t size;
};

static void *add_shell(struct archive *a, const struct shells *s,
                       const struct tree *item)
{
    void *made = arena_alloc(a->arena, s->size);
    str name = tree_text(tree_get(item, str_from(s->name)));

    memcpy(made, &name, sizeof name); // each item begins with its name
    if (s->kind < ITEM_KINDS) {
        void **at = map_put(&a->items[s->kind], name);
        if (*at || !name.len)
            archive_bad(a, item, "a name of its own was expected in \"%s\"",
                        s->key);
        *at = made;
    }
    return made;
}

struct pointers {
    void **at;
    uint32_t n, cap;
};

static void add_shells(struct archive *a, const struct shells *s, void *list)
{
    const struct tree *t = tree_get(a->at, str_from(s->key));
    struct pointers *to = list;

    if (t && t->kind != TREE_LIST)
        archive_bad(a, t, "\"%s\" was expected to be a list", s->key);
    for (uint32_t i = 0; t && !a->bad && i < t->nitems; i++)
        *vec_push(a->arena, to) = add_shell(a, s, t->items[i].value);
}

/* Records and enums of a connector, named NAME@VERSION.RECORD. */
static void add_shapes(struct archive *a, struct graph_connector *c,
                       const struct tree *t)
{
    const struct tree *records = tree_get(t, STR("records"));
    const struct tree *enums = tree_get(t, STR("enums"));

    c->nrecords = records && records->kind == TREE_LIST ? records->nitems : 0;
    c->nenums = enums && enums->kind == TREE_LIST ? enums->nitems : 0;
    c->records = arena_array(a->arena, struct graph_record *, c->nrecords + 1);
    c->enums = arena_array(a->arena, struct graph_enum *, c->nenums + 1);
    for (uint32_t i = 0; i < c->nrecords; i++) {
        struct graph_record *r = arena_make(a->arena, struct graph_record);
        r->name = tree_text(tree_get(records->items[i].value, STR("name")));
        r->connector = c;
        c->records[i] = r;
        *map_put(&a->items[ITEM_RECORD], archive_name_of(a, ITEM_RECORD, r)) =
            r;
    }
    for (uint32_t i = 0; i < c->nenums; i++) {
        struct graph_enum *e = arena_make(a->arena, struct graph_enum);
        e->name = tree_text(tree_get(enums->items[i].value, STR("name")));
        e->connector = c;
        c->enums[i] = e;
        *map_put(&a->items[ITEM_ENUM], archive_name_of(a, ITEM_ENUM, e)) = e;
    }
}

static void add_connectors(struct archive *a)
{
    const struct tree *t = tree_get(a->at, STR("connectors"));

    if (t && t->kind != TREE_LIST)
        archive_bad(a, t, "\"connectors\" was expected to be a list");
    for (uint32_t i = 0; t && !a->bad && i < t->nitems; i++) {
        struct graph_connector *c =
            arena_make(a->arena, struct graph_connector);
        const struct tree *item = t->items[i].value;
        c->name = tree_text(tree_get(item, STR("name")));
        c->version = tree_text(tree_get(item, STR("version")));
        *vec_push(a->arena, &a->g->connectors) = c;
        *map_put(&a->items[ITEM_CONNECTOR],
                 archive_name_of(a, ITEM_CONNECTOR, c)) = c;
        add_shapes(a, c, item);
    }
}

#define SHELLS(list, text, name_key, item_kind, type)  \
    add_shells(a,                                      \
               &(struct shells){.key = (text),         \
                                .name = (name_key),    \
                                .kind = (item_kind),   \
                                .size = sizeof(type)}, \
               &(list))

static void make_shells(struct archive *a)
{
    struct graph *g = a->g;

    add_connectors(a);
    SHELLS(g->records, "records", "name", ITEM_RECORD, struct graph_record);
    SHELLS(g->enums, "enums", "name", ITEM_ENUM, struct graph_enum);
    SHELLS(g->instances, "instances", "alias", ITEM_INSTANCE,
           struct graph_instance);
    SHELLS(g->teams, "teams", "name", ITEM_TEAM, struct graph_team);
    SHELLS(g->queues, "queues", "name", ITEM_QUEUE, struct graph_queue);
    SHELLS(g->entities, "entities", "name", ITEM_ENTITY, struct graph_entity);
    SHELLS(g->tables, "tables", "name", ITEM_TABLE, struct graph_table);
    SHELLS(g->stores, "stores", "name", ITEM_STORE, struct graph_store);
    SHELLS(g->functions, "functions", "name", ITEM_FUNCTION,
           struct graph_function);
    SHELLS(g->flows, "flows", "name", ITEM_FLOW, struct graph_flow);
    SHELLS(g->reconciles, "reconciles", "name", ITEM_RECONCILE,
           struct graph_reconcile);
    SHELLS(g->tests, "tests", "title", ITEM_KINDS, struct graph_test);
    SHELLS(g->waivers, "waivers", "rule", ITEM_KINDS, struct graph_waiver);
    for (uint32_t i = 0; i < g->flows.n; i++) {
        g->flows.at[i]->index = i;
        g->flows.at[i]->enabled = true;
    }
}

static bool is_known(struct archive *a)
{
    str k = tree_text(tree_get(a->at, STR("kind")));

    if (str_eq(k, str_from(kind)))
        return true;
    archive_bad(a, a->at,
                "a manifest of kind \"%s\" was expected, found "
                "\"%" STR_FMT "\"",
                kind, STR_ARG(k));
    return false;
}

/* A flow's manifest holds the flow. */
static void prove_scope(struct archive *a)
{
    str scope = tree_text(tree_get(a->at, STR("scope")));
    str flow = tree_text(tree_get(a->at, STR("flow")));

    if (str_eq(scope, STR("flow")) && !map_get(&a->items[ITEM_FLOW], flow))
        archive_bad(a, a->at,
                    "the flow \"%" STR_FMT "\" was expected in \"flows\", "
                    "it is not there",
                    STR_ARG(flow));
}

struct graph *manifest_read(struct arena *arena, struct sources *s,
                            struct diags *d, const struct tree *t)
{
    struct archive a = {.arena = arena, .reading = true, .at = t, .diags = d};

    a.g = graph_new(arena, s, STR("weir"));
    for (unsigned i = 0; i < ITEM_KINDS; i++)
        map_init(&a.items[i], arena);
    if (!is_known(&a) || !schema_allows(d, t))
        return NULL;
    ar_text(&a, "format", &a.g->format);
    read_sources(&a);
    if (!a.bad)
        make_shells(&a);
    if (!a.bad)
        prove_scope(&a);
    if (!a.bad)
        archive_items(&a);
    if (a.bad)
        return NULL;
    graph_freeze(a.g);
    return a.g;
}
