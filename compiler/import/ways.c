/*
 * Bodies: steps in the order of their document, the ways that are open between
 * them, and the scopes whose failures are led to handlers.
 */
#include "compiler/import/ways.h"

void import_body_begin(struct import_body *b, struct import *im,
                       struct graph_flow *f, const char *language)
{
    *b = (struct import_body){.im = im, .flow = f, .language = language};
    map_init(&b->labels, im->arena);
}

static void lead(struct import_body *b, const struct import_way *w, node_id to)
{
    if (w->goes_on) {
        w->goes_on->behind = to;
        return;
    }
    switch (w->kind) {
    case EDGE_ARM:
        import_arm(b->im, w->from, to, w->text, b->language, w->at);
        break;
    case EDGE_BRANCH: import_branch(b->im, w->from, to, w->at); break;
    case EDGE_ITEM: import_item(b->im, w->from, to, w->at); break;
    case EDGE_NEXT:
    case EDGE_FAILURE:
    case EDGE_EMPTY:
    case EDGE_ELSE:
    case EDGE_UNDO: import_next(b->im, w->from, to, w->at); break;
    }
}

void import_body_lead(struct import_body *b, struct import_ways ways,
                      node_id to)
{
    for (uint32_t i = 0; i < ways.all.n; i++)
        lead(b, &ways.all.at[i], to);
}

/* The count of each label is its value, so that a thousand alike stay linear.
 */
static str own_label(struct import_body *b, str label)
{
    str own = label;
    void **place = map_put(&b->labels, label);
    uintptr_t n = (uintptr_t)*place + 1;

    for (; n > 1; n++) {
        own = arena_printf(b->im->arena, "%" STR_FMT "#%u", STR_ARG(label),
                           (unsigned)n);
        if (!map_get(&b->labels, own))
            break;
    }
    *map_put(&b->labels, label) = (void *)n;
    if (n > 1)
        *map_put(&b->labels, own) = (void *)(uintptr_t)1;
    return own;
}

node_id import_body_step(struct import_body *b, enum graph_node_kind kind,
                         str label, str type, span at)
{
    node_id n =
        import_step(b->im, b->flow, kind, own_label(b, label), type, at);

    import_body_lead(b, import_body_take(b), n);
    *vec_push(b->im->arena, &b->placed) =
        (struct import_placed){.node = n, .scope = b->scope};
    if (kind != NODE_HALT)
        import_body_open(b, n, EDGE_NEXT, STR(""), at);
    return n;
}

node_id import_body_mark(const struct import_body *b)
{
    return b->im->g->nodes.n;
}

void import_body_throws(struct import_body *b, weir_class_set classes)
{
    b->placed.at[b->placed.n - 1].throws |= classes;
}

/* --- open ways ----------------------------------------------------------- */

void import_body_open(struct import_body *b, node_id from,
                      enum graph_edge_kind kind, str text, span at)
{
    *vec_push(b->im->arena, &b->open.all) =
        (struct import_way){.from = from, .kind = kind, .text = text, .at = at};
}

struct import_ways import_body_take(struct import_body *b)
{
    struct import_ways taken = b->open;

    b->open = (struct import_ways){0};
    return taken;
}

void import_ways_add(struct arena *a, struct import_ways *to,
                     struct import_ways more)
{
    for (uint32_t i = 0; i < more.all.n; i++)
        *vec_push(a, &to->all) = more.all.at[i];
}

void import_body_give(struct import_body *b, struct import_ways ways)
{
    if (!b->open.all.n) {
        b->open = ways;
        return;
    }
    import_ways_add(b->im->arena, &b->open, ways);
}

void import_body_stop(struct import_body *b)
{
    import_ways_add(b->im->arena, &b->ended, b->open);
    b->open = (struct import_ways){0};
}

/* --- scopes -------------------------------------------------------------- */

struct import_scope *import_body_enter(struct import_body *b, node_id at)
{
    struct import_scope *s = arena_make(b->im->arena, struct import_scope);

    s->outer = b->scope;
    s->at = at;
    b->scope = s;
    return s;
}

void import_body_leave(struct import_body *b)
{
    b->scope = b->scope->outer;
}

struct import_catch *import_body_catch(struct import_body *b,
                                       struct import_scope *s,
                                       weir_class_set classes, bool whole,
                                       str words, node_id entry, span at)
{
    struct import_catch *c = arena_make(b->im->arena, struct import_catch);

    c->handler =
        import_handler(b->im, b->flow, s->at, classes, words, entry, at);
    c->classes = classes;
    c->whole = whole;
    if (s->last)
        s->last->next = c;
    else
        s->first = c;
    s->last = c;
    if (!entry)
        *vec_push(b->im->arena, &b->open.all) =
            (struct import_way){.goes_on = c, .at = at};
    return c;
}

