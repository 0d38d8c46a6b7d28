/*
 * Processors of Redpanda Connect in a body, and what all components share:
 * resources, tries, rates. A catch takes the failures of what stands before it
 * in its list.
 */
#include "compiler/import/benthos_steps.h"

enum {
    MOST_REFUSED = 100, // of them, then nothing more is read
    MOST_DEPTH = 60,    // of components in components and resources
    MOST_STEPS = 50000  // of a stream, resources written out
};

const struct tree *benthos_list(const struct tree *t, const char *key)
{
    const struct tree *l = benthos_get(t, key);

    return l && l->kind == TREE_LIST ? l : NULL;
}

bool benthos_has(const struct tree *t)
{
    return t && t->kind == TREE_MAP && t->nitems;
}

static const char *const resource_keys[] = {
    "input_resources", "processor_resources",  "output_resources",
    "cache_resources", "rate_limit_resources", NULL};

bool benthos_has_resources(const struct tree *t)
{
    for (unsigned i = 0; resource_keys[i]; i++)
        if (benthos_list(t, resource_keys[i]))
            return true;
    return false;
}

/* --- helpers ------------------------------------------------------------- */

/* One level in; false, and said once, when there is no more room. */
bool benthos_enter(struct benthos_stream *r, span at)
{
    if (r->full > MOST_REFUSED || r->depth >= MOST_DEPTH ||
        r->body.placed.n >= MOST_STEPS) {
        if (!r->full)
            import_error(r->im, "import/too-deep", at,
                         "components and resources in each other go on beyond "
                         "%d levels or %d steps, and are not read on",
                         MOST_DEPTH, MOST_STEPS);
        r->full++;
        return false;
    }
    r->depth++;
    return true;
}

bool benthos_part_of(struct benthos_stream *r, const struct tree *t,
                     const char *what, struct benthos_part *p)
{
    if (benthos_part_read(t, p))
        return true;
    if (t && !(t->kind == TREE_MAP && !t->nitems))
        import_error(r->im, "import/wrong-shape", t->at,
                     "%s is a map with the name of its type, found %s", what,
                     tree_kind_name(t->kind));
    return false;
}

/* The resource that a part names; NULL, and said, when it is not there. */
const struct tree *benthos_resource(struct benthos_stream *r, const char *kind,
                                    const struct tree *name)
{
    const struct tree *t =
        map_get(&r->resources, arena_printf(r->im->arena, "%s %" STR_FMT, kind,
                                            STR_ARG(tree_text(name))));

    if (!t && name)
        import_warning(r->im, "import/dangling-target", name->at,
                       "the %s resource \"%" STR_FMT "\" is not in this file",
                       kind, STR_ARG(tree_text(name)));
    return t;
}

void benthos_read_resources(struct benthos_stream *r, const struct tree *t)
{
    static const char *const kinds[] = {"input", "processor", "output", "cache",
                                        "rate_limit"};

    for (unsigned k = 0; resource_keys[k]; k++) {
        const struct tree *list = benthos_list(t, resource_keys[k]);
        for (uint32_t i = 0; list && i < list->nitems; i++) {
            const struct tree *x = list->items[i].value;
            const struct tree *label = benthos_get(x, "label");
            if (!tree_text(label).len)
                continue;
            void **place =
                map_put(&r->resources,
                        arena_printf(r->im->arena, "%s %" STR_FMT, kinds[k],
                                     STR_ARG(tree_text(label))));
            if (*place)
                import_error(r->im, "import/duplicate-name", label->at,
                             "the %s resource \"%" STR_FMT "\" is there twice",
                             kinds[k], STR_ARG(tree_text(label)));
            *place = (void *)(uintptr_t)x;
        }
    }
}

node_id benthos_step(struct benthos_stream *r, enum graph_node_kind kind,
                     const struct benthos_part *p)
{
    return import_body_step(&r->body, kind, p->label.len ? p->label : p->type,
                            p->type, p->at);
}

/* "retry" around: its tries are those of the calls in it. */
void benthos_set_retry(struct benthos_stream *r, node_id n, bool output)
{
    const struct tree *t = r->retry;
    const struct tree *most = benthos_get(t, "max_retries");
    const struct tree *backoff = benthos_get(t, "backoff");
    const struct tree *all = benthos_get(backoff, "max_elapsed_time");
    int64_t tries = import_read_int(most);
    int64_t first =
        import_read_duration(benthos_text(backoff, "initial_interval"), 1);
    int64_t last =
        import_read_duration(benthos_text(backoff, "max_interval"), 1);
    int64_t limit = import_read_duration(tree_text(all), 1);

    if (tries > 0)
        import_number(r->im, n, SET_RETRY, tries, most->at);
    else
        import_unknown(r->im, n, SET_RETRY);
    // A processor's gives up after a minute when it does not say.
    if (tries <= 0 && (all ? limit == 0 : output))
        import_flag(r->im, n, SET_ENDLESS, true, t->at);
    import_duration(r->im, n, SET_BACKOFF, first > 0 ? first : 500000, t->at);
    import_duration(r->im, n, SET_BACKOFF_CAP,
                    last > 0 ? last
                    : output ? 3000000
                             : 10000000,
                    t->at);
    r->im->g->nodes.at[n].retry_on = import_any_failure();
}

