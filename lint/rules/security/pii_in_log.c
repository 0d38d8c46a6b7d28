/*
 * A personal field (@pii), or a whole record that has one, in the text of an
 * alert, a question, or the reason of a parked record: it is copied to where
 * nobody erases it.
 */
#include "lint/lint.h"

struct leak {
    const struct graph_expr *e;
    str name;
    unsigned depth;
};

static const struct graph_field *personal_field(const struct graph_record *r)
{
    for (uint32_t i = 0; r && i < r->nfields; i++)
        if (r->fields[i].pii)
            return &r->fields[i];
    return NULL;
}

static bool is_scrambled(const struct graph_expr *e)
{
    static const char *const names[] = {"digest", "sha256", "hmac_sha256",
                                        "length", "count",  "uuid_of"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (lint_is_builtin(e, names[i]))
            return true;
    return e->kind == EXPR_IS_NULL || e->kind == EXPR_LOOKUP ||
           e->kind == EXPR_IN || e->kind == EXPR_CALL;
}

static bool find(void *context, const struct graph_expr *e)
{
    struct leak *k = context;

    if (k->e || is_scrambled(e))
        return false;
    if (e->kind == EXPR_FIELD) {
        const struct graph_type *of = type_needed(e->args[0]->type);
        const struct graph_field *f =
            of->kind == TYPE_RECORD ? record_field(of->record, e->name) : NULL;
        if (f && f->pii) {
            k->e = e;
            k->name = f->name;
        }
        return false;
    }
    if (lint_is_builtin(e, "to_json") && e->nargs) {
        const struct graph_type *t = type_needed(e->args[0]->type);
        const struct graph_field *f =
            t->kind == TYPE_RECORD ? personal_field(t->record) : NULL;
        if (f) {
            k->e = e;
            k->name = f->name;
        }
        if (t->kind == TYPE_ANY) {
            k->e = e;
            k->name = STR("");
        }
    }
    return true;
}

static void check_text(struct lint *l, const struct graph_node *x,
                       enum graph_setting_key key)
{
    const struct graph_expr *text = lint_setting(x, key);
    struct leak k = {0};

    lint_walk_sources(l, text, find, &k);
    if (!k.e)
        return;
    struct diag *d;
    if (k.name.len)
        d = lint_report(l, k.e->at,
                        "the text of step \"%" STR_FMT "\" holds \"%" STR_FMT
                        "\", which is personal",
                        STR_ARG(x->name), STR_ARG(k.name));
    else
        d = lint_report(l, k.e->at,
                        "the text of step \"%" STR_FMT
                        "\" holds a whole payload, whatever is in it",
                        STR_ARG(x->name));
    lint_help(l, d, "name the record by its key; the queue has the rest");
}

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    check_text(l, &g->nodes.at[n], SET_TEXT);
    check_text(l, &g->nodes.at[n], SET_BECAUSE);
}

const struct lint_rule lint_rule_pii_in_log = {
    .summary = "alerts and reasons hold nothing personal",
    .level = DIAG_WARNING,
    .kinds =
        LINT_KIND(NOTIFY) | LINT_KIND(WAIT) | LINT_KIND(PARK) | LINT_KIND(HALT),
    .node = check_node,
};