static void route(struct import_body *b, const struct import_placed *p,
                  node_id end)
{
    const struct graph_node *n = &b->im->g->nodes.at[p->node];
    weir_class_set left = n->raises | p->throws;
    span at = n->at;

    for (struct import_scope *s = p->scope; s && left; s = s->outer)
        for (struct import_catch *c = s->first; c && left; c = c->next) {
            if (!(c->classes & left))
                continue;
            // What goes on where nothing comes behind is at the end.
            node_id to = b->im->g->handlers.at[c->handler].entry;
            if (!to)
                to = c->behind ? c->behind : end;
            import_failure(b->im, p->node, c->classes & left, c->handler, to,
                           at);
            if (c->whole)
                left &= ~c->classes;
        }
}

/* What is left of a step's failures behind a scope, or 0 when it does not
 * stand in it. */
static weir_class_set left_behind(const struct import_body *b,
                                  const struct import_placed *p,
                                  const struct import_scope *behind)
{
    weir_class_set left = b->im->g->nodes.at[p->node].raises | p->throws;

    for (struct import_scope *s = p->scope; s && left; s = s->outer) {
        for (struct import_catch *c = s->first; c; c = c->next)
            if (c->whole)
                left &= ~c->classes;
        if (s == behind)
            return left;
    }
    return 0;
}

bool import_body_leaves(const struct import_body *b,
                        const struct import_scope *s, weir_class_set classes)
{
    for (uint32_t i = 0; i < b->placed.n; i++)
        if (left_behind(b, &b->placed.at[i], s) & classes)
            return true;
    return false;
}

void import_body_finish(struct import_body *b)
{
    node_id end = import_end(b->im, b->flow);

    import_body_lead(b, import_body_take(b), end);
    import_body_lead(b, b->ended, end);
    for (uint32_t i = 0; i < b->placed.n; i++)
        route(b, &b->placed.at[i], end);
}

/* --- graphs of steps ----------------------------------------------------- */

static void lead_needs(struct import_body *b, struct map *index, node_id all,
                       struct import_dag_step *s)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < s->needs.n; i++) {
        const struct import_need *need = &s->needs.at[i];
        struct import_dag_step *from = map_get(index, need->name);
        if (!from) {
            import_error(b->im, "import/dangling-target", need->at,
                         "step \"%" STR_FMT "\" waits for \"%" STR_FMT
                         "\", and there is no such step here",
                         STR_ARG(s->name), STR_ARG(need->name));
            continue;
        }
        found++;
        from->needed = true;
        if (s->entry)
            import_body_lead(b, from->ends, s->entry);
    }
    if (!found && !s->waits && s->entry)
        import_branch(b->im, all, s->entry, s->at);
}

void import_body_dag(struct import_body *b, node_id all,
                     struct import_dag_step *steps, uint32_t n)
{
    struct map index;

    map_init(&index, b->im->arena);
    for (uint32_t i = 0; i < n; i++)
        *map_put(&index, steps[i].name) = &steps[i];
    for (uint32_t i = 0; i < n; i++)
        lead_needs(b, &index, all, &steps[i]);
    for (uint32_t i = 0; i < n; i++)
        if (!steps[i].needed)
            import_ways_add(b->im->arena, &b->open, steps[i].ends);
}

/* --- lists of steps ------------------------------------------------------ */

void import_body_branches(struct import_body *b, node_id n,
                          const struct tree *list, import_steps_fn *read,
                          void *reading)
{
    struct import_ways ends = {0};

    if (!tree_list_length(list))
        return;
    import_body_take(b);
    for (uint32_t i = 0; i < list->nitems; i++) {
        struct tree one = *list;
        one.items = &list->items[i];
        one.nitems = 1;
        import_body_open(b, n, EDGE_BRANCH, STR(""), one.items->value->at);
        read(reading, &one);
        import_ways_add(b->im->arena, &ends, import_body_take(b));
    }
    import_body_give(b, ends);
}

void import_body_items(struct import_body *b, node_id n,
                       const struct tree *list, span at, import_steps_fn *read,
                       void *reading)
{
    struct import_ways rest = import_body_take(b);

    if (tree_list_length(list)) {
        import_body_open(b, n, EDGE_ITEM, STR(""), at);
        read(reading, list);
    }
    import_body_give(b, rest);
}
