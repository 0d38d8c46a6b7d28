/*
 * Reading: pages of a source become records, each page in one transaction (T1)
 * before any step runs on it. Where reading goes on is the watermark, or the
 * cursor of a reading that was broken off.
 */
#include "stdlib/runtime/read.h"
#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/simulate.h"

#include <stdlib.h>
#include <string.h>

#define LOOKBACK_DEFAULT (5 * MINUTE)
#define LIVES_DEFAULT (15 * MINUTE)
#define AHEAD 1000 // records that may wait for a worker while pages are read

/* --- records of a page ---- */

static void rid_of(const struct reading *g, const struct weir_identity *id,
                   size_t number, const struct state_item *item,
                   uint8_t rid[RID_SIZE])
{
    const struct weir_read *read = g->run->flow->of->read;
    str key = str_of(item->key, KEY_SIZE);
    str digest = str_of(item->digest, DIGEST_SIZE);
    str flow = str_from(g->run->flow->of->name);
    str step = str_from(read ? read->step->name : "");
    uint8_t full[DIGEST_BYTES];
    str run = arena_printf(g->arena, "%lld", (long long)g->run->run.id);

    if (g->file.len) {
        str n = arena_printf(g->arena, "%zu", number);
        str parts[] = {flow, step, STR("file"), g->file, g->file_digest, n};

        digest_parts(parts, 6, full);
    } else if (id->since.len) {
        str parts[] = {flow, step, STR("since"), key, id->since, digest};

        digest_parts(parts, 6, full);
    } else if (read && read->since) { // malformed: its bytes are all it has
        str parts[] = {flow, step, STR("since"), digest};

        digest_parts(parts, 4, full);
    } else {
        str parts[] = {flow, step, STR("read"), run, key, digest};

        digest_parts(parts, 6, full);
    }
    memcpy(rid, full, RID_SIZE);
}

/* A condition that fails says nothing: the record meets it when it runs. */
static bool holds(struct weir_record *s, void *vars, weir_run_fn *condition)
{
    return !condition || s->x.failed || condition(s, vars) || s->x.failed;
}

/* False: the item is not for this run (`until`), or it is one that the source
 * was asked to leave out (`where`) and sent all the same. */
static bool admitted(struct reading *g, str item)
{
    const struct weir_read *read = g->run->flow->of->read;
    struct weir_record *s = g->scratch;

    if (!read || (!read->admits && !read->where))
        return true;
    void *vars = arena_alloc(s->x.arena, s->flow->vars_size + 1);

    s->flow->take(s, vars, item);
    bool in = holds(s, vars, read->where) && holds(s, vars, read->admits);

    s->x.failed = WEIR_OK;
    return in;
}

/* One that needs too much memory is a record: its end says so. */
static bool admitted_guarded(struct reading *g, str item)
{
    if (setjmp(g->scratch->own->full) != 0)
        return true;
    return admitted(g, item);
}

bool reading_item(struct reading *g, str bytes, size_t number,
                  struct state_item *item)
{
    struct arena_mark m = arena_mark(g->scratch->x.arena);
    struct weir_identity id;

    record_identify(g->scratch, bytes, &id);
    bool in = admitted_guarded(g, bytes);

    item->body = bytes;
    item->shown = id.shown.ptr ? arena_str(g->arena, id.shown) : id.shown;
    item->version =
        id.since.len ? arena_str(g->arena, id.since) : (str){NULL, 0};
    digest_plain(bytes, item->digest);
    if (id.key.len)
        record_key(g->run->engine, id.key, item->key);
    else
        memcpy(item->key, item->digest, KEY_SIZE);
    rid_of(g, &id, number, item, item->rid);
    arena_reset(g->scratch->x.arena, m);
    return in;
}

static void raise_high(struct reading *g, str since, int64_t now)
{
    bool capped = false;
    str s;

    if (!since.len)
        return;
    s = since_cap(g->arena, g->run->flow->of->read->since, since, now, &capped);
    g->future |= capped;
    if (s.len && str_cmp(s, g->page_high) > 0)
        g->page_high = s;
    if (str_cmp(since, g->newest) > 0)
        g->newest = since;
}

