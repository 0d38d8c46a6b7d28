/*
 * Node-RED: flows as the editor exports them, a list of nodes. A tab is a
 * flow, and a subflow is one that others call. Catch nodes take failures by
 * their scope. The page beside this file says what becomes of what. Source:
 * https://nodered.org/docs/user-guide/handling-errors
 */
#include "compiler/import/node_red.h"
#include "compiler/import/ways.h"

enum {
    MOST_CATCHES = 64, // for all of a part, looked at for each node
    MOST_GROUPS = 32   // around a node
};

struct call {
    node_id node;
    struct node_red_part *part;
};

struct reading {
    struct import *im;
    struct map index, parts; // by id
    VEC(struct node_red_part *) order;
    VEC(struct call) calls;
    struct node_red_part *part; // that is read
    struct map labels;
    VEC(struct node_red_catch) wide; // catches for all of the part
};

static const struct tree *list_of(const struct tree *t)
{
    return t->kind == TREE_LIST ? t : node_red_get(t, "flows");
}

static bool is_node(const struct tree *t)
{
    const struct tree *id = node_red_get(t, "id");

    return id && id->kind == TREE_TEXT && node_red_text(t, "type").len;
}

static bool says_so(const struct tree *t)
{
    str type = node_red_text(t, "type");
    const struct tree *wires = node_red_get(t, "wires");

    return (wires && wires->kind == TREE_LIST) || str_eq(type, STR("tab")) ||
           str_eq(type, STR("subflow"));
}

static enum import_sure recognise(const struct tree *t)
{
    const struct tree *list = list_of(t);
    uint32_t nodes = 0, said = 0, i = 0;

    if (!list || list->kind != TREE_LIST)
        return IMPORT_NO;
    for (; i < list->nitems && i < 1000 && !(nodes && said); i++) {
        nodes += is_node(list->items[i].value);
        said += is_node(list->items[i].value) && says_so(list->items[i].value);
    }
    return said ? IMPORT_SURE : IMPORT_NO;
}

/* --- nodes and parts ----------------------------------------------------- */

static void read_node(struct reading *r, const struct tree *t)
{
    struct node_red_node *n = arena_make(r->im->arena, struct node_red_node);
    const struct tree *id = node_red_get(t, "id");

    if (!is_node(t)) {
        import_error(r->im, "import/wrong-shape", t->at,
                     "a node has an \"id\" and a \"type\"");
        return;
    }
    n->t = t;
    n->id = tree_text(id);
    n->type = node_red_text(t, "type");
    n->name = node_red_text(t, "name");
    n->at = t->at;
    n->at.len = 1;
    n->disabled = tree_is_true(node_red_get(t, "d"));
    void **place = map_put(&r->index, n->id);
    if (*place)
        import_error(r->im, "import/duplicate-name", id->at,
                     "node \"%" STR_FMT "\" is there twice", STR_ARG(n->id));
    else
        *place = n;
}

static struct node_red_part *part_of(struct reading *r,
                                     const struct node_red_node *n)
{
    str z = node_red_text(n->t, "z");
    void **place = map_put(&r->parts, z);
    struct node_red_part *p = *place;

    if (p)
        return p;
    *place = p = arena_make(r->im->arena, struct node_red_part);
    const struct node_red_node *own = z.len ? map_get(&r->index, z) : NULL;
    if (own && (node_red_is(own, "tab") || node_red_is(own, "subflow"))) {
        p->t = own->t;
        p->subflow = node_red_is(own, "subflow");
    }
    *vec_push(r->im->arena, &r->order) = p;
    return p;
}

static struct node_red_node *node_at(const struct reading *r, uint32_t i)
{
    return r->index.entries.at[i].value;
}

static void place_nodes(struct reading *r)
{
    for (uint32_t i = 0; i < r->index.entries.n; i++) {
        struct node_red_node *n = node_at(r, i);
        if (node_red_is_note(n))
            continue;
        struct node_red_part *p = n->part = part_of(r, n);
        if (p->last)
            p->last->next = n;
        else
            p->first = n;
        p->last = n;
    }
}

