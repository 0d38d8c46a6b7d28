/*
 * Expressions as C. What is plain becomes one C expression; what branches on
 * more than plain values becomes statements in front and a name.
 */
#include "compiler/emit/c/c.h"

#include <assert.h>

void c_body_start(struct c_file *c, struct c_body *b)
{
    b->text = BUF_MAX(64 << 20);
    b->outer = c->body;
    c->body = &b->text;
}

bool c_body_end(struct c_file *c, struct c_body *b)
{
    c->body = b->outer;
    return b->text.len > 0;
}

void c_body_add(struct c_file *c, struct c_body *b)
{
    buf_str(c->body, buf_view(&b->text));
    buf_free(&b->text);
}

const char *c_name_value(struct c_file *c, const struct graph_type *t,
                         const char *text)
{
    const char *name = c_new(c);

    c_line(c, "%s %s = %s;", c_type(c, t), name, text);
    return name;
}

void c_place_var(struct c_file *c, const struct graph_var *v, const char *text,
                 bool pointer)
{
    c->places[v->id] = (struct c_place){text, pointer};
}

/* --- literals ------------------------------------------------------------- */

static const char *big(struct c_file *c, weir_int128 n)
{
    const weir_int128 part = 1000000000000000000;

    if (n >= INT64_MIN / 2 && n <= INT64_MAX / 2)
        return c_int(c, (int64_t)n);
    return c_text(c, "(weir_int128)(%s) * INT64_C(1000000000000000000) + (%s)",
                  big(c, n / part), c_int(c, (int64_t)(n % part)));
}

static const char *decimal(struct c_file *c, weir_decimal d)
{
    return c_text(c, "%s, %u", big(c, d.coefficient), d.scale);
}

/* As an initialiser, without the name of its type. */
const char *c_literal_init(struct c_file *c, const struct graph_expr *e)
{
    const union graph_value *v = e->value;

    if (e->kind == EXPR_CONVERT && e->type->kind == TYPE_OPTIONAL &&
        e->args[0]->type->kind != TYPE_NULL)
        return c_text(c, "{true, %s}", c_literal_init(c, e->args[0]));
    if (e->kind == EXPR_CONVERT)
        return c_literal_init(c, e->args[0]);
    if (e->kind == EXPR_ENUM)
        return c_text(c, "%u", e->index);
    switch (e->type->kind) {
    case TYPE_STRING:
    case TYPE_BYTES: return c_init(c, e->text);
    case TYPE_DECIMAL: return c_text(c, "{%s}", decimal(c, v->decimal));
    case TYPE_MONEY:
        return c_text(c, "{{%s}, %s}", decimal(c, v->money.amount),
                      c_quote(c, str_from(v->money.currency)));
    case TYPE_BOOL: return c_bool(e->i != 0);
    case TYPE_TIMESTAMP:
        return c_text(c, "{%s, %d}", c_int(c, v->timestamp.us),
                      v->timestamp.offset);
    case TYPE_INT:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_DURATION:
    case TYPE_SIZE: return c_int(c, e->i);
    case TYPE_ERROR:
    case TYPE_NULL:
    case TYPE_ANY:
    case TYPE_LIST:
    case TYPE_DICT:
    case TYPE_OPTIONAL:
    case TYPE_RECORD:
    case TYPE_ENUM: break;
    }
    return "{0}";
}

const char *c_literal(struct c_file *c, const struct graph_expr *e)
{
    enum graph_type_kind k = e->type->kind;
    const char *init = c_literal_init(c, e);

    if (e->kind == EXPR_ENUM)
        return init;
    if (k == TYPE_STRING)
        return c_str(c, e->text);
    if (k == TYPE_DECIMAL)
        return c_text(c, "WEIR_DECIMAL(%s)", decimal(c, e->value->decimal));
    if (init[0] == '{')
        return c_text(c, "(%s)%s", c_type(c, e->type), init);
    return init;
}

/* --- names and fields ----------------------------------------------------- */

static const char *var(struct c_file *c, const struct graph_expr *e)
{
    const struct c_place *p = &c->places[e->var->id];

    assert(p->text);
    return p->pointer ? c_text(c, "(*%s)", p->text) : p->text;
}

static const char *failure_field(struct c_file *c, const struct graph_expr *e)
{
    if (str_eq(e->name, STR("class")))
        return "str_from(weir_class_name(r->failure.class))";
    if (str_eq(e->name, STR("attempts")))
        return "r->failure.attempts";
    if (!str_eq(e->name, STR("status")))
        return c_text(c, "r->failure.%" STR_FMT, STR_ARG(e->name));
    if (e->type->kind != TYPE_OPTIONAL)
        return "r->failure.status";
    return "(weir_opt_int){r->failure.status != 0, r->failure.status}";
}

