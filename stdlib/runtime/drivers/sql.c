/*
 * SQLite: one connection an instance, statements with bound parameters. A row
 * is a JSON object: null, numbers as SQLite prints them, strings, and bytes in
 * base64.
 */
#include "stdlib/runtime/drivers/fail.h"
#include "stdlib/value/encode.h"
#include "stdlib/value/int.h"
#include "stdlib/value/json.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct weir_connection {
    pthread_mutex_t lock;
    sqlite3 *db;
    struct weir_engine *engine;
};

/* What failed is kept here while the lock is held: an arena that is full
 * leaves by a jump. */
struct statement {
    struct weir_connection *c;
    const struct weir_exchange *ask;
    sqlite3_stmt *at;
    enum weir_class class;
    const char *code;
    char message[400];
    bool sent;
};

/* --- opening -------------------------------------------------------------- */

static struct weir_connection *open_sql(const struct weir_endpoint *e,
                                        struct buf *why)
{
    struct weir_connection *c = calloc(1, sizeof *c);
    str base = e->base;

    if (str_starts_with(base, STR("sqlite:")))
        base = str_slice(base, 7, base.len);
    if (!c || !base.len) {
        buf_text(why, "the base of a sql connector is the file of an SQLite "
                      "database, it was not given");
        free(c);
        return NULL;
    }
    int rc = sqlite3_open_v2(
        base.ptr, &c->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, NULL);
    if (rc != SQLITE_OK) {
        buf_printf(why,
                   "expected an SQLite database at \"%" STR_FMT "\": %s; it is "
                   "made, with its tables, before a flow runs",
                   STR_ARG(base),
                   c->db ? sqlite3_errmsg(c->db) : "out of memory");
        sqlite3_close(c->db);
        free(c);
        return NULL;
    }
    sqlite3_extended_result_codes(c->db, 1);
    sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 0);
    pthread_mutex_init(&c->lock, NULL);
    c->engine = e->engine;
    return c;
}

static void close_sql(struct weir_connection *c)
{
    if (!c)
        return;
    sqlite3_close(c->db);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* --- failures ------------------------------------------------------------- */

static const char *code_name(int rc)
{
    switch (rc) {
    case SQLITE_CONSTRAINT_UNIQUE: return "SQLITE_CONSTRAINT_UNIQUE";
    case SQLITE_CONSTRAINT_PRIMARYKEY: return "SQLITE_CONSTRAINT_PRIMARYKEY";
    case SQLITE_CONSTRAINT_NOTNULL: return "SQLITE_CONSTRAINT_NOTNULL";
    case SQLITE_CONSTRAINT_FOREIGNKEY: return "SQLITE_CONSTRAINT_FOREIGNKEY";
    case SQLITE_CONSTRAINT_CHECK: return "SQLITE_CONSTRAINT_CHECK";
    default: break;
    }
    switch (rc & 0xff) {
    case SQLITE_BUSY: return "SQLITE_BUSY";
    case SQLITE_LOCKED: return "SQLITE_LOCKED";
    case SQLITE_CONSTRAINT: return "SQLITE_CONSTRAINT";
    case SQLITE_FULL: return "SQLITE_FULL";
    case SQLITE_IOERR: return "SQLITE_IOERR";
    case SQLITE_READONLY: return "SQLITE_READONLY";
    case SQLITE_MISMATCH: return "SQLITE_MISMATCH";
    case SQLITE_TOOBIG: return "SQLITE_TOOBIG";
    case SQLITE_INTERRUPT: return "SQLITE_INTERRUPT";
    case SQLITE_CANTOPEN: return "SQLITE_CANTOPEN";
    case SQLITE_CORRUPT: return "SQLITE_CORRUPT";
    default: return "SQLITE_ERROR";
    }
}

static enum weir_class class_of(int rc)
{
    if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY)
        return WEIR_DUPLICATE;
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM: return WEIR_TRANSIENT;
    case SQLITE_INTERRUPT: return WEIR_TIMEOUT;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return WEIR_AUTH;
    default: return WEIR_REJECTED;
    }
}

static bool fail(struct statement *s, enum weir_class class, const char *code,
                 const char *message)
{
    s->class = class;
    s->code = code;
    snprintf(s->message, sizeof s->message, "%s", message);
    return false;
}

/* A statement that failed changed nothing: SQLite rolls it back. */
static bool failed(struct statement *s)
{
    int rc = sqlite3_extended_errcode(s->c->db);

    s->sent = (rc & 0xff) == SQLITE_IOERR;
    return fail(s, class_of(rc), code_name(rc), sqlite3_errmsg(s->c->db));
}

