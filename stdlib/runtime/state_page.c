/*
 * Pages and watermarks. A watermark moves in the transaction that ends a
 * page's last open record, and only over pages that are finished without a
 * gap: where the source sorts by the since value page by page, else once, when
 * the whole reading is.
 */
#include "stdlib/runtime/state_db.h"

#include <string.h>

struct page_row {
    int64_t run;
    const char *flow, *step; // in the arena
};

static bool page_find(struct state_db *db, struct arena *a, int64_t page,
                      struct page_row *p)
{
    sqlite3_stmt *st = db_get(db, SQL_PAGE_GET);

    db_int(st, 1, page);
    if (!db_row(db, st))
        return false;
    p->run = db_column_int(st, 0);
    p->flow = db_column(st, 1, a).ptr;
    p->step = db_column(st, 2, a).ptr;
    db_end(st);
    return true;
}

static bool ascending(struct weir_state *s, const char *flow)
{
    bool found = false;

    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->nflows; i++)
        if (strcmp(s->flows[i]->name, flow) == 0)
            found =
                s->flows[i]->read && s->flows[i]->read->step->paging.ascending;
    pthread_mutex_unlock(&s->lock);
    return found;
}

/* The first page that has an open record of the flow; INT64_MAX: none. */
static int64_t first_open(struct state_db *db, const char *flow)
{
    sqlite3_stmt *st = db_get(db, SQL_PAGE_FIRST_OPEN);
    int64_t page = INT64_MAX;

    db_text(st, 1, flow);
    if (db_row(db, st)) {
        page = db_column_int(st, 0);
        db_end(st);
    }
    return page;
}

static void watermark_raise(struct state_db *db, const struct page_row *p,
                            str high, int64_t page, int64_t now)
{
    sqlite3_stmt *st = db_get(db, SQL_WATERMARK_RAISE);

    db_text(st, 1, p->flow);
    db_text(st, 2, p->step);
    db_str(st, 3, high);
    db_int(st, 4, page);
    db_int(st, 5, now);
    db_run(db, st);
}

void page_advance(struct weir_state *s, int64_t page)
{
    struct state_db *db = &s->db;
    struct arena *a = arena_new();
    struct page_row p;

    if (page_find(db, a, page, &p)) {
        bool by_page = ascending(s, p.flow);
        // Finished pages of the run in front of the first open one.
        sqlite3_stmt *st = db_get(db, SQL_PAGE_REACHED);

        db_int(st, 1, p.run);
        db_text(st, 2, p.step);
        db_int(st, 3, first_open(db, p.flow));
        if (db_row(db, st)) {
            int64_t reached = db_column_int(st, 0);
            str high = db_column(st, 1, a);
            bool all = db_column_int(st, 2) != 0;

            db_end(st);
            if (reached && high.ptr && (by_page || all))
                watermark_raise(db, &p, high, reached, state_now(s));
        }
    }
    arena_free(a);
}

void page_ended(struct weir_state *s, int64_t page)
{
    struct state_db *db = &s->db;
    sqlite3_stmt *st = db_get(db, SQL_PAGE_END_ONE);
    bool last = false;

    db_int(st, 1, page);
    if (db_row(db, st)) {
        last = db_column_int(st, 0) == 0;
        db_end(st);
    }
    if (last)
        page_advance(s, page);
}

struct set_watermark {
    struct state_job job;
    const char *flow, *step;
    str value;
};

void watermark_put(struct weir_state *s, const char *flow, const char *step,
                   str value)
{
    sqlite3_stmt *st = db_get(&s->db, SQL_WATERMARK_SET);

    db_text(st, 1, flow);
    db_text(st, 2, step);
    db_str(st, 3, value);
    db_int(st, 4, state_now(s));
    db_run(&s->db, st);
}

static bool apply_watermark(struct weir_state *s, struct state_job *j)
{
    struct set_watermark *w = (struct set_watermark *)j;

    watermark_put(s, w->flow, w->step, w->value);
    return true;
}

enum state_result state_set_watermark(struct weir_state *s, const char *flow,
                                      const char *step, str value)
{
    struct set_watermark w = {.job = {.apply = apply_watermark,
                                      .waits = true,
                                      .may_fail = true,
                                      .weight = 1},
                              .flow = flow,
                              .step = step,
                              .value = value};

    return state_give(s, &w.job);
}
