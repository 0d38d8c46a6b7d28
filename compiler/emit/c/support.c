/*
 * What a runner does not do yet is refused here, at its place: never built,
 * never ignored.
 */
#include "compiler/emit/c/c.h"

struct refuse {
    const struct graph *g;
    struct diags *d;
    bool all_good;
};

static void refuse(struct refuse *x, span at, const char *what)
{
    struct diag *m =
        diag_add(x->d, DIAG_ERROR, "language/not-runnable", at,
                 "a runner that does everything else of the language was "
                 "expected, but it can't run %s yet",
                 what);

    diag_help(x->d, m,
              "check, lint and format work; build the estate without it");
    x->all_good = false;
}

static bool refused_expr(void *context, const struct graph_expr *e)
{
    struct refuse *x = context;

    if (e->kind == EXPR_SECRET)
        refuse(x, e->at, "a secret in an expression");
    if (e->kind == EXPR_LOOKUP || e->kind == EXPR_IN) {
        if (e->store)
            refuse(x, e->at, "a store");
        else if (e->table && e->table->operation)
            refuse(x, e->at, "a table from an endpoint");
    }
    if (e->kind == EXPR_CALL)
        expr_walk(e->function->body, refused_expr, x);
    return true;
}

static const char *refused_kind(const struct graph_node *n)
{
    if (n->kind == NODE_KEEP_CHANGED)
        return "\"keep changed\"";
    if (n->kind == NODE_BATCH)
        return "\"batch\"";
    if (n->kind == NODE_SEND)
        return "\"send\"";
    if (n->kind == NODE_STORE)
        return "a store";
    if (n->kind == NODE_SCRIPT)
        return "a script";
    if (n->kind != NODE_WAIT)
        return NULL;
    if (str_eq(n->word, STR("await")))
        return "\"await\"";
    return str_eq(n->word, STR("ask")) ? "\"ask\"" : "\"wait\"";
}

static void check_settings(struct refuse *x, const struct graph_node *n)
{
    static const struct {
        enum graph_setting_key key;
        const char *what;
    } no[] = {
        {SET_BULK, "\"bulk\""},   {SET_MATCH, "\"match\""},
        {SET_CACHE, "\"cache\""}, {SET_POLL_UNTIL, "an \"until\" poll"},
        {SET_TOPIC, "a topic"},   {SET_VERIFY, "a webhook trigger"},
    };

    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        const struct graph_setting *s = node_setting(n, no[i].key);
        if (s)
            refuse(x, s->at.pos ? s->at : n->at, no[i].what);
    }
    for (uint32_t i = 0; i < n->settings.n; i++)
        if (n->settings.at[i].value)
            expr_walk(n->settings.at[i].value, refused_expr, x);
}

static bool has_undo(const struct graph *g, const struct graph_node *n)
{
    for (block_id b = n->blocks; b; b = g->blocks.at[b].next)
        if (g->blocks.at[b].role == BLOCK_UNDO)
            return true;
    return false;
}

