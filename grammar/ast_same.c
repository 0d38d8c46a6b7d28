/*
 * Two files say the same when their trees are alike, slot by slot, but for
 * places, comments and layout. Names are compared as text, so that the files
 * may come from two compilations.
 */
#include "grammar/ast.h"

/* Two lists whose elements are alike. */
#define DEFINE_LIST(name, type, same)                            \
    static bool name(const struct type *a, const struct type *b) \
    {                                                            \
        for (; a && b; a = a->next, b = b->next)                 \
            if (!same(a, b))                                     \
                return false;                                    \
        return !a && !b;                                         \
    }

static bool same_exprs(const struct ast_expr *a, const struct ast_expr *b);
static bool same_steps(const struct ast_step *a, const struct ast_step *b);
static bool same_items(const struct ast_item *a, const struct ast_item *b);

static bool same_name(struct ast_name a, struct ast_name b)
{
    if (!a.sym || !b.sym)
        return a.sym == b.sym;
    return str_eq(a.sym->text, b.sym->text);
}

static bool same_path_part(const struct ast_path *a, const struct ast_path *b)
{
    return same_name(a->name, b->name);
}
DEFINE_LIST(same_path, ast_path, same_path_part)

static bool same_paths_part(const struct ast_paths *a,
                            const struct ast_paths *b)
{
    return same_path(a->path, b->path);
}
DEFINE_LIST(same_paths, ast_paths, same_paths_part)

static bool same_names_part(const struct ast_names *a,
                            const struct ast_names *b)
{
    return same_name(a->name, b->name);
}
DEFINE_LIST(same_names, ast_names, same_names_part)

static bool same_type(const struct ast_type *a, const struct ast_type *b)
{
    if (!a || !b)
        return a == b;
    return a->kind == b->kind && a->optional == b->optional &&
           same_path(a->path, b->path) && same_name(a->key, b->key) &&
           same_type(a->of, b->of);
}

/* --- expressions ---------------------------------------------------------- */

static bool same_assign(const struct ast_assign *a, const struct ast_assign *b)
{
    return str_eq(a->doc, b->doc) && same_name(a->key, b->key) &&
           same_exprs(a->value, b->value);
}
DEFINE_LIST(same_assigns, ast_assign, same_assign)

/* One expression; `next` belongs to the list it stands in. */
static bool same_expr(const struct ast_expr *a, const struct ast_expr *b)
{
    if (!a || !b)
        return a == b;
    bool signs = a->kind == AST_BINARY;
    return a->kind == b->kind && (!signs || a->op == b->op) &&
           a->parens == b->parens &&
           (ast_expr_is_literal(a) ? str_eq(a->text, b->text)
                                   : same_name(a->name, b->name)) &&
           same_expr(a->a, b->a) && same_expr(a->b, b->b) &&
           same_expr(ast_expr_c(a), ast_expr_c(b)) &&
           same_exprs(ast_expr_list(a), ast_expr_list(b)) &&
           same_assigns(ast_expr_fields(a), ast_expr_fields(b)) &&
           same_type(ast_expr_type(a), ast_expr_type(b));
}
DEFINE_LIST(same_exprs, ast_expr, same_expr)

/* --- what steps and lines share ------------------------------------------- */

static bool same_waiver(const struct ast_waiver *a, const struct ast_waiver *b)
{
    if (!a || !b)
        return a == b;
    return str_eq(a->rule, b->rule) && str_eq(a->until, b->until) &&
           str_eq(a->because, b->because);
}

static bool same_amount(const struct ast_amount *a, const struct ast_amount *b)
{
    if (!a || !b)
        return a == b;
    return same_expr(a->count, b->count) && same_name(a->unit, b->unit);
}

static bool same_target(const struct ast_target *a, const struct ast_target *b)
{
    if (!a || !b)
        return a == b;
    return a->kind == b->kind && same_name(a->name, b->name) &&
           same_expr(a->because, b->because) && same_steps(a->block, b->block);
}

static bool same_handler(const struct ast_handler *a,
                         const struct ast_handler *b)
{
    if (!a || !b)
        return a == b;
    return same_names(a->classes, b->classes) &&
           same_target(a->target, b->target);
}

static bool same_option(const struct ast_option *a, const struct ast_option *b)
{
    return a->kind == b->kind && same_expr(a->a, b->a) &&
           same_expr(a->b, b->b) && same_expr(a->c, b->c) &&
           same_names(a->names, b->names) &&
           same_amount(a->amount, b->amount) &&
           same_target(a->target, b->target) &&
           same_steps(a->block, b->block) &&
           same_handler(a->handler, b->handler) &&
           same_waiver(a->waiver, b->waiver);
}
DEFINE_LIST(same_options, ast_option, same_option)

