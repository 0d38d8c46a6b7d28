/*
 * Expressions as source text, with no more parentheses than needed.
 */
#include "compiler/base/visible.h"
#include "compiler/graph/graph.h"

enum { LONGEST = 1 << 20 };

enum level { // how tightly, loosest first
    LEVEL_IF,
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARE,
    LEVEL_COALESCE,
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_CAST,
    LEVEL_UNARY,
    LEVEL_POSTFIX
};

static const struct {
    const char *text;
    enum level level;
} ops[] = {
    [OP_ADD] = {" + ", LEVEL_SUM},     [OP_SUB] = {" - ", LEVEL_SUM},
    [OP_MUL] = {" * ", LEVEL_PRODUCT}, [OP_DIV] = {" / ", LEVEL_PRODUCT},
    [OP_MOD] = {" % ", LEVEL_PRODUCT}, [OP_EQ] = {" == ", LEVEL_COMPARE},
    [OP_NE] = {" != ", LEVEL_COMPARE}, [OP_LT] = {" < ", LEVEL_COMPARE},
    [OP_LE] = {" <= ", LEVEL_COMPARE}, [OP_GT] = {" > ", LEVEL_COMPARE},
    [OP_GE] = {" >= ", LEVEL_COMPARE}, [OP_AND] = {" and ", LEVEL_AND},
    [OP_OR] = {" or ", LEVEL_OR},
};

static const char *const builtins[] = {
#define ABOUT(...)
#define BUILTIN(NAME, text, ...) text,
#include "stdlib/value/builtins.def"
#undef BUILTIN
#undef ABOUT
};

struct printer {
    struct arena *arena;
    struct buf *out;
};

static void print(struct printer *p, const struct graph_expr *e,
                  enum level level);

/* One character; what is not seen as it is becomes an escape. */
static size_t add_character(struct buf *b, str s)
{
    uint32_t hidden = visible_hidden(s);
    size_t n = visible_next(s).bytes;

    if (hidden || !s.ptr[0])
        buf_printf(b, "\\u{%X}", (unsigned)hidden);
    else
        buf_str(b, str_slice(s, 0, n));
    return n;
}

static void add_escaped(struct buf *b, str s)
{
    for (size_t i = 0; i < s.len;) {
        char ch = s.ptr[i++];
        switch (ch) {
        case '"': buf_text(b, "\\\""); break;
        case '\\': buf_text(b, "\\\\"); break;
        case '{': buf_text(b, "\\{"); break;
        case '\n': buf_text(b, "\\n"); break;
        case '\t': buf_text(b, "\\t"); break;
        default: i += add_character(b, str_slice(s, i - 1, s.len)) - 1;
        }
    }
}

static void print_list(struct printer *p, const struct graph_expr *e,
                       uint32_t from)
{
    for (uint32_t i = from; i < e->nargs; i++) {
        if (i > from)
            buf_text(p->out, ", ");
        print(p, e->args[i], LEVEL_IF);
    }
}

static void print_call(struct printer *p, str name, const struct graph_expr *e)
{
    buf_str(p->out, name);
    buf_char(p->out, '(');
    print_list(p, e, 0);
    buf_char(p->out, ')');
}

static void print_literal(struct printer *p, const struct graph_expr *e)
{
    if (e->kind == EXPR_ENUM) {
        buf_char(p->out, '"');
        add_escaped(p->out, e->type->enumeration->values[e->index].wire);
        buf_char(p->out, '"');
    } else if (e->type->kind == TYPE_STRING) {
        buf_char(p->out, '"');
        add_escaped(p->out, e->text);
        buf_char(p->out, '"');
    } else {
        buf_str(p->out, e->text);
    }
}

static void print_text(struct printer *p, const struct graph_expr *e)
{
    buf_char(p->out, '"');
    for (uint32_t i = 0; i < e->nargs; i++) {
        const struct graph_expr *a = e->args[i];
        a = expr_bare(a);
        if (a->kind == EXPR_LITERAL && a->type->kind == TYPE_STRING) {
            add_escaped(p->out, a->text);
            continue;
        }
        buf_char(p->out, '{');
        print(p, a, LEVEL_IF);
        buf_char(p->out, '}');
    }
    buf_char(p->out, '"');
}

