#include "compiler/check/forms.h"
#include "stdlib/value/types.h"

#include <check.h>

struct world {
    struct arena *arena;
    struct sources sources;
    struct diags diags;
    struct interner names;
    struct catalog catalog;
    struct check k;
};

static void world_init(struct world *w, const char *text)
{
    const char *folder = "tests/check/bad_file"; // of tables from files

    *w = (struct world){.arena = arena_new()};
    sources_init(&w->sources, w->arena);
    diags_init(&w->diags, w->arena, &w->sources);
    intern_init(&w->names, w->arena);
    w->catalog = catalog_embedded(w->arena);
    struct parse p = {w->arena, &w->names, &w->sources, &w->diags};
    struct ast_file *file =
        parse_file(&p, source_add(&w->sources, STR("f"), str_from(text)));
    w->k = (struct check){.g = graph_new(w->arena, &w->sources, STR("weir")),
                          .arena = w->arena,
                          .names = &w->names,
                          .sources = &w->sources,
                          .diags = &w->diags,
                          .catalog = &w->catalog,
                          .project = str_from(folder)};
    check_estate(&w->k, &file, 1);
}

/* The body of fn f, as it stands in the graph. */
static const struct graph_expr *body(struct world *w)
{
    const struct graph_function *f = map_get(&w->k.functions, STR("f"));

    ck_assert_ptr_nonnull(f);
    ck_assert_ptr_nonnull(f->body);
    return f->body;
}

static const struct {
    const char *type, *text, *folded;
} constants[] = {
    {"int", "1 + 2 * 3", "7"},
    {"decimal", "20% * 5", "1.00"},
    {"decimal", "round(10 / 3, 2)", "3.33"},
    {"decimal", "round_half_up(2.345, 2)", "2.35"},
    {"string", "\"a{1}{\"b\"}{true}c\"", "\"a1btruec\""},
    {"string", "upper(\"x\") + trim(\" y \")", "\"Xy\""},
    {"int", "if 1 < 2 and not (2 == 3) then 1 else 2", "1"},
    {"date", "add_days(2026-01-31, 1)", "2026-02-01"},
    {"duration", "2 * 30m + 5s", "1h5s"},
    {"money", "money(19.99, \"GBP\") + 0.01 GBP", "20.00 GBP"},
    {"money", "round(10.00 GBP / 3, 2)", "3.33 GBP"},
    {"date", "date_of(2026-06-30T23:30:00Z, \"Europe/London\")", "2026-07-01"},
    {"int", "\"12\" as int", "12"},
    {"string", "replace(pad_left(\"7\", 3, \"0\"), \"0\", \"-\")", "\"--7\""},
    {"int", "-5 % 3", "-2"},
    {"bool", "1.50 == 1.5", "true"},
};

START_TEST(constants_are_computed_before_the_run)
{
    struct arena *a = arena_new();
    struct world w;
    str text = arena_printf(a, "fn f() -> %s = %s", constants[_i].type,
                            constants[_i].text);

    world_init(&w, text.ptr);
    ck_assert_uint_eq(w.diags.errors, 0);
    ck_assert_str_eq(arena_str(w.arena, expr_text(w.arena, body(&w))).ptr,
                     constants[_i].folded);
    ck_assert_int_eq(body(&w)->kind, EXPR_LITERAL);
    arena_free(w.arena);
    arena_free(a);
}
END_TEST

static const struct {
    const char *text;
    bool data;
} failures[] = {
    {"n", false},
    {"n + 1", true},
    {"xs[0]", true},
    {"xs[0] ?? 0", false},
    {"xs[0] ?? (n + 1)", true},
    {"lookup t[s]", true},
    {"lookup t[s] ?? 0", false},
    {"if s in t then lookup t[s] else 0", false},
    {"if s not in t then 0 else lookup t[s]", false},
    {"if s in t or n == 0 then lookup t[s] else 0", true},
    {"if s in t then lookup t[upper(s)] else 0", true},
    {"first(xs) ?? 0", false},
    {"s as int", true},
    {"length(s)", false},
    {"g(n)", true},
    {"h(n)", false},
    {"count(each x in xs where x > n { x })", false},
    {"count(each x in xs { x * n })", true},
};

START_TEST(what_can_fail_on_a_record_raises_data)
{
    struct arena *a = arena_new();
    struct world w;
    str text =
        arena_printf(a,
                     "fn f(n: int, s: string, xs: [int]) -> int = %s\n"
                     "fn g(n: int) -> int = k(n)\nfn h(n: int) -> int = n\n"
                     "fn k(n: int) -> int = n * 2\n"
                     "table t: string -> int { \"a\": 1 }\n",
                     failures[_i].text);

    world_init(&w, text.ptr);
    ck_assert_uint_eq(w.diags.errors, 0);
    ck_assert_int_eq(body(&w)->raises,
                     failures[_i].data ? WEIR_CLASS_BIT(WEIR_DATA) : 0);
    arena_free(w.arena);
    arena_free(a);
}
END_TEST

static void call_forms(struct check *k, const struct map *forms)
{
    struct weir_context x = {.arena = k->arena};
    union graph_value zero = {.text = STR("")}, out;
    const union graph_value *args[] = {&zero, &zero, &zero};

    for (uint32_t i = 0; i < forms->entries.n; i++)
        for (const struct form *f = forms->entries.at[i].value; f; f = f->next)
            if (f->code[0] && f->run && f->nparams)
                ck_assert_msg(form_call(f, &x, args, &out),
                              "%s %s can't be computed", f->name, f->code);
}

