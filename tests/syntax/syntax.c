/*
 * Runs the fixtures of tests/syntax in one process.
 *
 *   good files  parse without a message; what the formatter makes of them says
 *               the same, and is left alone by the formatter; where a .fmt
 *               stands beside a file, the formatter gives exactly that
 *   bad files   (in a folder bad/) say on their lines, with // want "part",
 *               which messages they give; others fail as loudly
 *   pages       (.md) have examples, ```weir, that parse; fragments of a flow
 *               are put into one
 */
#include "grammar/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run {
    struct arena *arena;
    struct sources sources;
    struct diags diags;
    struct interner names;
    struct parse parse;
    uint32_t passed, failed;
    bool bless;
};

static void start(struct run *r)
{
    r->arena = arena_new();
    sources_init(&r->sources, r->arena);
    diags_init(&r->diags, r->arena, &r->sources);
    intern_init(&r->names, r->arena);
    r->parse = (struct parse){r->arena, &r->names, &r->sources, &r->diags};
}

static void count(struct run *r, bool good)
{
    r->passed += good;
    r->failed += !good;
}

static bool complain(const char *path, const char *what)
{
    printf("%s: %s\n", path, what);
    return false;
}

static void show(struct run *r, const struct diag *d)
{
    struct place at = source_locate(&r->sources, d->at.pos);

    printf("  %" STR_FMT ":%u:%u: %" STR_FMT "\n",
           STR_ARG(at.src ? at.src->name : STR("?")), at.line, at.column,
           STR_ARG(d->message));
    if (d->help.len)
        printf("    help: %" STR_FMT "\n", STR_ARG(d->help));
}

static bool parses(struct run *r, const char *path, struct ast_file *file)
{
    for (uint32_t i = 0; i < r->diags.all.n; i++)
        show(r, r->diags.all.at[i]);
    if (r->diags.all.n || file->failed)
        return complain(path, "does not parse");
    return true;
}

/* --- good ----------------------------------------------------------------- */

static char *read_text(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;

    *len = 0;
    if (!f)
        return NULL;
    if (fseek(f, 0, SEEK_END) == 0) {
        long size = ftell(f);
        rewind(f);
        text = calloc(1, (size_t)size + 1);
        if (text)
            *len = fread(text, 1, (size_t)size, f);
    }
    fclose(f);
    return text;
}

static struct ast_file *parse_again(struct run *r, struct buf *text)
{
    return parse_file(&r->parse,
                      source_add(&r->sources, STR("printed"),
                                 arena_str(r->arena, buf_view(text))));
}

static bool is_stable(struct run *r, const char *path, struct ast_file *file,
                      void (*print)(const struct ast_file *, struct buf *))
{
    struct buf once = BUF_MAX(1 << 26), twice = BUF_MAX(1 << 26);
    bool good = true;

    print(file, &once);
    struct ast_file *again = parse_again(r, &once);
    if (!parses(r, path, again)) {
        printf("%s", once.ptr);
        good = complain(path, "what the formatter printed does not parse");
    } else if (print == print_file && !ast_same(file, again)) {
        good = complain(path, "the formatter changed what the file says");
    } else {
        print(again, &twice);
        if (!str_eq(buf_view(&once), buf_view(&twice))) {
            printf("--- once\n%s--- twice\n%s", once.ptr, twice.ptr);
            good = complain(path, "the formatter is not done after one pass");
        }
    }
    buf_free(&once);
    buf_free(&twice);
    return good;
}

/* The bare text is the same however the file is laid out. */
static bool is_bare(struct run *r, const char *path, struct ast_file *file)
{
    struct buf printed = BUF_MAX(1 << 26), bare = BUF_MAX(1 << 26),
               again = BUF_MAX(1 << 26);

    print_file(file, &printed);
    print_file_bare(file, &bare);
    print_file_bare(parse_again(r, &printed), &again);
    bool good = str_eq(buf_view(&bare), buf_view(&again)) &&
                str_find(buf_view(&bare), STR("///")) < 0;
    if (!good)
        complain(path, "the bare text depends on the layout");
    buf_free(&printed);
    buf_free(&bare);
    buf_free(&again);
    return good;
}

static bool write_text(const char *path, str text)
{
    FILE *f = fopen(path, "wb");

    if (!f)
        return false;
    bool good = fwrite(text.ptr, 1, text.len, f) == text.len;
    return fclose(f) == 0 && good;
}

/* Beside x.weir may stand x.fmt: exactly what the formatter gives. */
static bool is_golden(struct run *r, const char *path, struct ast_file *file)
{
    char name[1024];
    size_t len;

    snprintf(name, sizeof name, "%.*s.fmt", (int)(strlen(path) - 5), path);
    char *golden = read_text(name, &len);
    if (!golden)
        return true;
    struct buf out = BUF_MAX(1 << 26);
    print_file(file, &out);
    bool good = str_eq(buf_view(&out), (str){golden, len});
    if (!good && r->bless)
        good = write_text(name, buf_view(&out));
    if (!good) {
        printf("%s", out.ptr);
        complain(name, "the formatter gives something else");
    }
    buf_free(&out);
    free(golden);
    return good;
}

