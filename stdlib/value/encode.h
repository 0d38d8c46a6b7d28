/*
 * encode.h - bytes as text and back, digests
 *
 * Where a built-in takes a string or bytes, a string is its UTF-8.
 */
#ifndef WEIR_ENCODE_H
#define WEIR_ENCODE_H

#include "stdlib/value/shape.h"

weir_bytes weir_sha256(struct weir_context *x, str s);
weir_bytes weir_sha1(struct weir_context *x, str s);
weir_bytes weir_md5(struct weir_context *x, str s);
weir_bytes weir_hmac_sha256(struct weir_context *x, str s, str key);
str weir_digest(struct weir_context *x, const struct weir_shape *s,
                const void *value);
str weir_uuid_of(struct weir_context *x, str s);

str weir_hex(struct weir_context *x, str s);
str weir_base64(struct weir_context *x, str s);
str weir_base64url(struct weir_context *x, str s);
str weir_url_encode(struct weir_context *x, str s);
weir_bytes weir_from_hex(struct weir_context *x, str s);
weir_bytes weir_from_base64(struct weir_context *x, str s);
weir_bytes weir_from_base64url(struct weir_context *x, str s);
str weir_url_decode(struct weir_context *x, str s);
str weir_utf8(struct weir_context *x, weir_bytes b);
weir_bytes weir_to_bytes(struct weir_context *x, str s);

/* Without a context, for readers: false when it is not so encoded. The room
 * is at least (len / 4 + 1) * 3 bytes. */
bool weir_base64_decode(str s, bool url, char *to, size_t *n);
/* Appends with padding, the ordinary alphabet. */
void weir_base64_print(struct buf *b, str s);

#endif
