/*
 * import.h - foreign exports into the flow graph
 *
 * Each format is one file in formats/ with a page beside it, and is found by
 * its folder: formats/asl.c defines `import_format_asl`. A format says whether
 * a document is its own, and reads it through the helpers below. What the
 * platform can't say is left unknown, never guessed; what it does by default
 * (implicit retries, timeouts) is set as what it is.
 *
 * One graph holds all documents of an audit, so rules judge across platforms.
 */
#ifndef WEIR_IMPORT_H
#define WEIR_IMPORT_H

#include "compiler/base/tree.h"
#include "compiler/graph/build.h"

/* How surely a document is of a format. */
enum import_sure {
    IMPORT_NO,
    IMPORT_MAYBE, // a shape that others have too
    IMPORT_LIKELY,
    IMPORT_SURE // it says so itself: a kind, a $schema, a set of keys
};

struct import;

struct import_format {
    const char *name;  // "asl"; of --from, and of graph_flow.format
    const char *title; // "Amazon States Language"
    enum import_sure (*recognise)(const struct tree *t);
    /* Adds the document's flows. Mistakes of the document go to import_error
     * and import_warning, and the rest is read. */
    void (*read)(struct import *im, const struct tree *t);
};

struct import {
    struct arena *arena;
    struct graph *g;
    struct diags *diags;
    const struct import_format *format;
    const struct source *source;
    struct map *systems; // name to struct graph_instance, of the graph
    const struct graph_flow *flow; // the one that was begun last, or NULL
};

/* --- the formats --------------------------------------------------------- */

/* All of them, by name. */
const struct import_format *const *import_formats(uint32_t *n);
/* NULL when there is none. */
const struct import_format *import_find(str name);

/*
 * The format of a document; NULL when it is of none, or of several alike: then
 * `other` is one and `also` a second of them, else both are NULL.
 */
const struct import_format *import_recognise(const struct tree *t,
                                             const struct import_format **other,
                                             const struct import_format **also);

/* Adds the flows of one document to the graph. `systems` is shared by all
 * documents of a graph. Linear in the document. */
void import_read(struct graph *g, struct map *systems, struct diags *d,
                 const struct import_format *format, const struct source *src,
                 const struct tree *t);

/* When all documents are read: calls by the name of a flow that was given. */
void import_link(struct graph *g, const struct map *systems);

/* --- for formats: flows and steps ---------------------------------------- */

/* A flow with its top block; owner, alerts and volume are unknown, the end is
 * to come by import_end. A name that is there already gets "#2". */
struct graph_flow *import_flow(struct import *im, str name, span at);

/* Calls name the flow so too: "direct:orders". */
void import_alias(struct import *im, struct graph_flow *f, str name);
/* A step. `label` is the name that the user gave it, `type` the platform's own
 * word for its kind, shown in messages. Remote kinds get TIMEOUT and RETRY
 * unknown; import_known or import_absent says better. */
node_id import_step(struct import *im, struct graph_flow *f,
                    enum graph_node_kind kind, str label, str type, span at);
/* The flow's trigger: kind NODE_TRIGGER, word is "webhook", "cron", "every",
 * "topic", "file", "callable" or the platform's own. */
node_id import_trigger(struct import *im, struct graph_flow *f, str word,
                       str label, str type, span at);
/* The flow's end node; made once. */
node_id import_end(struct import *im, struct graph_flow *f);

/* The platform ends a run of the flow after this time. */
void import_run_limit(struct import *im, struct graph_flow *f, int64_t us);

/* What only this platform knows of a step, to be filled in. */
struct graph_foreign *import_foreign(struct import *im, node_id n);

/* The system that a step calls, made once a name ("dynamodb", a host). */
void import_calls(struct import *im, node_id n, str system);
/* Classes that the step can raise: import_any_failure for a remote call. */
void import_raises(struct import *im, node_id n, weir_class_set classes);
weir_class_set import_any_failure(void); // all but duplicate, expired, partial

/* A setting of a step; us, a number or a text. Replaces what is there. */
void import_duration(struct import *im, node_id n, enum graph_setting_key k,
                     int64_t us, span at);
void import_number(struct import *im, node_id n, enum graph_setting_key k,
                   int64_t i, span at);
void import_flag(struct import *im, node_id n, enum graph_setting_key k,
                 bool is, span at);
void import_text(struct import *im, node_id n, enum graph_setting_key k,
                 str text, span at);
/* Foreign code or a template: compared and scanned, never run. */
void import_code(struct import *im, node_id n, enum graph_setting_key k,
                 const char *language, str text, span at);
/* The texts of a map (parameters, headers, the environment) by their names, so
 * that secrets in them are seen. Nothing when there are none. */
void import_options(struct import *im, node_id n, const struct tree *map);
void import_absent(struct import *im, node_id n, enum graph_setting_key k);
void import_unknown(struct import *im, node_id n, enum graph_setting_key k);

/* --- for formats: ways --------------------------------------------------- */

edge_id import_next(struct import *im, node_id from, node_id to, span at);
/* An arm of a choice; `text` is its condition ("" is otherwise), in the
 * platform's language. */
edge_id import_arm(struct import *im, node_id from, node_id to, str text,
                   const char *language, span at);
edge_id import_branch(struct import *im, node_id from, node_id to, span at);
edge_id import_item(struct import *im, node_id from, node_id to, span at);

/* A handler whose first step is `entry` (0: the platform goes on as if nothing
 * had happened). `scope`: the step it stands at, 0 the flow's. `words` is how
 * the document names it. Failures come to it by import_failure. */
handler_id import_handler(struct import *im, struct graph_flow *f,
                          node_id scope, weir_class_set classes, str words,
                          node_id entry, span at);
/* The flow of a platform's setting ("errorWorkflow") that is called for all
 * failures of `f`: its handler, 0 when the setting is not there. */
handler_id import_outside(struct import *im, struct graph_flow *f,
                          const struct tree *setting, const char *word);
/* The way of a failure of `from` to a handler with an entry, or to the step
 * behind when it goes on: then `to` is that step. */
edge_id import_failure(struct import *im, node_id from, weir_class_set classes,
                       handler_id h, node_id to, span at);

/* --- for formats: what is wrong with the document ------------------------ */

/* `id` is "import/dangling-target" and such; a literal. */
struct diag *import_error(struct import *im, const char *id, span at,
                          const char *fmt, ...) PRINTF_LIKE(4, 5);
struct diag *import_warning(struct import *im, const char *id, span at,
                            const char *fmt, ...) PRINTF_LIKE(4, 5);

/* --- for formats: texts -------------------------------------------------- */

/* The file's name without folder and ending, for flows without a name. */
str import_stem(const struct import *im);
/* "30s", "1h30m", "PT30S", "500ms", "250" with a unit of us; -1 otherwise. */
int64_t import_read_duration(str text, int64_t unit);
/* A number's lexeme as an integer when it is one, else -1. */
int64_t import_read_int(const struct tree *t);
/* The host of an http or https URL, "" when it has none or is a template. */
str import_host(str url);
/* The JSON pointer (RFC 6901) of the innermost part of `root` that holds the
 * place, in the arena. */
str import_pointer(struct arena *a, const struct tree *root, span at);

#endif
