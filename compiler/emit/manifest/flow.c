/*
 * Flows: nodes, blocks, handlers, edges. Their ids count from 1 within the
 * flow, so that one flow's document depends on no other.
 */
#include "compiler/emit/manifest/archive.h"

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

static const char *const node_kinds[NODE_KINDS] = {
    [NODE_NONE] = "none",
#define NODE(NAME, word, remote) [NODE_##NAME] = word,
#include "compiler/graph/kinds.def"
#undef NODE
};

static const char *const setting_words[] = {
#define SETTING(NAME, text) [SET_##NAME] = text,
#include "compiler/graph/settings.def"
#undef SETTING
};

static const char *const known_words[] = {
    [GRAPH_ABSENT] = "absent",
    [GRAPH_SET] = "set",
    [GRAPH_UNKNOWN] = "unknown",
};

static const char *const roles[] = {
    [BLOCK_FLOW] = "flow",       [BLOCK_EACH] = "each",
    [BLOCK_ARM] = "arm",         [BLOCK_BRANCH] = "branch",
    [BLOCK_HANDLER] = "handler", [BLOCK_UNDO] = "undo",
};

static const char *const targets[] = {
    [TARGET_QUEUE] = "queue", [TARGET_CONTINUE] = "continue",
    [TARGET_HALT] = "halt",   [TARGET_DROP] = "drop",
    [TARGET_BLOCK] = "block", [TARGET_NODE] = "node",
};

static const char *const edge_kinds[] = {
    [EDGE_NEXT] = "next", [EDGE_ARM] = "arm",         [EDGE_BRANCH] = "branch",
    [EDGE_ITEM] = "item", [EDGE_FAILURE] = "failure", [EDGE_EMPTY] = "empty",
    [EDGE_ELSE] = "else", [EDGE_UNDO] = "undo",
};

static int word_of(struct archive *a, const char *key, int value,
                   const char *const *words, int n)
{
    ar_word(a, key, &value, words, n);
    return value;
}

#define AR_WORD(a, key, field, type, words) \
    (field) = (type)word_of(a, key, (int)(field), words, COUNT(words))

static void setting(struct archive *a, struct graph_setting *s)
{
    int key = (int)s->key;

    if (!a->reading)
        sink_text(a->out, "name", str_from(setting_words[key]));
    else
        ar_word(a, "name", &key, setting_words, COUNT(setting_words));
    s->key = (enum graph_setting_key)key;
    AR_WORD(a, "known", s->known, enum graph_known, known_words);
    ar_expr(a, "value", &s->value);
    ar_place(a, "at", &s->at);
    ar_place(a, "word_at", &s->word_at);
    if (a->reading && !a->bad && s->known == GRAPH_SET && !s->value)
        archive_bad(a, a->at, "a setting without a value");
}

void archive_settings(struct archive *a, const char *key,
                      struct graph_settings *s)
{
    const struct tree *saved;

    s->n = ar_list(a, key, s->n, &saved);
    const struct tree *list = a->at;
    s->at = ar_array(a, s->at, s->n, sizeof *s->at);
    s->cap = a->reading ? s->n : s->cap;
    for (uint32_t i = 0; i < s->n; i++) {
        ar_item(a, list, i);
        setting(a, &s->at[i]);
        ar_item_end(a);
    }
    if (s->n)
        ar_list_end(a, saved);
}

static const struct graph_operation *
find_operation(const struct graph_connector *c, str endpoint, str name)
{
    const struct graph_endpoint *e = c ? connector_endpoint(c, endpoint) : NULL;

    return e ? endpoint_operation(e, name) : NULL;
}

