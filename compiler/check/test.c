/*
 * Tests: each line speaks of something that its flow uses, itself or through
 * a flow that it calls.
 */
#include "compiler/check/test.h"

#include "stdlib/value/json.h"

#include <errno.h>
#include <string.h>

/* --- what a flow uses ---------------------------------------------------- */

static void add_uses(struct testing *t, struct checked_flow *cf)
{
    void **seen = map_put(&t->flows, cf->flow->name);

    if (*seen)
        return;
    *seen = cf;
    for (uint32_t i = 0; i < cf->uses.n; i++)
        *vec_push(t->k->arena, &t->uses) = cf->uses.at[i];
    for (uint32_t i = 0; i < cf->calls.n; i++) {
        struct checked_flow *to =
            map_get(&t->k->flows, cf->calls.at[i].to->name);
        if (to)
            add_uses(t, to);
    }
}

static bool reads_table(const struct check *k, const struct graph_endpoint *e)
{
    for (uint32_t i = 0; i < k->g->tables.n; i++) {
        const struct graph_table *t = k->g->tables.at[i];
        if (t->operation && t->operation->endpoint == e)
            return true;
    }
    return false;
}

/* The classes that steps on an endpoint can raise; false: none uses it. */
static bool find_uses(const struct testing *t, const struct graph_endpoint *e,
                      weir_class_set *raises)
{
    bool found = reads_table(t->k, e);

    *raises = found ? weir_class_error() : 0;
    for (uint32_t i = 0; i < t->uses.n; i++) {
        const struct checked_step *cs = t->uses.at[i];
        if (cs->operation->endpoint != e)
            continue;
        found = true;
        *raises |= cs->raises;
    }
    return found;
}

static str used_names(const struct testing *t)
{
    struct check *k = t->k;
    struct map seen;
    str text = {0};

    map_init(&seen, k->arena);
    for (uint32_t i = 0; i < t->uses.n && text.len < 200; i++) {
        const struct checked_step *cs = t->uses.at[i];
        if (!cs->instance)
            continue;
        str name = arena_printf(k->arena, "%" STR_FMT ".%" STR_FMT,
                                STR_ARG(cs->instance->alias),
                                STR_ARG(cs->operation->endpoint->name));
        void **at = map_put(&seen, name);
        if (!*at)
            text = text.len ? arena_printf(k->arena, "%" STR_FMT ", %" STR_FMT,
                                           STR_ARG(text), STR_ARG(name))
                            : name;
        *at = t->k;
    }
    return text;
}

static bool endpoint_of(struct testing *t, struct ast_line *l,
                        struct graph_test_line *out, weir_class_set *raises)
{
    struct check *k = t->k;

    out->endpoint = check_endpoint(k, l->more->path, &out->instance);
    if (!out->endpoint || !t->flow)
        return false;
    if (find_uses(t, out->endpoint, raises))
        return true;
    if (t->ill || check_incomplete(k, (span){0}))
        return false;
    struct diag *d = check_report(
        k, CHECK_WRONG_TEST, l->more->path->name.at,
        "flow \"%" STR_FMT "\" does not use \"%" STR_FMT "\"",
        STR_ARG(t->flow->flow->name), STR_ARG(path_text(k, l->more->path)));
    str names = used_names(t);
    if (names.len)
        diag_help(k->diags, d, "it uses %" STR_FMT, STR_ARG(names));
    return false;
}

/* --- files --------------------------------------------------------------- */

static void check_json(struct testing *t, const struct ast_expr *e,
                       const struct source *src)
{
    struct check *k = t->k;
    size_t at = 0;
    const char *why = NULL;

    if (weir_json_check(src->text, &at, &why))
        return;
    struct diag *d =
        check_report(k, CHECK_WRONG_TEST, e->at,
                     "expected JSON in \"%" STR_FMT "\", found something else",
                     STR_ARG(e->text));
    diag_note(k->diags, d, (span){src->base + (uint32_t)at, 1}, "here: %s",
              why ? why : "this is no JSON");
}

