#include "compiler/graph/build.h"
#include "lint/registry.h"

#include <check.h>

/*
 * Graphs by hand: one flow with a read and a write, ten bytes of "text" for
 * each thing, so that places differ.
 */
struct estate {
    struct arena *a;
    struct sources s;
    struct graph *g;
    struct graph_flow *f;
    node_id trigger, read, write;
    struct diags out;
    struct lint_options o;
};

static span at(uint32_t n)
{
    return (span){10 * n, 5};
}

static struct estate start(void)
{
    struct estate x = {.a = arena_new()};

    sources_init(&x.s, x.a);
    diags_init(&x.out, x.a, &x.s);
    x.g = graph_new(x.a, &x.s, STR("weir"));
    x.f = graph_add_flow(x.g, STR("orders"), (span){10, 200});
    graph_open_flow(x.g, x.f);
    x.f->name_at = at(1);
    block_id body = x.f->body;
    x.trigger = graph_add_node(x.g, x.f, body, NODE_TRIGGER, at(2));
    x.f->trigger = x.trigger;
    x.read = graph_add_node(x.g, x.f, body, NODE_READ, at(3));
    x.write = graph_add_node(x.g, x.f, body, NODE_WRITE, at(4));
    return x;
}

static void finish(struct estate *x)
{
    graph_wire(x->g, x->f);
    graph_freeze(x->g);
}

static uint32_t run(struct estate *x)
{
    lint_run(x->g, &x->o, &x->out);
    return x->out.all.n;
}

static uint32_t count(const struct estate *x, const char *id)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < x->out.all.n; i++)
        n += str_eq(x->out.all.at[i]->id, str_from(id));
    return n;
}

static const struct diag *find(const struct estate *x, const char *id)
{
    for (uint32_t i = 0; i < x->out.all.n; i++)
        if (str_eq(x->out.all.at[i]->id, str_from(id)))
            return x->out.all.at[i];
    return NULL;
}

static void select_rule(struct estate *x, const char *id)
{
    str *list = arena_array(x->a, str, 2);

    list[0] = str_from(id);
    list[1] = STR("structure/bad-waiver");
    x->o.select = list;
    x->o.nselect = 2;
}

static void raise_two(struct estate *x)
{
    x->g->nodes.at[x->write].raises =
        WEIR_CLASS_BIT(WEIR_REJECTED) | WEIR_CLASS_BIT(WEIR_CONFLICT);
}

START_TEST(one_step_gives_one_finding_for_all_its_lost_classes)
{
    struct estate x = start();

    raise_two(&x);
    finish(&x);
    select_rule(&x, "errors/unrouted-failure");
    ck_assert_uint_eq(run(&x), 1);
    const struct diag *d = find(&x, "errors/unrouted-failure");
    ck_assert_int_ge((int)str_find(d->message, STR("rejected and conflict")),
                     0);
    ck_assert_int_ge((int)str_find(d->message, STR("\"write#1\"")), 0);
    ck_assert(str_eq(d->help, STR("add at the end of flow \"orders\": "
                                  "on error -> halt")));
    ck_assert(str_eq(d->anchor, STR("flow orders/write#1")));
    arena_free(x.a);
}
END_TEST

START_TEST(a_routed_class_is_no_finding)
{
    struct estate x = start();

    raise_two(&x);
    node_id halt = graph_add_node(x.g, x.f, 0, NODE_HALT, at(6));
    handler_id h =
        graph_add_handler(x.g, x.f, 0, WEIR_CLASS_BIT(WEIR_REJECTED), at(5));
    x.g->handlers.at[h].named = WEIR_CLASS_BIT(WEIR_REJECTED);
    x.g->handlers.at[h].entry = halt;
    finish(&x);
    select_rule(&x, "errors/unrouted-failure");
    ck_assert_uint_eq(run(&x), 1);
    const struct diag *d = find(&x, "errors/unrouted-failure");
    ck_assert_int_lt((int)str_find(d->message, STR("rejected")), 0);
    ck_assert_int_ge((int)str_find(d->message, STR("conflict")), 0);
    arena_free(x.a);
}
END_TEST

