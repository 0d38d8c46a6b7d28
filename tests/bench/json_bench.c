/*
 * How fast JSON is checked and read on one core: lines of 1.6 KB orders, all
 * in memory, the best of several rounds. Prints GB/s of processor time.
 */
#include "stdlib/value/json.h"
#include "stdlib/value/json_fast.h"
#include "stdlib/value/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ORDERS = 20000, ROUNDS = 7 };

static const char order[] =
    "{\"id\":45078%07d,\"admin_graphql_api_id\":\"gid://shopify/Order/%d\","
    "\"app_id\":null,\"browser_ip\":\"203.0.113.%d\",\"buyer_accepts_"
    "marketing\""
    ":false,\"cancel_reason\":null,\"cancelled_at\":null,\"cart_token\":"
    "\"68778783ad298f1c80c3bafcddeea02f\",\"closed_at\":null,\"confirmed\":"
    "true,"
    "\"contact_email\":\"bob.norman@mail.example.com\",\"created_at\":"
    "\"2026-11-%02dT11:00:00-05:00\",\"currency\":\"GBP\",\"current_subtotal_"
    "price\":\"195.67\",\"current_total_discounts\":\"3.33\",\"current_total_"
    "price\":\"199.65\",\"customer_locale\":\"en\",\"email\":\"bob.norman@mail."
    "example.com\",\"estimated_taxes\":false,\"financial_status\":\"%s\","
    "\"fulfillment_status\":null,\"name\":\"#%d\",\"note\":\"leave it with the "
    "neighbour\",\"number\":%d,\"phone\":\"+557734881234\",\"presentment_"
    "currency\":\"GBP\",\"processed_at\":\"2026-11-10T11:00:00-05:00\","
    "\"source_name\":\"web\",\"subtotal_price\":\"597.00\",\"tags\":\"imported,"
    " "
    "vip\",\"tax_lines\":[{\"price\":\"11.94\",\"rate\":0.06,\"title\":\"State "
    "Tax\"}],\"taxes_included\":false,\"test\":false,\"total_discounts\":"
    "\"10.00\",\"total_line_items_price\":\"597.00\",\"total_price\":\"%d.%"
    "02d\""
    ",\"total_tax\":\"11.94\",\"total_weight\":0,\"updated_at\":\"2026-11-"
    "10T11:"
    "00:00-05:00\",\"shipping_address\":{\"first_name\":\"Bob\",\"address1\":"
    "\"Chestnut Street 92\",\"phone\":\"+1(502)-459-2181\",\"city\":"
    "\"Louisville\",\"zip\":\"40202\",\"province\":\"Kentucky\",\"country\":"
    "\"United States\",\"last_name\":\"Norman\",\"latitude\":45.41634,"
    "\"longitude\":-75.6868,\"country_code\":\"US\",\"province_code\":\"KY\"},"
    "\"line_items\":[{\"id\":466157049,\"grams\":200,\"name\":\"IPod Nano - "
    "8gb - green\",\"price\":\"199.00\",\"product_id\":632910392,\"quantity\":1"
    ",\"sku\":\"IPOD2008GREEN\",\"taxable\":true,\"title\":\"IPod Nano - 8gb\"}"
    "]}\n";

struct bench_order {
    int64_t id;
    str currency, status;
    weir_decimal total;
    bool test;
};

static const struct weir_field fields[] = {
    {.name = {"id", 2},
     .wire = {"id", 2},
     .at = offsetof(struct bench_order, id),
     .shape = &weir_shape_int},
    {.name = {"currency", 8},
     .wire = {"currency", 8},
     .at = offsetof(struct bench_order, currency),
     .shape = &weir_shape_string},
    {.name = {"financial_status", 16},
     .wire = {"financial_status", 16},
     .at = offsetof(struct bench_order, status),
     .shape = &weir_shape_string},
    {.name = {"total_price", 11},
     .wire = {"total_price", 11},
     .at = offsetof(struct bench_order, total),
     .shape = &weir_shape_decimal},
    {.name = {"test", 4},
     .wire = {"test", 4},
     .at = offsetof(struct bench_order, test),
     .shape = &weir_shape_bool},
};

static const struct weir_shape shape = {
    WEIR_SHAPE_RECORD(struct bench_order, "Order", fields)};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void make_orders(struct buf *b)
{
    static const char *const status[] = {"paid", "pending", "refunded"};

    for (int i = 0; i < ORDERS; i++)
        buf_printf(b, order, i, i * 7, i % 250, i % 28 + 1, status[i % 3], i,
                   i + 1000, i % 900, i % 100);
}

static bool check_all(str text)
{
    size_t pos = 0, at;
    const char *why;
    str line;

    while (weir_line_next(text, &pos, &line))
        if (!weir_json_check(line, &at, &why))
            return false;
    return true;
}

static bool read_all(struct weir_context *x, str text)
{
    size_t pos = 0, paid = 0;
    str line;

    struct arena_mark mark = arena_mark(x->arena);
    while (weir_line_next(text, &pos, &line)) {
        struct bench_order o;
        if (!weir_json_read(x, &shape, line, &o))
            return false;
        paid += str_eq(o.status, STR("paid")) && !o.test;
        arena_reset(x->arena, mark);
    }
    return paid == (ORDERS + 2) / 3;
}

/* Reads every order and writes what was read. */
static bool copy_all(struct weir_context *x, str text, struct buf *to)
{
    size_t pos = 0;
    str line;

    struct arena_mark mark = arena_mark(x->arena);
    buf_clear(to);
    while (weir_line_next(text, &pos, &line)) {
        struct bench_order o;
        if (!weir_json_read(x, &shape, line, &o))
            return false;
        weir_json_write(to, &shape, &o);
        buf_char(to, '\n');
        arena_reset(x->arena, mark);
    }
    return !to->failed;
}

static void keep_least(double *least, double start)
{
    double took = now() - start;

    *least = took < *least ? took : *least;
}

int main(void)
{
    struct buf b = BUF_MAX(1u << 30), to = BUF_MAX(1u << 30);
    struct arena *a = arena_new();
    struct weir_context x = {.arena = a};
    double check = 1e9, read = 1e9, copy = 1e9;
    bool good = true;

    make_orders(&b);
    str text = buf_view(&b);
    for (int i = 0; i < ROUNDS && good; i++) {
        double start = now();
        good = good && check_all(text);
        keep_least(&check, start);
        start = now();
        good = good && read_all(&x, text);
        keep_least(&read, start);
        start = now();
        good = good && copy_all(&x, text, &to);
        keep_least(&copy, start);
    }
    double size = (double)text.len / 1e9;
    printf("json: %zu bytes an order; GB/s: checked %.2f, 5 fields read %.2f, "
           "read and written %.2f\n",
           text.len / ORDERS, size / check, size / read, size / copy);
    arena_free(a);
    buf_free(&b);
    buf_free(&to);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
