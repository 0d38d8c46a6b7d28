#include "grammar/parse.h"

#include <check.h>
#include <string.h>

struct world {
    struct arena *arena;
    struct sources sources;
    struct diags diags;
    struct interner names;
};

static struct world *open_world(void)
{
    struct arena *a = arena_new();
    struct world *w = arena_make(a, struct world);

    w->arena = a;
    sources_init(&w->sources, a);
    diags_init(&w->diags, a, &w->sources);
    intern_init(&w->names, a);
    return w;
}

static void close_world(struct world *w)
{
    arena_free(w->arena);
}

static struct ast_file *parse_text(struct world *w, str text)
{
    struct parse p = {w->arena, &w->names, &w->sources, &w->diags};

    return parse_file(&p, source_add(&w->sources, STR("t.weir"), text));
}

static const struct ast_expr *parse_value(struct world *w, const char *text)
{
    struct ast_file *f =
        parse_text(w, arena_printf(w->arena, "fn f() -> any = %s", text));

    ck_assert(!f->failed);
    return f->items->expr;
}

static str printed(struct world *w, const struct ast_expr *e)
{
    struct buf out = BUF_MAX(1000);

    print_expr(e, &out);
    str s = arena_str(w->arena, buf_view(&out));
    buf_free(&out);
    return s;
}

#define ck_assert_text(s, literal) \
    ck_assert_msg(str_eq((s), STR(literal)), "%" STR_FMT, STR_ARG(s))

/* Repeats `part` n times between `head` and `tail`. */
static str repeated(struct world *w, const char *head, const char *part,
                    size_t n, const char *tail)
{
    struct buf b = BUF_MAX(64u << 20);

    buf_text(&b, head);
    for (size_t i = 0; i < n; i++)
        buf_text(&b, part);
    buf_text(&b, tail);
    str s = arena_str(w->arena, buf_view(&b));
    buf_free(&b);
    return s;
}

START_TEST(a_product_binds_tighter_than_a_sum)
{
    struct world *w = open_world();
    const struct ast_expr *e = parse_value(w, "a + b * c");

    ck_assert_int_eq(e->kind, AST_BINARY);
    ck_assert_int_eq(e->op, AST_ADD);
    ck_assert_int_eq(e->b->op, AST_MUL);
    ck_assert_uint_eq(e->depth, 3);
    ck_assert_text(source_text(&w->sources, e->b->at), "b * c");
    ck_assert_text(source_text(&w->sources, e->op_at), "+");
    close_world(w);
}
END_TEST

START_TEST(a_sum_leans_left_and_a_default_right)
{
    struct world *w = open_world();
    const struct ast_expr *e = parse_value(w, "a - b - c");

    ck_assert_int_eq(e->a->op, AST_SUB);
    e = parse_value(w, "a ?? b ?? c");
    ck_assert_int_eq(e->b->kind, AST_COALESCE);
    e = parse_value(w, "a as int as string");
    ck_assert_text(e->type->path->name.sym->text, "string");
    close_world(w);
}
END_TEST

START_TEST(a_text_has_pieces_and_expressions_in_turn)
{
    struct world *w = open_world();
    const struct ast_expr *e = parse_value(w, "\"a {b}{c} \\\"d\"")->list;

    ck_assert_text(e->text, "a ");
    ck_assert_int_eq(e->next->kind, AST_NAME);
    ck_assert_text(e->next->next->text, "");
    ck_assert_int_eq(e->next->next->next->kind, AST_NAME);
    ck_assert_text(e->next->next->next->next->text, " \"d");
    ck_assert_ptr_null(e->next->next->next->next->next);
    close_world(w);
}
END_TEST

START_TEST(escapes_are_decoded_and_raw_texts_are_not)
{
    struct world *w = open_world();
    ck_assert_text(parse_value(w, "\"\\u{e9}\\u{1F600}\\n\\t\\{\\\\\"")->text,
                   "\xC3\xA9\xF0\x9F\x98\x80\n\t{\\");
    const struct ast_expr *e = parse_value(w, "\"\"\"a\\n {b}\r\nc\"\"\"");
    ck_assert_text(e->text, "a\\n {b}\nc");
    ck_assert(e->raw);
    close_world(w);
}
END_TEST

START_TEST(a_lexeme_has_no_underscores)
{
    struct world *w = open_world();
    ck_assert_text(parse_value(w, "20_000")->text, "20000");
    ck_assert_text(parse_value(w, "17.5%")->text, "17.5");
    ck_assert_text(parse_value(w, "1_000.50 \t EUR")->text, "1000.50 EUR");
    ck_assert_int_eq(parse_value(w, "1h30m")->kind, AST_DURATION);
    ck_assert_int_eq(parse_value(w, "10MiB")->kind, AST_SIZE);
    ck_assert_int_eq(parse_value(w, "06:00")->kind, AST_TIME);
    ck_assert_int_eq(parse_value(w, "2026-11-23T06:00:00.5-01:00")->kind,
                     AST_TIMESTAMP);
    close_world(w);
}
END_TEST