void reading_give(struct reading *g, const struct state_take *t)
{
    struct flow_run *run = g->run;

    for (size_t i = 0; i < t->nitems; i++) {
        const struct state_item *it = &t->items[i];
        struct work *w =
            it->record ? work_new(it->body, it->version, it->shown) : NULL;

        if (!w)
            continue; // a repeat; or without memory: the next run has it
        w->id = it->record;
        w->run = t->run;
        w->page = t->page;
        w->read_at = t->read_at;
        w->fresh = true;
        memcpy(w->rid, it->rid, RID_SIZE);
        memcpy(w->key, it->key, KEY_SIZE);
        run_give(run, w);
    }
    run_drain(run, run->engine->virtual_clock ? 0 : AHEAD);
}

/* T1 of a page. `place`: where the next one is. False: the run stops. */
bool reading_take(struct reading *g, const str *items, size_t n, str place,
                  bool last, int64_t now)
{
    struct flow_run *run = g->run;
    const struct weir_read *read = run->flow->of->read;
    struct state_item *list = arena_array(g->arena, struct state_item, n + 1);
    size_t kept = 0;

    g->page_high = g->seq ? STR("") : g->carry;
    for (size_t i = 0; i < n; i++) {
        if (!reading_item(g, items[i], g->items + i, &list[kept]))
            continue;
        if (read && read->since)
            raise_high(g, list[kept].version, now);
        kept++;
    }
    struct state_take t = {.flow = run->flow->of->name,
                           .run = run->run.id,
                           .read_at = engine_now(run->engine),
                           .step = read ? read->step->name : NULL,
                           .seq = g->seq++,
                           .cursor = g->place,
                           .next = place,
                           .high =
                               g->page_high.len ? g->page_high : (str){NULL, 0},
                           .last = last,
                           .items = list,
                           .nitems = kept};
    enum state_result result = state_take(run->engine->state, &t);

    g->items += n;
    g->taken += kept;
    if (result != STATE_OK) {
        run->full = true;
        return false;
    }
    g->place = arena_str(run->arena, place);
    g->newest = arena_str(run->arena, g->newest);
    reading_give(g, &t);
    return !run_stopping(run);
}

/* --- failures of the read itself ---- */

/* The entries of the read, for the end of the run: the record that made them
 * is gone by then. */
static void keep_entries(struct reading *g)
{
    struct arena *a = g->run->arena;
    const struct state_entry *from = g->r->own->entries;
    struct state_entry **to = &g->run->entries;

    for (; from; from = from->next) {
        struct state_entry *e = arena_copy(a, from, sizeof *from);

        e->path = arena_str(a, from->path);
        e->message = arena_str(a, from->message);
        *to = e;
        to = &e->next;
    }
    *to = NULL;
}

void reading_failed(struct reading *g, enum weir_class c, str message,
                    int status, int tries)
{
    const struct weir_flow *f = g->run->flow->of;
    struct weir_record *r = g->r;

    g->run->incomplete = true;
    g->failed = true;
    g->ill = c == WEIR_MALFORMED;
    weir_at(r, f->read->step);
    record_failure(r, c, message, status, tries);
    (f->read->route ? f->read->route : f->route)(r, r->own->vars, c);
    keep_entries(g);
}

void reading_exchange_failed(struct reading *g, struct exchange *x,
                             enum weir_class c)
{
    str m = x->answer->message;

    if (x->stopped)
        return; // it is the stop's
    if (!m.len && x->answer->status)
        m = arena_printf(g->r->own->keep, "status %d%s%" STR_FMT,
                         x->answer->status, x->answer->body.len ? ": " : "",
                         STR_ARG(str_slice(x->answer->body, 0, 500)));
    reading_failed(g, c, m, x->answer->status, x->tries);
}

/* --- http ---- */

struct exchange reading_exchange(struct reading *g, struct weir_request *q,
                                 struct weir_answer *a)
{
    return (struct exchange){.engine = g->run->engine,
                             .record = g->r,
                             .step = g->run->flow->of->read->step,
                             .request = q,
                             .grade = WEIR_NATURAL,
                             .reads = true,
                             .answer = a};
}

bool reading_ask(struct reading *g, str canonical, int64_t lookback)
{
    const struct weir_read *read = g->run->flow->of->read;
    str since = since_ask(g->r->own->keep, read->since, canonical, lookback);

    g->request = (struct weir_request){0};
    g->asked = canonical;
    weir_at(g->r, read->step);
    read->ask(g->r, g->r->own->vars, since, &g->request);
    if (!g->r->x.failed)
        return true;
    enum weir_class c = weir_caught(g->r);

    reading_failed(g, c, g->r->failure.message, 0, 0);
    return false;
}

