/*
 * A flow that updates its target reads by the time of creation, though the
 * record says when it was changed: edits never come.
 */
#include "lint/lint.h"

static bool has_word(str name, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_find(name, str_from(words[i])) >= 0)
            return true;
    return false;
}

static bool is_creation(str name)
{
    static const char *const words[] = {"creat",  "Creat",    "placed",
                                        "Placed", "inserted", "Inserted"};

    return has_word(name, words, sizeof words / sizeof *words);
}

static const struct graph_field *change_of(const struct graph_record *r)
{
    static const char *const words[] = {"updated",  "Updated", "modified",
                                        "Modified", "changed", "Changed"};

    for (uint32_t i = 0; i < r->nfields; i++)
        if (r->fields[i].type->kind == TYPE_TIMESTAMP &&
            has_word(r->fields[i].name, words, sizeof words / sizeof *words))
            return &r->fields[i];
    return NULL;
}

/* A write that brings a changed record over, not only a new one. */
static node_id update_of(const struct graph *g, const struct graph_flow *f)
{
    for (node_id n = f->first; n < f->end; n++) {
        const struct graph_node *x = &g->nodes.at[n];
        if (x->kind == NODE_WRITE && x->operation &&
            (x->operation->verb == VERB_UPSERT ||
             x->operation->verb == VERB_UPDATE))
            return n;
    }
    return 0;
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];
    const struct graph_expr *e = lint_setting(x, SET_SINCE);

    if (!e || e->kind != EXPR_FIELD || !is_creation(e->name))
        return;
    const struct graph_type *t = type_needed(e->args[0]->type);
    const struct graph_field *to =
        t->kind == TYPE_RECORD ? change_of(t->record) : NULL;
    node_id w = to ? update_of(g, lint_flow_of(g, n)) : 0;
    if (!w)
        return;
    struct diag *d =
        lint_report(l, e->at,
                    "step \"%" STR_FMT "\" reads by \"%" STR_FMT
                    "\", so a record that is changed later does not come again",
                    STR_ARG(x->name), STR_ARG(e->name));
    lint_note(l, d, lint_step_at(&g->nodes.at[w]),
              "changes would be written here");
    str from = expr_text(lint_arena(l), e->args[0]);
    lint_help(l, d, "since %" STR_FMT ".%" STR_FMT, STR_ARG(from),
              STR_ARG(to->name));
    lint_fix(l, d, DIAG_SAFE, e->at,
             arena_printf(lint_arena(l), "%" STR_FMT ".%" STR_FMT,
                          STR_ARG(from), STR_ARG(to->name)));
}

const struct lint_rule lint_rule_created_not_updated = {
    .summary = "a flow that updates reads by the time of change",
    .level = DIAG_WARNING,
    .kinds = LINT_KIND(READ),
    .node = check_node,
};
