/*
 * Prints messages that a case file describes: render FORMAT CASE. A line that
 * starts with "@@ " is a command; other lines are text of the file named last,
 * where \e is an escape and \xNN any byte.
 *
 *     @@ file NAME
 *     @@ error|warning|info|unknown ID NAME:LINE:COLUMN+BYTES MESSAGE
 *     @@ note NAME:LINE:COLUMN+BYTES TEXT      (- for a note without a place)
 *     @@ step NAME:LINE:COLUMN+BYTES TEXT      a stop on the way to it
 *     @@ help TEXT · @@ anchor TEXT · @@ edit PLACE TEXT
 */
#include "compiler/base/diag_print.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct render {
    struct arena *arena;
    struct sources sources;
    struct diags diags;
    struct buf text;  // of the file being read
    str name;         // of it
    struct diag *now; // the message being described
};

static bool fail(const char *what, str line)
{
    fprintf(stderr, "render: %s: %" STR_FMT "\n", what, STR_ARG(line));
    return false;
}

static str cut_word(str *line)
{
    ptrdiff_t end = str_find(*line, STR(" "));
    size_t n = end < 0 ? line->len : (size_t)end;
    str word = str_slice(*line, 0, n);

    *line = str_slice(*line, n + 1, line->len);
    return word;
}

static void finish_file(struct render *r)
{
    if (!r->name.len)
        return;
    source_add(&r->sources, r->name, arena_str(r->arena, buf_view(&r->text)));
    buf_clear(&r->text);
    r->name = (str){"", 0};
}

static uint32_t number(str s)
{
    char copy[16] = "";

    memcpy(copy, s.ptr, s.len < sizeof copy ? s.len : sizeof copy - 1);
    return (uint32_t)strtoul(copy, NULL, 10);
}

/* The offset of a line and a column in a source. */
static uint32_t offset_of(const struct render *r, const struct source *src,
                          uint32_t line, uint32_t column)
{
    for (uint32_t i = 0; i <= src->text.len; i++) {
        struct place p = source_locate(&r->sources, src->base + i);
        if (p.line == line && p.column == column)
            return src->base + i;
    }
    return 0;
}

/* NAME:LINE:COLUMN+BYTES */
static span place_of(const struct render *r, str s)
{
    ptrdiff_t name = str_find(s, STR(":"));
    ptrdiff_t plus = str_find(s, STR("+"));

    if (name < 0 || plus < 0)
        return (span){0, 0};
    str rest = str_slice(s, (size_t)name + 1, (size_t)plus);
    ptrdiff_t colon = str_find(rest, STR(":"));
    uint32_t line = number(str_slice(rest, 0, (size_t)colon));
    uint32_t column = number(str_slice(rest, (size_t)colon + 1, rest.len));
    for (uint32_t i = 0; i < r->sources.files.n; i++) {
        const struct source *src = r->sources.files.at[i];
        if (str_eq(src->name, str_slice(s, 0, (size_t)name)))
            return (span){offset_of(r, src, line, column),
                          number(str_slice(s, (size_t)plus + 1, s.len))};
    }
    return (span){0, 0};
}

/* Adds a line to `to`, escapes decoded. */
static void decode(struct buf *to, str line)
{
    for (size_t i = 0; i < line.len; i++) {
        str rest = str_slice(line, i, line.len);
        if (str_starts_with(rest, STR("\\e"))) {
            buf_char(to, '\033');
            i++;
        } else if (str_starts_with(rest, STR("\\x")) && rest.len >= 4) {
            char hex[3] = {rest.ptr[2], rest.ptr[3], 0};
            buf_char(to, (char)strtoul(hex, NULL, 16));
            i += 3;
        } else {
            buf_char(to, line.ptr[i]);
        }
    }
}