/* Where the source sorts by the since value, the next page is asked for from
 * the last one on: rows that move while we page are not passed over. */
static bool asks_by_since(const struct reading *g)
{
    const struct weir_read *read = g->run->flow->of->read;
    enum weir_paging_kind k = read->step->paging.kind;

    return read->since && read->step->paging.ascending &&
           (k == WEIR_PAGE_OFFSET || k == WEIR_PAGE_NUMBER);
}

static bool next_ask(struct reading *g, struct pager *p)
{
    if (!asks_by_since(g) || str_cmp(g->newest, g->asked) <= 0)
        return true;
    if (!reading_ask(g, g->newest, 0))
        return false;
    p->offset = 0;
    p->number = 1;
    return true;
}

static str place_of(struct reading *g, const struct pager *p)
{
    str at = pager_place(p, g->arena);

    return arena_printf(g->arena, "%" STR_FMT "\n%" STR_FMT, STR_ARG(g->asked),
                        STR_ARG(at));
}

static int64_t source_now(struct reading *g, const struct weir_answer *a)
{
    int64_t date = answer_date(a);

    return date ? date + SECOND : engine_now(g->run->engine);
}

/* One page. False: it was the last, or reading stops. */
static bool read_page(struct reading *g, struct pager *p)
{
    struct weir_answer a;
    struct weir_request q = pager_request(p, g->r->x.arena);
    struct exchange x = reading_exchange(g, &q, &a);

    x.pager = p;
    enum weir_class c = exchange_run(&x);

    if (c != WEIR_OK) {
        reading_exchange_failed(g, &x, c);
        return false;
    }
    int more = pager_next(p, &a, x.nitems);

    if (more < 0) {
        reading_exchange_failed(g, &x, WEIR_MALFORMED);
        return false;
    }
    // The place is known when the page is taken, the next request after it.
    if (!reading_take(g, x.items, x.nitems, place_of(g, p), !more,
                      source_now(g, &a)))
        return false;
    g->whole = !more;
    return more;
}

static bool go_on(struct reading *g, struct pager *p)
{
    const struct weir_read *read = g->run->flow->of->read;
    int64_t lives = read->step->paging.lives;
    int64_t oldest =
        engine_now(g->run->engine) - (lives ? lives : LIVES_DEFAULT);
    str next, high;

    if (read->step->paging.kind == WEIR_PAGE_NONE ||
        !state_unfinished(g->run->reader.reader, g->run->arena,
                          g->run->flow->of->name, read->step->name, oldest,
                          &next, &high))
        return false;
    ptrdiff_t cut = str_find(next, STR("\n"));

    if (cut < 0 || !reading_ask(g, str_slice(next, 0, (size_t)cut), 0))
        return false;
    g->carry = high.ptr ? high : STR("");
    g->newest = g->carry;
    return pager_go(p, str_slice(next, (size_t)cut + 1, next.len));
}

static void read_http(struct reading *g)
{
    const struct weir_read *read = g->run->flow->of->read;
    struct pager p;

    pager_init(&p, g->run->engine, read->step, &g->request, g->r->own->keep);
    if (!go_on(g, &p)) {
        int64_t lookback =
            read->lookback < 0 ? LOOKBACK_DEFAULT : read->lookback;

        if (g->failed || !reading_ask(g, g->since, lookback))
            return;
    }
    for (;;) {
        struct arena_mark m = arena_mark(g->r->x.arena);
        struct arena_mark n = arena_mark(g->arena);

        if (!read_page(g, &p))
            return;
        arena_reset(g->r->x.arena, m);
        arena_reset(g->arena, n);
        if (!next_ask(g, &p))
            return;
    }
}

/* --- sql, tests ---- */

static void read_fetched(struct reading *g)
{
    const struct weir_read *read = g->run->flow->of->read;
    struct weir_page page = {.want = (size_t)read->step->paging.size};
    int64_t lookback = read->lookback < 0 ? LOOKBACK_DEFAULT : read->lookback;
    str cursor = STR("");
    bool more = reading_ask(g, g->since, lookback);

    if (!page.want || page.want > WEIR_PAGE_ITEMS)
        page.want = 1000;
    while (more) {
        struct arena_mark m = arena_mark(g->r->x.arena);
        struct arena_mark n = arena_mark(g->arena);
        struct weir_answer a;
        struct exchange x = reading_exchange(g, &g->request, &a);

        x.page = &page;
        x.cursor = cursor;
        enum weir_class c = exchange_run(&x);

        if (c != WEIR_OK) {
            reading_exchange_failed(g, &x, c);
            break;
        }
        cursor = arena_str(g->r->own->keep, page.next);
        more = cursor.len > 0;
        if (!reading_take(g, page.items, page.nitems, cursor, !more,
                          engine_now(g->run->engine)))
            break;
        g->whole = !more;
        arena_reset(g->r->x.arena, m);
        arena_reset(g->arena, n);
    }
    buf_free(&page.room);
}

