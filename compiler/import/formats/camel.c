/*
 * Apache Camel: routes of its YAML DSL, Kamelets, Pipes (KameletBindings) and
 * Integrations. A route is a flow. The page beside this file says what becomes
 * of what. Source:
 * https://camel.apache.org/components/4.14.x/others/yaml-dsl.html
 */
#include "compiler/import/camel_steps.h"

/* A document: its error handlers hold for all of its routes. */
struct document {
    struct import *im;
    VEC(const struct tree *) shared; // parts whose handlers hold for all
    const struct tree *defaults;     // of a Kamelet's properties
    bool kamelet;
};

static const char *const parts[] = {"route",
                                    "from",
                                    "rest",
                                    "routeConfiguration",
                                    "routeTemplate",
                                    "templatedRoute",
                                    "onException",
                                    "errorHandler",
                                    "beans",
                                    "restConfiguration",
                                    "intercept",
                                    "onCompletion",
                                    NULL};

static enum import_sure recognise(const struct tree *t)
{
    if (str_starts_with(tree_text(tree_get(t, STR("apiVersion"))),
                        STR("camel.apache.org/")))
        return IMPORT_SURE;
    if (t->kind != TREE_LIST || !t->nitems)
        return IMPORT_NO;
    const struct tree *first = t->items[0].value;
    if (first->kind != TREE_MAP || first->nitems != 1)
        return IMPORT_NO;
    for (unsigned i = 0; parts[i]; i++)
        if (camel_get(first, parts[i]))
            return IMPORT_SURE;
    return IMPORT_NO;
}

/* --- error handlers ------------------------------------------------------ */

struct exception {
    const char *part; // of a Java class's name
    weir_class_set classes;
    bool whole;
};

#define CLASS(name) WEIR_CLASS_BIT(WEIR_##name)

static const struct exception exceptions[] = {
    {"HttpOperationFailed",
     CLASS(TRANSIENT) | CLASS(RATE_LIMITED) | CLASS(AUTH) | CLASS(REJECTED) |
         CLASS(NOT_FOUND) | CLASS(CONFLICT),
     true},
    {"Timeout", CLASS(TIMEOUT), true},
    {"IOException", CLASS(TRANSIENT) | CLASS(TIMEOUT), true},
    {"Connect", CLASS(TRANSIENT), true},
    {"UnknownHost", CLASS(TRANSIENT), false},
    {"Transport", CLASS(TRANSIENT), false},
    {"Validation", CLASS(DATA), true},
    {"Json", CLASS(MALFORMED), true},
    {"Pars", CLASS(MALFORMED), true},
    {"Marshal", CLASS(MALFORMED), true},
    {"Duplicate", CLASS(CONFLICT), true},
    {NULL, CLASS(REJECTED), false}};

bool camel_classes_of(const struct tree *names, weir_class_set *set)
{
    bool whole = true;

    *set = 0;
    if (!names || names->kind != TREE_LIST || !names->nitems) {
        *set = weir_class_error();
        return true;
    }
    for (uint32_t i = 0; i < names->nitems; i++) {
        str name = tree_text(names->items[i].value);
        const struct exception *e = exceptions;
        if (str_is(name, "java.lang.Exception") ||
            str_is(name, "java.lang.Throwable") || str_is(name, "Exception")) {
            *set = weir_class_error();
            return true;
        }
        while (e->part && str_find(name, str_from(e->part)) < 0)
            e++;
        *set |= e->classes;
        whole = whole && e->whole;
    }
    return whole;
}

/* "handled" and "continued" are expressions: true, {constant: true} ... */
static bool says_true(const struct tree *t)
{
    for (unsigned depth = 0; t && t->kind == TREE_MAP && depth < 4; depth++)
        t = t->nitems ? t->items[0].value : NULL;
    return str_is(tree_text(t), "true");
}

static void add_policy(struct camel_route *r, weir_class_set classes,
                       const struct tree *t)
{
    struct camel_policy *p = arena_make(r->im->arena, struct camel_policy);
    struct camel_policy **last = &r->policies;

    if (!t)
        return;
    *p = (struct camel_policy){.classes = classes, .t = t};
    while (*last)
        last = &(*last)->next;
    *last = p;
}

/* The handler of "deadLetterChannel", "defaultErrorHandler" ...; the older
 * form has the keys at once. */
