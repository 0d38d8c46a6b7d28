#include "compiler/cli/options.h"

#include <check.h>

struct fixture {
    struct arena *arena;
    struct sources sources;
    struct diags problems;
    struct options options;
    bool ok;
};

/* Words separated by single blanks; "%" is an empty word. */
static void parse(struct fixture *f, const char *line)
{
    static const struct option table[] = {
        {"check", 0, OPTION_FLAG, NULL, "flag"},
        {"quick", 'q', OPTION_FLAG, NULL, "flag"},
        {"output", 'o', OPTION_TEXT, "FILE", "text"},
        {"select", 0, OPTION_LIST, "RULE", "list"},
        {"format", 'f', OPTION_CHOICE, "human|json", "choice"},
        {"today", 0, OPTION_DATE, "DATE", "date"},
        OPTIONS_END};
    char *words[20] = {NULL};
    int n = 0;

    f->arena = arena_new();
    sources_init(&f->sources, f->arena);
    diags_init(&f->problems, f->arena, &f->sources);
    str rest = str_from(line);
    while (rest.len && n < 19) {
        ptrdiff_t blank = str_find(rest, STR(" "));
        size_t end = blank < 0 ? rest.len : (size_t)blank;
        str word = str_slice(rest, 0, end);
        if (str_eq(word, STR("%")))
            word.len = 0;
        char *copy = arena_alloc(f->arena, word.len + 1);
        for (size_t i = 0; i < word.len; i++)
            copy[i] = word.ptr[i];
        words[n++] = copy;
        rest = str_slice(rest, end + 1, rest.len);
    }
    f->ok = options_parse(&f->options, f->arena, table, words, "weir x",
                          &f->problems);
}

START_TEST(options_and_arguments_come_in_any_order)
{
    struct fixture f;
    uint32_t n;

    parse(&f, "a --check -o out -q b --select x,y --select=z, - -- --check");
    ck_assert(f.ok);
    ck_assert(options_has(&f.options, "check"));
    ck_assert(options_has(&f.options, "quick"));
    ck_assert(!options_has(&f.options, "format"));
    ck_assert_str_eq(options_text(&f.options, "output", ""), "out");
    ck_assert_str_eq(options_text(&f.options, "format", "human"), "human");
    const str *list = options_list(&f.options, "select", &n);
    ck_assert_uint_eq(n, 3);
    ck_assert(str_eq(list[2], STR("z")));
    ck_assert_uint_eq(f.options.args.n, 4);
    ck_assert(str_eq(f.options.args.at[2], STR("-")));
    ck_assert(str_eq(f.options.args.at[3], STR("--check")));
    arena_free(f.arena);
}
END_TEST

START_TEST(the_last_value_counts)
{
    struct fixture f;

    parse(&f, "--output=a -ob -qf json");
    ck_assert(f.ok);
    ck_assert_str_eq(options_text(&f.options, "output", ""), "b");
    ck_assert_str_eq(options_text(&f.options, "format", ""), "json");
    arena_free(f.arena);
}
END_TEST

static void expect_problem(const char *line, const char *message)
{
    struct fixture f;

    parse(&f, line);
    ck_assert(!f.ok);
    ck_assert_uint_eq(f.problems.all.n, 1);
    str said = f.problems.all.at[0]->message;
    ck_assert_msg(str_find(said, str_from(message)) >= 0, "%" STR_FMT,
                  STR_ARG(said));
    arena_free(f.arena);
}

START_TEST(wrong_options_are_named)
{
    expect_problem("--chekc", "no option \"--chekc\"");
    expect_problem("-z", "no option \"-z\"");
    expect_problem("--check=yes", "takes no value");
    expect_problem("--output", "needs a value");
    expect_problem("--output=", "not empty");
    expect_problem("--output %", "not empty");
    expect_problem("--format xml", "one of human|json");
    expect_problem("--format hum", "one of human|json");
    expect_problem("--today tomorrow", "is a date");
    expect_problem("--today 2026-02-30", "is a date");
}
END_TEST

TCase *tcase_options(void);

TCase *tcase_options(void)
{
    TCase *t = tcase_create("options");

    tcase_add_test(t, options_and_arguments_come_in_any_order);
    tcase_add_test(t, the_last_value_counts);
    tcase_add_test(t, wrong_options_are_named);
    return t;
}