static void check_file(struct testing *t, struct ast_expr *e)
{
    struct check *k = t->k;

    if (!k->project.len || !e || e->kind != AST_STRING)
        return;
    void **seen = map_put(&t->files, e->text);
    if (*seen)
        return;
    *seen = t->k;
    str path = arena_printf(k->arena, "%" STR_FMT "/%" STR_FMT,
                            STR_ARG(k->project), STR_ARG(e->text));
    const struct source *src = source_open(k->sources, path.ptr, e->text);
    if (!src)
        check_report(k, CHECK_WRONG_TEST, e->at,
                     "expected a file \"%" STR_FMT "\", found %s",
                     STR_ARG(e->text),
                     errno == ENOENT ? "none" : ERROR_TEXT(errno));
    else if (str_ends_with(e->text, STR(".json")))
        check_json(t, e, src);
}

/* A file or values, each of a type (NULL: not known). */
static void check_values(struct testing *t, struct ast_line *l,
                         struct graph_test_line *out,
                         const struct graph_type *type)
{
    if (l->from_file || (l->a && l->a->kind == AST_STRING)) {
        check_file(t, l->a);
        out->file = l->a->text;
        return;
    }
    const struct graph_type *want =
        type ? type_list(&t->k->g->types, type) : simple_type(t->k, TYPE_ANY);
    out->value = test_value(t->k, l->a, want);
}

/* --- lines --------------------------------------------------------------- */

static const struct graph_type *list_type(const struct graph_endpoint *e)
{
    const struct graph_operation *list = endpoint_verb(e, VERB_LIST);
    const struct graph_operation *get = endpoint_verb(e, VERB_GET);

    if (list)
        return read_type(list);
    return get ? read_type(get) : e->type;
}

static void given_store(struct testing *t, struct ast_line *l,
                        struct graph_test_line *out)
{
    struct check *k = t->k;

    out->kind = TEST_GIVEN_STORE;
    out->store = check_find(k, &k->stores, "store", l->more->path->name);
    if (!out->store || !l->a)
        return;
    out->value =
        test_value(k, l->a, type_dict(&k->g->types, out->store->value));
}

/* What arrives at a flow: its record; a call's argument, or several by name. */
static const struct graph_type *record_type(struct check *k,
                                            const struct checked_flow *cf)
{
    uint32_t n = cf->flow->nparams;
    struct graph_field *fields;

    if (cf->record)
        return cf->record->type;
    if (n < 2)
        return n ? cf->flow->params[0]->type : NULL;
    fields = arena_array(k->arena, struct graph_field, n);
    for (uint32_t i = 0; i < n; i++)
        fields[i] = (struct graph_field){.name = cf->flow->params[i]->name,
                                         .wire = cf->flow->params[i]->name,
                                         .type = cf->flow->params[i]->type,
                                         .at = cf->flow->params[i]->at};
    return type_anonymous(&k->g->types, fields, n);
}

/* The trigger of the tested flow, by the flow's name, its topic or webhook. */
static bool own_trigger(struct testing *t, const struct ast_line *l)
{
    const struct checked_flow *cf = t->flow;
    const struct ast_path *p = l->more->path;

    if (!cf || !cf->trigger)
        return false;
    if (p->next)
        return cf->webhook && cf->instance &&
               str_eq(cf->instance->alias, p->name.sym->text) &&
               str_eq(cf->webhook->name, p->next->name.sym->text);
    return str_eq(p->name.sym->text, cf->flow->name) ||
           (cf->topic.len && str_eq(p->name.sym->text, cf->topic)) ||
           (cf->trigger->kind == AST_FILE &&
            str_eq(p->name.sym->text, STR("file")));
}

static void line_trigger(struct testing *t, struct ast_line *l,
                         struct graph_test_line *out)
{
    out->trigger = true;
    out->kind = TEST_ARRIVES;
    out->webhook = t->flow->webhook;
    out->instance = t->flow->instance;
    out->topic = t->flow->topic;
    check_values(t, l, out, record_type(t->k, t->flow));
}

static void line_given(struct testing *t, struct ast_line *l,
                       struct graph_test_line *out)
{
    weir_class_set raises;

    out->kind = TEST_GIVEN;
    if (own_trigger(t, l))
        line_trigger(t, l, out);
    else if (!l->more->path->next)
        given_store(t, l, out);
    else if (endpoint_of(t, l, out, &raises))
        check_values(t, l, out, list_type(out->endpoint));
    else
        check_values(t, l, out, NULL);
}

static void arrives_elsewhere(struct testing *t, struct ast_line *l,
                              struct graph_test_line *out)
{
    struct check *k = t->k;
    struct graph_flow none = {.at = l->at};
    struct checked_topic *topic;
    weir_class_set raises;

