/*
 * Version 1.0: lists of tasks, each a map of its name to what it does. What
 * stands in a `do`, `try`, `for` or `fork` is laid out in the same flow.
 */
#include "compiler/import/serverless.h"

enum { MOST_NESTED = 64 };

struct guard { // a `try` around
    const struct guard *outer;
    struct task *at;
};

struct list {
    VEC(struct task *) all;
    struct map index;
    const struct list *outer;
    const struct guard *guard; // what catches failures in it
    node_id behind;            // where it leads on
};

struct task {
    const struct tree_item *item;
    const struct tree *t;
    str name;
    node_id node;
    struct list *inside, *caught; // of do, try, for; of catch
    VEC(struct list *) branches;
};

struct reading {
    struct import *im;
    struct graph_flow *flow;
    const struct tree *functions; // use: functions:
    node_id end;
    unsigned depth;
};

static struct list *read_list(struct reading *r, const struct tree *t,
                              const struct list *outer,
                              const struct guard *guard);

/* --- tasks --------------------------------------------------------------- */

static bool only_asks(str method)
{
    return str_is(method, "get") || str_is(method, "GET") ||
           str_is(method, "head") || str_is(method, "HEAD");
}

static str endpoint_of(const struct tree *with)
{
    const struct tree *e = tree_at(with, "endpoint");

    if (!e)
        e = tree_at(tree_at(with, "document"), "endpoint");
    if (e && e->kind == TREE_MAP)
        e = tree_at(e, "uri");
    return tree_text(e);
}

static void read_call(struct reading *r, struct task *k, str what)
{
    const struct tree *with = tree_at(k->t, "with");
    const struct tree *named = tree_get(r->functions, what);
    str method = tree_text(tree_at(with, "method"));
    enum graph_node_kind kind = NODE_WRITE;

    if (named && tree_at(named, "call")) {
        what = tree_text(tree_at(named, "call"));
        with = tree_at(named, "with");
        method = tree_text(tree_at(with, "method"));
    }
    if (only_asks(method) || (str_is(what, "openapi") && !method.len))
        kind = NODE_ENRICH;
    k->node = import_step(r->im, r->flow, kind, k->name, what, k->item->key_at);
    str url = endpoint_of(with), host = import_host(url);
    if (host.len)
        import_calls(r->im, k->node, host);
    if (url.len)
        import_text(r->im, k->node, SET_PATH, url, with->at);
    import_absent(r->im, k->node, SET_RETRY);
    import_raises(r->im, k->node, import_any_failure());
}

struct kind {
    const char *key;
    enum graph_node_kind kind;
    bool fails;
};

static const struct kind kinds[] = {
    {"try", NODE_MAP, false},    {"fork", NODE_PARALLEL, false},
    {"for", NODE_SPLIT, false},  {"switch", NODE_CHOICE, false},
    {"emit", NODE_SEND, true},   {"listen", NODE_WAIT, false},
    {"raise", NODE_HALT, false}, {"run", NODE_SCRIPT, true},
    {"set", NODE_MAP, false},    {"wait", NODE_WAIT, false},
    {"do", NODE_MAP, false},     {NULL, NODE_MAP, false}};

static void read_timeout(struct reading *r, struct task *k)
{
    const struct tree *t = tree_at(k->t, "timeout");
    int64_t us = serverless_duration(tree_at(t, "after"));

    if (us > 0)
        import_duration(r->im, k->node, SET_TIMEOUT, us, t->at);
}

