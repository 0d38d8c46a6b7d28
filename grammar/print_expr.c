/*
 * Expressions. Flat is the rule; what is too long is broken at its operators,
 * behind its brackets or in its braces.
 */
#include "grammar/printer.h"

#include <string.h>

enum { AFTER = 2 }; // room for what may follow: `,` or ` {`

static void value_fn(struct printer *pr, const void *what, uint32_t width)
{
    (void)width;
    print_value(pr, what);
}

/* --- literals ------------------------------------------------------------- */

static void print_escaped(struct printer *pr, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\' || c == '{')
            buf_printf(pr->out, "\\%c", c);
        else if (c == '\n')
            print_text(pr, "\\n");
        else if (c == '\t')
            print_text(pr, "\\t");
        else if (c < 0x20 || c == 0x7F)
            buf_printf(pr->out, "\\u{%X}", c);
        else
            buf_char(pr->out, (char)c);
    }
}

bool print_is_tall(const struct printer *pr, const struct ast_expr *e)
{
    if (e->kind != AST_STRING || !e->raw || !pr->file)
        return false;
    str s = print_source(pr, e->at);
    return memchr(s.ptr, '\n', s.len) != NULL;
}

/* Texts and numbers stand as their author wrote them. */
static void print_written(struct printer *pr, const struct ast_expr *e)
{
    str s = print_source(pr, e->at);

    if (pr->flat && print_is_tall(pr, e))
        pr->out->failed = true;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '\r')
            buf_char(pr->out, s.ptr[i]);
        if (s.ptr[i] == '\n')
            pr->line_start = pr->out->len;
    }
}

static void print_string(struct printer *pr, const struct ast_expr *e)
{
    if (pr->file && e->at.pos && !e->parens) {
        print_written(pr, e);
        return;
    }
    print_text(pr, "\"");
    print_escaped(pr, e->text);
    print_text(pr, "\"");
}

static void print_pieces(struct printer *pr, const struct ast_expr *e)
{
    bool piece = true;

    if (!pr->file)
        print_text(pr, "\"");
    for (const struct ast_expr *x = e->list; x; x = x->next, piece = !piece) {
        if (!piece) {
            print_value(pr, x);
        } else if (pr->file) {
            print_str(pr, print_source(pr, x->at));
        } else {
            print_text(pr, x == e->list ? "" : "}");
            print_escaped(pr, x->text);
            print_text(pr, x->next ? "{" : "");
        }
    }
    if (!pr->file)
        print_text(pr, "\"");
}

/* A text with expressions never leaves its line. */
static void print_pieces_flat(struct printer *pr, const struct ast_expr *e)
{
    struct buf text = BUF_MAX(pr->out->max);
    struct printer flat = *pr;

    flat.out = &text;
    flat.flat = flat.bare = true;
    print_pieces(&flat, e);
    print_str(pr, buf_view(&text));
    pr->out->failed |= text.failed;
    buf_free(&text);
}

static void print_number(struct printer *pr, const struct ast_expr *e)
{
    str s = e->text;

    if (pr->file && e->at.pos && !e->parens)
        s = print_source(pr, e->at);
    if (e->kind == AST_MONEY) {
        str code = str_slice(s, s.len - 3, s.len);
        print_str(pr, str_trim(str_slice(s, 0, s.len - 3)));
        print_text(pr, " ");
        s = code;
    }
    print_str(pr, s);
    if (e->kind == AST_PERCENT && !str_ends_with(s, STR("%")))
        print_text(pr, "%");
}

/* --- operators ------------------------------------------------------------ */

static const char *sign_of(const struct ast_expr *e)
{
    if (e->kind == AST_IN)
        return "in";
    if (e->kind == AST_NOT_IN)
        return "not in";
    return e->kind == AST_COALESCE ? "??" : ast_op_word(e->op);
}

/* What breaks behind its bracket stays where it begins. */
bool print_is_bracketed(const struct ast_expr *e)
{
    return e->kind == AST_LIST || e->kind == AST_RECORD ||
           e->kind == AST_DICT || e->kind == AST_EACH_RECORDS ||
           e->kind == AST_EACH_VALUES;
}

static bool is_logic(const struct ast_expr *e)
{
    return e->kind == AST_BINARY && (e->op == AST_AND || e->op == AST_OR);
}

struct operand {
    const char *sign;
    const struct ast_expr *e;
};

static void operand_fn(struct printer *pr, const void *what, uint32_t width)
{
    const struct operand *x = what;

    (void)width;
    print_text(pr, " ");
    print_text(pr, x->sign);
    print_text(pr, " ");
    print_value(pr, x->e);
}

/* ` sign operand`; on a line of its own when it does not fit, or has to. */
static void print_operand(struct printer *pr, const char *sign,
                          const struct ast_expr *e, bool own_line)
{
    struct operand x = {sign, e};

    if (pr->flat) {
        operand_fn(pr, &x, 0);
        return;
    }
    if (!own_line && print_try_flat(pr, operand_fn, &x, 0, AFTER))
        return;
    if (!own_line && print_is_bracketed(e)) {
        operand_fn(pr, &x, 0);
        return;
    }
    pr->indent += PRINT_CONTINUED;
    print_new_line(pr, pr->indent);
    print_text(pr, sign);
    print_text(pr, " ");
    print_value(pr, e);
    pr->indent -= PRINT_CONTINUED;
}

static void print_binary(struct printer *pr, const struct ast_expr *e)
{
    bool chain = is_logic(e);

    if (chain && e->a->kind == e->kind && e->a->op == e->op && !e->a->parens &&
        !pr->flat)
        print_binary(pr, e->a); // a and b and c break alike
    else
        print_value(pr, e->a);
    print_operand(pr, sign_of(e), e->b, chain);
}

