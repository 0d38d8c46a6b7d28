/*
 * The first stage: 64 bytes become masks, a bit a byte, and the masks say
 * where strings are. A byte matters when it is an operator outside strings or
 * the first of a scalar.
 */
#include "stdlib/value/json_index.h"
#include "stdlib/value/text.h"

#include <string.h>

/* What one block of 64 bytes hands on to the next. */
struct carry {
    uint64_t escaped; // 1: its first byte is escaped
    uint64_t in;      // all ones: it begins inside a string
    uint64_t scalar;  // 1: its first byte follows a scalar's
    uint64_t bad;     // a control character in a string
    uint64_t high;    // a byte above 127
    uint64_t slashes;
};

/* Masks of one block. */
struct masks {
    uint64_t quote, slash, op, blank, control, high;
};

/* Bytes behind an odd run of backslashes. */
static uint64_t find_escaped(uint64_t slash, struct carry *c)
{
    const uint64_t even = UINT64_C(0x5555555555555555);

    if (!slash) {
        uint64_t escaped = c->escaped;
        c->escaped = 0;
        return escaped;
    }
    slash &= ~c->escaped;
    uint64_t follows = slash << 1 | c->escaped;
    uint64_t odd_starts = slash & ~even & ~follows;
    uint64_t sum = odd_starts + slash;
    c->escaped = sum < slash; // the run goes on in the next block
    return (even ^ sum << 1) & follows;
}

/* Bits of an op or of a scalar's first byte. `prefix` is the running parity of
 * quotes: ones from an opening quote to before its closing one. */
static inline uint64_t find_parts(const struct masks *m, uint64_t quote,
                                  uint64_t prefix, struct carry *c)
{
    uint64_t in = prefix ^ c->in;

    c->in = (uint64_t)((int64_t)in >> 63);
    c->bad |= m->control & in;
    c->high |= m->high;
    c->slashes |= m->slash;
    uint64_t tail = in ^ quote;
    uint64_t scalar = ~(m->op | m->blank);
    uint64_t bare = scalar & ~quote;
    uint64_t follows = bare << 1 | c->scalar;
    c->scalar = bare >> 63;
    return (m->op | (scalar & ~follows)) & ~tail;
}

static inline uint32_t *add_bits(uint32_t *to, uint64_t bits, uint32_t base)
{
    uint32_t *end = to + __builtin_popcountll(bits);

    while (bits) {
        for (int k = 0; k < 8; k++) {
            to[k] = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
            bits &= bits - 1;
        }
        to += 8;
    }
    return end;
}

/* --- without vectors ------------------------------------------------------ */

static struct masks masks_plain(const char *p)
{
    struct masks m = {0};

    for (unsigned i = 0; i < 64; i++) {
        unsigned char ch = (unsigned char)p[i];
        uint64_t bit = UINT64_C(1) << i;
        m.quote |= ch == '"' ? bit : 0;
        m.slash |= ch == '\\' ? bit : 0;
        m.control |= ch < 0x20 ? bit : 0;
        m.high |= ch & 0x80 ? bit : 0;
        m.blank |= ch == ' ' || ch == '\t' || ch == '\r' ? bit : 0;
        if ((ch | 0x20) == '{' || (ch | 0x20) == '}' || ch == ':' ||
            ch == ',' || ch == '\n')
            m.op |= bit;
    }
    return m;
}

static uint64_t parity_plain(uint64_t q)
{
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q ^= q << 8;
    q ^= q << 16;
    return q ^ q << 32;
}

static uint32_t *scan_plain(const char *p, size_t n, uint32_t *to,
                            struct carry *c)
{
    for (size_t i = 0; i < n; i += 64) {
        struct masks m = masks_plain(p + i);
        uint64_t quote = m.quote & ~find_escaped(m.slash, c);
        uint64_t parts = find_parts(&m, quote, parity_plain(quote), c);
        to = add_bits(to, parts, (uint32_t)i);
    }
    return to;
}

/* --- with AVX2 ------------------------------------------------------------ */

#if defined(__x86_64__)
#include <immintrin.h>

#define WEIR_AVX2 __attribute__((target("avx2,pclmul,bmi,popcnt")))

WEIR_AVX2 static inline uint64_t bits_of(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

WEIR_AVX2 static inline uint64_t equal(__m256i low, __m256i high, char ch)
{
    const __m256i v = _mm256_set1_epi8(ch);

    return bits_of(_mm256_cmpeq_epi8(low, v), _mm256_cmpeq_epi8(high, v));
}

WEIR_AVX2 static inline __m256i ops_of(__m256i v)
{
    const __m256i lower = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    __m256i a =
        _mm256_or_si256(_mm256_cmpeq_epi8(lower, _mm256_set1_epi8('{')),
                        _mm256_cmpeq_epi8(lower, _mm256_set1_epi8('}')));
    __m256i b = _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(':')),
                                _mm256_cmpeq_epi8(v, _mm256_set1_epi8(',')));

    return _mm256_or_si256(_mm256_or_si256(a, b),
                           _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n')));
}

WEIR_AVX2 static inline __m256i blanks_of(__m256i v)
{
    __m256i a = _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(' ')),
                                _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\t')));

    return _mm256_or_si256(a, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\r')));
}

WEIR_AVX2 static inline struct masks masks_avx2(const char *p)
{
    const __m256i limit = _mm256_set1_epi8(0x1f);
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

    return (struct masks){
        .quote = equal(a, b, '"'),
        .slash = equal(a, b, '\\'),
        .op = bits_of(ops_of(a), ops_of(b)),
        .blank = bits_of(blanks_of(a), blanks_of(b)),
        .control = bits_of(_mm256_cmpeq_epi8(_mm256_min_epu8(a, limit), a),
                           _mm256_cmpeq_epi8(_mm256_min_epu8(b, limit), b)),
        .high = bits_of(a, b),
    };
}

