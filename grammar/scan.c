/*
 * What the scanner's patterns call: words, comments, brackets and what does not
 * belong. Words met lately are kept in a small table, since finding one in the
 * interner is the scanner's largest cost.
 */
#include "grammar/scan.h"

#include "weir.tab.h"

#include <string.h>

void scan_words(struct interner *names)
{
    if (intern_word(names, STR("write"))->word)
        return;
    for (int t = T_W_ACTION; t <= T_W_THEN; t++)
        intern_word(names, str_from(weir_token_text(t)))->word = (uint16_t)t;
}

static uint64_t eight_bytes(const char *from)
{
    uint64_t x;

    memcpy(&x, from, sizeof x);
    return x;
}

/* The first eight bytes of a word, or all of it; eight can be read. */
static uint64_t head_of(str word)
{
    uint64_t head = eight_bytes(word.ptr);

    return word.len < 8 ? head & ~(~(uint64_t)0 << 8 * word.len) : head;
}

static const bool in_word[256] = {
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1,
    ['7'] = 1, ['8'] = 1, ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1,
    ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1,
    ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1,
    ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1,
    ['Z'] = 1, ['_'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1,
    ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1,
    ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1,
    ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};

static const char *written(const struct parser *p, span at)
{
    return p->src->text.ptr + (at.pos - p->src->base);
}

/* Names become file names and C names. */
static void check_length(struct parser *p, span at)
{
    if (at.len <= LONGEST_NAME)
        return;
    at.len = LONGEST_NAME;
    parser_say(p, at, "a name has at most %d bytes", LONGEST_NAME);
}

static int name_token(union WEIR_STYPE *value, const struct sym *sym, span at)
{
    value->name = (struct ast_name){.sym = sym, .at = at};
    return sym->word ? sym->word : T_IDENT;
}

/* Asks the interner; `slot`, unless NULL, keeps what it says. */
static int meet_word(struct parser *p, union WEIR_STYPE *value, span at,
                     struct word_slot *slot, struct word_slot met)
{
    check_length(p, at);
    met.sym = intern(p->names, (str){written(p, at), at.len});
    if (slot)
        *slot = met;
    return name_token(value, met.sym, at);
}

/* The NUL behind a text ends its last word. Words that the two ends of a slot
 * do not show as a whole, and those at the end of the text, have none. */
int scan_word(struct parser *p, union WEIR_STYPE *value, span *at)
{
    size_t from = at->pos - p->src->base, len = 1;
    const char *word = p->src->text.ptr + from;
    struct word_slot met = {0};

    while (in_word[(unsigned char)word[len]])
        len++;
    at->len = (uint32_t)len;
    if (len > 16 || p->src->text.len - from < 8)
        return meet_word(p, value, *at, NULL, met);
    met.head = head_of((str){word, len});
    met.tail = len > 8 ? eight_bytes(word + len - 8) : 0;
    uint64_t h = (met.head ^ (met.tail * 0x9e3779b97f4a7c15u) ^ len) *
                 0xff51afd7ed558ccdu;
    struct word_slot *slot = &p->slots[(h >> 32) % WORD_SLOTS];
    if (slot->head == met.head && slot->tail == met.tail &&
        slot->sym->text.len == len)
        return name_token(value, slot->sym, *at);
    return meet_word(p, value, *at, slot, met);
}

int scan_quoted(struct parser *p, union WEIR_STYPE *value, span at)
{
    check_length(p, at);
    str inner = {written(p, at) + 1, at.len - 2};

    if (inner.len == 0) {
        parser_say(p, at, "there is no name between these backquotes");
        inner = STR("_");
    }
    value->name = (struct ast_name){.sym = intern(p->names, inner), .at = at};
    return T_IDENT;
}

int scan_wrong(struct parser *p, span at)
{
    struct diag *d =
        parser_say(p, at, "this name in backquotes is not closed on its line");

    parser_help(p, d, "end it with a backquote");
    return T_WEIR_UNDEF;
}

int scan_plain(struct parser *p, union WEIR_STYPE *value, span at)
{
    value->string.text = (str){written(p, at) + 1, at.len - 2};
    value->string.raw = false;
    return T_STRING;
}

int scan_version(struct parser *p, union WEIR_STYPE *value, span at)
{
    value->text = (str){written(p, at) + 1, at.len - 1};
    return T_VERSION;
}

int scan_mark(struct parser *p, union WEIR_STYPE *value, span at)
{
    scan_version(p, value, at);
    return T_MARK;
}

int scan_open(struct parser *p, span at, int token)
{
    if (p->ntexts && token == T_LBRACE)
        p->braces[p->ntexts - 1]++;
    if (++p->depth <= DEEPEST_NESTING)
        return token;
    parser_say(p, at, "brackets and braces nest at most %d deep",
               DEEPEST_NESTING);
    parser_stop(p, at);
    return 0;
}

int scan_close(struct parser *p, int token)
{
    if (p->ntexts && token == T_RBRACE)
        p->braces[p->ntexts - 1]--;
    p->depth -= p->depth > 0;
    return token;
}

bool scan_ends_expression(struct parser *p)
{
    return p->ntexts && p->braces[p->ntexts - 1] == 0;
}

int scan_line_end(struct parser *p, span at)
{
    struct diag *d = parser_say(
        p, (span){at.pos, 0},
        "a text ends on its line, and an expression in it is still open");

    parser_help(p, d, "close the expression with } and the text with \"");
    p->ntexts = 0;
    return T_WEIR_UNDEF;
}

static bool starts_line(const struct parser *p, span at)
{
    const char *c = written(p, at);

    while (c > p->src->text.ptr && (c[-1] == ' ' || c[-1] == '\t'))
        c--;
    return c == p->src->text.ptr || c[-1] == '\n';
}

static void add_comment(struct parser *p, span at)
{
    struct ast_comment *c = arena_make(p->arena, struct ast_comment);

    c->at = at;
    c->own_line = starts_line(p, at);
    *vec_push(p->arena, &p->comments) = *c;
}

static bool is_doc(str s)
{
    return str_starts_with(s, STR("///")) && (s.len == 3 || s.ptr[3] != '/');
}

int scan_remark(struct parser *p, union WEIR_STYPE *value, span *at)
{
    str s = {written(p, *at), at->len};

    while (s.len && (s.ptr[s.len - 1] == '\r' || s.ptr[s.len - 1] == ' ' ||
                     s.ptr[s.len - 1] == '\t'))
        s.len--;
    at->len = (uint32_t)s.len;
    if (!is_doc(s)) {
        add_comment(p, *at);
        return 0;
    }
    s = str_slice(s, 3, s.len);
    value->text = s.len && s.ptr[0] == ' ' ? str_slice(s, 1, s.len) : s;
    return T_DOC;
}

int scan_comment(struct parser *p, span *at)
{
    str rest =
        str_slice(p->src->text, at->pos - p->src->base, p->src->text.len);
    ptrdiff_t end = str_find(str_slice(rest, 2, rest.len), STR("*/"));

    if (end < 0) {
        struct diag *d = parser_say(p, *at, "this comment is not closed");
        parser_help(p, d, "end it with */");
        parser_stop(p, *at);
        at->len = (uint32_t)rest.len;
        return 0;
    }
    at->len = (uint32_t)end + 4;
    add_comment(p, *at);
    if (p->ntexts && memchr(rest.ptr, '\n', at->len))
        return scan_line_end(p, *at);
    return 0;
}

/* --- what other languages write ------------------------------------------- */

struct foreign {
    const char *written;
    int token; // what is meant; 0: nothing
    const char *fix;
    const char *help;
};

static const struct foreign foreign[] = {
    {"&&", T_W_AND, "and", "write \"and\""},
    {"||", T_W_OR, "or", "write \"or\""},
    {"!", T_W_NOT, "not ", "write \"not\""},
    {"=>", T_ARROW, "->", "write \"->\""},
    {"===", T_EQ, "==", "two values are compared with =="},
    {"!==", T_NE, "!=", "two values are compared with !="},
    {"<>", T_NE, "!=", "write \"!=\""},
    {";", 0, "", "a line needs no end: leave it out"},
};

static int foreign_text(struct parser *p, union WEIR_STYPE *value, span at)
{
    str s = {written(p, at), at.len};
    bool closed = s.len > 1 && s.ptr[s.len - 1] == '\'';
    struct diag *d = parser_say(p, at, "a text stands between \", not '");

    s = str_slice(s, 1, s.len - closed);
    parser_help(p, d, "write \"%" STR_FMT "\"", STR_ARG(s));
    bool plain = closed && str_find(s, STR("\"")) < 0 &&
                 str_find(s, STR("\\")) < 0 && str_find(s, STR("{")) < 0;
    if (plain)
        parser_fix(p, d, DIAG_SAFE, at,
                   arena_printf(p->arena, "\"%" STR_FMT "\"", STR_ARG(s)));
    value->string.text = s;
    value->string.raw = false;
    return T_STRING;
}

int scan_foreign(struct parser *p, union WEIR_STYPE *value, span at)
{
    str s = {written(p, at), at.len};

    if (s.ptr[0] == '\'')
        return foreign_text(p, value, at);
    if (s.ptr[0] == '#') {
        struct diag *d = parser_say(p, at, "a comment begins with //, not #");
        parser_help(p, d, "write \"//\"");
        parser_fix(p, d, DIAG_SAFE, (span){at.pos, 1}, STR("//"));
        return 0;
    }
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        if (!str_eq(s, str_from(foreign[i].written)))
            continue;
        struct diag *d = parser_say(p, at, "\"%s\" is no sign of the language",
                                    foreign[i].written);
        parser_help(p, d, "%s", foreign[i].help);
        parser_fix(p, d, DIAG_SAFE, at, str_from(foreign[i].fix));
        return foreign[i].token;
    }
    struct diag *d =
        parser_say(p, at, "\"%" STR_FMT "\" does not belong here", STR_ARG(s));
    if ((unsigned char)s.ptr[0] >= 0x80)
        parser_help(p, d,
                    "such letters stand in texts, in comments and between "
                    "backquotes");
    return 0;
}

