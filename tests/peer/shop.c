/*
 * The shop: Shopify's REST Admin API as far as orders, stock and prices need
 * it. Pages follow the Link header (shopify.dev, "Paginate responses with the
 * REST Admin API"): with a page_info only `limit` and `fields` may stand. As
 * there, `test` may be asked and filters nothing.
 */
#include "tests/peer/clock.h"
#include "tests/peer/json.h"
#include "tests/peer/peer.h"

#include <stdlib.h>
#include <string.h>

struct row {
    int64_t at, id;
    const struct doc *doc;
};

/* What a list of orders asks for; a page_info carries it on. */
struct filter {
    str query;
    int64_t since, until, after_at, after_id, limit;
    str financial, fulfillment, status;
    bool by_update, after;
};

static bool allowed(struct call *c)
{
    str version = c->args[0];
    if (version.len != 7 || !str_starts_with(version, STR("20")) ||
        version.ptr[4] != '-') {
        answer_json(c, 404, "{\"errors\":\"Not Found\"}");
        return false;
    }
    str token = request_field(c->req, "x-shopify-access-token");
    if (str_eq(token, c->world->shop_token))
        return true;
    answer_json(c, 401,
                "{\"errors\":\"[API] Invalid API key or access token "
                "(unrecognized login or wrong password)\"}");
    return false;
}

static int newest_first(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return (x->id < y->id) - (x->id > y->id);
}

