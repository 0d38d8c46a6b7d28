/*
 * Azure Logic Apps: workflow definitions in JSON, bare, under `definition` or
 * in a resource's `properties`. Actions name what they run after and how that
 * must have ended. The page beside this file says what becomes of what. Source:
 * https://learn.microsoft.com/azure/logic-apps, "Schema reference guide"
 */
#include "compiler/import/import.h"

enum { MOST_NESTED = 64, DEFAULT_TRIES = 4, DEFAULT_FIRST = 7, SYNC = 120 };

struct action {
    const struct tree_item *item;
    const struct tree *t;
    node_id node;
    struct scope *inside[2]; // actions; of an If also the else
    struct scope *in;
    bool goes_on; // something runs after it has gone well
};

struct scope {
    struct action *around; // the scope, If, Foreach it stands in, or NULL
    struct scope *outer;
    struct map index; // name to struct action
    VEC(struct scope *) cases;
    VEC(str) case_names;
};

struct reading {
    struct import *im;
    struct graph_flow *flow;
    VEC(struct action *) all;
    node_id end;
    unsigned depth;
};

static const struct tree *definition_of(const struct tree *t)
{
    const struct tree *d = tree_at(t, "definition");

    if (!d)
        d = tree_at(tree_at(t, "properties"), "definition");
    return d ? d : t;
}

static enum import_sure recognise(const struct tree *t)
{
    const struct tree *d = definition_of(t);
    str schema = tree_text_at(d, "$schema");

    if (!tree_at(d, "actions") || !tree_at(d, "triggers"))
        return IMPORT_NO;
    return str_find(schema, STR("Microsoft.Logic")) >= 0 ||
                   str_find(schema, STR("workflowdefinition")) >= 0
               ? IMPORT_SURE
               : IMPORT_MAYBE;
}

/* --- actions ------------------------------------------------------------- */

struct kind {
    const char *type;
    enum graph_node_kind kind;
    bool fails;
};

static const struct kind kinds[] = {{"Http", NODE_WRITE, true},
                                    {"ApiConnection", NODE_WRITE, true},
                                    {"ServiceProvider", NODE_WRITE, true},
                                    {"ApiManagement", NODE_WRITE, true},
                                    {"Function", NODE_SCRIPT, true},
                                    {"HttpWebhook", NODE_WRITE, true},
                                    {"ApiConnectionWebhook", NODE_WRITE, true},
                                    {"Workflow", NODE_CALL, true},
                                    {"JavaScriptCode", NODE_SCRIPT, true},
                                    {"If", NODE_CHOICE, false},
                                    {"Switch", NODE_CHOICE, false},
                                    {"Foreach", NODE_SPLIT, false},
                                    {"Until", NODE_SPLIT, false},
                                    {"Scope", NODE_MAP, false},
                                    {"Terminate", NODE_HALT, false},
                                    {"Response", NODE_REPLY, false},
                                    {"Wait", NODE_WAIT, false},
                                    {"Query", NODE_KEEP, false},
                                    {NULL, NODE_MAP, false}};

static bool only_asks(str method)
{
    return str_is(method, "GET") || str_is(method, "get") ||
           str_is(method, "HEAD");
}

/* 4 tries at growing distance unless it says none; of the platform's own. */
static void read_retry(struct reading *r, struct action *a)
{
    const struct tree *p = tree_at(tree_at(a->t, "inputs"), "retryPolicy");
    str type = tree_text_at(p, "type");
    int64_t count = import_read_int(tree_at(p, "count"));
    int64_t wait = import_read_duration(tree_text_at(p, "interval"), 1000000);
    span at = p ? p->at : a->item->key_at;

    import_absent(r->im, a->node, SET_RETRY);
    if (str_is(type, "none"))
        return;
    import_number(r->im, a->node, SET_RETRY, count > 0 ? count : DEFAULT_TRIES,
                  at);
    if (wait <= 0)
        wait = (int64_t)DEFAULT_FIRST * 1000000;
    import_duration(r->im, a->node, SET_BACKOFF, wait, at);
    if (str_is(type, "fixed"))
        import_duration(r->im, a->node, SET_BACKOFF_CAP, wait, at);
}