static void read_inside(struct reading *r, struct task *k, struct list *in)
{
    const struct tree *try = tree_at(k->t, "try");
    const struct tree *branches = tree_at(tree_at(k->t, "fork"), "branches");
    const struct tree *catch = tree_at(tree_at(k->t, "catch"), "do");

    if (try) {
        struct guard *g = arena_make(r->im->arena, struct guard);
        *g = (struct guard){in->guard, k};
        k->inside = read_list(r, try, in, g);
    } else if (tree_at(k->t, "do")) {
        k->inside = read_list(r, tree_at(k->t, "do"), in, in->guard);
    }
    if (catch)
        k->caught = read_list(r, catch, in, in->guard);
    for (uint32_t i = 0; i < tree_list_length(branches); i++) {
        // A branch is one named task.
        struct tree *one = arena_make(r->im->arena, struct tree);
        *one = (struct tree){.kind = TREE_LIST,
                             .at = branches->items[i].value->at,
                             .items = &branches->items[i],
                             .nitems = 1};
        *vec_push(r->im->arena, &k->branches) =
            read_list(r, one, in, in->guard);
    }
}

static void read_task(struct reading *r, struct task *k, struct list *in)
{
    const struct kind *kind = kinds;
    const struct tree *run = tree_at(k->t, "run");
    str call = tree_text(tree_at(k->t, "call"));

    if (call.len) {
        read_call(r, k, call);
        read_timeout(r, k);
        return;
    }
    while (kind->key && !tree_at(k->t, kind->key))
        kind++;
    if (!kind->key)
        import_error(r->im, "import/unknown-type", k->item->key_at,
                     "task \"%" STR_FMT "\" does nothing that is known: "
                     "expected call, do, emit, for, fork, listen, raise, run, "
                     "set, switch, try or wait",
                     STR_ARG(k->name));
    bool calls = run && tree_at(run, "workflow");
    k->node =
        import_step(r->im, r->flow, calls ? NODE_CALL : kind->kind, k->name,
                    str_from(kind->key ? kind->key : "task"), k->item->key_at);
    if (kind->fails)
        import_raises(r->im, k->node, import_any_failure());
    const struct tree *code = tree_at(tree_at(run, "script"), "code");
    if (code && code->kind == TREE_TEXT)
        import_code(r->im, k->node, SET_VALUE, "script", code->text, code->at);
    read_inside(r, k, in);
}

static void add_task(struct reading *r, struct list *l,
                     const struct tree_item *item)
{
    struct task *k = arena_make(r->im->arena, struct task);
    void **place;

    *k = (struct task){.item = item, .t = item->value, .name = item->key};
    place = map_put(&l->index, item->key);
    if (*place)
        import_error(r->im, "import/duplicate-name", item->key_at,
                     "task \"%" STR_FMT "\" is there twice",
                     STR_ARG(item->key));
    *place = k;
    *vec_push(r->im->arena, &l->all) = k;
    read_task(r, k, l);
}

static struct list *read_list(struct reading *r, const struct tree *t,
                              const struct list *outer,
                              const struct guard *guard)
{
    struct list *l = arena_make(r->im->arena, struct list);

    l->outer = outer;
    l->guard = guard;
    map_init(&l->index, r->im->arena);
    if (t->kind != TREE_LIST || r->depth >= MOST_NESTED) {
        import_error(r->im, "import/wrong-shape", t->at,
                     r->depth >= MOST_NESTED
                         ? "tasks stand in one another more than 64 deep"
                         : "expected a list of tasks");
        return l;
    }
    r->depth++;
    for (uint32_t i = 0; i < t->nitems; i++) {
        const struct tree *one = t->items[i].value;
        if (one->kind != TREE_MAP || one->nitems != 1)
            import_error(r->im, "import/wrong-shape", one->at,
                         "expected a map of a task's name to the task");
        for (uint32_t j = 0; j < tree_map_size(one); j++)
            add_task(r, l, &one->items[j]);
    }
    r->depth--;
    return l;
}

/* --- ways ---------------------------------------------------------------- */

static node_id entry_of(const struct list *l)
{
    return l && l->all.n ? l->all.at[0]->node : 0;
}

