/*
 * Looking things up in a connector, and the names of its enums.
 */
#include "compiler/graph/connector.h"

static const char *const verbs[] = {
#define VERB(NAME, word) word,
#include "compiler/graph/words.def"
#undef VERB
};

static const char *const transports[] = {
#define CALL(NAME, word) word,
#include "compiler/graph/words.def"
#undef CALL
};

static const char *const drivers[] = {
#define DRIVER(NAME, word) word,
#include "compiler/graph/words.def"
#undef DRIVER
};

static const char *const pagings[] = {
#define PAGE(NAME, word) word,
#include "compiler/graph/words.def"
#undef PAGE
};

const char *verb_name(enum graph_verb v)
{
    return verbs[v];
}

const char *transport_name(enum graph_transport t)
{
    return transports[t];
}

const char *driver_name(enum graph_driver d)
{
    return drivers[d];
}

const char *paging_name(enum graph_paging p)
{
    return pagings[p];
}

const struct graph_endpoint *connector_endpoint(const struct graph_connector *c,
                                                str name)
{
    for (uint32_t i = 0; i < c->nendpoints; i++)
        if (str_eq(c->endpoints[i]->name, name))
            return c->endpoints[i];
    return NULL;
}

const struct graph_operation *endpoint_operation(const struct graph_endpoint *e,
                                                 str name)
{
    for (uint32_t i = 0; i < e->noperations; i++)
        if (str_eq(e->operations[i]->name, name))
            return e->operations[i];
    return NULL;
}

const struct graph_operation *endpoint_verb(const struct graph_endpoint *e,
                                            enum graph_verb verb)
{
    for (uint32_t i = 0; i < e->noperations; i++)
        if (e->operations[i]->verb == verb)
            return e->operations[i];
    return NULL;
}

enum graph_grade operation_grade(const struct graph_operation *op)
{
    if (op->idempotent || op->verb == VERB_LIST || op->verb == VERB_GET ||
        op->verb == VERB_DELETE || op->verb == VERB_UPSERT)
        return GRADE_NATURAL;
    return op->key_header.len && op->key_remembers ? GRADE_KEYED : GRADE_UNSAFE;
}
