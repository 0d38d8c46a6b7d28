/*
 * Kestra: flows in YAML. Tasks that hold tasks (Sequential, Parallel, If ...)
 * are laid out in the flow. The page beside this file says what becomes of
 * what. Source: https://kestra.io/docs/workflow-components
 */
#include "compiler/import/kestra.h"
#include "compiler/import/ways.h"

enum { MOST_NESTED = 100 };

struct reading {
    struct import *im;
    struct import_body body;
    const struct tree *retry; // the flow's, or NULL
    struct map ids;
    unsigned depth;
    unsigned in_handler; // what is told there needs no handler of its own
};

static enum import_sure recognise(const struct tree *t)
{
    const struct tree *tasks = tree_at(t, "tasks");

    if (!tasks || tasks->kind != TREE_LIST || !tree_at(t, "id"))
        return IMPORT_NO;
    const struct tree *first = tasks->nitems ? tasks->items[0].value : NULL;
    if (tree_at(t, "namespace"))
        return IMPORT_SURE;
    return str_has(tree_text_at(first, "type"), "io.kestra.") ? IMPORT_SURE
                                                              : IMPORT_NO;
}

/* --- tasks --------------------------------------------------------------- */

/* "constant", "exponential" or "random"; attempts count the first one. */
static void set_retry(struct reading *r, node_id n, const struct tree *own)
{
    const struct tree *t = own ? own : r->retry;
    int64_t most = import_read_int(tree_at(t, "maxAttempts"));
    int64_t wait = import_read_duration(tree_text_at(t, "interval"), 1000000);
    int64_t cap = import_read_duration(tree_text_at(t, "maxInterval"), 1000000);
    int64_t all = import_read_duration(tree_text_at(t, "maxDuration"), 1000000);

    import_absent(r->im, n, SET_RETRY);
    if (!t)
        return;
    if (most < 0)
        most = import_read_int(tree_at(t, "maxAttempt"));
    if (most < 0 && all > 0 && wait > 0)
        most = 1 + all / wait;
    if (most == 1)
        return;
    if (most > 0)
        import_number(r->im, n, SET_RETRY, most - 1, t->at);
    else
        import_unknown(r->im, n, SET_RETRY);
    if (wait > 0) {
        bool same = str_is(tree_text_at(t, "type"), "constant");
        import_duration(r->im, n, SET_BACKOFF, wait, t->at);
        if (same || cap > 0)
            import_duration(r->im, n, SET_BACKOFF_CAP, same ? wait : cap,
                            t->at);
    }
    r->im->g->nodes.at[n].retry_on = import_any_failure();
}

static void set_remote(struct reading *r, node_id n, const struct tree *t,
                       str type)
{
    const struct tree *uri = tree_at(t, "uri"), *sql = tree_at(t, "sql");
    const struct tree *own = tree_at(t, "timeout");
    int64_t us = import_read_duration(tree_text(own), 1000000);
    bool http = str_has(type, "http.");
    str system = http ? import_host(tree_text(uri)) : kestra_system_of(type);

    if (system.len)
        import_calls(r->im, n, system);
    if (uri && uri->kind == TREE_TEXT)
        import_text(r->im, n, SET_URL, uri->text, uri->at);
    if (sql && sql->kind == TREE_TEXT)
        import_text(r->im, n, SET_STATEMENT, sql->text, sql->at);
    if (!node_remote(r->im->g->nodes.at[n].kind))
        return;
    set_retry(r, n, tree_at(t, "retry"));
    if (us > 0)
        import_duration(r->im, n, SET_TIMEOUT, us, own->at);
    else if (http) // the client's readIdleTimeout
        import_duration(r->im, n, SET_TIMEOUT, (int64_t)300 * 1000000, t->at);
}

/* The properties of a plugin's task and its headers, where secrets stand. */
static void set_options(struct reading *r, node_id n, const struct tree *t)
{
    static const char *const read_already[] = {
        "id",     "type",  "uri",     "sql",         "method",
        "script", "runIf", "timeout", "description", NULL};
    const struct tree *headers = tree_at(t, "headers");
    struct tree own = *t;
    VEC(struct tree_item) items = {0};

    for (uint32_t i = 0; i < t->nitems; i++) {
        unsigned k = 0;
        while (read_already[k] && !str_is(t->items[i].key, read_already[k]))
            k++;
        if (!read_already[k])
            *vec_push(r->im->arena, &items) = t->items[i];
    }
    for (uint32_t i = 0; i < tree_map_size(headers); i++)
        *vec_push(r->im->arena, &items) = headers->items[i];
    own.items = items.at;
    own.nitems = items.n;
    own.index = NULL;
    import_options(r->im, n, &own);
}