static weir_class_set caught_by(const struct tree *catch)
{
    const struct tree *with = tree_at(tree_at(catch, "errors"), "with");
    str type = tree_text(tree_at(with, "type"));
    int64_t status = import_read_int(tree_at(with, "status"));

    if (status > 0)
        return serverless_status(status);
    if (str_ends_with(type, STR("/timeout")))
        return WEIR_CLASS_BIT(WEIR_TIMEOUT);
    if (str_ends_with(type, STR("/authentication")) ||
        str_ends_with(type, STR("/authorization")))
        return WEIR_CLASS_BIT(WEIR_AUTH);
    if (str_ends_with(type, STR("/communication")))
        return import_any_failure() & ~WEIR_CLASS_BIT(WEIR_DATA);
    if (str_ends_with(type, STR("/validation")) ||
        str_ends_with(type, STR("/expression")))
        return WEIR_CLASS_BIT(WEIR_DATA);
    return type.len ? WEIR_CLASS_BIT(WEIR_REJECTED) : weir_class_error();
}

/* The policy of a catch is that of each call in its try. */
static void set_retry(struct reading *r, node_id n, const struct tree *retry,
                      weir_class_set on)
{
    int64_t count = import_read_int(
        tree_at(tree_at(tree_at(retry, "limit"), "attempt"), "count"));
    int64_t delay = serverless_duration(tree_at(retry, "delay"));

    if (!retry || !node_remote(r->im->g->nodes.at[n].kind) ||
        node_setting(&r->im->g->nodes.at[n], SET_RETRY))
        return;
    if (retry->kind != TREE_MAP) {
        import_unknown(r->im, n, SET_RETRY); // a policy by its name
        return;
    }
    r->im->g->nodes.at[n].retry_on = on;
    r->im->g->nodes.at[n].retry_on_written = true;
    if (count <= 0)
        import_unknown(r->im, n, SET_RETRY);
    else
        import_number(r->im, n, SET_RETRY, count, retry->at);
    if (delay <= 0)
        return;
    import_duration(r->im, n, SET_BACKOFF, delay, retry->at);
    const struct tree *backoff = tree_at(retry, "backoff");
    if (!backoff || tree_at(backoff, "constant"))
        import_duration(r->im, n, SET_BACKOFF_CAP, delay, retry->at);
}

static void wire_failure(struct reading *r, struct task *k,
                         const struct guard *g, node_id behind)
{
    weir_class_set left = r->im->g->nodes.at[k->node].raises;

    for (; g && left; g = g->outer) {
        const struct tree *catch = tree_at(g->at->t, "catch");
        const struct tree *retry = tree_at(catch, "retry");
        weir_class_set set = caught_by(catch);
        set_retry(r, k->node, retry, set);
        if (!catch || !(set & left) || (retry && !g->at->caught))
            continue; // what is left after the retries goes on
        node_id entry = entry_of(g->at->caught);
        handler_id h = import_handler(r->im, r->flow, g->at->node, set,
                                      STR("catch"), entry, catch->at);
        import_failure(r->im, k->node, set & left, h, entry ? 0 : behind,
                       catch->at);
        left &= ~set;
    }
}

static void wire_list(struct reading *r, struct list *l, node_id behind);

/* Where `then` leads; `behind` without one. */
static node_id follow(struct reading *r, const struct list *l,
                      const struct tree *then, node_id behind, const char *of)
{
    str name = tree_text(then);

    if (!name.len || str_is(name, "continue"))
        return behind;
    if (str_is(name, "end"))
        return r->end;
    if (str_is(name, "exit"))
        return l->behind;
    struct task *to = map_get(&l->index, name);
    if (to)
        return to->node;
    import_error(r->im, "import/dangling-target", then->at,
                 "\"then\" of %s names \"%" STR_FMT
                 "\", and there is no such task beside it",
                 of, STR_ARG(name));
    return behind;
}

