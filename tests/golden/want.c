/*
 * Wants are found by their text, line by line: what a comment says can't
 * depend on the parser that is tested.
 */
#include "tests/golden/want.h"

struct reader {
    struct wants *wants;
    struct arena *arena;
    const struct source *src;
    uint32_t line;
    str rest;
    str id;
};

static void skip(struct reader *r, size_t n)
{
    r->rest = str_slice(r->rest, n, r->rest.len);
}

/* A text in quotes, \" and \\ decoded; false when it does not end. */
static bool quoted(struct reader *r, str *out)
{
    char *to = arena_alloc(r->arena, r->rest.len + 1);
    size_t len = 0, i = 1;

    for (; i < r->rest.len && r->rest.ptr[i] != '"'; i++) {
        if (r->rest.ptr[i] == '\\' && i + 1 < r->rest.len)
            i++;
        to[len++] = r->rest.ptr[i];
    }
    if (i >= r->rest.len)
        return false;
    skip(r, i + 1);
    *out = (str){to, len};
    return true;
}

static bool rule_id(struct reader *r)
{
    ptrdiff_t end = str_find(r->rest, STR("]"));

    if (end < 0)
        return false;
    r->id = str_slice(r->rest, 1, (size_t)end);
    skip(r, (size_t)end + 1);
    return true;
}

/* What stands behind `// want`: [id] and texts in quotes, as many as there
 * are. */
static bool read_comment(struct reader *r)
{
    uint32_t before = r->wants->all.n;
    str part;

    r->id = (str){"", 0};
    while (r->rest.len) {
        if (str_starts_with(r->rest, STR("["))) {
            if (!rule_id(r))
                return false;
        } else if (str_starts_with(r->rest, STR("\""))) {
            if (!quoted(r, &part))
                return false;
            *vec_push(r->arena, &r->wants->all) =
                (struct want){r->src, r->line, r->id, part, false};
        } else {
            skip(r, 1);
        }
    }
    return r->wants->all.n > before;
}

static bool read_line(struct reader *r)
{
    ptrdiff_t at = str_find(r->rest, STR("// want"));

    if (at < 0 && str_ends_with(r->src->name, STR(".yaml")))
        at = str_find(r->rest, STR("# want"));
    if (at < 0)
        return true;
    skip(r, (size_t)at);
    skip(r, (size_t)str_find(r->rest, STR("want")) + 4);
    return read_comment(r);
}

bool wants_read(struct wants *w, struct arena *a, const struct source *src,
                str *error)
{
    struct reader r = {.wants = w, .arena = a, .src = src};

    for (size_t i = 0; i < src->text.len;) {
        str rest = str_slice(src->text, i, src->text.len);
        ptrdiff_t end = str_find(rest, STR("\n"));
        size_t n = end < 0 ? rest.len : (size_t)end;
        r.rest = str_slice(rest, 0, n);
        r.line++;
        i += n + 1;
        if (read_line(&r))
            continue;
        *error = arena_printf(a, "%" STR_FMT ":%u: a want without a text",
                              STR_ARG(src->name), (unsigned)r.line);
        return false;
    }
    return true;
}

struct want *wants_meet(struct wants *w, const struct diag *d, struct place at)
{
    for (uint32_t i = 0; i < w->all.n; i++) {
        struct want *want = &w->all.at[i];
        bool here = want->src == at.src && want->line == at.line;
        if (want->met || !(here || w->anywhere))
            continue;
        if (want->id.len && !str_eq(want->id, d->id))
            continue;
        if (str_find(d->message, want->part) < 0)
            continue;
        want->met = true;
        return want;
    }
    return NULL;
}