START_TEST(money_is_not_the_name_of_the_next_field)
{
    struct world *w = open_world();
    const struct ast_expr *e =
        parse_value(w, "{ a = 5 GBP = 3 b = 5 GBP == c }");

    ck_assert_int_eq(e->fields->value->kind, AST_INT);
    ck_assert_text(e->fields->next->key.sym->text, "GBP");
    ck_assert_int_eq(e->fields->next->next->value->a->kind, AST_MONEY);
    e = parse_value(w, "{ a = 5\nGBP = 3 }");
    ck_assert_int_eq(e->fields->value->kind, AST_INT);
    close_world(w);
}
END_TEST

START_TEST(doc_comments_in_a_row_are_one_text)
{
    struct world *w = open_world();
    struct ast_file *f =
        parse_text(w, STR("/// One.\n///   Two.\n///\nuse a@1 // x\n//// y\n"));

    ck_assert_text(f->items->doc, "One.\n  Two.\n");
    ck_assert_uint_eq(f->ncomments, 2);
    ck_assert(!f->comments[0].own_line);
    ck_assert(f->comments[1].own_line);
    ck_assert_text(source_text(&w->sources, f->comments[1].at), "//// y");
    close_world(w);
}
END_TEST

START_TEST(classes_of_a_retry_stand_on_its_line)
{
    struct world *w = open_world();
    struct ast_file *f = parse_text(
        w, STR("flow f { read a.b as c { retry 3 times on timeout, auth\n"
               "on data -> q } }"));
    const struct ast_option *o = f->items->lines->step->options;

    ck_assert(!f->failed);
    ck_assert_text(o->names->next->name.sym->text, "auth");
    ck_assert_text(source_text(&w->sources, o->at),
                   "retry 3 times on timeout, auth");
    ck_assert_int_eq(o->next->kind, AST_OPT_ON);
    f = parse_text(w,
                   STR("flow f { read a.b as c { retry 3 times\non auth } }"));
    ck_assert(f->failed);
    ck_assert_uint_eq(w->diags.all.n, 1);
    close_world(w);
}
END_TEST

START_TEST(an_empty_file_and_a_byte_order_mark_are_fine)
{
    struct world *w = open_world();
    ck_assert(!parse_text(w, STR(""))->failed);
    ck_assert(!parse_text(w, STR("\xEF\xBB\xBFuse a@1\r\n"))->failed);
    ck_assert_uint_eq(w->diags.all.n, 0);
    close_world(w);
}
END_TEST

START_TEST(a_file_that_is_no_text_gives_a_few_messages)
{
    struct world *w = open_world();
    ck_assert(parse_text(w, STR("use a@1 // \xC3\x28\n\x01\x02\x03"))->failed);
    ck_assert_uint_le(w->diags.all.n, 3);
    ck_assert_uint_ge(w->diags.all.n, 2);
    close_world(w);
}
END_TEST

START_TEST(brackets_nest_two_hundred_deep)
{
    struct world *w = open_world();
    str good = repeated(w, "fn f() -> any = ", "[", 199, "");

    good = repeated(w, good.ptr, "]", 199, "");
    ck_assert(!parse_text(w, good)->failed);
    ck_assert(
        parse_text(w, repeated(w, "fn f() -> any = ", "[", 5000, ""))->failed);
    ck_assert_uint_eq(w->diags.all.n, 1);
    close_world(w);
}
END_TEST

START_TEST(chains_of_operators_end_somewhere)
{
    struct world *w = open_world();
    ck_assert(!parse_text(w, repeated(w, "fn f() -> any = a", " + a", 900, ""))
                   ->failed);
    ck_assert(parse_text(w, repeated(w, "fn f() -> any = a", " + a", 5000, ""))
                  ->failed);
    ck_assert_uint_eq(w->diags.all.n, 1);
    ck_assert(parse_text(w, repeated(w, "fn f() -> any = ", "not ", 20000, "a"))
                  ->failed);
    ck_assert_uint_eq(w->diags.all.n, 2);
    close_world(w);
}
END_TEST

START_TEST(a_list_may_be_long)
{
    struct world *w = open_world();
    struct ast_file *f =
        parse_text(w, repeated(w, "fn f() -> any = [1", ",\n 1", 20000, "]"));

    ck_assert(!f->failed);
    ck_assert(!parse_text(w, repeated(w, "flow f {\n", "keep a\n", 20000, "}"))
                   ->failed);
    close_world(w);
}
END_TEST

START_TEST(a_hundred_messages_are_enough)
{
    struct world *w = open_world();
    parse_text(w, repeated(w, "flow f {\n", "  foo bar\n", 500, "}"));
    ck_assert_uint_eq(w->diags.all.n, 101);
    ck_assert_ptr_nonnull(
        strstr(w->diags.all.at[100]->message.ptr, "more than 100 mistakes"));
    close_world(w);
}
END_TEST

