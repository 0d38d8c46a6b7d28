#include "grammar/parse.h"

#include <check.h>
#include <string.h>

static struct arena *arena;
static struct sources sources;
static struct diags diags;
static struct interner names;

static void open_world(void)
{
    arena = arena_new();
    sources_init(&sources, arena);
    diags_init(&diags, arena, &sources);
    intern_init(&names, arena);
}

static void close_world(void)
{
    arena_free(arena);
}

static struct ast_file *parse_text(str text)
{
    struct parse p = {arena, &names, &sources, &diags};

    return parse_file(&p, source_add(&sources, STR("t.weir"), text));
}

static const struct ast_expr *parse_value(const char *text)
{
    struct ast_file *f =
        parse_text(arena_printf(arena, "fn f() -> any = %s", text));

    ck_assert(!f->failed);
    return f->items->expr;
}

static str printed(const struct ast_expr *e)
{
    struct buf out = BUF_MAX(1000);

    print_expr(e, &out);
    str s = arena_str(arena, buf_view(&out));
    buf_free(&out);
    return s;
}

#define ck_assert_text(s, literal) \
    ck_assert_msg(str_eq((s), STR(literal)), "%" STR_FMT, STR_ARG(s))

/* Repeats `part` n times between `head` and `tail`. */
static str repeated(const char *head, const char *part, size_t n,
                    const char *tail)
{
    struct buf b = BUF_MAX(64u << 20);

    buf_text(&b, head);
    for (size_t i = 0; i < n; i++)
        buf_text(&b, part);
    buf_text(&b, tail);
    str s = arena_str(arena, buf_view(&b));
    buf_free(&b);
    return s;
}

START_TEST(a_product_binds_tighter_than_a_sum)
{
    const struct ast_expr *e = parse_value("a + b * c");

    ck_assert_int_eq(e->kind, AST_BINARY);
    ck_assert_int_eq(e->op, AST_ADD);
    ck_assert_int_eq(e->b->op, AST_MUL);
    ck_assert_uint_eq(e->depth, 3);
    ck_assert_text(source_text(&sources, e->b->at), "b * c");
    ck_assert_text(source_text(&sources, e->op_at), "+");
}
END_TEST

START_TEST(a_sum_leans_left_and_a_default_right)
{
    const struct ast_expr *e = parse_value("a - b - c");

    ck_assert_int_eq(e->a->op, AST_SUB);
    e = parse_value("a ?? b ?? c");
    ck_assert_int_eq(e->b->kind, AST_COALESCE);
    e = parse_value("a as int as string");
    ck_assert_text(e->type->path->name.sym->text, "string");
}
END_TEST

START_TEST(a_text_has_pieces_and_expressions_in_turn)
{
    const struct ast_expr *e = parse_value("\"a {b}{c} \\\"d\"")->list;

    ck_assert_text(e->text, "a ");
    ck_assert_int_eq(e->next->kind, AST_NAME);
    ck_assert_text(e->next->next->text, "");
    ck_assert_int_eq(e->next->next->next->kind, AST_NAME);
    ck_assert_text(e->next->next->next->next->text, " \"d");
    ck_assert_ptr_null(e->next->next->next->next->next);
}
END_TEST

START_TEST(escapes_are_decoded_and_raw_texts_are_not)
{
    ck_assert_text(parse_value("\"\\u{e9}\\u{1F600}\\n\\t\\{\\\\\"")->text,
                   "\xC3\xA9\xF0\x9F\x98\x80\n\t{\\");
    const struct ast_expr *e = parse_value("\"\"\"a\\n {b}\r\nc\"\"\"");
    ck_assert_text(e->text, "a\\n {b}\nc");
    ck_assert(e->raw);
}
END_TEST

START_TEST(a_lexeme_has_no_underscores)
{
    ck_assert_text(parse_value("20_000")->text, "20000");
    ck_assert_text(parse_value("17.5%")->text, "17.5");
    ck_assert_text(parse_value("1_000.50 \t EUR")->text, "1000.50 EUR");
    ck_assert_int_eq(parse_value("1h30m")->kind, AST_DURATION);
    ck_assert_int_eq(parse_value("10MiB")->kind, AST_SIZE);
    ck_assert_int_eq(parse_value("06:00")->kind, AST_TIME);
    ck_assert_int_eq(parse_value("2026-11-23T06:00:00.5-01:00")->kind,
                     AST_TIMESTAMP);
}
END_TEST