static struct graph_waiver *waive(struct estate *x, const char *rule,
                                  weir_date until)
{
    struct graph_waiver *w = arena_make(x->a, struct graph_waiver);

    w->rule = str_from(rule);
    w->because = STR("known");
    w->until = until;
    w->date_good = true;
    w->at = w->rule_at = w->until_at = at(7);
    w->scope = x->f->at;
    *vec_push(x->a, &x->g->waivers) = w;
    return w;
}

static uint32_t run_waived(weir_date until, const char *rule, weir_date today)
{
    struct estate x = start();

    raise_two(&x);
    waive(&x, rule, until);
    finish(&x);
    select_rule(&x, "errors/unrouted-failure");
    x.o.has_today = true;
    x.o.today = today;
    run(&x);
    uint32_t n = count(&x, "errors/unrouted-failure") +
                 10 * count(&x, "structure/bad-waiver");
    arena_free(x.a);
    return n;
}

START_TEST(the_last_day_of_a_waiver_counts)
{
    ck_assert_uint_eq(run_waived(100, "errors/unrouted-failure", 100), 0);
    ck_assert_uint_eq(run_waived(100, "errors/unrouted-failure", 101), 11);
}
END_TEST

START_TEST(a_waiver_of_no_rule_is_a_finding)
{
    ck_assert_uint_eq(run_waived(100, "errors/unrouted-failur", 1), 11);
    ck_assert_uint_eq(run_waived(100, "language/syntax", 1), 11);
}
END_TEST

START_TEST(a_waiver_that_silences_nothing_is_a_finding)
{
    struct estate x = start();

    waive(&x, "errors/unrouted-failure", 100);
    finish(&x);
    select_rule(&x, "errors/unrouted-failure");
    ck_assert_uint_eq(run(&x), 1);
    ck_assert_uint_eq(count(&x, "structure/bad-waiver"), 1);
    arena_free(x.a);
}
END_TEST

START_TEST(a_waiver_without_a_reason_silences_nothing)
{
    struct estate x = start();

    raise_two(&x);
    waive(&x, "errors/unrouted-failure", 100)->because = STR(" ");
    finish(&x);
    select_rule(&x, "errors/unrouted-failure");
    ck_assert_uint_eq(run(&x), 2);
    arena_free(x.a);
}
END_TEST

START_TEST(a_locked_rule_can_not_be_waived)
{
    struct estate x = start();
    const str locked = STR("errors/unrouted-failure");

    raise_two(&x);
    waive(&x, "errors/unrouted-failure", 100);
    finish(&x);
    select_rule(&x, "errors/unrouted-failure");
    x.o.locked = &locked;
    x.o.nlocked = 1;
    ck_assert_uint_eq(run(&x), 2);
    ck_assert_uint_eq(count(&x, "errors/unrouted-failure"), 1);
    arena_free(x.a);
}
END_TEST

START_TEST(a_waiver_elsewhere_does_not_reach)
{
    struct estate x = start();

    raise_two(&x);
    waive(&x, "errors/unrouted-failure", 100)->scope = (span){60, 20};
    finish(&x);
    select_rule(&x, "errors/unrouted-failure");
    run(&x);
    ck_assert_uint_eq(count(&x, "errors/unrouted-failure"), 1);
    ck_assert_uint_eq(count(&x, "structure/bad-waiver"), 1);
    arena_free(x.a);
}
END_TEST

static enum diag_level level_with(const struct lint_level *levels, uint32_t n,
                                  enum lint_preset preset)
{
    struct estate x = start();

    graph_set(x.g, &x.g->nodes.at[x.write].settings, SET_RETRY,
              expr_int(x.g, 5, at(8)), at(8));
    finish(&x);
    select_rule(&x, "retries/no-backoff");
    x.o.levels = levels;
    x.o.nlevels = n;
    x.o.preset = preset;
    run(&x);
    const struct diag *d = find(&x, "retries/no-backoff");
    enum diag_level level = d ? d->level : DIAG_OFF;
    arena_free(x.a);
    return level;
}

