/*
 * An inner time that outlives the outer one: a poll whose single answer may
 * take longer than all of the poll, a flow whose caller stops waiting before
 * the steps that lead to the reply can have ended. The sum is shown.
 */
#include "lint/lint.h"

struct sum {
    int64_t total, most;
    node_id longest;
};

static void check_poll(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    int64_t within = node_number(x, SET_POLL_WITHIN, 0);
    int64_t inner = lint_longest(x);

    if (!within || inner <= within)
        return;
    str outer = lint_duration(l, within), may = lint_duration(l, inner);
    struct diag *d = lint_report(
        l, node_setting(x, SET_POLL_WITHIN)->at,
        "step \"%" STR_FMT "\" asks for %" STR_FMT
        " at most, but one question with its retries may take %" STR_FMT,
        STR_ARG(x->name), STR_ARG(outer), STR_ARG(may));
    if (node_setting(x, SET_TIMEOUT)->at.pos)
        lint_note(l, d, node_setting(x, SET_TIMEOUT)->at,
                  "one try may take this long");
}

static void add(struct sum *s, const struct graph *g, node_id n)
{
    int64_t time = lint_longest(&g->nodes.at[n]);

    if (!node_remote(g->nodes.at[n].kind))
        return;
    s->total += time;
    if (time > s->most) {
        s->most = time;
        s->longest = n;
    }
}

/* The steps of a flow that come on every way, up to a reply; of a called flow
 * its own. */
static bool add_block(struct sum *s, const struct graph *g, block_id block)
{
    for (node_id n = g->blocks.at[block].first; n;
         n = g->nodes.at[n].next_in_block) {
        const struct graph_node *x = &g->nodes.at[n];
        if (x->kind == NODE_REPLY)
            return true;
        add(s, g, n);
        if (x->kind != NODE_CALL || !x->callee || !x->callee->body)
            continue;
        for (node_id k = g->blocks.at[x->callee->body].first; k;
             k = g->nodes.at[k].next_in_block)
            add(s, g, k);
    }
    return false;
}

static void check_flow(struct lint *l, const struct graph *g,
                       const struct graph_flow *f)
{
    struct sum s = {0};

    for (node_id n = f->first; n < f->end; n++)
        if (node_setting(&g->nodes.at[n], SET_POLL_WITHIN)) {
            lint_about_node(l, n);
            check_poll(l, g, n);
        }
    lint_about_flow(l, f);
    if (!f->timeout || !f->body)
        return;
    add_block(&s, g, f->body);
    if (s.total <= f->timeout)
        return;
    str outer = lint_duration(l, f->timeout), may = lint_duration(l, s.total);
    str most = lint_duration(l, s.most);
    struct diag *d =
        lint_report(l, lint_flow_at(f),
                    "who calls flow \"%" STR_FMT "\" waits %" STR_FMT
                    ", but the steps up to its reply may take %" STR_FMT
                    " with their retries",
                    STR_ARG(f->name), STR_ARG(outer), STR_ARG(may));
    lint_note(l, d, lint_step_at(&g->nodes.at[s.longest]),
              "this one alone %" STR_FMT, STR_ARG(most));
}

const struct lint_rule lint_rule_timeout_not_nested = {
    .summary = "an inner timeout with its retries ends before the outer one",
    .level = DIAG_WARNING,
    .flow = check_flow,
};
