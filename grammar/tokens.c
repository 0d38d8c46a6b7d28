/*
 * The tokens of a file in an array, with their lines. Where the braces of the
 * file do not balance, an item's word in the first column and then indentation
 * say which one is missing: a line no deeper than that of an open brace closes
 * it.
 */
#include "grammar/tokens.h"

#include <string.h>

struct mend {
    struct parser *p;
    struct arena *scratch;
    VEC(struct token) in, out;
    VEC(uint32_t) open; // into `out`
    bool uneven;        // the braces of the item at hand do not balance
};

bool token_is_word(const struct token *t)
{
    return t->kind == T_IDENT || (t->kind >= T_W_ACTION && t->kind <= T_W_THEN);
}

/* --- reading -------------------------------------------------------------- */

static uint32_t indent_at(const char *line, const char *to)
{
    uint32_t column = 0;

    for (; line < to; line++)
        column += *line == '\t' ? 4 : 1;
    return column;
}

static void read_all(struct mend *m)
{
    struct parser *p = m->p;
    const char *text = p->src->text.ptr, *at = text, *line_start = text;
    uint32_t line = 1, indent = 0, seen = 0;
    struct token t;

    do {
        memset(&t, 0, sizeof t);
        t.kind = parser_scan(p, &t.value, &t.at);
        const char *from = text + (t.at.pos - p->src->base);
        if (t.at.pos == 0 || from > text + p->src->text.len)
            from = text + p->src->text.len;
        for (; at < from; at++)
            if (*at == '\n') {
                line++;
                line_start = at + 1;
            }
        t.first = line != seen;
        if (t.first)
            indent = indent_at(line_start, from);
        t.line = line;
        t.indent = indent;
        t.match = t.up = NO_TOKEN;
        *vec_push(m->scratch, &m->in) = t;
        for (; t.kind == T_STRING && at < from + t.at.len; at++)
            if (*at == '\n') {
                line++;
                line_start = at + 1;
            }
        seen = line;
    } while (t.kind != 0);
}

/* --- the shape of items --------------------------------------------------- */

static int kind_at(const struct mend *m, uint32_t i)
{
    return i < m->in.n ? m->in.at[i].kind : 0;
}

static bool map_shape(const struct mend *m, uint32_t i)
{
    if (kind_at(m, i + 2) != T_LPAREN)
        return false;
    if (kind_at(m, i + 3) == T_RPAREN)
        return kind_at(m, i + 4) == T_ARROW;
    return kind_at(m, i + 4) == T_COLON;
}

/* True when an item begins at token `i`: its word stands in the first column
 * and is followed by its shape. */
static bool item_begins(const struct mend *m, uint32_t i)
{
    const struct token *t = &m->in.at[i];
    int third = kind_at(m, i + 2);

    if (!t->first || t->indent != 0)
        return false;
    if (t->kind == T_W_TEST)
        return kind_at(m, i + 1) == T_STRING && third == T_W_FOR;
    if (i + 1 >= m->in.n || !token_is_word(t + 1))
        return false;
    switch (t->kind) {
    case T_W_USE:
    case T_W_CONNECTOR: return third == T_VERSION || third == T_MARK;
    case T_W_TEAM:
    case T_W_QUEUE:
    case T_W_ENTITY:
    case T_W_RECORD:
    case T_W_ENUM:
    case T_W_RECONCILE: return third == T_LBRACE;
    case T_W_TABLE:
    case T_W_STORE: return third == T_COLON;
    case T_W_FN: return third == T_LPAREN;
    case T_W_MAP: return map_shape(m, i);
    case T_W_FLOW: return third == T_LBRACE || third == T_W_FOR;
    default: return false;
    }
}

static bool in_connectors(int kind)
{
    return kind == T_W_RECORD || kind == T_W_ENUM;
}

/* True when braces balance, and no item begins within another. */
static bool balances(const struct mend *m, uint32_t from, uint32_t to)
{
    uint32_t depth = 0;

    for (uint32_t i = from; i < to; i++) {
        int kind = m->in.at[i].kind;
        if (depth && !in_connectors(kind) && item_begins(m, i))
            return false;
        if (kind == T_RBRACE && depth-- == 0)
            return false;
        depth += kind == T_LBRACE;
    }
    return depth == 0;
}

/* --- mending -------------------------------------------------------------- */

static struct token *top(struct mend *m)
{
    return &m->out.at[m->open.at[m->open.n - 1]];
}

static void put(struct mend *m, struct token t)
{
    uint32_t here = m->out.n;

    if (t.kind == T_RBRACE && m->open.n) {
        t.match = m->open.at[--m->open.n];
        m->out.at[t.match].match = here;
    }
    t.up = m->open.n ? m->open.at[m->open.n - 1] : NO_TOKEN;
    *vec_push(m->scratch, &m->out) = t;
    if (t.kind == T_LBRACE)
        *vec_push(m->scratch, &m->open) = here;
}

