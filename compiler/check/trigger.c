/*
 * Triggers: what starts a flow and what it brings. Declared before any flow
 * is checked, since a call needs parameters and a send the topic's type.
 */
#include "compiler/check/flow_check.h"
#include "stdlib/value/zone.h"

/* --- webhooks ------------------------------------------------------------ */

static void unknown_webhook(struct check *k, struct ast_name name,
                            const struct graph_connector *c)
{
    struct diag *d;

    if (check_incomplete(k, c->at))
        return;
    d = check_report(
        k, CHECK_UNKNOWN_NAME, name.at,
        "%" STR_FMT "@%" STR_FMT " has no webhook \"%" STR_FMT "\"",
        STR_ARG(c->name), STR_ARG(c->version), STR_ARG(name.sym->text));
    str *names = arena_array(k->arena, str, c->nwebhooks + 1);
    for (uint32_t i = 0; i < c->nwebhooks; i++)
        names[i] = c->webhooks[i]->name;
    check_nearest_of(k, d, name.sym->text, names, c->nwebhooks);
}

const struct graph_webhook *webhook_find(struct check *k,
                                         const struct graph_flow *f,
                                         const struct ast_path *path,
                                         struct graph_instance **instance)
{
    if (!path || !path->next || path->next->next) {
        check_report(k, CHECK_UNKNOWN_NAME, path ? path->name.at : f->at,
                     "a webhook is written connector.webhook, found \"%" STR_FMT
                     "\"",
                     STR_ARG(path ? path_text(k, path) : STR("")));
        return NULL;
    }
    if (f->instance_var && str_eq(path->name.sym->text, f->instance_var->name))
        *instance = f->ninstances ? f->instances[0] : NULL;
    else
        *instance = check_find(k, &k->uses, "connector", path->name);
    const struct graph_connector *c = *instance ? (*instance)->connector : NULL;
    if (!c)
        return NULL;
    for (uint32_t i = 0; i < c->nwebhooks; i++)
        if (str_eq(c->webhooks[i]->name, path->next->name.sym->text))
            return c->webhooks[i];
    unknown_webhook(k, path->next->name, c);
    return NULL;
}

/* --- declared ------------------------------------------------------------ */

static void declare_params(struct check *k, struct checked_flow *cf)
{
    struct graph_flow *f = cf->flow;
    struct ast_trigger *t = cf->trigger;
    uint32_t n = 0;

    for (const struct ast_param *p = t->params; p; p = p->next)
        n++;
    cf->params = arena_array(k->arena, struct graph_var *, n + 1);
    for (const struct ast_param *p = t->params; p; p = p->next) {
        for (uint32_t i = 0; i < f->nparams; i++)
            if (str_eq(cf->params[i]->name, p->name.sym->text))
                check_report(k, CHECK_DUPLICATE_NAME, p->name.at,
                             "expected a new name, found \"%" STR_FMT
                             "\" again",
                             STR_ARG(p->name.sym->text));
        cf->params[f->nparams++] =
            graph_add_var(k->g, p->name.sym->text, VAR_PARAM,
                          check_type(k, NULL, p->type), p->name.at);
    }
    f->params = arena_array(k->arena, const struct graph_var *, n + 1);
    for (uint32_t i = 0; i < f->nparams; i++)
        f->params[i] = cf->params[i];
    f->result = t->type ? check_type(k, NULL, t->type) : NULL;
}

static void declare_record(struct check *k, struct checked_flow *cf,
                           const struct graph_type *type)
{
    const struct ast_param *p = cf->trigger->params;

    if (p && p->name.sym)
        cf->record = graph_add_var(k->g, p->name.sym->text, VAR_RECORD, type,
                                   p->name.at);
}

static void declare_topic(struct check *k, struct checked_flow *cf,
                          const struct graph_type *type)
{
    struct checked_topic *t = topic_declare(k, cf->trigger->name, type);

    t->taken = true;
    cf->topic = cf->trigger->name.sym->text;
}

static void declare_after(struct check *k, struct checked_flow *cf)
{
    for (const struct ast_names *n = cf->trigger->names; n; n = n->next) {
        struct checked_flow *to = check_find(k, &k->flows, "flow", n->name);
        if (to)
            *vec_push(k->arena, &cf->after) =
                (struct flow_link){.to = to->flow, .at = n->name.at};
    }
}