static void print_if(struct printer *pr, const struct ast_expr *e)
{
    print_text(pr, "if ");
    print_value(pr, e->a);
    print_operand(pr, "then", e->b, true);
    print_operand(pr, "else", e->c, true);
}

/* --- brackets ------------------------------------------------------------- */

static void print_call(struct printer *pr, const struct ast_expr *e)
{
    print_name(pr, e->name);
    print_text(pr, "(");
    print_list(pr, e->list, e->at);
    print_text(pr, ")");
}

static void print_array(struct printer *pr, const struct ast_expr *e)
{
    print_text(pr, "[");
    if (e->list && pr->flat && print_list_is_broken(pr, e->list, e->at))
        pr->out->failed = true;
    print_list(pr, e->list, e->at);
    print_text(pr, "]");
}

static void print_record_value(struct printer *pr, const struct ast_expr *e)
{
    span first = e->fields ? e->fields->at : (span){0, 0};

    print_open(pr, e->at, first);
    print_assigns(pr, e->fields);
    print_close(pr, e->at);
}

static void print_dict_value(struct printer *pr, const struct ast_expr *e)
{
    print_open(pr, e->at, e->list->at);
    print_dict(pr, e->list);
    print_close(pr, e->at);
}

static void print_each(struct printer *pr, const struct ast_expr *e)
{
    print_text(pr, "each ");
    print_name(pr, e->name);
    print_text(pr, " in ");
    print_value(pr, e->a);
    if (e->b) {
        print_text(pr, " where ");
        print_value(pr, e->b);
    }
    print_text(pr, " ");
    if (e->kind == AST_EACH_RECORDS) {
        print_record_value(pr, e);
        return;
    }
    print_open(pr, e->at, e->c->at);
    print_element(pr, e->c->at, STR(""));
    print_value(pr, e->c);
    print_end(pr, e->c->at);
    print_close(pr, e->at);
}

static void print_index(struct printer *pr, const struct ast_expr *key)
{
    print_text(pr, "[");
    print_value(pr, key);
    print_text(pr, "]");
}

/* --- kinds ---------------------------------------------------------------- */

static void print_word_name(struct printer *pr, const char *word,
                            const struct ast_expr *e)
{
    print_text(pr, word);
    print_name(pr, e->name);
}

static void print_suffix(struct printer *pr, const struct ast_expr *e)
{
    print_value(pr, e->a);
    if (e->kind == AST_INDEX) {
        print_index(pr, e->b);
        return;
    }
    print_text(pr, e->kind == AST_FIELD ? "." : "?.");
    print_name(pr, e->name);
}

/* A minus before a minus would be read as well, but not be seen. */
static void print_prefix(struct printer *pr, const struct ast_expr *e)
{
    print_text(pr, e->kind == AST_NOT ? "not " : "-");
    print_value(pr, e->a);
}

static void print_tail(struct printer *pr, const struct ast_expr *e)
{
    print_value(pr, e->a);
    if (e->kind == AST_CAST) {
        print_text(pr, " as ");
        print_type(pr, e->type);
    } else {
        print_text(pr, e->kind == AST_IS_NULL ? " is null" : " is not null");
    }
}

/* A flat switch over all kinds. */
static void print_kind(struct printer *pr, const struct ast_expr *e)
{
    switch (e->kind) {
    case AST_INT:
    case AST_DECIMAL:
    case AST_PERCENT:
    case AST_MONEY:
    case AST_DURATION:
    case AST_SIZE:
    case AST_DATE:
    case AST_TIME:
    case AST_TIMESTAMP: print_number(pr, e); break;
    case AST_BOOL: print_str(pr, e->text); break;
    case AST_NULL: print_text(pr, "null"); break;
    case AST_STRING: print_string(pr, e); break;
    case AST_TEXT: print_pieces_flat(pr, e); break;
    case AST_NAME: print_name(pr, e->name); break;
    case AST_CALL: print_call(pr, e); break;
    case AST_FIELD:
    case AST_SAFE_FIELD:
    case AST_INDEX: print_suffix(pr, e); break;
    case AST_NEGATE:
    case AST_NOT: print_prefix(pr, e); break;
    case AST_BINARY:
    case AST_IN:
    case AST_NOT_IN:
    case AST_COALESCE: print_binary(pr, e); break;
    case AST_IS_NULL:
    case AST_IS_NOT_NULL:
    case AST_CAST: print_tail(pr, e); break;
    case AST_IF: print_if(pr, e); break;
    case AST_LIST: print_array(pr, e); break;
    case AST_RECORD: print_record_value(pr, e); break;
    case AST_DICT: print_dict_value(pr, e); break;
    case AST_LOOKUP:
        print_word_name(pr, "lookup ", e);
        print_index(pr, e->a);
        break;
    case AST_SETTING: print_word_name(pr, "setting ", e); break;
    case AST_SECRET: print_word_name(pr, "secret ", e); break;
    case AST_EACH_RECORDS:
    case AST_EACH_VALUES: print_each(pr, e); break;
    case AST_ERROR: print_text(pr, "?"); break;
    }
}

void print_value(struct printer *pr, const struct ast_expr *e)
{
    if (pr->flat && pr->out->failed)
        return;
    // A tree deeper than a line is long does not fit on it.
    if (!pr->flat && e->depth <= PRINT_COLUMNS &&
        print_try_flat(pr, value_fn, e, 0, AFTER))
        return;
    if (e->parens)
        print_text(pr, "(");
    print_kind(pr, e);
    if (e->parens)
        print_text(pr, ")");
}

void print_expr(const struct ast_expr *e, struct buf *out)
{
    struct printer pr = {.out = out, .flat = true, .bare = true};

    print_value(&pr, e);
}
