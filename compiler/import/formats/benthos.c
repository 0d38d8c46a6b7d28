/*
 * Redpanda Connect (Benthos): a stream of input, pipeline and output in YAML.
 * A failed message goes on with a flag, to the next catch or to an output that
 * asks for it; what an output can't deliver goes back to the input, which
 * gives it again for ever. The page beside this file says what becomes of
 * what. Source: https://docs.redpanda.com/redpanda-connect/
 */
#include "compiler/import/benthos_steps.h"

enum { MOST_TRIES = 1000 }; // stands for endless

static bool is_template(const struct tree *t)
{
    str type = benthos_text(t, "type");

    return benthos_text(t, "name").len && benthos_text(t, "mapping").len &&
           (str_eq(type, STR("input")) || str_eq(type, STR("output")) ||
            str_eq(type, STR("processor")) || str_eq(type, STR("cache")) ||
            str_eq(type, STR("rate_limit")));
}

static enum import_sure recognise(const struct tree *t)
{
    static const char *const others[] = {"document", "states", "tasks", "do",
                                         "id",       "kind",   "flow",  NULL};

    if (is_template(t) ||
        benthos_list(benthos_get(t, "pipeline"), "processors"))
        return IMPORT_SURE;
    if (benthos_has_resources(t))
        return IMPORT_SURE;
    for (unsigned i = 0; others[i]; i++)
        if (benthos_get(t, others[i]))
            return IMPORT_NO;
    bool in = benthos_has(benthos_get(t, "input"));
    bool out = benthos_has(benthos_get(t, "output"));
    return in && out ? IMPORT_LIKELY : in || out ? IMPORT_MAYBE : IMPORT_NO;
}

/* --- inputs -------------------------------------------------------------- */

static void read_input(struct benthos_stream *r, const struct tree *t);

static void read_inputs(struct benthos_stream *r, const struct tree *list)
{
    for (uint32_t i = 0; i < tree_list_length(list); i++)
        read_input(r, list->items[i].value);
}

static void read_source(struct benthos_stream *r, const struct benthos_part *p)
{
    node_id n =
        import_trigger(r->im, r->flow, benthos_trigger_word(p),
                       p->label.len ? p->label : p->type, p->type, p->at);
    const struct tree *replay = benthos_get(p->settings, "auto_replay_nacks");

    benthos_input_settings(r->im, n, p);
    r->answers |= benthos_is(p, "http_server");
    r->maybe_bounded |=
        benthos_maybe_bounded(p) || (replay && !tree_is_true(replay));
    import_body_open(&r->body, n, EDGE_NEXT, STR(""), p->at);
}

static void read_input(struct benthos_stream *r, const struct tree *t)
{
    struct benthos_part p;

    if (!benthos_part_of(r, t, "an input", &p) || !benthos_enter(r, p.at))
        return;
    struct import_ways before = import_body_take(&r->body);
    const struct tree *inner = benthos_get(p.settings, "input");
    if (benthos_is(&p, "broker") || benthos_is(&p, "sequence"))
        read_inputs(r, benthos_list(p.settings, "inputs"));
    else if (benthos_is(&p, "resource"))
        read_input(r, benthos_resource(r, "input", p.settings));
    else if (benthos_has(inner))
        read_input(r, inner);
    else
        read_source(r, &p);
    benthos_read_processors(r, benthos_get(t, "processors"));
    import_body_give(&r->body, before);
    r->depth--;
}

/* --- outputs ------------------------------------------------------------- */

static void read_output(struct benthos_stream *r, const struct tree *t);

/* Messages that failed in the pipeline, where any can. */
static void catch_failed(struct benthos_stream *r, const char *words,
                         node_id entry, span at)
{
    if (r->pipe_fails)
        import_body_catch(&r->body, r->pipe, import_any_failure(), true,
                          str_from(words), entry, at);
}

/* Without an output that takes them, failures go back to the input, which
 * gives them again for ever; a caller is told. */
static void give_back(struct benthos_stream *r, node_id n, const struct tree *t)
{
    if (r->answers)
        return;
    if (r->maybe_bounded) {
        import_unknown(r->im, n, SET_ENDLESS);
        return;
    }
    import_flag(r->im, n, SET_ENDLESS, true, t->at);
    import_number(r->im, n, SET_RETRY, MOST_TRIES, t->at);
    if (node_setting(&r->im->g->nodes.at[n], SET_BACKOFF))
        return;
    import_duration(r->im, n, SET_BACKOFF, 1000, t->at); // of auto_replay_nacks
    import_duration(r->im, n, SET_BACKOFF_CAP, 1000000, t->at);
}

