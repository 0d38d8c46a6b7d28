/*
 * Looking after the state: its generation, and a copy of it beside it.
 */
#include "stdlib/runtime/state_db.h"
#include "stdlib/runtime/state_disk.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DAY_SECONDS 86400

struct raise {
    struct state_job job;
    int64_t generation;
};

static bool apply_raise(struct weir_state *s, struct state_job *j)
{
    sqlite3_stmt *st = db_get(&s->db, SQL_META_RAISE);

    db_text(st, 1, "generation");
    if (db_row(&s->db, st)) {
        ((struct raise *)j)->generation = db_column_int(st, 0);
        db_end(st);
    }
    return true;
}

static bool is_old(const char *path)
{
    struct stat st;

    return stat(path, &st) != 0 || time(NULL) - st.st_mtime >= DAY_SECONDS;
}

static bool copy_to(struct weir_state *s, const char *path)
{
    struct state_db from, to;
    struct buf b, why = BUF_MAX(400);
    bool good = false;

    unlink(path);
    if (db_open(&from, disk_path(&b, s, "state.db"), SQLITE_OPEN_READONLY,
                &why)) {
        if (db_open(&to, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                    &why)) {
            sqlite3_backup *k =
                sqlite3_backup_init(to.sqlite, "main", from.sqlite, "main");

            good = k && sqlite3_backup_step(k, -1) == SQLITE_DONE;
            good = sqlite3_backup_finish(k) == SQLITE_OK && good;
            db_close(&to);
        }
        db_close(&from);
    }
    chmod(path, 0600);
    buf_free(&b);
    buf_free(&why);
    return good;
}

bool state_look_after(struct weir_state *s)
{
    struct raise r = {.job = {.apply = apply_raise,
                              .waits = true,
                              .may_fail = true,
                              .weight = 1}};
    struct buf one, two, fresh;
    bool good = true;

    if (!s->config.folder || s->config.quick)
        return true;
    if (s->alone && state_give(s, &r.job) == STATE_OK)
        generation_write(s, r.generation);
    disk_path(&one, s, "state.backup.1.db");
    disk_path(&two, s, "state.backup.2.db");
    disk_path(&fresh, s, "state.backup.new");
    if (is_old(one.ptr)) {
        good = copy_to(s, fresh.ptr);
        if (good) {
            rename(one.ptr, two.ptr); // fails when there is none yet
            good = rename(fresh.ptr, one.ptr) == 0 &&
                   disk_sync_folder(s->config.folder);
        }
    }
    buf_free(&one);
    buf_free(&two);
    buf_free(&fresh);
    return good;
}
