/*
 * A copy of an entity is brought up to date, its system could be told that one
 * is gone, and no flow of the estate ever tells it.
 */
#include "lint/lint.h"

static bool ends_life(const struct graph_operation *op)
{
    static const char *const words[] = {"cancel", "void",   "archive",
                                        "delete", "remove", "close"};

    if (op->verb == VERB_DELETE)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (op->verb == VERB_ACTION &&
            str_starts_with(op->name, str_from(words[i])))
            return true;
    return false;
}

static const struct graph_operation *end_of(const struct graph_endpoint *e)
{
    for (uint32_t i = 0; e && i < e->noperations; i++)
        if (ends_life(e->operations[i]))
            return e->operations[i];
    return NULL;
}

/* A field that says that it is over: a state, a mark. */
static bool says_end(const struct graph_expr *value)
{
    static const char *const words[] = {"status", "Status", "state",
                                        "State",  "cancel", "delete",
                                        "active", "Active", "archiv"};

    for (uint32_t i = 0; i < value->nargs; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (str_find(value->names[i], str_from(words[k])) >= 0)
                return true;
    return false;
}

struct place_key {
    const void *instance, *endpoint;
};

static void **seen_of(struct lint *l, struct map *seen,
                      const struct lint_write *w)
{
    struct place_key *k = arena_make(lint_arena(l), struct place_key);

    *k = (struct place_key){w->instance, w->operation->endpoint};
    return map_put(seen, (str){(const char *)k, sizeof *k});
}

static const struct graph_entity *copy_of(struct lint *l,
                                          const struct lint_write *w)
{
    const struct lint_place *p = lint_places(l, w->instance, w->record);

    while (p && (p->master || !p->entity->nmasters || p->place->field))
        p = p->next;
    return p ? p->entity : NULL;
}

static void report(struct lint *l, const struct graph *g,
                   const struct lint_write *w, const struct graph_entity *e)
{
    const struct graph_operation *end = end_of(w->operation->endpoint);

    lint_about_node(l, w->node);
    struct diag *d = lint_report(
        l, lint_step_at(&g->nodes.at[w->node]),
        "copies of entity \"%" STR_FMT
        "\" are brought up to date here, and no flow tells \"%" STR_FMT
        "\" of one that is gone",
        STR_ARG(e->name), STR_ARG(w->instance->alias));
    lint_note(l, d, end->at, "it could be told by this");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    if (!g->entities.n)
        return;
    uint32_t n;
    const struct lint_write *writes = lint_writes(l, &n);
    struct map seen;

    map_init(&seen, lint_arena(l));
    for (uint32_t i = 0; i < n; i++) {
        const struct lint_write *w = &writes[i];
        if (!end_of(w->operation->endpoint))
            continue;
        if (ends_life(w->operation) || !w->value || says_end(w->value) ||
            lint_is_covered(l, w->flow)) // it finds the copy, too
            *seen_of(l, &seen, w) = &seen;
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct lint_write *w = &writes[i];
        if (!w->flow->enabled || !end_of(w->operation->endpoint))
            continue;
        void **at = seen_of(l, &seen, w);
        if (*at)
            continue;
        *at = &seen;
        const struct graph_entity *e = copy_of(l, w);
        if (e)
            report(l, g, w, e);
    }
}

const struct lint_rule lint_rule_deletes_not_propagated = {
    .summary = "what is cancelled or deleted is so in the copies too",
    .level = DIAG_INFO,
    .graph = check_graph,
};