/* Every comment is still there, in its order. */
static bool keeps_comments(struct run *r, const char *path,
                           struct ast_file *file)
{
    struct buf out = BUF_MAX(1 << 26);

    print_file(file, &out);
    struct ast_file *again = parse_again(r, &out);
    bool good = true;
    str rest = buf_view(&out);
    for (uint32_t i = 0; i < file->ncomments && good; i++) {
        str text = source_text(&r->sources, file->comments[i].at);
        ptrdiff_t hit = str_find(rest, str_slice(text, 0, 12));
        good = hit >= 0;
        rest = good ? str_slice(rest, (size_t)hit, rest.len) : rest;
    }
    if (!good || (again->ncomments == 0) != (file->ncomments == 0))
        good = complain(path, "the formatter lost a comment");
    buf_free(&out);
    return good;
}

static void run_good(struct run *r, const char *path)
{
    start(r);
    struct source *src = source_open(&r->sources, path, str_from(path));
    if (!src) {
        count(r, complain(path, "cannot be read"));
    } else {
        struct ast_file *file = parse_file(&r->parse, src);
        count(r, parses(r, path, file) &&
                     is_stable(r, path, file, print_file) &&
                     is_stable(r, path, file, print_file_bare) &&
                     is_bare(r, path, file) && keeps_comments(r, path, file) &&
                     is_golden(r, path, file));
    }
    arena_free(r->arena);
}

/* --- bad ------------------------------------------------------------------ */

/* Takes the next "..." of a want comment from `*rest`. */
static bool next_want(str *rest, str *part)
{
    ptrdiff_t open = str_find(*rest, STR("\""));

    if (open < 0)
        return false;
    *rest = str_slice(*rest, (size_t)open + 1, rest->len);
    size_t end = 0;
    while (end < rest->len && rest->ptr[end] != '"')
        end += rest->ptr[end] == '\\' ? 2 : 1;
    *part = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 1, rest->len);
    return true;
}

/* The wanted part without its backslashes. */
static str unescape(struct run *r, str part)
{
    char *text = arena_alloc(r->arena, part.len + 1), *to = text;

    for (size_t i = 0; i < part.len; i++) {
        if (part.ptr[i] == '\\' && i + 1 < part.len)
            i++;
        *to++ = part.ptr[i];
    }
    return (str){text, (size_t)(to - text)};
}

static bool says(const struct diag *d, str part)
{
    return str_find(d->message, part) >= 0 || str_find(d->help, part) >= 0;
}

static str wants_of(struct source *src, uint32_t line)
{
    str text = source_line(src, line);
    ptrdiff_t at = str_find(text, STR("// want "));

    return at < 0 ? STR("") : str_slice(text, (size_t)at + 8, text.len);
}

static bool line_is_met(struct run *r, const char *path, struct source *src,
                        uint32_t line, bool *met)
{
    str rest = wants_of(src, line), part;
    bool good = true;

    while (next_want(&rest, &part)) {
        bool found = false;
        part = unescape(r, part);
        for (uint32_t i = 0; i < r->diags.all.n; i++) {
            const struct diag *d = r->diags.all.at[i];
            struct place at = source_locate(&r->sources, d->at.pos);
            if (at.line == line && says(d, part))
                found = met[i] = true;
        }
        if (found)
            continue;
        printf("%s:%u: wanted \"%" STR_FMT "\"\n", path, line, STR_ARG(part));
        good = false;
    }
    return good;
}

static void run_bad(struct run *r, const char *path)
{
    start(r);
    struct source *src = source_open(&r->sources, path, str_from(path));
    if (!src) {
        count(r, complain(path, "cannot be read"));
        arena_free(r->arena);
        return;
    }
    struct ast_file *file = parse_file(&r->parse, src);
    bool *met = arena_array(r->arena, bool, r->diags.all.n + 1);
    bool good = file->failed || complain(path, "parses");
    source_locate(&r->sources, src->base);
    for (uint32_t line = 1; line <= src->nlines; line++)
        good &= line_is_met(r, path, src, line, met);
    for (uint32_t i = 0; i < r->diags.all.n; i++) {
        if (met[i])
            continue;
        good = complain(path, "not wanted:");
        show(r, r->diags.all.at[i]);
    }
    count(r, good);
    arena_free(r->arena);
}

/* --- pages ---------------------------------------------------------------- */

