/*
 * benthos.h - the components of Redpanda Connect (Benthos): their kinds and
 * their settings
 *
 * Source: https://docs.redpanda.com/redpanda-connect/components/about/
 */
#ifndef WEIR_IMPORT_BENTHOS_H
#define WEIR_IMPORT_BENTHOS_H

#include "compiler/import/import.h"

/* One input, processor or output: its type is the key of its settings. */
struct benthos_part {
    str type, label; // label "" without
    const struct tree *settings;
    span at;
};

const struct tree *benthos_get(const struct tree *t, const char *key);
str benthos_text(const struct tree *t, const char *key);

/* False when the map names no component. */
bool benthos_part_read(const struct tree *t, struct benthos_part *p);
bool benthos_is(const struct benthos_part *p, const char *type);

/* "every", "webhook", "topic", "file" or the type. */
str benthos_trigger_word(const struct benthos_part *p);
/* The broker itself may stop giving a message again. */
bool benthos_maybe_bounded(const struct benthos_part *p);
void benthos_input_settings(struct import *im, node_id n,
                            const struct benthos_part *p);

enum graph_node_kind benthos_processor_kind(const struct benthos_part *p);
enum graph_node_kind benthos_output_kind(const struct benthos_part *p);
/* Of a processor or an output that is a step. */
void benthos_settings(struct import *im, node_id n,
                      const struct benthos_part *p);
/* It looks at whether an earlier step failed. */
bool benthos_asks_error(str code);

#endif
