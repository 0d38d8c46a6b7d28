/*
 * A flow as one C file: the variables, the steps, what reads and names a
 * record, and the table that says it all to the runtime.
 */
#include "compiler/emit/c/c.h"

#include <assert.h>

/* The read that admits records: the first step of a flow with a schedule. */
node_id c_first_read(const struct graph *g, const struct graph_flow *f)
{
    for (node_id id = g->blocks.at[f->body].first; id;
         id = g->nodes.at[id].next_in_block) {
        enum graph_node_kind k = g->nodes.at[id].kind;
        if (k == NODE_READ)
            return id;
        if (k != NODE_TRIGGER)
            return 0;
    }
    return 0;
}

const char *c_flow_symbol(struct c_file *c, const struct graph_flow *f)
{
    return c_text(c, "flow_%s", c_ident(c, f->name, f->index));
}

/* --- variables ------------------------------------------------------------ */

static void add_member(struct c_file *c, struct buf *b, struct map *taken,
                       const struct graph_var *v)
{
    if (!v || c->places[v->id].text)
        return;
    const char *name = c_ident(c, v->name, v->id);
    void **seen = map_put(taken, str_from(name));
    if (*seen)
        name = c_text(c, "q%u_%s", v->id, name);
    *seen = c;
    buf_printf(b, "    %s %s;\n", c_type(c, v->type), name);
    c_place_var(c, v, c_text(c, "v->%s", name), false);
    c_personal_var(c, v, name);
}

static void write_vars(struct c_file *c, struct buf *b)
{
    const struct graph *g = c->g;
    const struct graph_flow *f = c->flow;
    struct map taken;

    map_init(&taken, c->arena);
    for (uint32_t i = 0; i < f->nparams; i++)
        add_member(c, b, &taken, f->params[i]);
    for (node_id id = f->first; id < f->end; id++)
        add_member(c, b, &taken, g->nodes.at[id].out);
    for (node_id id = f->first; id < f->end; id++)
        for (block_id k = g->nodes.at[id].blocks; k; k = g->blocks.at[k].next)
            if (g->blocks.at[k].role == BLOCK_EACH)
                add_member(c, b, &taken, g->blocks.at[k].var);
    if (!b->len)
        buf_text(b, "    char q_nothing;\n");
}

/* --- taking a record ------------------------------------------------------ */

static const struct graph_var *record_of(const struct c_file *c)
{
    node_id read = c_first_read(c->g, c->flow);

    return read ? c->g->nodes.at[read].out : c_trigger(c)->out;
}

static void write_take(struct c_file *c)
{
    const struct graph_flow *f = c->flow;
    const struct graph_var *record = record_of(c);
    struct buf body;

    c_start_body(c, &body);
    if (record) {
        c_line(c, "weir_json_read(x, %s, item, &%s);", c_shape(c, record->type),
               c->places[record->id].text);
    } else if (f->nparams) {
        const char *names = "";
        for (uint32_t i = 0; i < f->nparams; i++)
            names = c_text(c, "%s%s%s", names, i ? ", " : "",
                           c_str(c, f->params[i]->name));
        if (f->nparams > 1)
            c_line(c, "item = weir_arguments(x, item, (const str[]){%s}, %u);",
                   names, f->nparams);
        c_line(c, "struct weir_json_items it = weir_json_items(item);");
        for (uint32_t i = 0; i < f->nparams; i++)
            c_line(c, "weir_argument(x, &it, %s, &%s);",
                   c_shape(c, f->params[i]->type),
                   c->places[f->params[i]->id].text);
    }
    buf_printf(&c->steps,
               "static void take(struct weir_record *r, void *vars, str item)\n"
               "{\n    struct weir_context *x = &r->x;\n"
               "    struct vars *v = vars;\n\n"
               "    (void)x;\n    (void)v;\n    (void)item;\n%s}\n\n",
               body.ptr ? body.ptr : "");
    buf_free(&body);
}

