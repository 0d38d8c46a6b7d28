/*
 * The ERP's opinion of a sales order: a shape it does not know is 400, a value
 * it does not accept is 422.
 */
#include "tests/peer/order.h"
#include "tests/peer/clock.h"
#include "tests/peer/json.h"

#include <string.h>

static struct refusal refuse(int status, const char *path, const char *detail)
{
    return (struct refusal){path, detail, status};
}

static bool is_number(str v)
{
    return v.len && (*v.ptr == '-' || (*v.ptr >= '0' && *v.ptr <= '9'));
}

/* The first member whose name is not among `allowed`, words between blanks. */
static bool has_unknown(struct call *c, str object, const char *allowed)
{
    struct json_iter it = json_iter(object);
    str key, value;
    while (json_next(&it, &key, &value)) {
        str name = str_slice(key, 1, key.len - 1);
        str word = arena_printf(c->arena, " %" STR_FMT " ", STR_ARG(name));
        if (str_find(str_from(allowed), word) < 0)
            return true;
    }
    return false;
}

static struct refusal judge_item(struct call *c, str item)
{
    str name, quantity, rate;
    int64_t n;
    if (has_unknown(c, item, " item quantity rate "))
        return refuse(400, "items", "an item has an unknown field");
    if (!json_get(item, "item", &name) || !json_is_string(name))
        return refuse(422, "items.item", "an item without a name");
    if (!json_get(item, "quantity", &quantity) || !json_int(quantity, &n) ||
        n <= 0)
        return refuse(422, "items.quantity", "no whole number above zero");
    if (!json_get(item, "rate", &rate) || !is_number(rate))
        return refuse(422, "items.rate", "no number");
    const struct docs *known = &c->world->items;
    if (known->list.n && !docs_find(known, json_text(c->arena, name)))
        return refuse(422, "items.item", "the item is inactive or unknown");
    return refuse(0, NULL, NULL);
}

static struct refusal judge_items(struct call *c, str order)
{
    str items, key, item;
    uint32_t n = 0;
    if (!json_get(order, "items", &items) || *items.ptr != '[')
        return refuse(422, "items", "a list of items is due");
    struct json_iter it = json_iter(items);
    while (json_next(&it, &key, &item)) {
        struct refusal r = judge_item(c, item);
        n++;
        if (r.detail)
            return r;
    }
    return n ? refuse(0, NULL, NULL) : refuse(422, "items", "no items");
}

struct refusal order_judge(struct call *c, str order, str eid)
{
    str v;
    int64_t at;
    if (has_unknown(c, order,
                    " externalId tranDate currency total memo items "))
        return refuse(400, "", "the record has an unknown field");
    if (!json_get(order, "externalId", &v) || !json_is_string(v) || v.len < 3)
        return refuse(422, "externalId", "an id is due");
    if (eid.len && !str_eq(json_text(c->arena, v), eid))
        return refuse(400, "externalId", "not the id of the address");
    if (!json_get(order, "tranDate", &v) || v.len != 12 ||
        !clock_parse(json_text(c->arena, v), &at))
        return refuse(422, "tranDate", "no date");
    if (!json_get(order, "currency", &v) || !json_is_string(v) || v.len != 5)
        return refuse(422, "currency", "no currency");
    if (!json_get(order, "total", &v) || !is_number(v))
        return refuse(422, "total", "no number");
    if (*v.ptr == '-')
        return refuse(422, "total", "below zero");
    if (json_get(order, "memo", &v) && v.len > 999 + 2)
        return refuse(422, "memo", "longer than 999");
    return judge_items(c, order);
}
