/*
 * Amazon States Language: state machines of AWS Step Functions, in JSON or
 * YAML, with JSONPath or JSONata. A machine is a flow; what stands in Parallel
 * and Map is laid out in the same flow. The page beside this file says what
 * becomes of what. Source: https://states-language.net/spec.html
 */
#include "compiler/import/import.h"

enum { MOST_NESTED = 64 }; // Parallel in Map in Parallel ...

/* A machine, a branch or an item processor. */
struct machine {
    struct import *im;
    struct graph_flow *flow;
    const struct machine *outer; // NULL: the whole machine
    const struct tree *states;
    struct map index;     // name to struct state
    struct state *around; // the Parallel or Map it stands in, or NULL
    node_id behind;       // where its ends lead
    unsigned depth;
    const char *language;
};

struct state {
    const struct tree_item *item;
    const struct tree *t;
    struct machine *in;
    node_id node;
    bool reached;
    VEC(struct machine *) inside;
};

static enum import_sure recognise(const struct tree *t)
{
    if (t->kind != TREE_MAP || !tree_get(t, STR("States")))
        return IMPORT_NO;
    return tree_get(t, STR("StartAt")) ? IMPORT_SURE : IMPORT_LIKELY;
}

/* --- tasks --------------------------------------------------------------- */

struct service {
    const char *part; // of the resource's ARN
    enum graph_node_kind kind;
    const char *system;
};

/* First match wins. What is not here is a script: it may do anything. */
static const struct service services[] = {
    {":sns:publish", NODE_NOTIFY, "sns"},
    {":sqs:sendMessage", NODE_SEND, "sqs"},
    {":aws-sdk:sqs:sendMessage", NODE_SEND, "sqs"},
    {":events:putEvents", NODE_SEND, "eventbridge"},
    {":states:startExecution", NODE_CALL, "step functions"},
    {":aws-sdk:sfn:start", NODE_CALL, "step functions"},
    {":dynamodb:getItem", NODE_ENRICH, "dynamodb"},
    {":dynamodb:query", NODE_ENRICH, "dynamodb"},
    {":dynamodb:scan", NODE_ENRICH, "dynamodb"},
    {":dynamodb:batchGetItem", NODE_ENRICH, "dynamodb"},
    {":dynamodb:", NODE_WRITE, "dynamodb"},
    {":s3:getObject", NODE_ENRICH, "s3"},
    {":s3:headObject", NODE_ENRICH, "s3"},
    {":s3:list", NODE_ENRICH, "s3"},
    {":aws-sdk:s3:", NODE_WRITE, "s3"},
    {":http:invoke", NODE_WRITE, "http"},
    {":apigateway:invoke", NODE_WRITE, "api gateway"},
    {NULL, NODE_SCRIPT, ""}};

static const struct service *service_of(str resource)
{
    const struct service *s = services;

    while (s->part && !str_has(resource, s->part))
        s++;
    return s;
}

/* An http task that only asks. */
static bool only_asks(const struct tree *t)
{
    const struct tree *args = tree_get(t, STR("Parameters"));

    if (!args)
        args = tree_get(t, STR("Arguments"));
    str method = tree_text(tree_get(args, STR("Method")));
    return str_is(method, "GET") || str_is(method, "HEAD");
}

static str system_of(const struct machine *m, const struct service *s,
                     const struct tree *t)
{
    const struct tree *args = tree_get(t, STR("Parameters"));

    if (!args)
        args = tree_get(t, STR("Arguments"));
    str endpoint = tree_text(tree_get(args, STR("ApiEndpoint")));
    str host = import_host(endpoint);
    if (host.len)
        return host;
    if (str_is(str_from(s->system), "api gateway") && endpoint.len)
        return endpoint;
    (void)m;
    return str_from(s->system);
}