    if (!l->more->path->next) {
        topic = t->flow
                    ? check_find(k, &k->topics, "topic", l->more->path->name)
                    : NULL;
        out->topic = topic ? l->more->path->name.sym->text : STR("");
        check_values(t, l, out, topic ? topic->type : NULL);
        return;
    }
    struct graph_instance *i = map_get(&k->uses, l->more->path->name.sym->text);
    if (i && i->connector &&
        !connector_endpoint(i->connector,
                            l->more->path->next->name.sym->text)) {
        out->webhook = webhook_find(k, &none, l->more->path, &out->instance);
        check_values(t, l, out, out->webhook ? out->webhook->type : NULL);
    } else if (endpoint_of(t, l, out, &raises))
        check_values(t, l, out, list_type(out->endpoint));
}

static void line_arrives(struct testing *t, struct ast_line *l,
                         struct graph_test_line *out)
{
    out->kind = TEST_ARRIVES;
    if (own_trigger(t, l))
        line_trigger(t, l, out);
    else
        arrives_elsewhere(t, l, out);
}

static void line_fails(struct testing *t, struct ast_line *l,
                       struct graph_test_line *out)
{
    struct check *k = t->k;
    weir_class_set raises = 0;
    int rank;

    out->kind = TEST_FAILS;
    bool used = endpoint_of(t, l, out, &raises);
    weir_class_set set = class_set(k, l->name, &rank);
    out->klass = weir_class_named(l->name.sym->text);
    if (l->a)
        out->times = flow_int(k, l->a, 1, 1000000, "times");
    if (set && out->klass == WEIR_OK)
        check_report(k, CHECK_WRONG_TEST, l->name.at,
                     "expected one class that a call fails with, found the "
                     "group \"%" STR_FMT "\"",
                     STR_ARG(l->name.sym->text));
    else if (used && set && !(set & raises)) {
        struct diag *d = check_report(
            k, CHECK_WRONG_TEST, l->name.at,
            "\"%" STR_FMT "\" never fails with \"%" STR_FMT "\" here",
            STR_ARG(path_text(k, l->more->path)), STR_ARG(l->name.sym->text));
        diag_help(k->diags, d, "its steps can raise %" STR_FMT,
                  STR_ARG(class_names(k, raises)));
    }
}

static void line_answers(struct testing *t, struct ast_line *l,
                         struct graph_test_line *out)
{
    weir_class_set raises;

    out->kind = TEST_ANSWERS;
    endpoint_of(t, l, out, &raises);
    check_file(t, l->a);
    out->file = l->a ? l->a->text : STR("");
}

/* --- expectations -------------------------------------------------------- */

static void check_where(struct testing *t, struct ast_line *l,
                        struct graph_test_line *out,
                        const struct graph_type *type)
{
    struct expr_context x = {.k = t->k, .place = "an expectation"};

    if (!l->b)
        return;
    out->var = graph_add_var(t->k->g, STR("record"), VAR_SELF, type, l->b->at);
    x.self = out->var;
    if (type->kind != TYPE_RECORD) // it has no fields to speak of
        x.scope = scope_add(t->k, NULL, intern(t->k->names, STR("value")),
                            (struct graph_var *)(uintptr_t)out->var);
    out->where = check_expr(&x, l->b, simple_type(t->k, TYPE_BOOL));
}

/* What was written: the type of the operation, if all agree. */
static const struct graph_type *written_type(const struct testing *t,
                                             const struct graph_endpoint *e)
{
    const struct graph_type *type = NULL;

    for (uint32_t i = 0; i < t->uses.n; i++) {
        const struct graph_operation *op = t->uses.at[i]->operation;
        if (op->endpoint != e || op->verb == VERB_LIST || op->verb == VERB_GET)
            continue;
        const struct graph_type *takes = op->takes ? op->takes : e->type;
        if (type && type != takes)
            return e->type;
        type = takes;
    }
    return type ? type : e->type;
}

static void expect_name(struct testing *t, struct ast_line *l,
                        struct graph_test_line *out)
{
    struct check *k = t->k;
    struct checked_topic *topic =
        map_get(&k->topics, l->more->path->name.sym->text);

    if (topic) {
        out->topic = l->more->path->name.sym->text;
        check_where(t, l, out, topic->type);
        return;
    }
    out->queue = check_find(k, &k->queues, "queue", l->more->path->name);
    check_where(t, l, out, check_failure_type(k));
}

static void line_expect(struct testing *t, struct ast_line *l,
                        struct graph_test_line *out)
{
    weir_class_set raises;