/* --- statements ----------------------------------------------------------- */

/* Gives up at the deadline, or when the run is cut. */
static int watch(void *context)
{
    struct statement *s = context;

    return weir_driver_cut(s->c->engine) ||
           weir_driver_clock(s->c->engine) > s->ask->deadline;
}

static int wait_busy(void *context, int tries)
{
    (void)tries;
    if (watch(context))
        return 0;
    sqlite3_sleep(10);
    return 1;
}

static bool bind_one(struct statement *s, int i, const struct weir_bind *b)
{
    int rc = SQLITE_OK;

    switch (b->kind) {
    case WEIR_BIND_NULL: rc = sqlite3_bind_null(s->at, i); break;
    case WEIR_BIND_INT: rc = sqlite3_bind_int64(s->at, i, b->i); break;
    case WEIR_BIND_TEXT:
        rc = sqlite3_bind_text64(s->at, i, b->text.len ? b->text.ptr : "",
                                 b->text.len, SQLITE_STATIC, SQLITE_UTF8);
        break;
    case WEIR_BIND_BYTES:
        rc = sqlite3_bind_blob64(s->at, i, b->text.len ? b->text.ptr : "",
                                 b->text.len, SQLITE_STATIC);
        break;
    }
    return rc == SQLITE_OK || failed(s);
}

/* What a statement calls :NAME: a whole number as one, else a text. */
static bool bind_named(struct statement *s, int i, const char *name)
{
    const struct weir_params *p = &s->ask->request->query;
    struct weir_bind b = {.kind = WEIR_BIND_TEXT};
    size_t k = 0;

    while (k < p->n && !str_eq(p->at[k].name, str_from(name)))
        k++;
    if (k == p->n)
        return fail(s, WEIR_REJECTED, "SQLITE_MISUSE",
                    arena_printf(s->ask->arena,
                                 "the statement asks for :%s, which the step "
                                 "does not give",
                                 name)
                        .ptr);
    b.text = p->at[k].value;
    if (weir_int_parse(b.text, &b.i) &&
        str_eq(arena_printf(s->ask->arena, "%lld", (long long)b.i), b.text))
        b.kind = WEIR_BIND_INT;
    return bind_one(s, i, &b);
}

static bool prepare(struct statement *s, str sql)
{
    const struct weir_request *q = s->ask->request;
    const char *rest = NULL;

    if (sqlite3_prepare_v2(s->c->db, sql.ptr, (int)sql.len, &s->at, &rest) !=
        SQLITE_OK)
        return failed(s);
    if (!s->at || str_trim((str){rest, sql.len - (size_t)(rest - sql.ptr)}).len)
        return fail(s, WEIR_REJECTED, "SQLITE_MISUSE",
                    "one SQL statement was expected");
    for (size_t i = 0; i < q->nbinds; i++)
        if (!bind_one(s, (int)i + 1, &q->binds[i]))
            return false;
    for (int i = 1; i <= sqlite3_bind_parameter_count(s->at); i++) {
        const char *name = sqlite3_bind_parameter_name(s->at, i);
        if (name && *name == ':' && !bind_named(s, i, name + 1))
            return false;
    }
    return true;
}

static void add_column(struct buf *b, sqlite3_stmt *at, int i)
{
    int type = sqlite3_column_type(at, i);
    const char *p = (const char *)sqlite3_column_text(at, i);
    str text = {p, (size_t)sqlite3_column_bytes(at, i)};

    if (type == SQLITE_NULL) {
        buf_text(b, "null");
    } else if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
        bool number = text.len && text.ptr[0] != 'I' && text.ptr[0] != 'N' &&
                      !str_starts_with(text, STR("-I"));
        buf_str(b, number ? text : STR("null"));
    } else if (type == SQLITE_BLOB) {
        buf_char(b, '"');
        weir_base64_print(b, (str){sqlite3_column_blob(at, i), text.len});
        buf_char(b, '"');
    } else {
        weir_json_quote(b, text);
    }
}

static void add_row(struct buf *b, sqlite3_stmt *at)
{
    buf_char(b, '{');
    for (int i = 0; i < sqlite3_column_count(at); i++) {
        buf_text(b, i ? "," : "");
        weir_json_quote(b, str_from(sqlite3_column_name(at, i)));
        buf_char(b, ':');
        add_column(b, at, i);
    }
    buf_char(b, '}');
}

