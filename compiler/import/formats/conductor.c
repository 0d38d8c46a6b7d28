/*
 * Conductor: workflow definitions in JSON. Tasks stand in a row; what stands
 * in forks, decisions and loops is laid out in the same flow. The page beside
 * this file says what becomes of what. Source:
 * https://conductor-oss.github.io/conductor/, "Workflow Definition"
 */
#include "compiler/import/import.h"

enum { MOST_NESTED = 64, HTTP_SECONDS = 3 };

struct reading {
    struct import *im;
    struct graph_flow *flow;
    struct map names; // taskReferenceName to anything
    node_id end;
    handler_id outside; // the failure workflow, 0 without
    unsigned depth;
};

/* Where a row of tasks begins, and what is still to be led on. */
struct row {
    node_id entry;
    VEC(node_id) open;
};

static bool is_task(const struct tree *t)
{
    return t && t->kind == TREE_MAP && tree_at(t, "taskReferenceName");
}

static bool is_workflow(const struct tree *t)
{
    const struct tree *tasks = tree_at(t, "tasks");

    return tasks && tasks->kind == TREE_LIST && tree_at(t, "name") &&
           (!tasks->nitems || is_task(tasks->items[0].value)) &&
           (tasks->nitems || tree_at(t, "schemaVersion"));
}

static enum import_sure recognise(const struct tree *t)
{
    if (t->kind == TREE_LIST && t->nitems)
        t = t->items[0].value;
    return is_workflow(t) ? IMPORT_SURE : IMPORT_NO;
}

/* --- tasks --------------------------------------------------------------- */

struct kind {
    const char *type;
    enum graph_node_kind kind;
    bool fails;
};

static const struct kind kinds[] = {
    {"HTTP", NODE_WRITE, true},
    {"EVENT", NODE_SEND, true},
    {"KAFKA_PUBLISH", NODE_SEND, true},
    {"SUB_WORKFLOW", NODE_CALL, true},
    {"START_WORKFLOW", NODE_CALL, true},
    {"SWITCH", NODE_CHOICE, false},
    {"DECISION", NODE_CHOICE, false},
    {"FORK_JOIN", NODE_PARALLEL, false},
    {"FORK_JOIN_DYNAMIC", NODE_SCRIPT, true},
    {"JOIN", NODE_MAP, false},
    {"EXCLUSIVE_JOIN", NODE_MAP, false},
    {"DO_WHILE", NODE_SPLIT, false},
    {"WAIT", NODE_WAIT, false},
    {"HUMAN", NODE_WAIT, false},
    {"USER_TASK", NODE_WAIT, false},
    {"SET_VARIABLE", NODE_MAP, false},
    {"JSON_JQ_TRANSFORM", NODE_MAP, false},
    {"NOOP", NODE_MAP, false},
    {NULL, NODE_SCRIPT, true}}; // SIMPLE: a worker, and what is not known

static enum graph_node_kind kind_of(const struct tree *t, bool *fails)
{
    str type = tree_text_at(t, "type");
    const struct kind *k = kinds;
    const struct tree *in = tree_at(t, "inputParameters");
    str method = tree_text_at(tree_at(in, "http_request"), "method");

    if (!method.len)
        method = tree_text_at(in, "method");
    while (k->type && !str_is(type, k->type))
        k++;
    *fails = k->fails;
    if (str_is(type, "TERMINATE")) {
        *fails = false;
        return str_is(tree_text_at(in, "terminationStatus"), "COMPLETED")
                   ? NODE_MAP
                   : NODE_HALT;
    }
    if (k->kind == NODE_WRITE &&
        (str_is(method, "GET") || str_is(method, "HEAD")))
        return NODE_ENRICH;
    return k->kind;
}

