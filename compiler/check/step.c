/*
 * Steps: a block is a list of them, each sees the names of those before. What
 * a step can raise is gathered at its tree; README.md of compiler/lower has
 * the table.
 */
#include "compiler/check/flow_check.h"

bool step_delivers(const struct ast_step *s)
{
    switch (s->kind) {
    case AST_WRITE:
    case AST_CALL_FLOW:
    case AST_SEND:
    case AST_REPLY:
    case AST_REMEMBER:
    case AST_NOTIFY: return true;
    case AST_READ:
    case AST_KEEP:
    case AST_KEEP_CHANGED:
    case AST_DROP:
    case AST_CHECK:
    case AST_DEDUPE:
    case AST_MAP:
    case AST_MAP_INLINE:
    case AST_SET:
    case AST_ENRICH:
    case AST_EACH:
    case AST_BATCH:
    case AST_WHEN:
    case AST_ROUTE:
    case AST_ALL:
    case AST_FORGET:
    case AST_WAIT:
    case AST_AWAIT:
    case AST_ASK:
    case AST_PARK:
    case AST_HALT:
    case AST_CONTINUE: break;
    }
    return false;
}

static void know(struct flow_check *fc, const struct ast_expr *e, bool truth)
{
    if (e && e->checked)
        fc->here.known = check_known(fc->k, fc->here.known, e->checked, truth);
}

static void step_keep(struct flow_check *fc, struct ast_step *s)
{
    flow_bool(fc, s->checked, s->expr);
    know(fc, s->expr, true);
}

static void step_keep_changed(struct flow_check *fc, struct ast_step *s)
{
    flow_expr(fc, s->checked, s->expr, NULL);
    flow_key(fc, s->checked, s->by, NULL);
    flow_duration(fc->k, s->within, "within");
}

static void step_drop(struct flow_check *fc, struct ast_step *s)
{
    if (s->expr)
        flow_bool(fc, s->checked, s->expr);
    know(fc, s->expr, false);
    flow_text(fc, s->checked, s->because);
}

static void step_check(struct flow_check *fc, struct ast_step *s)
{
    flow_bool(fc, s->checked, s->expr);
    target_check(fc, s->target);
    know(fc, s->expr, true);
}

static void step_dedupe(struct flow_check *fc, struct ast_step *s)
{
    flow_key(fc, s->checked, s->by, NULL);
    flow_duration(fc->k, s->within, "a dedupe window");
}

static void step_notify(struct flow_check *fc, struct ast_step *s)
{
    s->checked->team = check_find(fc->k, &fc->k->teams, "team", s->name);
    flow_text(fc, s->checked, s->expr);
}

/* What may not stand in a block of undo, and `continue` outside of targets. */
static void check_place(struct flow_check *fc, const struct ast_step *s)
{
    enum flow_place place = fc->here.place;
    bool ends = s->kind == AST_PARK || s->kind == AST_HALT ||
                s->kind == AST_REPLY || s->kind == AST_CONTINUE;

    if (place == PLACE_UNDO && ends)
        check_report(fc->k, CHECK_MISPLACED_STEP, s->word_at,
                     "expected a step that takes something back in an undo, "
                     "found %s",
                     ast_step_word(s->kind));
    else if (place == PLACE_FLOW && s->kind == AST_CONTINUE) {
        struct diag *d = check_report(fc->k, CHECK_MISPLACED_STEP, s->word_at,
                                      "expected continue in the block of a "
                                      "route only, found it among the steps");
        diag_help(fc->k->diags, d,
                  "leave it out, or put it into a block "
                  "behind \"on ... ->\"");
    }
}

static void step_park(struct flow_check *fc, struct ast_step *s)
{
    s->checked->queue = check_find(fc->k, &fc->k->queues, "queue", s->name);
    flow_text(fc, s->checked, s->because);
}

