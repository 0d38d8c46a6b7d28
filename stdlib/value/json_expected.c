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
static void print_found(struct reading *r, struct buf *b, const char *p)
{
    struct weir_json j = {.end = r->j.end};
    bool escaped;

    if (p >= j.end) {
        buf_text(b, "the end");
        return;
    }
    if (*p == '{' || *p == '[') {
        buf_text(b, *p == '{' ? "an object" : "a list");
        return;
    }
    const char *end = weir_json_plain(&j, p);
    str found = end ? (str){p, (size_t)(end - p)}
                    : (str){p, (size_t)(j.end - p < 20 ? j.end - p : 20)};
    bool quoted = *p == '"' && end && weir_json_string(&j, p + 1, &escaped);
    if (quoted)
        found = (str){p + 1, found.len - 2};
    if (!end && !weir_utf8_valid(found))
        found = STR("bytes that are not UTF-8");
    found = weir_text_excerpt(r->x, found);
    buf_printf(b, quoted ? "\"%" STR_FMT "\"" : "%" STR_FMT, STR_ARG(found));
}

const char *weir_json_expected(struct reading *r, const struct frame *at,
                               const char *p, const char *what)
{
    struct buf b = BUF_MAX(64 * 1024);

    print_path(&b, at);
    buf_printf(&b, "expected %s, found ", what);
    print_found(r, &b, p);
    weir_fail(r->x, r->class, "%" STR_FMT, STR_ARG(buf_view(&b)));
    buf_free(&b);
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
    weir_fail(r->x, r->class, "%" STR_FMT "expected %s, found nothing",
              STR_ARG(buf_view(&b)), weir_shape_noun(f->shape));
    buf_free(&b);
    return false;
}