static const struct tree *inner_of(const struct tree *handler,
                                   const char **kind)
{
    static const char *const kinds[] = {"deadLetterChannel",
                                        "defaultErrorHandler",
                                        "noErrorHandler",
                                        "jtaTransactionErrorHandler",
                                        "springTransactionErrorHandler",
                                        "refErrorHandler",
                                        "sink",
                                        "log",
                                        NULL};

    for (unsigned i = 0; kinds[i]; i++) {
        const struct tree *t = camel_get(handler, kinds[i]);
        if (t) {
            *kind = kinds[i];
            return t;
        }
    }
    *kind = "";
    return handler;
}

struct on_exception {
    const struct tree *t;
    bool shared;
};

enum { MOST_HANDLERS = 100 }; // of a route; more are not looked at

struct handlers {
    bool shared; // those that are collected now hold for other routes too
    struct import_scope *outer, *inner;
    const struct tree *error_handler;
    bool shared_handler;
    VEC(struct on_exception) on_exceptions;
};

static void add_exception(struct camel_route *r, struct handlers *h,
                          const struct tree *t)
{
    const struct tree *own = camel_get(t, "onException");

    if (t->kind == TREE_MAP && h->on_exceptions.n < MOST_HANDLERS)
        *vec_push(r->im->arena, &h->on_exceptions) =
            (struct on_exception){own ? own : t, h->shared};
}

static void collect(struct camel_route *r, struct handlers *h,
                    const struct tree *t)
{
    const struct tree *on = camel_get(t, "onException");
    const struct tree *handler = camel_get(t, "errorHandler");

    if (handler && !h->error_handler) {
        h->error_handler = handler;
        h->shared_handler = h->shared;
    }
    if (on && on->kind == TREE_MAP)
        add_exception(r, h, on);
    for (uint32_t i = 0;
         i < tree_list_length(on) && h->on_exceptions.n < MOST_HANDLERS; i++)
        add_exception(r, h, on->items[i].value);
}

/* Those of the route, of the file, and of its configurations: one without an
 * id holds for all, one with an id for the routes that name it. */
static void collect_all(const struct document *d, struct camel_route *r,
                        struct handlers *h, const struct tree *route)
{
    str wanted = camel_text(route, "routeConfigurationId");

    collect(r, h, route);
    h->shared = true;
    for (uint32_t i = 0; i < d->shared.n && i < MOST_HANDLERS; i++) {
        const struct tree *part = d->shared.at[i];
        const struct tree *c = camel_get(part, "routeConfiguration");
        str id = camel_text(c, "id");
        collect(r, h, part);
        if (c && (!id.len || !wanted.len || str_eq(id, wanted)))
            collect(r, h, c);
    }
}

/* Retries must be known before the steps are read. */
static void begin_handlers(struct camel_route *r, struct handlers *h)
{
    const char *kind;
    const struct tree *inner = inner_of(h->error_handler, &kind);
    weir_class_set set;

    for (uint32_t i = 0; i < h->on_exceptions.n; i++) {
        const struct tree *on = h->on_exceptions.at[i].t;
        camel_classes_of(camel_get(on, "exception"), &set);
        add_policy(r, set, camel_get(on, "redeliveryPolicy"));
    }
    if (str_is(STR("refErrorHandler"), kind) || camel_get(inner, "ref") ||
        camel_get(inner, "redeliveryPolicyRef"))
        r->policy_unknown = true;
    const struct tree *policy = camel_get(inner, "redeliveryPolicy");
    add_policy(r, weir_class_error(),
               policy ? policy : camel_get(inner, "parameters"));
    h->outer = import_body_enter(&r->body, 0);
    h->inner = import_body_enter(&r->body, 0);
}

static void read_on_exception(struct camel_route *r, struct handlers *h,
                              struct on_exception one, struct import_ways *ends)
{
    const struct tree *on = one.t;
    const struct tree *names = camel_get(on, "exception");
    const struct tree *steps = camel_get(on, "steps");
    weir_class_set set;
    bool whole = camel_classes_of(names, &set) && !camel_get(on, "onWhen");
    str words = names && names->kind == TREE_LIST && names->nitems
                    ? tree_text(names->items[0].value)
                    : STR("exception");

    if (!steps && !says_true(camel_get(on, "handled")) &&
        !says_true(camel_get(on, "continued")))
        return; // it only says how often to try again
    if (one.shared && !import_body_leaves(&r->body, h->inner, set))
        return; // it is there for other routes
    if (!steps) {
        import_body_catch(&r->body, h->inner, set, whole, words, 0, on->at);
        return;
    }
    node_id entry = camel_read_apart(r, steps, STR("onException"),
                                     "onException", on->at, ends);
    import_body_catch(&r->body, h->inner, set, whole, words, entry, on->at);
}