void archive_operation_ref(struct archive *a, const struct graph_operation **op)
{
    const struct tree *saved;
    struct graph_connector *c = *op ? (*op)->endpoint->connector : NULL;
    str endpoint = *op ? (*op)->endpoint->name : STR("");
    str name = *op ? (*op)->name : STR("");

    if (!ar_open(a, "operation", *op != NULL, &saved)) {
        *op = NULL;
        return;
    }
    ar_ref(a, "connector", ITEM_CONNECTOR, &c);
    ar_text(a, "endpoint", &endpoint);
    ar_text(a, "name", &name);
    *op = find_operation(c, endpoint, name);
    if (a->reading && !*op)
        archive_bad(a, a->at,
                    "the connector has no operation %" STR_FMT ".%" STR_FMT,
                    STR_ARG(endpoint), STR_ARG(name));
    ar_close(a, saved);
}

static void webhook_ref(struct archive *a, struct graph_node *n)
{
    const struct tree *saved;
    struct graph_connector *c = n->webhook ? n->webhook->connector : NULL;
    str name = n->webhook ? n->webhook->name : STR("");

    if (!ar_open(a, "webhook", n->webhook != NULL, &saved))
        return;
    ar_ref(a, "connector", ITEM_CONNECTOR, &c);
    ar_text(a, "name", &name);
    for (uint32_t i = 0; a->reading && c && i < c->nwebhooks; i++)
        if (str_eq(c->webhooks[i]->name, name))
            n->webhook = c->webhooks[i];
    ar_close(a, saved);
}

static void instances(struct archive *a, const char *key,
                      struct graph_instance ***list, uint32_t *n)
{
    const struct tree *saved;

    *n = ar_list(a, key, *n, &saved);
    const struct tree *t = a->at;
    *list = ar_array(a, *list, *n, sizeof **list);
    for (uint32_t i = 0; i < *n; i++) {
        if (a->reading)
            a->at = t->items[i].value;
        ar_ref(a, NULL, ITEM_INSTANCE, &(*list)[i]);
    }
    if (*n)
        ar_list_end(a, saved);
}

static void node_calls(struct archive *a, struct graph_node *n,
                       struct graph_flow *f)
{
    bool varies = n->instances != NULL;

    ar_ref(a, "instance", ITEM_INSTANCE, &n->instance);
    ar_bool(a, "varies", &varies);
    if (a->reading && varies)
        n->instances = f->instances;
    archive_operation_ref(a, &n->operation);
    webhook_ref(a, n);
    ar_exprs(a, "arguments", &n->args, &n->nargs);
    ar_texts(a, "by", &n->by, &n->nby);
    ar_ref(a, "flow", ITEM_FLOW, &n->callee);
    ar_text(a, "flow_name", &n->callee_name);
    ar_ref(a, "queue", ITEM_QUEUE, &n->queue);
    ar_ref(a, "team", ITEM_TEAM, &n->team);
    ar_ref(a, "store", ITEM_STORE, &n->store);
}

static bool is_foreign(const struct graph_foreign *f)
{
    return f->label.len || f->system.len || f->system_type.len || f->disabled ||
           f->default_name || f->pinned || f->assertion || f->over_items ||
           f->missing.len || f->script.len || f->runtime.len;
}

static void foreign_node(struct archive *a, struct graph_foreign *f)
{
    ar_text(a, "system", &f->system);
    ar_text(a, "system_type", &f->system_type);
    ar_bool(a, "disabled", &f->disabled);
    ar_bool(a, "default_name", &f->default_name);
    ar_bool(a, "pinned", &f->pinned);
    ar_bool(a, "assertion", &f->assertion);
    ar_bool(a, "over_items", &f->over_items);
    ar_text(a, "missing_kind", &f->missing_kind);
    ar_text(a, "missing", &f->missing);
    ar_text(a, "script", &f->script);
    ar_text(a, "script_version", &f->script_version);
    ar_text(a, "runtime", &f->runtime);
}

