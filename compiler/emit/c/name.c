/*
 * Names and texts: the one place where a text of a flow becomes C. Whatever is
 * not a plain word is escaped or replaced.
 */
#include "compiler/base/visible.h"
#include "compiler/emit/c/c.h"

#include <string.h>

enum { DEPTH = 4 };

const char *c_text(struct c_file *c, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    str s = arena_vprintf(c->arena, fmt, args);
    va_end(args);
    return s.ptr;
}

static void add_line(struct c_file *c, const char *fmt, va_list args)
    PRINTF_LIKE(2, 0);

static void add_line(struct c_file *c, const char *fmt, va_list args)
{
    struct arena_mark mark = arena_mark(c->arena);
    str s = arena_vprintf(c->arena, fmt, args);

    buf_fill(c->body, ' ', (size_t)(c->depth * DEPTH));
    buf_str(c->body, s);
    arena_reset(c->arena, mark);
}

void c_line(struct c_file *c, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_line(c, fmt, args);
    va_end(args);
    buf_char(c->body, '\n');
}

void c_open(struct c_file *c, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_line(c, fmt, args);
    va_end(args);
    buf_text(c->body, " {\n");
    c->depth++;
}

void c_close(struct c_file *c)
{
    c->depth--;
    c_line(c, "}");
}

static bool is_letter(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';
}

static bool is_digit(char ch)
{
    return ch >= '0' && ch <= '9';
}

/* Words of C, of its headers, and of generated code. */
static const char *const reserved[] = {
    "alignas",
    "alignof",
    "asm",
    "auto",
    "bool",
    "break",
    "case",
    "char",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extern",
    "false",
    "float",
    "for",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "register",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "str",
    "struct",
    "switch",
    "true",
    "typedef",
    "typeof",
    "union",
    "unsigned",
    "void",
    "volatile",
    "while",
    "errno",
    "stdin",
    "stdout",
    "stderr",
    "assert",
    "offsetof",
    "unix",
    "linux",
    "main",
    "x",
    "r",
    "v",
    "q",
    "a",
    "i",
    "noreturn",
    "thread_local",
};

static bool is_reserved(str name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (str_eq(name, str_from(reserved[i])))
            return true;
    return false;
}

/* A word that may stand as it is: a small letter in it (macros have none), no
 * underscore in front, not of ours. Names of ours are q, t or b and a digit. */
static bool is_plain(str s)
{
    bool small = false;

    if (!s.len || s.len > 100 || !is_letter(s.ptr[0]) || s.ptr[0] == '_')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!is_letter(s.ptr[i]) && !is_digit(s.ptr[i]))
            return false;
        small = small || (s.ptr[i] >= 'a' && s.ptr[i] <= 'z');
    }
    bool ours = s.len > 1 && strchr("qtbi", s.ptr[0]) && is_digit(s.ptr[1]);
    return small && !ours && !str_starts_with(s, STR("weir_")) &&
           !is_reserved(s);
}

static const char *words_of(struct c_file *c, str name)
{
    struct buf b = BUF_MAX(128);
    bool gap = false;

    for (size_t i = 0; i < name.len && b.len < 60; i++) {
        char ch = name.ptr[i];
        if (!is_letter(ch) && !is_digit(ch)) {
            gap = b.len > 0;
            continue;
        }
        if (gap)
            buf_char(&b, '_');
        gap = false;
        buf_char(&b, ch);
    }
    const char *s = c_text(c, "%s", b.ptr ? b.ptr : "");
    buf_free(&b);
    return s;
}

const char *c_ident(struct c_file *c, str name, uint32_t number)
{
    if (is_plain(name))
        return c_text(c, "%" STR_FMT, STR_ARG(name));
    return c_text(c, "q%u_%s", number, words_of(c, name));
}

const char *c_global(struct c_file *c, const char *head, str name)
{
    const char *base = c_text(c, "%s%s", head, words_of(c, name));

    if (!is_plain(str_from(base)) && !*head)
        base = c_text(c, "q_%s", base);

    for (unsigned n = 1;; n++) {
        const char *s = n == 1 ? base : c_text(c, "%s_%u", base, n);
        void **taken = map_put(&c->idents, str_from(s));
        if (!*taken) {
            *taken = c;
            return s;
        }
    }
}

const char *c_quote(struct c_file *c, str s)
{
    struct buf b = BUF_MAX(64 << 20);

    buf_char(&b, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char ch = (unsigned char)s.ptr[i];
        if (ch == '"' || ch == '\\' || ch == '?')
            buf_printf(&b, "\\%c", ch);
        else if (ch < 0x20 || ch > 0x7e)
            buf_printf(&b, "\\%03o", ch);
        else
            buf_char(&b, (char)ch);
    }
    buf_char(&b, '"');
    str text = arena_str(c->arena, buf_view(&b));
    buf_free(&b);
    return text.ptr;
}

const char *c_comment(struct c_file *c, str s)
{
    struct buf b = BUF_MAX(64 << 20);

    size_t bytes;

    for (size_t i = 0; i < s.len; i += bytes) {
        unsigned char ch = (unsigned char)s.ptr[i];
        bool ends = ch == '/' && b.len && b.ptr[b.len - 1] == '*';
        if (ends || (ch == '*' && b.len && b.ptr[b.len - 1] == '/'))
            buf_char(&b, ' ');
        bytes = 1;
        if (ch < 0x20 || ch == '\\')
            buf_char(&b, ' ');
        else
            bytes = visible_first(&b, str_slice(s, i, s.len));
    }
    str text = arena_str(c->arena, buf_view(&b));
    buf_free(&b);
    return text.ptr;
}

const char *c_str(struct c_file *c, str s)
{
    return c_text(c, "STR(%s)", c_quote(c, s));
}

const char *c_init(struct c_file *c, str s)
{
    return c_text(c, "{%s, %zu}", c_quote(c, s), s.len);
}

const char *c_int(struct c_file *c, int64_t i)
{
    if (i == INT64_MIN)
        return "INT64_MIN";
    if (i >= -2147483647 && i <= 2147483647)
        return c_text(c, "%lld", (long long)i);
    return c_text(c, "INT64_C(%lld)", (long long)i);
}

const char *c_bool(bool b)
{
    return b ? "true" : "false";
}

const char *c_class(struct c_file *c, enum weir_class k)
{
    static const char *const names[] = {
        "WEIR_OK",
#define CLASS(NAME, text, outage, retry) "WEIR_" #NAME,
#include "stdlib/value/classes.def"
#undef CLASS
    };

    (void)c;
    return names[k];
}

const char *c_classes(struct c_file *c, weir_class_set set)
{
    const char *s = "";

    for (unsigned k = 1; k < WEIR_NCLASSES; k++)
        if (set & WEIR_CLASS_BIT(k))
            s = c_text(c, "%s%sWEIR_CLASS_BIT(%s)", s, *s ? " | " : "",
                       c_class(c, (enum weir_class)k));
    return *s ? s : "0";
}

const char *c_new(struct c_file *c)
{
    return c_text(c, "t%u", ++c->ntemps);
}
