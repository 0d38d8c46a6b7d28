#include "compiler/base/diag_print.h"

#include <check.h>
#include <string.h>

struct fixture {
    struct arena *arena;
    struct sources sources;
    struct diags diags;
    const struct source *src;
};

static void setup(struct fixture *f, str text)
{
    f->arena = arena_new();
    sources_init(&f->sources, f->arena);
    diags_init(&f->diags, f->arena, &f->sources);
    f->src = source_add(&f->sources, STR("a.weir"), text);
}

struct print {
    char text[64];
};

static struct print fingerprint(str text, uint32_t offset, const char *id)
{
    struct print p;
    struct fixture f;

    setup(&f, text);
    diag_add(&f.diags, DIAG_ERROR, id, (span){f.src->base + offset, 1}, "m");
    str s = diags_fingerprints(&f.diags, f.arena)[0];
    memcpy(p.text, s.ptr, s.len + 1);
    arena_free(f.arena);
    return p;
}

START_TEST(a_fingerprint_stays_when_lines_and_blanks_move)
{
    struct print first = fingerprint(STR("keep x == 1\n"), 5, "a/b");
    struct print p =
        fingerprint(STR("// new\n\n  keep  x ==\t1\r\n"), 16, "a/b");

    ck_assert_str_eq(first.text, p.text);
    p = fingerprint(STR("keep y == 1\n"), 5, "a/b");
    ck_assert_str_ne(first.text, p.text);
    p = fingerprint(STR("keep x == 1\n"), 5, "a/c");
    ck_assert_str_ne(first.text, p.text);
}
END_TEST

START_TEST(equal_findings_are_numbered)
{
    struct fixture f;

    setup(&f, STR("aaa b c\n"));
    for (uint32_t i = 0; i < 3; i++)
        diag_add(&f.diags, DIAG_ERROR, "a/b", (span){f.src->base + i, 1}, "m");
    str *all = diags_fingerprints(&f.diags, f.arena);
    ck_assert(str_ends_with(all[0], STR(":1")));
    ck_assert(str_ends_with(all[2], STR(":3")));
    ck_assert_int_eq(memcmp(all[0].ptr, all[2].ptr, 17), 0);
    arena_free(f.arena);
}
END_TEST

START_TEST(sarif_keeps_the_gravest_of_too_many)
{
    struct fixture f;
    struct buf out = BUF_MAX((size_t)1 << 28);

    setup(&f, STR("a b c\n"));
    for (uint32_t i = 0; i < 25001; i++)
        diag_add(&f.diags, i == 25000 ? DIAG_ERROR : DIAG_INFO, "a/b",
                 (span){f.src->base, 1}, "m");
    struct diag_summary sum = {0};
    diags_print_sarif(&(struct diag_report){.diags = &f.diags, .sum = &sum},
                      &out);
    ck_assert(!out.failed);
    ck_assert_ptr_nonnull(strstr(out.ptr, "25000 of 25001 results"));
    ck_assert_ptr_nonnull(strstr(out.ptr, "\"level\": \"error\""));
    ck_assert_ptr_null(strstr(out.ptr, ":25000\""));
    ck_assert_ptr_nonnull(strstr(out.ptr, ":25001\""));
    buf_free(&out);
    arena_free(f.arena);
}
END_TEST

START_TEST(a_message_about_a_huge_line_stays_short)
{
    enum { HUGE_LINE = 4 << 20 };
    struct fixture f;
    struct buf out = BUF_MAX(1u << 16);
    struct arena *a = arena_new();
    char *text = arena_alloc(a, HUGE_LINE + 1);

    memset(text, 'x', HUGE_LINE);
    setup(&f, (str){text, HUGE_LINE});
    diag_add(&f.diags, DIAG_ERROR, "a/b",
             (span){f.src->base + HUGE_LINE / 2, HUGE_LINE / 4}, "m");
    diags_print_text(&f.diags, false, &out);
    ck_assert(!out.failed);
    ck_assert_uint_lt(out.len, 500);
    buf_free(&out);
    arena_free(f.arena);
    arena_free(a);
}
END_TEST

TCase *tcase_diag_print(void);

TCase *tcase_diag_print(void)
{
    TCase *t = tcase_create("diag_print");

    tcase_add_test(t, a_fingerprint_stays_when_lines_and_blanks_move);
    tcase_add_test(t, equal_findings_are_numbered);
    tcase_add_test(t, sarif_keeps_the_gravest_of_too_many);
    tcase_add_test(t, a_message_about_a_huge_line_stays_short);
    return t;
}
