/*
 * What is said when JSON does not fit: where, what was expected, what stands
 * there.
 */
#include "stdlib/value/json_reading.h"

#include "stdlib/value/text.h"

static void print_path(struct buf *b, const struct frame *at)
{
    const struct frame *way[WEIR_JSON_DEPTH + 2];
    size_t n = 0;

    for (; at && n < WEIR_JSON_DEPTH + 2; at = at->up)
        way[n++] = at;
    while (n > 0) {
        const struct frame *f = way[--n];
        if (!f->name.ptr)
            buf_printf(b, "[%zu]", f->index);
        else
            buf_printf(b, "%s%" STR_FMT, b->len ? "." : "", STR_ARG(f->name));
    }
    if (b->len)
        buf_text(b, ": ");
}

/* What stands at p, for a message. */
static str found_at(struct reading *r, const char *p)
{
    struct weir_json j = {.end = r->j.end};

    if (p >= j.end)
        return STR("the end");
    if (*p == '{')
        return STR("an object");
    if (*p == '[')
        return STR("a list");
    const char *end = weir_json_plain(&j, p);
    if (end && *p == '"')
        return arena_printf(r->x->arena, "\"%" STR_FMT "\"",
                            STR_ARG(weir_text_excerpt(
                                r->x, (str){p + 1, (size_t)(end - p) - 2})));
    if (!end)
        end = j.end - p < 20 ? j.end : p + 20;
    str found = {p, (size_t)(end - p)};
    return weir_utf8_valid(found) ? weir_text_excerpt(r->x, found)
                                  : STR("bytes that are not UTF-8");
}

const char *weir_json_expected(struct reading *r, const struct frame *at,
                               const char *p, const char *what)
{
    struct buf b = BUF_MAX(64 * 1024);

    str found = found_at(r, p);
    print_path(&b, at);
    buf_printf(&b, "expected %s, found %" STR_FMT, what, STR_ARG(found));
    str message = buf_take(&b, r->x->arena);
    weir_fail(r->x, r->class, "%" STR_FMT, STR_ARG(message));
    return NULL;
}

/* The text is no JSON where the scanner stopped. */
const char *weir_json_broken(struct reading *r, const struct frame *at)
{
    return weir_json_expected(r, at, r->j.bad, r->j.why);
}

bool weir_json_missing(struct reading *r, const struct weir_field *f,
                       const struct frame *at)
{
    struct frame here = {.up = at, .name = f->wire};
    struct buf b = BUF_MAX(64 * 1024);

    print_path(&b, &here);
    str path = buf_take(&b, r->x->arena);
    weir_fail(r->x, r->class, "%" STR_FMT "expected %s, found nothing",
              STR_ARG(path), weir_shape_noun(f->shape));
    return false;
}