/* The target of a wire; NULL, and said once, when it is not there. */
static struct node_red_node *target_of(struct reading *r,
                                       const struct node_red_node *from,
                                       const struct tree *ref, bool say)
{
    struct node_red_node *to =
        tree_text(ref).len ? map_get(&r->index, tree_text(ref)) : NULL;

    if (to && to->part)
        return to;
    if (say && !tree_text(ref).len)
        import_error(r->im, "import/wrong-shape", ref->at,
                     "a wire is the id of a node, found %s",
                     tree_kind_name(ref->kind));
    else if (say)
        import_error(r->im, "import/dangling-target", ref->at,
                     "node \"%" STR_FMT "\" is wired to \"%" STR_FMT
                     "\", and there is no such node",
                     STR_ARG(from->name.len ? from->name : from->type),
                     STR_ARG(tree_text(ref)));
    return NULL;
}

static void mark_inputs(struct reading *r)
{
    for (uint32_t i = 0; i < r->index.entries.n; i++) {
        const struct node_red_node *n = node_at(r, i);
        const struct tree *wires = node_red_get(n->t, "wires");
        bool links = node_red_is(n, "link out") || node_red_is(n, "link call");
        const struct tree *to = links ? node_red_get(n->t, "links") : NULL;
        for (uint32_t j = 0; j < tree_list_length(wires); j++) {
            const struct tree *port = wires->items[j].value;
            for (uint32_t k = 0; k < tree_list_length(port); k++) {
                struct node_red_node *x =
                    target_of(r, n, port->items[k].value, false);
                if (x)
                    x->input = true;
            }
        }
        for (uint32_t j = 0; j < tree_list_length(to); j++) {
            struct node_red_node *x =
                target_of(r, n, to->items[j].value, false);
            if (x)
                x->input = true;
            if (x && x->part != n->part)
                x->called = true;
        }
    }
}

/* Nodes that a subflow's inputs lead to. */
static void mark_subflow_inputs(struct reading *r, const struct tree *t)
{
    const struct tree *in = node_red_get(t, "in");

    for (uint32_t i = 0; i < tree_list_length(in); i++) {
        const struct tree *wires = node_red_get(in->items[i].value, "wires");
        for (uint32_t k = 0; k < tree_list_length(wires); k++) {
            str id = node_red_text(wires->items[k].value, "id");
            struct node_red_node *x = id.len ? map_get(&r->index, id) : NULL;
            if (x)
                x->input = true;
        }
    }
}

/* --- steps --------------------------------------------------------------- */

/* A label of its own: nodes of one type often have no name. */
static str own_label(struct reading *r, const struct node_red_node *n)
{
    str label = n->name.len ? n->name : n->type;
    void **place = map_put(&r->labels, label);
    uintptr_t count = (uintptr_t)*place + 1;

    *place = (void *)count;
    if (count == 1)
        return label;
    return arena_printf(r->im->arena, "%" STR_FMT "#%u", STR_ARG(label),
                        (unsigned)count);
}

static bool can_fail(enum graph_node_kind kind)
{
    return node_remote(kind) || kind == NODE_NOTIFY || kind == NODE_STORE;
}

static void read_callee(struct reading *r, const struct node_red_node *n)
{
    str id = str_slice(n->type, STR("subflow:").len, n->type.len);
    struct node_red_part *p = map_get(&r->parts, id);
    const struct node_red_node *own = map_get(&r->index, id);

    if (!own || !node_red_is(own, "subflow")) {
        const struct tree *type = node_red_get(n->t, "type");
        import_error(r->im, "import/dangling-target", type->at,
                     "the subflow \"%" STR_FMT "\" is not in the export",
                     STR_ARG(id));
        r->im->g->nodes.at[n->node].callee_name = id;
    } else if (p) {
        *vec_push(r->im->arena, &r->calls) =
            (struct call){.node = n->node, .part = p};
        if (!p->catches_all)
            import_raises(r->im, n->node, import_any_failure());
    }
}

static void read_step(struct reading *r, struct node_red_node *n)
{
    enum graph_node_kind kind = node_red_kind(n);
    str label = own_label(r, n);

    if (kind == NODE_TRIGGER)
        n->node = import_trigger(r->im, r->part->flow, node_red_trigger_word(n),
                                 label, n->type, n->at);
    else
        n->node =
            import_step(r->im, r->part->flow, kind, label, n->type, n->at);
    import_foreign(r->im, n->node)->disabled = n->disabled;
    if (n->disabled)
        return;
    node_red_settings(r->im, &r->index, n);
    if (can_fail(kind))
        import_raises(r->im, n->node, import_any_failure());
    if (str_starts_with(n->type, STR("subflow:")))
        read_callee(r, n);
    n->fails = can_fail(kind) || kind == NODE_SCRIPT || kind == NODE_CALL;
}

