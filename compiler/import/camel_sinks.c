/*
 * Steps of a Camel route that send to an endpoint: their system, retries,
 * timeout and parameters.
 */
#include "compiler/import/camel_steps.h"

static void set_retry(struct camel_route *r, node_id n)
{
    weir_class_set on = 0;

    if (r->policy_unknown)
        return;
    import_absent(r->im, n, SET_RETRY);
    for (struct camel_policy *p = r->policies; p && !r->in_try; p = p->next) {
        const struct tree *most = camel_get(p->t, "maximumRedeliveries");
        int64_t tries = import_read_int(most);
        int64_t wait = import_read_int(camel_get(p->t, "redeliveryDelay"));
        int64_t cap =
            import_read_int(camel_get(p->t, "maximumRedeliveryDelay"));
        bool endless = str_is(tree_text(most), "-1");
        if (!most || tries == 0)
            continue;
        on |= p->classes & import_any_failure();
        if (node_setting(&r->im->g->nodes.at[n], SET_RETRY))
            continue;
        if (tries < 0 && !endless) {
            import_unknown(r->im, n, SET_RETRY); // a placeholder
            continue;
        }
        if (endless)
            import_flag(r->im, n, SET_ENDLESS, true, most->at);
        import_number(r->im, n, SET_RETRY, endless ? 1000000 : tries, most->at);
        wait = wait >= 0 ? wait : 1000;
        cap = cap >= 0 ? cap : 60000;
        if (!tree_is_true(camel_get(p->t, "useExponentialBackOff")) &&
            !camel_get(p->t, "backOffMultiplier"))
            cap = wait; // equally long each time
        if (wait && wait < 1000000000)
            import_duration(r->im, n, SET_BACKOFF, wait * 1000, p->t->at);
        if (wait && cap < 1000000000)
            import_duration(r->im, n, SET_BACKOFF_CAP, cap * 1000, p->t->at);
    }
    r->im->g->nodes.at[n].retry_on = on;
}

static void set_timeout(struct camel_route *r, node_id n,
                        const struct camel_endpoint *e)
{
    static const char *const keys[] = {"responseTimeout", "soTimeout",
                                       "socketTimeout",   "requestTimeout",
                                       "timeout",         NULL};

    for (unsigned i = 0; keys[i]; i++) {
        str text = camel_parameter(e, keys[i]);
        int64_t us = import_read_duration(text, 1000);
        if (us > 0) {
            import_duration(r->im, n, SET_TIMEOUT, us, e->at);
            return;
        }
    }
    if (r->timeout)
        import_duration(r->im, n, SET_TIMEOUT, r->timeout, e->at);
}

/* Texts of its parameters, so that secrets in them are seen. */
static void read_parameters(struct camel_route *r, node_id n,
                            const struct camel_endpoint *e)
{
    import_text(r->im, n, SET_URL, e->uri, e->at);
    import_options(r->im, n, e->parameters);
    str query = camel_parameter(e, "query");
    if (camel_is(e, "sql"))
        query = e->name;
    if (query.len)
        import_text(r->im, n, SET_STATEMENT, query, e->at);
}

static str sink_label(struct camel_route *r, const struct camel_endpoint *e,
                      const char *type)
{
    str name = e->name.len ? e->name : e->uri;

    if (camel_is(e, "kamelet") || !e->scheme.len || !e->name.len)
        return arena_printf(r->im->arena, "%s %" STR_FMT, type,
                            STR_ARG(str_slice(name, 0, 60)));
    return arena_printf(r->im->arena, "%s %" STR_FMT ":%" STR_FMT, type,
                        STR_ARG(str_slice(e->scheme, 0, 40)),
                        STR_ARG(str_slice(e->name, 0, 60)));
}

void camel_may_fail(struct camel_route *r)
{
    import_body_throws(&r->body, WEIR_CLASS_BIT(WEIR_REJECTED) |
                                     WEIR_CLASS_BIT(WEIR_MALFORMED) |
                                     WEIR_CLASS_BIT(WEIR_DATA));
}

node_id camel_read_sink(struct camel_route *r, const struct tree *t, str label,
                        const char *type)
{
    struct camel_endpoint e = camel_endpoint_read(r->im->arena, t, r->defaults);
    str method = r->method.len ? r->method : r->has_body ? STR("") : STR("GET");
    enum graph_node_kind kind = camel_sink_kind(&e, method);

    if (kind == NODE_WRITE && str_is(STR("enrich"), type))
        kind = NODE_ENRICH;
    if (!label.len)
        label = sink_label(r, &e, type);
    node_id n = import_body_step(&r->body, kind, label,
                                 e.scheme.len ? e.scheme : STR("uri"), e.at);
    r->has_body = true; // the answer
    if (kind == NODE_CALL) {
        str own = e.name.len ? e.name : camel_parameter(&e, "name");
        if (own.len)
            r->im->g->nodes.at[n].callee_name =
                arena_printf(r->im->arena, "direct:%" STR_FMT, STR_ARG(own));
    }
    if (kind == NODE_MAP) {
        camel_may_fail(r);
        return n;
    }
    read_parameters(r, n, &e);
    if (!r->in_handler || (kind != NODE_SEND && kind != NODE_NOTIFY))
        import_raises(r->im, n,
                      kind == NODE_CHECK ? WEIR_CLASS_BIT(WEIR_DATA)
                                         : import_any_failure());
    if (kind == NODE_CALL || kind == NODE_CHECK)
        return n;
    if (node_remote(kind) || kind == NODE_SEND) {
        str system = camel_system(&e);
        if (system.len)
            import_calls(r->im, n, system);
    }
    if (node_remote(kind)) {
        set_retry(r, n);
        set_timeout(r, n, &e);
    }
    return n;
}
