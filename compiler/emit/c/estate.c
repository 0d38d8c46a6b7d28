/*
 * What all flows share: teams, queues, instances of connectors, the list of
 * flows, environments, and main.
 */
#include "compiler/emit/c/c.h"

#include <stdlib.h>

static uint32_t index_of(void *const *list, uint32_t n, const void *item)
{
    uint32_t i = 0;

    while (i < n && list[i] != item)
        i++;
    return i;
}

#define INDEX_OF(list, item) index_of((void *const *)(list).at, (list).n, item)

const char *c_team(struct c_file *c, const struct graph_team *t)
{
    return c_text(c, "team_%s", c_ident(c, t->name, INDEX_OF(c->g->teams, t)));
}

const char *c_queue(struct c_file *c, const struct graph_queue *q)
{
    return c_text(c, "queue_%s",
                  c_ident(c, q->name, INDEX_OF(c->g->queues, q)));
}

const char *c_instance(struct c_file *c, const struct graph_instance *i)
{
    return c_text(c, "instance_%s",
                  c_ident(c, i->alias, INDEX_OF(c->g->instances, i)));
}

static void write_team(struct c_file *c, struct buf *b,
                       const struct graph_team *t)
{
    const char *name = c_team(c, t);

    if (t->nalerts) {
        buf_printf(b, "static const struct weir_channel %s_channels[] = {\n",
                   name);
        for (uint32_t i = 0; i < t->nalerts; i++)
            buf_printf(b, "    {%s, %s},\n", c_quote(c, t->alerts[i].channel),
                       c_quote(c, t->alerts[i].to));
        buf_text(b, "};\n");
    }
    buf_printf(b,
               "const struct weir_team %s = {\n    .name = %s,\n"
               "    .contact = %s,\n    .runbook = %s,\n",
               name, c_quote(c, t->name), c_quote(c, t->contact),
               c_quote(c, t->runbook));
    if (t->nalerts)
        buf_printf(b, "    .channels = %s_channels, .nchannels = %u,\n", name,
                   t->nalerts);
    if (t->escalate)
        buf_printf(b, "    .escalate = &%s, .escalate_after = %s,\n",
                   c_team(c, t->escalate), c_int(c, t->escalate_after));
    buf_text(b, "};\n\n");
}

struct alert {
    int64_t depth, oldest;
};

static bool find_alert(void *context, const struct graph_expr *e)
{
    struct alert *a = context;

    if (e->kind != EXPR_BINARY || (e->op != OP_GT && e->op != OP_GE) ||
        e->args[0]->kind != EXPR_VAR || e->args[1]->kind != EXPR_LITERAL)
        return true;
    int64_t n = e->args[1]->i;
    if (str_eq(e->args[0]->var->name, STR("depth")))
        a->depth = n + (e->op == OP_GT);
    if (str_eq(e->args[0]->var->name, STR("oldest")))
        a->oldest = n;
    return true;
}

static void write_queue(struct c_file *c, struct buf *b,
                        const struct graph_queue *q)
{
    struct alert a = {0};

    expr_walk(q->alert, find_alert, &a);
    buf_printf(b, "const struct weir_queue %s = {\n    .name = %s,\n",
               c_queue(c, q), c_quote(c, q->name));
    if (q->owner)
        buf_printf(b, "    .owner = &%s,\n", c_team(c, q->owner));
    buf_printf(b,
               "    .triage = %s, .retain = %s,\n"
               "    .alert_depth = %s, .alert_oldest = %s,\n};\n\n",
               c_int(c, q->triage), c_int(c, q->retain), c_int(c, a.depth),
               c_int(c, a.oldest));
}

/* --- instances ------------------------------------------------------------ */

/* `setting X` in a connector is what the instance puts there, else itself. */
static const struct graph_expr *put_in(const struct graph_instance *i,
                                       const struct graph_expr *e)
{
    e = expr_bare(e);
    if (e->kind != EXPR_SETTING && e->kind != EXPR_SECRET)
        return e;
    for (uint32_t k = 0; k < i->settings.n; k++)
        if (str_eq(i->settings.at[k].name, e->text))
            return i->settings.at[k].value;
    return e;
}

