/*
 * An operation, a connector or a field that its maker has given up: of the
 * first two by a day that has passed, of a field by its mark.
 */
#include "lint/lint.h"
#include "stdlib/value/date.h"

static bool has_passed(const struct lint *l, weir_date day)
{
    const struct lint_options *o = lint_options(l);

    return o->has_today && day < o->today;
}

static str day_text(struct lint *l, weir_date day)
{
    char *room = arena_alloc(lint_arena(l), WEIR_TIME_ROOM);

    return (str){room, weir_date_format(room, day)};
}

static void say_why(struct lint *l, struct diag *d, str text)
{
    if (text.len)
        lint_help(l, d, "%" STR_FMT, STR_ARG(text));
}

static void check_operation(struct lint *l, const struct graph_operation *op,
                            str who, span at)
{
    if (!op || !op->is_deprecated || !has_passed(l, op->deprecated))
        return;
    str day = day_text(l, op->deprecated);
    struct diag *d =
        lint_report(l, at, "%" STR_FMT " calls what was given up on %" STR_FMT,
                    STR_ARG(who), STR_ARG(day));
    if (op->at.pos)
        lint_note(l, d, op->at, "declared here");
    say_why(l, d, op->deprecated_text);
}

static void check_call(struct lint *l, const struct graph *g,
                       const struct lint_call *c)
{
    (void)g;
    check_operation(l, c->operation, lint_call_name(l, c), c->at);
}

static void check_tables(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->tables.n; i++) {
        const struct graph_table *t = g->tables.at[i];
        lint_about(l, "table", t->name);
        check_operation(l, t->operation,
                        arena_printf(lint_arena(l), "table \"%" STR_FMT "\"",
                                     STR_ARG(t->name)),
                        t->name_at);
    }
}

static void check_instances(struct lint *l, const struct graph *g)
{
    for (uint32_t i = 0; i < g->instances.n; i++) {
        const struct graph_instance *x = g->instances.at[i];
        const struct graph_connector *c = x->connector;
        if (!c || !c->has_supported || !has_passed(l, c->supported))
            continue;
        str day = day_text(l, c->supported);
        lint_about(l, "connector", x->alias);
        lint_report(l, x->at,
                    "connector \"%" STR_FMT "\" was supported until %" STR_FMT,
                    STR_ARG(x->alias), STR_ARG(day));
    }
}

/* --- fields --- */

struct look {
    struct lint *l;
    const struct graph_field *said; // the last one
};

static void say_field(struct look *x, const struct graph_type *t, str name,
                      span at)
{
    t = type_needed(t);
    const struct graph_field *f =
        t->kind == TYPE_RECORD ? record_field(t->record, name) : NULL;

    if (!f || !f->deprecated || x->said == f)
        return;
    x->said = f;
    struct diag *d = lint_report(
        x->l, at, "the field \"%" STR_FMT "\" is given up", STR_ARG(f->name));
    if (f->at.pos)
        lint_note(x->l, d, f->at, "declared here");
    say_why(x->l, d, f->deprecated_text);
}

static void say_names(struct look *x, const struct graph_type *t,
                      const struct graph_expr *r)
{
    for (uint32_t i = 0; r->kind == EXPR_RECORD && i < r->nargs; i++)
        say_field(x, t, r->names[i], r->args[i]->at);
}

static bool visit(void *context, const struct graph_expr *e)
{
    struct look *x = context;

    if (e->kind == EXPR_FIELD)
        say_field(x, e->args[0]->type, e->name, e->at);
    if (e->kind == EXPR_RECORD)
        say_names(x, e->type, e);
    if (e->kind == EXPR_CONVERT)
        say_names(x, e->type, e->args[0]);
    return true;
}

static bool has_deprecated(struct graph_record *const *records, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < records[i]->nfields; k++)
            if (records[i]->fields[k].deprecated)
                return true;
    return false;
}

static bool any_deprecated(const struct graph *g)
{
    bool any = has_deprecated(g->records.at, g->records.n);

    for (uint32_t i = 0; i < g->connectors.n && !any; i++)
        any = has_deprecated(g->connectors.at[i]->records,
                             g->connectors.at[i]->nrecords);
    return any;
}

static void check_fields(struct lint *l, const struct graph *g)
{
    uint32_t n = 0;
    const struct lint_root *r = any_deprecated(g) ? lint_roots(l, &n) : NULL;

    for (uint32_t i = 0; i < n; i++) {
        struct look x = {.l = l};
        if (r[i].kind == ROOT_CONNECTOR || r[i].kind == ROOT_TEST ||
            !(r[i].parts & (LINT_PART(FIELD) | LINT_PART(RECORD))))
            continue;
        lint_about_node(l, r[i].node);
        expr_walk(r[i].expr, visit, &x);
    }
}

static void check_graph(struct lint *l, const struct graph *g)
{
    check_tables(l, g);
    check_instances(l, g);
    check_fields(l, g);
}

const struct lint_rule lint_rule_deprecated_api = {
    .summary = "what is called and read is still supported",
    .level = DIAG_WARNING,
    .graph = check_graph,
    .call = check_call,
};