static void read_dead_letter(struct camel_route *r, struct handlers *h,
                             struct import_ways *ends)
{
    const char *kind;
    const struct tree *inner = inner_of(h->error_handler, &kind);
    const struct tree *uri = camel_get(inner, "deadLetterUri");

    if (!uri)
        uri = camel_get(inner, "endpoint");
    if (!uri && str_is(STR("deadLetterChannel"), kind) &&
        inner->kind == TREE_TEXT)
        uri = inner;
    if (!uri || (h->shared_handler &&
                 !import_body_leaves(&r->body, h->outer, weir_class_error())))
        return;
    struct camel_endpoint e = camel_endpoint_read(r->im->arena, uri, NULL);
    enum graph_node_kind to = camel_sink_kind(&e, STR(""));
    if (to == NODE_SEND || to == NODE_WRITE)
        to = NODE_PARK;
    struct import_ways before = import_body_take(&r->body);
    node_id n = import_body_step(&r->body, to, STR("dead letter channel"),
                                 e.scheme.len ? e.scheme : STR("uri"), uri->at);
    if (to == NODE_CALL)
        r->im->g->nodes.at[n].callee_name =
            arena_printf(r->im->arena, "direct:%" STR_FMT, STR_ARG(e.name));
    if (to == NODE_PARK)
        import_body_take(&r->body);
    import_ways_add(r->im->arena, ends, import_body_take(&r->body));
    import_body_give(&r->body, before);
    import_body_catch(&r->body, h->outer, weir_class_error(), true,
                      STR("errorHandler"), n, h->error_handler->at);
}

static void finish_handlers(struct camel_route *r, struct handlers *h)
{
    struct import_ways ends = {0};

    import_body_leave(&r->body);
    import_body_leave(&r->body);
    r->in_handler++;
    r->in_try++; // a handler's own failure is not tried again
    for (uint32_t i = 0; i < h->on_exceptions.n; i++)
        read_on_exception(r, h, h->on_exceptions.at[i], &ends);
    if (h->error_handler)
        read_dead_letter(r, h, &ends);
    import_body_give(&r->body, ends);
    import_body_finish(&r->body);
}

/* --- triggers ------------------------------------------------------------ */

static void set_every(struct import *im, node_id n,
                      const struct camel_endpoint *e)
{
    str text =
        camel_parameter(e, camel_is(e, "scheduler") ? "delay" : "period");
    int64_t us = text.len ? import_read_duration(text, 1000) : 1000000;
    int64_t repeat = import_read_duration(camel_parameter(e, "repeatCount"), 1);

    if (repeat == 1) { // it starts once and is no schedule
        im->g->nodes.at[n].word = STR("callable");
        return;
    }
    if (us > 0)
        import_duration(im, n, SET_EVERY, us, e->at);
    else
        import_unknown(im, n, SET_EVERY);
    import_flag(im, n, SET_NO_OVERLAP, true, e->at); // one thread
}

static void set_trigger(struct import *im, node_id n,
                        const struct camel_endpoint *e)
{
    str word = camel_trigger_word(e);
    str name = camel_is(e, "kamelet") ? STR("") : e->name;

    if (str_is(word, "every")) {
        set_every(im, n, e);
    } else if (str_is(word, "cron")) {
        str cron =
            camel_parameter(e, camel_is(e, "quartz") ? "cron" : "schedule");
        if (cron.len && str_find(cron, STR("{{")) < 0)
            import_text(im, n, SET_CRON, cron, e->at);
        else
            import_unknown(im, n, SET_CRON);
    } else if (str_is(word, "webhook")) {
        import_text(im, n, SET_PATH, name, e->at);
        import_unknown(im, n, SET_VERIFY); // the web server's matter
    } else if (str_is(word, "topic")) {
        import_text(im, n, SET_TOPIC,
                    name.len ? name : camel_parameter(e, "topic"), e->at);
    } else if (str_is(word, "file")) {
        str path = camel_parameter(e, "directoryName");
        import_text(im, n, SET_PATH, name.len ? name : path, e->at);
    }
}