static void add_parts(struct c_file *c, struct buf *b,
                      const struct graph_instance *i,
                      const struct graph_expr *e, uint32_t *n)
{
    const char *kind = "WEIR_TEXT";

    e = put_in(i, e);
    if (e->kind == EXPR_TEXT) {
        for (uint32_t k = 0; k < e->nargs; k++)
            add_parts(c, b, i, e->args[k], n);
        return;
    }
    if (e->kind == EXPR_SETTING) {
        kind = "WEIR_SETTING";
        *map_put(c->settings, e->text) = c;
    } else if (e->kind == EXPR_SECRET) {
        kind = "WEIR_SECRET";
        *map_put(c->secrets, e->text) = c;
    }
    buf_printf(b, "    {%s, %s},\n", kind, c_quote(c, e->text));
    ++*n;
}

/* Writes the parts of a value; gives "{name, n}". */
static const char *value(struct c_file *c, struct buf *b, const char *name,
                         const struct graph_instance *i,
                         const struct graph_expr *e)
{
    struct buf parts = BUF_MAX(1 << 20);
    uint32_t n = 0;

    if (!e)
        return "{NULL, 0}";
    add_parts(c, &parts, i, e, &n);
    buf_printf(b, "static const struct weir_value_part %s[] = {\n%s};\n", name,
               parts.ptr);
    buf_free(&parts);
    return c_text(c, "{%s, %u}", name, n);
}

static const char *properties(struct c_file *c, struct buf *b, const char *name,
                              const struct graph_instance *i,
                              const struct graph_pair *at, uint32_t n)
{
    struct buf rows = BUF_MAX(1 << 20);

    if (!n)
        return "{NULL, 0}";
    for (uint32_t k = 0; k < n; k++)
        buf_printf(&rows, "    {%s, %s},\n", c_quote(c, at[k].name),
                   value(c, b, c_text(c, "%s_%u", name, k), i, at[k].value));
    buf_printf(b, "static const struct weir_property %s[] = {\n%s};\n", name,
               rows.ptr);
    buf_free(&rows);
    return c_text(c, "{%s, %u}", name, n);
}

/* basic "u" "p" is user and password, bearer T is token, header H V a name
 * and its value; oauth2 has names already. */
static const char *auth(struct c_file *c, struct buf *b, const char *name,
                        const struct graph_instance *i)
{
    const struct graph_connector *k = i->connector;
    struct graph_pair pairs[16];
    uint32_t n = 0;

    if (str_eq(k->auth, STR("basic")) && k->nauth_args == 2) {
        pairs[n++] = (struct graph_pair){STR("user"), k->auth_args[0], {0}};
        pairs[n++] = (struct graph_pair){STR("password"), k->auth_args[1], {0}};
    } else if (str_eq(k->auth, STR("bearer")) && k->nauth_args == 1) {
        pairs[n++] = (struct graph_pair){STR("token"), k->auth_args[0], {0}};
    } else if (str_eq(k->auth, STR("header")) && k->nauth_args == 2) {
        pairs[n++] =
            (struct graph_pair){k->auth_args[0]->text, k->auth_args[1], {0}};
    }
    for (uint32_t m = 0; m < k->auth_properties.n && n < 16; m++)
        pairs[n++] = k->auth_properties.at[m];
    return properties(c, b, name, i, pairs, n);
}

static const char *format_of(const struct c_file *c,
                             const struct graph_connector *k)
{
    (void)c;
    if (k->format.name.len)
        return NULL;
    return k->driver == DRIVER_FILE ? "\"ndjson\"" : "\"json\"";
}

