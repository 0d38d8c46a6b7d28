/*
 * Personal or secret data in a store that keeps it for ever: its type has a
 * marked field, or a flow remembers one there, as a value or as a key.
 */
#include "lint/lint.h"

static void report(struct lint *l, const struct graph_store *s, str name,
                   span at)
{
    struct diag *d =
        lint_report(l, s->name_at.pos ? s->name_at : s->at,
                    "store \"%" STR_FMT "\" keeps \"%" STR_FMT "\" for ever",
                    STR_ARG(s->name), STR_ARG(name));

    if (at.pos)
        lint_note(l, d, at, "it comes from here");
    lint_help(l, d, "retain 30d");
}

/* By a step that remembers; each store is said once. */
static bool remembers(struct lint *l, const struct graph_node *x,
                      struct lint_taint *t)
{
    return lint_find_taint(l, lint_setting(x, SET_VALUE), t) ||
           lint_find_taint(l, lint_setting(x, SET_BY), t);
}

static void check_stores(struct lint *l, const struct graph *g,
                         struct map *said)
{
    for (uint32_t i = 0; i < g->stores.n; i++) {
        const struct graph_store *s = g->stores.at[i];
        const struct graph_field *f = lint_marked_field(s->value);
        if (s->retain || !f)
            continue;
        *map_put(said, s->name) = g->stores.at[i];
        lint_about(l, "store", s->name);
        report(l, s, f->name, f->at);
    }
}

static void check_graph(struct lint *l, const struct graph *g)
{
    struct map said;
    struct lint_taint t;

    map_init(&said, lint_arena(l));
    check_stores(l, g, &said);
    for (node_id n = 1; g->stores.n && n < g->nodes.n; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (x->kind != NODE_STORE || !x->store || x->store->retain ||
            map_get(&said, x->store->name) || !remembers(l, x, &t))
            continue;
        *map_put(&said, x->store->name) = x->store;
        lint_about(l, "store", x->store->name);
        report(l, x->store, t.name.len ? t.name : STR("a whole payload"), t.at);
    }
}

const struct lint_rule lint_rule_shared_pii_store = {
    .summary = "personal data in a store has an end",
    .level = DIAG_WARNING,
    .graph = check_graph,
};
