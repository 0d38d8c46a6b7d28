/*
 * Inline code is fenced by more backticks than its text has in a row, so no
 * text can leave it; see "Code spans" in the CommonMark specification.
 */
#include "compiler/base/markdown.h"
#include "compiler/base/visible.h"

static size_t longest_run(str text, char c)
{
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] == c ? run + 1 : 0;
        if (run > longest)
            longest = run;
    }
    return longest;
}

void markdown_code(struct buf *out, str text)
{
    size_t fence = longest_run(text, '`') + 1;
    bool tight = text.len && text.ptr[0] != '`' && text.ptr[0] != ' ' &&
                 text.ptr[text.len - 1] != '`' && text.ptr[text.len - 1] != ' ';

    if (out->len && out->ptr[out->len - 1] == '`')
        buf_char(out, ' '); // two fences would be one, of another length
    buf_fill(out, '`', fence);
    if (!tight)
        buf_char(out, ' ');
    visible_add(out, text);
    if (!tight)
        buf_char(out, ' ');
    buf_fill(out, '`', fence);
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 || c == '-' ||
           c == '\'';
}

/* Punctuation that may stand around a word. */
static bool is_around(char c)
{
    return c == ',' || c == '.' || c == ';' || c == ':' || c == '(' ||
           c == ')' || c == '?' || c == '=';
}

static void add_word(struct buf *out, str word)
{
    size_t from = 0, to = word.len;

    while (from < to && is_around(word.ptr[from]))
        from++;
    while (to > from && is_around(word.ptr[to - 1]))
        to--;
    bool plain = true;
    for (size_t i = from; i < to; i++)
        plain = plain && is_plain(word.ptr[i]);
    buf_str(out, str_slice(word, 0, from));
    if (plain)
        visible_add(out, str_slice(word, from, to));
    else
        markdown_code(out, str_slice(word, from, to));
    buf_str(out, str_slice(word, to, word.len));
}

/* The length of a name in quotes at the start of a text, with them; 0: none. */
static size_t quoted(str text)
{
    if (!str_starts_with(text, STR("\"")))
        return 0;
    ptrdiff_t end = str_find(str_slice(text, 1, text.len), STR("\""));
    return end > 0 ? (size_t)end + 2 : 0;
}

void markdown_add(struct buf *out, str text)
{
    size_t i = 0;

    while (i < text.len) {
        size_t n = quoted(str_slice(text, i, text.len)), end = i;
        if (n) {
            markdown_code(out, str_slice(text, i + 1, i + n - 1));
            i += n;
            continue;
        }
        while (end < text.len && text.ptr[end] != ' ' &&
               (end == i || text.ptr[end] != '"'))
            end++;
        add_word(out, str_slice(text, i, end));
        for (; end < text.len && text.ptr[end] == ' '; end++)
            buf_char(out, ' ');
        i = end;
    }
}
