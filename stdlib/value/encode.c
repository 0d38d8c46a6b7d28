/*
 * Encodings by hand, digests by OpenSSL. SHA-256 by its plain functions: those
 * of EVP read the system's configuration and look for providers first, which
 * takes a millisecond of every `weir check`.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "stdlib/value/encode.h"

#include "stdlib/value/json.h"
#include "stdlib/value/text.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void fail(struct weir_context *x, const char *what, str s)
{
    weir_fail(x, WEIR_DATA, "expected %s, found \"%" STR_FMT "\"", what,
              STR_ARG(weir_text_excerpt(x, s)));
}

/* --- digests ----------------------------------------------------------- */

struct hashed {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned n;
};

static bool hash(const EVP_MD *kind, str s, struct hashed *out)
{
    return kind && EVP_Digest(s.ptr ? s.ptr : "", s.len, out->bytes, &out->n,
                              kind, NULL) == 1;
}

static weir_bytes digest(struct weir_context *x, const EVP_MD *kind, str s)
{
    struct hashed d = {.n = 0};

    if (!hash(kind, s, &d)) {
        weir_fail(x, WEIR_DATA, "the system has no such digest");
        return (weir_bytes){0};
    }
    return arena_str(x->arena, (str){(const char *)d.bytes, d.n});
}

weir_bytes weir_sha256(struct weir_context *x, str s)
{
    unsigned char bytes[SHA256_DIGEST_LENGTH];
    SHA256_CTX c;

    SHA256_Init(&c);
    SHA256_Update(&c, s.ptr ? s.ptr : "", s.len);
    SHA256_Final(bytes, &c);
    return arena_str(x->arena, (str){(const char *)bytes, sizeof bytes});
}

weir_bytes weir_sha1(struct weir_context *x, str s)
{
    return digest(x, EVP_sha1(), s);
}

weir_bytes weir_md5(struct weir_context *x, str s)
{
    return digest(x, EVP_md5(), s);
}

weir_bytes weir_hmac_sha256(struct weir_context *x, str s, str key)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    if (key.len > INT32_MAX ||
        !HMAC(EVP_sha256(), key.ptr ? key.ptr : "", (int)key.len,
              (const unsigned char *)(s.ptr ? s.ptr : ""), s.len, out, &n)) {
        weir_fail(x, WEIR_DATA, "the key of hmac_sha256 can't be used");
        return (weir_bytes){0};
    }
    return arena_str(x->arena, (str){(const char *)out, n});
}

str weir_digest(struct weir_context *x, const struct weir_shape *s,
                const void *value)
{
    struct buf b = BUF_MAX(SIZE_MAX / 4);
    struct hashed d = {.n = 0};

    weir_json_canonical(&b, s, value);
    bool good = !b.failed && hash(EVP_sha256(), buf_view(&b), &d);
    buf_free(&b);
    if (!good)
        weir_fail(x, WEIR_DATA, "the value is too large to digest");
    return weir_hex(x, (str){(const char *)d.bytes, d.n});
}

/* RFC 9562, section 5.5: SHA-1 over the namespace and the name. */
str weir_uuid_of(struct weir_context *x, str s)
{
    static const char url[] = "\x6b\xa7\xb8\x11\x9d\xad\x11\xd1"
                              "\x80\xb4\x00\xc0\x4f\xd4\x30\xc8";
    weir_bytes d = weir_sha1(x, weir_text_add(x, (str){url, 16}, s));
    unsigned char id[16] = {0};
    char *out = arena_alloc(x->arena, 37), *p = out;

    if (d.len < sizeof id)
        return (str){0};
    memcpy(id, d.ptr, sizeof id);
    id[6] = (unsigned char)((id[6] & 0x0F) | 0x50);
    id[8] = (unsigned char)((id[8] & 0x3F) | 0x80);
    for (size_t i = 0; i < sizeof id; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *p++ = '-';
        *p++ = hex_digits[id[i] >> 4];
        *p++ = hex_digits[id[i] & 15];
    }
    return (str){out, 36};
}

/* --- hex --------------------------------------------------------------- */