static void read_call(struct reading *r, struct action *a)
{
    const struct tree *in = tree_at(a->t, "inputs");
    const struct tree *uri = tree_at(in, "uri");
    const struct tree *limit = tree_at(tree_at(a->t, "limit"), "timeout");
    int64_t us = import_read_duration(tree_text(limit), 1000000);
    str host = import_host(tree_text(uri));
    str connection = tree_text_at(tree_at(tree_at(in, "host"), "connection"),
                                  "referenceName");

    if (host.len || connection.len)
        import_calls(r->im, a->node, host.len ? host : connection);
    if (uri)
        import_text(r->im, a->node, SET_PATH, tree_text(uri), uri->at);
    // A call that is not asynchronous ends after two minutes by itself.
    import_duration(r->im, a->node, SET_TIMEOUT,
                    us > 0 ? us : (int64_t)SYNC * 1000000,
                    limit ? limit->at : a->item->key_at);
    read_retry(r, a);
}

static struct scope *read_scope(struct reading *r, const struct tree *list,
                                struct scope *outer, struct action *around);

static void read_inside(struct reading *r, struct action *a)
{
    const struct tree *rest = tree_at(tree_at(a->t, "else"), "actions");
    const struct tree *cases = tree_at(a->t, "cases");

    if (tree_at(a->t, "actions"))
        a->inside[0] = read_scope(r, tree_at(a->t, "actions"), a->in, a);
    if (!rest)
        rest = tree_at(tree_at(a->t, "default"), "actions");
    if (rest)
        a->inside[1] = read_scope(r, rest, a->in, a);
    if (!cases || cases->kind != TREE_MAP)
        return;
    struct scope *holder = read_scope(r, NULL, a->in, a);
    for (uint32_t i = 0; i < cases->nitems; i++) {
        const struct tree *x = tree_at(cases->items[i].value, "actions");
        *vec_push(r->im->arena, &holder->cases) = read_scope(r, x, a->in, a);
        *vec_push(r->im->arena, &holder->case_names) = cases->items[i].key;
    }
    a->inside[0] = holder;
}

static void read_action(struct reading *r, struct scope *in,
                        const struct tree_item *item)
{
    struct action *a = arena_make(r->im->arena, struct action);
    str type = tree_text_at(item->value, "type");
    const struct kind *k = kinds;

    *a = (struct action){.item = item, .t = item->value, .in = in};
    while (k->type && !str_is(type, k->type))
        k++;
    enum graph_node_kind kind = k->kind;
    if (kind == NODE_WRITE &&
        only_asks(tree_text_at(tree_at(item->value, "inputs"), "method")))
        kind = NODE_ENRICH;
    if (kind == NODE_HALT &&
        str_is(tree_text_at(tree_at(item->value, "inputs"), "runStatus"),
               "Succeeded"))
        kind = NODE_MAP;
    a->node = import_step(r->im, r->flow, kind, item->key, type, item->key_at);
    *map_put(&in->index, item->key) = a;
    *vec_push(r->im->arena, &r->all) = a;
    if (k->fails)
        import_raises(r->im, a->node, import_any_failure());
    if (node_remote(kind))
        read_call(r, a);
    read_inside(r, a);
}

static struct scope *read_scope(struct reading *r, const struct tree *list,
                                struct scope *outer, struct action *around)
{
    struct scope *s = arena_make(r->im->arena, struct scope);