static void node(struct archive *a, struct graph_node *n, struct graph_flow *f)
{
    struct graph_foreign own = {0};

    if (n->foreign)
        own = *n->foreign;
    AR_WORD(a, "kind", n->kind, enum graph_node_kind, node_kinds);
    ar_text(a, "name", &n->name);
    ar_text(a, "word", &n->word);
    ar_text(a, "label", &own.label);
    ar_text(a, "doc", &n->doc);
    ar_place(a, "at", &n->at);
    ar_place(a, "word_at", &n->word_at);
    ar_id(a, "block", &n->block, a->block_base);
    ar_id(a, "next", &n->next_in_block, a->node_base);
    ar_id(a, "made_for", &n->made_for, a->handler_base);
    ar_id(a, "blocks", &n->blocks, a->block_base);
    ar_id(a, "last_block", &n->last_block, a->block_base);
    ar_var(a, "gives", &n->out);
    node_calls(a, n, f);
    archive_settings(a, "settings", &n->settings);
    ar_classes(a, "raises", &n->raises);
    ar_place(a, "data_at", &n->data_at);
    ar_classes(a, "retries", &n->retry_on);
    ar_bool(a, "retries_written", &n->retry_on_written);
    foreign_node(a, &own);
    if (a->reading && is_foreign(&own))
        n->foreign = arena_copy(a->arena, &own, sizeof own);
}

static void block(struct archive *a, struct graph_block *b)
{
    AR_WORD(a, "role", b->role, enum graph_block_role, roles);
    ar_id(a, "owner", &b->owner, a->node_base);
    ar_id(a, "handler", &b->handler, a->handler_base);
    ar_text(a, "name", &b->name);
    ar_expr(a, "condition", &b->condition);
    ar_var(a, "variable", &b->var);
    ar_place(a, "at", &b->at);
    ar_id(a, "first", &b->first, a->node_base);
    ar_id(a, "last", &b->last, a->node_base);
    ar_id(a, "next", &b->next, a->block_base);
}

static void handler(struct archive *a, struct graph_handler *h)
{
    ar_id(a, "scope", &h->scope, a->node_base);
    ar_classes(a, "classes", &h->classes);
    ar_classes(a, "named", &h->named);
    ar_classes(a, "grouped", &h->grouped);
    ar_text(a, "words", &h->words);
    AR_WORD(a, "target", h->target, enum graph_target, targets);
    ar_id(a, "entry", &h->entry, a->node_base);
    ar_id(a, "block", &h->block, a->block_base);
    ar_ref(a, "queue", ITEM_QUEUE, &h->queue);
    ar_expr(a, "because", &h->because);
    ar_place(a, "at", &h->at);
    ar_place(a, "classes_at", &h->classes_at);
}

static void edge(struct archive *a, struct graph_edge *e)
{
    AR_WORD(a, "kind", e->kind, enum graph_edge_kind, edge_kinds);
    ar_id(a, "from", &e->from, a->node_base);
    ar_id(a, "to", &e->to, a->node_base);
    ar_classes(a, "classes", &e->classes);
    ar_id(a, "handler", &e->handler, a->handler_base);
    ar_expr(a, "condition", &e->condition);
    ar_text(a, "label", &e->label);
    ar_place(a, "at", &e->at);
}

/* --- the lists ------------------------------------------------------------ */

static void blocks(struct archive *a, struct graph_flow *f)
{
    struct graph *g = a->g;
    const struct tree *saved;
    uint32_t n = 0;

    while (!a->reading && f->body + n < g->blocks.n &&
           g->blocks.at[f->body + n].flow == f->index)
        n++;
    n = ar_list(a, "blocks", n, &saved);
    const struct tree *list = a->at;
    for (uint32_t i = 0; i < n; i++) {
        if (a->reading && i)
            vec_push(g->arena, &g->blocks);
        ar_item(a, list, i);
        block(a, &g->blocks.at[a->block_base + i]);
        g->blocks.at[a->block_base + i].flow = f->index;
        ar_item_end(a);
    }
    if (n)
        ar_list_end(a, saved);
}

