/*
 * digest.h - SHA-256 over parts that can't be confused
 *
 * Each part is preceded by its length, so that ("a","bc") and ("ab","c")
 * differ.
 */
#ifndef WEIR_DIGEST_H
#define WEIR_DIGEST_H

#include "stdlib/value/str.h"

#define DIGEST_BYTES 32

void digest_plain(str s, uint8_t out[DIGEST_BYTES]);
void digest_parts(const str *parts, size_t n, uint8_t out[DIGEST_BYTES]);
/* 2n hex digits and a NUL. */
void digest_hex(const uint8_t *bytes, size_t n, char *out);
/* 16 bytes in UUID form, 36 characters and a NUL. */
void digest_uuid(const uint8_t *bytes, char *out);

static inline str str_of(const void *p, size_t n)
{
    return (str){(const char *)p, n};
}

#endif