    *s = (struct scope){.around = around, .outer = outer};
    map_init(&s->index, r->im->arena);
    if (list && list->kind != TREE_MAP)
        import_error(r->im, "import/wrong-shape", list->at,
                     "expected a map of actions, found %s",
                     tree_kind_name(list->kind));
    if (!list || list->kind != TREE_MAP)
        return s;
    if (r->depth++ >= MOST_NESTED)
        import_error(r->im, "import/too-deep", list->at,
                     "actions stand in one another more than 64 deep");
    for (uint32_t i = 0; r->depth <= MOST_NESTED && i < list->nitems; i++)
        read_action(r, s, &list->items[i]);
    r->depth--;
    return s;
}

/* --- ways ---------------------------------------------------------------- */

static bool has_status(const struct tree *list, const char *word)
{
    for (uint32_t i = 0; i < tree_list_length(list); i++)
        if (str_is(tree_text(list->items[i].value), word) ||
            str_is(tree_text(list->items[i].value), "FAILED"))
            return true;
    return false;
}

static bool goes_well(const struct tree *list)
{
    return !list || list->kind != TREE_LIST || !list->nitems ||
           has_status(list, "Succeeded") || has_status(list, "SUCCEEDED");
}

/* Failures of an action and of all that stands in it go to `to`. */
static void route(struct reading *r, const struct action *from, handler_id h,
                  bool timed_out_only, span at)
{
    weir_class_set set =
        timed_out_only ? WEIR_CLASS_BIT(WEIR_TIMEOUT) : weir_class_error();

    bool alone = !from->inside[0] && !from->inside[1];

    if (alone && r->im->g->nodes.at[from->node].raises & set)
        import_failure(r->im, from->node,
                       r->im->g->nodes.at[from->node].raises & set, h, 0, at);
    for (uint32_t i = 0; !alone && i < r->all.n; i++) {
        const struct action *x = r->all.at[i];
        const struct action *a = x;
        while (a && a != from)
            a = a->in->around;
        weir_class_set raised = r->im->g->nodes.at[x->node].raises & set;
        if (a && raised)
            import_failure(r->im, x->node, raised, h, 0, at);
    }
}

static void wire_after(struct reading *r, struct scope *s, struct action *a,
                       const struct tree_item *after)
{
    struct action *from = map_get(&s->index, after->key);
    bool failed = has_status(after->value, "Failed");
    bool late = has_status(after->value, "TimedOut");

    if (!from) {
        import_error(r->im, "import/dangling-target", after->key_at,
                     "action \"%" STR_FMT "\" runs after \"%" STR_FMT
                     "\", and there is no such action beside it",
                     STR_ARG(a->item->key), STR_ARG(after->key));
        return;
    }
    if (goes_well(after->value)) {
        from->goes_on = true;
        import_next(r->im, from->node, a->node, after->key_at);
    }
    if (!failed && !late)
        return;
    handler_id h =
        import_handler(r->im, r->flow, from->node, weir_class_error(),
                       STR("Failed"), a->node, after->key_at);
    route(r, from, h, !failed, after->key_at);
}

/* The first actions of a scope: those that run after nothing. */
static bool is_first(const struct action *a)
{
    const struct tree *after = tree_at(a->t, "runAfter");

    return !after || after->kind != TREE_MAP || !after->nitems;
}

static void enter(struct reading *r, struct action *a, struct scope *s,
                  str condition)
{
    enum graph_node_kind kind = r->im->g->nodes.at[a->node].kind;
    bool any = false;

    for (uint32_t i = 0; s && i < s->index.entries.n; i++) {
        struct action *x = s->index.entries.at[i].value;
        if (!is_first(x))
            continue;
        any = true;
        if (kind == NODE_CHOICE)
            import_arm(r->im, a->node, x->node, condition, "logic-apps",
                       x->item->key_at);
        else if (kind == NODE_SPLIT)
            import_item(r->im, a->node, x->node, x->item->key_at);
        else
            import_next(r->im, a->node, x->node, x->item->key_at);
    }
    if (!any && kind == NODE_CHOICE)
        import_arm(r->im, a->node, r->end, condition, "logic-apps",
                   a->item->key_at);
}

