/*
 * A connector, or a program behind `run`, is not what weir.lock recorded, or
 * is not in it. Without the file there is nothing to compare with.
 */
#include "lint/lint.h"

static const struct lint_pin *find_pin(const struct lint_pin *pins, uint32_t n,
                                       str name)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(pins[i].name, name))
            return &pins[i];
    return NULL;
}

static void check(struct lint *l, const struct lint_pin *pin, const char *what,
                  str name, str digest, span at)
{
    struct diag *d;

    if (pin && (!digest.len || str_eq(pin->digest, digest)))
        return;
    if (pin)
        d = lint_report(l, at,
                        "%s \"%" STR_FMT "\" is not the one in weir.lock", what,
                        STR_ARG(name));
    else
        d = lint_report(l, at, "%s \"%" STR_FMT "\" is not in weir.lock", what,
                        STR_ARG(name));
    lint_help(l, d, "look at what has changed, then run: weir lock");
}

static void check_connectors(struct lint *l, const struct graph *g,
                             const struct lint_lock *lock)
{
    struct map seen;

    map_init(&seen, lint_arena(l));
    for (uint32_t i = 0; i < g->instances.n; i++) {
        const struct graph_instance *x = g->instances.at[i];
        if (!x->connector || !x->exact)
            continue;
        str name = arena_printf(lint_arena(l), "%" STR_FMT "@%" STR_FMT,
                                STR_ARG(x->name), STR_ARG(x->version));
        void **first = map_put(&seen, name);
        if (*first)
            continue;
        *first = x->connector;
        lint_about(l, "connector", name);
        check(l, find_pin(lock->connectors, lock->nconnectors, name),
              "connector", name, x->connector->digest,
              x->version_at.pos ? x->version_at : x->at);
    }
}

static void check_program(struct lint *l, const struct lint_lock *lock,
                          const struct graph_operation *op)
{
    if (op->transport != CALL_RUN || !op->target ||
        op->target->kind != EXPR_LITERAL)
        return;
    str name = op->target->text;
    ptrdiff_t blank = str_find(name, STR(" "));
    if (blank > 0)
        name = str_slice(name, 0, (size_t)blank);
    lint_about(l, "program", name);
    check(l, find_pin(lock->programs, lock->nprograms, name), "program", name,
          lock->program_digest(lock->context, name), op->at);
}

static void check_graph(struct lint *l, const struct graph *g)
{
    const struct lint_lock *lock = lint_options(l)->lock;

    if (!lock)
        return;
    check_connectors(l, g, lock);
    for (uint32_t i = 0; lock->program_digest && i < g->connectors.n; i++) {
        const struct graph_connector *c = g->connectors.at[i];
        for (uint32_t j = 0; j < c->nendpoints; j++)
            for (uint32_t k = 0; k < c->endpoints[j]->noperations; k++)
                check_program(l, lock, c->endpoints[j]->operations[k]);
    }
}

const struct lint_rule lint_rule_lock_mismatch = {
    .summary = "connectors and programs are those of weir.lock",
    .level = DIAG_ERROR,
    .graph = check_graph,
};
