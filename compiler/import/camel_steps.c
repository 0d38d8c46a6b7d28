/*
 * The steps of a Camel route: the integration patterns of its YAML DSL, in
 * camelCase or kebab-case. Source:
 * https://camel.apache.org/components/4.14.x/others/yaml-dsl.html
 */
#include "compiler/import/camel_steps.h"

enum { MOST_NESTED = 100 };

typedef void read_fn(struct camel_route *r, const struct tree *t, str type,
                     span at);

struct pattern {
    const char *name;
    enum graph_node_kind kind; // of one without a reader
    read_fn *read;
};

static str label_of(const struct tree *t, str type)
{
    str id = camel_text(t, "id");

    return id.len ? id : type;
}

static node_id add(struct camel_route *r, enum graph_node_kind kind,
                   const struct tree *t, str type, span at)
{
    node_id n = import_body_step(&r->body, kind, label_of(t, type), type, at);

    camel_may_fail(r);
    return n;
}

/* --- expressions --------------------------------------------------------- */

static const char *const languages[] = {
    "simple", "constant", "groovy",     "jq",       "jsonpath",   "xpath",
    "header", "method",   "javascript", "js",       "mvel",       "ognl",
    "spel",   "joor",     "java",       "python",   "csimple",    "datasonnet",
    "xquery", "tokenize", "variable",   "language", "expression", NULL};

/* The expression of a step: {simple: "..."}, {expression: {simple: {expression:
 * "..."}}}. NULL without one. */
static const struct tree *expression_of(const struct tree *t,
                                        const char **language)
{
    for (unsigned depth = 0; t && depth < 4; depth++) {
        const struct tree *found = NULL;
        if (t->kind != TREE_MAP)
            return t->kind == TREE_NULL || t->kind == TREE_LIST ? NULL : t;
        for (unsigned i = 0; languages[i] && !found; i++) {
            found = tree_get(t, str_from(languages[i]));
            if (found && !str_is(STR("expression"), languages[i]))
                *language = languages[i];
        }
        t = found;
    }
    return NULL;
}

static void read_value(struct camel_route *r, node_id n, const struct tree *t,
                       enum graph_setting_key k)
{
    const char *language = "simple";
    const struct tree *e = expression_of(t, &language);

    if (!e)
        return;
    if (str_is(STR("constant"), language))
        import_text(r->im, n, k, tree_text(e), e->at);
    else
        import_code(r->im, n, k, language, tree_text(e), e->at);
}

static str condition_of(const struct tree *t)
{
    const char *language = "";
    const struct tree *e = expression_of(t, &language);

    return e && e->text.len ? e->text : STR("expression");
}

/* --- sending -------------------------------------------------------------- */

static void read_to(struct camel_route *r, const struct tree *t, str type,
                    span at)
{
    const struct tree *uri = t->kind == TREE_MAP ? camel_get(t, "uri") : t;

    if (!tree_text(uri).len)
        import_error(r->im, "import/wrong-shape", at,
                     "a \"%" STR_FMT "\" has the \"uri\" it sends to",
                     STR_ARG(type));
    else
        camel_read_sink(r, t, camel_text(t, "id"), "to");
}

/* enrich, pollEnrich, poll, recipientList ...: where to is an expression. */
static void read_enrich(struct camel_route *r, const struct tree *t, str type,
                        span at)
{
    const char *language = "";
    const struct tree *e = expression_of(t, &language);

    (void)at;
    if (!e)
        e = camel_get(t, "uri");
    if (!e)
        e = t;
    camel_read_sink(r, e, label_of(t, type), "enrich");
}

static void read_recipients(struct camel_route *r, const struct tree *t,
                            str type, span at)
{
    node_id n = add(r, NODE_SEND, t, type, at);

    import_raises(r->im, n, import_any_failure());
}

static void read_tap(struct camel_route *r, const struct tree *t, str type,
                     span at)
{
    (void)at;
    node_id n = camel_read_sink(r, t, label_of(t, type), "wireTap");

    // Its failures are its own exchange's: the route does not see them.
    r->im->g->nodes.at[n].raises = 0;
    if (r->im->g->nodes.at[n].kind == NODE_CALL)
        import_flag(r->im, n, SET_AWAITED, false, t->at);
}

