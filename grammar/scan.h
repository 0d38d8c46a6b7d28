/*
 * scan.h - what the scanner's patterns call
 *
 * Each gets the place of what the pattern matched and returns a token; 0 where
 * there is none and scanning goes on. Those that measure set `at->len`, which
 * may be longer or shorter than the match. A mistake is said here, and gives
 * the token that was meant, or one that fits nowhere.
 */
#ifndef WEIR_SCAN_H
#define WEIR_SCAN_H

#include "grammar/parser.h"

/* The generated scanner; its header is read behind this one. */
#define YY_DECL int scan_lex(union WEIR_STYPE *value, span *at, void *yyscanner)
YY_DECL;

/* Marks the words of the language in the interner, once for each. */
void scan_words(struct interner *names);

/* How many blanks and, outside of a text, line ends follow: who skips them
 * here spares the scanner a match for each. */
static inline size_t scan_gap(const struct parser *p, span at)
{
    const char *s = p->src->text.ptr + (at.pos + at.len - p->src->base);
    size_t i = 0;

    for (;; i++) {
        while (s[i] == ' ')
            i++;
        bool line_end = s[i] == '\n' || (s[i] == '\r' && s[i + 1] == '\n');
        if (s[i] != '\t' && (!line_end || p->ntexts))
            return i;
    }
}

int scan_word(struct parser *p, union WEIR_STYPE *value, span *at);
int scan_quoted(struct parser *p, union WEIR_STYPE *value, span at);
int scan_wrong(struct parser *p, span at); // backquotes that do not close
int scan_plain(struct parser *p, union WEIR_STYPE *value, span at);
int scan_version(struct parser *p, union WEIR_STYPE *value, span at);
int scan_mark(struct parser *p, union WEIR_STYPE *value, span at);
int scan_open(struct parser *p, span at, int token);
int scan_close(struct parser *p, int token);
/* True when a `}` goes on with the text around an expression. */
bool scan_ends_expression(struct parser *p);
/* A line or the file ends within a text. */
int scan_line_end(struct parser *p, span at);
int scan_remark(struct parser *p, union WEIR_STYPE *value, span *at);
int scan_comment(struct parser *p, span *at);
/* What other languages write, and what no language does. */
int scan_foreign(struct parser *p, union WEIR_STYPE *value, span at);

/* The whole text: UTF-8 without control characters. */
void scan_check_text(struct parser *p);

/* Texts in quotes (text.c) and numbers with their units (number.c). */
int text_scan(struct parser *p, union WEIR_STYPE *value, span *at);
int text_continue(struct parser *p, union WEIR_STYPE *value, span *at);
int number_scan(struct parser *p, union WEIR_STYPE *value, span *at);

#endif