    out->kind = TEST_EXPECT;
    out->count = flow_int(t->k, l->a, 0, 1000000000, "a count");
    if (!l->more->path->next)
        expect_name(t, l, out);
    else if (endpoint_of(t, l, out, &raises))
        check_where(t, l, out, written_type(t, out->endpoint));
}

static void line_reply(struct testing *t, struct ast_line *l,
                       struct graph_test_line *out)
{
    struct check *k = t->k;
    const struct graph_flow *f = t->flow ? t->flow->flow : NULL;

    out->kind = TEST_EXPECT_REPLY;
    if (f && !t->flow->replies && !check_incomplete(k, f->at))
        check_report(k, CHECK_WRONG_TEST, l->at,
                     "expected a flow that replies, found \"%" STR_FMT
                     "\", which never does",
                     STR_ARG(f->name));
    else
        check_where(t, l, out,
                    f && f->result ? f->result : simple_type(k, TYPE_ANY));
}

static bool check_line(struct testing *t, struct ast_line *l,
                       struct graph_test_line *out)
{
    out->at = l->at;
    if (l->more->path)
        out->path_text = path_text(t->k, l->more->path);
    if (l->kind == AST_LINE_GIVEN)
        line_given(t, l, out);
    else if (l->kind == AST_LINE_FAILS)
        line_fails(t, l, out);
    else if (l->kind == AST_LINE_ANSWERS)
        line_answers(t, l, out);
    else if (l->kind == AST_LINE_ARRIVES)
        line_arrives(t, l, out);
    else if (l->kind == AST_LINE_EXPECT_COUNT)
        line_expect(t, l, out);
    else if (l->kind == AST_LINE_EXPECT_REPLY)
        line_reply(t, l, out);
    else
        return false;
    if (l->b && l->kind != AST_LINE_EXPECT_COUNT &&
        l->kind != AST_LINE_EXPECT_REPLY)
        out->after = flow_duration(t->k, l->b, "after");
    return true;
}

static void check_expects(struct check *k, const struct ast_item *item)
{
    for (const struct ast_line *l = item->lines; l; l = l->next)
        if (l->kind == AST_LINE_EXPECT_COUNT ||
            l->kind == AST_LINE_EXPECT_REPLY)
            return;
    if (check_incomplete(k, item->at))
        return;
    check_report(k, CHECK_MISSING_LINE, item->title_at,
                 "expected an expectation in this test, found none");
}

static void check_title(struct testing *all, const struct ast_item *item)
{
    void **first = map_put(&all->titles, item->title);

    if (*first) {
        struct diag *d = check_report(
            all->k, CHECK_DUPLICATE_NAME, item->title_at,
            "there is a test \"%" STR_FMT "\" already", STR_ARG(item->title));
        diag_note(all->k->diags, d, ((struct ast_item *)*first)->title_at,
                  "the first is here");
        return;
    }
    *map_put(&all->titles, item->title) =
        arena_copy(all->k->arena, item, sizeof *item);
}

static void check_test(struct testing *t, const struct ast_item *item)
{
    struct check *k = t->k;
    struct graph_test *test = arena_make(k->arena, struct graph_test);
    uint32_t n = 0;

    check_title(t, item);
    map_init(&t->flows, k->arena);
    t->uses.n = 0;
    t->flow = check_find(k, &k->flows, "flow", item->name);
    if (t->flow)
        add_uses(t, t->flow);
    test->title = item->title;
    test->title_at = item->title_at;
    test->doc = item->doc;
    test->at = item->at;
    test->flow = t->flow ? t->flow->flow : NULL;
    for (const struct ast_line *l = item->lines; l; l = l->next)
        n++;
    test->lines = arena_array(k->arena, struct graph_test_line, n + 1);
    for (struct ast_line *l = item->lines; l; l = l->next)
        if (check_line(t, l, &test->lines[test->nlines]))
            test->nlines++;
    check_expects(k, item);
    *vec_push(k->arena, &k->g->tests) = test;
}

void check_tests(struct check *k, struct ast_file *const *files, uint32_t n)
{
    struct testing t = {.k = k, .ill = k->diags->errors > 0};

    map_init(&t.files, k->arena);
    map_init(&t.titles, k->arena);
    for (uint32_t i = 0; i < n; i++)
        for (const struct ast_item *it = files[i]->of_kind[AST_TEST]; it;
             it = it->next_of_kind)
            check_test(&t, it);
}