START_TEST(a_rules_level_wins_over_its_categorys)
{
    const struct lint_level levels[] = {
        {.name = STR("retries/no-backoff"), .level = DIAG_INFO},
        {.name = STR("retries"), .level = DIAG_ERROR},
    };

    ck_assert_int_eq(level_with(levels, 0, LINT_RECOMMENDED), DIAG_WARNING);
    ck_assert_int_eq(level_with(levels, 0, LINT_STRICT), DIAG_ERROR);
    ck_assert_int_eq(level_with(levels, 2, LINT_RECOMMENDED), DIAG_INFO);
    ck_assert_int_eq(level_with(levels + 1, 1, LINT_RECOMMENDED), DIAG_ERROR);
}
END_TEST

START_TEST(patterns_hold_files)
{
    ck_assert(lint_glob(STR("flows/**/a.weir"), STR("flows/a.weir")));
    ck_assert(lint_glob(STR("**/legacy/*.weir"),
                        STR("a/legacy/b/legacy/c.weir")));
    ck_assert(!lint_glob(STR("flows/*.weir"), STR("flows/a/b.weir")));
    ck_assert(!lint_glob(STR("legacy/"), STR("legacy")));
    ck_assert(lint_glob(STR("legacy/"), STR("legacy/a/b")));
    ck_assert(lint_glob(STR(""), STR("")));
    ck_assert(!lint_glob(STR(""), STR("a")));
    ck_assert(!lint_glob(STR("?"), STR("/")));
}
END_TEST

START_TEST(what_can_not_be_known_is_told_apart)
{
    struct estate x = start();
    struct graph_settings *s = &x.g->nodes.at[x.write].settings;

    graph_set(x.g, s, SET_RETRY, expr_int(x.g, 5, at(8)), at(8));
    graph_set_unknown(x.g, s, SET_BACKOFF, at(9));
    finish(&x);
    select_rule(&x, "retries/no-backoff");
    struct lint_counts c = lint_run(x.g, &x.o, &x.out);
    ck_assert_uint_eq(c.unknown, 1);
    ck_assert_int_eq(x.out.all.at[0]->verdict, DIAG_UNKNOWN);
    ck_assert_int_eq(x.out.all.at[0]->level, DIAG_INFO);
    arena_free(x.a);
}
END_TEST

START_TEST(every_rule_is_found_by_its_id_and_has_a_page)
{
    uint32_t n;
    const struct lint_entry *e = lint_entries(&n);

    ck_assert_uint_gt(n, 0);
    for (uint32_t i = 0; i < n; i++) {
        ck_assert_ptr_eq(lint_entry_find(str_from(e[i].id)), &e[i]);
        ck_assert(lint_name_known(str_from(e[i].category)));
        ck_assert_ptr_nonnull(e[i].rule->summary);
        ck_assert_msg(lint_page(&e[i]).len > 0, "%s has no page", e[i].id);
    }
    ck_assert(!lint_name_known(STR("retries/nothing")));
}
END_TEST

TCase *tcase_lint(void);

TCase *tcase_lint(void)
{
    TCase *t = tcase_create("lint");

    tcase_add_test(t, one_step_gives_one_finding_for_all_its_lost_classes);
    tcase_add_test(t, a_routed_class_is_no_finding);
    tcase_add_test(t, the_last_day_of_a_waiver_counts);
    tcase_add_test(t, a_waiver_of_no_rule_is_a_finding);
    tcase_add_test(t, a_waiver_that_silences_nothing_is_a_finding);
    tcase_add_test(t, a_waiver_without_a_reason_silences_nothing);
    tcase_add_test(t, a_locked_rule_can_not_be_waived);
    tcase_add_test(t, a_waiver_elsewhere_does_not_reach);
    tcase_add_test(t, a_rules_level_wins_over_its_categorys);
    tcase_add_test(t, patterns_hold_files);
    tcase_add_test(t, what_can_not_be_known_is_told_apart);
    tcase_add_test(t, every_rule_is_found_by_its_id_and_has_a_page);
    return t;
}