static void begin_route(struct camel_route *r, const struct document *d,
                        str name, span at, const struct tree *from)
{
    struct graph_flow *f = import_flow(d->im, name, at);
    struct camel_endpoint e =
        camel_endpoint_read(d->im->arena, from, d->defaults);

    *r = (struct camel_route){
        .im = d->im, .defaults = d->defaults, .policy_unknown = d->kamelet};
    import_body_begin(&r->body, d->im, f, "camel");
    str word = camel_trigger_word(&e);
    str type = camel_is(&e, "kamelet") ? e.name : e.scheme;
    node_id n = import_trigger(d->im, f, word, STR("from"),
                               type.len ? type : STR("from"), e.at);
    set_trigger(d->im, n, &e);
    if (camel_is(&e, "direct"))
        import_alias(
            d->im, f,
            arena_printf(
                d->im->arena, "direct:%" STR_FMT,
                STR_ARG(e.name.len ? e.name : camel_parameter(&e, "name"))));
    // A timer's message is empty.
    r->has_body = !str_is(word, "every") && !str_is(word, "cron");
    f->maybe_caught = d->kamelet || camel_gives_back(&e);
    import_body_open(&r->body, n, EDGE_NEXT, STR(""), e.at);
}

/* --- parts of a document ------------------------------------------------- */

static str name_of(const struct document *d, const struct tree *route)
{
    str id = camel_text(route, "id");

    return id.len ? id : import_stem(d->im);
}

/* `route` has a "from"; its steps are in it, or beside it. */
static void read_route(const struct document *d, const struct tree *route,
                       str name)
{
    const struct tree *from = camel_get(route, "from");
    const struct tree *steps = camel_get(from, "steps");
    const struct tree *id = camel_get(route, "id");
    struct camel_route r;
    struct handlers h = {0};

    if (!from || (!camel_get(from, "uri") && from->kind != TREE_TEXT)) {
        import_error(d->im, "import/missing-start", route->at,
                     "a route has a \"from\" with the \"uri\" it takes from");
        return;
    }
    begin_route(&r, d, name, id ? id->at : (span){route->at.pos, 1}, from);
    r.body.flow->doc = camel_text(route, "description");
    r.body.flow->enabled = !str_is(camel_text(route, "autoStartup"), "false");
    collect_all(d, &r, &h, route);
    begin_handlers(&r, &h);
    camel_read_steps(&r, steps ? steps : camel_get(route, "steps"));
    finish_handlers(&r, &h);
}

static const char *const verbs[] = {"get",    "post", "put", "patch",
                                    "delete", "head", NULL};

static void read_verb(struct camel_route *r, const struct tree *t,
                      const char *verb, str base, bool safe)
{
    const struct tree *to = camel_get(t, "to");
    str path = camel_text(t, "path");

    if (!path.len)
        path = camel_text(t, "uri");
    str whole = arena_printf(r->im->arena, "%" STR_FMT "%" STR_FMT,
                             STR_ARG(base), STR_ARG(path));
    str label = str_trim(
        arena_printf(r->im->arena, "%s %" STR_FMT, verb, STR_ARG(whole)));
    node_id n = import_trigger(r->im, r->body.flow, STR("webhook"), label,
                               STR("rest"), t->at);
    import_text(r->im, n, SET_PATH, whole, t->at);
    if (safe || camel_get(t, "security"))
        import_text(r->im, n, SET_VERIFY, STR("security"), t->at);
    else
        import_unknown(r->im, n, SET_VERIFY);
    import_body_open(&r->body, n, EDGE_NEXT, STR(""), t->at);
    if (to)
        camel_read_sink(r, to, STR(""), "to");
    import_body_stop(&r->body);
}

/* A REST service: a trigger each verb. Its failures are answered. */
static void read_rest(const struct document *d, const struct tree *t)
{
    str base = camel_text(t, "path");
    const struct tree *safe = camel_get(t, "securityDefinitions");
    struct camel_route r = {.im = d->im, .has_body = true};
    str id = camel_text(t, "id");

    if (!id.len)
        id = str_trim(
            arena_printf(d->im->arena, "rest %" STR_FMT, STR_ARG(base)));
    struct graph_flow *f = import_flow(d->im, id, (span){t->at.pos, 1});
    f->doc = camel_text(t, "description");
    f->maybe_caught = true;
    import_body_begin(&r.body, d->im, f, "camel");
    for (unsigned i = 0; verbs[i]; i++) {
        const struct tree *v = tree_get(t, str_from(verbs[i]));
        if (v && v->kind == TREE_MAP)
            read_verb(&r, v, verbs[i], base, safe != NULL);
        for (uint32_t j = 0; j < tree_list_length(v); j++)
            read_verb(&r, v->items[j].value, verbs[i], base, safe != NULL);
    }
    import_body_finish(&r.body);
}

