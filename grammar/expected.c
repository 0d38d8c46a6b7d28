/*
 * The wording of a syntax error. Whole first-sets become groups ("a step", "an
 * expression"), so that a message names at most eight parts.
 */
#include "grammar/expected.h"
#include "grammar/expected_help.h"
#include "grammar/tokens.h"

#include <string.h>

enum { MOST_PARTS = 8, LONGEST_FOUND = 40 };

/* A group stands for its tokens when all of `signs` are due. 0 ends a list. */
struct group {
    const char *name;
    int signs[5];
    const int *tokens;
};

static const int operands[] = {
    T_INT,       T_DECIMAL,  T_PERCENT,   T_MONEY,  T_DURATION,  T_SIZE,
    T_DATE,      T_TIME,     T_TIMESTAMP, T_STRING, T_TEXT_OPEN, T_LBRACE,
    T_LPAREN,    T_LBRACKET, T_MINUS,     T_W_NOT,  T_W_IF,      T_W_LOOKUP,
    T_W_SETTING, T_W_SECRET, T_W_EACH,    T_W_TRUE, T_W_FALSE,   T_W_NULL,
    T_IDENT,     0};
static const int type_signs[] = {T_LBRACKET, T_LBRACE, T_IDENT, 0};
static const int constants[] = {T_INT,       T_DECIMAL, T_PERCENT, T_MONEY,
                                T_DURATION,  T_SIZE,    T_DATE,    T_TIME,
                                T_TIMESTAMP, T_STRING,  T_W_TRUE,  T_W_FALSE,
                                T_W_NULL,    T_MINUS,   0};
static const int numbers[] = {T_INT, T_DECIMAL, T_PERCENT, T_MONEY, 0};
static const int steps[] = {
    T_W_READ,   T_W_KEEP,     T_W_DROP,  T_W_CHECK, T_W_DEDUPE, T_W_MAP,
    T_W_SET,    T_W_ENRICH,   T_W_WRITE, T_W_EACH,  T_W_BATCH,  T_W_WHEN,
    T_W_ROUTE,  T_W_ALL,      T_W_CALL,  T_W_SEND,  T_W_REPLY,  T_W_REMEMBER,
    T_W_FORGET, T_W_WAIT,     T_W_AWAIT, T_W_ASK,   T_W_NOTIFY, T_W_PARK,
    T_W_HALT,   T_W_CONTINUE, 0};
static const int items[] = {T_W_USE,  T_W_TEAM,      T_W_QUEUE, T_W_RECORD,
                            T_W_ENUM, T_W_ENTITY,    T_W_TABLE, T_W_STORE,
                            T_W_FN,   T_W_MAP,       T_W_FLOW,  T_W_RECONCILE,
                            T_W_TEST, T_W_CONNECTOR, 0};
static const int options[] = {
    T_W_TIMEOUT,  T_W_KEY,         T_W_MATCH, T_W_BULK,
    T_W_LOOKBACK, T_W_EMPTY,       T_W_CACHE, T_W_UNTIL,
    T_W_UNDO,     T_W_CONCURRENCY, T_W_RATE,  T_W_MAX,
    T_W_WAIVE,    T_W_ON,          T_W_RETRY, 0};
static const int flow_lines[] = {T_W_OWNER,
                                 T_W_CRITICAL,
                                 T_W_ALERT,
                                 T_W_EXPECT,
                                 T_W_ORDERED,
                                 T_W_TIMEOUT,
                                 T_W_EVERY,
                                 T_W_CRON,
                                 T_W_DAILY,
                                 T_W_AFTER,
                                 T_W_WEBHOOK,
                                 T_W_TOPIC,
                                 T_W_FILE,
                                 T_W_CALLABLE,
                                 T_W_ON,
                                 T_W_WAIVE,
                                 0};
static const int match_lines[] = {
    T_W_OWNER,  T_W_COVERS, T_W_EVERY,   T_W_CRON,   T_W_DAILY,    T_W_SOURCE,
    T_W_TARGET, T_W_MATCH,  T_W_COMPARE, T_W_WINDOW, T_W_TOLERATE, T_W_ON,
    T_W_WAIVE,  0};
static const int system_lines[] = {
    T_W_SYSTEM,   T_W_DOCS,    T_W_SUPPORTED, T_W_DRIVER,
    T_W_BASE,     T_W_HEADER,  T_W_AUTH,      T_W_LIMIT,
    T_W_FORMAT,   T_W_ERRORS,  T_W_RECORD,    T_W_ENUM,
    T_W_ENDPOINT, T_W_WEBHOOK, T_W_WAIVE,     0};
static const int operations[] = {T_W_LIST,   T_W_GET,    T_W_CREATE, T_W_UPDATE,
                                 T_W_UPSERT, T_W_DELETE, T_W_ACTION, 0};
