/*
 * Patchworks process flows: versions of steps that name their routes. There is
 * no published schema; what is read here is the shape that imports show in
 * public, and the page beside this file says what of it is certain.
 */
#include "compiler/import/import.h"

struct step {
    const struct tree *t;
    str name;
    span at;
    node_id node;
    bool comes_to, leads;
};

struct reading {
    struct import *im;
    struct graph_flow *flow;
    struct map index; // name to struct step
    VEC(struct step *) all;
    node_id end;
};

static const struct tree *versions_of(const struct tree *t)
{
    const struct tree *list = tree_at(tree_at(t, "flow"), "versions");

    return list && list->kind == TREE_LIST ? list : NULL;
}

static enum import_sure recognise(const struct tree *t)
{
    const struct tree *list = versions_of(t);

    if (!list)
        return IMPORT_NO;
    return tree_at(t, "metadata") || tree_at(t, "systems") ? IMPORT_SURE
                                                           : IMPORT_LIKELY;
}

/* --- steps --------------------------------------------------------------- */

struct kind {
    const char *microservice;
    enum graph_node_kind kind;
    bool fails;
};

static const struct kind kinds[] = {{"connector", NODE_WRITE, true},
                                    {"try-catch", NODE_MAP, false},
                                    {"try_catch", NODE_MAP, false},
                                    {"batch", NODE_BATCH, false},
                                    {"map", NODE_MAP, false},
                                    {"filter", NODE_KEEP, false},
                                    {"route", NODE_CHOICE, false},
                                    {"branch", NODE_PARALLEL, false},
                                    {"split", NODE_SPLIT, false},
                                    {"flow-control", NODE_SPLIT, false},
                                    {"script", NODE_SCRIPT, true},
                                    {"custom-script", NODE_SCRIPT, true},
                                    {"notify", NODE_NOTIFY, false},
                                    {"cache", NODE_STORE, false},
                                    {"run-process-flow", NODE_CALL, true},
                                    {"de-dupe", NODE_DEDUPE, false},
                                    {NULL, NODE_MAP, false}};

static enum graph_node_kind kind_of(const struct tree *t, bool *fails)
{
    str service = tree_text_at(t, "microservice");
    const struct tree *endpoint = tree_at(t, "endpoint");
    str method = tree_text_at(endpoint, "http_method");
    str direction = tree_text_at(endpoint, "direction");
    const struct kind *k = kinds;

    while (k->microservice && !str_is(service, k->microservice))
        k++;
    *fails = k->fails;
    if (k->kind != NODE_WRITE)
        return k->kind;
    if (str_is(method, "GET") || str_is(method, "get") ||
        str_is(direction, "receive") || str_is(direction, "source") ||
        str_is(direction, "in"))
        return NODE_ENRICH;
    return NODE_WRITE;
}

static void read_step(struct reading *r, const struct tree *t)
{
    const struct tree *name = tree_at(t, "name");
    struct step *s = arena_make(r->im->arena, struct step);
    str service = tree_text_at(t, "microservice");
    bool fails;

    *s = (struct step){
        .t = t, .name = tree_text(name), .at = name ? name->at : t->at};
    if (!s->name.len) {
        import_error(r->im, "import/wrong-shape", t->at,
                     "a step has a \"name\"");
        return;
    }
    void **place = map_put(&r->index, s->name);
    if (*place)
        import_error(r->im, "import/duplicate-name", s->at,
                     "step \"%" STR_FMT "\" is there twice", STR_ARG(s->name));
    *place = s;
    *vec_push(r->im->arena, &r->all) = s;
    s->node = import_step(r->im, r->flow, kind_of(t, &fails), s->name, service,
                          s->at);
    if (fails)
        import_raises(r->im, s->node, import_any_failure());
    str system = tree_text_at(tree_at(t, "config"), "system");
    if (!system.len)
        system = tree_text_at(tree_at(t, "endpoint"), "system");
    if (system.len && node_remote(r->im->g->nodes.at[s->node].kind))
        import_calls(r->im, s->node, system);
    const struct tree *code = tree_at(tree_at(t, "config"), "script");
    if (code && code->kind == TREE_TEXT)
        import_code(r->im, s->node, SET_VALUE, "script", code->text, code->at);
}

/* --- routes -------------------------------------------------------------- */

static bool is_catch(str route)
{
    return str_is(route, "catch") || str_is(route, "Catch") ||
           str_is(route, "failure") || str_is(route, "error") ||
           str_is(route, "on_error");
}

/* A catch takes what is raised in the steps behind the try of its step: those
 * that its other routes lead to, without a catch of their own in between. */