static void handlers(struct archive *a, struct graph_flow *f)
{
    struct graph *g = a->g;
    const struct tree *saved;
    uint32_t n =
        ar_list(a, "handlers", f->end_handler - f->first_handler, &saved);
    const struct tree *list = a->at;

    for (uint32_t i = 0; i < n; i++) {
        if (a->reading)
            graph_add_handler(g, f, 0, 0, (span){0});
        ar_item(a, list, i);
        handler(a, &g->handlers.at[a->handler_base + i]);
        ar_item_end(a);
    }
    if (a->reading) {
        f->first_handler = a->handler_base;
        f->end_handler = g->handlers.n;
    }
    if (n)
        ar_list_end(a, saved);
}

static void nodes(struct archive *a, struct graph_flow *f)
{
    struct graph *g = a->g;
    const struct tree *saved;
    uint32_t n = ar_list(a, "nodes", f->end - f->first, &saved);
    const struct tree *list = a->at;

    for (uint32_t i = 0; i < n; i++) {
        if (a->reading)
            graph_add_node(g, f, 0, NODE_NONE, (span){0});
        ar_item(a, list, i);
        struct graph_node copy = g->nodes.at[a->node_base + i];
        copy.at = a->reading ? (span){0} : copy.at;
        node(a, &copy, f);
        if (a->reading)
            g->nodes.at[a->node_base + i] = copy;
        ar_item_end(a);
    }
    if (n)
        ar_list_end(a, saved);
}

static void edges(struct archive *a, struct graph_flow *f)
{
    struct graph *g = a->g;
    const struct tree *saved;
    uint32_t n = 0, k = 0;

    for (node_id id = f->first; id < f->end && !a->reading; id++)
        n += g->nodes.at[id].nout;
    n = ar_list(a, "edges", n, &saved);
    const struct tree *list = a->at;
    for (node_id id = f->first; id < f->end && !a->reading; id++)
        for (uint32_t i = 0; i < g->nodes.at[id].nout; i++) {
            struct graph_edge copy =
                g->edges.at[g->out[g->nodes.at[id].out_first + i]];
            ar_item(a, list, k++);
            edge(a, &copy);
            ar_item_end(a);
        }
    for (uint32_t i = 0; i < n && a->reading; i++) {
        ar_item(a, list, i);
        edge(a, vec_push(g->arena, &g->edges));
        ar_item_end(a);
    }
    if (n)
        ar_list_end(a, saved);
}

static void amount(struct archive *a, const char *key, struct graph_amount *x)
{
    const struct tree *saved;

    if (!ar_open(a, key, x->count != 0, &saved))
        return;
    ar_int(a, "count", &x->count);
    ar_int(a, "per_us", &x->per);
    ar_place(a, "at", &x->at);
    ar_close(a, saved);
}

static void foreign_flow(struct archive *a, struct graph_flow *f)
{
    struct graph_foreign_flow own = {0};

    if (f->foreign)
        own = *f->foreign;
    ar_bool(a, "draft", &own.draft);
    ar_bool(a, "default_name", &own.default_name);
    ar_text(a, "version", &own.version);
    ar_text(a, "tested", &own.tested);
    ar_int(a, "run_limit_us", &own.run_limit);
    if (a->reading && (own.draft || own.default_name || own.version.len ||
                       own.tested.len || own.run_limit))
        f->foreign = arena_copy(a->arena, &own, sizeof own);
}

