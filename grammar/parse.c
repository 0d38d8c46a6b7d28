/*
 * Text to tree. Nearly every text is right, so the first pass reads tokens as
 * they come and stops at a mistake; only then all tokens are read into an
 * array, and a second pass reports every mistake at its place. The first uses
 * a parser without LAC, which finds mistakes later, but each.
 */
#include "grammar/scan.h"
#include "grammar/tokens.h"
#include "weir.lex.h"

#include <stdlib.h>
#include <string.h>

str parser_text(const struct parser *p, span at)
{
    size_t from = at.pos - p->src->base;

    return str_slice(p->src->text, from, from + at.len);
}

void parser_stop(struct parser *p, span at)
{
    p->stopped = true;
    p->stop_pos = at.pos;
}

static bool may_say(struct parser *p, span at)
{
    p->wrong = true;
    if (!p->careful || p->stopped)
        return false;
    uint32_t line = source_locate(p->sources, at.pos).line;
    if (p->said[line])
        return false;
    p->said[line] = 1;
    if (p->nmessages++ < MOST_MESSAGES)
        return true;
    diag_add(p->diags, DIAG_ERROR, "language/syntax", at,
             "more than %d mistakes in this file, the rest is not read",
             MOST_MESSAGES);
    parser_stop(p, at);
    return false;
}

struct diag *parser_say(struct parser *p, span at, const char *fmt, ...)
{
    va_list args;

    if (!may_say(p, at))
        return NULL;
    va_start(args, fmt);
    struct diag *d =
        diag_vadd(p->diags, DIAG_ERROR, "language/syntax", at, fmt, args);
    va_end(args);
    return d;
}

void parser_help(struct parser *p, struct diag *d, const char *fmt, ...)
{
    va_list args;

    if (!d)
        return;
    va_start(args, fmt);
    d->help = arena_vprintf(p->diags->arena, fmt, args);
    va_end(args);
}

void parser_fix(struct parser *p, struct diag *d, enum diag_safety safety,
                span at, str text)
{
    if (!d)
        return;
    d->safety = safety;
    diag_edit(p->diags, d, at, text);
}

int parser_scan(struct parser *p, WEIR_STYPE *value, span *at)
{
    if (p->stopped || (p->wrong && !p->careful)) {
        *at = (span){p->stop_pos, 0};
        return 0;
    }
    return scan_lex(value, at, p->scanner);
}

int weir_lex(WEIR_STYPE *value, span *at, struct parser *p)
{
    if (!p->careful)
        return parser_scan(p, value, at);
    uint32_t i = p->next < p->ntokens ? p->next++ : p->ntokens - 1;
    const struct token *t = &p->tokens[i];
    *value = t->value;
    *at = t->at;
    return p->stopped ? 0 : t->kind;
}

/* flex writes into its buffer while it reads, and leaves a mark where it stops;
 * it wants two NULs behind the text. */
static void start_scanner(struct parser *p)
{
    str text = p->src->text;
    yyscan_t scanner;

    if (text.len)
        memcpy(p->copy, text.ptr, text.len);
    memset(p->copy + text.len, 0, 16);
    if (scan_lex_init_extra(p, &scanner) != 0)
        abort(); // no memory for a hundred bytes
    scan__scan_buffer(p->copy, text.len + 2, scanner);
    p->scanner = scanner;
}

static void read_again(struct parser *p)
{
    struct arena *scratch = arena_new();

    p->careful = true;
    p->wrong = p->stopped = p->chain_said = false;
    p->depth = p->ntexts = 0;
    p->items = LIST_NONE;
    memset(p->file->of_kind, 0, sizeof p->file->of_kind);
    p->comments.n = 0;
    source_locate(p->sources, p->src->base);
    p->said = arena_alloc(p->arena, p->src->nlines + 2);
    start_scanner(p);
    scan_check_text(p);
    tokens_read(p, scratch);
    scan_lex_destroy(p->scanner);
    // What stands before the place of a limit is still worth a word.
    p->stopped = p->nmessages > MOST_MESSAGES;
    weir_parse(p);
    arena_free(scratch);
    p->tokens = NULL;
    p->wrong = true;
}

static void read_file(struct parser *p)
{
    scan_words(p->names);
    scan_check_text(p);
    start_scanner(p);
    int failed = p->wrong ? 1 : weir_parse_fast(p);
    scan_lex_destroy(p->scanner);
    if (p->wrong || failed)
        read_again(p);
    p->file->items = p->items.first;
    p->file->comments = p->comments.at;
    p->file->ncomments = p->comments.n;
    p->file->failed = p->wrong;
}

struct ast_file *parse_file(const struct parse *with, struct source *src)
{
    struct arena *scratch = arena_new();
    struct parser *p = arena_make(scratch, struct parser);

    p->copy = arena_raw(scratch, src->text.len + 16);
    p->arena = with->arena;
    p->names = with->names;
    p->sources = with->sources;
    p->diags = with->diags;
    p->src = src;
    p->file = arena_make(p->arena, struct ast_file);
    p->file->src = src;
    struct ast_file *file = p->file;
    if (src->text.len <= LARGEST_TEXT) {
        read_file(p);
    } else {
        diag_add(p->diags, DIAG_ERROR, "language/syntax", (span){src->base, 0},
                 "a .weir file has at most %d MiB, this one has %zu bytes",
                 LARGEST_TEXT / 1024 / 1024, src->text.len);
        file->failed = true;
    }
    arena_free(scratch);
    return file;
}
