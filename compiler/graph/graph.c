/*
 * Looking at a graph: words, settings, and the freeze that makes its tables.
 */
#include "compiler/graph/build.h"

#include <assert.h>

static const struct {
    const char *word;
    bool remote;
} kinds[] = {
    [NODE_NONE] = {"none", false},
#define NODE(NAME, text, is_remote) [NODE_##NAME] = {text, is_remote},
#include "compiler/graph/kinds.def"
#undef NODE
};

static const char *const settings[] = {
#define SETTING(NAME, text) [SET_##NAME] = text,
#include "compiler/graph/settings.def"
#undef SETTING
};

const char *node_word(enum graph_node_kind k)
{
    return kinds[k].word;
}

bool node_remote(enum graph_node_kind k)
{
    return kinds[k].remote;
}

const char *setting_word(enum graph_setting_key k)
{
    return settings[k];
}

const struct graph_setting *settings_get(const struct graph_settings *s,
                                         enum graph_setting_key k)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (s->at[i].key == k)
            return &s->at[i];
    return NULL;
}

const struct graph_setting *node_setting(const struct graph_node *n,
                                         enum graph_setting_key k)
{
    return settings_get(&n->settings, k);
}

int64_t node_number(const struct graph_node *n, enum graph_setting_key k,
                    int64_t otherwise)
{
    const struct graph_setting *s = node_setting(n, k);

    if (!s || s->known != GRAPH_SET || s->value->kind != EXPR_LITERAL)
        return otherwise;
    enum graph_type_kind t = s->value->type->kind;
    bool number =
        t == TYPE_INT || t == TYPE_BOOL || t == TYPE_DURATION || t == TYPE_SIZE;
    return number ? s->value->value->i : otherwise;
}

bool node_is_final(const struct graph_node *n)
{
    if (n->kind == NODE_DROP)
        return !node_setting(n, SET_CONDITION);
    return n->kind == NODE_PARK || n->kind == NODE_HALT || n->kind == NODE_END;
}

/* --- freeze --- */

static str operation_words(struct graph *g, const struct graph_node *n)
{
    const struct graph_flow *f = g->flows.at[n->flow];
    str alias = n->instance ? n->instance->alias : f->instance_var->name;
    str endpoint = n->operation->endpoint->name;

    if (n->kind == NODE_WRITE)
        return arena_printf(g->arena, " %" STR_FMT ".%" STR_FMT ".%" STR_FMT,
                            STR_ARG(alias), STR_ARG(endpoint),
                            STR_ARG(n->operation->name));
    return arena_printf(g->arena, " %" STR_FMT ".%" STR_FMT, STR_ARG(alias),
                        STR_ARG(endpoint));
}

/* What a name says behind the word: an endpoint, a flow, what is named. */
static str subject_of(struct graph *g, const struct graph_node *n)
{
    str s = n->callee_name;

    if (n->operation && (n->instance || g->flows.at[n->flow]->instance_var))
        return operation_words(g, n);
    if (!s.len && n->queue)
        s = n->queue->name;
    if (!s.len && n->team)
        s = n->team->name;
    if (!s.len && n->store)
        s = n->store->name;
    if (!s.len && n->out)
        s = n->out->name;
    return s.len ? arena_printf(g->arena, " %" STR_FMT, STR_ARG(s)) : STR("");
}

static void name_flow(struct graph *g, const struct graph_flow *f)
{
    struct map seen;

    map_init(&seen, g->arena);
    for (node_id id = f->first; id < f->end; id++) {
        struct graph_node *n = &g->nodes.at[id];
        if (n->name.len)
            continue;
        str word = n->word.len ? n->word : str_from(node_word(n->kind));
        str subject = subject_of(g, n);
        str base = arena_printf(g->arena, "%" STR_FMT "%" STR_FMT,
                                STR_ARG(word), STR_ARG(subject));
        uint32_t **count = (uint32_t **)map_put(&seen, base);
        if (!*count)
            *count = arena_make(g->arena, uint32_t);
        n->name = arena_printf(g->arena, "%" STR_FMT "#%u", STR_ARG(base),
                               (unsigned)++**count);
    }
}

static void index_edges(struct graph *g)
{
    g->out = arena_array(g->arena, edge_id, g->edges.n + 1);
    g->in = arena_array(g->arena, edge_id, g->edges.n + 1);
    for (edge_id e = 1; e < g->edges.n; e++) {
        g->nodes.at[g->edges.at[e].from].nout++;
        g->nodes.at[g->edges.at[e].to].nin++;
    }
    uint32_t out = 0, in = 0;
    for (node_id n = 1; n < g->nodes.n; n++) {
        struct graph_node *x = &g->nodes.at[n];
        x->out_first = out;
        x->in_first = in;
        out += x->nout;
        in += x->nin;
        x->nout = x->nin = 0;
    }
    for (edge_id e = 1; e < g->edges.n; e++) {
        struct graph_node *from = &g->nodes.at[g->edges.at[e].from];
        struct graph_node *to = &g->nodes.at[g->edges.at[e].to];
        g->out[from->out_first + from->nout++] = e;
        g->in[to->in_first + to->nin++] = e;
    }
}

static void find_callers(struct graph *g)
{
    for (node_id n = 1; n < g->nodes.n; n++)
        if (g->nodes.at[n].callee)
            g->nodes.at[n].callee->ncallers++;
    for (uint32_t i = 0; i < g->flows.n; i++) {
        struct graph_flow *f = g->flows.at[i];
        f->callers = arena_array(g->arena, node_id, f->ncallers);
        f->ncallers = 0;
    }
    for (node_id n = 1; n < g->nodes.n; n++) {
        struct graph_flow *f = g->nodes.at[n].callee;
        if (f)
            f->callers[f->ncallers++] = n;
    }
}

void graph_freeze(struct graph *g)
{
    assert(!g->frozen);
    for (uint32_t i = 0; i < g->flows.n; i++)
        name_flow(g, g->flows.at[i]);
    index_edges(g);
    find_callers(g);
    g->frozen = true;
}