static bool is_format(str name)
{
    static const char *const good[] = {"", "json", "ndjson", "csv", "form"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (str_eq(name, str_from(good[i])))
            return true;
    return false;
}

static bool is_lines(str format)
{
    return str_eq(format, STR("ndjson")) || str_eq(format, STR("csv"));
}

/* Lines are put together byte by byte. */
static bool writes_utf16(const struct graph_operation *op)
{
    const struct graph_format *f =
        op->format.name.len ? &op->format : &op->endpoint->connector->format;

    for (uint32_t i = 0; i < f->options.n; i++)
        if (str_eq(f->options.at[i].name, STR("encoding")))
            return str_starts_with(f->options.at[i].value->text, STR("utf-16"));
    return false;
}

static bool writes_no_table(const struct graph_operation *op)
{
    str format = op->format.name.len ? op->format.name
                                     : op->endpoint->connector->format.name;

    return op->transport == CALL_FILE && str_eq(format, STR("csv")) &&
           op->self && op->self->type->kind != TYPE_RECORD &&
           op->self->type->kind != TYPE_DICT;
}

/* To take the answer as a whole for good would lose what failed in it. */
static bool names_items(const struct graph_operation *op)
{
    bool any = op->results.len > 0;

    for (uint32_t i = 0; i < op->errors.n; i++)
        any = any || op->errors.at[i].item;
    return any;
}

static void check_operation(struct refuse *x, const struct graph_node *n)
{
    const struct graph_operation *op = n->operation;
    const struct graph_connector *k = op->endpoint->connector;

    str format = op->format.name.len ? op->format.name : k->format.name;

    if (op->transport == CALL_RUN || op->transport == CALL_NATS ||
        k->driver == DRIVER_RUN || k->driver == DRIVER_NATS)
        refuse(x, n->at, "a step over the driver \"run\" or \"nats\"");
    else if (!is_format(format))
        refuse(x, n->at, "a format other than json, ndjson, csv and form");
    else if (k->driver == DRIVER_HTTP && is_lines(format))
        refuse(x, n->at, "ndjson or csv over http");
    else if (n->kind == NODE_WRITE && writes_no_table(op))
        refuse(x, n->at, "a csv file of what is no record or dictionary");
    else if (n->kind == NODE_WRITE && writes_utf16(op))
        refuse(x, n->at, "a file that is written in UTF-16");
    if (n->kind == NODE_WRITE && names_items(op) && !node_setting(n, SET_BULK))
        refuse(x, n->at,
               "an operation whose answer tells the outcome of each item");
    if (n->kind == NODE_READ && op->deleted)
        refuse(x, n->at, "a list that says which records are \"deleted\"");
    if (n->instances)
        refuse(x, n->at, "\"for ... in\"");
}

static void check_trigger(struct refuse *x, const struct graph_node *n)
{
    if (str_eq(n->word, STR("webhook")))
        refuse(x, n->at, "a webhook trigger");
    else if (str_eq(n->word, STR("topic")))
        refuse(x, n->at, "a topic trigger");
    else if (str_eq(n->word, STR("after")))
        refuse(x, n->at, "\"after\"");
    const struct graph_setting *f = node_setting(n, SET_FORMAT);
    if (f && f->value && !is_format(f->value->text))
        refuse(x, f->at, "a format other than json, ndjson and csv");
}

static void check_node(struct refuse *x, const struct graph_flow *f, node_id id)
{
    const struct graph_node *n = &x->g->nodes.at[id];
    const char *what = refused_kind(n);

    if (what) {
        refuse(x, n->at, what);
        return;
    }
    if (n->kind == NODE_TRIGGER) {
        check_trigger(x, n);
        return;
    }
    if (n->kind == NODE_READ && id != c_first_read(x->g, f))
        refuse(x, n->at,
               "a \"read\" behind other steps, under another read or under "
               "\"each\"");
    if (has_undo(x->g, n))
        refuse(x, n->at, "\"undo\"");
    if (n->operation)
        check_operation(x, n);
    check_settings(x, n);
    for (uint32_t i = 0; i < n->nargs; i++)
        expr_walk(n->args[i], refused_expr, x);
}

static void check_flow(struct refuse *x, const struct graph_flow *f)
{
    if (f->ordered_by)
        refuse(x, f->ordered_by->at, "\"ordered by\"");
    if (f->timeout)
        refuse(x, f->timeout_at.pos ? f->timeout_at : f->name_at,
               "the \"timeout\" of a flow");
    if (f->instance_var)
        refuse(x, f->name_at, "\"for ... in\"");
    for (node_id id = f->first; id < f->end; id++)
        check_node(x, f, id);
    for (block_id b = f->body;
         b < x->g->blocks.n && x->g->blocks.at[b].flow == f->index; b++)
        expr_walk(x->g->blocks.at[b].condition, refused_expr, x);
}

static void check_tests(struct refuse *x)
{
    for (uint32_t i = 0; i < x->g->tests.n; i++) {
        const struct graph_test *t = x->g->tests.at[i];
        for (uint32_t k = 0; k < t->nlines; k++)
            if (t->lines[k].kind == TEST_GIVEN_STORE)
                refuse(x, t->lines[k].at, "a store");
    }
}

bool emit_c_supported(const struct graph *g, struct diags *d)
{
    struct refuse x = {.g = g, .d = d, .all_good = true};

    for (uint32_t i = 0; i < g->flows.n; i++)
        check_flow(&x, g->flows.at[i]);
    for (uint32_t i = 0; i < g->queues.n; i++)
        if (g->queues.at[i]->replay_every)
            refuse(&x, g->queues.at[i]->replay_at, "the replay of a queue");
    check_tests(&x);
    return x.all_good;
}