/* --- ways ---------------------------------------------------------------- */

/* The rule of a switch's output as text; "" is otherwise. */
static str rule_text(struct reading *r, const struct node_red_node *n,
                     uint32_t output)
{
    const struct tree *rules = node_red_get(n->t, "rules");
    const struct tree *rule =
        output < tree_list_length(rules) ? rules->items[output].value : NULL;
    str op = node_red_text(rule, "t"), v = node_red_text(rule, "v");
    str property = node_red_text(n->t, "property");

    if (str_eq(op, STR("else")))
        return STR("");
    if (!op.len)
        return arena_printf(r->im->arena, "output %u", (unsigned)output + 1);
    return arena_printf(r->im->arena, "%" STR_FMT " %" STR_FMT " %" STR_FMT,
                        STR_ARG(property), STR_ARG(op), STR_ARG(v));
}

static void connect(struct reading *r, struct node_red_node *from,
                    const struct node_red_node *to, uint32_t output, span at)
{
    from->leads = true;
    if (to->part != from->part)
        *vec_push(r->im->arena, &r->calls) =
            (struct call){.node = from->node, .part = to->part};
    else if (r->im->g->nodes.at[from->node].kind == NODE_CHOICE)
        import_arm(r->im, from->node, to->node, rule_text(r, from, output),
                   "node-red", at);
    else
        import_next(r->im, from->node, to->node, at);
}

static void read_wires(struct reading *r, struct node_red_node *n)
{
    const struct tree *wires = node_red_get(n->t, "wires");

    if (wires && wires->kind != TREE_LIST)
        import_error(r->im, "import/wrong-shape", wires->at,
                     "wires are a list with a list for each output, found %s",
                     tree_kind_name(wires->kind));
    for (uint32_t j = 0; j < tree_list_length(wires); j++) {
        const struct tree *port = wires->items[j].value;
        if (port->kind != TREE_LIST && port->kind != TREE_NULL)
            import_error(r->im, "import/wrong-shape", port->at,
                         "an output's wires are a list, found %s",
                         tree_kind_name(port->kind));
        for (uint32_t k = 0; k < tree_list_length(port); k++) {
            const struct tree *ref = port->items[k].value;
            const struct node_red_node *to = target_of(r, n, ref, true);
            if (to)
                connect(r, n, to, j, ref->at);
        }
    }
}

/* The export of one tab may link to what stands on others: no error. */
static void read_links(struct reading *r, struct node_red_node *n)
{
    const struct tree *links = node_red_get(n->t, "links");
    bool returns = str_eq(node_red_text(n->t, "mode"), STR("return"));

    if (!node_red_is(n, "link call") &&
        (!node_red_is(n, "link out") || returns))
        return;
    for (uint32_t i = 0; i < tree_list_length(links); i++) {
        const struct tree *ref = links->items[i].value;
        const struct node_red_node *to = target_of(r, n, ref, false);
        if (to)
            connect(r, n, to, 0, ref->at);
        else
            import_warning(r->im, "import/dangling-target", ref->at,
                           "node \"%" STR_FMT "\" links to \"%" STR_FMT
                           "\", which is not in the export",
                           STR_ARG(n->name.len ? n->name : n->type),
                           STR_ARG(tree_text(ref)));
    }
}

/* An end of the ways: a filter's otherwise, or what nothing is wired to. */
static void close_ways(struct reading *r, const struct node_red_node *n)
{
    const struct tree *wires = node_red_get(n->t, "wires");
    bool choice = r->im->g->nodes.at[n->node].kind == NODE_CHOICE;

    if (choice && n->leads && tree_list_length(wires) == 1)
        import_arm(r->im, n->node, r->part->end, STR(""), "", n->at);
    else if (!n->leads)
        import_next(r->im, n->node, r->part->end, n->at);
}