static void wire_action(struct reading *r, struct action *a)
{
    const struct tree *after = tree_at(a->t, "runAfter");
    enum graph_node_kind kind = r->im->g->nodes.at[a->node].kind;

    for (uint32_t i = 0; i < tree_map_size(after); i++)
        wire_after(r, a->in, a, &after->items[i]);
    if (kind == NODE_CHOICE) {
        for (uint32_t i = 0; a->inside[0] && i < a->inside[0]->cases.n; i++)
            enter(r, a, a->inside[0]->cases.at[i],
                  a->inside[0]->case_names.at[i]);
        if (str_is(tree_text_at(a->t, "type"), "If"))
            enter(r, a, a->inside[0], STR("true"));
        enter(r, a, a->inside[1], (str){"", 0});
        return;
    }
    if (a->inside[0])
        enter(r, a, a->inside[0], STR(""));
}

/* --- a workflow ---------------------------------------------------------- */

static node_id read_trigger(struct reading *r, const struct tree_item *item)
{
    const struct tree *t = item->value, *every = tree_at(t, "recurrence");
    str type = tree_text_at(t, "type"), unit = tree_text_at(every, "frequency");
    int64_t n = import_read_int(tree_at(every, "interval"));
    static const struct {
        const char *name;
        int64_t us;
    } units[] = {{"Second", 1000000},
                 {"Minute", 60000000},
                 {"Hour", 3600000000},
                 {"Day", 86400000000},
                 {"Week", 604800000000}};
    bool hook = str_is(type, "Request");
    node_id id = import_trigger(r->im, r->flow,
                                hook    ? STR("webhook")
                                : every ? STR("every")
                                        : STR("topic"),
                                item->key, type, item->key_at);

    for (unsigned i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is(unit, units[i].name) && n > 0 && n < 100000)
            import_duration(r->im, id, SET_EVERY, n * units[i].us, every->at);
    if (hook) // its address holds a signature
        import_text(r->im, id, SET_VERIFY, STR("signature"), item->key_at);
    return id;
}

static void read(struct import *im, const struct tree *t)
{
    const struct tree *d = definition_of(t), *triggers = tree_at(d, "triggers");
    const struct tree_item *head = tree_item_get(d, STR("triggers"));
    span at = head ? head->key_at : (span){t->at.pos, 1};
    str own = tree_text_at(t, "name");
    struct reading r = {
        .im = im, .flow = import_flow(im, own.len ? own : import_stem(im), at)};

    r.flow->doc = tree_text_at(d, "description");
    struct scope *top = read_scope(&r, tree_at(d, "actions"), NULL, NULL);
    uint32_t actions = r.all.n, n = 0;
    node_id all[16];
    for (uint32_t i = 0; i < tree_map_size(triggers); i++)
        if (n < 16)
            all[n++] = read_trigger(&r, &triggers->items[i]);
    if (!n)
        all[n++] = import_trigger(im, r.flow, STR("callable"), STR("start"),
                                  STR("none"), at);
    r.end = import_end(im, r.flow);
    for (uint32_t i = 0; i < top->index.entries.n; i++) {
        struct action *a = top->index.entries.at[i].value;
        for (uint32_t j = 0; is_first(a) && j < n; j++)
            import_next(im, all[j], a->node, a->item->key_at);
    }
    for (uint32_t i = 0; i < actions; i++)
        wire_action(&r, r.all.at[i]);
    for (uint32_t i = 0; i < actions; i++)
        if (!r.all.at[i]->goes_on &&
            im->g->nodes.at[r.all.at[i]->node].kind != NODE_HALT &&
            im->g->nodes.at[r.all.at[i]->node].kind != NODE_CHOICE)
            import_next(im, r.all.at[i]->node, r.end,
                        r.all.at[i]->item->key_at);
}

const struct import_format import_format_logic_apps = {
    .name = "logic-apps",
    .title = "Azure Logic Apps",
    .recognise = recognise,
    .read = read,
};
