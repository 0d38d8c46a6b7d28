/*
 * The constructors: each copies what the grammar gathered into the arena. Only
 * expressions are looked at, since their trees may grow deep without a bracket
 * (a + b + c ...), and what walks them later recurses.
 */
#include "grammar/parser.h"

#include <string.h>

#define COPY(p, from) arena_copy((p)->arena, (from), sizeof *(from))

static uint32_t deeper(uint32_t depth, const struct ast_expr *e)
{
    return e && e->depth > depth ? e->depth : depth;
}

static uint32_t depth_of(const struct ast_expr *e)
{
    uint32_t depth = deeper(deeper(deeper(0, e->a), e->b), ast_expr_c(e));

    for (const struct ast_expr *x = ast_expr_list(e); x; x = x->next)
        depth = deeper(depth, x);
    for (const struct ast_assign *f = ast_expr_fields(e); f; f = f->next)
        depth = deeper(depth, f->value);
    return depth + 1;
}

struct ast_expr *ast_expr_new(struct parser *p, const struct ast_expr *from)
{
    struct ast_expr *e = COPY(p, from);

    e->depth = depth_of(e);
    if (e->depth <= LONGEST_CHAIN)
        return e;
    if (!p->chain_said)
        parser_say(p, e->op_at.pos ? e->op_at : e->at,
                   "an expression may be %d operators deep, this one is "
                   "deeper",
                   LONGEST_CHAIN);
    p->chain_said = true;
    *e = (struct ast_expr){.kind = AST_ERROR, .at = e->at};
    return e;
}

struct ast_expr *ast_expr_parens(struct ast_expr *e, span at)
{
    e->parens = true;
    e->at = at;
    return e;
}

struct ast_type *ast_type_new(struct parser *p, const struct ast_type *from)
{
    return COPY(p, from);
}

struct ast_type *ast_type_optional(struct ast_type *t, span at)
{
    t->optional = true;
    t->at = at;
    return t;
}

struct ast_assign *ast_assign_new(struct parser *p,
                                  const struct ast_assign *from)
{
    return COPY(p, from);
}

struct ast_target *ast_target_new(struct parser *p,
                                  const struct ast_target *from)
{
    p->file->ntargets++;
    return COPY(p, from);
}

struct ast_option *ast_option_new(struct parser *p,
                                  const struct ast_option *from)
{
    return COPY(p, from);
}

struct ast_option *ast_option_on(struct parser *p, span on,
                                 struct ast_list classes,
                                 struct ast_target *target)
{
    span at = span_join(on, target->at);
    struct ast_handler *h = ast_handler_new(p, at, classes, target);

    return ast_option_new(
        p, &(struct ast_option){
               .kind = AST_OPT_ON, .at = at, .word_at = on, .handler = h});
}

static bool one_line(const struct parser *p, span from, span to)
{
    span all = span_join(from, to);
    str s = parser_text(p, all);

    return !memchr(s.ptr, '\n', s.len);
}

/* "on outage, timeout" without an arrow: the classes of the retry before it. */
struct ast_list ast_retry_classes(struct parser *p, struct ast_list options,
                                  span on, struct ast_list classes)
{
    struct ast_option *retry = options.last;
    const struct ast_names *first = classes.first;

    if (!one_line(p, retry->at, on)) {
        struct diag *d = parser_say(p, on,
                                    "expected an arrow and where these go; "
                                    "the classes of a retry stand on its line");
        parser_help(p, d, "write \"on %" STR_FMT " -> TARGET\"",
                    STR_ARG(first->name.sym->text));
    }
    retry->names = classes.first;
    for (const struct ast_names *n = classes.first; n; n = n->next)
        retry->at = span_join(retry->at, n->name.at);
    return options;
}

struct ast_step *ast_step_new(struct parser *p, const struct ast_step *from)
{
    p->file->nsteps++;
    return COPY(p, from);
}

struct ast_arm *ast_arm_new(struct parser *p, const struct ast_arm *from)
{
    return COPY(p, from);
}

struct ast_trigger *ast_trigger_new(struct parser *p,
                                    const struct ast_trigger *from)
{
    return COPY(p, from);
}

struct ast_trigger *ast_trigger_alone(struct ast_trigger *t, span at)
{
    t->no_overlap = true;
    t->at = at;
    return t;
}