/* Complete nodes come behind the nodes that they name. */
static void read_complete(struct reading *r, const struct node_red_node *n)
{
    const struct tree *scope = node_red_get(n->t, "scope");

    for (uint32_t i = 0; i < tree_list_length(scope); i++) {
        str id = tree_text(scope->items[i].value);
        struct node_red_node *of = id.len ? map_get(&r->index, id) : NULL;
        if (of && of->part == n->part && of->node)
            import_next(r->im, of->node, n->node, scope->items[i].value->at);
        else
            import_warning(r->im, "import/dangling-target",
                           scope->items[i].value->at,
                           "a complete node waits for \"%" STR_FMT
                           "\", and there is no such node in its flow",
                           STR_ARG(id));
    }
}

/* --- failures ------------------------------------------------------------ */

static bool in_group(const struct reading *r, const struct node_red_node *n,
                     str group)
{
    str g = node_red_text(n->t, "g");

    for (unsigned i = 0; g.len && i < MOST_GROUPS; i++) {
        if (str_eq(g, group))
            return true;
        const struct node_red_node *around = map_get(&r->index, g);
        g = around ? node_red_text(around->t, "g") : STR("");
    }
    return false;
}

static void read_catch(struct reading *r, struct node_red_node *n)
{
    const struct tree *scope = node_red_get(n->t, "scope");
    struct node_red_catch c = {
        .node = n, .rest = tree_is_true(node_red_get(n->t, "uncaught"))};

    if (n->disabled)
        return;
    if (!scope || scope->kind != TREE_LIST) {
        *vec_push(r->im->arena, &r->wide) = c;
        return;
    }
    for (uint32_t i = 0; i < scope->nitems; i++) {
        str id = tree_text(scope->items[i].value);
        struct node_red_node *of = id.len ? map_get(&r->index, id) : NULL;
        if (!of || of->part != n->part) {
            import_warning(r->im, "import/dangling-target",
                           scope->items[i].value->at,
                           "a catch node names \"%" STR_FMT
                           "\", and there is no such node in its flow",
                           STR_ARG(id));
            continue;
        }
        struct node_red_catch *own =
            arena_make(r->im->arena, struct node_red_catch);
        *own = c;
        own->next = of->catches;
        of->catches = own;
    }
}

static void lead_failure(struct reading *r, const struct node_red_node *n,
                         struct node_red_catch *c, bool wide)
{
    weir_class_set classes = r->im->g->nodes.at[n->node].raises;
    handler_id h = wide ? c->handler : 0;

    if (!classes)
        classes = import_any_failure();
    if (!h)
        h = import_handler(r->im, r->part->flow, wide ? 0 : n->node,
                           import_any_failure(), STR("catch"), c->node->node,
                           c->node->at);
    if (wide)
        c->handler = h;
    c->node->led = true;
    import_failure(r->im, n->node, classes, h, 0, n->at);
}

static void route_failure(struct reading *r, const struct node_red_node *n)
{
    bool taken = false;

    for (struct node_red_catch *c = n->catches; c; c = c->next) {
        lead_failure(r, n, c, false);
        taken = true;
    }
    for (int rest = 0; rest < 2 && !(rest && taken); rest++)
        for (uint32_t i = 0; i < r->wide.n && i < MOST_CATCHES; i++) {
            struct node_red_catch *c = &r->wide.at[i];
            const struct node_red_node *by = c->node;
            bool grouped = str_eq(node_red_text(by->t, "scope"), STR("group"));
            if (c->rest != (rest == 1) ||
                (grouped && !in_group(r, n, node_red_text(by->t, "g"))))
                continue;
            lead_failure(r, n, c, !grouped);
            taken = true;
        }
}

/* Any node can fail, but only some are asked for a route. What is named by a
 * catch node, or has no other that leads to it, has its way from one. */
static void route_failures(struct reading *r)
{
    struct node_red_node *any = NULL;

    for (struct node_red_node *n = r->part->first; n; n = n->next) {
        if (n->fails || n->catches)
            route_failure(r, n);
        if (!any && !node_red_is(n, "catch") && !node_red_is(n, "complete"))
            any = n;
    }
    for (uint32_t i = 0; any && i < r->wide.n; i++)
        if (!r->wide.at[i].node->led)
            lead_failure(r, any, &r->wide.at[i], false);
}

