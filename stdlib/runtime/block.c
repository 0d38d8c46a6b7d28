/*
 * Cheap records: chunks that fit a cache go through the flow's block function;
 * what they count and write is committed together with where the file stands.
 * An item that the fast path does not take becomes an ordinary record.
 */
#include "stdlib/runtime/block.h"
#include "stdlib/runtime/digest.h"
#include "stdlib/runtime/outputs.h"
#include "stdlib/runtime/read.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define CHUNK ((size_t)1 << 20)
#define BLOCK_INPUT ((size_t)64 << 20)
#define BLOCK_OUTPUT ((size_t)32 << 20)
#define BLOCK_HARD 1000
#define OUT_FIRST ((size_t)1 << 20)

struct block_hard {
    struct reading *g;
    struct state_item *items;
    size_t n, cap;
    uint64_t number; // of the first item of the chunk
    const struct weir_block *block;
    jmp_buf *full;
};

struct cheap {
    struct reading *g;
    const struct weir_flow *flow;
    struct weir_block b;
    struct block_hard hard;
    void **files;         // outputs
    size_t input;         // bytes of the block so far
    str from;             // cursor of its first chunk
    XXH3_state_t *digest; // of the file, NULL when it was not read from 0
};

void weir_block_hard(struct weir_block *b, const char *at, const char *end)
{
    struct block_hard *h = b->hard;
    struct arena *a = h->g->arena;

    while (end > at && (end[-1] == '\n' || end[-1] == '\r'))
        end--;
    if (h->n == h->cap) {
        size_t cap = h->cap ? h->cap * 2 : 64;
        struct state_item *items = arena_array(a, struct state_item, cap);

        if (h->n)
            memcpy(items, h->items, h->n * sizeof *items);
        h->items = items;
        h->cap = cap;
    }
    str bytes = arena_str(a, (str){at, (size_t)(end - at)});

    if (reading_item(h->g, bytes, (size_t)(h->number + b->read),
                     &h->items[h->n]))
        h->n++;
}

char *weir_block_grow(struct weir_block *b, size_t out, size_t n)
{
    struct weir_block_out *o = &b->outs[out];
    size_t used = (size_t)(o->at - o->start);
    size_t room = (size_t)(o->end - o->start);

    room = room ? room * 2 : OUT_FIRST;
    while (room - used < n)
        room *= 2;
    char *p = realloc(o->start, room);

    if (!p)
        longjmp(*b->hard->full, 1);
    o->start = p;
    o->at = p + used;
    o->end = p + room;
    return o->at;
}

/* --- a chunk ---- */

struct tally {
    uint64_t read, delivered;
    uint64_t *dropped;
    size_t *out;
    size_t hard;
};

static void tally_keep(struct cheap *c, struct tally *t)
{
    struct arena *a = c->g->arena;

    *t =
        (struct tally){.read = c->b.read,
                       .delivered = c->b.delivered,
                       .dropped = arena_array(a, uint64_t, c->flow->ndrops + 1),
                       .out = arena_array(a, size_t, c->flow->nouts + 1),
                       .hard = c->hard.n};
    for (size_t i = 0; i < c->flow->ndrops; i++)
        t->dropped[i] = c->b.dropped[i];
    for (size_t i = 0; i < c->flow->nouts; i++)
        t->out[i] = (size_t)(c->b.outs[i].at - c->b.outs[i].start);
}

static void tally_restore(struct cheap *c, const struct tally *t)
{
    c->b.read = t->read;
    c->b.delivered = t->delivered;
    c->hard.n = t->hard;
    for (size_t i = 0; i < c->flow->ndrops; i++)
        c->b.dropped[i] = t->dropped[i];
    for (size_t i = 0; i < c->flow->nouts; i++)
        c->b.outs[i].at = c->b.outs[i].start + t->out[i];
}

/* Every item the slow way: something in the chunk is too much for the fast. */
static void all_hard(struct cheap *c)
{
    const char *at = c->b.at;

    while (at < c->b.end) {
        const char *nl = memchr(at, '\n', (size_t)(c->b.end - at));
        const char *next = nl ? nl + 1 : c->b.end;

        if (str_trim((str){at, (size_t)(next - at)}).len) {
            c->b.read++;
            weir_block_hard(&c->b, at, next);
        }
        at = next;
    }
}

