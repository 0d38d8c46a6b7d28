/*
 * Any bytes as JSON, read in every way there is. The ways must agree: what is
 * valid has a canonical form that is its own, is read as `any`, and what a
 * shape reads is written and read again as an equal value.
 */
#include "stdlib/value/builtins.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool truth)
{
    if (!truth)
        abort();
}

struct item {
    weir_opt_string s;
    weir_opt_int n;
    weir_opt_decimal d;
    weir_opt_money m;
    weir_opt_bool b;
    weir_opt_date day;
    weir_opt_time time;
    weir_opt_timestamp t;
    weir_opt_duration u;
    weir_opt_bytes x;
    weir_opt_list xs;
    weir_any a;
};

static const struct weir_shape strings = {
    .kind = WEIR_KIND_LIST,
    .optional = true,
    .size = sizeof(weir_opt_list),
    .align = _Alignof(struct weir_list),
    .name = "list",
    .of = &weir_shape_opt_decimal,
};

#define FIELD(member, s)                                \
    {                                                   \
        .name = {#member, sizeof #member - 1},          \
        .wire = {#member, sizeof #member - 1},          \
        .at = offsetof(struct item, member), .shape = s \
    }

static const struct weir_field fields[] = {
    FIELD(s, &weir_shape_opt_string),
    FIELD(n, &weir_shape_opt_int),
    FIELD(d, &weir_shape_opt_decimal),
    FIELD(m, &weir_shape_opt_money),
    FIELD(b, &weir_shape_opt_bool),
    FIELD(day, &weir_shape_opt_date),
    FIELD(time, &weir_shape_opt_time),
    FIELD(t, &weir_shape_opt_timestamp),
    FIELD(u, &weir_shape_opt_duration),
    FIELD(x, &weir_shape_opt_bytes),
    FIELD(xs, &strings),
    FIELD(a, &weir_shape_any),
};

static const struct weir_shape shape = {
    WEIR_SHAPE_RECORD(struct item, "Item", fields)};
static const struct weir_shape list = {WEIR_SHAPE_LIST(&shape)};
static const struct weir_shape dict = {WEIR_SHAPE_DICT(&shape)};

static void read_written(struct weir_context *x, const struct weir_shape *s,
                         const void *value, void *again)
{
    struct buf b = BUF_MAX(1u << 26), c = BUF_MAX(1u << 26);
    struct buf text = BUF_MAX(1u << 26); // what `again` borrows from

    weir_json_write(&text, s, value);
    expect(!text.failed && weir_utf8_valid(buf_view(&text)));
    expect(weir_json_read(x, s, buf_view(&text), again));
    expect(weir_shape_equal(s, value, again));
    expect(weir_shape_hash(s, value) == weir_shape_hash(s, again));
    weir_json_canonical(&b, s, value);
    weir_json_canonical(&c, s, again);
    expect(str_eq(buf_view(&b), buf_view(&c)));
    buf_free(&text);
    buf_free(&b);
    buf_free(&c);
}

static void read_shapes(str json)
{
    const struct weir_shape *const shapes[] = {&shape, &list, &dict};

    for (size_t i = 0; i < 3; i++) {
        struct weir_context x = {.arena = arena_new()};
        struct item room, again;
        if (weir_json_read(&x, shapes[i], json, &room))
            read_written(&x, shapes[i], &room, &again);
        else
            expect(x.failed == WEIR_MALFORMED && x.message.len > 0 &&
                   weir_utf8_valid(x.message));
        arena_free(x.arena);
    }
}

static void read_valid(str json)
{
    struct buf b = BUF_MAX(1u << 26), c = BUF_MAX(1u << 26);
    struct weir_json_items it = weir_json_items(json);
    size_t at;
    const char *why;
    str item, path[] = {STR("a"), STR("0")};

    weir_json_canonical_text(&b, json);
    expect(!b.failed && weir_json_check(buf_view(&b), &at, &why));
    weir_json_canonical_text(&c, buf_view(&b));
    expect(str_eq(buf_view(&b), buf_view(&c)));
    while (weir_json_next(&it, &item))
        expect(weir_json_check(item, &at, &why));
    expect(!it.failed || it.n == 0);
    if (weir_json_find(json, path, 1, &item))
        expect(weir_json_check(item, &at, &why));
    buf_free(&b);
    buf_free(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str json = {(const char *)data, size};
    struct weir_context x = {.arena = arena_new()};
    size_t at = 0;
    const char *why = "";
    weir_any any;

    if (size <= 1u << 20) {
        bool valid = weir_json_check(json, &at, &why);
        expect(valid || (at <= size && *why));
        expect(valid == weir_json_read(&x, &weir_shape_any, json, &any));
        if (valid)
            read_valid(json);
        read_shapes(json);
    }
    arena_free(x.arena);
    return 0;
}
