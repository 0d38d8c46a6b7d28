/*
 * Version 0.8: states with transitions. A state's actions are steps in turn,
 * or branches; its onErrors take what they raise.
 */
#include "compiler/import/serverless.h"

struct state {
    const struct tree *t;
    str name;
    span at;
    node_id node, first, last; // the state; its first and last action
    bool single;               // its actions are steps in turn
};

struct reading {
    struct import *im;
    struct graph_flow *flow;
    const struct tree *root;
    struct map index; // name to struct state
    node_id end;
};

/* The entry of a list of named maps. */
static const struct tree *named(const struct tree *list, str name)
{
    for (uint32_t i = 0; i < tree_list_length(list); i++)
        if (str_eq(tree_text_at(list->items[i].value, "name"), name))
            return list->items[i].value;
    return NULL;
}

/* --- actions ------------------------------------------------------------- */

static enum graph_node_kind kind_of(const struct tree *function)
{
    str type = tree_text_at(function, "type");
    str operation = tree_text_at(function, "operation");

    if (str_is(operation, "sysout") ||
        str_starts_with(operation, STR("sysout:")) ||
        str_is(type, "expression"))
        return NODE_MAP;
    if (str_starts_with(operation, STR("rest:get:")))
        return NODE_ENRICH;
    if (str_is(type, "asyncapi"))
        return NODE_SEND;
    if (str_starts_with(operation, STR("service:java:")))
        return NODE_SCRIPT;
    return NODE_WRITE;
}

static void set_retry(struct reading *r, node_id n, const struct tree *action)
{
    const struct tree *ref = tree_at(action, "retryRef");
    const struct tree *retry =
        named(tree_at(r->root, "retries"), tree_text(ref));
    int64_t most = import_read_int(tree_at(retry, "maxAttempts"));
    int64_t delay = serverless_duration(tree_at(retry, "delay"));

    if (ref && !retry && !tree_text(tree_at(r->root, "retries")).len)
        import_error(r->im, "import/dangling-target", ref->at,
                     "\"retryRef\" names \"%" STR_FMT
                     "\", and there are no such retries",
                     STR_ARG(tree_text(ref)));
    import_absent(r->im, n, SET_RETRY);
    if (!retry) {
        if (tree_is_true(tree_at(r->root, "autoRetries")))
            import_unknown(r->im, n, SET_RETRY);
        return;
    }
    if (most > 0)
        import_number(r->im, n, SET_RETRY, most, retry->at);
    if (delay <= 0)
        return;
    import_duration(r->im, n, SET_BACKOFF, delay, retry->at);
    if (!tree_at(retry, "multiplier") && !tree_at(retry, "increment"))
        import_duration(r->im, n, SET_BACKOFF_CAP, delay, retry->at);
}

static node_id read_action(struct reading *r, const struct state *s,
                           const struct tree *a)
{
    const struct tree *ref = tree_at(a, "functionRef"),
                      *sub = tree_at(a, "subFlowRef");
    str name = ref && ref->kind == TREE_MAP ? tree_text_at(ref, "refName")
                                            : tree_text(ref);
    const struct tree *function = named(tree_at(r->root, "functions"), name);
    str label = tree_text_at(a, "name");
    enum graph_node_kind kind = sub                      ? NODE_CALL
                                : tree_at(a, "eventRef") ? NODE_SEND
                                                         : kind_of(function);

    // Functions may stand in another file, and "rpc:x" is a plugin's own.
    bool elsewhere = tree_text(tree_at(r->root, "functions")).len ||
                     str_find(name, STR(":")) >= 0;
    if (ref && !function && !elsewhere)
        import_error(r->im, "import/dangling-target", ref->at,
                     "an action of state \"%" STR_FMT
                     "\" calls function \"%" STR_FMT
                     "\", and there is no such function",
                     STR_ARG(s->name), STR_ARG(name));
    node_id n = import_step(r->im, r->flow, kind,
                            label.len  ? label
                            : name.len ? name
                                       : STR("action"),
                            STR("action"), a->at);
    str host = import_host(tree_text_at(function, "operation"));
    if (host.len)
        import_calls(r->im, n, host);
    if (kind != NODE_MAP)
        import_raises(r->im, n, import_any_failure());
    if (node_remote(kind))
        set_retry(r, n, a);
    int64_t us = serverless_duration(
        tree_at(tree_at(s->t, "timeouts"), "actionExecTimeout"));
    if (us > 0 && node_remote(kind))
        import_duration(r->im, n, SET_TIMEOUT, us, s->at);
    return n;
}

static void add_action(struct reading *r, struct state *s, const struct tree *a,
                       bool parallel)
{
    node_id n = read_action(r, s, a);

    if (parallel)
        import_branch(r->im, s->node, n, a->at);
    else if (s->last != s->node)
        import_next(r->im, s->last, n, a->at);
    else if (str_is(tree_text_at(s->t, "type"), "foreach"))
        import_item(r->im, s->node, n, a->at);
    else
        import_next(r->im, s->node, n, a->at);
    s->last = n;
}

