/*
 * How a rule speaks: its finding gets the running rule's id and level, and the
 * stable name of what the running call is about.
 */
#include "lint/state.h"

/* The `fn` or `map` that a place is in; they stand in the order of the text. */
static const struct graph_function *function_at(const struct graph *g, span at)
{
    uint32_t low = 0, high = g->functions.n;

    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (g->functions.at[mid]->at.pos <= at.pos)
            low = mid + 1;
        else
            high = mid;
    }
    const struct graph_function *f = low ? g->functions.at[low - 1] : NULL;
    return f && at.pos - f->at.pos < f->at.len ? f : NULL;
}

static str anchor_of(const struct lint *l, span at)
{
    const struct graph_flow *f = l->flow;

    if (l->about_kind)
        return arena_printf(l->arena, "%s %" STR_FMT, l->about_kind,
                            STR_ARG(l->about_name));
    if (f && l->node)
        return arena_printf(l->arena, "flow %" STR_FMT "/%" STR_FMT,
                            STR_ARG(f->name),
                            STR_ARG(l->g->nodes.at[l->node].name));
    if (f)
        return arena_printf(l->arena, "flow %" STR_FMT, STR_ARG(f->name));
    const struct graph_function *in = function_at(l->g, at);
    if (in)
        return arena_printf(l->arena, "%s %" STR_FMT, in->is_map ? "map" : "fn",
                            STR_ARG(in->name));
    return STR("estate");
}

struct diag *lint_report(struct lint *l, span at, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    struct diag *d =
        diag_vadd(&l->found, l->level, l->entry->id, at, fmt, args);
    va_end(args);
    d->anchor = anchor_of(l, at);
    return d;
}

struct diag *lint_unknown(struct lint *l, span at, const char *fmt, ...)
{
    bool audit = l->options->preset == LINT_AUDIT;
    va_list args;

    // Of another platform's flow a rule says it once, not at each step.
    if (lint_is_foreign(l)) {
        uint32_t *said = &l->unknown[l->entry - l->entries];
        if (*said == l->flow->index + 1)
            return arena_make(l->arena, struct diag);
        *said = l->flow->index + 1;
    }

    va_start(args, fmt);
    struct diag *d = diag_vadd(&l->found, audit ? DIAG_WARNING : DIAG_INFO,
                               l->entry->id, at, fmt, args);
    va_end(args);
    d->verdict = DIAG_UNKNOWN;
    d->anchor = anchor_of(l, at);
    return d;
}

void lint_note(struct lint *l, struct diag *to, span at, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    str text = arena_vprintf(l->arena, fmt, args);
    va_end(args);
    diag_note(&l->found, to, at, "%" STR_FMT, STR_ARG(text));
}

void lint_help(struct lint *l, struct diag *to, const char *fmt, ...)
{
    va_list args;

    if (lint_is_foreign(l))
        return; // a line of Weir is no help there
    va_start(args, fmt);
    to->help = arena_vprintf(l->arena, fmt, args);
    va_end(args);
}

bool lint_is_foreign(const struct lint *l)
{
    return l->flow && l->flow->format.len;
}

void lint_about_node(struct lint *l, node_id n)
{
    l->node = n;
    l->flow = n ? lint_flow_of(l->g, n) : NULL;
    l->about_kind = NULL;
}

void lint_about_flow(struct lint *l, const struct graph_flow *f)
{
    l->node = 0;
    l->flow = f;
    l->about_kind = NULL;
}

void lint_about(struct lint *l, const char *kind, str name)
{
    l->about_kind = kind;
    l->about_name = name;
}

const struct lint_options *lint_options(const struct lint *l)
{
    return l->options;
}

struct arena *lint_arena(struct lint *l)
{
    return l->arena;
}