static void wire_switch(struct reading *r, const struct list *l, struct task *k,
                        node_id behind)
{
    const struct tree *cases = tree_at(k->t, "switch");
    bool rest = false;

    for (uint32_t i = 0; i < tree_list_length(cases); i++) {
        const struct tree *one = cases->items[i].value;
        if (one->kind != TREE_MAP || !one->nitems)
            continue;
        const struct tree *c = one->items[0].value;
        str when = tree_text(tree_at(c, "when"));
        node_id to = follow(r, l, tree_at(c, "then"), behind, "a case");
        import_arm(r->im, k->node, to, when, "jq", c->at);
        rest |= !when.len;
    }
    if (!rest) // what suits no case goes on, the specification says
        import_arm(r->im, k->node, behind, STR(""), "", k->item->key_at);
}

static void wire_task(struct reading *r, struct list *l, struct task *k,
                      node_id behind)
{
    const struct tree *then = tree_at(k->t, "then");
    node_id next = follow(r, l, then, behind, "a task");
    node_id entry = entry_of(k->inside);

    if (tree_at(k->t, "if")) // else it is passed over
        import_next(r->im, k->node, behind, k->item->key_at);
    if (tree_at(k->t, "raise") && !tree_at(k->t, "call"))
        return;
    wire_failure(r, k, l->guard, next);
    if (tree_at(k->t, "switch")) {
        wire_switch(r, l, k, next);
        return;
    }
    if (k->inside)
        wire_list(r, k->inside, next);
    if (k->caught)
        wire_list(r, k->caught, next);
    for (uint32_t i = 0; i < k->branches.n; i++) {
        wire_list(r, k->branches.at[i], next);
        node_id branch = entry_of(k->branches.at[i]);
        if (branch)
            import_branch(r->im, k->node, branch, k->item->key_at);
    }
    if (tree_at(k->t, "for") && entry)
        import_item(r->im, k->node, entry, k->item->key_at);
    else if (entry)
        import_next(r->im, k->node, entry, k->item->key_at);
    if ((!entry || tree_at(k->t, "for")) && !k->branches.n)
        import_next(r->im, k->node, next, k->item->key_at);
}

static void wire_list(struct reading *r, struct list *l, node_id behind)
{
    l->behind = behind;
    for (uint32_t i = 0; i < l->all.n; i++)
        wire_task(r, l, l->all.at[i],
                  i + 1 < l->all.n ? l->all.at[i + 1]->node : behind);
}

static node_id read_trigger(struct reading *r, const struct tree *t, span at)
{
    const struct tree *s = tree_at(t, "schedule");
    const struct tree *every = tree_at(s, "every"), *cron = tree_at(s, "cron");
    node_id n = import_trigger(r->im, r->flow, STR("callable"), STR("start"),
                               STR("schedule"), s ? s->at : at);
    int64_t us = serverless_duration(every);

    if (cron)
        import_text(r->im, n, SET_CRON, tree_text(cron), cron->at);
    if (us > 0)
        import_duration(r->im, n, SET_EVERY, us, every->at);
    r->im->g->nodes.at[n].word = cron               ? STR("cron")
                                 : every            ? STR("every")
                                 : tree_at(s, "on") ? STR("topic")
                                                    : STR("callable");
    return n;
}

void serverless_read_10(struct import *im, const struct tree *t)
{
    const struct tree *document = tree_at(t, "document");
    const struct tree *name = tree_at(document, "name");
    span at = name ? name->at : (span){t->at.pos, 1};
    struct reading r = {
        .im = im,
        .flow = import_flow(im, name ? tree_text(name) : STR("workflow"), at),
        .functions = tree_at(tree_at(t, "use"), "functions")};

    r.flow->doc = tree_text(tree_at(document, "summary"));
    node_id trigger = read_trigger(&r, t, at);
    struct list *l = read_list(&r, tree_at(t, "do"), NULL, NULL);
    r.end = import_end(im, r.flow);
    wire_list(&r, l, r.end);
    node_id entry = entry_of(l);
    import_next(im, trigger, entry ? entry : r.end, at);
}
