/*
 * Patterns for files: which beginnings of the text the pattern read so far can
 * stand for, one bit a length. Costs text times pattern, whatever they hold.
 */
#include "lint/run.h"

#include <string.h>

enum { LONGEST = 4096 }; // of a file's name; a longer one matches nothing

struct token {
    char kind; // '*' part of a name, '/' any folders, 'a' any text, '?', '='
    char c;    // of '='
};

/* A trailing slash stands for all that is below. */
static struct token next_token(str p, size_t *i)
{
    bool start = *i == 0 || p.ptr[*i - 1] == '/';
    str rest = str_slice(p, *i, p.len);

    if (start && str_starts_with(rest, STR("**/"))) {
        *i += 3;
        return (struct token){.kind = '/'};
    }
    if (str_starts_with(rest, STR("**"))) {
        *i += 2;
        return (struct token){.kind = 'a'};
    }
    ++*i;
    if (rest.ptr[0] == '*' || rest.ptr[0] == '?')
        return (struct token){.kind = rest.ptr[0]};
    return (struct token){.kind = '=', .c = rest.ptr[0]};
}

static void step_one(bool *at, str t, struct token k)
{
    for (size_t j = t.len; j > 0; j--)
        at[j] = at[j - 1] &&
                (k.kind == '?' ? t.ptr[j - 1] != '/' : t.ptr[j - 1] == k.c);
    at[0] = false;
}

static void step_many(bool *at, str t, struct token k)
{
    bool seen = at[0];

    for (size_t j = 1; j <= t.len; j++) {
        bool slash = t.ptr[j - 1] == '/', was = at[j];
        if (k.kind == '/')
            at[j] = was || (seen && slash);
        else
            at[j] = was || (at[j - 1] && (k.kind == 'a' || !slash));
        seen = seen || was;
    }
}

bool lint_glob(str pattern, str text)
{
    bool at[LONGEST + 1] = {true};

    if (text.len > LONGEST)
        return false;
    for (size_t i = 0; i < pattern.len;) {
        struct token k = next_token(pattern, &i);
        if (k.kind == '=' || k.kind == '?')
            step_one(at, text, k);
        else
            step_many(at, text, k);
    }
    if (str_ends_with(pattern, STR("/")))
        step_many(at, text, (struct token){.kind = 'a'});
    return at[text.len];
}
