/*
 * Reads lines "operation a b places" and prints what the decimals of Weir make
 * of them, or "fail". decimals.py compares that with Python's decimal module.
 */
#include "stdlib/value/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static weir_decimal calculate(struct weir_context *x, const char *op,
                              weir_decimal a, weir_decimal b, int places)
{
    static const struct {
        const char *name;
        enum weir_rounding how;
    } ways[] = {{"half_even", WEIR_HALF_EVEN},
                {"half_up", WEIR_HALF_UP},
                {"up", WEIR_AWAY},
                {"down", WEIR_TO_ZERO}};

    if (strcmp(op, "add") == 0)
        return weir_decimal_add(x, a, b);
    if (strcmp(op, "sub") == 0)
        return weir_decimal_sub(x, a, b);
    if (strcmp(op, "mul") == 0)
        return weir_decimal_mul(x, a, b);
    if (strcmp(op, "div") == 0)
        return weir_decimal_div(x, a, b);
    if (strcmp(op, "mod") == 0)
        return weir_decimal_mod(x, a, b);
    if (strcmp(op, "cmp") == 0)
        return WEIR_DECIMAL(weir_decimal_order(a, b), 0);
    for (size_t i = 0; i < 4; i++) {
        if (strncmp(op, "div_", 4) == 0 && strcmp(op + 4, ways[i].name) == 0)
            return weir_decimal_div_to(x, a, b, places, ways[i].how);
        if (strncmp(op, "round_", 6) == 0 && strcmp(op + 6, ways[i].name) == 0)
            return weir_decimal_round_to(x, a, places, ways[i].how);
    }
    weir_fail(x, WEIR_DATA, "no such operation");
    return (weir_decimal){0};
}

int main(void)
{
    char line[512];

    while (fgets(line, sizeof line, stdin)) {
        char op[32], left[128], right[128];
        int places;
        struct weir_context x = {.arena = arena_new()};
        weir_decimal a, b;
        if (sscanf(line, "%31s %127s %127s %d", op, left, right, &places) !=
                4 ||
            !weir_decimal_parse(str_from(left), &a) ||
            !weir_decimal_parse(str_from(right), &b)) {
            puts("unreadable");
        } else {
            char room[WEIR_DECIMAL_ROOM];
            weir_decimal r = calculate(&x, op, a, b, places);
            int n = (int)weir_decimal_format(room, r);
            printf("%.*s\n", x.failed ? 4 : n, x.failed ? "fail" : room);
        }
        arena_free(x.arena);
    }
    return EXIT_SUCCESS;
}
