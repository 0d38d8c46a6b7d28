/*
 * The helpers of the formats over the graph's builder: flows, steps, settings
 * and ways, with what an export can't say left unknown.
 */
#include "compiler/import/import.h"

#include "stdlib/value/types.h"

void import_read(struct graph *g, struct map *systems, struct diags *d,
                 const struct import_format *format, const struct source *src,
                 const struct tree *t)
{
    struct import im = {.arena = g->arena,
                        .g = g,
                        .diags = d,
                        .format = format,
                        .source = src,
                        .systems = systems};

    format->read(&im, t);
}

/* A name as it is shown: whole, unless nobody gave it to be read. */
static str shown(struct import *im, str name)
{
    enum { LONGEST = 200 };
    size_t n = LONGEST;

    if (name.len <= LONGEST)
        return name;
    while (n && ((unsigned char)name.ptr[n] & 0xC0) == 0x80)
        n--;
    return arena_printf(im->arena, "%" STR_FMT "...",
                        STR_ARG(str_slice(name, 0, n)));
}

/* --- flows and steps ----------------------------------------------------- */

static bool name_taken(const struct import *im, str name)
{
    return map_get(im->systems,
                   arena_printf(im->arena, "flow\n%" STR_FMT, STR_ARG(name)));
}

struct graph_flow *import_flow(struct import *im, str name, span at)
{
    str own = shown(im, name);

    name = own;
    for (unsigned i = 2; name_taken(im, own); i++)
        own = arena_printf(im->arena, "%" STR_FMT "#%u", STR_ARG(name), i);
    struct graph_flow *f = graph_add_flow(im->g, own, at);
    *map_put(im->systems,
             arena_printf(im->arena, "flow\n%" STR_FMT, STR_ARG(own))) = f;
    f->format = str_from(im->format->name);
    f->name_at = at;
    f->owner_known = f->expect_known = f->alert_known = GRAPH_UNKNOWN;
    graph_open_flow(im->g, f);
    im->flow = f;
    return f;
}

void import_alias(struct import *im, struct graph_flow *f, str name)
{
    void **place = map_put(
        im->systems, arena_printf(im->arena, "flow\n%" STR_FMT, STR_ARG(name)));

    if (!*place)
        *place = f;
}

void import_link(struct graph *g, const struct map *systems)
{
    for (node_id n = 1; n < g->nodes.n; n++) {
        struct graph_node *x = &g->nodes.at[n];
        if (x->kind != NODE_CALL || x->callee || !x->callee_name.len)
            continue;
        struct graph_flow *f =
            map_get(systems, arena_printf(g->arena, "flow\n%" STR_FMT,
                                          STR_ARG(x->callee_name)));
        if (f && str_eq(f->format, g->flows.at[x->flow]->format))
            x->callee = f;
    }
}

node_id import_step(struct import *im, struct graph_flow *f,
                    enum graph_node_kind kind, str label, str type, span at)
{
    node_id id = graph_add_node(im->g, f, f->body, kind, at);
    struct graph_node *n = &im->g->nodes.at[id];
    struct graph_foreign *own = arena_make(im->arena, struct graph_foreign);

    own->label = shown(im, label);
    own->system_type = shown(im, type);
    n->foreign = own;
    n->word = own->system_type;
    n->name = own->label;
    if (node_remote(kind)) {
        graph_set_unknown(im->g, &n->settings, SET_TIMEOUT, at);
        graph_set_unknown(im->g, &n->settings, SET_RETRY, at);
    }
    return id;
}

node_id import_trigger(struct import *im, struct graph_flow *f, str word,
                       str label, str type, span at)
{
    node_id id = import_step(im, f, NODE_TRIGGER, label, type, at);

    im->g->nodes.at[id].word = word;
    if (!f->trigger)
        f->trigger = id;
    return id;
}

node_id import_end(struct import *im, struct graph_flow *f)
{
    for (node_id n = f->end; n-- > f->first && f->first;)
        if (im->g->nodes.at[n].kind == NODE_END)
            return n;
    return graph_add_node(im->g, f, 0, NODE_END, f->at);
}

void import_run_limit(struct import *im, struct graph_flow *f, int64_t us)
{
    struct graph_foreign_flow *own =
        arena_make(im->arena, struct graph_foreign_flow);

    if (f->foreign)
        *own = *f->foreign;
    own->run_limit = us;
    f->foreign = own;
}

struct graph_foreign *import_foreign(struct import *im, node_id n)
{
    // Made by import_step, and const only for who reads the graph.
    return (struct graph_foreign *)(uintptr_t)im->g->nodes.at[n].foreign;
}

void import_calls(struct import *im, node_id n, str system)
{
    void **place = map_put(im->systems, system);
    struct graph_instance *i = *place;

    if (!i) {
        *place = i = arena_make(im->arena, struct graph_instance);
        i->alias = i->name = system;
        i->at = i->alias_at = im->g->nodes.at[n].at;
    }
    i->used++;
    im->g->nodes.at[n].instance = i;
    import_foreign(im, n)->system = system;
}

weir_class_set import_any_failure(void)
{
    return weir_class_error() &
           ~(WEIR_CLASS_BIT(WEIR_DUPLICATE) | WEIR_CLASS_BIT(WEIR_EXPIRED) |
             WEIR_CLASS_BIT(WEIR_PARTIAL));
}

void import_raises(struct import *im, node_id n, weir_class_set classes)
{
    im->g->nodes.at[n].raises |= classes;
}

/* --- settings ------------------------------------------------------------ */

void import_absent(struct import *im, node_id n, enum graph_setting_key k)
{
    struct graph_settings *s = &im->g->nodes.at[n].settings;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < s->n; i++)
        if (s->at[i].key != k)
            s->at[kept++] = s->at[i];
    s->n = kept;
}

