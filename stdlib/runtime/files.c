/*
 * Reading files: those of a pattern that are at rest, by name, one after the
 * other. The ledger says of each that it was read, by size, time and digest;
 * a file that only looks new is known by its digest.
 */
#include "stdlib/runtime/program.h"
#include "stdlib/runtime/read.h"

#include <string.h>

#define AT_REST (2 * SECOND)
#define ITEMS_PAGE 1000

static void failed(struct reading *g, const struct weir_answer *a)
{
    reading_failed(g, a->failed ? a->failed : WEIR_TRANSIENT, a->message, 0, 1);
}

/* "size mtime digest" */
static str mark_of(struct reading *g, const struct weir_file *f, str digest)
{
    return arena_printf(g->run->arena, "%lld %lld %" STR_FMT,
                        (long long)f->size, (long long)f->mtime,
                        STR_ARG(digest));
}

static str field(str mark, int n)
{
    for (; n > 0; n--) {
        ptrdiff_t at = str_find(mark, STR(" "));

        mark = at < 0 ? STR("") : str_slice(mark, (size_t)at + 1, mark.len);
    }
    ptrdiff_t end = str_find(mark, STR(" "));

    return end < 0 ? mark : str_slice(mark, 0, (size_t)end);
}

static bool file_digest(struct reading *g, struct engine_instance *in,
                        const struct weir_file *f, str *out)
{
    char hex[33] = {0};
    struct weir_answer a = {0};

    if (!in->of->driver->digest(in->connection, f->path, hex, &a)) {
        failed(g, &a);
        return false;
    }
    *out = arena_str(g->run->arena, str_from(hex));
    return true;
}

static bool finish(struct reading *g, struct engine_instance *in,
                   const struct weir_file *f)
{
    const struct weir_read *read = g->run->flow->of->read;
    struct weir_answer a = {0};

    if (!read->done || strcmp(read->done, "keep") == 0)
        return true;
    if (in->of->driver->finish(in->connection, f->path, read->done,
                               read->done_to, &a))
        return true;
    failed(g, &a);
    return false;
}

static bool read_items(struct reading *g, const struct weir_file *f)
{
    struct weir_page page = {.want = ITEMS_PAGE};
    str cursor = STR("");
    bool more = true, good = true;

    while (more && good) {
        struct arena_mark m = arena_mark(g->r->x.arena);
        struct arena_mark n = arena_mark(g->arena);
        struct weir_answer a;
        struct exchange x = reading_exchange(g, &g->request, &a);

        x.page = &page;
        x.path = f->path;
        x.cursor = cursor;
        enum weir_class c = exchange_run(&x);

        if (c != WEIR_OK) {
            reading_exchange_failed(g, &x, c);
            good = false;
            break;
        }
        cursor = arena_str(g->r->own->keep, page.next);
        more = cursor.len > 0;
        good = reading_take(g, page.items, page.nitems, cursor, !more, 0);
        arena_reset(g->r->x.arena, m);
        arena_reset(g->arena, n);
    }
    buf_free(&page.room);
    return good && !more;
}

/* True: go on with the next file. */
static bool read_file(struct reading *g, struct engine_instance *in,
                      const struct weir_file *f)
{
    const struct weir_flow *flow = g->run->flow->of;
    str step = arena_printf(g->run->arena, "%s %" STR_FMT,
                            flow->read->step->name, STR_ARG(f->path));
    str known = state_watermark(g->run->reader.reader, g->run->arena,
                                flow->name, step.ptr);
    str digest = STR("");

    if (known.ptr && str_starts_with(mark_of(g, f, field(known, 2)), known))
        return finish(g, in, f);
    bool block = flow->cheap && flow->block;

    if ((!block || known.ptr) && !file_digest(g, in, f, &digest))
        return false;
    g->file = f->path;
    g->file_digest =
        digest.len ? digest : mark_of(g, f, STR("")); // see read_blocks
    g->items = 0;
    if (!known.ptr || !str_eq(field(known, 2), digest)) {
        if (block)
            return read_blocks(g, f, step) && finish(g, in, f);
        if (!read_items(g, f))
            return false;
    }
    return state_set_watermark(g->run->engine->state, flow->name, step.ptr,
                               mark_of(g, f, digest)) == STATE_OK &&
           finish(g, in, f);
}