/* --- small steps --------------------------------------------------------- */

static void read_set(struct camel_route *r, const struct tree *t, str type,
                     span at)
{
    node_id n = add(r, NODE_MAP, t, type, at);
    const char *language = "";
    const struct tree *e = expression_of(t, &language);

    if (t->kind == TREE_MAP)
        read_value(r, n, t, SET_VALUE);
    r->has_body |= str_is(type, "setBody") || str_is(type, "marshal");
    if (str_is(camel_text(t, "name"), "CamelHttpMethod") && e)
        r->method = tree_text(e);
}

static void read_script(struct camel_route *r, const struct tree *t, str type,
                        span at)
{
    node_id n = add(r, NODE_SCRIPT, t, type, at);

    import_raises(r->im, n, import_any_failure());
    if (str_is(type, "script"))
        read_value(r, n, t, SET_VALUE);
    r->has_body = true;
}

static void read_parse(struct camel_route *r, const struct tree *t, str type,
                       span at)
{
    node_id n = add(r, NODE_MAP, t, type, at);

    import_raises(r->im, n, WEIR_CLASS_BIT(WEIR_MALFORMED));
}

static void read_validate(struct camel_route *r, const struct tree *t, str type,
                          span at)
{
    node_id n = add(r, NODE_CHECK, t, type, at);

    read_value(r, n, t, SET_CONDITION);
    import_raises(r->im, n, WEIR_CLASS_BIT(WEIR_DATA));
}

static void read_delay(struct camel_route *r, const struct tree *t, str type,
                       span at)
{
    node_id n = add(r, NODE_WAIT, t, type, at);
    const char *language = "";
    int64_t us =
        import_read_duration(tree_text(expression_of(t, &language)), 1000);

    if (us > 0)
        import_duration(r->im, n, SET_FOR, us, at);
}

static void read_throw(struct camel_route *r, const struct tree *t, str type,
                       span at)
{
    add(r, NODE_HALT, t, type, at);
}

static void read_stop(struct camel_route *r, const struct tree *t, str type,
                      span at)
{
    add(r, NODE_MAP, t, type, at);
    import_body_stop(&r->body);
}

static void read_inline(struct camel_route *r, const struct tree *t, str type,
                        span at)
{
    (void)type;
    (void)at;
    camel_read_steps(r, camel_get(t, "steps"));
}

static void read_nothing(struct camel_route *r, const struct tree *t, str type,
                         span at)
{
    (void)r;
    (void)t;
    (void)type;
    (void)at;
}

/* --- choices ------------------------------------------------------------- */

node_id camel_read_apart(struct camel_route *r, const struct tree *steps,
                         str label, const char *type, span at,
                         struct import_ways *ends)
{
    struct import_ways before = import_body_take(&r->body);
    node_id entry = import_body_mark(&r->body);

    camel_read_steps(r, steps);
    if (entry == import_body_mark(&r->body))
        import_body_step(&r->body, NODE_MAP, label, str_from(type), at);
    import_ways_add(r->im->arena, ends, import_body_take(&r->body));
    import_body_give(&r->body, before);
    return entry;
}

/* Steps that only change the message: whom no way suits goes on unchanged. */
static bool changes_only(const struct camel_route *r, node_id from)
{
    for (node_id n = from; n < r->im->g->nodes.n; n++) {
        enum graph_node_kind kind = r->im->g->nodes.at[n].kind;
        if (kind != NODE_MAP && kind != NODE_CHOICE && kind != NODE_CHECK)
            return false;
    }
    return true;
}

static void read_arm(struct camel_route *r, node_id choice, str text,
                     const struct tree *steps, span at,
                     struct import_ways *ends)
{
    import_body_open(&r->body, choice, EDGE_ARM, text, at);
    camel_read_steps(r, steps);
    import_ways_add(r->im->arena, ends, import_body_take(&r->body));
}

