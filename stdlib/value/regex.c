/*
 * Patterns by PCRE2. A match has a bound on its steps, its depth and its
 * memory, so that no pattern and no text can hang a run.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "stdlib/value/regex.h"

#include "stdlib/value/cache.h"
#include "stdlib/value/text.h"

#include <pcre2.h>
#include <string.h>

enum {
    REGEX_KIND = 2,
    GROUPS_MAX = 100,
    STEPS_MAX = 1000000,
    DEPTH_MAX = 100000,
    HEAP_MAX = 16 * 1024 // KiB
};

static void *take(size_t n, void *arena)
{
    return arena_alloc(arena, n);
}

static void give_back(void *p, void *arena)
{
    (void)p;
    (void)arena; // an arena is given back as a whole
}

static pcre2_code *compile(str pattern, struct arena *a, int *error, size_t *at)
{
    pcre2_general_context *g = pcre2_general_context_create(take, give_back, a);
    pcre2_compile_context *c = pcre2_compile_context_create(g);

    return pcre2_compile((PCRE2_SPTR)(pattern.ptr ? pattern.ptr : ""),
                         pattern.len, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C,
                         error, at, c);
}

static uint32_t groups_of(const pcre2_code *code)
{
    uint32_t n = 0;

    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &n);
    return n + 1;
}

static bool check(str pattern, struct arena *a, struct buf *why, size_t *at)
{
    int error = 0;
    pcre2_code *code = compile(pattern, a, &error, at);

    if (!code) {
        PCRE2_UCHAR text[256];
        pcre2_get_error_message(error, text, sizeof text);
        buf_text(why, (const char *)text);
        return false;
    }
    *at = 0;
    if (groups_of(code) <= GROUPS_MAX)
        return true;
    buf_text(why, "the pattern has more than 99 groups");
    return false;
}

bool weir_regex_check(str pattern, struct buf *why, size_t *at)
{
    struct arena *a = arena_new();
    bool good = check(pattern, a, why, at);

    arena_free(a);
    return good;
}

static pcre2_code *find(struct weir_context *x, str pattern)
{
    pcre2_code *code =
        x->cache ? weir_cache_get(x->cache, REGEX_KIND, pattern) : NULL;
    struct buf why = BUF_MAX(1024);
    int error;
    size_t at;

    if (code)
        return code;
    struct arena *a = x->cache ? weir_cache_arena(x->cache) : x->arena;
    struct arena_mark mark = arena_mark(a);
    if (!check(pattern, a, &why, &at)) {
        arena_reset(a, mark);
        str message = buf_take(&why, x->arena);
        weir_fail(x, WEIR_DATA, "wrong pattern: %" STR_FMT " at %zu",
                  STR_ARG(message), at);
        return NULL;
    }
    arena_reset(a, mark);
    code = compile(pattern, a, &error, &at);
    if (x->cache)
        weir_cache_put(x->cache, REGEX_KIND, pattern, code);
    return code;
}

/* Matches and copies the places of the groups to `places`, two for each. The
 * number of groups that are set; 0: no match, or failed. */
static int match(struct weir_context *x, const pcre2_code *code, str s,
                 size_t *places)
{
    pcre2_match_context *c = pcre2_match_context_create(NULL);
    pcre2_match_data *d = pcre2_match_data_create(GROUPS_MAX, NULL);
    int n = PCRE2_ERROR_NOMEMORY;

    if (c && d) {
        pcre2_set_match_limit(c, STEPS_MAX);
        pcre2_set_depth_limit(c, DEPTH_MAX);
        pcre2_set_heap_limit(c, HEAP_MAX);
        n = pcre2_match(code, (PCRE2_SPTR)(s.ptr ? s.ptr : ""), s.len, 0, 0, d,
                        c);
        if (n > 0)
            memcpy(places, pcre2_get_ovector_pointer(d),
                   2 * (size_t)n * sizeof *places);
    }
    pcre2_match_data_free(d);
    pcre2_match_context_free(c);
    if (n >= 0 || n == PCRE2_ERROR_NOMATCH)
        return n > 0 ? n : 0;
    weir_fail(x, WEIR_DATA,
              n == PCRE2_ERROR_MATCHLIMIT || n == PCRE2_ERROR_DEPTHLIMIT ||
                      n == PCRE2_ERROR_HEAPLIMIT
                  ? "matching \"%" STR_FMT "\" takes too many steps"
                  : "\"%" STR_FMT "\" can't be matched",
              STR_ARG(weir_text_excerpt(x, s)));
    return 0;
}

bool weir_text_matches(struct weir_context *x, str s, str pattern)
{
    size_t places[2 * GROUPS_MAX];
    const pcre2_code *code = find(x, pattern);

    return code && match(x, code, s, places) > 0;
}

weir_opt_list weir_text_capture(struct weir_context *x, str s, str pattern)
{
    size_t places[2 * GROUPS_MAX];
    const pcre2_code *code = find(x, pattern);
    int n = code ? match(x, code, s, places) : 0;

    if (n == 0)
        return (weir_opt_list){0};
    uint32_t groups = groups_of(code);
    weir_opt_string *out = arena_array(x->arena, weir_opt_string, groups);
    for (int i = 0; i < n; i++) {
        size_t from = places[2 * i], to = places[2 * i + 1];
        if (from != PCRE2_UNSET && from <= to)
            out[i] = (weir_opt_string){true, str_slice(s, from, to)};
    }
    return (weir_opt_list){true, {out, groups}};
}