static void read_sink(struct benthos_stream *r, const struct tree *t,
                      const struct benthos_part *p)
{
    enum graph_node_kind kind = benthos_output_kind(p);
    bool remote = node_remote(kind) || kind == NODE_SEND || kind == NODE_NOTIFY;
    bool keeps = remote || kind == NODE_STORE;

    if (r->dead && keeps && kind != NODE_NOTIFY)
        kind = NODE_PARK;
    node_id n = benthos_step(r, kind, p);
    benthos_settings(r->im, n, p);
    benthos_set_rate(r, n, p);
    bool ends = import_read_int(benthos_get(r->retry, "max_retries")) > 0;
    if (remote && r->retry)
        benthos_set_retry(r, n, true);
    if (remote && !r->guarded && (!r->retry || ends))
        give_back(r, n, t);
    if (keeps && r->guarded && (!r->retry || ends))
        import_raises(r->im, n, import_any_failure());
    import_body_stop(&r->body);
}

static void read_broker(struct benthos_stream *r, const struct benthos_part *p)
{
    const struct tree *list = benthos_list(p->settings, "outputs");
    node_id n = benthos_step(r, NODE_MAP, p);

    import_body_take(&r->body);
    for (uint32_t i = 0; list && i < list->nitems; i++) {
        import_body_open(&r->body, n, EDGE_NEXT, STR(""), p->at);
        read_output(r, list->items[i].value);
        import_body_stop(&r->body);
    }
}

static void read_cases(struct benthos_stream *r, const struct benthos_part *p)
{
    const struct tree *cases = benthos_list(p->settings, "cases");
    node_id n = benthos_step(r, NODE_CHOICE, p);

    import_body_take(&r->body);
    for (uint32_t i = 0; cases && i < cases->nitems; i++) {
        const struct tree *x = cases->items[i].value;
        str check = benthos_text(x, "check");
        node_id mark = import_body_mark(&r->body);
        bool failed = benthos_asks_error(check), before = r->dead;
        import_body_open(&r->body, n, EDGE_ARM, check, x->at);
        r->dead |= failed;
        read_output(r, benthos_get(x, "output"));
        r->dead = before;
        import_body_stop(&r->body);
        if (failed && import_body_mark(&r->body) != mark)
            catch_failed(r, "errored()", mark, x->at);
    }
}

/* Each output takes what the one before it can't deliver. */
static void read_fallback(struct benthos_stream *r,
                          const struct benthos_part *p)
{
    const struct tree *list = p->settings;
    bool guarded = r->guarded, dead = r->dead;
    struct import_scope *s = NULL;

    for (uint32_t i = 0; i < tree_list_length(list); i++) {
        node_id mark = import_body_mark(&r->body);
        struct import_scope *taken = s;
        bool rejected = r->rejects;
        r->guarded = guarded || i + 1 < list->nitems;
        s = import_body_enter(&r->body, 0);
        read_output(r, list->items[i].value);
        import_body_stop(&r->body);
        import_body_leave(&r->body);
        r->dead = true;
        if (!i || import_body_mark(&r->body) == mark)
            continue;
        import_body_catch(&r->body, taken, import_any_failure(), true,
                          STR("fallback"), mark, list->items[i].value->at);
        if (rejected)
            catch_failed(r, "reject_errored", mark, list->items[i].value->at);
        r->rejects &= !rejected;
    }
    r->guarded = guarded;
    r->dead = dead;
}

/* Errors of the output in it are dropped, if it says so. */
static void read_drop_on(struct benthos_stream *r, const struct benthos_part *p)
{
    bool drops = tree_is_true(benthos_get(p->settings, "error")) ||
                 benthos_has(benthos_get(p->settings, "error_patterns"));
    bool guarded = r->guarded;
    struct import_scope *s = import_body_enter(&r->body, 0);

    r->guarded |= drops;
    read_output(r, benthos_get(p->settings, "output"));
    r->guarded = guarded;
    import_body_stop(&r->body);
    import_body_leave(&r->body);
    if (!drops)
        return;
    node_id n = benthos_step(r, NODE_DROP, p);
    import_body_stop(&r->body);
    import_body_catch(&r->body, s, import_any_failure(), true,
                      STR("drop_on error"), n, p->at);
}

