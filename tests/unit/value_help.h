/*
 * value_help.h - what the tests of stdlib/value share
 */
#ifndef VALUE_HELP_H
#define VALUE_HELP_H

#include "stdlib/value/builtins.h"

#include <check.h>
#include <string.h>

/* A context of its own for a test; DONE gives its memory back. */
#define CONTEXT struct weir_context x = {.arena = arena_new()}
#define DONE arena_free(x.arena)

#define ck_text(actual, wanted)                                           \
    do {                                                                  \
        str ck_got = (actual);                                            \
        const char *ck_want = (wanted);                                   \
        ck_assert_msg(str_eq(ck_got, str_from(ck_want)),                  \
                      "expected \"%s\", found \"%" STR_FMT "\"", ck_want, \
                      STR_ARG(ck_got));                                   \
    } while (0)

/* The context holds a failure of the class, with the text in its message;
 * afterwards it holds none. */
#define ck_failed(class, part)                                            \
    do {                                                                  \
        ck_assert_msg(x.failed == (class), "expected %s, found %s",       \
                      weir_class_name(class), weir_class_name(x.failed)); \
        ck_assert_msg(str_find(x.message, str_from(part)) >= 0,           \
                      "\"%s\" is not in \"%" STR_FMT "\"", part,          \
                      STR_ARG(x.message));                                \
        x.failed = WEIR_OK;                                               \
    } while (0)

#define ck_good() \
    ck_assert_msg(x.failed == WEIR_OK, "%" STR_FMT, STR_ARG(x.message))

static inline weir_decimal dec(const char *text)
{
    weir_decimal d = {0};

    ck_assert(weir_decimal_parse(str_from(text), &d));
    return d;
}

static inline weir_money gbp(const char *amount)
{
    return (weir_money){dec(amount), "GBP"};
}

#endif