static void set_code(struct reading *r, node_id n, const struct tree *t)
{
    const struct tree *script = tree_at(t, "script"),
                      *list = tree_at(t, "commands");

    if (script && script->kind == TREE_TEXT)
        import_code(r->im, n, SET_VALUE, "script", script->text, script->at);
    else if (list && list->kind == TREE_LIST && list->nitems)
        import_code(r->im, n, SET_COMMAND, "shell",
                    tree_text(list->items[0].value), list->at);
    import_options(r->im, n, tree_at(t, "env"));
}

static str id_of(struct reading *r, const struct tree *t, str type)
{
    const struct tree *id = tree_at(t, "id");
    str own = tree_text(id);

    if (!own.len) {
        import_error(r->im, "import/wrong-shape", t->at,
                     "a task has an \"id\"");
        return str_behind(type, '.');
    }
    void **place = map_put(&r->ids, own);
    if (*place)
        import_error(r->im, "import/duplicate-name", id->at,
                     "task \"%" STR_FMT "\" is there twice", STR_ARG(own));
    *place = (void *)(uintptr_t)t;
    return own;
}

static span at_of(const struct tree *t)
{
    const struct tree *id = tree_at(t, "id");

    return id ? id->at : t->at;
}

static void read_tasks(struct reading *r, const struct tree *list);

static void read_plain(struct reading *r, const struct tree *t, str label,
                       str whole)
{
    bool core;
    str type = kestra_short_type(whole, &core);
    enum graph_node_kind kind = kestra_kind_of(t, type, core);
    node_id n = import_body_step(&r->body, kind, label, whole, at_of(t));

    // Any task may fail in its expressions; that asks for no route of its own.
    import_body_throws(&r->body, WEIR_CLASS_BIT(WEIR_REJECTED) |
                                     WEIR_CLASS_BIT(WEIR_MALFORMED) |
                                     WEIR_CLASS_BIT(WEIR_DATA));
    if (kind == NODE_CALL) {
        r->im->g->nodes.at[n].callee_name = tree_text_at(t, "flowId");
        if (str_is(tree_text_at(t, "wait"), "false"))
            import_flag(r->im, n, SET_AWAITED, false, tree_at(t, "wait")->at);
        else
            import_raises(r->im, n, import_any_failure());
    }
    if (kind == NODE_WAIT) {
        int64_t us = import_read_duration(tree_text_at(t, "duration"), 1000000);
        if (us > 0)
            import_duration(r->im, n, SET_FOR, us, at_of(t));
        read_tasks(r, tree_at(t, "tasks"));
    }
    if (kind == NODE_SCRIPT)
        set_code(r, n, t);
    if (kind == NODE_SCRIPT || kind == NODE_NOTIFY || kind == NODE_SEND ||
        node_remote(kind)) {
        if (!r->in_handler || (kind != NODE_NOTIFY && kind != NODE_SEND))
            import_raises(r->im, n, import_any_failure());
        set_remote(r, n, t, type);
        if (kind != NODE_SCRIPT)
            set_options(r, n, t);
    }
}

/* --- tasks that hold tasks ------------------------------------------------ */

static void read_arm(struct reading *r, node_id choice, str text,
                     const struct tree *list, struct import_ways *ends)
{
    import_body_open(&r->body, choice, EDGE_ARM, text, list->at);
    read_tasks(r, list);
    import_ways_add(r->im->arena, ends, import_body_take(&r->body));
}

static void read_if(struct reading *r, const struct tree *t, node_id n)
{
    const struct tree *then = tree_at(t, "then"), *other = tree_at(t, "else");
    str text = tree_text_at(t, "condition");
    struct import_ways ends = {0};

    import_body_take(&r->body);
    if (then)
        read_arm(r, n, text.len ? text : STR("condition"), then, &ends);
    if (other)
        read_arm(r, n, STR(""), other, &ends);
    else
        import_body_open(&r->body, n, EDGE_ARM, STR(""), t->at);
    import_body_give(&r->body, ends);
}