static void read_simulated(struct reading *g)
{
    struct weir_page page = {0};
    struct weir_answer a = {0};
    struct weir_request q = {0};
    struct exchange x = reading_exchange(g, &q, &a);

    x.page = &page;
    enum weir_class c = exchange_run(&x);

    if (c != WEIR_OK) {
        reading_exchange_failed(g, &x, c);
        return;
    }
    g->whole =
        reading_take(g, page.items, page.nitems, STR(""), true, INT64_MAX / 4);
}

/* A schedule without a read: the tick is the record. */
static void read_tick(struct reading *g)
{
    str item = STR("{}");

    g->whole = reading_take(g, &item, 1, STR(""), true, 0);
}

/* --- the whole ---- */

static void close_reading(struct reading *g)
{
    record_free(g->r);
    record_free(g->scratch);
    arena_free(g->arena);
}

static bool open_reading(struct reading *g, struct flow_run *run)
{
    const struct weir_flow *f = run->flow->of;

    *g = (struct reading){.run = run,
                          .arena = arena_new(),
                          .r = record_new(&run->reader, run->flow, run),
                          .scratch = record_new(&run->reader, run->flow, run),
                          .since = STR(""),
                          .carry = STR(""),
                          .newest = STR(""),
                          .place = {NULL, 0}};
    if (!g->r || !g->scratch)
        return false;
    g->r->own->reading = true;
    g->r->x.now = g->scratch->x.now =
        (weir_timestamp){engine_now(run->engine), 0};
    g->r->own->vars = arena_alloc(g->r->own->keep, f->vars_size + 1);
    if (f->read && f->read->since)
        g->since = state_watermark(run->reader.reader, run->arena, f->name,
                                   f->read->step->name);
    if (!g->since.ptr)
        g->since = STR("");
    return true;
}

/* A test of a callable flow: what arrives is its argument. */
static void read_arguments(struct reading *g)
{
    size_t n;
    str *items = simulation_records(g->run->engine->simulation, NULL, NULL, &n);

    for (size_t i = 0; i < n; i++)
        items[i] =
            arena_printf(g->run->arena, "[%" STR_FMT "]", STR_ARG(items[i]));
    g->whole = !n || reading_take(g, items, n, STR(""), true, 0);
}

static void read_source(struct reading *g)
{
    const struct weir_flow *f = g->run->flow->of;

    if (!f->read) {
        if (f->trigger.kind != WEIR_ON_CALL)
            read_tick(g);
        else if (g->run->engine->simulation)
            read_arguments(g);
        return;
    }
    const struct weir_driver *d = f->read->step->instance->driver;

    if (g->run->engine->simulation)
        read_simulated(g);
    else if (d->files)
        read_files(g);
    else if (d->fetch)
        read_fetched(g);
    else
        read_http(g);
}

static void nothing_read(struct reading *g)
{
    const struct weir_flow *f = g->run->flow->of;
    struct weir_record *r = g->r;

    if (!g->whole || g->items || !f->read || !f->read->empty)
        return;
    weir_at(r, f->read->step);
    record_failure(r, WEIR_NOT_FOUND, STR("the read gave nothing"), 0, 1);
    f->read->empty(r, r->own->vars);
    keep_entries(g);
    g->run->parked += r->own->entries != NULL;
}

void run_read(struct flow_run *run)
{
    struct reading g;

    if (open_reading(&g, run)) {
        if (setjmp(g.r->own->full) == 0)
            read_source(&g);
        else
            reading_failed(&g, WEIR_MALFORMED,
                           STR("expected an answer that needs at most 256 MiB "
                               "of memory"),
                           0, 0);
        nothing_read(&g);
        run->read_whole = g.whole && !g.failed;
        if (g.future)
            log_write(run->engine,
                      &(struct log_line){
                          .level = "warning",
                          .event = "future",
                          .flow = run->flow->of,
                          .message = STR("a row has a since value in the "
                                         "future; it moves no watermark")});
    }
    close_reading(&g);
}