static void say_not_closed(struct mend *m, const struct token *before)
{
    const struct token *open = top(m);

    // A text that is not closed has swallowed the brace behind it.
    if (m->p->careful && m->p->said[open->line] == SAID_OPEN) {
        m->p->wrong = true;
        return;
    }
    struct diag *d =
        before->kind == 0
            ? parser_say(m->p, before->at,
                         "expected \"}\", found the end of the file")
            : parser_say(m->p, before->at,
                         "expected \"}\", found \"%" STR_FMT "\"",
                         STR_ARG(parser_text(m->p, before->at)));

    parser_help(m->p, d, "the \"{\" of line %u is not closed", open->line);
}

/* Closes the innermost brace before the token `before`. */
static void close_before(struct mend *m, const struct token *before)
{
    struct token last = m->out.at[m->out.n - 1];
    struct token t = {.kind = T_RBRACE,
                      .at = {last.at.pos + last.at.len, 0},
                      .line = last.line,
                      .indent = last.indent,
                      .match = NO_TOKEN,
                      .made = true};

    say_not_closed(m, before);
    put(m, t);
}

/* True when the lines behind a brace are no deeper than its own: there
 * indentation says nothing. `next` comes behind what was put out. */
static bool is_flat(const struct mend *m, const struct token *open,
                    const struct token *next)
{
    const struct token *t = open + 1;

    if (t == m->out.at + m->out.n)
        t = next;
    return t->first && t->kind != T_RBRACE && t->indent <= open->indent;
}

static bool open_with_indent(const struct mend *m, uint32_t indent)
{
    for (uint32_t i = 0; i < m->open.n; i++)
        if (m->out.at[m->open.at[i]].indent == indent)
            return true;
    return false;
}

/* Closes what the indentation of the line of `t` says is over. */
static void follow_indent(struct mend *m, const struct token *t)
{
    if (!t->first || !m->uneven)
        return;
    if (t->kind == T_RBRACE) {
        if (!open_with_indent(m, t->indent))
            return;
        while (m->open.n && top(m)->indent > t->indent)
            close_before(m, t);
        return;
    }
    while (m->open.n && t->indent <= top(m)->indent && !is_flat(m, top(m), t))
        close_before(m, t);
}

static bool is_surplus(struct mend *m, const struct token *t)
{
    if (t->kind != T_RBRACE)
        return false;
    if (m->open.n == 0)
        return true;
    return m->uneven && t->first && t->indent > top(m)->indent &&
           !is_flat(m, top(m), t);
}

static void say_surplus(struct mend *m, const struct token *t)
{
    struct diag *d = parser_say(m->p, t->at, "this \"}\" closes nothing");

    parser_help(m->p, d, "leave it out, or open its block with \"{\"");
}

/* A record of a connector whose lines are not indented is no item. */
static bool ends_all(const struct mend *m, uint32_t i)
{
    if (!item_begins(m, i))
        return false;
    if (m->open.n == 0 || !in_connectors(m->in.at[i].kind))
        return true;
    const struct token *open = &m->out.at[m->open.at[0]];
    bool connector = m->open.at[0] >= 3 && open[-3].kind == T_W_CONNECTOR;
    return !connector || !is_flat(m, open, &m->in.at[i]);
}

static uint32_t next_item(const struct mend *m, uint32_t i)
{
    uint32_t end = m->in.n - 1;

    for (i++; i < end; i++)
        if (item_begins(m, i) && !in_connectors(m->in.at[i].kind))
            return i;
    return end;
}

/* Doc comments before an item belong to it. */
static uint32_t docs_before(const struct mend *m, uint32_t from, uint32_t i)
{
    while (i > from && m->in.at[i - 1].kind == T_DOC)
        i--;
    return i;
}

static void put_item(struct mend *m, uint32_t i)
{
    struct token t = m->in.at[i];

    t.item = m->open.n == 0 && item_begins(m, i);
    put(m, t);
}

static void mend_all(struct mend *m)
{
    uint32_t end = m->in.n - 1, ends_at = 0;
    bool even = balances(m, 0, end);

    for (uint32_t i = 0; i < end; i++) {
        const struct token *t = &m->in.at[i];
        if (!even && i >= ends_at) {
            uint32_t next = next_item(m, i);
            ends_at = docs_before(m, i + 1, next);
            m->uneven = !balances(m, i, ends_at);
        }
        uint32_t item = i;
        while (m->in.at[item].kind == T_DOC)
            item++;
        if (!even && m->open.n && ends_all(m, item))
            while (m->open.n)
                close_before(m, t);
        follow_indent(m, t);
        if (is_surplus(m, t))
            say_surplus(m, t);
        else
            put_item(m, i);
    }
    while (m->open.n)
        close_before(m, &m->in.at[end]);
    put(m, m->in.at[end]);
}

void tokens_read(struct parser *p, struct arena *scratch)
{
    struct mend m = {.p = p, .scratch = scratch};

    read_all(&m);
    mend_all(&m);
    p->tokens = m.out.at;
    p->ntokens = m.out.n;
}
