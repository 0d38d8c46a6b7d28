/*
 * A connector of the estate takes an unsuccessful status of a write for
 * success: a line `409: ok` in its errors. A delete of what is gone already is
 * fine.
 */
#include "lint/lint.h"

static bool is_bad(const struct graph_error_line *e, bool deletes)
{
    if (e->klass != WEIR_OK || e->item)
        return false;
    for (uint32_t i = 0; i < e->ncodes; i++) {
        bool gone = deletes && e->codes[i].from == e->codes[i].to &&
                    (e->codes[i].from == 404 || e->codes[i].from == 410);
        if (!e->codes[i].text.len && e->codes[i].to >= 400 && !gone)
            return true;
    }
    return false;
}

static const char *good_class(long long code)
{
    return code == 409 ? "duplicate" : code >= 500 ? "transient" : "rejected";
}

/* Its class becomes that which suits all of its codes. */
static void mend(struct lint *l, struct diag *d,
                 const struct graph_error_line *e)
{
    const char *good = good_class(e->codes[0].to);
    str text = lint_text(l, e->at);

    for (uint32_t i = 0; i < e->ncodes; i++)
        if (e->codes[i].from < 400 || e->codes[i].text.len ||
            good_class(e->codes[i].from) != good ||
            good_class(e->codes[i].to) != good)
            return;
    if (str_ends_with(text, STR("ok")))
        lint_fix(l, d, DIAG_SAFE, (span){e->at.pos + e->at.len - 2, 2},
                 str_from(good));
}

static void check_lines(struct lint *l, const struct graph_connector *c,
                        const struct graph_errors *errors, bool deletes)
{
    for (uint32_t i = 0; i < errors->n; i++) {
        const struct graph_error_line *e = &errors->at[i];
        if (!is_bad(e, deletes))
            continue;
        long long code = e->codes[0].to;
        struct diag *d = lint_report(l, e->at,
                                     "connector \"%" STR_FMT
                                     "\" takes status %lld for success",
                                     STR_ARG(c->name), code);
        lint_help(l, d, "%lld: %s", code, good_class(code));
        mend(l, d, e);
    }
}

static bool check_operations(struct lint *l, const struct graph_connector *c)
{
    bool writes = false;

    for (uint32_t i = 0; i < c->nendpoints; i++)
        for (uint32_t j = 0; j < c->endpoints[i]->noperations; j++) {
            const struct graph_operation *op = c->endpoints[i]->operations[j];
            if (op->verb == VERB_LIST || op->verb == VERB_GET)
                continue;
            writes = writes || op->verb != VERB_DELETE;
            check_lines(l, c, &op->errors, op->verb == VERB_DELETE);
        }
    return writes;
}

static void check_graph(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->connectors.n; i++) {
        const struct graph_connector *c = g->connectors.at[i];
        if (c->embedded)
            continue;
        lint_about(l, "connector", c->name);
        if (check_operations(l, c))
            check_lines(l, c, &c->errors, false);
    }
}

const struct lint_rule lint_rule_accepts_bad_status = {
    .summary = "a write takes only a successful status for success",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
