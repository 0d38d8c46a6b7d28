/*
 * Names of steps: bound once where they can be seen, hidden with a reason
 * where they can't be any more.
 */
#include "compiler/check/flow_check.h"

/* The variable that an earlier way of a route around made for the name. */
static struct graph_var *earlier(const struct flow_check *fc,
                                 const struct names_slot *slot,
                                 const struct graph_type *type)
{
    const struct flow_ways *w = fc->here.ways;

    if (!slot->last || slot->last->type != type ||
        slot->last_level != fc->here.level)
        return NULL;
    while (w && (slot->last_time < w->start || slot->last_time >= w->way))
        w = w->up;
    return w ? slot->last : NULL;
}

static void set_already(struct flow_check *fc, struct ast_name name,
                        const struct scope *there)
{
    struct diag *d = check_report(fc->k, CHECK_DUPLICATE_NAME, name.at,
                                  "expected a new name, found \"%" STR_FMT
                                  "\", which is set already",
                                  STR_ARG(name.sym->text));

    diag_note(fc->k->diags, d, there->var->at, "it is set here");
}

struct graph_var *flow_bind(struct flow_check *fc, struct ast_name name,
                            enum graph_var_kind kind,
                            const struct graph_type *type)
{
    if (!name.sym)
        return NULL;
    check_variable(fc->k, name, true);
    struct names_slot *slot = names_slot(&fc->names, name.sym);
    if (slot->newest && !slot->newest->maybe)
        set_already(fc, name, slot->newest);
    struct graph_var *v = earlier(fc, slot, type);
    if (!v)
        v = graph_add_var(fc->k->g, name.sym->text, kind, type, name.at);
    slot->last = v;
    slot->last_time = fc->names.time++;
    slot->last_level = fc->here.level;
    names_add(&fc->names, name.sym, v);
    return v;
}

void flow_hide(struct flow_check *fc, uint32_t mark, str why, span at)
{
    struct scope *const *hidden;
    uint32_t n = names_since(&fc->names, mark, &hidden);

    names_undo(&fc->names, mark);
    for (uint32_t i = 0; i < n; i++) {
        if (hidden[i]->maybe) // was hidden once: unknown from here on
            continue;
        struct scope *s =
            names_add(&fc->names, hidden[i]->name, hidden[i]->var);
        s->maybe = true;
        s->why = why;
        s->why_at = at;
    }
}
