/*
 * The outbox of alerts. The channel `log` is told here; what has no other
 * channel is told there, too.
 */
#include "stdlib/runtime/program.h"
#include "stdlib/runtime/state_db.h"

void alerts_tell(struct weir_engine *e)
{
    struct state_reader *r = state_reader_open(e->state);
    struct arena *a = arena_new();
    bool more = r != NULL;

    while (more) {
        int64_t ids[32];
        size_t n = 0;
        sqlite3_stmt *st = db_get(reader_db(r), SQL_ALERTS_DUE);

        while (n < 32 && db_row(reader_db(r), st)) {
            ids[n++] = db_column_int(st, 0);
            str team = db_column(st, 1, a), body = db_column(st, 2, a);

            log_write(e,
                      &(struct log_line){.level = "alert",
                                         .event = "alert",
                                         .team = team.len ? team.ptr : "nobody",
                                         .message = body});
        }
        db_end(st);
        for (size_t i = 0; i < n; i++)
            more = state_alert_sent(e->state, ids[i]) == STATE_OK && more;
        more = more && n == 32;
    }
    state_reader_close(r);
    arena_free(a);
}