static int by_update(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool has_text(const struct call *c, str body, const char *path, str want)
{
    str value;
    return !want.len || (json_path(body, path, &value) &&
                         str_eq(json_text(c->arena, value), want));
}

static bool is_set(str body, const char *name)
{
    str value;
    return json_get(body, name, &value) && !str_eq(value, STR("null"));
}

static bool has_status(const struct filter *f, str body)
{
    bool cancelled = is_set(body, "cancelled_at");
    bool closed = is_set(body, "closed_at");
    if (str_eq(f->status, STR("any")))
        return true;
    if (str_eq(f->status, STR("cancelled")))
        return cancelled;
    if (str_eq(f->status, STR("closed")))
        return closed && !cancelled;
    return !closed && !cancelled;
}

static bool wanted(const struct call *c, const struct filter *f,
                   const struct doc *d)
{
    return !d->gone && d->at >= f->since && d->at <= f->until &&
           has_status(f, d->body) &&
           has_text(c, d->body, "financial_status", f->financial) &&
           has_text(c, d->body, "fulfillment_status", f->fulfillment);
}

static bool behind(const struct filter *f, const struct row *r)
{
    if (!f->after)
        return true;
    struct row last = {f->after_at, f->after_id, NULL};
    return (f->by_update ? by_update(r, &last) : newest_first(r, &last)) > 0;
}

static str to_hex(struct arena *a, str s)
{
    struct buf b = BUF_MAX(64 * 1024);
    for (size_t i = 0; i < s.len; i++)
        buf_printf(&b, "%02x", (unsigned)(unsigned char)s.ptr[i]);
    str out = arena_str(a, buf_view(&b));
    buf_free(&b);
    return out;
}

static bool from_hex(struct arena *a, str s, str *out)
{
    char *text = arena_alloc(a, s.len / 2 + 1);
    const char *set = "0123456789abcdef";
    for (size_t i = 0; i + 1 < s.len; i += 2) {
        const char *high = memchr(set, s.ptr[i], 16);
        const char *low = memchr(set, s.ptr[i + 1], 16);
        if (!high || !low)
            return false;
        text[i / 2] = (char)((high - set) * 16 + (low - set));
    }
    *out = (str){text, s.len / 2};
    return s.len % 2 == 0;
}

/* "at,id,query" in hex, as a page_info that nobody should read. */
static bool open_page_info(struct call *c, struct filter *f)
{
    str info, text;
    if (!request_param(c->arena, c->req->query, "page_info", &info)) {
        f->query = c->req->query;
        return true;
    }
    f->after = true;
    ptrdiff_t first = -1, second = -1;
    if (from_hex(c->arena, info, &text)) {
        first = str_find(text, STR(","));
        str rest = str_slice(text, (size_t)(first + 1), text.len);
        second = first < 0 ? -1 : str_find(rest, STR(","));
    }
    if (second < 0 ||
        !json_int(str_slice(text, 0, (size_t)first), &f->after_at)) {
        answer_json(c, 400, "{\"errors\":{\"page_info\":\"Invalid value.\"}}");
        return false;
    }
    size_t from = (size_t)first + 1, to = from + (size_t)second;
    json_int(str_slice(text, from, to), &f->after_id);
    f->query = str_slice(text, to + 1, text.len);
    return call_params(c, "page_info limit fields");
}

static bool read_filter(struct call *c, struct filter *f)
{
    str order, text;
    if (!open_page_info(c, f) ||
        !call_number(c, "limit", 50, 1, 250, &f->limit))
        return false;
    struct arena *a = c->arena;
    if (!f->after &&
        !call_params(c, "limit status financial_status fulfillment_status "
                        "updated_at_min updated_at_max fields order test"))
        return false;
    if (!request_param(a, f->query, "status", &f->status))
        f->status = STR("open");
    request_param(a, f->query, "financial_status", &f->financial);
    request_param(a, f->query, "fulfillment_status", &f->fulfillment);
    request_param(a, f->query, "order", &order);
    f->by_update = str_eq(order, STR("updated_at asc"));
    f->since = INT64_MIN, f->until = INT64_MAX;
    bool from = request_param(a, f->query, "updated_at_min", &text);
    if (from && !clock_parse(text, &f->since)) {
        answer_json(c, 400, "{\"errors\":{\"updated_at_min\":\"no time\"}}");
        return false;
    }
    return f->after || call_time(c, "updated_at_max", INT64_MAX, &f->until);
}

static void link_next(struct call *c, const struct filter *f,
                      const struct row *last)
{
    str info =
        arena_printf(c->arena, "%lld,%lld,%" STR_FMT, (long long)last->at,
                     (long long)last->id, STR_ARG(f->query));
    str host = request_field(c->req, "host");
    answer_header(c, "Link",
                  "<http://%" STR_FMT "%" STR_FMT
                  "?limit=%lld&page_info=%" STR_FMT ">; rel=\"next\"",
                  STR_ARG(host), STR_ARG(c->req->path), (long long)f->limit,
                  STR_ARG(to_hex(c->arena, info)));
}

static void put_page(struct call *c, const char *name, const struct filter *f,
                     const struct row *rows, size_t n)
{
    int64_t taken = 0, size = f->limit;
    call_page_size(c, &size);
    c->status = 200;
    buf_printf(c->body, "{\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        if (!behind(f, &rows[i]))
            continue;
        if (taken == size) {
            link_next(c, f, &rows[i - 1]);
            break;
        }
        if (taken++)
            buf_char(c->body, ',');
        buf_str(c->body, rows[i].doc->body);
    }
    buf_text(c->body, "]}");
}

static void list_orders(struct call *c)
{
    struct filter f = {0};
    if (!allowed(c) || !read_filter(c, &f))
        return;
    const struct docs *all = &c->world->orders;
    struct row *rows = arena_array(c->arena, struct row, all->list.n + 1);
    size_t n = 0;
    for (uint32_t i = 0; i < all->list.n; i++) {
        const struct doc *d = &all->list.at[i];
        if (wanted(c, &f, d))
            rows[n++] = (struct row){d->at, d->id, d};
    }
    qsort(rows, n, sizeof *rows, f.by_update ? by_update : newest_first);
    put_page(c, "orders", &f, rows, n);
}

static void get_doc(struct call *c, const struct docs *docs, const char *name)
{
    if (!allowed(c))
        return;
    const struct doc *d = docs_find(docs, c->args[1]);
    if (!d)
        answer_json(c, 404, "{\"errors\":\"Not Found\"}");
    else
        answer_json(c, 200, "{\"%s\":%" STR_FMT "}", name, STR_ARG(d->body));
}

static void get_order(struct call *c)
{
    get_doc(c, &c->world->orders, "order");
}

static void get_variant(struct call *c)
{
    get_doc(c, &c->world->variants, "variant");
}

static bool is_amount(str s)
{
    size_t digits = 0, dots = 0;
    for (size_t i = 0; i < s.len; i++) {
        digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
        dots += s.ptr[i] == '.';
    }
    return digits && dots <= 1 && digits + dots == s.len;
}

static void put_variant(struct call *c)
{
    str variant, price;
    if (!allowed(c) || !call_has_json(c, '{'))
        return;
    struct doc *d = docs_find(&c->world->variants, c->args[1]);
    if (!d) {
        answer_json(c, 404, "{\"errors\":\"Not Found\"}");
        return;
    }
    if (!json_get(c->req->body, "variant", &variant) ||
        !json_get(variant, "price", &price) ||
        !is_amount(json_text(c->arena, price))) {
        answer_json(c, 422, "{\"errors\":{\"price\":[\"is not a number\"]}}");
        return;
    }
    docs_put(&c->world->variants, c->args[1], variant, clock_now());
    get_variant(c);
}

static void list_levels(struct call *c)
{
    struct filter f = {.since = INT64_MIN, .until = INT64_MAX};
    if (!allowed(c) || !call_params(c, "limit location_ids updated_at_min") ||
        !call_number(c, "limit", 50, 1, 250, &f.limit) ||
        !call_time(c, "updated_at_min", INT64_MIN, &f.since))
        return;
    const struct docs *all = &c->world->levels;
    struct row *rows = arena_array(c->arena, struct row, all->list.n + 1);
    for (uint32_t i = 0; i < all->list.n; i++)
        rows[i] = (struct row){all->list.at[i].at, i, &all->list.at[i]};
    put_page(c, "inventory_levels", &f, rows, all->list.n);
}

/* Sets what is in stock of one item at one place; doing it twice is once. */
static void set_level(struct call *c)
{
    str item, place, available;
    int64_t n;
    if (!allowed(c) || !call_has_json(c, '{'))
        return;
    if (!json_get(c->req->body, "inventory_item_id", &item) ||
        !json_get(c->req->body, "location_id", &place) ||
        !json_get(c->req->body, "available", &available) ||
        !json_int(available, &n)) {
        answer_json(c, 422,
                    "{\"errors\":[\"inventory_item_id, location_id "
                    "and available are due, as whole numbers\"]}");
        return;
    }
    str key = arena_printf(c->arena, "%" STR_FMT "@%" STR_FMT, STR_ARG(item),
                           STR_ARG(place));
    if (!docs_find(&c->world->levels, key)) {
        answer_json(c, 404, "{\"errors\":\"Not Found\"}");
        return;
    }
    int64_t now = clock_now();
    str body = arena_printf(
        c->arena,
        "{\"inventory_item_id\":%" STR_FMT ",\"location_id\":%" STR_FMT
        ",\"available\":%lld,\"updated_at\":\"%" STR_FMT "\"}",
        STR_ARG(item), STR_ARG(place), (long long)n,
        STR_ARG(clock_print(c->arena, now)));
    docs_put(&c->world->levels, key, body, now);
    answer_json(c, 200, "{\"inventory_level\":%" STR_FMT "}", STR_ARG(body));
}

const struct route shop_routes[] = {
    {"GET", "/admin/api/{}/orders.json", list_orders},
    {"GET", "/admin/api/{}/orders/{}.json", get_order},
    {"GET", "/admin/api/{}/variants/{}.json", get_variant},
    {"PUT", "/admin/api/{}/variants/{}.json", put_variant},
    {"GET", "/admin/api/{}/inventory_levels.json", list_levels},
    {"POST", "/admin/api/{}/inventory_levels/set.json", set_level},
    {NULL, NULL, NULL},
};