static void lines(struct archive *a, struct graph_flow *f)
{
    bool disabled = !f->enabled;

    ar_text(a, "name", &f->name);
    ar_text(a, "format", &f->format);
    ar_bool(a, "maybe_caught", &f->maybe_caught);
    ar_text(a, "doc", &f->doc);
    ar_place(a, "at", &f->at);
    ar_place(a, "name_at", &f->name_at);
    ar_ref(a, "owner", ITEM_TEAM, &f->owner);
    AR_WORD(a, "owner_is", f->owner_known, enum graph_known, known_words);
    ar_place(a, "owner_at", &f->owner_at);
    ar_bool(a, "critical", &f->critical);
    AR_WORD(a, "expect_is", f->expect_known, enum graph_known, known_words);
    amount(a, "expect", &f->expect);
    amount(a, "peak", &f->peak);
    ar_expr(a, "alert", &f->alert);
    AR_WORD(a, "alert_is", f->alert_known, enum graph_known, known_words);
    ar_place(a, "alert_at", &f->alert_at);
    ar_int(a, "timeout_us", &f->timeout);
    ar_var(a, "instance", &f->instance_var);
    instances(a, "instances", &f->instances, &f->ninstances);
    ar_vars(a, "parameters", &f->params, &f->nparams);
    ar_type(a, "result", &f->result);
    ar_bool(a, "disabled", &disabled);
    f->enabled = !disabled;
    foreign_flow(a, f);
    ar_u32(a, "variables", &f->vars);
}

/* Ids that lead out of the flow, or edges that begin nowhere. */
static void prove(struct archive *a, struct graph_flow *f, edge_id first)
{
    const struct graph *g = a->g;
    bool good = f->end > f->first;

#define IN_FLOW(id) (!(id) || ((id) >= f->first && (id) < f->end))
#define BLOCK(id) (!(id) || ((id) >= f->body && (id) < g->blocks.n))
#define HANDLER(id) (!(id) || ((id) >= a->handler_base && (id) < g->handlers.n))
    for (edge_id e = first; e < g->edges.n; e++) {
        const struct graph_edge *x = &g->edges.at[e];
        good = good && x->from && x->to && IN_FLOW(x->from) && IN_FLOW(x->to) &&
               HANDLER(x->handler);
    }
    for (node_id id = f->first; id < f->end; id++) {
        const struct graph_node *n = &g->nodes.at[id];
        good = good && BLOCK(n->block) && BLOCK(n->blocks) &&
               BLOCK(n->last_block) && HANDLER(n->made_for) &&
               IN_FLOW(n->next_in_block) && n->name.len &&
               (!n->next_in_block || n->next_in_block > id);
    }
    for (block_id b = f->body; b < g->blocks.n; b++) {
        const struct graph_block *x = &g->blocks.at[b];
        good = good && IN_FLOW(x->owner) && IN_FLOW(x->first) &&
               IN_FLOW(x->last) && BLOCK(x->next) && HANDLER(x->handler) &&
               (!x->next || x->next > b);
    }
    for (handler_id h = a->handler_base; h < g->handlers.n; h++) {
        const struct graph_handler *x = &g->handlers.at[h];
        good =
            good && IN_FLOW(x->scope) && IN_FLOW(x->entry) && BLOCK(x->block);
    }
    good = good && IN_FLOW(f->trigger);
#undef IN_FLOW
#undef BLOCK
#undef HANDLER
    if (!good)
        archive_bad(a, a->at,
                    "the flow \"%" STR_FMT
                    "\" has a node, block, handler or edge that "
                    "leads nowhere",
                    STR_ARG(f->name));
}

void archive_flow(struct archive *a, struct graph_flow *f)
{
    struct graph *g = a->g;
    edge_id first_edge = g->edges.n;

    if (a->reading) {
        f->body = g->blocks.n;
        vec_push(g->arena, &g->blocks)->flow = f->index;
    }
    a->node_base = a->reading ? g->nodes.n : f->first;
    a->block_base = f->body;
    a->handler_base = a->reading ? g->handlers.n : f->first_handler;
    lines(a, f);
    blocks(a, f);
    handlers(a, f);
    nodes(a, f);
    edges(a, f);
    ar_id(a, "trigger", &f->trigger, a->node_base);
    ar_expr(a, "ordered_by", &f->ordered_by);
    if (a->reading && !a->bad)
        prove(a, f, first_edge);
}