/* The @key of the record, or of a call's first argument that has one. */
static const struct graph_var *keyed(const struct c_file *c)
{
    const struct graph_var *record = record_of(c);

    if (record)
        return record->type->kind == TYPE_RECORD ? record : NULL;
    for (uint32_t i = 0; i < c->flow->nparams; i++)
        if (c->flow->params[i]->type->kind == TYPE_RECORD)
            return c->flow->params[i];
    return NULL;
}

static uint32_t write_keys(struct c_file *c, const struct graph_var *v)
{
    const struct graph_record *r = v->type->record;
    const char *list = "", *texts = "";
    uint32_t n = 0;
    bool pii = false;

    for (uint32_t i = 0; i < r->nfields; i++) {
        if (!r->fields[i].key || !c_use_of(c, v->type)->fields[i])
            continue;
        const char *shape = c_shape(c, r->fields[i].type);
        const char *at = c_text(c, "%s, &%s.%s", shape, c->places[v->id].text,
                                c_field(c, r, i));
        list = c_text(c, "%s%sweir_to_json(x, %s)", list, n ? ", " : "", at);
        texts = c_text(c, "%s%sweir_shape_text(x, %s)", texts,
                       n ? ", STR(\"/\"), " : "", at);
        pii = pii || r->fields[i].pii;
        n++;
    }
    if (n == 1)
        c_line(c, "out->key = %s;", list);
    else if (n)
        c_line(c, "out->key = weir_json_list(x, (const str[]){%s}, %u);", list,
               n);
    if (n && !pii)
        c_line(c, "out->shown = weir_text_concat(x, (const str[]){%s}, %u);",
               texts, n * 2 - 1);
    return n;
}

static const char *since_function(const struct graph_type *t)
{
    enum graph_type_kind k = type_needed(t)->kind;

    if (k == TYPE_DATE)
        return "weir_since_date";
    if (k == TYPE_INT)
        return "weir_since_int";
    return k == TYPE_TIMESTAMP ? "weir_since_timestamp" : NULL;
}

static void write_since(struct c_file *c, const struct graph_expr *e)
{
    const char *function = since_function(e->type);
    const char *t = c_temp(c, e);
    bool optional = e->type->kind == TYPE_OPTIONAL;
    const char *value = c_text(c, "%s%s", t, optional ? ".v" : "");

    if (function)
        value = c_text(c, "%s(x, %s)", function, value);
    if (optional)
        c_line(c, "if (%s.has)", t);
    c_line(c, "%sout->since = %s;", optional ? "    " : "", value);
}

static const char *write_identify(struct c_file *c, node_id read)
{
    const struct graph_var *record = keyed(c);
    const struct graph_expr *since =
        read ? c_value(&c->g->nodes.at[read], SET_SINCE) : NULL;
    struct buf body;
    uint32_t keys = 0;

    c_start_body(c, &body);
    if (record)
        keys = write_keys(c, record);
    if (since)
        write_since(c, since);
    if (keys || since)
        buf_printf(&c->steps,
                   "static void identify(struct weir_record *r, void *vars,\n"
                   "    struct weir_identity *out)\n"
                   "{\n    struct weir_context *x = &r->x;\n"
                   "    struct vars *v = vars;\n\n    (void)v;\n%s}\n\n",
                   body.ptr);
    buf_free(&body);
    return keys || since ? "identify" : "NULL";
}

/* --- the table ------------------------------------------------------------ */

/* A record that halts has to stop those behind it, but an outage of files is
 * met where they are read and where blocks are written, not by a record. */
static bool halts_reading(const struct graph *g, const struct graph_flow *f,
                          node_id halt)
{
    for (handler_id h = f->first_handler; h < f->end_handler; h++)
        if (g->handlers.at[h].entry == halt &&
            g->handlers.at[h].target == TARGET_HALT)
            return !(g->handlers.at[h].classes & ~weir_class_outage());
    return false;
}