static void spread_catch(struct reading *r, const struct step *s, handler_id h,
                         node_id entry, span at)
{
    VEC(const struct step *) queue = {0};
    bool *seen = arena_array(r->im->arena, bool, r->im->g->nodes.n + 1);

    *vec_push(r->im->arena, &queue) = s;
    for (uint32_t i = 0; i < queue.n; i++) {
        const struct tree *routes = tree_at(queue.at[i]->t, "routes");
        node_id n = queue.at[i]->node;
        if (r->im->g->nodes.at[n].raises && n != entry)
            import_failure(r->im, n, r->im->g->nodes.at[n].raises, h, 0, at);
        for (uint32_t j = 0; j < tree_list_length(routes); j++) {
            const struct tree *x = routes->items[j].value;
            const struct step *to =
                map_get(&r->index, tree_text_at(x, "first_step"));
            if (!to || seen[to->node] || is_catch(tree_text_at(x, "name")))
                continue;
            seen[to->node] = true;
            *vec_push(r->im->arena, &queue) = to;
        }
    }
}

static void wire_route(struct reading *r, struct step *s, const struct tree *x)
{
    const struct tree *first = tree_at(x, "first_step");
    struct step *to = map_get(&r->index, tree_text(first));
    str name = tree_text_at(x, "name");
    enum graph_node_kind kind = r->im->g->nodes.at[s->node].kind;

    if (!tree_text(first).len)
        return; // a route without steps
    if (!to) {
        import_error(r->im, "import/dangling-target", first->at,
                     "route \"%" STR_FMT "\" of step \"%" STR_FMT
                     "\" leads to \"%" STR_FMT "\", and there is no such step",
                     STR_ARG(name), STR_ARG(s->name),
                     STR_ARG(tree_text(first)));
        return;
    }
    to->comes_to = true;
    if (is_catch(name)) {
        handler_id h =
            import_handler(r->im, r->flow, s->node, import_any_failure(), name,
                           to->node, x->at);
        spread_catch(r, s, h, to->node, x->at);
        return;
    }
    s->leads = true;
    if (kind == NODE_CHOICE)
        import_arm(r->im, s->node, to->node,
                   str_is(name, "default") || str_is(name, "otherwise")
                       ? (str){"", 0}
                       : name,
                   "patchworks", x->at);
    else if (kind == NODE_PARALLEL)
        import_branch(r->im, s->node, to->node, x->at);
    else if (kind == NODE_SPLIT)
        import_item(r->im, s->node, to->node, x->at);
    else
        import_next(r->im, s->node, to->node, x->at);
}

static void read_schedules(struct reading *r, const struct tree *v, node_id n)
{
    const struct tree *list = tree_at(v, "schedules");
    const struct tree *cron = list && list->kind == TREE_LIST && list->nitems
                                  ? tree_at(list->items[0].value, "cron_string")
                                  : NULL;

    if (!cron)
        return;
    r->im->g->nodes.at[n].word = STR("cron");
    import_text(r->im, n, SET_CRON, tree_text(cron), cron->at);
}

static void read_version(struct import *im, const struct tree *t,
                         const struct tree *v, str name, span at)
{
    const struct tree *steps = tree_at(v, "steps");
    struct reading r = {.im = im, .flow = import_flow(im, name, at)};
    node_id trigger;

    r.flow->doc = tree_text_at(tree_at(t, "metadata"), "description");
    map_init(&r.index, im->arena);
    if (!steps || steps->kind != TREE_LIST)
        import_error(im, "import/wrong-shape", v->at,
                     "a version has a list \"steps\"");
    trigger = import_trigger(im, r.flow, STR("callable"), STR("start"),
                             STR("start"), at);
    read_schedules(&r, v, trigger);
    for (uint32_t i = 0; i < tree_list_length(steps); i++)
        read_step(&r, steps->items[i].value);
    r.end = import_end(im, r.flow);
    for (uint32_t i = 0; i < r.all.n; i++) {
        const struct tree *routes = tree_at(r.all.at[i]->t, "routes");
        for (uint32_t j = 0; j < tree_list_length(routes); j++)
            wire_route(&r, r.all.at[i], routes->items[j].value);
    }
    for (uint32_t i = 0; i < r.all.n; i++) {
        struct step *s = r.all.at[i];
        if (!s->comes_to && i == 0)
            import_next(im, trigger, s->node, s->at);
        if (!s->leads)
            import_next(im, s->node, r.end, s->at);
    }
}

static void read(struct import *im, const struct tree *t)
{
    const struct tree *list = versions_of(t);
    const struct tree *name = tree_at(tree_at(t, "flow"), "name");

    if (!name)
        name = tree_at(tree_at(t, "metadata"), "name");
    if (!list || !list->nitems) {
        import_error(im, "import/wrong-shape", t->at,
                     "a process flow has \"flow\" with a list \"versions\"");
        return;
    }
    // The version that is deployed, else the last one.
    const struct tree *v = list->items[list->nitems - 1].value;
    for (uint32_t i = 0; i < list->nitems; i++)
        if (tree_is_true(tree_at(list->items[i].value, "is_deployed")) ||
            str_is(tree_text_at(list->items[i].value, "status"), "deployed"))
            v = list->items[i].value;
    read_version(im, t, v, name ? tree_text(name) : STR("process flow"),
                 name ? name->at : (span){t->at.pos, 1});
}

const struct import_format import_format_patchworks = {
    .name = "patchworks",
    .title = "Patchworks",
    .recognise = recognise,
    .read = read,
};