START_TEST(money_is_not_the_name_of_the_next_field)
{
    const struct ast_expr *e = parse_value("{ a = 5 GBP = 3 b = 5 GBP == c }");

    ck_assert_int_eq(e->fields->value->kind, AST_INT);
    ck_assert_text(e->fields->next->key.sym->text, "GBP");
    ck_assert_int_eq(e->fields->next->next->value->a->kind, AST_MONEY);
    e = parse_value("{ a = 5\nGBP = 3 }");
    ck_assert_int_eq(e->fields->value->kind, AST_INT);
}
END_TEST

START_TEST(doc_comments_in_a_row_are_one_text)
{
    struct ast_file *f =
        parse_text(STR("/// One.\n///   Two.\n///\nuse a@1 // x\n//// y\n"));

    ck_assert_text(f->items->doc, "One.\n  Two.\n");
    ck_assert_uint_eq(f->ncomments, 2);
    ck_assert(!f->comments[0].own_line);
    ck_assert(f->comments[1].own_line);
    ck_assert_text(source_text(&sources, f->comments[1].at), "//// y");
}
END_TEST

START_TEST(classes_of_a_retry_stand_on_its_line)
{
    struct ast_file *f = parse_text(
        STR("flow f { read a.b as c { retry 3 times on timeout, auth\n"
            "on data -> q } }"));
    const struct ast_option *o = f->items->lines->step->options;

    ck_assert(!f->failed);
    ck_assert_text(o->names->next->name.sym->text, "auth");
    ck_assert_text(source_text(&sources, o->at),
                   "retry 3 times on timeout, auth");
    ck_assert_int_eq(o->next->kind, AST_OPT_ON);
    f = parse_text(STR("flow f { read a.b as c { retry 3 times\non auth } }"));
    ck_assert(f->failed);
    ck_assert_uint_eq(diags.all.n, 1);
}
END_TEST

START_TEST(an_empty_file_and_a_byte_order_mark_are_fine)
{
    ck_assert(!parse_text(STR(""))->failed);
    ck_assert(!parse_text(STR("\xEF\xBB\xBFuse a@1\r\n"))->failed);
    ck_assert_uint_eq(diags.all.n, 0);
}
END_TEST

START_TEST(a_file_that_is_no_text_gives_a_few_messages)
{
    ck_assert(parse_text(STR("use a@1 // \xC3\x28\n\x01\x02\x03"))->failed);
    ck_assert_uint_le(diags.all.n, 3);
    ck_assert_uint_ge(diags.all.n, 2);
}
END_TEST

START_TEST(brackets_nest_two_hundred_deep)
{
    str good = repeated("fn f() -> any = ", "[", 199, "");

    good = repeated(good.ptr, "]", 199, "");
    ck_assert(!parse_text(good)->failed);
    ck_assert(parse_text(repeated("fn f() -> any = ", "[", 5000, ""))->failed);
    ck_assert_uint_eq(diags.all.n, 1);
}
END_TEST

START_TEST(chains_of_operators_end_somewhere)
{
    ck_assert(
        !parse_text(repeated("fn f() -> any = a", " + a", 900, ""))->failed);
    ck_assert(
        parse_text(repeated("fn f() -> any = a", " + a", 5000, ""))->failed);
    ck_assert_uint_eq(diags.all.n, 1);
    ck_assert(
        parse_text(repeated("fn f() -> any = ", "not ", 20000, "a"))->failed);
    ck_assert_uint_eq(diags.all.n, 2);
}
END_TEST

START_TEST(a_list_may_be_long)
{
    struct ast_file *f =
        parse_text(repeated("fn f() -> any = [1", ",\n 1", 20000, "]"));

    ck_assert(!f->failed);
    ck_assert(
        !parse_text(repeated("flow f {\n", "keep a\n", 20000, "}"))->failed);
}
END_TEST