static void write_instance(struct c_file *c, struct buf *b,
                           const struct graph_instance *i)
{
    const struct graph_connector *k = i->connector;
    const char *name = c_instance(c, i);
    const struct graph_var *answer = NULL;
    struct buf parts = BUF_MAX(16 << 20);
    const char *format = format_of(c, k);

    for (uint32_t e = 0; e < k->nendpoints && !answer; e++)
        for (uint32_t o = 0; o < k->endpoints[e]->noperations; o++)
            if (!answer)
                answer = k->endpoints[e]->operations[o]->answer;
    const char *base = value(c, &parts, c_text(c, "%s_base", name), i, k->base);
    const char *with = auth(c, &parts, c_text(c, "%s_auth", name), i);
    const char *headers = properties(c, &parts, c_text(c, "%s_headers", name),
                                     i, k->headers.at, k->headers.n);
    const char *options =
        properties(c, &parts, c_text(c, "%s_options", name), i,
                   k->format.options.at, k->format.options.n);
    const char *errors =
        c_errors(c, &k->errors, answer, c_text(c, "%s_errors", name));
    buf_str(b, buf_view(&parts));
    buf_free(&parts);
    buf_printf(b, "const struct weir_instance %s = {\n    .alias = %s,\n", name,
               c_quote(c, i->alias));
    buf_printf(b, "    .connector = %s,\n",
               c_quote(c, arena_printf(c->arena, "%" STR_FMT "@%" STR_FMT,
                                       STR_ARG(i->name), STR_ARG(k->version))));
    buf_printf(b, "    .driver = &weir_driver_%s,\n    .base = %s,\n",
               driver_name(k->driver), base);
    buf_printf(b, "    .auth = %s,\n    .auth_with = %s,\n",
               k->auth.len ? c_quote(c, k->auth) : "\"none\"", with);
    buf_printf(b, "    .headers = %s,\n    .format = %s,\n", headers,
               format ? format : c_quote(c, k->format.name));
    buf_printf(b, "    .options = %s,\n    .errors = %s,\n", options, errors);
    buf_printf(b,
               "    .limit_count = %s, .limit_per = %s,\n"
               "    .limit_burst = %s, .limit_concurrency = %s,\n};\n\n",
               c_int(c, k->limit_count), c_int(c, k->limit_per),
               c_int(c, k->limit_burst), c_int(c, k->limit_concurrency));
}

/* --- lists ---------------------------------------------------------------- */

static int compare_flows(const void *a, const void *b)
{
    const struct graph_flow *x = *(struct graph_flow *const *)a;
    const struct graph_flow *y = *(struct graph_flow *const *)b;

    return str_cmp(x->name, y->name);
}

static void write_flows(struct c_file *c, struct buf *b)
{
    uint32_t n = c->g->flows.n;
    struct graph_flow **flows =
        arena_array(c->arena, struct graph_flow *, n + 1);

    for (uint32_t i = 0; i < n; i++)
        flows[i] = c->g->flows.at[i];
    qsort(flows, n, sizeof *flows, compare_flows);
    buf_text(b, "static const struct weir_flow *const flows[] = {\n");
    for (uint32_t i = 0; i < n; i++)
        buf_printf(b, "    &%s,\n", c_flow_symbol(c, flows[i]));
    buf_text(b, "    NULL,\n};\n\n");
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp(((const struct map_entry *)a)->key,
                   ((const struct map_entry *)b)->key);
}

static void write_names(struct c_file *c, struct buf *b, const char *name,
                        const struct map *names)
{
    struct map_entry *list = arena_copy(c->arena, names->entries.at,
                                        names->entries.n * sizeof *list);

    if (list)
        qsort(list, names->entries.n, sizeof *list, compare_names);
    buf_printf(b, "static const char *const %s[] = {\n", name);
    for (uint32_t i = 0; i < names->entries.n; i++)
        buf_printf(b, "    %s,\n", c_quote(c, list[i].key));
    buf_text(b, "    NULL,\n};\n\n");
}

static void write_environments(struct c_file *c, struct buf *b,
                               const struct emit_options *o)
{
    for (uint32_t i = 0; i < o->nenvironments; i++) {
        const struct emit_environment *e = &o->environments[i];
        buf_printf(b, "static const struct weir_named settings_of_%u[] = {\n",
                   i);
        for (uint32_t k = 0; k < e->nsettings; k++)
            buf_printf(b, "    {%s, %s},\n", c_quote(c, e->settings[k].name),
                       c_quote(c, e->settings[k].value));
        buf_text(b, "    {NULL, NULL},\n};\n");
    }
    if (o->nenvironments)
        buf_text(b,
                 "static const struct weir_environment environments[] = {\n");
    for (uint32_t i = 0; i < o->nenvironments; i++)
        buf_printf(b, "    {%s, settings_of_%u, %u},\n",
                   c_quote(c, o->environments[i].name), i,
                   o->environments[i].nsettings);
    if (o->nenvironments)
        buf_text(b, "};\n\n");
}

static bool is_used(const struct graph *g, const struct graph_instance *i)
{
    for (node_id n = 1; n < g->nodes.n; n++)
        if (g->nodes.at[n].instance == i)
            return i->connector != NULL;
    return false;
}