static void print_record(struct printer *p, const struct graph_expr *e)
{
    buf_text(p->out, "{ ");
    for (uint32_t i = 0; i < e->nargs; i++) {
        buf_str(p->out, e->names[i]);
        buf_text(p->out, " = ");
        print(p, e->args[i], LEVEL_IF);
        buf_char(p->out, ' ');
    }
    buf_char(p->out, '}');
}

static void print_dict(struct printer *p, const struct graph_expr *e)
{
    buf_char(p->out, '{');
    for (uint32_t i = 0; i + 1 < e->nargs; i += 2) {
        if (i)
            buf_text(p->out, ", ");
        print(p, e->args[i], LEVEL_IF);
        buf_text(p->out, ": ");
        print(p, e->args[i + 1], LEVEL_IF);
    }
    buf_char(p->out, '}');
}

static void print_each(struct printer *p, const struct graph_expr *e)
{
    buf_printf(p->out, "each %" STR_FMT " in ", STR_ARG(e->var->name));
    print(p, e->args[0], LEVEL_IF);
    if (e->args[1]) {
        buf_text(p->out, " where ");
        print(p, e->args[1], LEVEL_IF);
    }
    if (e->args[2]->kind == EXPR_RECORD) {
        buf_char(p->out, ' ');
        print_record(p, e->args[2]);
        return;
    }
    buf_text(p->out, " { ");
    print(p, e->args[2], LEVEL_IF);
    buf_text(p->out, " }");
}

static enum level level_of(const struct graph_expr *e)
{
    static const struct {
        bool known;
        enum level level;
    } levels[] = {
        [EXPR_IF] = {true, LEVEL_IF},
        [EXPR_NOT] = {true, LEVEL_NOT},
        [EXPR_IN] = {true, LEVEL_COMPARE},
        [EXPR_IS_NULL] = {true, LEVEL_COMPARE},
        [EXPR_COALESCE] = {true, LEVEL_COALESCE},
        [EXPR_CAST] = {true, LEVEL_CAST},
        [EXPR_NEGATE] = {true, LEVEL_UNARY},
        [EXPR_UNKNOWN] = {true, LEVEL_POSTFIX},
    };

    if (e->kind == EXPR_BINARY)
        return ops[e->op].level;
    return levels[e->kind].known ? levels[e->kind].level : LEVEL_POSTFIX;
}

static void print_two(struct printer *p, const struct graph_expr *e,
                      const char *between, enum level left, enum level right)
{
    print(p, e->args[0], left);
    buf_text(p->out, between);
    print(p, e->args[1], right);
}

static void print_binary(struct printer *p, const struct graph_expr *e)
{
    enum level l = ops[e->op].level;
    bool chains = l != LEVEL_COMPARE;

    print_two(p, e, ops[e->op].text, chains ? l : (enum level)(l + 1),
              (enum level)(l + 1));
}

