/*
 * tokens.h - all tokens of a file, for the careful pass
 *
 * Braces balance here: those that are missing are put in, those that close
 * nothing are left out, and each is said. The last token has kind 0.
 */
#ifndef WEIR_TOKENS_H
#define WEIR_TOKENS_H

#include "grammar/parser.h"
#include "weir.tab.h"

#define NO_TOKEN UINT32_MAX

struct token {
    int kind;
    span at;
    WEIR_STYPE value;
    uint32_t line;   // from 1
    uint32_t indent; // of its line
    uint32_t match;  // of a brace: the other one
    uint32_t up;     // the open brace around it, or NO_TOKEN
    bool first;      // on its line
    bool made;       // a brace that was put in
    bool item;       // an item begins here, by its shape
};

/* The tokens live in `scratch`, what they say in the parser's arena. */
void tokens_read(struct parser *p, struct arena *scratch);

bool token_is_word(const struct token *t);

#endif