static void read_output(struct benthos_stream *r, const struct tree *t)
{
    const struct tree *retry = r->retry;
    struct benthos_part p;

    if (!benthos_part_of(r, t, "an output", &p) || !benthos_enter(r, p.at))
        return;
    benthos_read_processors(r, benthos_get(t, "processors"));
    if (benthos_is(&p, "broker")) {
        read_broker(r, &p);
    } else if (benthos_is(&p, "switch")) {
        read_cases(r, &p);
    } else if (benthos_is(&p, "fallback") || benthos_is(&p, "try")) {
        read_fallback(r, &p);
    } else if (benthos_is(&p, "drop_on")) {
        read_drop_on(r, &p);
    } else if (benthos_is(&p, "reject_errored")) {
        r->rejects = true;
        read_output(r, p.settings);
    } else if (benthos_is(&p, "retry")) {
        r->retry = p.settings;
        read_output(r, benthos_get(p.settings, "output"));
        r->retry = retry;
    } else if (benthos_is(&p, "resource")) {
        read_output(r, benthos_resource(r, "output", p.settings));
    } else {
        read_sink(r, t, &p);
    }
    r->depth--;
}

/* --- a stream ------------------------------------------------------------ */

static void read_template(struct benthos_stream *r, const struct tree *t)
{
    const struct tree *code = benthos_get(t, "mapping");
    node_id n = import_trigger(r->im, r->flow, STR("callable"), STR("template"),
                               STR("template"), t->at);

    r->flow->doc = benthos_text(t, "description");
    if (!r->flow->doc.len)
        r->flow->doc = benthos_text(t, "summary");
    import_body_open(&r->body, n, EDGE_NEXT, STR(""), t->at);
    n = import_body_step(&r->body, NODE_MAP, STR("mapping"), STR("mapping"),
                         code->at);
    import_code(r->im, n, SET_VALUE, "bloblang", code->text, code->at);
}

static void read_stream(struct benthos_stream *r, const struct tree *t)
{
    const struct tree *in = benthos_get(t, "input");
    const struct tree *out = benthos_get(t, "output");
    const struct tree *pipeline = benthos_get(t, "pipeline");
    const struct benthos_part usual = {.type = STR("stdin"),
                                       .at = {t->at.pos, 1}};
    const struct benthos_part usual_output = {.type = STR("stdout"),
                                              .at = {t->at.pos, 1}};

    benthos_read_resources(r, t);
    if (in)
        read_input(r, in);
    if (!r->flow->trigger)
        read_source(r, &usual);
    r->pipe = import_body_enter(&r->body, 0);
    benthos_read_processors(r, benthos_get(pipeline, "processors"));
    import_body_leave(&r->body);
    r->pipe_fails = import_body_leaves(&r->body, r->pipe, weir_class_error());
    if (out)
        read_output(r, out);
    else
        read_sink(r, t, &usual_output);
    import_body_stop(&r->body);
    if (!r->rejects || !r->pipe_fails)
        return;
    node_id n = import_body_step(&r->body, NODE_HALT, STR("reject_errored"),
                                 STR("reject_errored"), out->at);
    catch_failed(r, "reject_errored", n, out->at);
}

static void read(struct import *im, const struct tree *t)
{
    struct benthos_stream r = {.im = im};

    if (t->kind != TREE_MAP) {
        import_error(im, "import/wrong-shape", t->at,
                     "a stream is a map with \"input\", \"pipeline\" and "
                     "\"output\"");
        return;
    }
    str name = benthos_text(t, "name");
    r.flow = import_flow(im, is_template(t) ? name : import_stem(im),
                         (span){t->at.pos, 1});
    // A file with resources, or a part of a stream, may stand in others.
    r.flow->maybe_caught = !is_template(t) && !benthos_get(t, "output");
    map_init(&r.resources, im->arena);
    import_body_begin(&r.body, im, r.flow, "bloblang");
    if (is_template(t))
        read_template(&r, t);
    else
        read_stream(&r, t);
    import_body_finish(&r.body);
}

const struct import_format import_format_benthos = {
    .name = "benthos",
    .title = "Redpanda Connect",
    .recognise = recognise,
    .read = read,
};
