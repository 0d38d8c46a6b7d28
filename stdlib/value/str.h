/*
 * str.h - text as a pointer and a length
 *
 * A str borrows its bytes: who made them says how long they live. The bytes
 * need not end in NUL. An empty str may have a NULL pointer.
 */
#ifndef WEIR_STR_H
#define WEIR_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *ptr;
    size_t len;
} str;

#define STR(literal)                    \
    (str)                               \
    {                                   \
        "" literal, sizeof(literal) - 1 \
    }
#define STR_FMT ".*s"
/* Evaluates `s` twice: never a call that changes something. */
#define STR_ARG(s) ((int)(s).len), ((s).ptr ? (s).ptr : "")

#if defined(__GNUC__)
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define PRINTF_LIKE(fmt, args)
#endif

str str_from(const char *text); // of a NUL-terminated text, NULL is empty
bool str_eq(str a, str b);
bool str_is(str s, const char *word);  // the same, of a NUL-terminated text
bool str_has(str s, const char *part); // it stands somewhere in `s`
int str_cmp(str a, str b);             // by bytes; the order of a sorted list
bool str_starts_with(str s, str head);
bool str_ends_with(str s, str tail);
/* The place of the first `part` in `s`, or -1. */
ptrdiff_t str_find(str s, str part);
str str_slice(str s, size_t from, size_t to); // clamped to what is there
str str_behind(str s, char last); // what follows its last place; else all
str str_trim(str s);              // ASCII white space, both ends
uint64_t str_hash(str s);         // the same in every run

/* errno in words, without a capital letter in front. */
enum { ERROR_ROOM = 128 };
const char *error_text(char *room, int error);
#define ERROR_TEXT(error) error_text((char[ERROR_ROOM]){0}, error)

#endif