static void set(struct import *im, node_id n, enum graph_setting_key k,
                const struct graph_expr *e, span at)
{
    import_absent(im, n, k);
    graph_set(im->g, &im->g->nodes.at[n].settings, k, e, at);
}

void import_duration(struct import *im, node_id n, enum graph_setting_key k,
                     int64_t us, span at)
{
    set(im, n, k, expr_duration(im->g, us, at), at);
}

void import_number(struct import *im, node_id n, enum graph_setting_key k,
                   int64_t i, span at)
{
    set(im, n, k, expr_int(im->g, i, at), at);
}

void import_flag(struct import *im, node_id n, enum graph_setting_key k,
                 bool is, span at)
{
    set(im, n, k, expr_bool(im->g, is, at), at);
}

void import_text(struct import *im, node_id n, enum graph_setting_key k,
                 str text, span at)
{
    set(im, n, k, expr_string(im->g, text, at), at);
}

static const struct graph_expr *code_of(struct import *im, const char *language,
                                        str text, span at)
{
    struct graph_expr *e =
        graph_add_expr(im->g, EXPR_CODE, im->g->types.simple[TYPE_ANY], at, 0);

    e->text = text;
    e->names = arena_array(im->arena, str, 1);
    e->names[0] = str_from(language);
    return e;
}

void import_code(struct import *im, node_id n, enum graph_setting_key k,
                 const char *language, str text, span at)
{
    set(im, n, k, code_of(im, language, text, at), at);
}

void import_options(struct import *im, node_id n, const struct tree *map)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < tree_map_size(map); i++)
        count += map->items[i].value->kind == TREE_TEXT;
    if (!count)
        return;
    struct graph_expr *e = graph_add_expr(
        im->g, EXPR_RECORD, im->g->types.simple[TYPE_ANY], map->at, count);
    e->names = arena_array(im->arena, str, count);
    for (uint32_t i = 0, k = 0; i < map->nitems; i++) {
        const struct tree_item *x = &map->items[i];
        if (x->value->kind != TREE_TEXT)
            continue;
        e->names[k] = x->key;
        e->args[k++] = expr_string(im->g, x->value->text, x->value->at);
    }
    set(im, n, SET_OPTIONS, e, map->at);
}

void import_unknown(struct import *im, node_id n, enum graph_setting_key k)
{
    import_absent(im, n, k);
    graph_set_unknown(im->g, &im->g->nodes.at[n].settings, k,
                      im->g->nodes.at[n].at);
}

/* --- ways ---------------------------------------------------------------- */

edge_id import_next(struct import *im, node_id from, node_id to, span at)
{
    return graph_add_edge(im->g, EDGE_NEXT, from, to, at);
}

edge_id import_arm(struct import *im, node_id from, node_id to, str text,
                   const char *language, span at)
{
    edge_id e = graph_add_edge(im->g, EDGE_ARM, from, to, at);

    if (text.len)
        im->g->edges.at[e].condition = code_of(im, language, text, at);
    return e;
}

edge_id import_branch(struct import *im, node_id from, node_id to, span at)
{
    return graph_add_edge(im->g, EDGE_BRANCH, from, to, at);
}

edge_id import_item(struct import *im, node_id from, node_id to, span at)
{
    return graph_add_edge(im->g, EDGE_ITEM, from, to, at);
}

handler_id import_handler(struct import *im, struct graph_flow *f,
                          node_id scope, weir_class_set classes, str words,
                          node_id entry, span at)
{
    handler_id id = graph_add_handler(im->g, f, scope, classes, at);
    struct graph_handler *h = &im->g->handlers.at[id];

    h->words = words;
    h->entry = entry;
    h->target = entry ? TARGET_NODE : TARGET_CONTINUE;
    if (!f->first_handler)
        f->first_handler = id;
    f->end_handler = id + 1;
    return id;
}

handler_id import_outside(struct import *im, struct graph_flow *f,
                          const struct tree *setting, const char *word)
{
    str name = tree_text(setting), words = str_from(word);

    if (!name.len)
        return 0;
    node_id n = import_step(im, f, NODE_CALL, words, words, setting->at);
    im->g->nodes.at[n].callee_name = name;
    import_next(im, n, import_end(im, f), setting->at);
    return import_handler(im, f, 0, import_any_failure(), words, n,
                          setting->at);
}

edge_id import_failure(struct import *im, node_id from, weir_class_set classes,
                       handler_id h, node_id to, span at)
{
    edge_id e = graph_add_edge(im->g, EDGE_FAILURE, from,
                               to ? to : im->g->handlers.at[h].entry, at);

    im->g->edges.at[e].classes = classes;
    im->g->edges.at[e].handler = h;
    return e;
}

/* --- what is wrong ------------------------------------------------------- */

static struct diag *add(struct import *im, enum diag_level level,
                        const char *id, span at, const char *fmt, va_list args)
    PRINTF_LIKE(5, 0);

static struct diag *add(struct import *im, enum diag_level level,
                        const char *id, span at, const char *fmt, va_list args)
{
    struct diag *d = diag_vadd(im->diags, level, id, at, fmt, args);

    if (im->flow)
        d->anchor =
            arena_printf(im->arena, "flow %" STR_FMT, STR_ARG(im->flow->name));
    return d;
}

struct diag *import_error(struct import *im, const char *id, span at,
                          const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct diag *d = add(im, DIAG_ERROR, id, at, fmt, args);
    va_end(args);
    return d;
}

struct diag *import_warning(struct import *im, const char *id, span at,
                            const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct diag *d = add(im, DIAG_WARNING, id, at, fmt, args);
    va_end(args);
    return d;
}
