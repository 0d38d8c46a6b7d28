/*
 * Lines, blank lines, comments and braces of the formatter. A line is begun and
 * never ended, so that a comment may still join it.
 */
#include "grammar/printer.h"

#include <string.h>

enum { SCRATCH = 4 * PRINT_COLUMNS + 16 };

void print_text(struct printer *pr, const char *text)
{
    buf_text(pr->out, text);
}

void print_str(struct printer *pr, str s)
{
    buf_str(pr->out, s);
}

uint32_t print_columns(str s)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

uint32_t print_wider(uint32_t width, uint32_t columns)
{
    return columns > width && columns <= PRINT_WIDEST ? columns : width;
}

uint32_t print_widest(uint32_t width, str word)
{
    return print_wider(width, print_columns(word));
}

void print_word(struct printer *pr, str word, uint32_t width)
{
    uint32_t n = print_columns(word);

    print_str(pr, word);
    buf_fill(pr->out, ' ', n < width ? width - n : 0);
}

/* --- the source ----------------------------------------------------------- */

static const char *source_at(const struct printer *pr, uint32_t pos)
{
    return pr->file->src->text.ptr + (pos - pr->file->src->base);
}

static const char *source_end(const struct printer *pr)
{
    return pr->file->src->text.ptr + pr->file->src->text.len;
}

str print_source(const struct printer *pr, span at)
{
    return (str){source_at(pr, at.pos), at.len};
}

static bool first_on_line(const struct printer *pr, uint32_t pos)
{
    const char *c = source_at(pr, pos), *start = pr->file->src->text.ptr;

    while (c > start && (c[-1] == ' ' || c[-1] == '\t'))
        c--;
    return c == start || c[-1] == '\n';
}

static const char *skip_blanks(const struct printer *pr, const char *c)
{
    while (c < source_end(pr) && (*c == ' ' || *c == '\t' || *c == '\r'))
        c++;
    return c;
}

/* True when an empty line comes next behind `pos`. */
static bool blank_behind(const struct printer *pr, uint32_t pos)
{
    const char *end = source_end(pr), *c = skip_blanks(pr, source_at(pr, pos));

    if (c == end || *c != '\n')
        return false;
    c = skip_blanks(pr, c + 1);
    return c < end && *c == '\n';
}

static bool has_comment(const struct printer *pr, span whole)
{
    const struct ast_file *f = pr->file;
    uint32_t i = pr->next_comment;

    while (i < f->ncomments && f->comments[i].at.pos < whole.pos)
        i++;
    return i < f->ncomments && f->comments[i].at.pos < whole.pos + whole.len;
}

/* --- flat ----------------------------------------------------------------- */

static uint32_t column(const struct printer *pr)
{
    return print_columns(
        (str){pr->out->ptr ? pr->out->ptr + pr->line_start : "",
              pr->out->len - pr->line_start});
}

bool print_try_flat(struct printer *pr, print_fn *fn, const void *what,
                    uint32_t width, uint32_t after)
{
    struct buf text = BUF_MAX(pr->file ? SCRATCH : pr->out->max);
    struct printer flat = *pr;

    flat.out = &text;
    flat.flat = true;
    fn(&flat, what, width);
    bool fits =
        !text.failed &&
        column(pr) + print_columns(buf_view(&text)) + after <= PRINT_COLUMNS;
    if (fits)
        print_str(pr, buf_view(&text));
    buf_free(&text);
    return fits;
}

/* --- lines ---------------------------------------------------------------- */

void print_new_line(struct printer *pr, uint32_t indent)
{
    if (pr->flat) {
        pr->out->failed = true;
        return;
    }
    if (pr->out->len)
        buf_char(pr->out, '\n');
    if (pr->want_blank && pr->out->len)
        buf_char(pr->out, '\n');
    pr->want_blank = pr->fresh = pr->line_closed = false;
    pr->line_start = pr->out->len;
    buf_fill(pr->out, ' ', indent);
}

/* An empty line of the author stays, but not behind an open brace. */
static void keep_blank(struct printer *pr)
{
    if (!pr->bare && !pr->fresh && pr->pos && blank_behind(pr, pr->pos))
        pr->want_blank = true;
}

static void print_comment(struct printer *pr, const struct ast_comment *c)
{
    str text = print_source(pr, c->at);
    bool joins = !c->own_line && !pr->line_closed && pr->out->len;

    if (joins) {
        print_text(pr, "  ");
    } else {
        keep_blank(pr);
        print_new_line(pr, pr->indent);
    }
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\r')
            buf_char(pr->out, text.ptr[i]);
    pr->line_closed = str_starts_with(text, STR("//"));
    if (c->at.pos + c->at.len > pr->pos)
        pr->pos = c->at.pos + c->at.len;
    pr->fresh = pr->fresh && joins;
}

