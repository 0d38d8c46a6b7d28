/*
 * SHA-256 by OpenSSL.
 */
#include "stdlib/runtime/digest.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>

void digest_plain(str s, uint8_t out[DIGEST_BYTES])
{
    unsigned n = DIGEST_BYTES;
    int good =
        EVP_Digest(s.len ? s.ptr : "", s.len, out, &n, EVP_sha256(), NULL);

    assert(good == 1);
    (void)good;
}

void digest_parts(const str *parts, size_t n, uint8_t out[DIGEST_BYTES])
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    unsigned len = DIGEST_BYTES;

    memset(out, 0, DIGEST_BYTES);
    if (!c)
        return;
    EVP_DigestInit_ex(c, EVP_sha256(), NULL);
    for (size_t i = 0; i < n; i++) {
        uint8_t head[8];

        for (int b = 0; b < 8; b++)
            head[b] = (uint8_t)((uint64_t)parts[i].len >> (8 * b));
        EVP_DigestUpdate(c, head, sizeof head);
        if (parts[i].len)
            EVP_DigestUpdate(c, parts[i].ptr, parts[i].len);
    }
    EVP_DigestFinal_ex(c, out, &len);
    EVP_MD_CTX_free(c);
}

void digest_hex(const uint8_t *bytes, size_t n, char *out)
{
    static const char hex[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        *out++ = hex[bytes[i] >> 4];
        *out++ = hex[bytes[i] & 15];
    }
    *out = 0;
}

void digest_uuid(const uint8_t *bytes, char *out)
{
    char hex[33];
    size_t at = 0;

    digest_hex(bytes, 16, hex);
    for (size_t i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            out[at++] = '-';
        out[at++] = hex[i];
    }
    out[at] = 0;
}
