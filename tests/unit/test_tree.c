#include "compiler/base/tree.h"

#include <check.h>

struct fixture {
    struct arena *arena;
    struct sources sources;
    struct diags diags;
    struct tree *tree;
};

static void read_text(struct fixture *f, bool json, const char *text)
{
    f->arena = arena_new();
    sources_init(&f->sources, f->arena);
    diags_init(&f->diags, f->arena, &f->sources);
    struct source *src = source_add(&f->sources, STR("a"), str_from(text));
    struct tree_reader r = {.arena = f->arena,
                            .sources = &f->sources,
                            .diags = &f->diags,
                            .id = "",
                            .max_nodes = 1000};
    f->tree = json ? tree_read_json(&r, src) : tree_read_yaml(&r, src);
}

static void expect_at(const struct fixture *f, const struct tree *t,
                      const char *text)
{
    ck_assert_ptr_nonnull(t);
    str s = source_text(&f->sources, t->at);
    ck_assert_msg(str_eq(s, str_from(text)), "%" STR_FMT, STR_ARG(s));
}

static void expect_failure(bool json, const char *text, const char *message,
                           uint32_t line, uint32_t column)
{
    struct fixture f;

    read_text(&f, json, text);
    ck_assert_ptr_null(f.tree);
    ck_assert_uint_eq(f.diags.all.n, 1);
    const struct diag *d = f.diags.all.at[0];
    ck_assert_msg(str_find(d->message, str_from(message)) >= 0, "%" STR_FMT,
                  STR_ARG(d->message));
    struct place p = source_locate(&f.sources, d->at.pos);
    ck_assert_uint_eq(p.line, line);
    ck_assert_uint_eq(p.column, column);
    arena_free(f.arena);
}

START_TEST(json_parts_know_their_places)
{
    struct fixture f;

    read_text(&f, true,
              "{ \"a\": [1.50, \"\\u00e9\\ud83d\\ude00\"],\n"
              "  \"b\": {\"c\": null} }");
    const struct tree *a = tree_get(f.tree, STR("a"));
    expect_at(&f, a, "[1.50, \"\\u00e9\\ud83d\\ude00\"]");
    ck_assert_uint_eq(a->nitems, 2);
    ck_assert(str_eq(a->items[0].value->text, STR("1.50")));
    ck_assert(
        str_eq(tree_text(a->items[1].value), STR("\xC3\xA9\xF0\x9F\x98\x80")));
    expect_at(&f, tree_get(f.tree, STR("b")), "{\"c\": null}");
    ck_assert_int_eq(tree_get(tree_get(f.tree, STR("b")), STR("c"))->kind,
                     TREE_NULL);
    arena_free(f.arena);
}
END_TEST

START_TEST(json_mistakes_are_named_at_their_place)
{
    expect_failure(true, "", "expected a value, found the end", 1, 1);
    expect_failure(true, "{\"a\": 1,}", "expected a key in quotes", 1, 9);
    expect_failure(true, "[1 2]", "expected \",\" or \"]\"", 1, 4);
    expect_failure(true, "[01]", "does not start with 0", 1, 2);
    expect_failure(true, "{'a': 1}", "single quote", 1, 2);
    expect_failure(true, "[\"a\nb\"]", "before the end of the line", 1, 4);
    expect_failure(true, "[\"\\ud83d\"]", "half of a pair", 1, 3);
    expect_failure(true, "[\"\xFF\"]", "utf-8", 1, 3);
    expect_failure(true, "[] []", "expected the end of the file", 1, 4);
    expect_failure(true, "[tru]", "expected a value", 1, 2);
}
END_TEST

START_TEST(yaml_parts_know_their_places)
{
    struct fixture f;

    read_text(&f, false,
              "# \xC3\xA9\xE2\x82\xAC\n"
              "\xC3\xA9: { x: 1.50, y: no, z: \"1\" }\n"
              "list:\n"
              "  - a b\n"
              "  - true\n"
              "last: ~\n");
    const struct tree *m = tree_get(f.tree, STR("\xC3\xA9"));
    expect_at(&f, m, "{ x: 1.50, y: no, z: \"1\" }");
    ck_assert_int_eq(tree_get(m, STR("x"))->kind, TREE_NUMBER);
    ck_assert_int_eq(tree_get(m, STR("y"))->kind, TREE_TEXT);
    ck_assert_int_eq(tree_get(m, STR("z"))->kind, TREE_TEXT);
    expect_at(&f, tree_get(f.tree, STR("list")), "- a b\n  - true");
    ck_assert(tree_is_true(tree_get(f.tree, STR("list"))->items[1].value));
    ck_assert_int_eq(tree_get(f.tree, STR("last"))->kind, TREE_NULL);
    expect_at(&f, tree_get(f.tree, STR("last")), "~");
    arena_free(f.arena);
}
END_TEST

