/*
 * Records of one system are updated from several others, each with fields of
 * its own, and no entity says who masters them. Two flows that write one field
 * are the matter of truth/competing-writers.
 */
#include "lint/lint.h"

enum { MOST_FIELDS = 256 }; // of a record; wider ones are not compared

struct key {
    const void *instance, *record;
};

struct writer { // the first from each system
    const struct writer *next;
    const struct lint_write *write;
    const struct graph_instance *from;
};

struct target {
    struct writer *writers; // the last first
    uint32_t n;
};

static bool updates(const struct lint_write *w)
{
    enum graph_verb verb = w->operation->verb;

    return (verb == VERB_UPDATE || verb == VERB_UPSERT) && w->value &&
           w->record && w->flow->enabled;
}

static bool is_declared(struct lint *l, const struct lint_write *w)
{
    const struct lint_place *p = lint_places(l, w->instance, w->record);

    while (p && !p->entity->nmasters)
        p = p->next;
    return p;
}

static bool is_key(const struct graph *g, const struct lint_write *w, str name)
{
    const struct graph_node *n = &g->nodes.at[w->node];
    const struct graph_field *f = record_field(w->record, name);

    for (uint32_t i = 0; i < n->nby; i++)
        if (str_eq(n->by[i], name))
            return true;
    return f && f->key;
}

static bool writes(const struct lint_write *w, str name)
{
    for (uint32_t i = 0; i < w->value->nargs; i++)
        if (str_eq(w->value->names[i], name))
            return true;
    return false;
}

static bool share_a_field(const struct graph *g, const struct lint_write *a,
                          const struct lint_write *b)
{
    if (a->value->nargs > MOST_FIELDS || b->value->nargs > MOST_FIELDS)
        return true;
    for (uint32_t i = 0; i < a->value->nargs; i++)
        if (!is_key(g, a, a->value->names[i]) && writes(b, a->value->names[i]))
            return true;
    return false;
}

static void report(struct lint *l, const struct graph *g,
                   const struct writer *x, const struct writer *other)
{
    const struct lint_write *w = x->write;

    lint_about_node(l, w->node);
    struct diag *d = lint_report(
        l, lint_step_at(&g->nodes.at[w->node]),
        "\"%" STR_FMT ".%" STR_FMT "\" is updated from \"%" STR_FMT
        "\" and from \"%" STR_FMT "\", and no entity says who masters it",
        STR_ARG(w->instance->alias), STR_ARG(w->record->name),
        STR_ARG(other->from->alias), STR_ARG(x->from->alias));
    lint_note(l, d, lint_step_at(&g->nodes.at[other->write->node]),
              "from \"%" STR_FMT "\" here", STR_ARG(other->from->alias));
    lint_help(l, d, "entity %" STR_FMT " { master %" STR_FMT ".%" STR_FMT " }",
              STR_ARG(w->record->name), STR_ARG(w->instance->alias),
              STR_ARG(w->record->name));
}

static void check_write(struct lint *l, const struct graph *g, struct target *t,
                        const struct lint_write *w)
{
    const struct lint_source s = lint_source_of(l, w->flow);

    if (!s.instance || s.instance == w->instance)
        return;
    for (const struct writer *x = t->writers; x; x = x->next)
        if (x->from == s.instance || share_a_field(g, x->write, w))
            return;
    struct writer *made = arena_make(lint_arena(l), struct writer);
    *made = (struct writer){.next = t->writers, .write = w, .from = s.instance};
    t->writers = made;
    t->n++;
    if (t->n == 2)
        report(l, g, made, made->next);
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_write *all = lint_writes(l, &n);
    struct map targets;

    map_init(&targets, lint_arena(l));
    for (uint32_t i = 0; i < n; i++) {
        const struct lint_write *w = &all[i];
        if (!updates(w) || is_declared(l, w))
            continue;
        struct key *k = arena_make(lint_arena(l), struct key);
        *k = (struct key){w->instance, w->record};
        void **slot = map_put(&targets, (str){(const char *)k, sizeof *k});
        if (!*slot)
            *slot = arena_make(lint_arena(l), struct target);
        struct target *t = *slot;
        if (t->n < 2)
            check_write(l, g, t, w);
    }
}

const struct lint_rule lint_rule_undeclared_master = {
    .summary = "what several systems update has a declared master",
    .level = DIAG_INFO,
    .graph = check_graph,
};
