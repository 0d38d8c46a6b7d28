#include "compiler/check/scope.h"

#include <check.h>

struct fixture {
    struct arena *a;
    struct interner in;
    struct names n;
};

static void begin(struct fixture *f)
{
    f->a = arena_new();
    intern_init(&f->in, f->a);
    names_init(&f->n, f->a);
}

static const struct sym *name_of(struct fixture *f, unsigned i)
{
    return intern(&f->in, arena_printf(f->a, "name%u", i));
}

START_TEST(undo_brings_back_what_a_block_hid)
{
    struct fixture f;
    struct graph_var one = {.id = 1}, two = {.id = 2};

    begin(&f);
    names_add(&f.n, name_of(&f, 1), &one);
    uint32_t mark = names_mark(&f.n);
    names_add(&f.n, name_of(&f, 1), &two);
    ck_assert_ptr_eq(names_get(&f.n, name_of(&f, 1))->var, &two);
    ck_assert(names_is_new(&f.n, name_of(&f, 1), mark));
    names_undo(&f.n, mark);
    ck_assert_ptr_eq(names_get(&f.n, name_of(&f, 1))->var, &one);
    ck_assert(!names_is_new(&f.n, name_of(&f, 1), mark));
    names_undo(&f.n, 0);
    ck_assert_ptr_null(names_get(&f.n, name_of(&f, 1)));
    arena_free(f.a);
}
END_TEST

START_TEST(many_names_are_found_after_growth)
{
    struct fixture f;
    struct graph_var v[1000];

    begin(&f);
    for (unsigned i = 0; i < 1000; i++)
        names_add(&f.n, name_of(&f, i), &v[i]);
    for (unsigned i = 0; i < 1000; i++)
        ck_assert_ptr_eq(names_get(&f.n, name_of(&f, i))->var, &v[i]);
    names_undo(&f.n, 500);
    ck_assert_ptr_nonnull(names_get(&f.n, name_of(&f, 499)));
    ck_assert_ptr_null(names_get(&f.n, name_of(&f, 500)));
    arena_free(f.a);
}
END_TEST

START_TEST(since_gives_the_newest_of_each_name_in_order)
{
    struct fixture f;
    struct graph_var one = {.id = 1}, two = {.id = 2};
    struct scope *const *all;

    begin(&f);
    names_add(&f.n, name_of(&f, 1), &one);
    uint32_t mark = names_mark(&f.n);
    names_add(&f.n, name_of(&f, 2), &one);
    names_add(&f.n, name_of(&f, 3), &one);
    names_add(&f.n, name_of(&f, 2), &two);
    ck_assert_uint_eq(names_since(&f.n, mark, &all), 2);
    ck_assert_ptr_eq(all[0]->name, name_of(&f, 3));
    ck_assert_ptr_eq(all[1]->name, name_of(&f, 2));
    ck_assert_ptr_eq(all[1]->var, &two);
    arena_free(f.a);
}
END_TEST

START_TEST(a_list_is_searched_before_the_table)
{
    struct fixture f;
    struct graph_var one = {.id = 1}, two = {.id = 2};
    struct scope top = {.name = NULL};

    begin(&f);
    names_add(&f.n, name_of(&f, 1), &one);
    top.up = names_scope(&f.n);
    top.name = name_of(&f, 1);
    top.var = &two;
    ck_assert_ptr_eq(scope_find(&top, name_of(&f, 1))->var, &two);
    ck_assert_ptr_eq(scope_find(top.up, name_of(&f, 1))->var, &one);
    ck_assert_ptr_null(scope_find(&top, name_of(&f, 2)));
    arena_free(f.a);
}
END_TEST

TCase *tcase_scope(void);

TCase *tcase_scope(void)
{
    TCase *t = tcase_create("scope");

    tcase_add_test(t, undo_brings_back_what_a_block_hid);
    tcase_add_test(t, many_names_are_found_after_growth);
    tcase_add_test(t, since_gives_the_newest_of_each_name_in_order);
    tcase_add_test(t, a_list_is_searched_before_the_table);
    return t;
}
