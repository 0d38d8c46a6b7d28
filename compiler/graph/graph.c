/*
 * Looking at a graph: words, settings, and the freeze that makes its tables.
 */
#include "compiler/graph/build.h"

#include <assert.h>
#include <string.h>

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
    return number ? s->value->i : otherwise;
}

bool node_is_final(const struct graph_node *n)
{
    if (n->kind == NODE_DROP)
        return !node_setting(n, SET_CONDITION);
    return n->kind == NODE_PARK || n->kind == NODE_HALT || n->kind == NODE_END;
}

/* --- freeze --- */

/* A name's parts: "write" " netsuite" ".sales_orders" ".upsert". */
struct naming {
    str part[8];
    char sign[8]; // before the part, or NUL
    size_t n, len;
};

static void add(struct naming *x, char sign, str s)
{
    assert(x->n < sizeof x->sign);
    x->sign[x->n] = sign;
    x->part[x->n++] = s;
    x->len += s.len + (sign != 0);
}

static void add_operation(struct naming *x, const struct graph *g,
                          const struct graph_node *n)
{
    const struct graph_flow *f = g->flows.at[n->flow];

    add(x, ' ', n->instance ? n->instance->alias : f->instance_var->name);
    add(x, '.', n->operation->endpoint->name);
    if (n->kind == NODE_WRITE)
        add(x, '.', n->operation->name);
}

/* What a name says behind the word: an endpoint, a flow, what is named. */
static void add_subject(struct naming *x, const struct graph *g,
                        const struct graph_node *n)
{
    str s = n->callee_name;

    if (n->operation && (n->instance || g->flows.at[n->flow]->instance_var)) {
        add_operation(x, g, n);
        return;
    }
    if (!s.len && n->queue)
        s = n->queue->name;
    if (!s.len && n->team)
        s = n->team->name;
    if (!s.len && n->store)
        s = n->store->name;
    if (!s.len && n->out)
        s = n->out->name;
    if (s.len)
        add(x, ' ', s);
}

static char *join(char *to, const struct naming *x)
{
    for (size_t i = 0; i < x->n; i++) {
        if (x->sign[i])
            *to++ = x->sign[i];
        if (x->part[i].len)
            memcpy(to, x->part[i].ptr, x->part[i].len);
        to += x->part[i].len;
    }
    return to;
}

static char *add_number(char *to, uint32_t n)
{
    char digits[10];
    size_t i = sizeof digits;

    do
        digits[--i] = (char)('0' + n % 10);
    while (n /= 10);
    memcpy(to, digits + i, sizeof digits - i);
    return to + (sizeof digits - i);
}

/* `seen` has the names that are alike but for their numbers, each with how
 * often it was met; `counts` has room for that. */
static void name_node(struct graph *g, struct graph_node *n, struct map *seen,
                      uint32_t *counts)
{
    struct naming x = {.n = 0};

    add(&x, 0, n->word.len ? n->word : str_from(node_word(n->kind)));
    add_subject(&x, g, n);
    char *text = arena_raw(g->arena, x.len + sizeof "#4294967295");
    char *end = join(text, &x);
    void **count = map_put(seen, (str){text, x.len});
    if (!*count) {
        *count = &counts[seen->entries.n - 1];
        counts[seen->entries.n - 1] = 0;
    }
    *end++ = '#';
    end = add_number(end, ++*(uint32_t *)*count);
    *end = 0;
    n->name = (str){text, (size_t)(end - text)};
}

static void name_nodes(struct graph *g)
{
    struct map seen;
    uint32_t most = 0;

    for (uint32_t i = 0; i < g->flows.n; i++)
        if (g->flows.at[i]->end - g->flows.at[i]->first > most)
            most = g->flows.at[i]->end - g->flows.at[i]->first;
    uint32_t *counts = arena_array(g->arena, uint32_t, most);
    map_init(&seen, g->arena);
    for (uint32_t i = 0; i < g->flows.n; i++) {
        const struct graph_flow *f = g->flows.at[i];
        for (node_id id = f->first; id < f->end; id++)
            if (!g->nodes.at[id].name.len)
                name_node(g, &g->nodes.at[id], &seen, counts);
        map_clear(&seen);
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
    name_nodes(g);
    index_edges(g);
    find_callers(g);
    g->frozen = true;
}