static void read_choice(struct camel_route *r, const struct tree *t, str type,
                        span at)
{
    node_id n = add(r, NODE_CHOICE, t, type, at);
    const struct tree *when = camel_get(t, "when");
    const struct tree *rest = camel_get(t, "otherwise");
    struct import_ways ends = {0};

    import_body_take(&r->body);
    if (!when || when->kind != TREE_LIST || !when->nitems)
        import_warning(r->im, "import/wrong-shape", at,
                       "a \"choice\" has a list \"when\" of its ways");
    for (uint32_t i = 0; i < tree_list_length(when); i++) {
        const struct tree *w = when->items[i].value;
        read_arm(r, n, condition_of(w), camel_get(w, "steps"), w->at, &ends);
    }
    if (rest)
        read_arm(r, n, STR(""), camel_get(rest, "steps"), rest->at, &ends);
    else if (changes_only(r, n + 1) || (when && when->nitems == 1))
        import_body_open(&r->body, n, EDGE_ARM, STR(""), at);
    else
        import_body_open(&r->body, n, EDGE_NEXT, STR(""), at);
    import_body_give(&r->body, ends);
}

/* filter and idempotentConsumer: steps for what passes, and on behind. */
static void read_gate(struct camel_route *r, const struct tree *t, str type,
                      span at)
{
    const struct tree *steps = camel_get(t, "steps");
    bool dedupe = str_is(type, "idempotentConsumer");
    struct import_ways ends = {0};

    node_id n = add(r,
                    dedupe  ? NODE_DEDUPE
                    : steps ? NODE_CHOICE
                            : NODE_KEEP,
                    t, type, at);
    read_value(r, n, t, dedupe ? SET_BY : SET_CONDITION);
    const struct tree *remove = camel_get(t, "removeOnFailure");
    if (dedupe && remove && !tree_is_true(remove) &&
        !str_is(camel_text(t, "eager"), "false"))
        import_flag(r->im, n, SET_SEEN_FIRST, true, remove->at);
    if (!steps || steps->kind != TREE_LIST)
        return;
    import_body_take(&r->body);
    if (dedupe)
        import_body_open(&r->body, n, EDGE_NEXT, STR(""), at);
    else
        import_body_open(&r->body, n, EDGE_ARM, condition_of(t), at);
    camel_read_steps(r, steps);
    ends = import_body_take(&r->body);
    if (dedupe)
        import_body_open(&r->body, n, EDGE_NEXT, STR(""), at);
    else
        import_body_open(&r->body, n, EDGE_ARM, STR(""), at);
    import_body_give(&r->body, ends);
}

/* --- parts --------------------------------------------------------------- */

static void read_list(void *route, const struct tree *list)
{
    camel_read_steps(route, list);
}

static void read_multicast(struct camel_route *r, const struct tree *t,
                           str type, span at)
{
    node_id n = add(r, NODE_PARALLEL, t, type, at);

    import_body_branches(&r->body, n, camel_get(t, "steps"), read_list, r);
}

static void read_split(struct camel_route *r, const struct tree *t, str type,
                       span at)
{
    node_id n = add(r, NODE_SPLIT, t, type, at);

    read_value(r, n, t, SET_VALUE);
    import_body_items(&r->body, n, camel_get(t, "steps"), at, read_list, r);
}

static void read_aggregate(struct camel_route *r, const struct tree *t,
                           str type, span at)
{
    add(r, NODE_BATCH, t, type, at);
    camel_read_steps(r, camel_get(t, "steps"));
}

static void read_catch(struct camel_route *r, struct import_scope *s,
                       const struct tree *t, struct import_ways *ends)
{
    const struct tree *names = camel_get(t, "exception");
    weir_class_set set;
    bool whole = camel_classes_of(names, &set) && !camel_get(t, "onWhen");

    r->in_handler++;
    node_id entry = camel_read_apart(r, camel_get(t, "steps"), STR("doCatch"),
                                     "doCatch", t->at, ends);
    r->in_handler--;
    str words = names && names->kind == TREE_LIST && names->nitems
                    ? tree_text(names->items[0].value)
                    : STR("exception");
    import_body_catch(&r->body, s, set, whole, words, entry, t->at);
}

