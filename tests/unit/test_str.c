#include "stdlib/value/str.h"

#include <check.h>

static void expect(str is, const char *wanted)
{
    ck_assert_msg(str_is(is, wanted), "%" STR_FMT, STR_ARG(is));
}

START_TEST(what_is_behind_the_last_character)
{
    expect(str_behind(STR("a.b.c"), '.'), "c");
    expect(str_behind(STR("abc"), '.'), "abc");
    expect(str_behind(STR("abc."), '.'), "");
    expect(str_behind(STR(""), '.'), "");
    expect(str_behind(STR("/etc/weir"), '/'), "weir");
}
END_TEST

START_TEST(a_text_is_a_word_or_not)
{
    ck_assert(str_is(STR("GET"), "GET"));
    ck_assert(!str_is(STR("GET "), "GET"));
    ck_assert(!str_is(STR("GE"), "GET"));
    ck_assert(str_is((str){NULL, 0}, ""));
}
END_TEST

START_TEST(a_part_is_found_anywhere)
{
    ck_assert(str_has(STR("error.failure"), "failure"));
    ck_assert(str_has(STR("failure"), "failure"));
    ck_assert(!str_has(STR("failur"), "failure"));
    ck_assert(str_has(STR("x"), ""));
}
END_TEST

TCase *tcase_str(void);

TCase *tcase_str(void)
{
    TCase *t = tcase_create("str");

    tcase_add_test(t, what_is_behind_the_last_character);
    tcase_add_test(t, a_text_is_a_word_or_not);
    tcase_add_test(t, a_part_is_found_anywhere);
    return t;
}
