/*
 * connector.h - what the connector_*.c files share while one is checked
 */
#ifndef WEIR_CHECK_CONNECTOR_H
#define WEIR_CHECK_CONNECTOR_H

#include "compiler/check/typing.h"

struct filling { // of a connector
    struct check *k;
    struct graph_connector *c;
    const struct graph_var *answer, *item; // of conditions in `errors`
    bool driver_written;
    bool base_missing; // said already
};

/* An expression of a connector's own place, without names. */
struct expr_context connector_context(const struct filling *f,
                                      const char *place);
void connector_auth(struct filling *f, const struct ast_line *l);
struct graph_errors connector_errors(struct filling *f,
                                     const struct ast_error_line *lines);
void connector_endpoint_fill(struct filling *f, struct graph_endpoint *e,
                             struct ast_endpoint *a);
void connector_webhook_fill(struct filling *f, struct graph_webhook *w,
                            const struct ast_line *l);
/* The clauses of an operation, whose target is checked. */
void connector_clauses(struct filling *f, struct graph_operation *op,
                       const struct expr_context *x, struct ast_operation *a);
/* Reports a host that data could choose. */
void connector_check_host(struct filling *f, const struct graph_operation *op);
/* What an operation can raise, by transport and errors. */
weir_class_set connector_raises(const struct graph_operation *op);

#endif
