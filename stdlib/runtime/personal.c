/*
 * A record's personal data (@pii), which no message may show: a server may
 * send back what it got. Found by the names of its members, in the payload and
 * in what the steps have made of it.
 */
#include "stdlib/runtime/personal.h"
#include "stdlib/value/json.h"
#include "stdlib/value/text.h"

#include <string.h>

enum { VALUES_MOST = 1000, EXCERPT = 40 };

struct found {
    const struct weir_personal *of;
    struct arena *arena;
    str *at;
    size_t n;
};

static void add(struct found *f, str value)
{
    struct weir_context x = {.arena = f->arena};

    if (value.len < 2 || f->n + 2 > VALUES_MOST)
        return;
    f->at[f->n++] = value;
    if (weir_utf8_count(value) > EXCERPT) { // as other messages cut it
        str cut = weir_text_excerpt(&x, value);
        f->at[f->n++] = str_slice(cut, 0, cut.len - 3);
    }
}

static bool is_name(const struct found *f, str name)
{
    for (size_t i = 0; i < f->of->nnames; i++)
        if (str_eq(name, f->of->names[i]))
            return true;
    return false;
}

/* Behind the string that begins at i. */
static size_t string_end(str json, size_t i)
{
    for (i++; i < json.len && json.ptr[i] != '"'; i++)
        i += json.ptr[i] == '\\';
    return i < json.len ? i + 1 : json.len;
}

static void add_string(struct found *f, str quoted)
{
    struct weir_context x = {.arena = f->arena};
    str value;

    if (!memchr(quoted.ptr, '\\', quoted.len))
        add(f, str_slice(quoted, 1, quoted.len - 1));
    else if (weir_json_read(&x, &weir_shape_string, quoted, &value))
        add(f, value);
}

static bool is_number(char c)
{
    return c && strchr("0123456789+-.eE", c) != NULL;
}

/* Behind the blanks from i on. */
static size_t blanks(str json, size_t i)
{
    while (i < json.len && strchr(" \t\r\n", json.ptr[i]) && json.ptr[i])
        i++;
    return i;
}

/* The texts and numbers of members with these names, at any depth. What is no
 * JSON is gone through as far as it looks like it. */
static void collect(struct found *f, str json)
{
    bool next = false;            // the value that follows is one
    size_t depth = 0, inside = 0; // where one began that is a list or record

    for (size_t i = 0, end; i < json.len; i = end) {
        char c = json.ptr[i];
        bool taken = next || inside;

        end = i + 1;
        if (c == '"') {
            end = string_end(json, i);
            size_t colon = blanks(json, end);
            if (colon < json.len && json.ptr[colon] == ':') {
                next = is_name(f, str_slice(json, i + 1, end - 1));
                end = colon + 1;
                continue;
            }
            if (taken)
                add_string(f, str_slice(json, i, end));
        } else if (c == '{' || c == '[') {
            depth++;
            if (next && !inside)
                inside = depth;
        } else if (c == '}' || c == ']') {
            inside = inside == depth ? 0 : inside;
            depth -= depth > 0;
        } else if (is_number(c)) {
            while (end < json.len && is_number(json.ptr[end]))
                end++;
            if (taken)
                add(f, str_slice(json, i, end));
        } else if (strchr(" \t\r\n", c)) {
            continue;
        }
        next = false;
    }
}

static void collect_vars(struct found *f, const char *vars)
{
    for (size_t i = 0; i < f->of->nvars; i++) {
        const struct weir_personal_var *v = &f->of->vars[i];
        struct buf b = BUF_MAX(WEIR_ITEM_MAX);

        weir_json_write(&b, v->shape, vars + v->at);
        str json = arena_str(f->arena, buf_view(&b));
        buf_free(&b);
        collect(f, json);
    }
}

str record_message(struct weir_record *r, str message)
{
    struct record_private *own = r->own;
    struct found f = {.of = r->flow->personal};

    if (!f.of || !message.len)
        return mask_message(own->engine, own->keep, message, NULL, 0);
    f.arena = arena_new();
    f.at = arena_array(f.arena, str, VALUES_MOST);
    if (own->work)
        collect(&f, own->work->body);
    if (own->vars)
        collect_vars(&f, own->vars);
    str s = mask_message(own->engine, own->keep, message, f.at, f.n);
    arena_free(f.arena);
    return s;
}
