/*
 * Two flows update one field of one system: the last to run wins. Keys are
 * what both find the record by, so they don't count; creating is no update.
 */
#include "lint/lint.h"

struct field_key {
    const void *instance, *endpoint;
    uintptr_t field;
};

struct owner {
    const struct lint_write *write;
};

static bool updates(const struct lint_write *w)
{
    return (w->operation->verb == VERB_UPDATE ||
            w->operation->verb == VERB_UPSERT) &&
           w->value && w->record && w->operation->endpoint;
}

static bool is_key(const struct graph *g, const struct lint_write *w,
                   const struct graph_field *f)
{
    const struct graph_node *n = &g->nodes.at[w->node];

    for (uint32_t i = 0; i < n->nby; i++)
        if (str_eq(n->by[i], f->name))
            return true;
    return f->key;
}

/* The write that has the field already; else this one has it from now on. */
static const struct lint_write *claim(struct lint *l, struct map *owners,
                                      const struct lint_write *w,
                                      const struct graph_field *f)
{
    struct field_key *k = arena_make(lint_arena(l), struct field_key);

    *k = (struct field_key){w->instance, w->operation->endpoint, (uintptr_t)f};
    void **slot = map_put(owners, (str){(const char *)k, sizeof *k});
    struct owner *o = *slot;
    if (o)
        return o->write;
    o = arena_make(lint_arena(l), struct owner);
    o->write = w;
    *slot = o;
    return NULL;
}

static void report(struct lint *l, const struct graph *g,
                   const struct lint_write *w, const struct lint_write *other,
                   const str *names, uint32_t n)
{
    str list = lint_names(l, names, n > 3 ? 3 : n);

    lint_about_node(l, w->node);
    struct diag *d = lint_report(
        l, lint_step_at(&g->nodes.at[w->node]),
        "flow \"%" STR_FMT "\" writes %" STR_FMT "%s of \"%" STR_FMT
        ".%" STR_FMT "\", which flow \"%" STR_FMT "\" writes too",
        STR_ARG(w->flow->name), STR_ARG(list), n > 3 ? " and more" : "",
        STR_ARG(w->instance->alias), STR_ARG(w->operation->endpoint->name),
        STR_ARG(other->flow->name));
    lint_note(l, d, lint_step_at(&g->nodes.at[other->node]),
              "the other writer");
    lint_help(l, d, "let one flow write each field; the other may call it");
}

static void check_write(struct lint *l, const struct graph *g,
                        struct map *owners, const struct lint_write *w)
{
    const struct lint_write *rival = NULL;
    uint32_t n = 0;
    str *names = arena_array(lint_arena(l), str, w->value->nargs + 1);

    for (uint32_t i = 0; i < w->value->nargs; i++) {
        const struct graph_field *f =
            record_field(w->record, w->value->names[i]);
        if (!f || is_key(g, w, f))
            continue;
        const struct lint_write *other = claim(l, owners, w, f);
        if (!other || other->flow == w->flow || (rival && rival != other))
            continue;
        rival = other;
        names[n++] = f->name;
    }
    if (rival)
        report(l, g, w, rival, names, n);
}

struct spot { // that is written to
    const void *instance, *endpoint;
};

/* How many writes there are to each place; nearly all have one. */
static void count_writes(struct lint *l, struct map *places,
                         const struct lint_write *writes, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!updates(&writes[i]))
            continue;
        struct spot *p = arena_make(lint_arena(l), struct spot);
        *p = (struct spot){writes[i].instance, writes[i].operation->endpoint};
        void **count = map_put(places, (str){(const char *)p, sizeof *p});
        if (!*count)
            *count = arena_make(lint_arena(l), uint32_t);
        ++*(uint32_t *)*count;
    }
}

static bool is_shared(const struct map *places, const struct lint_write *w)
{
    const struct spot p = {w->instance, w->operation->endpoint};
    const uint32_t *count = map_get(places, (str){(const char *)&p, sizeof p});

    return count && *count > 1;
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_write *writes = lint_writes(l, &n);
    struct map owners, places;

    map_init(&owners, lint_arena(l));
    map_init(&places, lint_arena(l));
    count_writes(l, &places, writes, n);
    for (uint32_t i = 0; i < n; i++)
        if (updates(&writes[i]) && is_shared(&places, &writes[i]))
            check_write(l, g, &owners, &writes[i]);
}

const struct lint_rule lint_rule_competing_writers = {
    .summary = "one flow writes a field of a system",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