static void read_part(const struct document *d, const struct tree *t)
{
    const struct tree *route = camel_get(t, "route");
    const struct tree *template = camel_get(t, "routeTemplate");
    const struct tree *rest = camel_get(t, "rest");

    if (route)
        read_route(d, route, name_of(d, route));
    else if (template) {
        route = camel_get(template, "route");
        read_route(d, route ? route : template, name_of(d, template));
    } else if (rest)
        read_rest(d, rest);
    else if (camel_get(t, "from"))
        read_route(d, t, name_of(d, t));
}

static void read_list(struct document *d, const struct tree *list)
{
    if (!list || list->kind != TREE_LIST) {
        import_error(d->im, "import/wrong-shape",
                     list ? list->at : (span){0, 0},
                     "routes are a list of maps");
        return;
    }
    for (uint32_t i = 0; i < list->nitems; i++) {
        const struct tree *t = list->items[i].value;
        if (camel_get(t, "onException") || camel_get(t, "errorHandler") ||
            camel_get(t, "routeConfiguration"))
            *vec_push(d->im->arena, &d->shared) = t;
    }
    for (uint32_t i = 0; i < list->nitems; i++)
        read_part(d, list->items[i].value);
}

/* --- resources ----------------------------------------------------------- */

static void read_kamelet(struct document *d, const struct tree *t, str name)
{
    const struct tree *spec = camel_get(t, "spec");
    const struct tree *template = camel_get(spec, "template");
    const struct tree *definition = camel_get(spec, "definition");
    const struct tree *route = camel_get(template, "route");

    if (!template)
        template = camel_get(spec, "flow");
    d->kamelet = true;
    d->defaults = camel_get(definition, "properties");
    if (!template) {
        import_error(d->im, "import/wrong-shape", t->at,
                     "a Kamelet has \"spec.template\"");
        return;
    }
    read_route(d, route ? route : template, name);
    if (d->im->flow && !d->im->flow->doc.len)
        ((struct graph_flow *)(uintptr_t)d->im->flow)->doc =
            camel_text(definition, "description");
}

static void read_pipe(struct document *d, const struct tree *t, str name)
{
    const struct tree *spec = camel_get(t, "spec");
    const struct tree *source = camel_get(spec, "source");
    const struct tree *sink = camel_get(spec, "sink");
    const struct tree *steps = camel_get(spec, "steps");
    struct camel_route r;
    struct handlers h = {.error_handler = camel_get(spec, "errorHandler")};

    if (!source || !sink) {
        import_error(d->im, "import/missing-start", t->at,
                     "a %s has \"spec.source\" and \"spec.sink\"", "Pipe");
        return;
    }
    begin_route(&r, d, name, (span){t->at.pos, 1}, source);
    begin_handlers(&r, &h);
    for (uint32_t i = 0; i < tree_list_length(steps); i++)
        camel_read_sink(&r, steps->items[i].value, STR(""), "step");
    camel_read_sink(&r, sink, STR(""), "sink");
    finish_handlers(&r, &h);
}

static void read(struct import *im, const struct tree *t)
{
    struct document d = {.im = im};
    str kind = camel_text(t, "kind");
    str name = camel_text(camel_get(t, "metadata"), "name");
    const struct tree *spec = camel_get(t, "spec");

    if (!name.len)
        name = import_stem(im);
    if (t->kind == TREE_LIST)
        read_list(&d, t);
    else if (str_is(kind, "Kamelet"))
        read_kamelet(&d, t, name);
    else if (str_is(kind, "Pipe") || str_is(kind, "KameletBinding"))
        read_pipe(&d, t, name);
    else if (camel_get(spec, "flows"))
        read_list(&d, camel_get(spec, "flows"));
    else if (str_is(kind, "Integration"))
        import_error(im, "import/wrong-shape", t->at,
                     "an Integration has a list \"spec.flows\"");
    else if (t->kind != TREE_MAP || !tree_get(t, STR("apiVersion")))
        import_error(im, "import/wrong-shape", t->at,
                     "a document of Camel is a list of routes, or has "
                     "\"apiVersion\" and \"kind\"");
}

const struct import_format import_format_camel = {
    .name = "camel",
    .title = "Apache Camel",
    .recognise = recognise,
    .read = read,
};