str weir_hex(struct weir_context *x, str s)
{
    char *p = arena_alloc(x->arena, 2 * s.len + 1);

    for (size_t i = 0; i < s.len; i++) {
        p[2 * i] = hex_digits[(unsigned char)s.ptr[i] >> 4];
        p[2 * i + 1] = hex_digits[(unsigned char)s.ptr[i] & 15];
    }
    return (str){p, 2 * s.len};
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

weir_bytes weir_from_hex(struct weir_context *x, str s)
{
    char *p = arena_alloc(x->arena, s.len / 2 + 1);
    bool good = s.len % 2 == 0;

    for (size_t i = 0; good && i < s.len; i += 2) {
        int high = hex_value(s.ptr[i]), low = hex_value(s.ptr[i + 1]);
        good = high >= 0 && low >= 0;
        p[i / 2] = (char)(good ? high << 4 | low : 0);
    }
    if (good)
        return (weir_bytes){p, s.len / 2};
    fail(x, "hexadecimal digits", s);
    return (weir_bytes){0};
}

/* --- base64 ------------------------------------------------------------ */

static size_t encode(char *to, str s, const char *digits, bool padding)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    char *out = to;
    size_t i = 0;

    for (; i + 3 <= s.len; i += 3) {
        uint32_t w = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 | p[i + 2];
        *out++ = digits[w >> 18];
        *out++ = digits[w >> 12 & 63];
        *out++ = digits[w >> 6 & 63];
        *out++ = digits[w & 63];
    }
    size_t left = s.len - i;
    if (left == 0)
        return (size_t)(out - to);
    uint32_t w =
        (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0);
    *out++ = digits[w >> 18];
    *out++ = digits[w >> 12 & 63];
    if (left > 1)
        *out++ = digits[w >> 6 & 63];
    for (size_t n = left; padding && n < 3; n++)
        *out++ = '=';
    return (size_t)(out - to);
}

static int digit_value(char c, bool url)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == (url ? '-' : '+'))
        return 62;
    return c == (url ? '_' : '/') ? 63 : -1;
}

bool weir_base64_decode(str s, bool url, char *to, size_t *n)
{
    uint32_t w = 0;
    unsigned bits = 0;

    *n = 0;
    if (s.len % 4 == 0)
        for (int i = 0; i < 2 && s.len && s.ptr[s.len - 1] == '='; i++)
            s.len--;
    if (s.len % 4 == 1)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        int v = digit_value(s.ptr[i], url);
        if (v < 0)
            return false;
        w = (w << 6 | (uint32_t)v) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            to[(*n)++] = (char)(w >> bits & 0xFF);
        }
    }
    return (w & ((1u << bits) - 1)) == 0; // no bits may be lost
}

void weir_base64_print(struct buf *b, str s)
{
    if (!buf_reserve(b, (s.len / 3 + 1) * 4))
        return;
    b->len += encode(b->ptr + b->len, s, alphabet, true);
    b->ptr[b->len] = 0;
}

str weir_base64(struct weir_context *x, str s)
{
    char *p = arena_alloc(x->arena, (s.len / 3 + 1) * 4);

    return (str){p, encode(p, s, alphabet, true)};
}

str weir_base64url(struct weir_context *x, str s)
{
    char *p = arena_alloc(x->arena, (s.len / 3 + 1) * 4);

    return (str){p, encode(p, s, url_alphabet, false)};
}

static weir_bytes decode(struct weir_context *x, str s, bool url)
{
    char *p = arena_alloc(x->arena, (s.len / 4 + 1) * 3);
    size_t n;

    if (weir_base64_decode(s, url, p, &n))
        return (weir_bytes){p, n};
    fail(x, url ? "base64url" : "base64", s);
    return (weir_bytes){0};
}

weir_bytes weir_from_base64(struct weir_context *x, str s)
{
    return decode(x, s, false);
}

weir_bytes weir_from_base64url(struct weir_context *x, str s)
{
    return decode(x, s, true);
}

/* --- URLs -------------------------------------------------------------- */

static bool is_plain(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

str weir_url_encode(struct weir_context *x, str s)
{
    char *p = arena_alloc(x->arena, 3 * s.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (is_plain(s.ptr[i])) {
            p[n++] = s.ptr[i];
            continue;
        }
        p[n++] = '%';
        p[n++] = "0123456789ABCDEF"[c >> 4];
        p[n++] = "0123456789ABCDEF"[c & 15];
    }
    return (str){p, n};
}

str weir_url_decode(struct weir_context *x, str s)
{
    char *p = arena_alloc(x->arena, s.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '%') {
            p[n++] = s.ptr[i];
            continue;
        }
        int high = s.len - i > 2 ? hex_value(s.ptr[i + 1]) : -1;
        int low = s.len - i > 2 ? hex_value(s.ptr[i + 2]) : -1;
        if (high < 0 || low < 0) {
            fail(x, "two hexadecimal digits behind each %", s);
            return (str){0};
        }
        p[n++] = (char)(high << 4 | low);
        i += 2;
    }
    return weir_utf8(x, (weir_bytes){p, n});
}

str weir_utf8(struct weir_context *x, weir_bytes b)
{
    if (weir_utf8_valid(b))
        return b;
    weir_fail(x, WEIR_DATA, "the bytes are not UTF-8");
    return (str){0};
}

weir_bytes weir_to_bytes(struct weir_context *x, str s)
{
    (void)x;
    return s;
}
