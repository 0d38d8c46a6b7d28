/*
 * Reads lines "offset ZONE seconds" and "wall ZONE seconds" and prints the
 * offset of the zone at that instant, or the instant at which its clock shows
 * that time ("jumped" when it never does). zones.py compares that with
 * Python's zoneinfo.
 */
#include "stdlib/value/cache.h"
#include "stdlib/value/zone.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void answer(const struct weir_zone *z, const char *what, int64_t at)
{
    int64_t us;
    int32_t offset;

    if (!z)
        puts("no zone");
    else if (strcmp(what, "offset") == 0)
        printf("%" PRId32 "\n", weir_zone_offset(z, at));
    else if (weir_zone_instant(z, at * WEIR_SECOND, &us, &offset) ==
             WEIR_WALL_SKIPPED)
        puts("jumped");
    else
        printf("%" PRId64 "\n", us / WEIR_SECOND);
}

int main(void)
{
    struct weir_context x = {.arena = arena_new(), .cache = weir_cache_new()};
    char line[256], what[16], zone[128];
    int64_t at;

    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "%15s %127s %" SCNd64, what, zone, &at) != 3)
            puts("unreadable");
        else
            answer(weir_zone_find(&x, str_from(zone)), what, at);
        x.failed = WEIR_OK;
    }
    weir_cache_free(x.cache);
    arena_free(x.arena);
    return EXIT_SUCCESS;
}