START_TEST(yaml_mistakes_are_named_at_their_place)
{
    expect_failure(false, "# nothing\n", "expected a document", 1, 1);
    expect_failure(false, "a: [1,\nb: 2\n", "did not find expected", 3, 1);
    expect_failure(false, "a: *x\n", "no anchor", 1, 4);
    expect_failure(false, "a: &x [*x]\n", "no anchor", 1, 8);
    expect_failure(false, "? [a]\n: b\n", "a text as key", 1, 3);
    expect_failure(false, "a: 1\n---\nb: 2\n", "found another", 3, 1);
    expect_failure(false, "a: @x\n", "put the text in quotes", 1, 4);
    expect_failure(false, "a: \"\xFF\"\n", "invalid", 1, 5);
}
END_TEST

START_TEST(aliases_are_shared_and_counted)
{
    struct fixture f;

    read_text(&f, false, "a: &x { k: 1 }\nb: *x\n");
    ck_assert_ptr_eq(tree_get(f.tree, STR("a")), tree_get(f.tree, STR("b")));
    arena_free(f.arena);
    expect_failure(false,
                   "a: &a [1,1,1,1,1,1,1,1,1]\n"
                   "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                   "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                   "d: [*c,*c]\n",
                   "more than 1000 values, aliases written out", 4, 5);
}
END_TEST

START_TEST(repeated_keys_are_noted_and_the_last_wins)
{
    struct fixture f;

    read_text(&f, true,
              "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,"
              "\"h\":8,\"i\":9,\"b\":10,\"j\":11}");
    ck_assert(!f.tree->items[1].again);
    ck_assert(f.tree->items[9].again);
    ck_assert(!f.tree->items[10].again);
    ck_assert(str_eq(tree_text(tree_get(f.tree, STR("b"))), STR("10")));
    ck_assert_ptr_null(tree_get(f.tree, STR("z")));
    arena_free(f.arena);
    read_text(&f, false, "x: 1\nx: 2\n");
    ck_assert(f.tree->items[1].again);
    ck_assert(str_eq(tree_text(tree_get(f.tree, STR("x"))), STR("2")));
    arena_free(f.arena);
}
END_TEST

START_TEST(depth_has_a_limit)
{
    char text[300];

    for (int i = 0; i < 129; i++)
        text[i] = '[';
    text[129] = 0;
    expect_failure(true, text, "nested deeper than 128", 1, 129);
    expect_failure(false, text, "nested deeper than 128", 1, 129);
}
END_TEST

START_TEST(a_length_is_one_of_the_right_kind)
{
    struct fixture f;

    read_text(&f, true, "{ \"a\": [1, 2, 3], \"b\": \"text\" }");
    ck_assert_uint_eq(tree_list_length(tree_at(f.tree, "a")), 3);
    ck_assert_uint_eq(tree_map_size(tree_at(f.tree, "a")), 0);
    ck_assert_uint_eq(tree_map_size(f.tree), 2);
    ck_assert_uint_eq(tree_list_length(f.tree), 0);
    ck_assert_uint_eq(tree_list_length(tree_at(f.tree, "none")), 0);
    ck_assert(str_is(tree_text_at(f.tree, "b"), "text"));
    ck_assert(str_is(tree_text_at(f.tree, "a"), ""));
    arena_free(f.arena);
}
END_TEST

TCase *tcase_tree(void);

TCase *tcase_tree(void)
{
    TCase *t = tcase_create("tree");

    tcase_add_test(t, json_parts_know_their_places);
    tcase_add_test(t, json_mistakes_are_named_at_their_place);
    tcase_add_test(t, yaml_parts_know_their_places);
    tcase_add_test(t, yaml_mistakes_are_named_at_their_place);
    tcase_add_test(t, aliases_are_shared_and_counted);
    tcase_add_test(t, repeated_keys_are_noted_and_the_last_wins);
    tcase_add_test(t, depth_has_a_limit);
    tcase_add_test(t, a_length_is_one_of_the_right_kind);
    return t;
}