START_TEST(a_file_has_sixteen_mebibytes)
{
    struct world *w = open_world();
    str large = repeated(w, "", "// 4567890123456", (1 << 20) + 1, "");

    ck_assert(parse_text(w, large)->failed);
    ck_assert_uint_eq(w->diags.all.n, 1);
    ck_assert_uint_eq(
        source_locate(&w->sources, w->diags.all.at[0]->at.pos).line, 1);
    close_world(w);
}
END_TEST

START_TEST(what_is_right_stays_in_the_tree)
{
    struct world *w = open_world();
    struct ast_file *f = parse_text(w, STR("flow f {\n  owner x\n  foo bar\n"
                                           "  every 5m\n}\nteam t {\n}\n"));

    ck_assert(f->failed);
    ck_assert_int_eq(f->items->lines->kind, AST_LINE_OWNER);
    ck_assert_int_eq(f->items->lines->next->kind, AST_LINE_TRIGGER);
    ck_assert_int_eq(f->items->next->kind, AST_TEAM);
    ck_assert_text(w->diags.all.at[0]->id, "language/syntax");
    ck_assert_int_eq(w->diags.all.at[0]->level, DIAG_ERROR);
    close_world(w);
}
END_TEST

/* The text with every fix of its messages in it. */
static str mended(struct world *w, const char *text)
{
    struct ast_file *f = parse_text(w, str_from(text));
    struct buf out = BUF_MAX(10000);
    size_t from = 0;

    diags_sort(&w->diags);

    for (uint32_t i = 0; i < w->diags.all.n; i++)
        for (struct diag_edit *e = w->diags.all.at[i]->edits; e; e = e->next) {
            size_t at = e->at.pos - f->src->base;
            buf_str(&out, str_slice(f->src->text, from, at));
            buf_str(&out, e->text);
            from = at + e->at.len;
        }
    buf_str(&out, str_slice(f->src->text, from, f->src->text.len));
    str s = arena_str(w->arena, buf_view(&out));
    buf_free(&out);
    return s;
}

START_TEST(what_other_languages_write_can_be_mended)
{
    struct world *w = open_world();

    ck_assert_text(mended(w, "flow f {\n keep a && b\n keep !a\n keep 'x';\n"
                             " set y = 'x'\n set z = 1;\n # hello\n}"),
                   "flow f {\n keep a and b\n keep not a\n keep \"x\";\n"
                   " set y = \"x\"\n set z = 1\n // hello\n}");
    close_world(w);
}
END_TEST

START_TEST(a_misspelt_word_can_be_mended)
{
    struct world *w = open_world();

    ck_assert_text(mended(w, "flow f {\n evry 5m\n keep a = 1\n set map = 1\n"
                             " wait 5min\n filter a\n}"),
                   "flow f {\n every 5m\n keep a == 1\n set `map` = 1\n"
                   " wait 5m\n keep a\n}");
    ck_assert_int_eq(w->diags.all.at[0]->safety, DIAG_UNSAFE);
    close_world(w);
}
END_TEST

START_TEST(an_expression_is_printed_on_one_line)
{
    struct world *w = open_world();
    ck_assert_text(
        printed(w, parse_value(
                       w, "if a\nthen \"x {b  + 1} y\\n\" else\n[1_0, -c]")),
        "if a then \"x {b + 1} y\\n\" else [10, -c]");
    ck_assert_text(
        printed(w, parse_value(w, "each x in xs where x.ok\n{ a = 1\n"
                                  "b = 5  GBP }")),
        "each x in xs where x.ok { a = 1  b = 5 GBP }");
    ck_assert_text(printed(w, parse_value(w, "(a.b?.c[0] as [int]?) ?? `in`")),
                   "(a.b?.c[0] as [int]?) ?? `in`");
    close_world(w);
}
END_TEST

START_TEST(files_differ_when_they_say_another_thing)
{
    struct world *w = open_world();
    struct ast_file *a = parse_text(w, STR("flow f { keep a }"));

    ck_assert(ast_same(a, parse_text(w, STR("flow f {\n keep a // x\n}"))));
    ck_assert(!ast_same(a, parse_text(w, STR("flow f { keep b }"))));
    ck_assert(!ast_same(a, parse_text(w, STR("flow f { keep a keep a }"))));
    ck_assert(!ast_same(a, parse_text(w, STR("flow f { keep (a) }"))));
    ck_assert(
        !ast_same(a, parse_text(w, STR("flow f { drop because \"a\" }"))));
    close_world(w);
}
END_TEST

TCase *tcase_parse(void);

TCase *tcase_parse(void)
{
    TCase *t = tcase_create("parse");

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
    tcase_add_test(t, what_other_languages_write_can_be_mended);
    tcase_add_test(t, a_misspelt_word_can_be_mended);
    tcase_add_test(t, an_expression_is_printed_on_one_line);
    tcase_add_test(t, files_differ_when_they_say_another_thing);
    return t;
}
