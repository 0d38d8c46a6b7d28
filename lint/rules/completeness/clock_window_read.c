/*
 * A scheduled flow reads "the last ten minutes" by the clock. Whenever a run
 * is late, fails or is missed, what changed in the meantime is before the
 * window of the next one. Windows of a week and more are sweeps, not marks.
 */
#include "lint/lint.h"

#define WEEK INT64_C(604800000000) // in microseconds

struct window {
    const struct graph_expr *at;
    int64_t length;
};

static bool is_now(const struct graph_expr *e)
{
    e = expr_bare(e);
    return lint_is_builtin(e, "now");
}

static bool is_duration(const struct graph_expr *e)
{
    return e->kind == EXPR_LITERAL && e->type->kind == TYPE_DURATION;
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct window *w = context;

    // A stored mark with a clock for the first run is what is asked for.
    if (w->at || e->kind == EXPR_COALESCE)
        return false;
    if (e->kind == EXPR_BINARY && e->op == OP_SUB && is_now(e->args[0]) &&
        is_duration(e->args[1]))
        *w = (struct window){e, e->args[1]->i};
    return !w->at;
}

/* What a read asks the source for, and a keep right behind it. */
static struct window window_of(const struct graph *g,
                               const struct graph_node *x, int64_t interval)
{
    struct window w = {0}, k = {0};

    for (uint32_t i = 0; i < x->nargs; i++)
        expr_walk(x->args[i], visit, &w);
    expr_walk(lint_setting(x, SET_WHERE), visit, &w);
    if (w.at || !x->next_in_block)
        return w;
    const struct graph_node *next = &g->nodes.at[x->next_in_block];
    const struct graph_expr *e = lint_setting(next, SET_CONDITION);
    if (next->kind == NODE_KEEP && e)
        expr_walk(e, visit, &k);
    // Longer ones are a limit of age that the business has set.
    return k.length <= 4 * interval ? k : w;
}

/* What other platforms write where they say what to fetch. */
static span foreign_window(const struct graph_node *x)
{
    static const char *const words[] = {"$now.minus(", "DateTime.now().minus(",
                                        "Date.now() -", "Date.now()-",
                                        "$now().minus("};
    static const enum graph_setting_key keys[] = {SET_PATH, SET_URL,
                                                  SET_STATEMENT, SET_VALUE};

    if (x->kind != NODE_ENRICH && x->kind != NODE_READ)
        return (span){0};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const struct graph_setting *s = node_setting(x, keys[k]);
        if (!s || !s->value || !expr_has_text(s->value))
            continue;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (str_find(s->value->text, str_from(words[i])) >= 0)
                return s->at;
    }
    return (span){0};
}

static void report(struct lint *l, const struct graph_node *x, struct window w,
                   int64_t interval)
{
    str length = lint_duration(l, w.length);
    str every = lint_duration(l, interval);
    struct diag *d = lint_report(
        l, w.at->at,
        "step \"%" STR_FMT "\" reads the last %" STR_FMT
        " by the clock, every %" STR_FMT
        ": when no run comes for longer than that, what changed is never read",
        STR_ARG(x->name), STR_ARG(length), STR_ARG(every));
    if (x->out)
        lint_help(l, d, "since %" STR_FMT ".updated_at", STR_ARG(x->out->name));
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    int64_t interval = lint_interval(lint_trigger_of(g, f));

    for (node_id n = f->first; interval && n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        span at = f->format.len ? foreign_window(x) : (span){0};
        lint_about_node(l, n);
        if (at.pos)
            lint_report(l, at,
                        "step \"%" STR_FMT "\" fetches a window that ends at "
                        "the clock: what changes while no run comes is never "
                        "fetched",
                        STR_ARG(x->name));
        if (x->kind != NODE_READ)
            continue;
        struct window w = node_setting(x, SET_SINCE)
                              ? (struct window){0}
                              : window_of(g, x, interval);
        if (w.at && w.length < WEEK)
            report(l, x, w, interval);
        if (!f->format.len)
            break; // a second read is a part of the first one's records
    }
    lint_about_flow(l, f);
}

const struct lint_rule lint_rule_clock_window_read = {
    .summary = "an incremental read goes on where the last one ended",
    .level = DIAG_ERROR,
    .flow = check_flow,
};