static void write_instances(struct c_file *c, struct buf *b)
{
    struct buf list = BUF_MAX(1 << 20);

    for (uint32_t i = 0; i < c->g->instances.n; i++) {
        if (!is_used(c->g, c->g->instances.at[i]))
            continue;
        write_instance(c, b, c->g->instances.at[i]);
        buf_printf(&list, "    &%s,\n", c_instance(c, c->g->instances.at[i]));
    }
    buf_printf(b,
               "static const struct weir_instance *const instances[] = {\n"
               "%s    NULL,\n};\n\n",
               list.ptr ? list.ptr : "");
    buf_free(&list);
}

static void write_estate(struct c_file *c, struct buf *b,
                         const struct emit_options *o)
{
    buf_printf(b,
               "static const struct weir_estate estate = {\n    .name = %s,\n"
               "    .digest = \"@DIGEST@\",\n",
               c_quote(c, o->project));
    static const char *const lists[] = {"flows", "queues", "instances",
                                        "settings", "secrets"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        buf_printf(b, "    .%s = %s, .n%s = sizeof %s / sizeof *%s - 1,\n",
                   lists[i], lists[i], lists[i], lists[i], lists[i]);
    if (c->g->tests.n)
        buf_printf(b, "    .tests = estate_tests, .ntests = %u,\n",
                   c->g->tests.n);
    if (o->nenvironments)
        buf_printf(b,
                   "    .environments = environments, .nenvironments = %u,\n",
                   o->nenvironments);
    buf_printf(b,
               "    .concurrency = %lld, .keep = %s,\n"
               "    .retry_budget = %s, .settle = %s, .stop = %s,\n};\n\n",
               (long long)o->concurrency, c_int(c, o->keep),
               c_int(c, o->retry_budget), c_int(c, o->settle),
               c_int(c, o->stop));
    buf_text(b, "int main(int argc, char **argv)\n{\n"
                "    return weir_main(&estate, argc, argv);\n}\n");
}

void c_estate(struct c_file *c, const struct emit_options *o, struct buf *out)
{
    const struct graph *g = c->g;
    struct buf b = BUF_MAX(64 << 20);

    for (uint32_t i = 0; i < g->teams.n; i++)
        write_team(c, &b, g->teams.at[i]);
    for (uint32_t i = 0; i < g->queues.n; i++)
        write_queue(c, &b, g->queues.at[i]);
    write_instances(c, &b);
    write_flows(c, &b);
    buf_text(&b, "static const struct weir_queue *const queues[] = {\n");
    for (uint32_t i = 0; i < g->queues.n; i++)
        buf_printf(&b, "    &%s,\n", c_queue(c, g->queues.at[i]));
    buf_text(&b, "    NULL,\n};\n\n");
    write_names(c, &b, "settings", c->settings);
    write_names(c, &b, "secrets", c->secrets);
    write_environments(c, &b, o);
    write_estate(c, &b, o);
    c_file_write(c, STR("estate.c"), b.ptr, out);
    buf_free(&b);
}

void c_estate_header(struct c_file *c, struct buf *out)
{
    const struct graph *g = c->g;

    buf_text(out, "/* What the flows of this estate share. */\n"
                  "#ifndef ESTATE_H\n#define ESTATE_H\n\n"
                  "#include \"stdlib/runtime/block.h\"\n"
                  "#include \"stdlib/runtime/driver.h\"\n"
                  "#include \"stdlib/runtime/generated.h\"\n"
                  "#include \"stdlib/runtime/lines.h\"\n\n"
                  "#include <string.h>\n\n");
    for (uint32_t i = 0; i < g->teams.n; i++)
        buf_printf(out, "extern const struct weir_team %s;\n",
                   c_team(c, g->teams.at[i]));
    for (uint32_t i = 0; i < g->queues.n; i++)
        buf_printf(out, "extern const struct weir_queue %s;\n",
                   c_queue(c, g->queues.at[i]));
    for (uint32_t i = 0; i < g->instances.n; i++)
        if (is_used(g, g->instances.at[i]))
            buf_printf(out, "extern const struct weir_instance %s;\n",
                       c_instance(c, g->instances.at[i]));
    for (uint32_t i = 0; i < g->flows.n; i++)
        buf_printf(out, "extern const struct weir_flow %s;\n",
                   c_flow_symbol(c, g->flows.at[i]));
    if (g->tests.n)
        buf_text(out, "extern const struct weir_test *const estate_tests[];\n");
    buf_text(out, "\n#endif\n");
}