bool c_is_cheap(const struct graph *g, const struct graph_flow *f)
{
    const struct graph_node *t = &g->nodes.at[f->trigger];
    node_id read = c_first_read(g, f);
    bool file = str_eq(t->word, STR("file"));

    if (read) {
        enum graph_transport k = g->nodes.at[read].operation->transport;
        file = k == CALL_FILE || k == CALL_SQL;
    }
    for (node_id id = f->first; id < f->end; id++) {
        const struct graph_node *n = &g->nodes.at[id];
        if (n->kind == NODE_DEDUPE || n->kind == NODE_CALL ||
            n->kind == NODE_NOTIFY || n->kind == NODE_SPLIT ||
            n->kind == NODE_PARALLEL)
            return false;
        if (n->kind == NODE_HALT && !halts_reading(g, f, id))
            return false;
        if (n->kind == NODE_WRITE && n->operation->transport != CALL_FILE &&
            operation_grade(n->operation) != GRADE_NATURAL)
            return false;
    }
    return file;
}

static void write_trigger(struct c_file *c, struct buf *t)
{
    const struct graph_node *n = c_trigger(c);
    const struct graph_expr *zone = c_value(n, SET_ZONE);
    const struct graph_expr *cron = c_value(n, SET_CRON);
    const char *kind = "WEIR_ON_CALL";

    if (node_setting(n, SET_EVERY))
        kind = "WEIR_ON_EVERY";
    else if (node_setting(n, SET_AT))
        kind = "WEIR_ON_DAILY";
    else if (cron)
        kind = "WEIR_ON_CRON";
    else if (str_eq(n->word, STR("file")))
        kind = "WEIR_ON_FILE";
    buf_printf(t, "    .trigger = {.kind = %s", kind);
    if (node_setting(n, SET_EVERY))
        buf_printf(t, ", .period = %s", c_int(c, node_number(n, SET_EVERY, 0)));
    if (node_setting(n, SET_AT))
        buf_printf(t, ", .at = %s", c_int(c, c_value(n, SET_AT)->i));
    if (cron)
        buf_printf(t, ", .cron = %s", c_quote(c, cron->text));
    if (zone)
        buf_printf(t, ", .zone = %s", c_quote(c, zone->text));
    buf_printf(t, ", .no_overlap = %s},\n",
               c_bool(node_number(n, SET_NO_OVERLAP, 0) != 0));
}

struct alert {
    int64_t idle, parked;
};

/* `idle > 15m or parked > 20`: the numbers. */
static bool find_alert(void *context, const struct graph_expr *e)
{
    struct alert *a = context;

    if (e->kind != EXPR_BINARY || (e->op != OP_GT && e->op != OP_GE) ||
        e->args[0]->kind != EXPR_VAR || e->args[1]->kind != EXPR_LITERAL)
        return true;
    int64_t n = e->args[1]->i;
    if (str_eq(e->args[0]->var->name, STR("idle")))
        a->idle = n;
    if (str_eq(e->args[0]->var->name, STR("parked")))
        a->parked = n + (e->op == OP_GT);
    return true;
}

static void write_table(struct c_file *c, const char *identify, bool reads,
                        const struct buf *fast, struct buf *t)
{
    const struct graph_flow *f = c->flow;
    node_id read = c_first_read(c->g, f);
    struct alert alert = {0};
    struct place p = source_locate(c->g->sources, f->at.pos);
    str file = p.src ? p.src->name : STR("");

    expr_walk(f->alert, find_alert, &alert);
    buf_printf(t, "const struct weir_flow %s = {\n    .name = %s,\n",
               c_flow_symbol(c, f), c_quote(c, f->name));
    buf_text(t, "    .digest = \"@DIGEST@\",\n");
    buf_printf(t, "    .at = %s,\n",
               c_quote(c, arena_printf(c->arena, "%" STR_FMT ":%u",
                                       STR_ARG(file), p.line)));
    if (f->owner)
        buf_printf(t, "    .owner = &%s,\n", c_team(c, f->owner));
    buf_printf(t, "    .critical = %s,\n", c_bool(f->critical));
    write_trigger(c, t);
    buf_text(t, "    .steps = steps,\n"
                "    .nsteps = sizeof steps / sizeof *steps - 1,\n"
                "    .vars_size = sizeof(struct vars),\n");
    if (reads)
        buf_text(t, "    .read = &reading,\n");
    buf_printf(t,
               "    .take = take,\n    .identify = %s,\n    .run = run,\n"
               "    .route = route_of_flow,\n",
               identify);
    if (read)
        buf_printf(
            t, "    .concurrency = %lld,\n",
            (long long)node_number(&c->g->nodes.at[read], SET_CONCURRENCY, 0));
    buf_printf(t, "    .cheap = %s,\n", c_bool(c_is_cheap(c->g, f)));
    if (c->personal_vars.len)
        buf_text(t, "    .personal = &personal,\n");
    buf_str(t, buf_view(fast));
    if (alert.idle || alert.parked)
        buf_printf(t, "    .alert_idle = %s, .alert_parked = %s,\n",
                   c_int(c, alert.idle), c_int(c, alert.parked));
    buf_text(t, "};\n");
}