static void read_switch(struct reading *r, const struct tree *t, node_id n)
{
    const struct tree *cases = tree_at(t, "cases"),
                      *rest = tree_at(t, "defaults");
    struct import_ways ends = {0};

    import_body_take(&r->body);
    for (uint32_t i = 0; i < tree_map_size(cases); i++)
        read_arm(r, n, cases->items[i].key, cases->items[i].value, &ends);
    if (rest)
        read_arm(r, n, STR(""), rest, &ends);
    else
        import_body_open(&r->body, n, EDGE_NEXT, STR(""), t->at);
    import_body_give(&r->body, ends);
}

static void read_task(struct reading *r, const struct tree *t);

static void read_list(void *r, const struct tree *list)
{
    read_tasks(r, list);
}

static void read_branches(struct reading *r, const struct tree *t, node_id n)
{
    import_body_branches(&r->body, n, tree_at(t, "tasks"), read_list, r);
}

static void read_each(struct reading *r, const struct tree *t, node_id n)
{
    const struct tree *list = tree_at(t, "tasks");

    import_body_items(&r->body, n, list, list ? list->at : t->at, read_list, r);
}

static void read_dag(struct reading *r, const struct tree *t, node_id n)
{
    const struct tree *list = tree_at(t, "tasks");
    uint32_t count = list && list->kind == TREE_LIST ? list->nitems : 0;
    struct import_dag_step *steps =
        arena_array(r->im->arena, struct import_dag_step, count + 1);

    import_body_take(&r->body);
    for (uint32_t i = 0; i < count; i++) {
        const struct tree *x = list->items[i].value, *task = tree_at(x, "task");
        const struct tree *needs = tree_at(x, "dependsOn");
        node_id entry = import_body_mark(&r->body);
        if (!task) {
            import_error(r->im, "import/wrong-shape", x->at,
                         "a task of a Dag has \"task\"");
            continue;
        }
        read_task(r, task);
        steps[i].name = tree_text_at(task, "id");
        steps[i].at = task->at;
        steps[i].entry = entry < import_body_mark(&r->body) ? entry : 0;
        steps[i].ends = import_body_take(&r->body);
        for (uint32_t j = 0; j < tree_list_length(needs); j++)
            *vec_push(r->im->arena, &steps[i].needs) = (struct import_need){
                tree_text(needs->items[j].value), needs->items[j].value->at};
    }
    import_body_dag(&r->body, n, steps, count);
    if (!count)
        import_body_open(&r->body, n, EDGE_NEXT, STR(""), t->at);
}

static void read_row(struct reading *r, const struct tree *t, node_id n)
{
    (void)n;
    read_tasks(r, tree_at(t, "tasks"));
}

struct holder {
    const char *name; // the last part of its type
    enum graph_node_kind kind;
    void (*read)(struct reading *r, const struct tree *t, node_id n);
};

static const struct holder holders[] = {
    {"Sequential", NODE_MAP, read_row},
    {"AllowFailure", NODE_MAP, read_row},
    {"WorkingDirectory", NODE_MAP, read_row},
    {"Worker", NODE_MAP, read_row},
    {"LoopUntil", NODE_MAP, read_row},
    {"WaitFor", NODE_MAP, read_row},
    {"Parallel", NODE_PARALLEL, read_branches},
    {"Dag", NODE_PARALLEL, read_dag},
    {"If", NODE_CHOICE, read_if},
    {"Switch", NODE_CHOICE, read_switch},
    {"ForEach", NODE_SPLIT, read_each},
    {"EachSequential", NODE_SPLIT, read_each},
    {"EachParallel", NODE_SPLIT, read_each},
    {NULL, NODE_NONE, NULL}};

static const struct holder *holder_of(str whole)
{
    bool core;
    str type = kestra_short_type(whole, &core);
    const struct holder *h = holders;

    if (!core || (!str_starts_with(type, STR("flow.")) &&
                  !str_starts_with(type, STR("flows."))))
        return NULL;
    while (h->name && !str_is(str_behind(type, '.'), h->name))
        h++;
    return h->name ? h : NULL;
}

/* `errors` of a flow or of a task that holds some: its tasks run, and then the
 * execution has failed for all to see. */
static void read_errors(struct reading *r, const struct tree *t,
                        struct import_scope *s, bool goes_on,
                        struct import_ways *ends)
{
    const struct tree *list = tree_at(t, "errors");

