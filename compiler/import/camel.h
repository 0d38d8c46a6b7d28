/*
 * camel.h - endpoints of Apache Camel: what a URI is to the flow graph
 *
 * Source: https://camel.apache.org/components/4.14.x/
 */
#ifndef WEIR_IMPORT_CAMEL_H
#define WEIR_IMPORT_CAMEL_H

#include "compiler/import/import.h"

struct camel_endpoint {
    str uri;    // as written, "" when there is none
    str scheme; // "kafka"; of a Kamelet "kamelet"; "" when it is a placeholder
    str name;   // what stands behind it, without the query
    str query;
    const struct tree *parameters; // or properties; NULL without
    const struct tree *defaults;   // of a Kamelet's properties, or NULL
    span at;
};

/* Of a text, a map with "uri" and "parameters", or a Pipe's "ref". */
struct camel_endpoint camel_endpoint_read(struct arena *a, const struct tree *t,
                                          const struct tree *defaults);
/* By the parameters or the query; "{{x}}" is the default of x when there is
 * one. "" when it is not there. */
str camel_parameter(const struct camel_endpoint *e, const char *key);
bool camel_is(const struct camel_endpoint *e, const char *scheme);

/* What sending to it is. `method`: of an HTTP call, "" unknown. */
enum graph_node_kind camel_sink_kind(const struct camel_endpoint *e,
                                     str method);
/* It only writes to a log, or is a stand-in of tests. */
bool camel_is_log(const struct camel_endpoint *e);
/* The system it speaks to: a host, "kafka", "aws-s3"; "" when none. */
str camel_system(const struct camel_endpoint *e);
/* "trigger" words: "every", "cron", "webhook", "topic", "file", "callable". */
str camel_trigger_word(const struct camel_endpoint *e);
/* Its failures go back to who sent: a broker, a caller. */
bool camel_gives_back(const struct camel_endpoint *e);

/* "doTry" or "do-try" of a map, NULL without. */
const struct tree *camel_get(const struct tree *t, const char *key);
str camel_text(const struct tree *t, const char *key);

/* "setBody" of "set-body". */
str camel_name(struct arena *a, str key);

#endif