/* False when there is no memory for it: the chunk is half done. */
static bool run_fast(struct cheap *c)
{
    jmp_buf full;

    c->hard.full = &full;
    if (setjmp(full) != 0 || setjmp(c->g->scratch->own->full) != 0)
        return false;
    c->flow->block(&c->b);
    return true;
}

static void run_chunk(struct cheap *c, str bytes)
{
    struct weir_record *s = c->g->scratch;
    struct arena_mark m = arena_mark(s->x.arena);
    struct tally t;

    tally_keep(c, &t);
    c->b.at = bytes.ptr;
    c->b.end = bytes.ptr + bytes.len;
    if (!run_fast(c)) {
        tally_restore(c, &t);
        all_hard(c);
    }
    arena_reset(s->x.arena, m);
    s->x.failed = WEIR_OK;
    c->input += bytes.len;
    if (c->digest)
        XXH3_128bits_update(c->digest, bytes.ptr, bytes.len);
}

/* --- a block ---- */

static str cursor_text(struct cheap *c)
{
    uint64_t dropped = 0;

    for (size_t i = 0; i < c->flow->ndrops; i++)
        dropped += c->b.dropped[i];
    return arena_printf(c->g->arena,
                        "{\"cheap\":%llu,\"delivered\":%llu,\"dropped\":%llu,"
                        "\"bytes\":%zu,\"from\":\"%" STR_FMT "\"} %" STR_FMT,
                        (unsigned long long)c->b.read,
                        (unsigned long long)c->b.delivered,
                        (unsigned long long)dropped, c->input, STR_ARG(c->from),
                        STR_ARG(c->g->file));
}

static struct state_output *staged(struct cheap *c)
{
    struct state_output *first = NULL;

    for (size_t i = c->flow->nouts; i-- > 0;) {
        struct weir_block_out *o = &c->b.outs[i];

        if (o->at == o->start)
            continue;
        struct state_output *s = arena_make(c->g->arena, struct state_output);

        *s = (struct state_output){
            .file = c->files[i],
            .bytes = {o->start, (size_t)(o->at - o->start)},
            .next = first};
        first = s;
    }
    return first;
}

static str digest_text(struct cheap *c, const struct weir_file *f)
{
    char hex[33] = {0};
    struct weir_answer a = {0};
    struct engine_instance *in =
        engine_instance(c->g->run->engine, c->flow->read->step->instance);

    if (c->digest) {
        XXH128_canonical_t d;

        XXH128_canonicalFromHash(&d, XXH3_128bits_digest(c->digest));
        digest_hex(d.digest, sizeof d.digest, hex);
    } else {
        in->of->driver->digest(in->connection, f->path, hex, &a);
    }
    return arena_str(c->g->arena, str_from(hex));
}

static bool commit(struct cheap *c, const struct weir_file *f, str mark_step,
                   str next)
{
    struct reading *g = c->g;
    bool last = !next.len;
    struct state_block b = {.take = {.flow = c->flow->name,
                                     .run = g->run->run.id,
                                     .read_at = engine_now(g->run->engine),
                                     .step = c->flow->read->step->name,
                                     .seq = g->seq++,
                                     .cursor = cursor_text(c),
                                     .next = next,
                                     .last = last,
                                     .items = c->hard.items,
                                     .nitems = c->hard.n,
                                     .cheap = c->b.read - c->hard.n},
                            .read = c->b.read,
                            .delivered = c->b.delivered,
                            .dropped = c->b.dropped,
                            .reasons = c->flow->drops,
                            .nreasons = c->flow->ndrops,
                            .outputs = staged(c),
                            .mark_step = mark_step.ptr};

    if (last)
        b.mark_value =
            arena_printf(g->arena, "%lld %lld %" STR_FMT, (long long)f->size,
                         (long long)f->mtime, STR_ARG(digest_text(c, f)));
    if (state_block(g->run->engine->state, &b) != STATE_OK) {
        g->run->full = true;
        return false;
    }
    g->items += (size_t)c->b.read;
    g->taken += (size_t)c->b.read;
    reading_give(g, &b.take);
    return true;
}

static void block_begin(struct cheap *c, str from)
{
    struct arena *a = c->g->arena;
    const struct weir_flow *f = c->flow;

    c->b.read = c->b.delivered = 0;
    c->b.dropped = arena_array(a, uint64_t, f->ndrops + 1);
    for (size_t i = 0; i < f->nouts; i++)
        c->b.outs[i].at = c->b.outs[i].start;
    c->hard.items = NULL;
    c->hard.n = c->hard.cap = 0;
    c->hard.number = c->g->items;
    c->input = 0;
    c->from = arena_str(a, from);
}