/* actions, the actions of onEvents and of branches, and a callback's. */
static void read_actions(struct reading *r, struct state *s)
{
    static const char *const groups[] = {"onEvents", "branches"};
    const struct tree *list = tree_at(s->t, "actions");
    bool parallel = str_is(tree_text_at(s->t, "actionMode"), "parallel");

    s->first = r->im->g->nodes.n;
    for (uint32_t i = 0; i < tree_list_length(list); i++)
        add_action(r, s, list->items[i].value, parallel);
    for (unsigned k = 0; k < 2; k++) {
        const struct tree *g = tree_at(s->t, groups[k]);
        for (uint32_t i = 0; i < tree_list_length(g); i++) {
            const struct tree *in = tree_at(g->items[i].value, "actions");
            for (uint32_t j = 0; j < tree_list_length(in); j++)
                add_action(r, s, in->items[j].value, k == 1);
        }
    }
    if (tree_at(s->t, "action"))
        add_action(r, s, tree_at(s->t, "action"), false);
}

/* --- states -------------------------------------------------------------- */

struct type {
    const char *name;
    enum graph_node_kind kind;
};

static const struct type types[] = {
    {"operation", NODE_MAP},     {"inject", NODE_MAP},
    {"event", NODE_WAIT},        {"switch", NODE_CHOICE},
    {"callback", NODE_WAIT},     {"foreach", NODE_SPLIT},
    {"parallel", NODE_PARALLEL}, {"sleep", NODE_WAIT},
    {"delay", NODE_WAIT},        {NULL, NODE_MAP}};

static void read_state(struct reading *r, const struct tree *t)
{
    const struct tree *name = tree_at(t, "name");
    struct state *s = arena_make(r->im->arena, struct state);
    const struct type *type = types;
    str word = tree_text_at(t, "type");

    *s = (struct state){
        .t = t, .name = tree_text(name), .at = name ? name->at : t->at};
    if (!s->name.len) {
        import_error(r->im, "import/wrong-shape", t->at,
                     "a state has a \"name\" and a \"type\"");
        return;
    }
    void **place = map_put(&r->index, s->name);
    if (*place)
        import_error(r->im, "import/duplicate-name", s->at,
                     "state \"%" STR_FMT "\" is there twice", STR_ARG(s->name));
    *place = s;
    while (type->name && !str_is(word, type->name))
        type++;
    if (!type->name)
        import_error(r->im, "import/unknown-type", s->at,
                     "state \"%" STR_FMT
                     "\" has no type of the language: found "
                     "\"%" STR_FMT "\"",
                     STR_ARG(s->name), STR_ARG(word));
    s->node = import_step(r->im, r->flow, type->kind, s->name, word, s->at);
    s->last = s->node;
    read_actions(r, s);
}

/* --- ways ---------------------------------------------------------------- */

static str target_name(const struct tree *t)
{
    return t && t->kind == TREE_MAP ? tree_text_at(t, "nextState")
                                    : tree_text(t);
}

/* Where a transition leads; the end without one. */
static node_id follow(struct reading *r, const struct state *s,
                      const struct tree *transition)
{
    str name = target_name(transition);
    const struct state *to = name.len ? map_get(&r->index, name) : NULL;

    if (to)
        return to->node;
    if (transition)
        import_error(r->im, "import/dangling-target", transition->at,
                     "a transition of state \"%" STR_FMT "\" names \"%" STR_FMT
                     "\", and there is no such state",
                     STR_ARG(s->name), STR_ARG(name));
    return r->end;
}

static weir_class_set classes_of(struct reading *r, const struct tree *on)
{
    const struct tree *refs = tree_at(on, "errorRefs");
    weir_class_set set = 0;

    for (uint32_t i = 0; i == 0 || (refs && i < refs->nitems); i++) {
        str name = refs && refs->nitems      ? tree_text(refs->items[i].value)
                   : tree_at(on, "errorRef") ? tree_text_at(on, "errorRef")
                                             : tree_text_at(on, "error");
        str code =
            tree_text_at(named(tree_at(r->root, "errors"), name), "code");
        int64_t status =
            str_starts_with(code, STR("HTTP:"))
                ? import_read_duration(str_slice(code, 5, code.len), 1)
                : -1;
        if (str_is(name, "*") || str_is(name, "DefaultErrorRef"))
            return weir_class_error();
        set |= status > 0 ? serverless_status(status)
                          : import_any_failure(); // an error of its own
    }
    return set;
}

