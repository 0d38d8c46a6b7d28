/*
 * estate FLOWS FOLDER - writes a project of that many flows, no two alike;
 * estate steps N FILE - writes one flow of N steps. The same at every call.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FLOWS_A_FILE = 50 };

static const char base[] = "use shopify_plus@2.4.1 as shopify\n"
                           "use netsuite@3.2.0\n"
                           "\n"
                           "/// First line of support.\n"
                           "team ops {\n"
                           "  contact \"ops@acme.example\"\n"
                           "  alert   slack \"#ops\"\n"
                           "  runbook \"https://wiki.acme.example/ops\"\n"
                           "}\n"
                           "\n"
                           "/// Orders that could not be delivered.\n"
                           "queue failures {\n"
                           "  owner  ops\n"
                           "  triage within 15m\n"
                           "  retain 30d\n"
                           "  alert  when depth > 100 or oldest > 10m\n"
                           "}\n";

static const char head[] =
    "use netsuite@3.2.0 as erp_%d { NETSUITE_URL = setting ERP_%d_URL }\n"
    "\n"
    "/// Sends the pound orders of shop %d to its ERP.\n"
    "flow orders_%d {\n"
    "  owner  ops\n"
    "  expect 2_000 per day peak 5 per minute\n"
    "  every  5m no overlap\n"
    "  alert  when idle > 15m or parked > 20\n"
    "\n"
    "  read   shopify.orders as order since order.updated_at {\n"
    "    timeout  30s\n"
    "    retry    5 times backoff 2s to 5m\n"
    "    lookback 10m\n"
    "    empty    ok\n"
    "  }\n"
    "  keep   order.currency == \"GBP\"\n"
    "  dedupe by \"{order.id}/{order.updated_at}\" within 31d\n"
    "  check  order.total_price >= %d else -> failures\n";

static const char rest[] =
    "  map    order -> erp_%d.SalesOrder as sales_order {\n"
    "    externalId = \"{order.id}-%d\"\n"
    "    tranDate   = date_of(order.created_at, \"Europe/London\")\n"
    "    currency   = order.currency\n"
    "    memo       = order.note ?? \"\"\n"
    "    total      = order.total_price\n"
    "    items      = each line in order.line_items {\n"
    "      item     = line.sku\n"
    "      quantity = line.quantity\n"
    "      rate     = round(line.price / 1.%d1, 2)\n"
    "    }\n"
    "  }\n"
    "\n"
    "  write  erp_%d.sales_orders upsert sales_order by externalId {\n"
    "    timeout 30s\n"
    "    retry   5 times backoff 2s to 5m\n"
    "  }\n"
    "\n"
    "  on outage -> halt\n"
    "  on error  -> failures\n"
    "}\n\n";

static FILE *file_in(const char *folder, const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (!f)
        perror(path);
    return f;
}

static int write_text(const char *folder, const char *name, const char *text)
{
    FILE *f = file_in(folder, name);

    if (!f)
        return 1;
    fputs(text, f);
    return fclose(f) != 0;
}

static int write_estate(int flows, const char *folder)
{
    char name[64];

    mkdir(folder, 0777);
    if (write_text(folder, "weir.yaml", "weir: 1\n") ||
        write_text(folder, "base.weir", base))
        return 1;
    for (int i = 0; i < flows; i += FLOWS_A_FILE) {
        snprintf(name, sizeof name, "flows_%04d.weir", i / FLOWS_A_FILE);
        FILE *f = file_in(folder, name);
        if (!f)
            return 1;
        for (int k = i; k < i + FLOWS_A_FILE && k < flows; k++) {
            fprintf(f, head, k, k, k, k, k);
            fprintf(f, rest, k, k, k + 1, k);
        }
        fclose(f);
    }
    return 0;
}

static int write_steps(int steps, const char *path)
{
    FILE *f = fopen(path, "w");

    if (!f) {
        perror(path);
        return 1;
    }
    fputs(base, f);
    fprintf(f, "\n");
    fprintf(f, head, 0, 0, 0, 0, 0);
    for (int i = 0; i < steps; i++)
        fprintf(f, "  set    v%d = order.total_price + %d\n", i, i);
    fprintf(f, rest, 0, 0, 1, 0);
    return fclose(f) != 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "steps") == 0)
        return write_steps((int)strtol(argv[2], NULL, 10), argv[3]);
    if (argc == 3)
        return write_estate((int)strtol(argv[1], NULL, 10), argv[2]);
    fprintf(stderr, "usage: estate FLOWS FOLDER | estate steps N FILE\n");
    return 2;
}
