#include "compiler/base/source.h"

#include <check.h>

START_TEST(second_file_starts_at_line_one)
{
    struct arena *a = arena_new();
    struct sources s;

    sources_init(&s, a);
    source_add(&s, STR("one"), STR("a\nb"));
    struct source *two = source_add(&s, STR("two"), STR("\xC3\xA9x\ny"));
    struct place p = source_locate(&s, two->base + 2);
    ck_assert_ptr_eq(p.src, two);
    ck_assert_uint_eq(p.line, 1);
    ck_assert_uint_eq(p.column, 2);
    p = source_locate(&s, two->base + 4);
    ck_assert_uint_eq(p.line, 2);
    ck_assert_uint_eq(p.column, 1);
    ck_assert_ptr_null(source_locate(&s, 0).src);
    arena_free(a);
}
END_TEST

TCase *tcase_source(void);

TCase *tcase_source(void)
{
    TCase *t = tcase_create("source");

    tcase_add_test(t, second_file_starts_at_line_one);
    return t;
}