/* a?.b of a T?: absent when a is. */
static const char *safe_field(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_type *of = e->args[0]->type->of;
    const struct graph_field *f = &of->record->fields[e->index];
    const char *a = c_temp(c, e->args[0]);
    const char *field =
        c_text(c, "%s.v.%s", a, c_field(c, of->record, e->index));
    const char *t = c_type(c, e->type);

    if (f->type->kind == TYPE_OPTIONAL)
        return c_text(c, "(%s.has ? %s : (%s){0})", a, field, t);
    return c_text(c, "(%s.has ? (%s){true, %s} : (%s){0})", a, t, field, t);
}

static const char *field(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_expr *of = e->args[0];

    if (of->kind == EXPR_VAR && of->var->kind == VAR_FAILURE)
        return failure_field(c, e);
    if (e->index == UINT32_MAX) {
        const char *a = c_expr(c, of);
        if (of->type->kind == TYPE_OPTIONAL)
            a = c_text(c, "%s.v", c_name_value(c, of->type, a));
        return c_text(c, "weir_any_field(x, %s, %s).v", a, c_str(c, e->name));
    }
    if (of->type->kind == TYPE_OPTIONAL)
        return safe_field(c, e);
    const char *name = c_field(c, of->type->record, e->index);
    if (of->kind == EXPR_VAR && c->places[of->var->id].pointer)
        return c_text(c, "%s->%s", c->places[of->var->id].text, name);
    const char *a = c_expr(c, of);
    if (of->kind != EXPR_VAR && of->kind != EXPR_FIELD)
        a = c_name_value(c, of->type, a);
    return c_text(c, "%s.%s", a, name);
}

/* --- texts ---------------------------------------------------------------- */

static const char *text(struct c_file *c, const struct graph_expr *e)
{
    const char *list = "";

    if (e->nargs == 1)
        return c_expr(c, e->args[0]);
    for (uint32_t i = 0; i < e->nargs; i++)
        list = c_text(c, "%s%s%s", list, i ? ", " : "",
                      c_value_text(c, e->args[i]));
    return c_text(c, "weir_text_concat(x, (const str[]){%s}, %u)", list,
                  e->nargs);
}

const char *c_value_text(struct c_file *c, const struct graph_expr *e)
{
    if (e->type->kind == TYPE_STRING)
        return c_expr(c, e);
    const char *shape = c_shape(c, e->type);
    return c_text(c, "weir_shape_text(x, %s, %s)", shape, c_address(c, e));
}

const char *c_json(struct c_file *c, const struct graph_expr *e)
{
    const char *shape = c_shape(c, e->type);

    return c_text(c, "weir_to_json(x, %s, %s)", shape, c_address(c, e));
}

/* --- what branches -------------------------------------------------------- */

/* a and b: b's statements run only when a says so. */
static const char *logical(struct c_file *c, const struct graph_expr *e)
{
    bool both = e->op == OP_AND;
    const char *a = c_expr(c, e->args[0]);
    struct c_body body;

    c_body_start(c, &body);
    c->depth++;
    const char *b = c_expr(c, e->args[1]);
    c->depth--;
    if (!c_body_end(c, &body)) {
        buf_free(&body.text);
        return c_text(c, "(%s %s %s)", a, both ? "&&" : "||", b);
    }
    const char *t = c_name_value(c, e->type, a);
    c_open(c, "if (%s%s)", both ? "" : "!", t);
    c_body_add(c, &body);
    c_line(c, "%s = %s;", t, b);
    c_close(c);
    return t;
}

void c_assign(struct c_file *c, const char *to, const struct graph_type *type,
              const struct graph_expr *e)
{
    const char *value = c_expr(c, e);

    c_line(c, "%s = %s;", to, c_convert(c, e->type, type, value));
}

static const char *either(struct c_file *c, const struct graph_expr *e)
{
    const char *when = c_expr(c, e->args[0]);
    struct c_body yes, no;

    c_body_start(c, &yes);
    c->depth++;
    const char *a =
        c_convert(c, e->args[1]->type, e->type, c_expr(c, e->args[1]));
    bool long_yes = c_body_end(c, &yes);
    c_body_start(c, &no);
    const char *b =
        c_convert(c, e->args[2]->type, e->type, c_expr(c, e->args[2]));
    c->depth--;
    if (!c_body_end(c, &no) && !long_yes) {
        buf_free(&yes.text);
        buf_free(&no.text);
        return c_text(c, "(%s ? %s : %s)", when, a, b);
    }
    const char *t = c_new(c);
    c_line(c, "%s %s;", c_type(c, e->type), t);
    c_open(c, "if (%s)", when);
    c_body_add(c, &yes);
    c_line(c, "%s = %s;", t, a);
    c->depth--;
    c_line(c, "} else {");
    c->depth++;
    c_body_add(c, &no);
    c_line(c, "%s = %s;", t, b);
    c_close(c);
    return t;
}

