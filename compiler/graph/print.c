/*
 * The graph as text, for tests: a line for an item, a node, an edge. Node
 * numbers count within their flow, so one flow's print depends on no other.
 */
#include "compiler/graph/graph.h"

struct printer {
    const struct graph *g;
    const struct graph_flow *f;
    struct buf *out;
    struct arena *scratch;
};

static const char *const edge_words[] = {
    [EDGE_NEXT] = "next", [EDGE_ARM] = "arm",         [EDGE_BRANCH] = "branch",
    [EDGE_ITEM] = "item", [EDGE_FAILURE] = "failure", [EDGE_EMPTY] = "empty",
    [EDGE_ELSE] = "else", [EDGE_UNDO] = "undo",
};

static void print_expr_of(struct printer *p, const char *before,
                          const struct graph_expr *e)
{
    struct arena_mark mark = arena_mark(p->scratch);

    buf_printf(p->out, "%s%" STR_FMT, before,
               STR_ARG(expr_text(p->scratch, e)));
    arena_reset(p->scratch, mark);
}

static void print_classes(struct printer *p, weir_class_set set)
{
    const char *between = " ";

    for (unsigned c = 1; c < WEIR_NCLASSES; c++) {
        if (!(set & WEIR_CLASS_BIT(c)))
            continue;
        buf_printf(p->out, "%s%s", between,
                   weir_class_name((enum weir_class)c));
        between = ",";
    }
}

static void print_settings(struct printer *p, const struct graph_settings *s)
{
    for (uint32_t i = 0; i < s->n; i++) {
        buf_printf(p->out, "\n      %s ", setting_word(s->at[i].key));
        if (s->at[i].known == GRAPH_UNKNOWN)
            buf_text(p->out, "unknown");
        else
            print_expr_of(p, "", s->at[i].value);
    }
}

static void print_type(struct printer *p, const char *before,
                       const struct graph_type *t)
{
    struct arena_mark mark = arena_mark(p->scratch);

    buf_printf(p->out, "%s%" STR_FMT, before,
               STR_ARG(type_text(p->scratch, t)));
    arena_reset(p->scratch, mark);
}

static unsigned number(const struct printer *p, node_id n)
{
    return n ? n - p->f->first + 1 : 0;
}

static void print_edge(struct printer *p, const struct graph_edge *e)
{
    buf_printf(p->out, "    %s n%u %s", e->kind == EDGE_FAILURE ? "=>" : "->",
               number(p, e->to), edge_words[e->kind]);
    print_classes(p, e->classes);
    if (e->condition)
        print_expr_of(p, " when ", e->condition);
    if (e->label.len)
        buf_printf(p->out, " %" STR_FMT, STR_ARG(e->label));
    buf_char(p->out, '\n');
}

static void print_node(struct printer *p, node_id id)
{
    const struct graph_node *n = &p->g->nodes.at[id];

    buf_printf(p->out, "  n%u %" STR_FMT, number(p, id), STR_ARG(n->name));
    for (uint32_t i = 0; i < n->nargs; i++)
        print_expr_of(p, i ? ", " : " of ", n->args[i]);
    if (n->out) {
        buf_printf(p->out, " as %" STR_FMT, STR_ARG(n->out->name));
        print_type(p, ": ", n->out->type);
    }
    for (uint32_t i = 0; i < n->nby; i++)
        buf_printf(p->out, "%s%" STR_FMT, i ? "," : " by ", STR_ARG(n->by[i]));
    if (n->raises) {
        buf_text(p->out, " raises");
        print_classes(p, n->raises);
    }
    if (n->retry_on) {
        buf_text(p->out, " retries");
        print_classes(p, n->retry_on);
    }
    print_settings(p, &n->settings);
    buf_char(p->out, '\n');
    for (uint32_t i = 0; i < n->nout; i++)
        print_edge(p, &p->g->edges.at[p->g->out[n->out_first + i]]);
}

static void print_amount(struct printer *p, const char *word,
                         const struct graph_amount *a)
{
    struct arena_mark mark = arena_mark(p->scratch);

    if (a->count)
        buf_printf(p->out, " %s %lld per %" STR_FMT, word, (long long)a->count,
                   STR_ARG(duration_text(p->scratch, a->per)));
    arena_reset(p->scratch, mark);
}

static void print_flow(struct printer *p, const struct graph_flow *f)
{
    p->f = f;
    buf_printf(p->out, "flow %" STR_FMT, STR_ARG(f->name));
    if (f->owner)
        buf_printf(p->out, " owner %" STR_FMT, STR_ARG(f->owner->name));
    buf_text(p->out, f->critical ? " critical" : "");
    print_amount(p, "expect", &f->expect);
    print_amount(p, "peak", &f->peak);
    if (f->alert)
        print_expr_of(p, " alert ", f->alert);
    if (f->ordered_by)
        print_expr_of(p, " ordered by ", f->ordered_by);
    for (uint32_t i = 0; i < f->nparams; i++) {
        buf_printf(p->out, "%s%" STR_FMT, i ? ", " : " of ",
                   STR_ARG(f->params[i]->name));
        print_type(p, ": ", f->params[i]->type);
    }
    buf_char(p->out, '\n');
    for (node_id id = f->first; id < f->end; id++)
        print_node(p, id);
}

#define PRINT_NAMES(p, word, list)          \
    for (uint32_t i = 0; i < (list).n; i++) \
    buf_printf((p)->out, word " %" STR_FMT "\n", STR_ARG((list).at[i]->name))

static void print_functions(struct printer *p)
{
    for (uint32_t i = 0; i < p->g->functions.n; i++) {
        const struct graph_function *f = p->g->functions.at[i];
        buf_printf(p->out, "%s %" STR_FMT, f->is_map ? "map" : "fn",
                   STR_ARG(f->name));
        print_type(p, ": ", f->result);
        print_expr_of(p, " = ", f->body);
        buf_char(p->out, '\n');
    }
}

static void print_instances(struct printer *p)
{
    for (uint32_t i = 0; i < p->g->instances.n; i++) {
        const struct graph_instance *x = p->g->instances.at[i];
        buf_printf(p->out, "use %" STR_FMT "@%" STR_FMT " as %" STR_FMT "\n",
                   STR_ARG(x->name), STR_ARG(x->version), STR_ARG(x->alias));
    }
}

void graph_print(const struct graph *g, struct buf *out)
{
    struct printer p = {.g = g, .out = out, .scratch = arena_new()};

    print_instances(&p);
    PRINT_NAMES(&p, "team", g->teams);
    PRINT_NAMES(&p, "queue", g->queues);
    PRINT_NAMES(&p, "record", g->records);
    PRINT_NAMES(&p, "enum", g->enums);
    PRINT_NAMES(&p, "entity", g->entities);
    PRINT_NAMES(&p, "table", g->tables);
    PRINT_NAMES(&p, "store", g->stores);
    print_functions(&p);
    for (uint32_t i = 0; i < g->flows.n; i++)
        print_flow(&p, g->flows.at[i]);
    PRINT_NAMES(&p, "reconcile", g->reconciles);
    for (uint32_t i = 0; i < g->tests.n; i++)
        buf_printf(out, "test %" STR_FMT "\n", STR_ARG(g->tests.at[i]->title));
    arena_free(p.scratch);
}