static const int clauses[] = {
    T_W_ITEMS,   T_W_ITEM,       T_W_PAGE,       T_W_SIZE,
    T_W_SINCE,   T_W_FILTER,     T_W_HEADER,     T_W_QUERY,
    T_W_BODY,    T_W_FORM,       T_W_FORMAT,     T_W_KEY,
    T_W_MATCH,   T_W_IDEMPOTENT, T_W_ASCENDING,  T_W_SHORT,
    T_W_DELETED, T_W_BULK,       T_W_RESULTS,    T_W_ERRORS,
    T_W_DONE,    T_W_SCOPE,      T_W_DEPRECATED, 0};
static const int operators[] = {
    T_EQ,       T_NE,     T_LT,    T_LE,        T_GT,       T_GE,   T_PLUS,
    T_MINUS,    T_STAR,   T_SLASH, T_REMAINDER, T_COALESCE, T_DOT,  T_SAFE_DOT,
    T_LBRACKET, T_LPAREN, T_W_AND, T_W_OR,      T_W_NOT,    T_W_IN, T_W_IS,
    T_W_AS,     0};
static const int rests[] = {T_TEXT_MIDDLE, T_TEXT_CLOSE, 0};
static const int texts[] = {T_STRING, T_TEXT_OPEN, 0};

static const struct group groups[] = {
    {"an expression", {T_W_NOT, T_W_IF, T_STRING, T_LPAREN}, operands},
    {"an expression", {T_STRING, T_LPAREN, T_LBRACE}, operands},
    {"a type", {T_IDENT, T_LBRACKET, T_LBRACE}, type_signs},
    {NULL, {0}, NULL}, // names, which may be nearly any word
    {"a constant", {T_STRING, T_SIZE, T_DATE}, constants},
    {"a number", {T_INT, T_DECIMAL, T_PERCENT, T_MONEY}, numbers},
    {"a text", {T_STRING, T_TEXT_OPEN}, texts},
    {"the rest of the text", {T_TEXT_MIDDLE, T_TEXT_CLOSE}, rests},
    {"an operator", {T_PLUS, T_STAR}, operators},
    {"a clause", {T_W_ITEMS, T_W_SCOPE}, clauses},
    {"an operation", {T_W_GET, T_W_UPSERT, T_W_ACTION}, operations},
    {"an option", {T_W_LOOKBACK, T_W_UNDO}, options},
    {"a line of the flow", {T_W_OWNER, T_W_ORDERED}, flow_lines},
    {"a line of the reconcile", {T_W_COVERS, T_W_TOLERATE}, match_lines},
    {"a line of the connector", {T_W_SYSTEM, T_W_DRIVER}, system_lines},
    {"an item", {T_W_TEAM, T_W_CONNECTOR}, items},
    {"a step", {T_W_READ, T_W_DEDUPE}, steps},
};

struct parts {
    const char *at[MOST_PARTS + 1];
    int n;
};

static void add_part(struct parts *parts, const char *name)
{
    if (parts->n <= MOST_PARTS)
        parts->at[parts->n++] = name;
}

static bool all_due(const bool *due, int from, int to)
{
    for (int t = from; t <= to; t++)
        if (!due[t])
            return false;
    return true;
}

static void forget(bool *due, int from, int to)
{
    for (int t = from; t <= to; t++)
        due[t] = false;
}

/* A name may be any free word, mostly any reserved one, often any word. */
static void take_names(struct parts *parts, bool *due, bool named)
{
    if (!due[T_IDENT])
        return;
    if (all_due(due, T_W_ALL, T_W_WRITE))
        forget(due, T_W_ALL, T_W_WRITE);
    if (all_due(due, T_W_AND, T_W_THEN))
        forget(due, T_W_AND, T_W_THEN);
    forget(due, T_W_ACTION, T_W_WITHIN);
    due[T_IDENT] = false;
    if (named)
        add_part(parts, "a name");
}

static bool group_due(const struct group *g, const bool *due)
{
    for (int i = 0; i < 5 && g->signs[i]; i++)
        if (!due[g->signs[i]])
            return false;
    return true;
}

static bool holds(const int *tokens, int token)
{
    for (; *tokens; tokens++)
        if (*tokens == token)
            return true;
    return false;
}

static void take_groups(struct parts *parts, bool *due)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        const struct group *g = &groups[i];
        if (!g->name) {
            take_names(parts, due, true);
            continue;
        }
        if (!group_due(g, due))
            continue;
        add_part(parts, g->name);
        if (holds(g->tokens, T_IDENT))
            take_names(parts, due, false);
        for (const int *t = g->tokens; *t; t++)
            due[*t] = false;
    }
}

static bool is_sign(int token)
{
    return (token >= T_W_ACTION && token <= T_W_THEN) ||
           (token >= T_COMMA && token <= T_GE);
}