void benthos_set_rate(struct benthos_stream *r, node_id n,
                      const struct benthos_part *p)
{
    const struct tree *name = benthos_get(p->settings, "rate_limit");
    const struct tree *t =
        tree_text(name).len ? benthos_resource(r, "rate_limit", name) : NULL;
    const struct tree *local = benthos_get(t, "local");
    int64_t count = import_read_int(benthos_get(local, "count"));
    int64_t per = import_read_duration(benthos_text(local, "interval"), 1);

    if (count > 0)
        import_number(r->im, n, SET_RATE, count, local->at);
    if (count > 0 && per > 0)
        import_duration(r->im, n, SET_RATE_PER, per, local->at);
}

/* --- processors ---------------------------------------------------------- */

/* Steps on a side of the way; their first is `*entry`, 0 when there are none.
 * What is open before stays open, their own ways are given back. */
static struct import_ways read_aside(struct benthos_stream *r,
                                     const struct tree *list, node_id *entry)
{
    struct import_ways before = import_body_take(&r->body);
    node_id mark = import_body_mark(&r->body);

    benthos_read_processors(r, list);
    *entry = import_body_mark(&r->body) == mark ? 0 : mark;
    struct import_ways ends = import_body_take(&r->body);
    import_body_give(&r->body, before);
    return ends;
}

static void read_catch(struct benthos_stream *r, struct import_scope *s,
                       const struct benthos_part *p)
{
    node_id entry;
    struct import_ways ends = read_aside(r, p->settings, &entry);

    import_body_catch(&r->body, s, import_any_failure(), true, STR("catch"),
                      entry, p->at);
    import_body_give(&r->body, ends);
}

/* Arms: "check" and "processors" of each; what suits none goes on. */
static void read_switch(struct benthos_stream *r, const struct benthos_part *p)
{
    const struct tree *cases = p->settings;
    node_id n = benthos_step(r, NODE_CHOICE, p);
    struct import_ways ends = {0};
    bool rest = false;

    import_body_take(&r->body);
    for (uint32_t i = 0; i < tree_list_length(cases); i++) {
        const struct tree *x = cases->items[i].value;
        str check = benthos_text(x, "check");
        rest |= !check.len;
        import_body_open(&r->body, n, EDGE_ARM, check, x->at);
        benthos_read_processors(r, benthos_get(x, "processors"));
        import_ways_add(r->im->arena, &ends, import_body_take(&r->body));
    }
    import_body_give(&r->body, ends);
    if (!rest)
        import_body_open(&r->body, n, EDGE_ARM, STR(""), p->at);
}

static void read_branch(struct benthos_stream *r, const struct benthos_part *p)
{
    node_id n = benthos_step(r, NODE_MAP, p);
    const struct tree *result = benthos_get(p->settings, "result_map");

    benthos_settings(r->im, n, p);
    import_body_throws(&r->body, WEIR_CLASS_BIT(WEIR_DATA));
    benthos_read_processors(r, benthos_get(p->settings, "processors"));
    if (!tree_text(result).len)
        return;
    n = import_body_step(&r->body, NODE_MAP, STR("result_map"),
                         STR("result_map"), result->at);
    import_code(r->im, n, SET_VALUE, "bloblang", result->text, result->at);
    import_body_throws(&r->body, WEIR_CLASS_BIT(WEIR_DATA));
}

static void read_processor(struct benthos_stream *r, const struct tree *t);

/* Branches by their names, then those that the order names as resources. */
static void read_workflow(struct benthos_stream *r,
                          const struct benthos_part *p)
{
    const struct tree *branches = benthos_get(p->settings, "branches");
    const struct tree *order = benthos_list(p->settings, "order");

    for (uint32_t i = 0; benthos_has(branches) && i < branches->nitems; i++) {
        const struct tree_item *x = &branches->items[i];
        struct benthos_part b = {
            .type = STR("branch"), .label = x->key, .settings = x->value};
        b.at = x->key_at;
        read_branch(r, &b);
    }
    for (uint32_t i = 0; order && i < order->nitems; i++) {
        const struct tree *tier = order->items[i].value;
        for (uint32_t k = 0; k < tree_list_length(tier); k++) {
            const struct tree *name = tier->items[k].value;
            if (!branches || !tree_get(branches, tree_text(name)))
                read_processor(r, benthos_resource(r, "processor", name));
        }
    }
}

static void read_retry(struct benthos_stream *r, const struct benthos_part *p)
{
    const struct tree *before = r->retry;

    r->retry = p->settings;
    benthos_read_processors(r, benthos_get(p->settings, "processors"));
    r->retry = before;
}