/* All rows as a JSON list, each end in `ends` when it is not NULL. */
static bool run(struct statement *s, struct buf *rows, struct buf *ends)
{
    int rc = sqlite3_step(s->at);
    size_t n = 0;

    buf_char(rows, '[');
    for (; rc == SQLITE_ROW; rc = sqlite3_step(s->at)) {
        buf_text(rows, n++ ? "," : "");
        add_row(rows, s->at);
        if (ends)
            buf_add(ends, &rows->len, sizeof rows->len);
        if (rows->failed)
            return fail(s, WEIR_MALFORMED, "too long",
                        "the rows are longer than 64 MiB");
    }
    buf_char(rows, ']');
    return rc == SQLITE_DONE || failed(s);
}

static void begin(struct statement *s)
{
    pthread_mutex_lock(&s->c->lock);
    sqlite3_busy_handler(s->c->db, wait_busy, s);
    sqlite3_progress_handler(s->c->db, 10000, watch, s);
}

static void end(struct statement *s, struct weir_answer *a)
{
    sqlite3_finalize(s->at);
    sqlite3_progress_handler(s->c->db, 0, NULL, NULL);
    sqlite3_busy_handler(s->c->db, NULL, NULL);
    pthread_mutex_unlock(&s->c->lock);
    a->sent = s->sent;
    if (s->class)
        driver_fail(s->ask->arena, a, s->class, s->code, "%s", s->message);
}

static void call(struct weir_connection *c, const struct weir_exchange *ask,
                 struct weir_answer *a)
{
    struct statement s = {.c = c, .ask = ask};
    struct buf rows = BUF_MAX(WEIR_ANSWER_MAX);

    begin(&s);
    bool ok = prepare(&s, ask->request->target) && run(&s, &rows, NULL);
    if (ok && sqlite3_column_count(s.at) == 0)
        a->rows = sqlite3_changes64(c->db);
    end(&s, a);
    if (ok) {
        a->sent = true;
        a->body = driver_take(ask->arena, &rows);
    }
    buf_free(&rows);
}

/* --- pages ---------------------------------------------------------------- */

static size_t number_of(str cursor)
{
    size_t n = 0;

    for (size_t i = 0; i < cursor.len && n < SIZE_MAX / 20; i++)
        if (cursor.ptr[i] >= '0' && cursor.ptr[i] <= '9')
            n = n * 10 + (size_t)(cursor.ptr[i] - '0');
    return n;
}

static str without_end(str sql)
{
    sql = str_trim(sql);
    while (sql.len && sql.ptr[sql.len - 1] == ';')
        sql = str_trim(str_slice(sql, 0, sql.len - 1));
    return sql;
}

static void cut_items(const struct weir_exchange *ask, struct weir_page *page,
                      str text, const struct buf *ends)
{
    size_t n = ends->len / sizeof(size_t), from = 1, to;

    page->items = arena_array(ask->arena, str, n + 1);
    for (size_t i = 0; i < n; i++) {
        memcpy(&to, ends->ptr + i * sizeof to, sizeof to);
        page->items[page->nitems++] = str_slice(text, from, to);
        from = to + 1;
    }
}

/* A page is a window over the statement: LIMIT and OFFSET around it. */
static bool fetch(struct weir_connection *c, const struct weir_exchange *ask,
                  str path, str cursor, struct weir_page *page,
                  struct weir_answer *a)
{
    struct statement s = {.c = c, .ask = ask};
    size_t want = page->want ? page->want : WEIR_PAGE_ITEMS;
    size_t at = number_of(cursor);
    struct buf rows = BUF_MAX(WEIR_ANSWER_MAX), ends = BUF_MAX(16 << 20);
    str sql = without_end(ask->request->target);

    (void)path;
    page->nitems = 0;
    page->next = (str){"", 0};
    str window = arena_printf(
        ask->arena, "SELECT * FROM (%" STR_FMT "\n) LIMIT %zu OFFSET %zu",
        STR_ARG(sql), want, at);
    begin(&s);
    bool ok = prepare(&s, window) && run(&s, &rows, &ends);
    end(&s, a);
    if (ok) {
        str text = arena_str(ask->arena, buf_view(&rows));
        cut_items(ask, page, text, &ends);
        if (page->nitems == want)
            page->next = arena_printf(ask->arena, "%zu", at + want);
    }
    buf_free(&rows);
    buf_free(&ends);
    return ok;
}

const struct weir_driver weir_driver_sql = {
    .name = "sql",
    .open = open_sql,
    .close = close_sql,
    .call = call,
    .fetch = fetch,
};