void print_comments(struct printer *pr, uint32_t upto)
{
    if (pr->bare || pr->flat || !pr->file)
        return;
    while (pr->next_comment < pr->file->ncomments &&
           pr->file->comments[pr->next_comment].at.pos < upto)
        print_comment(pr, &pr->file->comments[pr->next_comment++]);
}

static void print_doc(struct printer *pr, str doc)
{
    bool more = doc.len > 0;

    while (more) {
        const char *end = doc.len ? memchr(doc.ptr, '\n', doc.len) : NULL;
        str line = {doc.ptr, end ? (size_t)(end - doc.ptr) : doc.len};
        print_new_line(pr, pr->indent);
        print_text(pr, line.len ? "/// " : "///");
        print_str(pr, line);
        more = end != NULL;
        doc = str_slice(doc, line.len + more, doc.len);
    }
}

void print_begin(struct printer *pr, span at, str doc)
{
    print_comments(pr, at.pos);
    keep_blank(pr);
    if (!pr->bare)
        print_doc(pr, doc);
    print_new_line(pr, pr->indent);
}

void print_end(struct printer *pr, span at)
{
    if (at.pos + at.len > pr->pos)
        pr->pos = at.pos + at.len;
}

/* --- braces --------------------------------------------------------------- */

bool print_is_broken(const struct printer *pr, span whole, span first)
{
    if (pr->bare || !pr->file)
        return false;
    return has_comment(pr, whole) ||
           (first.pos && first_on_line(pr, first.pos));
}

void print_keep_broken(struct printer *pr, span whole, span first)
{
    if (pr->flat && print_is_broken(pr, whole, first))
        pr->out->failed = true;
}

void print_open(struct printer *pr, span whole, span first)
{
    if (!pr->flat) {
        print_text(pr, "{");
        pr->indent += PRINT_INDENT;
        pr->fresh = true;
        return;
    }
    print_text(pr, first.pos ? "{ " : "{");
    pr->fresh = true;
    print_keep_broken(pr, whole, first);
}

void print_element(struct printer *pr, span at, str doc)
{
    if (!pr->flat) {
        print_begin(pr, at, doc);
        return;
    }
    if (doc.len && !pr->bare)
        pr->out->failed = true;
    if (!pr->fresh)
        print_text(pr, "  ");
    pr->fresh = false;
}

void print_close(struct printer *pr, span whole)
{
    if (pr->flat) {
        print_text(pr, pr->fresh ? "}" : " }");
        pr->fresh = false;
        return;
    }
    print_comments(pr, whole.pos + whole.len);
    pr->indent -= PRINT_INDENT;
    if (pr->fresh && !pr->line_closed) {
        pr->fresh = false;
        print_text(pr, "}");
        return;
    }
    pr->want_blank = false;
    print_new_line(pr, pr->indent);
    print_text(pr, "}");
}

/* --- files ---------------------------------------------------------------- */

static void item_fn(struct printer *pr, const void *what, uint32_t width)
{
    (void)width;
    print_item(pr, what);
}

static bool is_one_line(struct printer *pr, const struct ast_item *item)
{
    size_t len = pr->out->len, start = pr->line_start;
    bool flat;

    if (item->doc.len && !pr->bare)
        return false;
    pr->line_start = len;
    flat = print_try_flat(pr, item_fn, item, 0, 0);
    pr->line_start = start;
    pr->out->len = len;
    if (pr->out->ptr)
        pr->out->ptr[len] = 0;
    return flat;
}

/* Items of one line each may stand close; others have a blank line around. */
static void print_items(struct printer *pr)
{
    bool last_flat = true;

    for (const struct ast_item *i = pr->file->items; i; i = i->next) {
        bool flat = is_one_line(pr, i);
        pr->want_blank |= !flat || !last_flat;
        print_begin(pr, i->at, i->doc);
        if (!print_try_flat(pr, item_fn, i, 0, 0))
            print_item(pr, i);
        print_end(pr, i->at);
        last_flat = flat;
    }
    print_comments(pr, UINT32_MAX);
    if (pr->out->len)
        buf_char(pr->out, '\n');
}

void print_file(const struct ast_file *file, struct buf *out)
{
    struct printer pr = {.out = out, .file = file, .fresh = true};

    print_items(&pr);
}

void print_file_bare(const struct ast_file *file, struct buf *out)
{
    struct printer pr = {.out = out, .file = file, .bare = true};

    print_items(&pr);
}