/* Steps with blocks. */
static bool check_blocks(struct flow_check *fc, struct ast_step *s,
                         struct flow_way *way)
{
    if (s->kind == AST_EACH)
        *way = step_each(fc, s);
    else if (s->kind == AST_WHEN)
        *way = step_when(fc, s);
    else if (s->kind == AST_ROUTE)
        *way = step_route(fc, s);
    else if (s->kind == AST_ALL)
        *way = step_all(fc, s);
    else
        return false;
    return true;
}

/* One case a kind of step: a flat switch. */
static void check_kind(struct flow_check *fc, struct ast_step *s)
{
    switch (s->kind) {
    case AST_READ: step_read(fc, s); break;
    case AST_KEEP: step_keep(fc, s); break;
    case AST_KEEP_CHANGED: step_keep_changed(fc, s); break;
    case AST_DROP: step_drop(fc, s); break;
    case AST_CHECK: step_check(fc, s); break;
    case AST_DEDUPE: step_dedupe(fc, s); break;
    case AST_MAP: step_map(fc, s); break;
    case AST_MAP_INLINE: step_map_inline(fc, s); break;
    case AST_SET: step_set(fc, s); break;
    case AST_ENRICH: step_enrich(fc, s); break;
    case AST_WRITE: step_write(fc, s); break;
    case AST_BATCH: step_batch(fc, s); break;
    case AST_CALL_FLOW: step_call(fc, s); break;
    case AST_SEND: step_send(fc, s); break;
    case AST_REPLY: step_reply(fc, s); break;
    case AST_REMEMBER:
    case AST_FORGET: step_store(fc, s); break;
    case AST_WAIT: step_wait(fc, s); break;
    case AST_AWAIT: step_await(fc, s); break;
    case AST_ASK: step_ask(fc, s); break;
    case AST_NOTIFY: step_notify(fc, s); break;
    case AST_PARK: step_park(fc, s); break;
    case AST_HALT: flow_text(fc, s->checked, s->because); break;
    case AST_EACH:
    case AST_WHEN:
    case AST_ROUTE:
    case AST_ALL:
    case AST_CONTINUE: break;
    }
}

static bool is_final(const struct ast_step *s)
{
    return s->kind == AST_PARK || s->kind == AST_HALT ||
           s->kind == AST_CONTINUE || (s->kind == AST_DROP && !s->expr);
}

/* Steps that look at their options themselves, since they need them early. */
static bool options_later(const struct ast_step *s)
{
    return s->kind == AST_READ || s->kind == AST_ENRICH ||
           s->kind == AST_WRITE || s->kind == AST_CALL_FLOW ||
           s->kind == AST_AWAIT || s->kind == AST_ASK || s->kind == AST_MAP ||
           s->kind == AST_MAP_INLINE || s->kind == AST_SET ||
           s->kind == AST_SEND;
}

struct flow_way flow_step(struct flow_check *fc, struct ast_step *s)
{
    struct flow_way way = {.goes_on = !is_final(s),
                           .delivers = step_delivers(s)};
    uint32_t skipped = fc->skipped.n;

    s->checked = arena_make(fc->k->arena, struct checked_step);
    for (struct ast_option *o = s->options; o; o = o->next)
        if (o->kind == AST_OPT_ON)
            handler_check(fc, o->handler);
    check_place(fc, s);
    if (!check_blocks(fc, s, &way)) {
        if (!options_later(s))
            step_options(fc, s);
        check_kind(fc, s);
        option_undo(fc, s);
    }
    if (fc->skipped.n > skipped && s->kind == AST_WRITE)
        way.delivers = false;
    return way;
}

struct flow_way flow_block(struct flow_check *fc, struct ast_step *steps)
{
    struct flow_way all = {.goes_on = true};
    uint32_t skipped = fc->skipped.n;

    for (struct ast_step *s = steps; s; s = s->next) {
        struct flow_way way = flow_step(fc, s);
        all.goes_on = all.goes_on && way.goes_on;
        if (!way.delivers)
            continue;
        all.delivers = true;
        fc->here.delivered = true;
        fc->skipped.n = skipped;
    }
    return all;
}