static bool same_param(const struct ast_param *a, const struct ast_param *b)
{
    return same_name(a->name, b->name) && same_type(a->type, b->type);
}
DEFINE_LIST(same_params, ast_param, same_param)

static bool same_arm(const struct ast_arm *a, const struct ast_arm *b)
{
    return a->kind == b->kind && same_name(a->name, b->name) &&
           same_expr(a->expr, b->expr) && same_steps(a->block, b->block) &&
           same_handler(a->handler, b->handler);
}
DEFINE_LIST(same_arms, ast_arm, same_arm)

static bool same_step_values(const struct ast_step *a, const struct ast_step *b)
{
    return same_exprs(a->args, b->args) && same_expr(a->expr, b->expr) &&
           same_expr(a->what, b->what) && same_expr(a->by, b->by) &&
           same_expr(a->within, b->within) && same_expr(a->where, b->where) &&
           same_expr(a->until, b->until) && same_expr(a->because, b->because) &&
           same_expr(a->status, b->status) && same_exprs(a->list, b->list);
}

static bool same_step(const struct ast_step *a, const struct ast_step *b)
{
    return a->kind == b->kind && str_eq(a->doc, b->doc) &&
           same_path(a->path, b->path) && same_path(a->path2, b->path2) &&
           a->has_args == b->has_args && same_name(a->name, b->name) &&
           same_name(a->key_name, b->key_name) && same_name(a->as, b->as) &&
           same_names(a->names, b->names) && same_params(a->param, b->param) &&
           same_type(a->type, b->type) && same_step_values(a, b) &&
           same_assigns(a->fields, b->fields) &&
           same_steps(a->block, b->block) && same_arms(a->arms, b->arms) &&
           same_target(a->target, b->target) &&
           a->has_options == b->has_options &&
           same_options(a->options, b->options);
}
DEFINE_LIST(same_steps, ast_step, same_step)

/* --- connectors ----------------------------------------------------------- */

static bool same_format(const struct ast_format *a, const struct ast_format *b)
{
    if (!a || !b)
        return a == b;
    return same_name(a->name, b->name) && same_assigns(a->pairs, b->pairs);
}

static bool same_verify(const struct ast_verify *a, const struct ast_verify *b)
{
    if (!a || !b)
        return a == b;
    return same_name(a->kind, b->kind) && same_expr(a->header, b->header) &&
           same_name(a->secret, b->secret);
}

static bool same_code(const struct ast_code *a, const struct ast_code *b)
{
    return same_expr(a->from, b->from) && same_expr(a->to, b->to);
}
DEFINE_LIST(same_codes, ast_code, same_code)

static bool same_error(const struct ast_error_line *a,
                       const struct ast_error_line *b)
{
    return same_codes(a->codes, b->codes) && a->item == b->item &&
           a->otherwise == b->otherwise && same_expr(a->when, b->when) &&
           same_name(a->klass, b->klass);
}
DEFINE_LIST(same_errors, ast_error_line, same_error)

static bool same_clause(const struct ast_clause *a, const struct ast_clause *b)
{
    return a->kind == b->kind && a->flag == b->flag &&
           same_name(a->name, b->name) && same_expr(a->a, b->a) &&
           same_expr(a->b, b->b) && same_expr(a->c, b->c) &&
           same_expr(a->d, b->d) && same_format(a->format, b->format) &&
           same_errors(a->errors, b->errors);
}
DEFINE_LIST(same_clauses, ast_clause, same_clause)

static bool same_operation(const struct ast_operation *a,
                           const struct ast_operation *b)
{
    return str_eq(a->doc, b->doc) && same_name(a->verb, b->verb) &&
           same_name(a->action, b->action) && same_type(a->takes, b->takes) &&
           same_type(a->gives, b->gives) && same_name(a->kind, b->kind) &&
           same_expr(a->target, b->target) &&
           same_clauses(a->clauses, b->clauses);
}
DEFINE_LIST(same_operations, ast_operation, same_operation)

static bool same_endpoint(const struct ast_endpoint *a,
                          const struct ast_endpoint *b)
{
    if (!a || !b)
        return a == b;
    return same_name(a->name, b->name) && same_params(a->params, b->params) &&
           a->has_params == b->has_params && same_type(a->type, b->type) &&
           same_operations(a->operations, b->operations);
}

/* --- lines and items ------------------------------------------------------ */