static void read_settings(struct reading *r, const struct tree *t, node_id n)
{
    const struct tree *in = tree_at(t, "inputParameters");
    const struct tree *http = tree_at(in, "http_request");
    const struct tree *uri = tree_at(http ? http : in, "uri");
    const struct tree *code = tree_at(in, "expression");
    const struct tree *own = tree_at(t, "taskDefinition");
    const struct tree *count = tree_at(t, "retryCount");
    str host = import_host(tree_text(uri));

    if (!code)
        code = tree_at(in, "scriptExpression");
    if (code && code->kind == TREE_TEXT)
        import_code(r->im, n, SET_VALUE, "javascript", code->text, code->at);
    if (host.len)
        import_calls(r->im, n, host);
    if (uri)
        import_text(r->im, n, SET_PATH, tree_text(uri), uri->at);
    if (str_is(tree_text_at(t, "type"), "HTTP"))
        import_duration(r->im, n, SET_TIMEOUT, HTTP_SECONDS * 1000000, t->at);
    if (!node_remote(r->im->g->nodes.at[n].kind))
        return;
    if (!count)
        count = tree_at(own, "retryCount");
    int64_t times = import_read_int(count);
    int64_t delay = import_read_int(tree_at(own, "retryDelaySeconds"));
    if (times >= 0)
        import_number(r->im, n, SET_RETRY, times, count->at);
    if (delay > 0)
        import_duration(r->im, n, SET_BACKOFF, delay * 1000000, own->at);
    if (delay > 0 && str_is(tree_text_at(own, "retryLogic"), "FIXED"))
        import_duration(r->im, n, SET_BACKOFF_CAP, delay * 1000000, own->at);
}

static void read_callee(struct reading *r, const struct tree *t, node_id n)
{
    str name = tree_text_at(tree_at(t, "subWorkflowParam"), "name");

    if (name.len)
        r->im->g->nodes.at[n].callee_name = name;
}

/* --- rows of tasks ------------------------------------------------------- */

static struct row read_row(struct reading *r, const struct tree *list);

static void join(struct reading *r, struct row *to, const struct row *from)
{
    for (uint32_t i = 0; i < from->open.n; i++)
        *vec_push(r->im->arena, &to->open) = from->open.at[i];
}

static void add_case(struct reading *r, node_id n, const struct tree *list,
                     str text, span at, struct row *after)
{
    struct row in = read_row(r, list);

    if (in.entry) {
        import_arm(r->im, n, in.entry, text, "conductor", at);
        join(r, after, &in);
    } else {
        // An empty case goes on behind: by a step, so that the arm is kept.
        node_id pass = import_step(r->im, r->flow, NODE_MAP, STR("nothing"),
                                   STR("case"), at);
        import_arm(r->im, n, pass, text, "conductor", at);
        *vec_push(r->im->arena, &after->open) = pass;
    }
}

static void read_choice(struct reading *r, const struct tree *t, node_id n,
                        struct row *after)
{
    const struct tree *cases = tree_at(t, "decisionCases");
    const struct tree *rest = tree_at(t, "defaultCase");

    for (uint32_t i = 0; i < tree_map_size(cases); i++)
        add_case(r, n, cases->items[i].value, cases->items[i].key,
                 cases->items[i].key_at, after);
    add_case(r, n, rest, STR(""), rest ? rest->at : t->at, after);
}

static void read_fork(struct reading *r, const struct tree *t, node_id n,
                      struct row *after)
{
    const struct tree *all = tree_at(t, "forkTasks");

    for (uint32_t i = 0; i < tree_list_length(all); i++) {
        struct row in = read_row(r, all->items[i].value);
        if (in.entry)
            import_branch(r->im, n, in.entry, all->items[i].value->at);
        join(r, after, &in);
    }
    if (!after->open.n)
        *vec_push(r->im->arena, &after->open) = n;
}

static void read_loop(struct reading *r, const struct tree *t, node_id n,
                      struct row *after)
{
    struct row in = read_row(r, tree_at(t, "loopOver"));

    if (in.entry)
        import_item(r->im, n, in.entry, t->at);
    join(r, after, &in);
    *vec_push(r->im->arena, &after->open) = n;
}

/* What a failing task does. The step behind is not there yet, so an optional
 * task goes on at the end of the row. */
static void route_failure(struct reading *r, const struct tree *t, node_id n)
{
    const struct tree *optional = tree_at(t, "optional");
    weir_class_set raised = r->im->g->nodes.at[n].raises;

    if (!raised)
        return;
    if (tree_is_true(optional)) {
        handler_id h = import_handler(r->im, r->flow, n, raised,
                                      STR("optional"), 0, optional->at);
        import_failure(r->im, n, raised, h, r->end, optional->at);
    } else if (r->outside) {
        import_failure(r->im, n, raised, r->outside, 0, t->at);
    }
}

static node_id read_task(struct reading *r, const struct tree *t,
                         struct row *after)
{
    const struct tree *ref = tree_at(t, "taskReferenceName");
    str name = tree_text(ref), type = tree_text_at(t, "type");
    bool fails;
    enum graph_node_kind kind = kind_of(t, &fails);
    void **place = map_put(&r->names, name);