static void read_try(struct camel_route *r, const struct tree *t, str type,
                     span at)
{
    const struct tree *catches = camel_get(t, "doCatch");
    const struct tree *finally = camel_get(t, "doFinally");
    struct import_scope *s = import_body_enter(&r->body, 0);
    struct import_ways ends = {0};

    (void)type;
    (void)at;
    r->in_try++;
    camel_read_steps(r, camel_get(t, "steps"));
    r->in_try--;
    import_body_leave(&r->body);
    if (catches && catches->kind == TREE_MAP)
        read_catch(r, s, catches, &ends);
    for (uint32_t i = 0; i < tree_list_length(catches); i++)
        read_catch(r, s, catches->items[i].value, &ends);
    import_body_give(&r->body, ends);
    if (finally)
        camel_read_steps(r, camel_get(finally, "steps"));
}

/* What only asks can be answered by the fallback as well: no failure. */
static bool only_asks(const struct camel_route *r, node_id first)
{
    for (node_id n = first; n < r->im->g->nodes.n; n++) {
        const struct graph_node *x = &r->im->g->nodes.at[n];
        if (x->raises && x->kind != NODE_ENRICH)
            return false;
    }
    return true;
}

static void read_breaker(struct camel_route *r, const struct tree *t, str type,
                         span at)
{
    const struct tree *fallback = camel_get(t, "onFallback");
    const struct tree *how = camel_get(t, "resilience4jConfiguration");
    struct import_scope *s = import_body_enter(&r->body, 0);
    node_id first = import_body_mark(&r->body);
    struct import_ways ends = {0};
    int64_t before = r->timeout, ms;

    (void)type;
    if (!how)
        how = camel_get(t, "faultToleranceConfiguration");
    ms = import_read_int(camel_get(how, "timeoutDuration"));
    if (tree_is_true(camel_get(how, "timeoutEnabled")))
        r->timeout = (ms > 0 && ms < 1000000000 ? ms : 1000) * 1000;
    camel_read_steps(r, camel_get(t, "steps"));
    r->timeout = before;
    import_body_leave(&r->body);
    if (!fallback)
        return;
    bool asks = only_asks(r, first);
    node_id last = import_body_mark(&r->body);
    node_id entry =
        camel_read_apart(r, camel_get(fallback, "steps"), STR("onFallback"),
                         "onFallback", fallback->at, &ends);
    for (node_id n = first; asks && n < last; n++) {
        if (r->im->g->nodes.at[n].raises)
            import_next(r->im, n, entry, fallback->at);
        r->im->g->nodes.at[n].raises = 0;
    }
    if (!asks)
        import_body_catch(&r->body, s, weir_class_error(), true,
                          STR("onFallback"), entry, at);
    import_body_give(&r->body, ends);
}

/* --- the patterns -------------------------------------------------------- */

