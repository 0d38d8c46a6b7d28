#include "compiler/base/visible.h"

#include <check.h>

static void expect_shown(const char *text, const char *want)
{
    struct buf out = BUF_MAX(1000);

    visible_add(&out, str_from(text));
    ck_assert_str_eq(out.len ? out.ptr : "", want);
    buf_free(&out);
}

START_TEST(plain_text_is_left_alone)
{
    expect_shown("", "");
    expect_shown("a \"name\" \xC3\xA9", "a \"name\" \xC3\xA9");
}
END_TEST

START_TEST(control_characters_become_pictures)
{
    expect_shown("\033[31m", "\xE2\x90\x9B[31m");
    expect_shown("a\tb\nc", "a\xE2\x90\x89"
                            "b\xE2\x90\x8A"
                            "c");
    expect_shown("\x7F", "\xE2\x90\xA1");
}
END_TEST

START_TEST(bytes_that_are_not_utf8_become_replacements)
{
    expect_shown("a\xFF"
                 "b",
                 "a\xEF\xBF\xBD"
                 "b");
    expect_shown("\xC3", "\xEF\xBF\xBD");
    expect_shown("\xED\xA0\x80",
                 "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // a surrogate
}
END_TEST

START_TEST(text_for_documents_is_utf8)
{
    struct arena *a = arena_new();
    str fine = STR("caf\xC3\xA9\033");

    ck_assert_ptr_eq(visible_utf8(a, fine).ptr, fine.ptr);
    ck_assert(str_eq(visible_utf8(a, STR("a\xFFz")), STR("a\xEF\xBF\xBDz")));
    arena_free(a);
}
END_TEST

TCase *tcase_visible(void);

TCase *tcase_visible(void)
{
    TCase *t = tcase_create("visible");

    tcase_add_test(t, plain_text_is_left_alone);
    tcase_add_test(t, control_characters_become_pictures);
    tcase_add_test(t, bytes_that_are_not_utf8_become_replacements);
    tcase_add_test(t, text_for_documents_is_utf8);
    return t;
}