    if (*place)
        import_error(r->im, "import/duplicate-name", ref->at,
                     "task \"%" STR_FMT "\" is there twice", STR_ARG(name));
    *place = r;
    node_id n =
        import_step(r->im, r->flow, kind, name, type, ref ? ref->at : t->at);
    if (fails)
        import_raises(r->im, n, import_any_failure());
    read_settings(r, t, n);
    read_callee(r, t, n);
    route_failure(r, t, n);
    if (kind == NODE_CHOICE)
        read_choice(r, t, n, after);
    else if (kind == NODE_PARALLEL)
        read_fork(r, t, n, after);
    else if (kind == NODE_SPLIT)
        read_loop(r, t, n, after);
    else if (str_is(type, "TERMINATE") && kind != NODE_HALT)
        import_next(r->im, n, r->end, t->at);
    else if (kind != NODE_HALT)
        *vec_push(r->im->arena, &after->open) = n;
    return n;
}

static struct row read_row(struct reading *r, const struct tree *list)
{
    struct row row = {0};

    if (!list || list->kind != TREE_LIST)
        return row;
    if (r->depth++ >= MOST_NESTED)
        import_error(r->im, "import/too-deep", list->at,
                     "tasks stand in one another more than 64 deep");
    for (uint32_t i = 0; r->depth <= MOST_NESTED && i < list->nitems; i++) {
        const struct tree *t = list->items[i].value;
        struct row after = {0};
        if (!is_task(t)) {
            import_error(r->im, "import/wrong-shape", t->at,
                         "a task has a \"taskReferenceName\" and a \"type\"");
            continue;
        }
        node_id n = read_task(r, t, &after);
        for (uint32_t j = 0; j < row.open.n; j++)
            import_next(r->im, row.open.at[j], n, t->at);
        row.entry = row.entry ? row.entry : n;
        row.open.at = after.open.at;
        row.open.n = after.open.n;
        row.open.cap = after.open.cap;
    }
    r->depth--;
    return row;
}

/* --- a workflow ---------------------------------------------------------- */

static void read_owner(struct reading *r, const struct tree *t)
{
    const struct tree *mail = tree_at(t, "ownerEmail");
    str name = tree_text(mail);
    struct graph_team *team;

    if (!name.len)
        return;
    str key = arena_printf(r->im->arena, "team\n%" STR_FMT, STR_ARG(name));
    void **place = map_put(r->im->systems, key);
    if (!*place) {
        team = arena_make(r->im->arena, struct graph_team);
        *team = (struct graph_team){.name = name,
                                    .at = mail->at,
                                    .name_at = mail->at,
                                    .contact = name,
                                    .contact_at = mail->at,
                                    .contact_known = GRAPH_SET,
                                    .runbook_known = GRAPH_UNKNOWN,
                                    .alerts_known = GRAPH_UNKNOWN,
                                    .used = 1};
        *vec_push(r->im->arena, &r->im->g->teams) = team;
        *place = team;
    }
    r->flow->owner = *place;
    r->flow->owner_known = GRAPH_SET;
    r->flow->owner_at = mail->at;
}

static void read_workflow(struct import *im, const struct tree *t)
{
    const struct tree *name = tree_at(t, "name");
    span at = name ? name->at : (span){t->at.pos, 1};
    struct reading r = {.im = im, .flow = import_flow(im, tree_text(name), at)};

    r.flow->doc = tree_text_at(t, "description");
    map_init(&r.names, im->arena);
    read_owner(&r, t);
    node_id trigger = import_trigger(im, r.flow, STR("callable"), STR("start"),
                                     STR("start"), at);
    r.end = import_end(im, r.flow);
    r.outside = import_outside(im, r.flow, tree_at(t, "failureWorkflow"),
                               "failureWorkflow");
    struct row row = read_row(&r, tree_at(t, "tasks"));
    import_next(im, trigger, row.entry ? row.entry : r.end, at);
    for (uint32_t i = 0; i < row.open.n; i++)
        import_next(im, row.open.at[i], r.end, at);
}

static void read(struct import *im, const struct tree *t)
{
    if (t->kind == TREE_LIST) {
        for (uint32_t i = 0; i < t->nitems; i++)
            if (is_workflow(t->items[i].value))
                read_workflow(im, t->items[i].value);
        return;
    }
    if (t->kind == TREE_MAP && tree_at(t, "tasks"))
        read_workflow(im, t);
    else
        import_error(im, "import/wrong-shape", t->at,
                     "a workflow has a \"name\" and a list \"tasks\"");
}

const struct import_format import_format_conductor = {
    .name = "conductor",
    .title = "Conductor",
    .recognise = recognise,
    .read = read,
};