/* Flat switch: one case a kind. */
static void print_bare(struct printer *p, const struct graph_expr *e)
{
    struct buf *b = p->out;

    switch (e->kind) {
    case EXPR_LITERAL:
    case EXPR_ENUM: print_literal(p, e); return;
    case EXPR_TEXT: print_text(p, e); return;
    case EXPR_VAR: buf_str(b, e->var->name); return;
    case EXPR_FIELD:
        print(p, e->args[0], LEVEL_POSTFIX);
        buf_text(b, e->safe ? "?." : ".");
        buf_str(b, e->name);
        return;
    case EXPR_INDEX:
        print(p, e->args[0], LEVEL_POSTFIX);
        buf_char(b, '[');
        print(p, e->args[1], LEVEL_IF);
        buf_char(b, ']');
        return;
    case EXPR_BUILTIN: print_call(p, str_from(builtins[e->index]), e); return;
    case EXPR_CALL: print_call(p, e->function->name, e); return;
    case EXPR_NEGATE:
        buf_char(b, '-');
        print(p, e->args[0], LEVEL_UNARY);
        return;
    case EXPR_NOT:
        buf_text(b, "not ");
        print(p, e->args[0], LEVEL_NOT);
        return;
    case EXPR_BINARY: print_binary(p, e); return;
    case EXPR_IN:
        if (e->nargs == 1) {
            print(p, e->args[0], LEVEL_COALESCE);
            buf_text(b, e->negated ? " not in " : " in ");
            buf_str(b, e->table ? e->table->name : e->store->name);
            return;
        }
        print_two(p, e, e->negated ? " not in " : " in ", LEVEL_COALESCE,
                  LEVEL_COALESCE);
        return;
    case EXPR_IS_NULL:
        print(p, e->args[0], LEVEL_COALESCE);
        buf_text(b, e->negated ? " is not null" : " is null");
        return;
    case EXPR_CAST: {
        str t = type_text(p->arena, e->type);
        print(p, e->args[0], LEVEL_CAST);
        buf_text(b, " as ");
        buf_str(b, t);
        return;
    }
    case EXPR_CONVERT: print_bare(p, e->args[0]); return;
    case EXPR_COALESCE:
        print_two(p, e, " ?? ", LEVEL_SUM, LEVEL_COALESCE);
        return;
    case EXPR_IF:
        buf_text(b, "if ");
        print(p, e->args[0], LEVEL_IF);
        buf_text(b, " then ");
        print(p, e->args[1], LEVEL_IF);
        buf_text(b, " else ");
        print(p, e->args[2], LEVEL_IF);
        return;
    case EXPR_LIST:
        buf_char(b, '[');
        print_list(p, e, 0);
        buf_char(b, ']');
        return;
    case EXPR_RECORD: print_record(p, e); return;
    case EXPR_DICT: print_dict(p, e); return;
    case EXPR_LOOKUP:
        buf_text(b, "lookup ");
        buf_str(b, e->table ? e->table->name : e->store->name);
        buf_char(b, '[');
        print(p, e->args[0], LEVEL_IF);
        buf_char(b, ']');
        return;
    case EXPR_SETTING: buf_text(b, "setting "); break;
    case EXPR_SECRET: buf_text(b, "secret "); break;
    case EXPR_EACH: print_each(p, e); return;
    case EXPR_CODE: break;
    case EXPR_UNKNOWN: buf_text(b, "?"); return;
    }
    buf_str(b, e->text);
}

static void print(struct printer *p, const struct graph_expr *e,
                  enum level level)
{
    e = expr_bare(e);
    bool parens = level_of(e) < level;
    if (parens)
        buf_char(p->out, '(');
    print_bare(p, e);
    if (parens)
        buf_char(p->out, ')');
}

str expr_text(struct arena *a, const struct graph_expr *e)
{
    struct buf b = BUF_MAX(LONGEST);
    struct printer p = {a, &b};

    print(&p, e, LEVEL_IF);
    str s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

/* Appends a number and a unit; how many bytes now. */
static size_t add_unit(char *to, size_t len, int64_t n, const char *unit)
{
    char digits[20];
    size_t count = 0;

    do
        digits[count++] = (char)('0' + n % 10);
    while (n /= 10);
    while (count)
        to[len++] = digits[--count];
    while (*unit)
        to[len++] = *unit++;
    return len;
}

/* Every step's options hold durations: no printf here. */
str duration_text(struct arena *a, int64_t us)
{
    static const struct {
        int64_t us;
        const char *unit;
    } units[] = {{86400000000, "d"}, {3600000000, "h"}, {60000000, "m"},
                 {1000000, "s"},     {1000, "ms"},      {1, "us"}};
    char text[64];
    size_t len = 0;

    for (size_t i = 0; i < sizeof units / sizeof *units && us > 0; i++) {
        if (us >= units[i].us)
            len = add_unit(text, len, us / units[i].us, units[i].unit);
        us %= units[i].us;
    }
    return arena_str(a, len ? (str){text, len} : STR("0s"));
}
