/*
 * encoding.h - texts of other systems as UTF-8 and back
 */
#ifndef WEIR_ENCODING_H
#define WEIR_ENCODING_H

#include "stdlib/value/types.h"

enum weir_encoding {
#define ENCODING(NAME, name) WEIR_ENCODING_##NAME,
#include "stdlib/value/encodings.def"
#undef ENCODING
    WEIR_NENCODINGS
};

const char *weir_encoding_name(enum weir_encoding e);
/* The encoding of a name, WEIR_NENCODINGS when there is none. */
enum weir_encoding weir_encoding_named(str name);

/* Bytes as UTF-8, without a byte-order mark. Fails as `malformed`. UTF-8 is
 * looked at and borrowed. */
str weir_encoding_decode(struct weir_context *x, enum weir_encoding e,
                         weir_bytes bytes);
/* UTF-8 as bytes. Fails as `data` for a character the encoding has not. */
weir_bytes weir_encoding_encode(struct weir_context *x, enum weir_encoding e,
                                str text);

#endif