WEIR_AVX2 static inline uint64_t parity_avx2(uint64_t q)
{
    const __m128i ones = _mm_set1_epi8((char)0xff);
    __m128i r = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)q), ones, 0);

    return (uint64_t)_mm_cvtsi128_si64(r);
}

WEIR_AVX2 static uint32_t *scan_avx2(const char *p, size_t n, uint32_t *to,
                                     struct carry *c)
{
    for (size_t i = 0; i < n; i += 64) {
        struct masks m = masks_avx2(p + i);
        uint64_t quote = m.quote & ~find_escaped(m.slash, c);
        uint64_t parts = find_parts(&m, quote, parity_avx2(quote), c);
        to = add_bits(to, parts, (uint32_t)i);
    }
    return to;
}

/* --- with AVX-512 --------------------------------------------------------- */

#define WEIR_AVX512                                               \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi," \
                          "avx512vbmi2,pclmul,bmi,popcnt")))

WEIR_AVX512 static inline uint64_t equal_512(__m512i v, char ch)
{
    return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(ch));
}

WEIR_AVX512 static inline struct masks masks_512(const char *p)
{
    const __m512i v = _mm512_loadu_si512((const void *)p);
    const __m512i lower = _mm512_or_si512(v, _mm512_set1_epi8(0x20));

    return (struct masks){
        .quote = equal_512(v, '"'),
        .slash = equal_512(v, '\\'),
        .op = equal_512(lower, '{') | equal_512(lower, '}') |
              equal_512(v, ':') | equal_512(v, ',') | equal_512(v, '\n'),
        .blank = equal_512(v, ' ') | equal_512(v, '\t') | equal_512(v, '\r'),
        .control = _mm512_cmple_epu8_mask(v, _mm512_set1_epi8(0x1f)),
        .high = _mm512_movepi8_mask(v),
    };
}

/* The numbers of the set bits, sixteen at a time. */
WEIR_AVX512 static inline uint32_t *add_512(uint32_t *to, uint64_t bits,
                                            uint32_t base)
{
    const __m512i numbers = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46,
        45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28,
        27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10,
        9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i from = _mm512_set1_epi32((int)base);
    __m512i packed = _mm512_maskz_compress_epi8(bits, numbers);
    int n = __builtin_popcountll(bits);

    for (int k = 0; k < n; k += 16) {
        __m512i wide = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed));
        _mm512_storeu_si512((void *)(to + k), _mm512_add_epi32(wide, from));
        packed = _mm512_alignr_epi32(packed, packed, 4);
    }
    return to + n;
}

WEIR_AVX512 static inline uint64_t parity_512(uint64_t q)
{
    const __m128i ones = _mm_set1_epi8((char)0xff);
    __m128i r = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)q), ones, 0);

    return (uint64_t)_mm_cvtsi128_si64(r);
}

WEIR_AVX512 static uint32_t *scan_512(const char *p, size_t n, uint32_t *to,
                                      struct carry *c)
{
    for (size_t i = 0; i < n; i += 64) {
        struct masks m = masks_512(p + i);
        uint64_t quote = m.quote & ~find_escaped(m.slash, c);
        uint64_t parts = find_parts(&m, quote, parity_512(quote), c);
        to = add_512(to, parts, (uint32_t)i);
    }
    return to;
}

typedef uint32_t *scan_fn(const char *p, size_t n, uint32_t *to,
                          struct carry *c);

static scan_fn *best_scan(void)
{
    if (__builtin_cpu_supports("avx512vbmi2") &&
        __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("pclmul"))
        return scan_512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
        __builtin_cpu_supports("bmi"))
        return scan_avx2;
    return scan_plain;
}
#else
typedef uint32_t *scan_fn(const char *p, size_t n, uint32_t *to,
                          struct carry *c);

static scan_fn *best_scan(void)
{
    return scan_plain;
}
#endif

/* --- the block ------------------------------------------------------------ */

/* The last bytes, with zeros behind them: what stands behind the block is no
 * part of it. */
static size_t copy_tail(const char *p, size_t n, char tail[128])
{
    size_t left = n % 64;

    memset(tail, ' ', 128);
    memcpy(tail, p + n - left, left);
    return left;
}

static bool build(struct weir_index *ix, struct arena *a, const char *p,
                  size_t n, scan_fn *scan)
{
    struct carry c = {0};
    char tail[128];
    size_t left = copy_tail(p, n, tail), whole = n - left;

    ix->base = p;
    ix->next = 0;
    ix->at = arena_raw(a, (n + 128) * sizeof *ix->at);
    uint32_t *to = scan(p, whole, ix->at, &c);
    uint32_t *more = to;
    to = left ? scan_plain(tail, 64, to, &c) : to;
    for (; more < to; more++)
        *more += (uint32_t)whole;
    ix->n = (size_t)(to - ix->at);
    ix->at[ix->n] = (uint32_t)n;
    ix->backslash = c.slashes != 0;
    if (c.bad || c.in)
        return false;
    return !c.high || weir_utf8_valid((str){p, n});
}

bool weir_index_build_plain(struct weir_index *ix, struct arena *a,
                            const char *p, size_t n)
{
    return build(ix, a, p, n, scan_plain);
}

bool weir_index_build(struct weir_index *ix, struct arena *a, const char *p,
                      size_t n)
{
    return build(ix, a, p, n, best_scan());
}