static void read_timeout(struct machine *m, struct state *s, str resource)
{
    static const char *const keys[] = {"TimeoutSeconds", "HeartbeatSeconds",
                                       "TimeoutSecondsPath",
                                       "HeartbeatSecondsPath"};
    const struct tree *t = NULL;

    for (unsigned i = 0; i < 4 && !t; i++)
        t = tree_get(s->t, str_from(keys[i]));
    int64_t seconds = import_read_int(t);
    if (seconds > 0)
        import_duration(m->im, s->node, SET_TIMEOUT, seconds * 1000000, t->at);
    else if (t)
        import_unknown(m->im, s->node, SET_TIMEOUT);
    else if (str_has(resource, ".waitForTaskToken") ||
             str_has(resource, ":activity:") || str_has(resource, ".sync"))
        import_absent(m->im, s->node, SET_TIMEOUT);
}

/* --- errors -------------------------------------------------------------- */

struct error_name {
    const char *name;
    enum weir_class klass;
};

static const struct error_name error_names[] = {
    {"States.Timeout", WEIR_TIMEOUT},
    {"States.HeartbeatTimeout", WEIR_TIMEOUT},
    {"States.Permissions", WEIR_AUTH},
    {"States.DataLimitExceeded", WEIR_DATA},
    {"States.ParameterPathFailure", WEIR_DATA},
    {"States.ResultPathMatchFailure", WEIR_DATA},
    {"States.QueryEvaluationError", WEIR_DATA},
    {"States.IntrinsicFailure", WEIR_DATA},
    // A condition that is not met: somebody was there before.
    {"DynamoDB.ConditionalCheckFailedException", WEIR_DUPLICATE},
    {"DynamoDb.ConditionalCheckFailedException", WEIR_DUPLICATE},
    {"Lambda.TooManyRequestsException", WEIR_RATE_LIMITED},
    {"Lambda.ServiceException", WEIR_TRANSIENT},
    {"Lambda.AWSLambdaException", WEIR_TRANSIENT},
    {"Lambda.SdkClientException", WEIR_TRANSIENT},
    {NULL, WEIR_OK}};

/* What an error name stands for; an application's own is a rejection. */
static weir_class_set classes_of(const struct tree *names)
{
    weir_class_set set = 0;

    for (uint32_t i = 0; names && i < names->nitems; i++) {
        str name = tree_text(names->items[i].value);
        const struct error_name *e = error_names;
        if (str_is(name, "States.ALL"))
            return weir_class_error();
        if (str_is(name, "States.TaskFailed")) // all but a timeout
            set |= weir_class_error() & ~WEIR_CLASS_BIT(WEIR_TIMEOUT);
        while (e->name && !str_is(name, e->name))
            e++;
        set |= WEIR_CLASS_BIT(e->name ? e->klass : WEIR_REJECTED);
    }
    return set;
}

/* The first retrier that takes passing failures says how the task retries.
 * Defaults: 3 attempts, 1 s, rate 2. */
static void read_retry(struct machine *m, struct state *s)
{
    const struct tree *all = tree_get(s->t, STR("Retry"));
    weir_class_set on = 0;

    import_absent(m->im, s->node, SET_RETRY);
    for (uint32_t i = 0; all && i < all->nitems; i++) {
        const struct tree *r = all->items[i].value;
        int64_t most = import_read_int(tree_get(r, STR("MaxAttempts")));
        int64_t first = import_read_int(tree_get(r, STR("IntervalSeconds")));
        int64_t cap = import_read_int(tree_get(r, STR("MaxDelaySeconds")));
        str rate = tree_text_at(r, "BackoffRate");
        if (most == 0)
            continue;
        on |= classes_of(tree_get(r, STR("ErrorEquals")));
        if (node_setting(&m->im->g->nodes.at[s->node], SET_RETRY))
            continue;
        import_number(m->im, s->node, SET_RETRY, most > 0 ? most : 3, r->at);
        if (str_is(rate, "1") || str_is(rate, "1.0"))
            continue;
        import_duration(m->im, s->node, SET_BACKOFF,
                        (first > 0 ? first : 1) * 1000000, r->at);
        if (cap > 0)
            import_duration(m->im, s->node, SET_BACKOFF_CAP, cap * 1000000,
                            r->at);
    }
    m->im->g->nodes.at[s->node].retry_on = on;
    m->im->g->nodes.at[s->node].retry_on_written = on != 0;
}