/* a ?? b: b when a is absent, or failed as `data`. */
static const char *coalesce(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_expr *first = e->args[0], *other = e->args[1];
    bool raises = first->raises != 0;
    bool optional = first->type->kind == TYPE_OPTIONAL;
    const char *before = NULL, *missing;

    if (raises) {
        before = c_new(c);
        c_line(c, "enum weir_class %s = x->failed;", before);
    }
    const char *a = c_temp(c, first);
    const char *t = c_new(c);
    bool keep = e->type->kind == TYPE_OPTIONAL;
    c_line(c, "%s %s = %s%s;", c_type(c, e->type), t, a,
           optional && !keep ? ".v" : "");
    missing = optional ? c_text(c, "!%s.has", a) : "";
    if (first->type->kind == TYPE_ANY)
        missing = c_text(c, "weir_any_is_null(%s)", a);
    if (raises)
        missing = c_text(c, "weir_excuse(x, %s)%s%s", before,
                         *missing ? " || " : "", missing);
    c_open(c, "if (%s)", *missing ? missing : "false");
    c_assign(c, t, e->type, other);
    c_close(c);
    return t;
}

static const char *is_null(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_type *t = e->args[0]->type;
    const char *a = c_expr(c, e->args[0]);

    if (t->kind == TYPE_ANY)
        return c_text(c, "%sweir_any_is_null(%s)", e->negated ? "!" : "", a);
    if (t->kind != TYPE_OPTIONAL)
        return e->negated ? "true" : "false";
    if (e->args[0]->kind != EXPR_VAR && e->args[0]->kind != EXPR_FIELD)
        a = c_name_value(c, t, a);
    return c_text(c, "%s%s.has", e->negated ? "" : "!", a);
}

static const char *setting(struct c_file *c, const struct graph_expr *e)
{
    *map_put(c->settings, e->text) = c;
    return c_text(c, "weir_setting((struct weir_record *)(void *)x, %s)",
                  c_quote(c, e->text));
}

static const char *convert(struct c_file *c, const struct graph_expr *e)
{
    const struct graph_expr *of = e->args[0];

    if (of->kind == EXPR_LITERAL && of->type->kind == TYPE_NULL)
        return c_text(c, "(%s){0}", c_type(c, e->type));
    return c_convert(c, of->type, e->type, c_expr(c, of));
}

/* Flat switch: one case a kind. */
const char *c_expr(struct c_file *c, const struct graph_expr *e)
{
    switch (e->kind) {
    case EXPR_LITERAL:
    case EXPR_ENUM: return c_literal(c, e);
    case EXPR_TEXT: return text(c, e);
    case EXPR_VAR: return var(c, e);
    case EXPR_FIELD: return field(c, e);
    case EXPR_INDEX: return c_index(c, e);
    case EXPR_BUILTIN: return c_builtin(c, e);
    case EXPR_CALL: return c_call(c, e);
    case EXPR_NEGATE: return c_negate(c, e);
    case EXPR_NOT: return c_text(c, "!%s", c_temp(c, e->args[0]));
    case EXPR_BINARY:
        if (e->op == OP_AND || e->op == OP_OR)
            return logical(c, e);
        return c_binary(c, e);
    case EXPR_IN: return c_in(c, e);
    case EXPR_IS_NULL: return is_null(c, e);
    case EXPR_CAST: return c_cast(c, e);
    case EXPR_CONVERT: return convert(c, e);
    case EXPR_COALESCE: return coalesce(c, e);
    case EXPR_IF: return either(c, e);
    case EXPR_LIST: return c_list(c, e);
    case EXPR_RECORD: return c_record(c, e);
    case EXPR_DICT: return c_dict(c, e);
    case EXPR_LOOKUP: return c_lookup(c, e);
    case EXPR_SETTING: return setting(c, e);
    case EXPR_EACH: return c_each(c, e);
    case EXPR_SECRET:
    case EXPR_CODE:
    case EXPR_UNKNOWN: break;
    }
    assert(0 && "refused before");
    return "0";
}

const char *c_temp(struct c_file *c, const struct graph_expr *e)
{
    const char *value = c_expr(c, e);

    if (e->kind == EXPR_VAR && !c->places[e->var->id].pointer)
        return value;
    if (value[0] == 't' && value[1] >= '1' && value[1] <= '9') {
        const char *p = value + 1;
        while (*p >= '0' && *p <= '9')
            p++;
        if (!*p)
            return value;
    }
    return c_name_value(c, e->type, value);
}

const char *c_address(struct c_file *c, const struct graph_expr *e)
{
    if (e->kind == EXPR_VAR && c->places[e->var->id].pointer)
        return c->places[e->var->id].text;
    if (e->kind == EXPR_FIELD && e->index != UINT32_MAX &&
        e->args[0]->type->kind == TYPE_RECORD && e->args[0]->kind == EXPR_VAR &&
        e->args[0]->var->kind != VAR_FAILURE)
        return c_text(c, "&%s", c_expr(c, e));
    return c_text(c, "&%s", c_temp(c, e));
}