static void read_plain(struct benthos_stream *r, const struct benthos_part *p)
{
    enum graph_node_kind kind = benthos_processor_kind(p);
    node_id n = benthos_step(r, kind, p);

    benthos_settings(r->im, n, p);
    benthos_set_rate(r, n, p);
    if (node_remote(kind) && !benthos_is(p, "http"))
        import_absent(r->im, n, SET_RETRY);
    if (node_remote(kind)) {
        if (r->retry)
            benthos_set_retry(r, n, false);
        import_raises(r->im, n, import_any_failure());
    } else {
        import_body_throws(&r->body, import_any_failure());
    }
}

/* A resource of another file is a step that may fail. */
static void read_named(struct benthos_stream *r, const struct benthos_part *p)
{
    const struct tree *t = benthos_resource(r, "processor", p->settings);
    str name = tree_text(p->settings);

    if (t) {
        read_processor(r, t);
        return;
    }
    import_body_step(&r->body, NODE_MAP, name.len ? name : p->type, p->type,
                     p->at);
    import_body_throws(&r->body, import_any_failure());
}

static void read_try_catch(struct benthos_stream *r,
                           const struct benthos_part *p)
{
    const struct tree *list = benthos_list(p->settings, "catch");
    struct benthos_part handler = {
        .type = STR("catch"), .settings = list, .at = p->at};
    struct import_scope *s = import_body_enter(&r->body, 0);

    benthos_read_processors(r, benthos_get(p->settings, "processors"));
    import_body_leave(&r->body);
    if (list)
        read_catch(r, s, &handler);
}

static void read_processor(struct benthos_stream *r, const struct tree *t)
{
    static const char *const nested[] = {"try", "for_each", "processors", NULL};
    static const char *const holding[] = {"parallel", "while", "cached", NULL};
    struct benthos_part p;

    if (!t || !benthos_part_of(r, t, "a processor", &p) ||
        !benthos_enter(r, p.at))
        return;
    bool done = true;
    if (benthos_is(&p, "resource"))
        read_named(r, &p);
    else if (benthos_is(&p, "switch") || benthos_is(&p, "group_by"))
        read_switch(r, &p);
    else if (benthos_is(&p, "branch"))
        read_branch(r, &p);
    else if (benthos_is(&p, "workflow"))
        read_workflow(r, &p);
    else if (benthos_is(&p, "try_catch"))
        read_try_catch(r, &p);
    else if (benthos_is(&p, "retry"))
        read_retry(r, &p);
    else
        done = false;
    for (unsigned i = 0; !done && nested[i]; i++)
        if (benthos_is(&p, nested[i])) {
            benthos_read_processors(r, p.settings);
            done = true;
        }
    for (unsigned i = 0; !done && holding[i]; i++)
        if (benthos_is(&p, holding[i])) {
            benthos_read_processors(r, benthos_get(p.settings, "processors"));
            done = true;
        }
    if (!done)
        read_plain(r, &p);
    r->depth--;
}

/* A mapping or a switch that asks whether an earlier step failed. */
static bool asks_error(const struct benthos_part *p)
{
    const struct tree *cases = p->settings;

    if (benthos_processor_kind(p) == NODE_MAP)
        return benthos_asks_error(tree_text(p->settings));
    for (uint32_t i = 0; benthos_is(p, "switch") && i < tree_list_length(cases);
         i++)
        if (benthos_asks_error(benthos_text(cases->items[i].value, "check")))
            return true;
    return false;
}

/* A catch takes the failures of what stands before it in its list. */
void benthos_read_processors(struct benthos_stream *r, const struct tree *list)
{
    if (!list || list->kind == TREE_NULL)
        return;
    if (list->kind != TREE_LIST) {
        import_error(r->im, "import/wrong-shape", list->at,
                     "processors are a list, found %s",
                     tree_kind_name(list->kind));
        return;
    }
    struct import_scope *s = import_body_enter(&r->body, 0);
    for (uint32_t i = 0; i < list->nitems; i++) {
        struct benthos_part p;
        bool known = benthos_part_read(list->items[i].value, &p);
        bool catches = known && benthos_is(&p, "catch");
        if (catches && !i && r->depth) { // of what came before the list
            benthos_read_processors(r, p.settings);
            continue;
        }
        bool asks = known && i && asks_error(&p);
        struct import_scope *taken = s;
        node_id mark = import_body_mark(&r->body);
        if (catches || asks) {
            import_body_leave(&r->body);
            s = import_body_enter(&r->body, 0);
        }
        if (catches)
            read_catch(r, taken, &p);
        else
            read_processor(r, list->items[i].value);
        if (asks && import_body_mark(&r->body) != mark)
            import_body_catch(&r->body, taken, import_any_failure(), true,
                              STR("errored()"), mark, p.at);
    }
    import_body_leave(&r->body);
}