/* --- states -------------------------------------------------------------- */

struct type {
    const char *name;
    enum graph_node_kind kind;
};

static const struct type types[] = {
    {"Task", NODE_SCRIPT},       {"Pass", NODE_MAP},    {"Choice", NODE_CHOICE},
    {"Wait", NODE_WAIT},         {"Succeed", NODE_END}, {"Fail", NODE_HALT},
    {"Parallel", NODE_PARALLEL}, {"Map", NODE_SPLIT},   {NULL, NODE_NONE}};

static struct machine *read_machine(struct machine *outer, struct state *around,
                                    const struct tree *t);

static void read_inside(struct machine *m, struct state *s)
{
    const struct tree *list = tree_get(s->t, STR("Branches"));
    const struct tree *item = tree_get(s->t, STR("ItemProcessor"));

    if (!item)
        item = tree_get(s->t, STR("Iterator"));
    if (m->depth >= MOST_NESTED) {
        import_error(
            m->im, "import/too-deep", s->item->key_at,
            "states stand in one another more than %d deep, \"%" STR_FMT
            "\" is not read",
            MOST_NESTED, STR_ARG(s->item->key));
        return;
    }
    for (uint32_t i = 0; list && i < list->nitems; i++)
        *vec_push(m->im->arena, &s->inside) =
            read_machine(m, s, list->items[i].value);
    if (item)
        *vec_push(m->im->arena, &s->inside) = read_machine(m, s, item);
}

static void read_task(struct machine *m, struct state *s)
{
    str resource = tree_text_at(s->t, "Resource");
    const struct service *service = service_of(resource);
    enum graph_node_kind kind = service->kind;

    if (kind == NODE_WRITE && only_asks(s->t))
        kind = NODE_ENRICH;
    s->node =
        import_step(m->im, m->flow, kind, s->item->key,
                    resource.len ? resource : STR("Task"), s->item->key_at);
    str system = system_of(m, service, s->t);
    if (system.len && kind != NODE_NOTIFY && kind != NODE_CALL)
        import_calls(m->im, s->node, system);
    import_raises(m->im, s->node, import_any_failure());
    if (kind == NODE_WRITE && str_is(system, "dynamodb"))
        import_raises(m->im, s->node, WEIR_CLASS_BIT(WEIR_DUPLICATE));
    read_timeout(m, s, resource);
    read_retry(m, s);
}

static void read_state(struct machine *m, struct state *s)
{
    str word = tree_text_at(s->t, "Type");
    const struct type *type = types;

    while (type->name && !str_is(word, type->name))
        type++;
    if (!type->name) {
        import_error(m->im, "import/unknown-type", s->item->key_at,
                     "state \"%" STR_FMT "\" has no type of the language: "
                     "expected Task, Pass, Choice, Wait, Succeed, Fail, "
                     "Parallel or Map, found \"%" STR_FMT "\"",
                     STR_ARG(s->item->key), STR_ARG(word));
        type = types + 1;
    }
    if (str_is(word, "Task")) {
        read_task(m, s);
        return;
    }
    // A Succeed is no end node of its own: the flow's end is one.
    s->node = import_step(m->im, m->flow,
                          type->kind == NODE_END ? NODE_MAP : type->kind,
                          s->item->key, word, s->item->key_at);
    if (tree_get(s->t, STR("Retry")))
        read_retry(m, s);
    read_inside(m, s);
}

