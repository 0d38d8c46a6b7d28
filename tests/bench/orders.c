/*
 * orders MEGABYTES - writes that much NDJSON: orders of about 1.6 KB, in the
 * shape of a shop's, the same at every call.
 */
#include <stdio.h>
#include <stdlib.h>

static const char head[] =
    "{\"id\":45078%07d,\"admin_graphql_api_id\":\"gid://shopify/Order/%d\","
    "\"app_id\":null,\"browser_ip\":\"203.0.113.%d\",\"buyer_accepts_marketing"
    "\":false,\"cancel_reason\":null,\"cancelled_at\":null,\"cart_token\":"
    "\"68778783ad298f1c80c3bafcddeea02f\",\"closed_at\":null,\"confirmed\":true"
    ",\"contact_email\":\"bob.norman@mail.example.com\",\"created_at\":"
    "\"2026-11-%02dT11:00:00-05:00\",\"currency\":\"GBP\",\"current_subtotal_"
    "price\":\"195.67\",\"current_total_discounts\":\"3.33\",\"current_total_"
    "price\":\"199.65\",\"customer_locale\":\"en\",\"email\":\"bob.norman@mail."
    "example.com\",\"estimated_taxes\":false,\"financial_status\":\"%s\","
    "\"fulfillment_status\":null,\"name\":\"#%d\",\"note\":\"leave it with the "
    "neighbour\",\"number\":%d,\"phone\":\"+557734881234\",\"presentment_"
    "currency\":\"GBP\",\"processed_at\":\"2026-11-10T11:00:00-05:00\",";

static const char tail[] =
    "\"source_name\":\"web\",\"subtotal_price\":\"597.00\",\"tags\":\"impor"
    "ted, vip\",\"tax_lines\":[{\"price\":\"11.94\",\"rate\":0.06,\"title\""
    ":\"State Tax\"}],\"taxes_included\":false,\"test\":%s,\"total_discount"
    "s\":\"10.00\",\"total_line_items_price\":\"597.00\",\"total_price\":\""
    "%d.%02d\",\"total_tax\":\"11.94\",\"total_weight\":0,\"updated_at\":\""
    "2026-11-10T11:00:00-05:00\",\"shipping_address\":{\"first_name\":\"Bob"
    "\",\"address1\":\"Chestnut Street 92\",\"phone\":\"+1(502)-459-2181\","
    "\"city\":\"Louisville\",\"zip\":\"40202\",\"province\":\"Kentucky\",\""
    "country\":\"United States\",\"last_name\":\"Norman\",\"latitude\":45.4"
    "1634,\"longitude\":-75.6868,\"country_code\":\"US\",\"province_code\":"
    "\"KY\"},\"line_items\":[{\"id\":466157049,\"grams\":200,\"name\":\"IPo"
    "d Nano - 8gb - green\",\"price\":\"199.00\",\"product_id\":632910392,"
    "\"quantity\":1,\"sku\":\"IPOD2008GREEN\",\"taxable\":true,\"title\":\""
    "IPod Nano - 8gb\"}]}\n";

int main(int argc, char **argv)
{
    static const char *const states[] = {"paid", "pending", "refunded"};
    long long limit = (argc > 1 ? strtoll(argv[1], NULL, 10) : 1) * 1000000;
    long long written = 0;

    for (int i = 0; written < limit; i++) {
        int n = printf(head, i, i, i % 255, 1 + i % 28, states[i % 3], i, i);
        int m = printf(tail, i % 50 == 0 ? "true" : "false", i % 1000, i % 100);
        if (n < 0 || m < 0)
            return 1;
        written += n + m;
    }
    return 0;
}