START_TEST(a_hundred_messages_are_enough)
{
    parse_text(repeated("flow f {\n", "  foo bar\n", 500, "}"));
    ck_assert_uint_eq(diags.all.n, 101);
    ck_assert_ptr_nonnull(
        strstr(diags.all.at[100]->message.ptr, "more than 100 mistakes"));
}
END_TEST

START_TEST(a_file_has_sixteen_mebibytes)
{
    str large = repeated("", "// 4567890123456", (1 << 20) + 1, "");

    ck_assert(parse_text(large)->failed);
    ck_assert_uint_eq(diags.all.n, 1);
    ck_assert_uint_eq(source_locate(&sources, diags.all.at[0]->at.pos).line, 1);
}
END_TEST

START_TEST(what_is_right_stays_in_the_tree)
{
    struct ast_file *f = parse_text(STR("flow f {\n  owner x\n  foo bar\n"
                                        "  every 5m\n}\nteam t {\n}\n"));

    ck_assert(f->failed);
    ck_assert_int_eq(f->items->lines->kind, AST_LINE_OWNER);
    ck_assert_int_eq(f->items->lines->next->kind, AST_LINE_TRIGGER);
    ck_assert_int_eq(f->items->next->kind, AST_TEAM);
    ck_assert_text(diags.all.at[0]->id, "language/syntax");
    ck_assert_int_eq(diags.all.at[0]->level, DIAG_ERROR);
}
END_TEST

START_TEST(an_expression_is_printed_on_one_line)
{
    ck_assert_text(
        printed(parse_value("if a\nthen \"x {b  + 1} y\\n\" else\n[1_0, -c]")),
        "if a then \"x {b + 1} y\\n\" else [10, -c]");
    ck_assert_text(printed(parse_value("each x in xs where x.ok\n{ a = 1\n"
                                       "b = 5  GBP }")),
                   "each x in xs where x.ok { a = 1  b = 5 GBP }");
    ck_assert_text(printed(parse_value("(a.b?.c[0] as [int]?) ?? `in`")),
                   "(a.b?.c[0] as [int]?) ?? `in`");
}
END_TEST

START_TEST(files_differ_when_they_say_another_thing)
{
    struct ast_file *a = parse_text(STR("flow f { keep a }"));

    ck_assert(ast_same(a, parse_text(STR("flow f {\n keep a // x\n}"))));
    ck_assert(!ast_same(a, parse_text(STR("flow f { keep b }"))));
    ck_assert(!ast_same(a, parse_text(STR("flow f { keep a keep a }"))));
    ck_assert(!ast_same(a, parse_text(STR("flow f { keep (a) }"))));
    ck_assert(!ast_same(a, parse_text(STR("flow f { drop because \"a\" }"))));
}
END_TEST

TCase *tcase_parse(void);

TCase *tcase_parse(void)
{
    TCase *t = tcase_create("parse");

    tcase_add_checked_fixture(t, open_world, close_world);
    tcase_add_test(t, a_product_binds_tighter_than_a_sum);
    tcase_add_test(t, a_sum_leans_left_and_a_default_right);
    tcase_add_test(t, a_text_has_pieces_and_expressions_in_turn);
    tcase_add_test(t, escapes_are_decoded_and_raw_texts_are_not);
    tcase_add_test(t, a_lexeme_has_no_underscores);
    tcase_add_test(t, money_is_not_the_name_of_the_next_field);
    tcase_add_test(t, doc_comments_in_a_row_are_one_text);
    tcase_add_test(t, classes_of_a_retry_stand_on_its_line);
    tcase_add_test(t, an_empty_file_and_a_byte_order_mark_are_fine);
    tcase_add_test(t, a_file_that_is_no_text_gives_a_few_messages);
    tcase_add_test(t, brackets_nest_two_hundred_deep);
    tcase_add_test(t, chains_of_operators_end_somewhere);
    tcase_add_test(t, a_list_may_be_long);
    tcase_add_test(t, a_hundred_messages_are_enough);
    tcase_add_test(t, a_file_has_sixteen_mebibytes);
    tcase_add_test(t, what_is_right_stays_in_the_tree);
    tcase_add_test(t, an_expression_is_printed_on_one_line);
    tcase_add_test(t, files_differ_when_they_say_another_thing);
    return t;
}
