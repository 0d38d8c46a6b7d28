#include "stdlib/runtime/link.h"

#include <check.h>

struct pair {
    const char *have, *want;
};

START_TEST(a_link_leads_within_its_origin)
{
    static const char from[] = "http://h.example:8080/a/b?c=1";
    static const struct pair pairs[] = {
        {"/x", "http://h.example:8080/x"},
        {"x/y?z", "http://h.example:8080/a/x/y?z"},
        {"?p=2", "http://h.example:8080/a/b?p=2"},
        {"/x#part", "http://h.example:8080/x"},
        {"HTTP://H.example:8080", "HTTP://H.example:8080"},
        {"../x", "http://h.example:8080/a/../x"},
        {"a:b", ""}, // a scheme
        {"http://h.example/x", ""},
        {"https://h.example:8080/x", ""},
        {"http://h.example:80800/x", ""},
        {"http://u@h.example:8080/x", ""},
        {"http://h.example:8080\\@evil/x", ""},
        {"//h.example:8080/x", ""},
        {"/x y", ""},
        {"\\x", ""},
        {"#part", ""},
        {"", ""},
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        str got = link_resolve(a, str_from(from), str_from(pairs[i].have));

        ck_assert_msg(str_eq(got, str_from(pairs[i].want)), "%s: %" STR_FMT,
                      pairs[i].have, STR_ARG(got));
    }
    ck_assert(
        str_eq(link_resolve(a, STR("http://h"), STR("x")), STR("http://h/x")));
    arena_free(a);
}
END_TEST

START_TEST(a_port_that_is_usual_need_not_be_said)
{
    ck_assert(link_same_origin(STR("http://h:80/a"), STR("http://H/b")));
    ck_assert(link_same_origin(STR("https://h"), STR("https://h:443")));
    ck_assert(!link_same_origin(STR("https://h"), STR("https://h:80")));
    ck_assert(!link_same_origin(STR("https://h"), STR("http://h:443")));
    ck_assert(!link_same_origin(STR("ftp://h"), STR("ftp://h")));
}
END_TEST

START_TEST(the_next_page_is_found_in_a_header)
{
    static const struct pair pairs[] = {
        {"<a>; rel=\"next\"", "a"},
        {"<a>; rel=prev, <b>;rel=next", "b"},
        {"<a>; title=\"x, <y>; rel=next\"; rel=\"last next\"", "a"},
        {"<a,b>;REL=NEXT", "a,b"},
        {"<a>; rel=\"nextish\", <b>; rel=\"\\\"next\"", ""},
        {"<a>; rel=prev; rel=next", ""}, // the first one counts
        {"<a>", ""},
        {"<a>; rel=", ""},
        {"<a>; rel=\"next", "a"},
        {"<a", ""},
        {"a; rel=next", ""},
        {"", ""},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        str got = link_next(str_from(pairs[i].have));

        ck_assert_msg(str_eq(got, str_from(pairs[i].want)), "%s: %" STR_FMT,
                      pairs[i].have, STR_ARG(got));
    }
}
END_TEST

TCase *tcase_link(void);
TCase *tcase_link(void)
{
    TCase *t = tcase_create("link");

    tcase_add_test(t, a_link_leads_within_its_origin);
    tcase_add_test(t, a_port_that_is_usual_need_not_be_said);
    tcase_add_test(t, the_next_page_is_found_in_a_header);
    return t;
}