/* --- a part -------------------------------------------------------------- */

static void begin_flow(struct reading *r, struct node_red_part *p)
{
    const struct tree *label =
        node_red_get(p->t, p->subflow ? "name" : "label");
    str name = tree_text(label);
    span at = label ? label->at : p->first->at;

    p->flow = import_flow(r->im, name.len ? name : import_stem(r->im), at);
    p->flow->enabled = !tree_is_true(node_red_get(p->t, "disabled"));
    p->flow->doc = node_red_text(p->t, "info");
    // What a subflow does not take comes out of the nodes that stand for it.
    p->flow->maybe_caught = p->subflow;
}

/* A subflow's inputs start it. */
static void read_inputs(struct reading *r, struct node_red_part *p, node_id in)
{
    const struct tree *ins = node_red_get(p->t, "in");

    for (uint32_t i = 0; in && i < tree_list_length(ins); i++) {
        const struct tree *wires = node_red_get(ins->items[i].value, "wires");
        for (uint32_t k = 0; k < tree_list_length(wires); k++) {
            const struct tree *ref = node_red_get(wires->items[k].value, "id");
            str id = tree_text(ref);
            struct node_red_node *to = id.len ? map_get(&r->index, id) : NULL;
            if (to && to->part == p && to->node)
                import_next(r->im, in, to->node, ref->at);
        }
    }
}

static void read_part(struct reading *r, struct node_red_part *p)
{
    node_id in = 0;

    r->part = p;
    r->wide.n = 0;
    map_init(&r->labels, r->im->arena);
    begin_flow(r, p);
    if (p->subflow && tree_list_length(node_red_get(p->t, "in")))
        in = import_trigger(r->im, p->flow, STR("callable"), STR("input"),
                            STR("subflow"), p->flow->at);
    for (struct node_red_node *n = p->first; n; n = n->next)
        read_step(r, n);
    p->end = import_end(r->im, p->flow);
    read_inputs(r, p, in);
    for (struct node_red_node *n = p->first; n; n = n->next) {
        read_wires(r, n);
        read_links(r, n);
        close_ways(r, n);
        if (node_red_is(n, "complete"))
            read_complete(r, n);
        if (node_red_is(n, "catch"))
            read_catch(r, n);
    }
    route_failures(r);
}

/* A link to another part hands over and does not wait; a call does. */
static void resolve_calls(struct reading *r)
{
    for (uint32_t i = 0; i < r->calls.n; i++) {
        const struct call *c = &r->calls.at[i];
        struct graph_node *n = &r->im->g->nodes.at[c->node];
        bool link = n->kind == NODE_MAP;
        if (n->callee || !c->part->flow)
            continue;
        n->callee = c->part->flow;
        n->callee_name = c->part->flow->name;
        if (!link)
            continue;
        n->kind = NODE_CALL;
        import_flag(r->im, c->node, SET_AWAITED, false, n->at);
    }
}

static bool catches_all(const struct node_red_part *p)
{
    for (const struct node_red_node *n = p->first; n; n = n->next) {
        const struct tree *scope = node_red_get(n->t, "scope");
        if (node_red_is(n, "catch") && !n->disabled &&
            (!scope || scope->kind == TREE_NULL))
            return true;
    }
    return false;
}

static void read(struct import *im, const struct tree *t)
{
    struct reading r = {.im = im};
    const struct tree *list = list_of(t);

    map_init(&r.index, im->arena);
    map_init(&r.parts, im->arena);
    if (!tree_list_length(list)) {
        import_error(im, "import/wrong-shape", t->at,
                     "an export is a list of nodes");
        return;
    }
    for (uint32_t i = 0; i < list->nitems; i++)
        read_node(&r, list->items[i].value);
    place_nodes(&r);
    mark_inputs(&r);
    for (uint32_t i = 0; i < r.order.n; i++) {
        mark_subflow_inputs(&r, r.order.at[i]->t);
        r.order.at[i]->catches_all = catches_all(r.order.at[i]);
    }
    for (uint32_t i = 0; i < r.order.n; i++)
        read_part(&r, r.order.at[i]);
    resolve_calls(&r);
}

const struct import_format import_format_node_red = {
    .name = "node-red",
    .title = "Node-RED",
    .recognise = recognise,
    .read = read,
};