static const struct pattern patterns[] = {
    {"to", NODE_NONE, read_to},
    {"toD", NODE_NONE, read_to},
    {"tod", NODE_NONE, read_to},
    {"kamelet", NODE_NONE, read_inline},
    {"log", NODE_MAP, NULL},
    {"choice", NODE_NONE, read_choice},
    {"filter", NODE_NONE, read_gate},
    {"idempotentConsumer", NODE_NONE, read_gate},
    {"multicast", NODE_NONE, read_multicast},
    {"loadBalance", NODE_NONE, read_multicast},
    {"split", NODE_NONE, read_split},
    {"loop", NODE_NONE, read_split},
    {"aggregate", NODE_NONE, read_aggregate},
    {"resequence", NODE_NONE, read_aggregate},
    {"doTry", NODE_NONE, read_try},
    {"circuitBreaker", NODE_NONE, read_breaker},
    {"step", NODE_NONE, read_inline},
    {"pipeline", NODE_NONE, read_inline},
    {"saga", NODE_NONE, read_inline},
    {"transacted", NODE_NONE, read_inline},
    {"policy", NODE_NONE, read_inline},
    {"sample", NODE_NONE, read_inline},
    {"enrich", NODE_NONE, read_enrich},
    {"pollEnrich", NODE_NONE, read_enrich},
    {"poll", NODE_NONE, read_enrich},
    {"serviceCall", NODE_NONE, read_enrich},
    {"recipientList", NODE_NONE, read_recipients},
    {"routingSlip", NODE_NONE, read_recipients},
    {"dynamicRouter", NODE_NONE, read_recipients},
    {"wireTap", NODE_NONE, read_tap},
    {"process", NODE_NONE, read_script},
    {"bean", NODE_NONE, read_script},
    {"script", NODE_NONE, read_script},
    {"unmarshal", NODE_NONE, read_parse},
    {"validate", NODE_NONE, read_validate},
    {"delay", NODE_NONE, read_delay},
    {"throttle", NODE_WAIT, NULL},
    {"throwException", NODE_NONE, read_throw},
    {"rollback", NODE_NONE, read_throw},
    {"stop", NODE_NONE, read_stop},
    {"onFallback", NODE_NONE, read_nothing},
    {"setBody", NODE_NONE, read_set},
    {"setHeader", NODE_NONE, read_set},
    {"setHeaders", NODE_NONE, read_set},
    {"setProperty", NODE_NONE, read_set},
    {"setVariable", NODE_NONE, read_set},
    {"setVariables", NODE_NONE, read_set},
    {"transform", NODE_NONE, read_set},
    {"marshal", NODE_NONE, read_set},
    {"removeHeader", NODE_MAP, NULL},
    {"removeHeaders", NODE_MAP, NULL},
    {"removeProperty", NODE_MAP, NULL},
    {"removeProperties", NODE_MAP, NULL},
    {"removeVariable", NODE_MAP, NULL},
    {"convertBodyTo", NODE_MAP, NULL},
    {"convertHeaderTo", NODE_MAP, NULL},
    {"convertVariableTo", NODE_MAP, NULL},
    {"transformDataType", NODE_MAP, NULL},
    {"claimCheck", NODE_MAP, NULL},
    {"sort", NODE_MAP, NULL},
    {"setExchangePattern", NODE_MAP, NULL},
    {"threads", NODE_MAP, NULL},
    {"tokenizer", NODE_MAP, NULL},
    {"langChain4jCharacterTokenizer", NODE_MAP, NULL},
    {"onCompletion", NODE_NONE, read_nothing},
    {"marshaller", NODE_MAP, NULL},
    {NULL, NODE_NONE, NULL}};

static void read_step(struct camel_route *r, const struct tree *t)
{
    const struct tree_item *x =
        t->kind == TREE_MAP && t->nitems ? t->items : NULL;

    if (!x && t->kind != TREE_TEXT) {
        import_error(r->im, "import/wrong-shape", t->at,
                     "a step is a map of one key, found %s",
                     tree_kind_name(t->kind));
        return;
    }
    str type = camel_name(r->im->arena, x ? x->key : t->text);
    const struct tree *value = x ? x->value : t;
    span at = x && x->key_at.pos ? x->key_at : t->at;
    const struct pattern *p = patterns;
    while (p->name && !str_is(type, p->name))
        p++;
    if (!p->name)
        import_warning(r->im, "import/unknown-type", at,
                       "there is no step \"%" STR_FMT "\" in Camel's language",
                       STR_ARG(type));
    node_id first = import_body_mark(&r->body);
    if (p->read)
        p->read(r, value, type, at);
    else
        add(r, p->name ? p->kind : NODE_SCRIPT, value, type, at);
    if (!tree_is_true(camel_get(value, "disabled")))
        return;
    for (node_id n = first; n < import_body_mark(&r->body); n++) {
        // Off: it hands on what it gets.
        struct graph_node *node = &r->im->g->nodes.at[n];
        import_foreign(r->im, n)->disabled = true;
        node->raises = 0;
    }
}

void camel_read_steps(struct camel_route *r, const struct tree *list)
{
    if (!list || list->kind == TREE_NULL)
        return;
    if (list->kind != TREE_LIST) {
        import_error(r->im, "import/wrong-shape", list->at,
                     "\"steps\" is a list, found %s",
                     tree_kind_name(list->kind));
        return;
    }
    if (++r->depth > MOST_NESTED)
        import_error(r->im, "import/too-deep", list->at,
                     "steps stand in one another more than %d deep, these are "
                     "not read",
                     MOST_NESTED);
    for (uint32_t i = 0; r->depth <= MOST_NESTED && i < list->nitems; i++)
        read_step(r, list->items[i].value);
    r->depth--;
}
