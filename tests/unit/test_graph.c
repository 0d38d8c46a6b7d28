#include "compiler/graph/build.h"

#include <check.h>

static weir_class_set bit(enum weir_class c)
{
    return WEIR_CLASS_BIT(c);
}

struct fixture {
    struct arena *a;
    struct sources s;
    struct graph *g;
    struct graph_flow *f;
};

static struct fixture start(void)
{
    struct fixture x = {.a = arena_new()};

    sources_init(&x.s, x.a);
    x.g = graph_new(x.a, &x.s, STR("weir"));
    x.f = graph_add_flow(x.g, STR("f"), (span){0});
    graph_open_flow(x.g, x.f);
    return x;
}

static node_id add(struct fixture *x, block_id b, enum graph_node_kind k)
{
    return graph_add_node(x->g, x->f, b, k, (span){0});
}

static const struct graph_edge *out(const struct graph *g, node_id n,
                                    uint32_t i)
{
    return &g->edges.at[g->out[g->nodes.at[n].out_first + i]];
}

START_TEST(a_class_goes_to_its_name_before_its_group_before_error)
{
    struct fixture x = start();
    node_id read = add(&x, x.f->body, NODE_READ);
    node_id park = add(&x, 0, NODE_PARK), halt = add(&x, 0, NODE_HALT);
    handler_id all =
        graph_add_handler(x.g, x.f, 0, weir_class_error(), (span){0});
    x.g->handlers.at[all].entry = park;
    handler_id outage =
        graph_add_handler(x.g, x.f, 0, weir_class_outage(), (span){0});
    x.g->handlers.at[outage].grouped = weir_class_outage();
    x.g->handlers.at[outage].entry = halt;
    x.g->nodes.at[read].raises = bit(WEIR_TIMEOUT) | bit(WEIR_REJECTED);
    graph_wire(x.g, x.f);
    graph_freeze(x.g);
    ck_assert_uint_eq(x.g->nodes.at[read].nout, 3);
    ck_assert_int_eq(out(x.g, read, 0)->kind, EDGE_NEXT);
    ck_assert_uint_eq(out(x.g, read, 1)->to, halt);
    ck_assert_uint_eq(out(x.g, read, 1)->classes, bit(WEIR_TIMEOUT));
    ck_assert_uint_eq(out(x.g, read, 2)->to, park);
    ck_assert_uint_eq(out(x.g, read, 2)->classes, bit(WEIR_REJECTED));
    arena_free(x.a);
}
END_TEST

START_TEST(a_handlers_block_does_not_fail_into_itself)
{
    struct fixture x = start();
    node_id read = add(&x, x.f->body, NODE_READ);
    handler_id h =
        graph_add_handler(x.g, x.f, 0, weir_class_error(), (span){0});
    block_id b = graph_add_block(x.g, x.f, 0, BLOCK_HANDLER, (span){0});
    x.g->blocks.at[b].handler = h;
    x.g->handlers.at[h].block = b;
    x.g->handlers.at[h].target = TARGET_BLOCK;
    node_id write = add(&x, b, NODE_WRITE);
    x.g->nodes.at[read].raises = x.g->nodes.at[write].raises =
        bit(WEIR_TIMEOUT);
    graph_wire(x.g, x.f);
    graph_freeze(x.g);
    ck_assert_uint_eq(out(x.g, read, 1)->to, write);
    ck_assert_uint_eq(x.g->nodes.at[write].nout, 1); // only on to the end
    arena_free(x.a);
}
END_TEST