    if (!list || list->kind != TREE_LIST || !list->nitems)
        return;
    struct import_ways before = import_body_take(&r->body);
    node_id entry = import_body_mark(&r->body);
    r->in_handler++;
    read_tasks(r, list);
    r->in_handler--;
    if (goes_on)
        import_ways_add(r->im->arena, ends, import_body_take(&r->body));
    else
        import_body_step(&r->body, NODE_HALT, STR("failed"), STR("errors"),
                         list->at);
    import_body_give(&r->body, before);
    import_body_catch(&r->body, s, weir_class_error(), true, STR("errors"),
                      entry, list->at);
}

static void read_holder(struct reading *r, const struct tree *t,
                        const struct holder *h, str label, str type)
{
    struct import_ways ends = {0};
    struct import_scope *s = import_body_enter(&r->body, 0);
    node_id n = import_body_step(&r->body, h->kind, label, type, at_of(t));

    h->read(r, t, n);
    import_body_leave(&r->body);
    read_errors(r, t, s, str_is(str_from(h->name), "AllowFailure"), &ends);
    import_body_give(&r->body, ends);
    read_tasks(r, tree_at(t, "finally"));
}

static bool goes_on(const struct tree *t, const struct holder *h)
{
    return tree_is_true(tree_at(t, "allowFailure")) ||
           (h && str_is(str_from(h->name), "AllowFailure") &&
            !tree_at(t, "errors"));
}

static void read_off(struct reading *r, const struct tree *t, str label,
                     str type)
{
    node_id n = import_body_step(&r->body, NODE_MAP, label, type, at_of(t));

    import_foreign(r->im, n)->disabled = true;
}

static void read_task(struct reading *r, const struct tree *t)
{
    str type = tree_text_at(t, "type");
    const struct holder *h = holder_of(type);
    struct import_ways past = {0};

    if (t->kind != TREE_MAP || !type.len) {
        import_error(r->im, "import/wrong-shape", t->at,
                     "a task is a map with \"id\" and \"type\", found %s",
                     t->kind == TREE_MAP ? "no type" : tree_kind_name(t->kind));
        return;
    }
    str label = id_of(r, t, type);
    if (tree_is_true(tree_at(t, "disabled"))) {
        read_off(r, t, label, type);
        return;
    }
    const struct tree *run_if = tree_at(t, "runIf");
    if (run_if) {
        node_id n = import_body_step(&r->body, NODE_CHOICE, STR("runIf"),
                                     STR("runIf"), run_if->at);
        import_body_take(&r->body);
        import_body_open(&r->body, n, EDGE_ARM, STR(""), run_if->at);
        past = import_body_take(&r->body);
        import_body_open(&r->body, n, EDGE_ARM, tree_text(run_if), run_if->at);
    }
    struct import_scope *s =
        goes_on(t, h) ? import_body_enter(&r->body, 0) : NULL;
    if (h)
        read_holder(r, t, h, label, type);
    else
        read_plain(r, t, label, type);
    if (s) {
        import_body_leave(&r->body);
        import_body_catch(&r->body, s, weir_class_error(), true,
                          STR("allowFailure"), 0, at_of(t));
    }
    import_body_give(&r->body, past);
}

static void read_tasks(struct reading *r, const struct tree *list)
{
    if (!list || list->kind == TREE_NULL)
        return;
    if (list->kind != TREE_LIST) {
        import_error(r->im, "import/wrong-shape", list->at,
                     "tasks are a list, found %s", tree_kind_name(list->kind));
        return;
    }
    if (++r->depth > MOST_NESTED)
        import_error(r->im, "import/too-deep", list->at,
                     "tasks stand in one another more than %d deep, these are "
                     "not read",
                     MOST_NESTED);
    for (uint32_t i = 0; r->depth <= MOST_NESTED && i < list->nitems; i++)
        read_task(r, list->items[i].value);
    r->depth--;
}

/* --- triggers and the flow ----------------------------------------------- */

static void set_webhook(struct import *im, node_id n, const struct tree *t)
{
    const struct tree *key = tree_at(t, "key");

    // Who does not know the key in the address is refused.
    if (key)
        import_text(im, n, SET_VERIFY, STR("key"), key->at);
    if (key && key->kind == TREE_TEXT)
        import_text(im, n, SET_PATH, key->text, key->at);
}