static bool add_message(struct render *r, str word, str line)
{
    static const char *const levels[] = {"unknown", "info", "warning", "error"};
    str id = cut_word(&line), place = cut_word(&line);

    for (int i = 0; i < 4; i++) {
        if (!str_eq(word, str_from(levels[i])))
            continue;
        enum diag_level level = i ? (enum diag_level)i : DIAG_WARNING;
        str copy = arena_str(r->arena, id);
        r->now =
            diag_add(&r->diags, level, str_eq(id, STR("-")) ? "" : copy.ptr,
                     place_of(r, place), "%" STR_FMT, STR_ARG(line));
        r->now->verdict = i ? DIAG_FAIL : DIAG_UNKNOWN;
        return true;
    }
    return fail("no such command", word);
}

static bool command(struct render *r, str line)
{
    str word = cut_word(&line);

    finish_file(r);
    if (str_eq(word, STR("file"))) {
        r->name = line;
    } else if (str_eq(word, STR("note"))) {
        str place = cut_word(&line);
        diag_note(&r->diags, r->now, place_of(r, place), "%" STR_FMT,
                  STR_ARG(line));
    } else if (str_eq(word, STR("step"))) {
        str place = cut_word(&line);
        diag_step(&r->diags, r->now, place_of(r, place), line);
    } else if (str_eq(word, STR("edit"))) {
        str place = cut_word(&line);
        diag_edit(&r->diags, r->now, place_of(r, place), line);
    } else if (str_eq(word, STR("help"))) {
        diag_help(&r->diags, r->now, "%" STR_FMT, STR_ARG(line));
    } else if (str_eq(word, STR("anchor"))) {
        r->now->anchor = line;
    } else {
        return add_message(r, word, line);
    }
    return true;
}

static bool read_line(struct render *r, str line)
{
    struct buf decoded = BUF_MAX(1u << 20);

    decode(&decoded, line);
    str text = arena_str(r->arena, buf_view(&decoded));
    buf_free(&decoded);
    if (str_starts_with(text, STR("@@ ")))
        return command(r, str_slice(text, 3, text.len));
    buf_str(&r->text, text);
    buf_char(&r->text, '\n');
    return true;
}

static bool read_case(struct render *r, str text)
{
    bool ok = true;

    for (size_t i = 0; ok && i < text.len;) {
        str rest = str_slice(text, i, text.len);
        ptrdiff_t end = str_find(rest, STR("\n"));
        size_t n = end < 0 ? rest.len : (size_t)end;
        ok = read_line(r, str_slice(rest, 0, n));
        i += n + 1;
    }
    finish_file(r);
    return ok;
}

static struct diag_rule describe(void *context, str id)
{
    (void)context;
    return (struct diag_rule){
        .id = id,
        .summary = STR("what the rule says"),
        .page = STR("# rule\n\nWhat it finds.\n\n## Why\n\nBecause.\n"),
        .level = DIAG_WARNING};
}

/* "color" is human with colours. */
static bool print(struct render *r, str format, struct buf *out)
{
    struct diag_summary sum = {.files = r->sources.files.n};
    struct diag_report report = {.diags = &r->diags,
                                 .sum = &sum,
                                 .rule = describe,
                                 .fail_on = DIAG_ERROR};
    bool color = str_eq(format, STR("color"));

    diags_sort(&r->diags);
    diags_count(&r->diags, &sum);
    report.failed = sum.errors > 0;
    if (color || str_eq(format, STR("text"))) {
        diags_print_text(&r->diags, color, out);
        return true;
    }
    const struct diag_format *f = diag_format_find(format.ptr);
    if (f)
        f->print(&report, out);
    return f;
}

int main(int argc, char **argv)
{
    struct render r = {.arena = arena_new(), .text = BUF_MAX(1u << 20)};
    struct sources cases;

    if (argc != 3)
        return 2;
    sources_init(&cases, r.arena);
    sources_init(&r.sources, r.arena);
    diags_init(&r.diags, r.arena, &r.sources);
    const struct source *src = source_open(&cases, argv[2], STR("case"));
    if (!src || !read_case(&r, src->text))
        return 2;
    struct buf out = BUF_MAX((size_t)1 << 30);
    bool known = print(&r, str_from(argv[1]), &out);
    fwrite(out.ptr, 1, out.len, stdout);
    buf_free(&out);
    buf_free(&r.text);
    arena_free(r.arena);
    return known ? 0 : 2;
}