void trigger_declare(struct check *k, struct ast_item *item)
{
    struct checked_flow *cf = item->checked;
    struct ast_trigger *t = cf->trigger;
    const struct graph_type *type = simple_type(k, TYPE_ERROR);

    if (!t)
        return;
    if (t->kind == AST_CALLABLE) {
        declare_params(k, cf);
    } else if (t->kind == AST_WEBHOOK_CONNECTOR) {
        cf->webhook = webhook_find(k, cf->flow, t->path, &cf->instance);
        if (cf->instance && cf->flow->ninstances &&
            cf->instance == cf->flow->instances[0])
            cf->instances = cf->flow->instances;
        declare_record(k, cf, cf->webhook ? cf->webhook->type : type);
    } else if (t->params) {
        if (t->params->type)
            type = check_type(k, NULL, t->params->type);
        declare_record(k, cf, type);
        if (t->kind == AST_TOPIC)
            declare_topic(k, cf, type);
    }
}

/* --- checked ------------------------------------------------------------- */

void zone_check(struct check *k, const struct ast_expr *e)
{
    if (!e || e->kind != AST_STRING || weir_zone_check(e->text))
        return;
    struct diag *d = check_report(k, CHECK_BAD_SCHEDULE, e->at,
                                  "there is no time zone \"%" STR_FMT "\"",
                                  STR_ARG(e->text));
    diag_help(k->diags, d,
              "zones are named as in \"Europe/London\" or "
              "\"UTC\"");
}

void schedule_check(struct check *k, struct ast_trigger *t)
{
    if (t->kind == AST_EVERY)
        flow_duration(k, t->a, "every");
    else if (t->kind == AST_CRON)
        cron_check(k, t->a);
    else if (t->kind == AST_DAILY)
        check_constant(k, t->a, simple_type(k, TYPE_TIME));
    zone_check(k, t->zone);
}

void schedule_set(struct check *k, const struct ast_trigger *t,
                  struct graph_settings *s)
{
    struct graph *g = k->g;

    if (t->kind == AST_EVERY && t->a->checked)
        graph_set(g, s, SET_EVERY, t->a->checked, t->a->at);
    else if (t->kind == AST_CRON)
        graph_set(g, s, SET_CRON, expr_string(g, t->a->text, t->a->at),
                  t->a->at);
    else if (t->kind == AST_DAILY && t->a->checked)
        graph_set(g, s, SET_AT, t->a->checked, t->a->at);
    if (t->zone)
        graph_set(g, s, SET_ZONE, expr_string(g, t->zone->text, t->zone->at),
                  t->zone->at);
    if (t->no_overlap)
        graph_set(g, s, SET_NO_OVERLAP, expr_bool(g, true, t->at), t->at);
}

static void check_path(struct check *k, const struct ast_expr *e)
{
    if (str_starts_with(e->text, STR("/")) &&
        str_find(e->text, STR("..")) < 0 && str_find(e->text, STR(" ")) < 0)
        return;
    check_report(k, CHECK_BAD_VALUE, e->at,
                 "expected a path that begins with /, found \"%" STR_FMT "\"",
                 STR_ARG(e->text));
}

static void check_pattern(struct check *k, const struct ast_expr *e)
{
    bool good = e->text.len && e->text.ptr[0] != '/' &&
                str_find(e->text, STR("..")) < 0;

    if (!good)
        check_report(k, CHECK_BAD_VALUE, e->at,
                     "expected files inside the project, as in "
                     "\"inbox/*.ndjson\", found \"%" STR_FMT "\"",
                     STR_ARG(e->text));
}

static void check_file(struct check *k, const struct ast_trigger *t)
{
    static const char *const ends[] = {".json", ".ndjson", ".csv", ".xml",
                                       ".txt"};

    check_pattern(k, t->a);
    if (t->format) {
        check_format(k, t->format);
        return;
    }
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends_with(t->a->text, str_from(ends[i])))
            return;
    struct diag *d = check_report(
        k, CHECK_MISSING_LINE, t->a->at,
        "expected a format, since the name of the files does not say it");
    diag_help(k->diags, d, "add it behind the pattern, as in: format csv");
}

void trigger_check(struct check *k, struct ast_item *item)
{
    struct ast_trigger *t = item->checked->trigger;

    if (!t)
        return;
    schedule_check(k, t);
    flow_size(k, t->max);
    if (t->kind == AST_WEBHOOK_PATH) {
        check_path(k, t->a);
        if (t->verify)
            check_verify(k, t->verify);
    } else if (t->kind == AST_FILE)
        check_file(k, t);
    else if (t->kind == AST_AFTER)
        declare_after(k, item->checked);
}