static bool find(struct engine_instance *in, const struct weir_exchange *ask,
                 int64_t rest, struct weir_files *out, struct weir_answer *a)
{
    return in->of->driver->files(in->connection, ask, rest, out, a);
}

/* A run that comes only once does not pass over a file that was written a
 * moment ago: it waits until the file is at rest. */
static bool find_all(struct reading *g, struct engine_instance *in,
                     const struct weir_exchange *ask, struct weir_files *out,
                     struct weir_answer *a)
{
    struct weir_files young = {0};

    if (!find(in, ask, AT_REST, out, a))
        return false;
    if (strcmp(g->run->run.kind, "once") != 0)
        return true;
    if (!find(in, ask, 0, &young, a))
        return false;
    if (young.n == out->n || !engine_sleep(g->run->engine, AT_REST))
        return true;
    return find(in, ask, AT_REST, out, a);
}

void read_files(struct reading *g)
{
    const struct weir_read *read = g->run->flow->of->read;
    struct engine_instance *in =
        engine_instance(g->run->engine, read->step->instance);
    struct weir_files files = {0};
    struct weir_answer a = {0};
    size_t total = 0;

    if (!reading_ask(g, STR(""), 0))
        return;
    struct weir_exchange ask = {.step = read->step,
                                .request = &g->request,
                                .deadline = weir_driver_clock(g->run->engine) +
                                            5 * MINUTE,
                                .arena = g->r->own->keep};

    if (!find_all(g, in, &ask, &files, &a)) {
        failed(g, &a);
        return;
    }
    for (size_t i = 0; i < files.n; i++) {
        g->ill = false;
        if (run_stopping(g->run))
            return;
        if (read_file(g, in, &files.at[i]))
            total += g->items;
        else if (!g->ill) // a file that is none keeps no other waiting
            return;
    }
    g->items = total;
    g->whole = !g->failed;
}

static uint64_t listing_of(struct weir_record *r, struct engine_instance *in,
                           const struct weir_read *read)
{
    struct weir_files files = {0};
    struct weir_answer a = {0};
    struct weir_request q = {0};
    str text = STR("");

    read->ask(r, r->own->vars, STR(""), &q);
    struct weir_exchange ask = {.step = read->step,
                                .request = &q,
                                .deadline =
                                    weir_driver_clock(r->own->engine) + MINUTE,
                                .arena = r->x.arena};

    if (r->x.failed || !find(in, &ask, AT_REST, &files, &a))
        return 0;
    for (size_t i = 0; i < files.n; i++)
        text = arena_printf(
            r->x.arena, "%llx %" STR_FMT " %lld %lld",
            (unsigned long long)str_hash(text), STR_ARG(files.at[i].path),
            (long long)files.at[i].size, (long long)files.at[i].mtime);
    return str_hash(text) | 1;
}

bool files_changed(struct weir_engine *e, struct engine_flow *f,
                   uint64_t *listing)
{
    struct worker me;
    const struct weir_read *read = f->of->read;
    struct weir_record *r =
        worker_open(&me, e) ? record_new(&me, f, NULL) : NULL;
    volatile uint64_t now = 0;

    if (r) {
        r->own->reading = true;
        r->own->vars = arena_alloc(r->own->keep, f->of->vars_size + 1);
        if (setjmp(r->own->full) == 0)
            now = listing_of(r, engine_instance(e, read->step->instance), read);
        record_free(r);
    }
    worker_close(&me);
    bool changed = !now || now != *listing;

    *listing = now;
    return changed;
}