static bool same_trigger(const struct ast_trigger *a,
                         const struct ast_trigger *b)
{
    if (!a || !b)
        return a == b;
    return a->kind == b->kind && same_expr(a->a, b->a) &&
           same_expr(a->zone, b->zone) && same_expr(a->max, b->max) &&
           a->no_overlap == b->no_overlap && same_names(a->names, b->names) &&
           same_name(a->name, b->name) && same_path(a->path, b->path) &&
           same_verify(a->verify, b->verify) &&
           same_format(a->format, b->format) &&
           same_params(a->params, b->params) && same_type(a->type, b->type);
}

static bool same_flags(const struct ast_line *a, const struct ast_line *b)
{
    return a->has_options == b->has_options && a->has_args == b->has_args &&
           a->from_file == b->from_file;
}

static bool same_more(const struct ast_line_more *a,
                      const struct ast_line_more *b)
{
    return same_name(a->as, b->as) && same_names(a->names, b->names) &&
           same_path(a->path, b->path) && same_paths(a->paths, b->paths) &&
           same_exprs(a->args, b->args) && same_assigns(a->fields, b->fields) &&
           same_amount(a->amount, b->amount) && same_amount(a->peak, b->peak) &&
           same_type(a->type, b->type) && same_verify(a->verify, b->verify) &&
           same_format(a->format, b->format) &&
           same_options(a->options, b->options);
}

static bool same_part(const struct ast_line *a, const struct ast_line *b)
{
    if (!a->part || !b->part)
        return a->part == b->part;
    if (a->kind == AST_LINE_TRIGGER || a->kind == AST_LINE_SCHEDULE)
        return same_trigger(a->trigger, b->trigger);
    if (a->kind == AST_LINE_RECORD || a->kind == AST_LINE_ENUM)
        return same_items(a->item, b->item);
    if (a->kind == AST_LINE_HANDLER)
        return same_handler(a->handler, b->handler);
    if (a->kind == AST_LINE_WAIVE)
        return same_waiver(a->waiver, b->waiver);
    if (a->kind == AST_LINE_ERRORS)
        return same_errors(a->errors, b->errors);
    if (a->kind == AST_LINE_ENDPOINT)
        return same_endpoint(a->endpoint, b->endpoint);
    return a->kind == AST_LINE_STEP && same_steps(a->step, b->step);
}

static bool same_line(const struct ast_line *a, const struct ast_line *b)
{
    return a->kind == b->kind && str_eq(a->doc, b->doc) &&
           same_name(a->name, b->name) && same_exprs(a->a, b->a) &&
           same_expr(a->b, b->b) && same_flags(a, b) &&
           same_more(a->more, b->more) && same_part(a, b);
}
DEFINE_LIST(same_lines, ast_line, same_line)

static bool same_mark(const struct ast_mark *a, const struct ast_mark *b)
{
    return str_eq(a->name, b->name) && same_exprs(a->args, b->args);
}
DEFINE_LIST(same_marks, ast_mark, same_mark)

static bool same_field(const struct ast_field *a, const struct ast_field *b)
{
    return str_eq(a->doc, b->doc) && same_name(a->name, b->name) &&
           same_type(a->type, b->type) && same_marks(a->marks, b->marks) &&
           same_expr(a->value, b->value);
}
DEFINE_LIST(same_fields, ast_field, same_field)

static bool same_row(const struct ast_row *a, const struct ast_row *b)
{
    return same_expr(a->key, b->key) && same_expr(a->value, b->value);
}
DEFINE_LIST(same_rows, ast_row, same_row)

static bool same_bodies(const struct ast_item *a, const struct ast_item *b)
{
    return a->has_rows == b->has_rows && same_rows(a->rows, b->rows) &&
           same_assigns(a->assigns, b->assigns) &&
           same_fields(a->fields, b->fields) && same_lines(a->lines, b->lines);
}

static bool same_item(const struct ast_item *a, const struct ast_item *b)
{
    return a->kind == b->kind && str_eq(a->doc, b->doc) &&
           same_name(a->name, b->name) && same_name(a->as, b->as) &&
           str_eq(a->version, b->version) && str_eq(a->title, b->title) &&
           same_names(a->names, b->names) &&
           same_params(a->params, b->params) && same_type(a->type, b->type) &&
           same_type(a->key, b->key) && same_type(a->value, b->value) &&
           same_expr(a->expr, b->expr) && same_expr(a->from, b->from) &&
           same_path(a->path, b->path) && same_exprs(a->args, b->args) &&
           a->has_args == b->has_args && same_expr(a->where, b->where) &&
           same_expr(a->refresh, b->refresh) && same_bodies(a, b);
}
DEFINE_LIST(same_items, ast_item, same_item)

bool ast_same(const struct ast_file *a, const struct ast_file *b)
{
    return same_items(a->items, b->items);
}