START_TEST(a_route_without_otherwise_leads_on_behind_it)
{
    struct fixture x = start();
    node_id route = add(&x, x.f->body, NODE_CHOICE);
    block_id arm = graph_add_block(x.g, x.f, route, BLOCK_ARM, (span){0});
    x.g->blocks.at[arm].condition = expr_bool(x.g, true, (span){0});
    node_id drop = add(&x, arm, NODE_DROP);
    node_id keep = add(&x, x.f->body, NODE_KEEP);
    graph_wire(x.g, x.f);
    graph_freeze(x.g);
    ck_assert_uint_eq(out(x.g, route, 0)->to, drop);
    ck_assert_uint_eq(out(x.g, route, 1)->to, keep);
    ck_assert_uint_eq(x.g->nodes.at[drop].nout, 0);
    arena_free(x.a);
}
END_TEST

static const struct graph_expr *sum(struct graph *g, struct graph_var *a,
                                    struct graph_var *b)
{
    const struct graph_type *t = g->types.simple[TYPE_DECIMAL];
    struct graph_expr *x = graph_add_expr(g, EXPR_VAR, t, (span){0}, 0);
    struct graph_expr *y = graph_add_expr(g, EXPR_VAR, t, (span){0}, 0);
    struct graph_expr *n = graph_add_expr(g, EXPR_NEGATE, t, (span){0}, 1);
    struct graph_expr *e = graph_add_expr(g, EXPR_BINARY, t, (span){0}, 2);

    x->var = a;
    y->var = b;
    n->args[0] = y;
    e->op = OP_ADD;
    e->args[0] = x;
    e->args[1] = n;
    return e;
}

static const struct graph_expr *swapped(struct graph *g,
                                        const struct graph_expr *e)
{
    struct graph_expr *s =
        graph_add_expr(g, EXPR_BINARY, e->type, (span){0}, 2);

    s->op = e->op;
    s->args[0] = e->args[1];
    s->args[1] = e->args[0];
    return s;
}

START_TEST(a_sum_is_the_same_renamed_and_reordered_but_not_with_other_signs)
{
    struct fixture x = start();
    const struct graph_type *t = x.g->types.simple[TYPE_DECIMAL];
    struct graph_var *v[4];
    for (int i = 0; i < 4; i++)
        v[i] = graph_add_var(x.g, STR("v"), VAR_PARAM, t, (span){0});
    const struct graph_expr *a = sum(x.g, v[0], v[1]);
    const struct graph_expr *b = swapped(x.g, sum(x.g, v[2], v[3]));
    ck_assert(expr_same(a, b));
    ck_assert_uint_eq(expr_hash(a, false), expr_hash(b, false));
    ck_assert(!expr_same(a, sum(x.g, v[0], v[0])));
    arena_free(x.a);
}
END_TEST

START_TEST(equal_types_are_one_pointer)
{
    struct fixture x = start();
    struct graph_types *t = &x.g->types;
    const struct graph_type *s = t->simple[TYPE_STRING];
    struct graph_field f = {.name = STR("a"), .wire = STR("a"), .type = s};
    ck_assert_ptr_eq(type_list(t, s), type_list(t, s));
    ck_assert_ptr_ne(type_list(t, s), type_dict(t, s));
    ck_assert_ptr_eq(type_optional(t, type_optional(t, s)),
                     type_optional(t, s));
    ck_assert_ptr_eq(type_anonymous(t, &f, 1), type_anonymous(t, &f, 1));
    str text = type_text(x.a, type_list(t, type_anonymous(t, &f, 1)));
    ck_assert(str_eq(text, STR("[{ a: string }]")));
    arena_free(x.a);
}
END_TEST

TCase *tcase_graph(void);

TCase *tcase_graph(void)
{
    TCase *t = tcase_create("graph");

    tcase_add_test(t, a_class_goes_to_its_name_before_its_group_before_error);
    tcase_add_test(t, a_handlers_block_does_not_fail_into_itself);
    tcase_add_test(t, a_route_without_otherwise_leads_on_behind_it);
    tcase_add_test(
        t, a_sum_is_the_same_renamed_and_reordered_but_not_with_other_signs);
    tcase_add_test(t, equal_types_are_one_pointer);
    return t;
}
