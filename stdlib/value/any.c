/*
 * Untyped values: looked into by scanning their JSON, narrowed by reading it.
 */
#include "stdlib/value/any.h"

#include "stdlib/value/json.h"
#include "stdlib/value/json_fast.h"
#include "stdlib/value/text.h"

#include <inttypes.h>

weir_any weir_from_json(struct weir_context *x, str s)
{
    const char *why = "";
    size_t at = 0;

    if (weir_json_check(s, &at, &why))
        return (weir_any){str_trim(s)};
    weir_fail(x, WEIR_DATA,
              "not JSON: expected %s at byte %zu, found \"%" STR_FMT "\"", why,
              at, STR_ARG(weir_text_excerpt(x, str_slice(s, at, at + 20))));
    return (weir_any){0};
}

str weir_to_json(struct weir_context *x, const struct weir_shape *s,
                 const void *value)
{
    struct buf b = BUF_MAX(SIZE_MAX / 4);

    weir_json_canonical(&b, s, value);
    if (b.failed) {
        buf_free(&b);
        weir_fail(x, WEIR_DATA, "the value is too large for JSON");
    }
    return buf_take(&b, x->arena);
}

bool weir_any_is_null(weir_any a)
{
    return a.json.len == 0 || str_eq(a.json, STR("null"));
}

static const char *kind_of(weir_any a)
{
    if (weir_any_is_null(a))
        return "null";
    switch (a.json.ptr[0]) {
    case '{': return "an object";
    case '[': return "a list";
    case '"': return "a string";
    case 't':
    case 'f': return "a bool";
    default: return "a number";
    }
}

weir_opt_any weir_any_field(struct weir_context *x, weir_any a, str name)
{
    weir_opt_any r = {0};

    if (weir_any_is_null(a))
        return r;
    if (a.json.ptr[0] != '{') {
        weir_fail(x, WEIR_DATA,
                  "expected an object with a field \"%" STR_FMT "\", found %s",
                  STR_ARG(weir_text_excerpt(x, name)), kind_of(a));
        return r;
    }
    r.has =
        weir_json_find(a.json, &name, 1, &r.v.json) && !weir_any_is_null(r.v);
    return r.has ? r : (weir_opt_any){0};
}

weir_any weir_any_key(struct weir_context *x, weir_any a, str name)
{
    weir_opt_any r = weir_any_field(x, a, name);

    if (!r.has)
        weir_fail(x, WEIR_DATA, "there is no key \"%" STR_FMT "\"",
                  STR_ARG(weir_text_excerpt(x, name)));
    return r.v;
}

weir_any weir_any_item(struct weir_context *x, weir_any a, int64_t i)
{
    struct weir_json_items it = weir_json_items(a.json);
    str item;

    if (it.failed) {
        weir_fail(x, WEIR_DATA, "expected a list, found %s", kind_of(a));
        return (weir_any){0};
    }
    for (int64_t n = 0; weir_json_next(&it, &item); n++)
        if (n == i)
            return (weir_any){item};
    weir_fail(x, WEIR_DATA, "there is no element %" PRId64 " in a list of %zu",
              i, it.n);
    return (weir_any){0};
}

str weir_any_text(struct weir_context *x, weir_any a)
{
    if (!weir_any_is_null(a) && a.json.ptr[0] == '"') {
        char *room = arena_alloc(x->arena, a.json.len);
        str raw = str_slice(a.json, 1, a.json.len - 1);
        return (str){room, weir_json_decode(raw, room)};
    }
    if (!weir_any_is_null(a) && a.json.ptr[0] != '{' && a.json.ptr[0] != '[')
        return a.json;
    weir_fail(x, WEIR_DATA, "expected a plain value, found %s", kind_of(a));
    return (str){0};
}

bool weir_any_as(struct weir_context *x, const struct weir_shape *s, weir_any a,
                 void *to)
{
    str json = a.json.len ? a.json : STR("null");

    memset(to, 0, s->size);
    return weir_json_read_as(x, s, json, to, WEIR_DATA);
}
