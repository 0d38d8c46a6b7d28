/*
 * Where reading goes on after a mistake: at the next token that is the first on
 * its line, is indented no deeper than the line of the mistake, and is a word
 * or a doc comment; or at the brace that ends the block. Braces that balance
 * are passed over whole.
 */
#include "grammar/tokens.h"

/* The index of the token at a place; tokens are sorted by place. */
static uint32_t token_at(const struct parser *p, uint32_t pos)
{
    uint32_t low = 0, high = p->ntokens;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (p->tokens[middle].at.pos <= pos)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Braces behind a type or a word hold rows; those behind `=` and the like are
 * a dictionary's. */
static bool holds_rows(const struct parser *p, uint32_t open)
{
    if (open == NO_TOKEN || open == 0)
        return false;
    int before = p->tokens[open - 1].kind;
    return token_is_word(&p->tokens[open - 1]) || before == T_RBRACKET ||
           before == T_QUESTION || before == T_RBRACE;
}

static bool begins_row(const struct parser *p, const struct token *t,
                       uint32_t open, uint32_t indent)
{
    bool value = t->kind == T_STRING || t->kind == T_INT ||
                 t->kind == T_DECIMAL || t->kind == T_MINUS;

    return value && t->up == open && t->indent == indent && holds_rows(p, open);
}

static bool goes_on(const struct parser *p, const struct token *t,
                    uint32_t open, uint32_t indent)
{
    if (!t->first || t->indent > indent)
        return false;
    return token_is_word(t) || t->kind == T_DOC ||
           begins_row(p, t, open, indent);
}

static uint32_t skip_to(const struct parser *p, uint32_t i, uint32_t limit,
                        uint32_t open, uint32_t indent)
{
    while (i < limit) {
        const struct token *t = &p->tokens[i];
        if (goes_on(p, t, open, indent))
            return i;
        i = t->kind == T_LBRACE ? t->match + 1 : i + 1;
    }
    return limit;
}

/* The outermost brace around token `i` that is within the block at `open`, or
 * NO_TOKEN. */
static uint32_t inner_brace(const struct parser *p, uint32_t i, uint32_t open)
{
    uint32_t inner = NO_TOKEN, up = p->tokens[i].up;

    while (up != open && up != NO_TOKEN) {
        inner = up;
        up = p->tokens[up].up;
    }
    return up == open ? inner : NO_TOKEN;
}

bool parser_resync(struct parser *p, span open_at)
{
    if (!p->careful || p->stopped)
        return false;
    uint32_t wrong = p->next ? p->next - 1 : 0;
    uint32_t open = open_at.pos ? token_at(p, open_at.pos) : NO_TOKEN;
    uint32_t limit = open == NO_TOKEN ? p->ntokens - 1 : p->tokens[open].match;
    uint32_t from = wrong, line = wrong;
    if (wrong < limit) {
        uint32_t inner = inner_brace(p, wrong, open);
        const struct token *t = &p->tokens[wrong];
        if (inner != NO_TOKEN) {
            line = inner;
            from = p->tokens[inner].match + 1;
        } else if (p->late && p->resynced != wrong + 1) {
            from = wrong;
            line = wrong ? wrong - 1 : wrong;
        } else {
            from = t->kind == T_LBRACE ? t->match + 1 : wrong + 1;
        }
        from = skip_to(p, from, limit, open, p->tokens[line].indent);
    }
    p->late = false;
    p->next = from;
    p->resynced = from + 1;
    return true;
}