static struct machine *read_machine(struct machine *outer, struct state *around,
                                    const struct tree *t)
{
    struct machine *m = arena_make(outer->im->arena, struct machine);

    *m = (struct machine){.im = outer->im,
                          .flow = outer->flow,
                          .outer = around ? outer : NULL,
                          .states = tree_get(t, STR("States")),
                          .around = around,
                          .depth = outer->depth + 1,
                          .language = outer->language};
    map_init(&m->index, m->im->arena);
    if (!m->states || m->states->kind != TREE_MAP) {
        import_error(m->im, "import/wrong-shape", t->at,
                     "a machine has a map \"States\", found %s",
                     m->states ? tree_kind_name(m->states->kind) : "none");
        return m;
    }
    for (uint32_t i = 0; i < m->states->nitems; i++) {
        const struct tree_item *x = &m->states->items[i];
        struct state *s = arena_make(m->im->arena, struct state);
        *s = (struct state){.item = x, .t = x->value, .in = m};
        if (x->again)
            import_error(m->im, "import/duplicate-name", x->key_at,
                         "state \"%" STR_FMT "\" is there twice, the last one "
                         "counts",
                         STR_ARG(x->key));
        *map_put(&m->index, x->key) = s;
        read_state(m, s);
    }
    return m;
}

/* --- ways ---------------------------------------------------------------- */

static struct state *find(struct machine *m, const struct tree *target,
                          const struct state *from, const char *key)
{
    struct state *s = target ? map_get(&m->index, tree_text(target)) : NULL;

    if (s)
        return s;
    if (target)
        import_error(m->im, "import/dangling-target", target->at,
                     "\"%s\" of state \"%" STR_FMT "\" names \"%" STR_FMT
                     "\", and there is no such state here",
                     key, STR_ARG(from->item->key), STR_ARG(tree_text(target)));
    return NULL;
}

static node_id entry_of(struct machine *m, struct state *around)
{
    (void)around;
    for (uint32_t i = 0; i < m->index.entries.n; i++) {
        struct state *s = m->index.entries.at[i].value;
        if (s->reached)
            return s->node;
    }
    return 0;
}

static void wire_machine(struct machine *m, const struct tree *t,
                         node_id behind);

/* Uncaught failures go on to the catchers of the states around. */
static void wire_failures(struct machine *m, struct state *from)
{
    weir_class_set left = m->im->g->nodes.at[from->node].raises;
    struct state *s = from;

    while (s && left) {
        const struct tree *all = tree_get(s->t, STR("Catch"));
        for (uint32_t i = 0; all && i < all->nitems && left; i++) {
            const struct tree *c = all->items[i].value;
            const struct tree *names = tree_get(c, STR("ErrorEquals"));
            weir_class_set set = classes_of(names);
            struct state *to = find(s->in, tree_get(c, STR("Next")), s, "Next");
            if (!to || !(set & left))
                continue;
            handler_id h = import_handler(m->im, m->flow, s->node, set,
                                          names && names->nitems
                                              ? tree_text(names->items[0].value)
                                              : STR("error"),
                                          to->node, c->at);
            import_failure(m->im, from->node, set & left, h, 0, c->at);
            to->reached = true;
            // An application's own error is a part of what can be rejected.
            left &= set == WEIR_CLASS_BIT(WEIR_REJECTED) ? left : ~set;
        }
        s = s->in->around;
    }
}

static void wire_choice(struct machine *m, struct state *s)
{
    const struct tree *all = tree_get(s->t, STR("Choices"));
    const struct tree *rest = tree_get(s->t, STR("Default"));
    struct state *to;

    for (uint32_t i = 0; all && i < all->nitems; i++) {
        const struct tree *c = all->items[i].value;
        if (!(to = find(m, tree_get(c, STR("Next")), s, "Next")))
            continue;
        to->reached = true;
        str text = source_text(m->im->g->sources, c->at);
        import_arm(m->im, s->node, to->node, text, m->language, c->at);
    }
    if ((to = find(m, rest, s, "Default"))) {
        to->reached = true;
        import_arm(m->im, s->node, to->node, STR(""), "", rest->at);
    }
}