/* An example is a file; when its first word is no item, lines of a flow. */
static bool is_fragment(str text)
{
    static const char *const items[] = {
        "use",   "team", "queue", "record",    "enum", "entity",   "table",
        "store", "fn",   "flow",  "reconcile", "test", "connector"};

    text = str_trim(text);
    while (str_starts_with(text, STR("//"))) {
        ptrdiff_t end = str_find(text, STR("\n"));
        text = end < 0 ? STR("")
                       : str_trim(str_slice(text, (size_t)end, text.len));
    }
    ptrdiff_t end = str_find(text, STR(" "));
    str word = str_slice(text, 0, end < 0 ? text.len : (size_t)end);
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        if (str_eq(word, str_from(items[i])))
            return false;
    if (str_eq(word, STR("map"))) {
        ptrdiff_t paren = str_find(text, STR("(")),
                  as = str_find(text, STR("\n"));
        str head = str_slice(text, 0, as < 0 ? text.len : (size_t)as);
        return paren < 0 || str_find(head, STR(") ->")) < 0;
    }
    return true;
}

/* What stands around an example that is not a file. */
struct frame {
    const char *head, *tail;
};

static struct frame frame_of(const char *kind)
{
    static const struct {
        const char *kind;
        struct frame frame;
    } frames[] = {
        {"flow", {"flow x {\n", "}"}},
        {"team", {"team x {\n", "}"}},
        {"queue", {"queue x {\n", "}"}},
        {"reconcile", {"reconcile x {\n", "}"}},
        {"test", {"test \"x\" for x {\n", "}"}},
        {"connector", {"connector x@1 {\n", "}"}},
        {"endpoint", {"connector x@1 { endpoint x: X {\n", "} }"}},
        {"options", {"flow x { read a.b as c {\n", "} }"}},
        {"expression", {"fn x() -> any = ", ""}},
        {"expressions", {"fn x() -> any = [\n", "]"}},
    };

    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        if (strcmp(frames[i].kind, kind) == 0)
            return frames[i].frame;
    return (struct frame){"?", ""}; // no such kind: it won't parse
}

static void run_example(struct run *r, const char *path, str text,
                        uint32_t line, const char *kind)
{
    char name[1024];

    start(r);
    snprintf(name, sizeof name, "%s:%u", path, line);
    struct frame in = {"", ""};
    if (*kind)
        in = frame_of(kind);
    else if (is_fragment(text))
        in = frame_of("flow");
    str whole = arena_printf(r->arena, "%s%" STR_FMT "%s", in.head,
                             STR_ARG(text), in.tail);
    struct ast_file *file =
        parse_file(&r->parse, source_add(&r->sources, str_from(name), whole));
    count(r, parses(r, name, file) && is_stable(r, name, file, print_file));
    arena_free(r->arena);
}

/* ```weir is a file or lines of a flow; ```weir KIND is what stands in a KIND,
 * one of those of frame_of(). */
static void run_page(struct run *r, const char *path)
{
    size_t len, from = 0;
    char *page = read_text(path, &len);
    uint32_t line = 1, start_line = 0;
    char kind[32] = "";

    if (!page)
        count(r, complain(path, "cannot be read"));
    for (char *at = page; page && at < page + len; line++) {
        char *end = memchr(at, '\n', (size_t)(page + len - at));
        end = end ? end : page + len;
        str text = {at, (size_t)(end - at)};
        size_t next = (size_t)(end - page) + 1;
        if (start_line && str_starts_with(text, STR("```"))) {
            str example = {page + from, (size_t)(at - page) - from};
            run_example(r, path, example, start_line, kind);
            start_line = 0;
        } else if (!start_line && (str_eq(text, STR("```weir")) ||
                                   str_starts_with(text, STR("```weir ")))) {
            snprintf(kind, sizeof kind, "%.*s",
                     (int)(text.len > 8 ? text.len - 8 : 0), text.ptr + 8);
            start_line = line;
            from = next;
        }
        at = end + 1;
    }
    free(page);
}

/* --- main ----------------------------------------------------------------- */

static void run_file(struct run *r, const char *path)
{
    if (str_ends_with(str_from(path), STR(".md")))
        run_page(r, path);
    else if (strstr(path, "/bad/"))
        run_bad(r, path);
    else
        run_good(r, path);
}

static int print_one(struct run *r, const char *path)
{
    struct buf out = BUF_MAX(1 << 26);

    start(r);
    struct source *src = source_open(&r->sources, path, str_from(path));
    struct ast_file *file = src ? parse_file(&r->parse, src) : NULL;
    if (file && parses(r, path, file))
        print_file(file, &out);
    fwrite(buf_view(&out).ptr, 1, out.len, stdout);
    buf_free(&out);
    arena_free(r->arena);
    return 0;
}

int main(int argc, char **argv)
{
    struct run r = {.bless = getenv("BLESS") != NULL};

    if (argc == 3 && strcmp(argv[1], "--print") == 0)
        return print_one(&r, argv[2]);
    for (int i = 1; i < argc; i++)
        run_file(&r, argv[i]);
    printf("syntax: %u passed, %u failed\n", r.passed, r.failed);
    return r.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