static node_id read_trigger(struct import *im, struct graph_flow *f,
                            const struct tree *t)
{
    bool core;
    str whole = tree_text_at(t, "type"),
        type = str_behind(kestra_short_type(whole, &core), '.');
    const struct tree *cron = tree_at(t, "cron"),
                      *every = tree_at(t, "interval");
    int64_t us = import_read_duration(tree_text(every), 1000000);
    str word = str_is(type, "Schedule")  ? STR("cron")
               : str_is(type, "Webhook") ? STR("webhook")
               : str_is(type, "Flow")    ? STR("flow")
               : str_has(type, "Real")   ? STR("topic")
               : core                    ? type
                                         : STR("every");
    node_id n =
        import_trigger(im, f, word, tree_text_at(t, "id"), whole, at_of(t));

    if (str_is(word, "cron") && cron && tree_text(cron).len)
        import_text(im, n, SET_CRON, tree_text(cron), cron->at);
    else if (str_is(word, "cron"))
        import_unknown(im, n, SET_CRON);
    const struct tree *zone = tree_at(t, "timezone");
    if (zone)
        import_text(im, n, SET_ZONE, tree_text(zone), zone->at);
    if (str_is(word, "every") || str_is(word, "cron"))
        import_unknown(im, n, SET_NO_OVERLAP);
    if (str_is(word, "every")) // polling, each minute when it does not say
        import_duration(im, n, SET_EVERY, us > 0 ? us : 60000000, at_of(t));
    if (str_is(word, "webhook"))
        set_webhook(im, n, t);
    return n;
}

static void read_triggers(struct reading *r, const struct tree *t)
{
    const struct tree *list = tree_at(t, "triggers"),
                      *limit = tree_at(t, "concurrency");
    bool one = import_read_int(tree_at(limit, "limit")) == 1;
    uint32_t found = 0;

    for (uint32_t i = 0; i < tree_list_length(list); i++) {
        const struct tree *x = list->items[i].value;
        if (!tree_text_at(x, "type").len)
            import_error(r->im, "import/wrong-shape", x->at,
                         "a trigger is a map with \"id\" and \"type\"");
        if (!tree_text_at(x, "type").len ||
            tree_is_true(tree_at(x, "disabled")))
            continue;
        node_id n = read_trigger(r->im, r->body.flow, x);
        import_body_open(&r->body, n, EDGE_NEXT, STR(""), x->at);
        if (one)
            import_flag(r->im, n, SET_NO_OVERLAP, true, limit->at);
        found++;
    }
    if (found)
        return;
    node_id n = import_trigger(r->im, r->body.flow, STR("callable"),
                               STR("start"), STR("start"), r->body.flow->at);
    import_body_open(&r->body, n, EDGE_NEXT, STR(""), r->body.flow->at);
}

static void read_limits(struct reading *r, const struct tree *t)
{
    const struct tree *list = tree_at(t, "sla");

    for (uint32_t i = 0; i < tree_list_length(list); i++) {
        const struct tree *x = list->items[i].value;
        int64_t us = import_read_duration(tree_text_at(x, "duration"), 1000000);
        if (str_is(tree_text_at(x, "type"), "MAX_DURATION") && us > 0 &&
            !str_is(tree_text_at(x, "behavior"), "NONE"))
            import_run_limit(r->im, r->body.flow, us);
    }
}

static void read(struct import *im, const struct tree *t)
{
    const struct tree *id = tree_at(t, "id"), *tasks = tree_at(t, "tasks");
    struct reading r = {.im = im, .retry = tree_at(t, "retry")};
    struct import_ways ends = {0};
    str name = tree_text(id);

    struct graph_flow *f = import_flow(im, name.len ? name : import_stem(im),
                                       id ? id->at : (span){t->at.pos, 1});
    f->doc = tree_text_at(t, "description");
    f->enabled = !tree_is_true(tree_at(t, "disabled"));
    // Another flow may be triggered by the failure of this one.
    f->maybe_caught = true;
    map_init(&r.ids, im->arena);
    import_body_begin(&r.body, im, f, "pebble");
    read_triggers(&r, t);
    read_limits(&r, t);
    if (!tasks || tasks->kind != TREE_LIST || !tasks->nitems)
        import_error(im, "import/missing-start", t->at,
                     "a flow has a list \"tasks\" with one at least");
    struct import_scope *s = import_body_enter(&r.body, 0);
    read_tasks(&r, tasks);
    import_body_leave(&r.body);
    read_errors(&r, t, s, false, &ends);
    read_tasks(&r, tree_at(t, "finally"));
    read_tasks(&r, tree_at(t, "afterExecution"));
    import_body_finish(&r.body);
}

const struct import_format import_format_kestra = {
    .name = "kestra",
    .title = "Kestra",
    .recognise = recognise,
    .read = read,
};