/* --- the text as a whole -------------------------------------------------- */

enum { BLOCK = 32 };

/* True when a block is ASCII from a blank on, or line feeds: a loop that the
 * compiler turns into a few vector instructions. */
static bool is_plain(const unsigned char *s)
{
    unsigned char low = 0xFF, high = 0;

    for (size_t i = 0; i < BLOCK; i++) {
        unsigned char c = s[i] == '\n' ? ' ' : s[i];
        low = c < low ? c : low;
        high = c > high ? c : high;
    }
    return low >= 0x20 && high < 0x7F;
}

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* How long the character at `s` is; 0 when it is none. */
static size_t character(const unsigned char *s, size_t left)
{
    unsigned char c = s[0];

    if (c < 0x80)
        return 1;
    if (c < 0xC2 || c > 0xF4)
        return 0;
    size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (left < n || !is_tail(s[1]) || (n > 2 && !is_tail(s[2])) ||
        (n > 3 && !is_tail(s[3])))
        return 0;
    bool bad = (c == 0xE0 && s[1] < 0xA0) || (c == 0xED && s[1] > 0x9F) ||
               (c == 0xF0 && s[1] < 0x90) || (c == 0xF4 && s[1] > 0x8F);
    return bad ? 0 : n;
}

static bool is_control(const unsigned char *s, size_t left)
{
    if (s[0] >= 0x20 && s[0] != 0x7F)
        return false;
    if (s[0] == '\r')
        return left < 2 || s[1] != '\n';
    return s[0] != '\t' && s[0] != '\n';
}

/* Only the first bad place of each kind is said: a file that is no text has
 * thousands. */
void scan_check_text(struct parser *p)
{
    const unsigned char *s = (const unsigned char *)p->src->text.ptr;
    size_t n = p->src->text.len, i = 0;
    bool said_utf8 = false, said_control = false;

    while (i < n) {
        if (n - i >= BLOCK && is_plain(s + i)) {
            i += BLOCK;
            continue;
        }
        span at = {p->src->base + (uint32_t)i, 1};
        size_t len = character(s + i, n - i);
        if (len == 0 && !said_utf8)
            parser_say(p, at,
                       "byte 0x%02X is not UTF-8, the encoding of a "
                       ".weir file",
                       s[i]);
        else if (is_control(s + i, n - i) && !said_control)
            parser_say(p, at,
                       "control character U+%04X does not belong in a "
                       ".weir file",
                       s[i]);
        said_utf8 |= len == 0;
        said_control |= len == 1 && is_control(s + i, n - i);
        i += len ? len : 1;
    }
}
