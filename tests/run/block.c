/*
 * A flow as the compiler would write it, by hand: lines of JSON from files to
 * a file, many in one call. What the fast path does not know ("odd") becomes
 * an ordinary record: a negative `n` is parked, the others go on.
 */
#include "stdlib/runtime/block.h"
#include "stdlib/runtime/driver.h"
#include "stdlib/value/json.h"

#include <string.h>

struct item {
    int64_t n;
    str kind;
};

struct vars {
    struct item item;
};

static const struct weir_field fields[] = {
    {.name = {"n", 1},
     .wire = {"n", 1},
     .at = offsetof(struct item, n),
     .shape = &weir_shape_int},
    {.name = {"kind", 4},
     .wire = {"kind", 4},
     .at = offsetof(struct item, kind),
     .shape = &weir_shape_string},
};
static const struct weir_shape shape = {
    WEIR_SHAPE_RECORD(struct item, "item", fields)};

static const struct weir_value_part base_parts[] = {
    {WEIR_SETTING, "FILES_DIR"}};
static const struct weir_instance files = {.alias = "files",
                                           .connector = "files@1.0.0",
                                           .driver = &weir_driver_file,
                                           .base = {base_parts, 1},
                                           .auth = "none",
                                           .format = "ndjson"};
static const struct weir_team team = {.name = "ops"};
static const struct weir_queue queue = {.name = "failures", .owner = &team};

static const struct weir_step step_read = {.name = "read files.items#1",
                                           .at = "block.weir:1",
                                           .kind = WEIR_READ,
                                           .instance = &files,
                                           .endpoint = "items",
                                           .operation = "list"};
static const struct weir_step step_keep = {
    .name = "keep#1", .at = "block.weir:2", .kind = WEIR_KEEP};
static const struct weir_step step_check = {
    .name = "check#1", .at = "block.weir:3", .kind = WEIR_CHECK};
static const struct weir_step step_write = {.name = "write files.kept.create#1",
                                            .at = "block.weir:4",
                                            .kind = WEIR_WRITE,
                                            .instance = &files,
                                            .endpoint = "kept",
                                            .operation = "create"};
static const struct weir_step *const steps[] = {&step_read, &step_keep,
                                                &step_check, &step_write};

static bool route(struct weir_record *r, void *vars, enum weir_class class)
{
    (void)vars;
    (void)class;
    return weir_park(r, &queue);
}

static void take(struct weir_record *r, void *vars, str item)
{
    struct vars *v = vars;

    weir_json_read(&r->x, &shape, item, &v->item);
}

static void ask(struct weir_record *r, void *vars, str since,
                struct weir_request *out)
{
    (void)r;
    (void)vars;
    (void)since;
    out->method = "file";
    out->target = STR("in/*.ndjson");
}

static bool write_1(struct weir_record *r, struct vars *v)
{
    struct weir_request q = {.method = "file", .target = STR("out.ndjson")};
    struct weir_answer a;
    struct buf body = BUF_MAX(1000);

    weir_json_write(&body, &shape, &v->item);
    q.body = arena_str(r->x.arena, buf_view(&body));
    buf_free(&body);
    enum weir_class c = weir_write(r, &step_write, &q, &a);

    return c ? route(r, v, c) : weir_going(r);
}

static bool run(struct weir_record *r, void *vars)
{
    struct vars *v = vars;

    weir_at(r, &step_keep);
    if (str_eq(v->item.kind, STR("no")))
        return weir_drop(r, "keep: kind != \"no\"");
    weir_at(r, &step_check);
    if (v->item.n < 0)
        return weir_park_because(r, &queue, STR("n is negative"));
    return write_1(r, v);
}

/* {"n":123,"kind":"yes"}: as fast as it may be. */
static void block(struct weir_block *b)
{
    const char *at = b->at;

    while (at < b->end) {
        const char *nl = memchr(at, '\n', (size_t)(b->end - at));
        const char *next = nl ? nl + 1 : b->end;
        size_t n = (size_t)(next - at);

        b->read++;
        if (n < 8 || next[-4] != 's') {
            if (n > 8 && next[-4] == 'o')
                b->dropped[0]++; // "no"}
            else
                weir_block_hard(b, at, next);
        } else {
            char *to = weir_block_room(b, 0, n);

            memcpy(to, at, n);
            b->outs[0].at = to + n;
            b->delivered++;
        }
        at = next;
    }
}

static const struct weir_read reading = {.step = &step_read,
                                         .ask = ask,
                                         .lookback = -1,
                                         .route = route,
                                         .done = "keep"};
static const char *const drops[] = {"keep: kind != \"no\""};
static const struct weir_out outs[] = {{&step_write, "out.ndjson", NULL}};
static const struct weir_flow flow = {
    .name = "filter",
    .digest = "0000",
    .at = "block.weir:1",
    .owner = &team,
    .trigger = {.kind = WEIR_ON_EVERY, .period = 60000000},
    .steps = steps,
    .nsteps = 4,
    .vars_size = sizeof(struct vars),
    .read = &reading,
    .take = take,
    .run = run,
    .route = route,
    .cheap = true,
    .block = block,
    .drops = drops,
    .outs = outs,
    .ndrops = 1,
    .nouts = 1};
static const struct weir_flow *const flows[] = {&flow};
static const struct weir_queue *const queues[] = {&queue};
static const struct weir_instance *const instances[] = {&files};
static const char *const settings[] = {"FILES_DIR"};
static const struct weir_estate estate = {.name = "hand",
                                          .digest = "0000",
                                          .flows = flows,
                                          .nflows = 1,
                                          .queues = queues,
                                          .nqueues = 1,
                                          .instances = instances,
                                          .ninstances = 1,
                                          .settings = settings,
                                          .nsettings = 1};

int main(int argc, char **argv)
{
    return weir_main(&estate, argc, argv);
}
