/*
 * sink.h - a document that is written as JSON or YAML
 */
#ifndef WEIR_EMIT_SINK_H
#define WEIR_EMIT_SINK_H

#include "compiler/emit/manifest.h"

struct sink; // one document

struct sink *sink_new(struct arena *a, enum manifest_form form,
                      struct buf *out);
/* False when it could not be written. */
bool sink_end(struct sink *s);

/* `key` is NULL in a list. */
void sink_map(struct sink *s, const char *key);
void sink_list(struct sink *s, const char *key);
void sink_close(struct sink *s); // the map or list opened last
void sink_text(struct sink *s, const char *key, str text);
void sink_int(struct sink *s, const char *key, int64_t i);
void sink_bool(struct sink *s, const char *key, bool b);

#endif
