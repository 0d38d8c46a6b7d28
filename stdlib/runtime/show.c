/*
 * Reading a state from outside of the runner, and writing tables.
 */
#include "stdlib/runtime/show_in.h"
#include "stdlib/value/date.h"
#include "stdlib/value/json.h"
#include "stdlib/value/near.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define NAMES_MOST 1000

bool shown_open(struct shown *v, const struct show *s)
{
    struct buf path = BUF_MAX(4096);

    *v = (struct shown){.show = s, .arena = arena_new()};
    v->state.config.folder = s->folder;
    v->reader.state = &v->state;
    buf_printf(&path, "%s/state.db", s->folder);
    bool good = access(path.ptr, R_OK) == 0;

    if (!good && errno != ENOENT)
        buf_printf(s->why, "cannot read \"%s\": %s", path.ptr,
                   ERROR_TEXT(errno));
    else if (!good)
        buf_printf(s->why,
                   "there is no state at \"%s\"; it is made by the first "
                   "\"weir run\"",
                   s->folder);
    else
        good = db_open(&v->reader.db, path.ptr, SQLITE_OPEN_READONLY, s->why);
    buf_free(&path);
    if (good) {
        sqlite3_stmt *st =
            shown_query(v, "SELECT value FROM meta WHERE name='salt'");

        while (shown_row(v, st))
            if (sqlite3_column_bytes(st, 0) == (int)sizeof v->state.salt)
                memcpy(v->state.salt, sqlite3_column_blob(st, 0),
                       sizeof v->state.salt);
        good = v->reader.db.rc == SQLITE_OK;
    }
    if (!good)
        shown_close(v);
    return good;
}

void shown_close(struct shown *v)
{
    db_close(&v->reader.db);
    arena_free(v->arena);
    v->arena = NULL;
}

static void failed(struct shown *v, int rc)
{
    if (v->reader.db.rc == SQLITE_OK)
        buf_printf(v->show->why, "the state can't be read: %s",
                   sqlite3_errmsg(v->reader.db.sqlite));
    v->reader.db.rc = rc;
}

sqlite3_stmt *shown_query(struct shown *v, const char *sql)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(v->reader.db.sqlite, sql, -1, &st, NULL);

    if (rc != SQLITE_OK)
        failed(v, rc);
    return st;
}

bool shown_row(struct shown *v, sqlite3_stmt *st)
{
    if (!st)
        return false;
    int rc = sqlite3_step(st);

    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE)
        failed(v, rc);
    sqlite3_finalize(st);
    return false;
}

bool shown_known(struct shown *v, const char *kind, const char *name,
                 const char *sql)
{
    sqlite3_stmt *st = name ? shown_query(v, sql) : NULL;
    bool known = !name;
    str names[NAMES_MOST];
    size_t n = 0;

    while (shown_row(v, st)) {
        str one = shown_column(v, st, 0);

        known = known || str_eq(one, str_from(name));
        if (n < NAMES_MOST)
            names[n++] = one;
    }
    if (known || v->reader.db.rc != SQLITE_OK)
        return known;
    str near = name_nearest(v->arena, str_from(name), names, n);

    buf_printf(v->show->why, "there is no %s \"%s\"", kind, name);
    if (near.len && v->show->help)
        buf_printf(v->show->help, "did you mean \"%" STR_FMT "\"?",
                   STR_ARG(near));
    return false;
}

str shown_clean(struct arena *a, str text)
{
    static const char hex[] = "0123456789abcdef";
    char *to = arena_alloc(a, text.len * 4 + 1), *at = to;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c >= ' ' && c != 0x7f) {
            *at++ = (char)c;
            continue;
        }
        *at++ = '\\';
        if (c == '\n' || c == '\t') {
            *at++ = c == '\n' ? 'n' : 't';
            continue;
        }
        *at++ = 'x';
        *at++ = hex[c >> 4];
        *at++ = hex[c & 15];
    }
    return (str){to, (size_t)(at - to)};
}

str shown_time(struct arena *a, int64_t us)
{
    char form[WEIR_TIME_ROOM];

    if (!us)
        return STR("-");
    us -= us % WEIR_SECOND;
    return arena_str(
        a, (str){form, weir_timestamp_format(form, (weir_timestamp){us, 0})});
}

str shown_column(struct shown *v, sqlite3_stmt *st, int i)
{
    str s = db_column(st, i, v->arena);

    return s.ptr ? s : STR("");
}

/* --- tables ---- */

void table_cell(struct table *t, struct arena *a, str text)
{
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 64;
        str *cells = arena_array(a, str, cap);

        if (t->n)
            memcpy(cells, t->cells, t->n * sizeof *cells);
        t->cells = cells;
        t->cap = cap;
    }
    t->cells[t->n++] = text.len ? shown_clean(a, text) : STR("-");
}

void table_begin(struct table *t, struct arena *a, const char *const *head,
                 size_t columns)
{
    *t = (struct table){.columns = columns};
    for (size_t i = 0; i < columns; i++)
        table_cell(t, a, str_from(head[i]));
}

static size_t width_of(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
    return n;
}

void table_write(const struct table *t, struct buf *out)
{
    for (size_t i = 0; i < t->n; i++) {
        size_t column = i % t->columns, width = 0;

        for (size_t k = column; k < t->n; k += t->columns)
            if (width_of(t->cells[k]) > width)
                width = width_of(t->cells[k]);
        buf_str(out, t->cells[i]);
        if (column + 1 == t->columns)
            buf_char(out, '\n');
        else
            buf_fill(out, ' ', width - width_of(t->cells[i]) + 2);
    }
}

void json_text(struct buf *b, bool *first, const char *name, str value)
{
    buf_printf(b, "%s\"%s\":", *first ? "" : ",", name);
    *first = false;
    if (value.len)
        weir_json_quote(b, value);
    else
        buf_text(b, "null");
}

void json_int(struct buf *b, bool *first, const char *name, int64_t value)
{
    buf_printf(b, "%s\"%s\":%lld", *first ? "" : ",", name, (long long)value);
    *first = false;
}