static void wire_errors(struct reading *r, struct state *s)
{
    const struct tree *all = tree_at(s->t, "onErrors");

    for (uint32_t i = 0; i < tree_list_length(all); i++) {
        const struct tree *on = all->items[i].value;
        const struct tree *next = tree_at(on, "transition");
        weir_class_set set = classes_of(r, on);
        node_id entry = next ? follow(r, s, next) : 0;
        str words = tree_text_at(on, "errorRef");
        handler_id h = import_handler(r->im, r->flow, s->node, set,
                                      words.len ? words : STR("error"),
                                      entry == r->end ? 0 : entry, on->at);
        for (node_id n = s->first; n < r->im->g->nodes.n; n++) {
            const struct graph_node *x = &r->im->g->nodes.at[n];
            if (n > s->last)
                break;
            if (x->raises & set)
                import_failure(r->im, n, x->raises & set, h,
                               entry && entry != r->end ? 0 : r->end, on->at);
        }
    }
}

static void wire_choice(struct reading *r, struct state *s)
{
    static const char *const lists[] = {"dataConditions", "eventConditions"};
    const struct tree *rest = tree_at(s->t, "defaultCondition");

    for (unsigned k = 0; k < 2; k++) {
        const struct tree *all = tree_at(s->t, lists[k]);
        for (uint32_t i = 0; i < tree_list_length(all); i++) {
            const struct tree *c = all->items[i].value;
            str when = tree_text_at(c, k ? "eventRef" : "condition");
            import_arm(r->im, s->node, follow(r, s, tree_at(c, "transition")),
                       when.len ? when : STR("true"), "jq", c->at);
        }
    }
    if (rest)
        import_arm(r->im, s->node, follow(r, s, tree_at(rest, "transition")),
                   STR(""), "", rest->at);
    else if (tree_at(s->t, "eventConditions")) // it waits until its timeout
        import_arm(r->im, s->node, r->end, STR(""), "", s->at);
}

static void wire_state(struct reading *r, struct state *s)
{
    const struct tree *next = tree_at(s->t, "transition");
    const struct tree *undo = tree_at(s->t, "compensatedBy");
    const struct state *other =
        undo ? map_get(&r->index, tree_text(undo)) : NULL;
    bool parallel = r->im->g->nodes.at[s->node].kind == NODE_PARALLEL ||
                    str_is(tree_text_at(s->t, "actionMode"), "parallel");

    if (str_is(tree_text_at(s->t, "type"), "switch")) {
        wire_choice(r, s);
        return;
    }
    wire_errors(r, s);
    if (other)
        graph_add_edge(r->im->g, EDGE_UNDO, s->node, other->node, undo->at);
    if (undo && !other)
        import_error(r->im, "import/dangling-target", undo->at,
                     "\"compensatedBy\" names \"%" STR_FMT
                     "\", and there is no such state",
                     STR_ARG(tree_text(undo)));
    node_id to = follow(r, s, next);
    for (node_id n = s->first; parallel && n <= s->last && s->last != s->node;
         n++)
        import_next(r->im, n, to, s->at);
    if (!parallel || s->last == s->node)
        import_next(r->im, s->last, to, s->at);
    if (str_is(tree_text_at(s->t, "type"), "foreach") && s->last != s->node)
        import_next(r->im, s->node, to, s->at);
}

static const struct state *start_of(struct reading *r)
{
    const struct tree *start = tree_at(r->root, "start");
    str name = start && start->kind == TREE_MAP
                   ? tree_text_at(start, "stateName")
                   : tree_text(start);
    struct state *s = name.len ? map_get(&r->index, name) : NULL;

    if (name.len && !s)
        import_error(r->im, "import/missing-start", start->at,
                     "\"start\" names \"%" STR_FMT
                     "\", and there is no such state",
                     STR_ARG(name));
    return s || !r->index.entries.n ? s : r->index.entries.at[0].value;
}

void serverless_read_08(struct import *im, const struct tree *t)
{
    const struct tree *name = tree_at(t, "name"),
                      *states = tree_at(t, "states");
    const struct tree *schedule = tree_at(tree_at(t, "start"), "schedule");
    const struct tree *cron = tree_at(schedule, "cron");

    if (!name)
        name = tree_at(t, "id");
    span at = name ? name->at : (span){t->at.pos, 1};
    struct reading r = {
        .im = im,
        .root = t,
        .flow = import_flow(im, name ? tree_text(name) : STR("workflow"), at)};
    r.flow->doc = tree_text_at(t, "description");
    map_init(&r.index, im->arena);
    node_id trigger = import_trigger(im, r.flow, STR("callable"), STR("start"),
                                     STR("start"), at);
    if (cron && cron->kind == TREE_MAP)
        cron = tree_at(cron, "expression");
    if (cron) {
        im->g->nodes.at[trigger].word = STR("cron");
        import_text(im, trigger, SET_CRON, tree_text(cron), cron->at);
    }
    for (uint32_t i = 0; i < tree_list_length(states); i++)
        read_state(&r, states->items[i].value);
    r.end = import_end(im, r.flow);
    for (uint32_t i = 0; i < r.index.entries.n; i++)
        wire_state(&r, r.index.entries.at[i].value);
    const struct state *first = start_of(&r);
    import_next(im, trigger, first ? first->node : r.end, at);
}