/* --- the file ------------------------------------------------------------- */

static void write_files_instance(struct c_file *c)
{
    const struct graph_expr *format = c_value(c_trigger(c), SET_FORMAT);
    const struct graph_expr *options = c_value(c_trigger(c), SET_OPTIONS);
    const char *symbol = c_flow_symbol(c, c->flow);
    uint32_t n = 0;

    if (options && options->kind == EXPR_RECORD) {
        struct buf *b = &c->tables;
        for (; n < options->nargs; n++)
            buf_printf(b,
                       "static const struct weir_value_part option_%u[] = "
                       "{{WEIR_TEXT, %s}};\n",
                       n, c_quote(c, options->args[n]->text));
        buf_text(b, "static const struct weir_property options[] = {\n");
        for (uint32_t i = 0; i < n; i++)
            buf_printf(b, "    {%s, {option_%u, 1}},\n",
                       c_quote(c, options->names[i]), i);
        buf_text(b, "};\n\n");
    }
    buf_printf(&c->tables,
               "static const struct weir_instance files_of_%s = {\n"
               "    .alias = \"file\", .connector = \"file\",\n"
               "    .driver = &weir_driver_file,\n    .auth = \"none\",\n"
               "    .format = %s,\n",
               symbol, format ? c_quote(c, format->text) : "\"ndjson\"");
    if (n)
        buf_printf(&c->tables, "    .options = {options, %u},\n", n);
    buf_text(&c->tables, "};\n\n");
}

static void write_run(struct c_file *c)
{
    const struct graph_flow *f = c->flow;

    buf_printf(&c->steps,
               "static bool run(struct weir_record *r, void *vars)\n{\n"
               "    return %s(r, vars);\n}\n\n",
               c_block(c, f->body));
}

static void write_steps(struct c_file *c)
{
    const struct graph *g = c->g;

    c_flow_route(c);
    c_wrap(c, "route_of_flow", "route");
    for (node_id id = c->flow->first; id < c->flow->end; id++) {
        const struct graph_node *n = &g->nodes.at[id];
        if (n->kind == NODE_END || n->kind == NODE_TRIGGER || n->made_for)
            continue;
        if (c_routes(c, id))
            c_route(c, id);
        if (n->kind != NODE_READ)
            c_step(c, id);
    }
}

void c_flow(struct c_file *c)
{
    struct buf vars = BUF_MAX(16 << 20), table = BUF_MAX(16 << 20);
    struct buf reading = BUF_MAX(1 << 20), fast = BUF_MAX(1 << 20);
    node_id read = c_first_read(c->g, c->flow);
    bool file = str_eq(c_trigger(c)->word, STR("file"));

    c_use_flow(c, c->flow);
    write_vars(c, &vars);
    if (file)
        write_files_instance(c);
    c_step_tables(c);
    write_steps(c);
    write_run(c);
    write_take(c);
    const char *identify = write_identify(c, read);
    if (read)
        c_reading(c, read, &reading);
    else if (file)
        c_file_reading(c, &reading);
    c_fast(c, &fast);
    c_personal(c);
    write_table(c, identify, read || file, &fast, &table);
    buf_printf(&c->types, "struct vars {\n%s};\n\n", vars.ptr);
    buf_str(&c->steps, buf_view(&reading));
    buf_str(&c->steps, buf_view(&table));
    buf_free(&vars);
    buf_free(&table);
    buf_free(&reading);
    buf_free(&fast);
}