struct ast_line *ast_line_new(struct parser *p, const struct ast_line *from)
{
    static const struct ast_line_more nothing;
    struct ast_line *l = COPY(p, from);

    if (!l->more)
        l->more = &nothing;
    return l;
}

struct ast_line_more *ast_line_more_new(struct parser *p,
                                        const struct ast_line_more *from)
{
    return COPY(p, from);
}

struct ast_field *ast_field_new(struct parser *p, const struct ast_field *from)
{
    return COPY(p, from);
}

struct ast_mark *ast_mark_new(struct parser *p, span at, str name,
                              struct ast_list args)
{
    struct ast_mark *m = arena_make(p->arena, struct ast_mark);

    m->at = at;
    m->name = name;
    m->args = args.first;
    return m;
}

struct ast_waiver *ast_waiver_new(struct parser *p,
                                  const struct ast_waiver *from)
{
    return COPY(p, from);
}

struct ast_clause *ast_clause_new(struct parser *p,
                                  const struct ast_clause *from)
{
    return COPY(p, from);
}

struct ast_operation *ast_operation_new(struct parser *p,
                                        const struct ast_operation *from)
{
    return COPY(p, from);
}

struct ast_endpoint *ast_endpoint_new(struct parser *p,
                                      const struct ast_endpoint *from)
{
    return COPY(p, from);
}

struct ast_error_line *ast_error_line_new(struct parser *p,
                                          const struct ast_error_line *from)
{
    return COPY(p, from);
}

struct ast_code *ast_code_new(struct parser *p, span at, struct ast_expr *from,
                              struct ast_expr *to)
{
    struct ast_code *c = arena_make(p->arena, struct ast_code);

    c->at = at;
    c->from = from;
    c->to = to;
    return c;
}

struct ast_verify *ast_verify_new(struct parser *p,
                                  const struct ast_verify *from)
{
    return COPY(p, from);
}

struct ast_format *ast_format_new(struct parser *p, span at,
                                  struct ast_name name, struct ast_list pairs)
{
    struct ast_format *f = arena_make(p->arena, struct ast_format);

    f->at = at;
    f->name = name;
    f->pairs = pairs.first;
    return f;
}

struct ast_amount *ast_amount_new(struct parser *p, span at,
                                  struct ast_expr *count, struct ast_name unit)
{
    return COPY(p, (&(struct ast_amount){at, count, unit}));
}

struct ast_param *ast_param_new(struct parser *p, span at, struct ast_name name,
                                struct ast_type *type)
{
    struct ast_param *x = arena_make(p->arena, struct ast_param);

    x->at = at;
    x->name = name;
    x->type = type;
    return x;
}

struct ast_handler *ast_handler_new(struct parser *p, span at,
                                    struct ast_list classes,
                                    struct ast_target *target)
{
    struct ast_handler *h = arena_make(p->arena, struct ast_handler);

    h->at = at;
    h->classes = classes.first;
    h->target = target;
    return h;
}

struct ast_row *ast_row_new(struct parser *p, span at, struct ast_expr *key,
                            struct ast_expr *value)
{
    struct ast_row *r = arena_make(p->arena, struct ast_row);

    r->at = at;
    r->key = key;
    r->value = value;
    return r;
}

/* Whoever declares flows wants these before anything else of them, when their
 * lines are in no cache any more. */
static void find_heads(struct ast_item *flow)
{
    for (struct ast_line *l = flow->lines; l; l = l->next)
        if (l->kind == AST_LINE_TRIGGER) {
            flow->trigger = flow->ntriggers++ ? flow->trigger : l;
        } else if (l->kind == AST_LINE_TIMEOUT && !flow->timeout) {
            flow->timeout = l;
        }
}

struct ast_item *ast_item_new(struct parser *p, const struct ast_item *from)
{
    struct ast_item *item = COPY(p, from);

    if (item->kind == AST_FLOW) {
        p->file->nflows++;
        find_heads(item);
    }
    return item;
}

void ast_file_add(struct parser *p, struct ast_item *item)
{
    struct ast_item *last = p->last_of_kind[item->kind];

    p->items = ast_list_add(p->items, item);
    if (p->file->of_kind[item->kind])
        last->next_of_kind = item;
    else
        p->file->of_kind[item->kind] = item;
    p->last_of_kind[item->kind] = item;
}