START_TEST(every_plain_function_is_computed_before_the_run)
{
    struct world w;

    world_init(&w, "");
    const struct forms *forms = forms_of(&w.k);
    ck_assert_uint_gt(forms->builtins.entries.n, 90);
    call_forms(&w.k, &forms->builtins);
    call_forms(&w.k, &forms->operators);
    call_forms(&w.k, &forms->casts);
    arena_free(w.arena);
}
END_TEST

START_TEST(raises_of_an_operation_follow_its_errors)
{
    struct world w;

    world_init(&w, "connector c@1.0.0 {\n system \"C\" erp\n"
                   " base setting C_URL\n record R { id: string @key }\n"
                   " endpoint a: R { list GET \"/a\" get GET \"/a/{id}\"\n"
                   "  create POST \"/a\" errors { 409: duplicate "
                   "300..599: rejected } }\n}\n");
    ck_assert_uint_eq(w.diags.errors, 0);
    const struct graph_connector *c = map_get(&w.k.connectors, STR("c@1.0.0"));
    const struct graph_endpoint *e = connector_endpoint(c, STR("a"));
    weir_class_set list = endpoint_verb(e, VERB_LIST)->raises;
    weir_class_set create = endpoint_verb(e, VERB_CREATE)->raises;
    ck_assert_uint_eq(list & weir_class_outage(), weir_class_outage());
    ck_assert(list & WEIR_CLASS_BIT(WEIR_MALFORMED));
    ck_assert(list & WEIR_CLASS_BIT(WEIR_NOT_FOUND));
    ck_assert(!(list & WEIR_CLASS_BIT(WEIR_DUPLICATE)));
    ck_assert(create & WEIR_CLASS_BIT(WEIR_DUPLICATE));
    ck_assert(create & WEIR_CLASS_BIT(WEIR_CONFLICT)); // a lost answer
    ck_assert(!(create & WEIR_CLASS_BIT(WEIR_NOT_FOUND)));
    arena_free(w.arena);
}
END_TEST

START_TEST(cells_of_a_file_are_checked_where_they_stand)
{
    static const struct {
        const char *id;
        uint32_t line;
    } wanted[] = {{"language/bad-file", 3},
                  {"language/duplicate-name", 4},
                  {"language/bad-file", 5},
                  {"language/bad-file", 6}};
    struct world w;

    world_init(&w, "table t: string -> int from \"data/wrong.csv\"\n");
    ck_assert_uint_eq(w.diags.all.n, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        const struct diag *d = w.diags.all.at[i];
        ck_assert(str_eq(d->id, str_from(wanted[i].id)));
        struct place p = source_locate(&w.sources, d->at.pos);
        ck_assert(str_eq(p.src->name, STR("data/wrong.csv")));
        ck_assert_uint_eq(p.line, wanted[i].line);
    }
    arena_free(w.arena);
}
END_TEST

static const struct {
    const char *a, *b;
    int order;
} orders[] = {
    {"1.0.0", "1.0.0", 0}, {"2.9.1", "2.10.0", -1},  {"2.0.0", "2.0.0-rc1", 1},
    {"1.0", "1.0.1", -1},  {"10.0.0", "9.99.99", 1}, {"1.0.0-a", "1.0.0-b", -1},
};

START_TEST(versions_have_an_order)
{
    str a = str_from(orders[_i].a), b = str_from(orders[_i].b);

    ck_assert_int_eq(version_order(a, b), orders[_i].order);
    ck_assert_int_eq(version_order(b, a), -orders[_i].order);
}
END_TEST

START_TEST(ranges_are_told_from_versions)
{
    ck_assert(version_exact(STR("2.4.1")));
    ck_assert(!version_exact(STR("2.x")));
    ck_assert(!version_exact(STR("^2.4")));
    ck_assert(!version_exact(STR("latest")));
    ck_assert(version_fits(STR("2.9.0"), STR("^2.4")));
    ck_assert(!version_fits(STR("3.0.0"), STR("^2.4")));
    ck_assert(version_fits(STR("2.4.9"), STR("~2.4.1")));
    ck_assert(!version_fits(STR("2.5.0"), STR("~2.4.1")));
    ck_assert(version_fits(STR("2.5.0"), STR(">=2.4")));
    ck_assert(!version_fits(STR("2.5.0"), STR("<2.5.0")));
    ck_assert(version_fits(STR("2.5.0"), STR("2.x")));
    ck_assert(version_fits(STR("2.5.0"), STR("latest")));
}
END_TEST

TCase *tcase_check_expr(void);

TCase *tcase_check_expr(void)
{
    TCase *t = tcase_create("check_expr");

    tcase_add_loop_test(t, constants_are_computed_before_the_run, 0,
                        (int)COUNT(constants));
    tcase_add_loop_test(t, what_can_fail_on_a_record_raises_data, 0,
                        (int)COUNT(failures));
    tcase_add_test(t, every_plain_function_is_computed_before_the_run);
    tcase_add_test(t, raises_of_an_operation_follow_its_errors);
    tcase_add_test(t, cells_of_a_file_are_checked_where_they_stand);
    tcase_add_loop_test(t, versions_have_an_order, 0, (int)COUNT(orders));
    tcase_add_test(t, ranges_are_told_from_versions);
    return t;
}
