/*
 * A field that the source has and nothing reads, while the target of a write
 * has an optional field of the same name that nothing sets: a gap to confirm.
 * Case and underscores don't tell names apart.
 */
#include "lint/lint.h"

#include <ctype.h>

static bool same_name(str a, str b)
{
    size_t i = 0, j = 0;

    for (;;) {
        while (i < a.len && a.ptr[i] == '_')
            i++;
        while (j < b.len && b.ptr[j] == '_')
            j++;
        if (i == a.len || j == b.len)
            return i == a.len && j == b.len;
        if (tolower((unsigned char)a.ptr[i++]) !=
            tolower((unsigned char)b.ptr[j++]))
            return false;
    }
}

static bool find_source(void *context, const struct graph_expr *e)
{
    const struct graph_record **found = context;

    if (e->kind == EXPR_VAR && e->var &&
        (e->var->kind == VAR_RECORD || e->var->kind == VAR_PARAM)) {
        const struct graph_type *t = type_needed(e->var->type);
        if (t->kind == TYPE_RECORD)
            *found = t->record;
    }
    return !*found;
}

struct reading {
    const struct graph_record *record;
    str name;
    bool found;
};

static bool find_reading(void *context, const struct graph_expr *e)
{
    struct reading *r = context;

    if (e->kind == EXPR_FIELD && str_eq(e->name, r->name)) {
        const struct graph_type *t = type_needed(e->args[0]->type);
        r->found =
            r->found || (t->kind == TYPE_RECORD && t->record == r->record);
    }
    return !r->found;
}

static bool is_set(const struct graph_expr *value, str name)
{
    for (uint32_t i = 0; i < value->nargs; i++)
        if (same_name(value->names[i], name))
            return true;
    return false;
}

static const struct graph_field *find_gap(const struct lint_write *w,
                                          const struct graph_record *from)
{
    for (uint32_t i = 0; i < w->record->nfields; i++) {
        const struct graph_field *to = &w->record->fields[i];
        if (to->type->kind != TYPE_OPTIONAL || is_set(w->value, to->name))
            continue;
        for (uint32_t j = 0; j < from->nfields; j++) {
            struct reading r = {.record = from, .name = from->fields[j].name};
            if (!same_name(r.name, to->name))
                continue;
            expr_walk(w->value, find_reading, &r);
            if (!r.found)
                return &from->fields[j];
        }
    }
    return NULL;
}

static void check_write(struct lint *l, const struct graph *g,
                        const struct lint_write *w)
{
    const struct graph_record *from = NULL;

    expr_walk(w->value, find_source, &from);
    const struct graph_field *f = from ? find_gap(w, from) : NULL;
    if (!f)
        return;
    lint_about_node(l, w->node);
    struct diag *d = lint_report(
        l, lint_step_at(&g->nodes.at[w->node]),
        "\"%" STR_FMT "\" of \"%" STR_FMT
        "\" is not mapped, although \"%" STR_FMT "\" has a place for it",
        STR_ARG(f->name), STR_ARG(from->name), STR_ARG(w->record->name));
    lint_note(l, d, f->at, "the field that nothing reads");
}

static void check_graph(struct lint *l, const struct graph *g)
{
    uint32_t n;
    const struct lint_write *writes = lint_writes(l, &n);

    for (uint32_t i = 0; i < n; i++)
        if (writes[i].value && writes[i].record &&
            (writes[i].operation->verb == VERB_CREATE ||
             writes[i].operation->verb == VERB_UPSERT))
            check_write(l, g, &writes[i]);
}

const struct lint_rule lint_rule_unused_source_field = {
    .summary = "what the source says and the target has room for is mapped",
    .level = DIAG_INFO,
    .graph = check_graph,
};
