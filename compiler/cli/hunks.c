/*
 * A unified diff without context. A hunk's header says how many lines follow,
 * so that a text which looks like a header is none.
 */
#include "compiler/cli/hunks.h"

static str next_line(str *rest)
{
    ptrdiff_t end = str_find(*rest, STR("\n"));
    size_t n = end < 0 ? rest->len : (size_t)end;
    str line = str_slice(*rest, 0, n);

    *rest = str_slice(*rest, n + 1, rest->len);
    return line;
}

/* "12" or "12,3", and what is behind; a missing count is 1. */
static bool read_range(str *s, uint32_t *line, uint32_t *n)
{
    uint32_t *to = line;

    *line = 0;
    *n = 1;
    if (!s->len || s->ptr[0] < '0' || s->ptr[0] > '9')
        return false;
    for (; s->len; *s = str_slice(*s, 1, s->len)) {
        char c = s->ptr[0];
        if (c == ',' && to == line) {
            to = n;
            *n = 0;
        } else if (c >= '0' && c <= '9' && *to < 100000000) {
            *to = *to * 10 + (uint32_t)(c - '0');
        } else {
            break;
        }
    }
    return true;
}

/* "@@ -1,2 +3,4 @@"; how many lines of text follow. */
static bool read_header(str line, struct hunk *h, uint32_t *follow)
{
    uint32_t old_line, old_n;
    str rest = str_slice(line, 4, line.len);

    if (!str_starts_with(line, STR("@@ -")) ||
        !read_range(&rest, &old_line, &old_n) ||
        !str_starts_with(rest, STR(" +")))
        return false;
    rest = str_slice(rest, 2, rest.len);
    if (!read_range(&rest, &h->line, &h->n))
        return false;
    *follow = old_n + h->n;
    return true;
}

static char unescaped(char c)
{
    switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    default: return c;
    }
}

/* A name as git writes it: in quotes when there is a sign in it that a
 * terminal would not show. */
static str read_name(struct arena *a, str s)
{
    char *to = arena_alloc(a, s.len + 1);
    size_t n = 0;

    if (s.len && s.ptr[s.len - 1] == '\t') // behind a name with blanks
        s.len--;
    if (s.len < 2 || s.ptr[0] != '"')
        return s;
    for (size_t i = 1; i + 1 < s.len; i++) {
        if (s.ptr[i] != '\\') {
            to[n++] = s.ptr[i];
            continue;
        }
        i++;
        if (s.ptr[i] < '0' || s.ptr[i] > '7' || i + 3 >= s.len) {
            to[n++] = unescaped(s.ptr[i]);
            continue;
        }
        to[n++] = (char)((s.ptr[i] - '0') * 64 + (s.ptr[i + 1] - '0') * 8 +
                         (s.ptr[i + 2] - '0'));
        i += 2;
    }
    return (str){to, n};
}

static struct hunks *file_named(struct arena *a, str name, struct map *to)
{
    if (!str_starts_with(name, STR("b/")))
        return NULL; // /dev/null: the file is gone
    struct hunks **h =
        (struct hunks **)map_put(to, str_slice(name, 2, name.len));
    if (!*h)
        *h = arena_make(a, struct hunks);
    return *h;
}

void hunks_read(struct arena *a, str diff, struct map *to)
{
    struct hunks *file = NULL;
    struct hunk h;
    uint32_t follow;

    while (diff.len) {
        str line = next_line(&diff);
        if (str_starts_with(line, STR("+++ "))) {
            file =
                file_named(a, read_name(a, str_slice(line, 4, line.len)), to);
        } else if (read_header(line, &h, &follow)) {
            if (file)
                *vec_push(a, &file->all) = h;
            while (follow && diff.len)
                follow -= !str_starts_with(next_line(&diff), STR("\\"));
        }
    }
}
