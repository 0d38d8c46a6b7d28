/*
 * Words that messages share: sets of classes, durations, lists of names, and
 * the route lines a help shows.
 */
#include "lint/state.h"

#include "stdlib/value/buf.h"

static str joined(struct lint *l, const str *words, uint32_t n,
                  const char *quote, const char *last)
{
    str s = {0};

    for (uint32_t i = 0; i < n; i++)
        s = arena_printf(l->arena, "%" STR_FMT "%s%s%" STR_FMT "%s", STR_ARG(s),
                         i == 0       ? ""
                         : i + 1 == n ? last
                                      : ", ",
                         quote, STR_ARG(words[i]), quote);
    return s;
}

static uint32_t class_names(weir_class_set set, str *words)
{
    uint32_t n = 0;

    for (unsigned c = WEIR_OK + 1; c < WEIR_NCLASSES; c++)
        if (set & WEIR_CLASS_BIT(c))
            words[n++] = str_from(weir_class_name((enum weir_class)c));
    return n;
}

str lint_classes(struct lint *l, weir_class_set set)
{
    str words[WEIR_NCLASSES];
    uint32_t n = class_names(set, words);

    return joined(l, words, n, "", " and ");
}

str lint_classes_code(struct lint *l, weir_class_set set)
{
    str words[WEIR_NCLASSES + 1];
    uint32_t n = 0;

    if (set == weir_class_error())
        return STR("error");
    if ((set & weir_class_outage()) == weir_class_outage()) {
        words[n++] = STR("outage");
        set &= ~weir_class_outage();
    }
    n += class_names(set, words + n);
    return joined(l, words, n, "", ", ");
}

str lint_names(struct lint *l, const str *names, uint32_t n)
{
    return joined(l, names, n, "\"", " and ");
}

str lint_duration(struct lint *l, int64_t us)
{
    static const struct {
        const char *unit;
        int64_t us;
    } units[] = {{"d", 86400000000},
                 {"h", 3600000000},
                 {"m", 60000000},
                 {"s", 1000000},
                 {"ms", 1000}};
    str s = {0};

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        int64_t n = us / units[i].us;
        us -= n * units[i].us;
        if (n > 0)
            s = arena_printf(l->arena, "%" STR_FMT "%lld%s", STR_ARG(s),
                             (long long)n, units[i].unit);
    }
    return s.len ? s : STR("0s");
}

/* --- routes -------------------------------------------------------------- */

static const struct graph_queue *find_queue(const struct graph *g,
                                            const struct graph_flow *f)
{
    for (node_id n = f->first; n < f->end; n++)
        if (g->nodes.at[n].kind == NODE_PARK && g->nodes.at[n].queue)
            return g->nodes.at[n].queue;
    for (uint32_t i = 0; i < g->queues.n; i++)
        if (g->queues.at[i]->owner && g->queues.at[i]->owner == f->owner)
            return g->queues.at[i];
    return g->queues.n ? g->queues.at[0] : NULL;
}

const struct graph_queue *lint_queue_for(struct lint *l, const struct graph *g,
                                         const struct graph_flow *f)
{
    // Findings about one flow come together.
    if (l->facts.queue_of != f) {
        l->facts.queue_of = f;
        l->facts.queue = find_queue(g, f);
    }
    return l->facts.queue;
}

/* Whether a flow has no route of its own yet. */
static bool is_bare(struct lint *l, const struct graph *g,
                    const struct graph_flow *f)
{
    if (!l->facts.has_handlers) {
        l->facts.has_handlers = arena_array(l->arena, bool, g->flows.n + 1);
        for (handler_id h = 1; h < g->handlers.n; h++) {
            const struct graph_handler *x = &g->handlers.at[h];
            if (!x->scope && x->flow < g->flows.n)
                l->facts.has_handlers[x->flow] = true;
        }
    }
    return !l->facts.has_handlers[f->index];
}

/* A flow without any route gets the two lines that most flows want. */
str lint_route_lines(struct lint *l, const struct graph *g,
                     const struct graph_flow *f, weir_class_set set)
{
    const struct graph_queue *q = lint_queue_for(l, g, f);
    weir_class_set outage = set & weir_class_outage();
    weir_class_set rest = set & ~weir_class_outage();
    bool bare = is_bare(l, g, f);
    str halt = {0}, park = {0};

    if (outage) {
        str words = lint_classes_code(l, bare ? weir_class_outage() : outage);
        halt = arena_printf(l->arena, "on %" STR_FMT " -> halt%s",
                            STR_ARG(words), rest ? "  " : "");
    }
    if (rest) {
        str words = lint_classes_code(l, bare ? weir_class_error() : rest);
        park = arena_printf(l->arena, "on %" STR_FMT " -> %" STR_FMT,
                            STR_ARG(words), STR_ARG(q ? q->name : STR("halt")));
    }
    return arena_printf(l->arena, "%" STR_FMT "%" STR_FMT, STR_ARG(halt),
                        STR_ARG(park));
}

span lint_step_at(const struct graph_node *n)
{
    return n->word_at.pos ? n->word_at : n->at;
}

span lint_flow_at(const struct graph_flow *f)
{
    return f->name_at.pos ? f->name_at : f->at;
}