static void take_rest(struct parser *p, struct parts *parts, bool *due)
{
    due[T_DOC] = due[T_WEIR_UNDEF] = due[T_TEXT_OPEN] = false;
    for (int t = 3; t < EXPECTED_TOKENS; t++) {
        if (!due[t] || t == T_RBRACE)
            continue;
        const char *name = weir_token_text(t);
        add_part(parts, is_sign(t) ? arena_printf(p->arena, "\"%s\"", name).ptr
                                   : name);
    }
    if (due[T_RBRACE])
        add_part(parts, "\"}\"");
    if (due[0])
        add_part(parts, "the end of the file");
}

/* "a, b or c" */
static str join_parts(struct parser *p, const struct parts *parts)
{
    str s = {"", 0};
    int n = parts->n > MOST_PARTS ? MOST_PARTS : parts->n;

    for (int i = 0; i < n; i++) {
        const char *name = i == MOST_PARTS - 1 && parts->n > MOST_PARTS
                               ? "something else"
                               : parts->at[i];
        s = arena_printf(p->arena, "%" STR_FMT "%s%s", STR_ARG(s),
                         i == 0       ? ""
                         : i == n - 1 ? " or "
                                      : ", ",
                         name);
    }
    return s;
}

static str found_text(struct parser *p, const struct expected *e)
{
    const struct token *t = &p->tokens[p->next ? p->next - 1 : 0];

    if (p->late || t->made)
        return STR("the end of the line");
    switch (e->found) {
    case 0: return STR("the end of the file");
    case T_DOC: return STR("a doc comment");
    case T_STRING: return STR("a text");
    case T_TEXT_OPEN: return STR("a text with expressions");
    case T_TEXT_MIDDLE:
    case T_TEXT_CLOSE: return STR("the end of the expression");
    default: break;
    }
    str s = parser_text(p, e->at);
    bool cut = s.len > LONGEST_FOUND;
    s = str_slice(s, 0, LONGEST_FOUND);
    while (cut && s.len && ((unsigned char)s.ptr[s.len] & 0xC0) == 0x80)
        s.len--;
    return arena_printf(p->arena, "\"%" STR_FMT "%s\"", STR_ARG(s),
                        cut ? "..." : "");
}

/* A mistake at the first token of a line belongs to the line before when
 * something was still due there. Within parentheses lines may go on, but then
 * they are deeper. */
static void find_place(struct parser *p, struct expected *e)
{
    uint32_t i = p->next ? p->next - 1 : 0;
    const struct token *t = &p->tokens[i];

    p->late = i > 0 && t->first && t[-1].kind != T_DOC && !e->due[T_RBRACE] &&
              !e->due[0];
    if ((e->due[T_RPAREN] || e->due[T_RBRACKET]) && p->late)
        p->late = t->indent <= t[-1].indent;
    if (p->late)
        e->at = (span){t[-1].at.pos + t[-1].at.len, 0};
}

static bool item_ends_before(const struct parser *p, uint32_t i)
{
    const struct ast_item *last = p->items.last;

    while (i > 0 && p->tokens[i - 1].kind == T_DOC && p->resynced != i + 1)
        i--;
    if (i == 0 || p->resynced == i + 1)
        return true;
    const struct token *t = &p->tokens[i - 1];
    return last && last->at.pos + last->at.len == t->at.pos + t->at.len;
}

/* When what comes before an item took the item's word for its own, the mistake
 * is where that ends: fn f() -> int = a +, then table t: ... */
static bool report_swallowed(struct parser *p)
{
    uint32_t i = p->next ? p->next - 1 : 0;

    while (i > 0 && !p->tokens[i].first)
        i--;
    const struct token *t = &p->tokens[i];
    if (!t->item || i + 1 == p->next || p->resynced > i ||
        item_ends_before(p, i))
        return false;
    while (t[-1].kind == T_DOC)
        t--;
    parser_say(p, (span){t[-1].at.pos + t[-1].at.len, 0},
               "expected more before the next item begins, found the end of "
               "the line");
    p->next = i + 1;
    p->late = true;
    return true;
}

void expected_report(struct parser *p, struct expected *e)
{
    struct parts parts = {.n = 0};
    bool due[EXPECTED_TOKENS];

    p->wrong = true;
    if (!p->careful || e->found == T_WEIR_UNDEF)
        return;
    if (report_swallowed(p))
        return;
    find_place(p, e);
    memcpy(due, e->due, sizeof due);
    take_groups(&parts, due);
    take_rest(p, &parts, due);
    str list = join_parts(p, &parts), found = found_text(p, e);
    struct diag *d =
        e->found == T_DOC
            ? parser_say(p, e->at, "a doc comment cannot stand here")
            : parser_say(p, e->at, "expected %" STR_FMT ", found %" STR_FMT,
                         STR_ARG(list), STR_ARG(found));
    if (d)
        expected_help(p, e, d);
}