static void wire_state(struct machine *m, struct state *s)
{
    str word = tree_text_at(s->t, "Type");
    const struct tree *next = tree_get(s->t, STR("Next"));
    struct state *to = find(m, next, s, "Next");
    node_id behind = to ? to->node : m->behind;

    if (to)
        to->reached = true;
    if (str_is(word, "Choice")) {
        wire_choice(m, s);
        return;
    }
    if (str_is(word, "Fail"))
        return;
    wire_failures(m, s);
    if (!next && !str_is(word, "Succeed") &&
        !tree_is_true(tree_get(s->t, STR("End"))))
        import_error(m->im, "import/no-next", s->item->key_at,
                     "state \"%" STR_FMT "\" has neither \"Next\" nor "
                     "\"End\": true",
                     STR_ARG(s->item->key));
    const struct tree *branches = tree_get(s->t, STR("Branches"));
    for (uint32_t i = 0; i < s->inside.n; i++) {
        struct machine *in = s->inside.at[i];
        const struct tree *t = tree_get(s->t, STR("ItemProcessor"));
        if (branches)
            t = branches->items[i].value;
        else if (!t)
            t = tree_get(s->t, STR("Iterator"));
        wire_machine(in, t, behind);
        node_id entry = entry_of(in, s);
        if (entry && branches)
            import_branch(m->im, s->node, entry, t->at);
        else if (entry)
            import_item(m->im, s->node, entry, t->at);
    }
    if (!s->inside.n || !branches)
        import_next(m->im, s->node, behind, next ? next->at : s->item->key_at);
}

static void wire_machine(struct machine *m, const struct tree *t,
                         node_id behind)
{
    const struct tree *start = tree_get(t, STR("StartAt"));
    struct state *first = start ? map_get(&m->index, tree_text(start)) : NULL;

    m->behind = behind;
    if (!first && m->index.entries.n)
        import_error(m->im, "import/missing-start", start ? start->at : t->at,
                     start ? "\"StartAt\" names \"%" STR_FMT
                             "\", and there is no such state"
                           : "a machine has \"StartAt\", the name of its first "
                             "state%" STR_FMT,
                     STR_ARG(tree_text(start)));
    if (!first)
        return;
    for (uint32_t i = 0; i < m->index.entries.n; i++)
        wire_state(m, m->index.entries.at[i].value);
    for (uint32_t i = 0; i < m->index.entries.n; i++) {
        struct state *s = m->index.entries.at[i].value;
        s->reached = s == first; // for who looks for the entry
    }
}

static void read(struct import *im, const struct tree *t)
{
    const struct tree_item *start = tree_item_get(t, STR("StartAt"));
    span at = start ? start->key_at : (span){t->at.pos, 1};
    struct graph_flow *f = import_flow(im, import_stem(im), at);
    str language = tree_text_at(t, "QueryLanguage");
    struct machine top = {.im = im,
                          .flow = f,
                          .language = str_is(language, "JSONata") ? "jsonata"
                                                                  : "jsonpath"};
    node_id trigger = import_trigger(im, f, STR("callable"), STR("start"),
                                     STR("StartAt"), at);

    f->doc = tree_text_at(t, "Comment");
    int64_t limit = import_read_int(tree_get(t, STR("TimeoutSeconds")));
    if (limit > 0 && limit < INT64_C(1) << 40)
        import_run_limit(im, f, limit * 1000000);
    struct machine *m = read_machine(&top, NULL, t);
    node_id end = import_end(im, f);
    wire_machine(m, t, end);
    node_id first = entry_of(m, NULL);
    import_next(im, trigger, first ? first : end, t->at);
}

const struct import_format import_format_asl = {
    .name = "asl",
    .title = "Amazon States Language",
    .recognise = recognise,
    .read = read,
};