static bool block_full(const struct cheap *c)
{
    size_t out = 0;

    for (size_t i = 0; i < c->flow->nouts; i++)
        out += (size_t)(c->b.outs[i].at - c->b.outs[i].start);
    return c->input >= BLOCK_INPUT || out >= BLOCK_OUTPUT ||
           c->hard.n >= BLOCK_HARD;
}

/* --- a file ---- */

/* Where it was broken off: "number cursor" is what `next` says. */
static str go_on(struct reading *g, const struct weir_file *f)
{
    str cursor, next;

    if (!state_broken_off(g->run->reader.reader, g->run->arena,
                          g->run->flow->of->name,
                          g->run->flow->of->read->step->name, &cursor, &next))
        return STR("");
    str same = arena_printf(g->run->arena, "} %" STR_FMT, STR_ARG(f->path));
    str head = arena_printf(g->run->arena, "%lld %lld ", (long long)f->size,
                            (long long)f->mtime);

    if (!str_ends_with(cursor, same) || !str_starts_with(next, head))
        return STR("");
    next = str_slice(next, head.len, next.len);
    ptrdiff_t cut = str_find(next, STR(" "));

    if (cut < 0)
        return STR("");
    g->items = (size_t)strtoull(next.ptr, NULL, 10);
    return str_slice(next, (size_t)cut + 1, next.len);
}

static str next_text(struct cheap *c, const struct weir_file *f, str cursor)
{
    if (!cursor.len)
        return STR("");
    return arena_printf(c->g->arena, "%lld %lld %llu %" STR_FMT,
                        (long long)f->size, (long long)f->mtime,
                        (unsigned long long)(c->g->items + c->b.read),
                        STR_ARG(cursor));
}

static bool fetch(struct cheap *c, struct weir_page *page,
                  const struct weir_file *f, str cursor)
{
    struct weir_answer a;
    struct exchange x = reading_exchange(c->g, &c->g->request, &a);

    x.page = page;
    x.path = f->path;
    x.cursor = cursor;
    enum weir_class k = exchange_run(&x);

    if (k == WEIR_OK)
        return true;
    reading_exchange_failed(c->g, &x, k);
    return false;
}

static bool run_blocks(struct cheap *c, const struct weir_file *f,
                       str mark_step, str cursor)
{
    struct weir_page page = {.raw = true, .want = CHUNK};
    bool good = true, more = true;

    while (good && more) {
        struct arena_mark m = arena_mark(c->g->arena);

        block_begin(c, cursor);
        do {
            struct arena_mark n = arena_mark(c->g->r->x.arena);

            good = fetch(c, &page, f, cursor);
            if (!good)
                break;
            run_chunk(c, page.bytes);
            cursor = arena_str(c->g->r->own->keep, page.next);
            more = cursor.len > 0;
            arena_reset(c->g->r->x.arena, n);
        } while (more && !block_full(c));
        // What stands before a place that can't be read is taken all the same.
        if (good || c->input)
            good = commit(c, f, mark_step, next_text(c, f, cursor)) && good &&
                   (!more || !run_stopping(c->g->run));
        arena_reset(c->g->arena, m);
    }
    buf_free(&page.room);
    return good;
}

bool read_blocks(struct reading *g, const struct weir_file *f, str mark_step)
{
    const struct weir_flow *flow = g->run->flow->of;
    struct arena *a = g->run->arena;
    struct cheap c = {.g = g, .flow = flow};
    str cursor = go_on(g, f);

    c.b.x = &g->scratch->x;
    c.b.record = g->scratch;
    c.b.hard = &c.hard;
    c.b.outs = arena_array(a, struct weir_block_out, flow->nouts + 1);
    c.hard.g = g;
    c.files = arena_array(a, void *, flow->nouts + 1);
    for (size_t i = 0; i < flow->nouts; i++)
        c.files[i] = output_of(g->run->engine, flow, flow->outs[i].step,
                               str_from(flow->outs[i].path),
                               str_from(flow->outs[i].head));
    if (!cursor.len) {
        c.digest = XXH3_createState();
        if (c.digest)
            XXH3_128bits_reset(c.digest);
    }
    bool good = run_blocks(&c, f, mark_step, cursor);

    XXH3_freeState(c.digest);
    for (size_t i = 0; i < flow->nouts; i++)
        free(c.b.outs[i].start);
    return good;
}
